"""What happens to a task: its thread, extensions, reminders, ratings."""

from typing import ClassVar

from django.db import models

from lingnan.engines.plan.models.tasks import Milestone, Task


class TaskEvent(models.Model):
    """One step of a task's life, as it was taken. Never edited, never removed."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=20, help_text="a key of plan.life.STEPS")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict, blank=True, help_text="what changed: before and after, dates, names")
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=120)
    unit = models.ForeignKey("identity.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(max_length=80, blank=True)
    attachment = models.ForeignKey("identity.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    due_on = models.DateField(null=True, help_text="by when the step was due, where it has a deadline")
    recorded_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["task", "act"])]

    def __str__(self) -> str:
        return f"{self.task_id} {self.act}"

    @property
    def is_late(self) -> bool:
        """The step was taken after its deadline."""
        return self.due_on is not None and self.happened_on > self.due_on


class Extension(models.Model):
    """More time asked for a milestone (延期), and what the office decided."""

    STATES: ClassVar = [("asked", "待批复"), ("granted", "已同意"), ("refused", "未同意"), ("withdrawn", "已撤回")]

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="extensions")
    milestone = models.ForeignKey(Milestone, null=True, on_delete=models.SET_NULL, related_name="extensions")
    title = models.CharField(max_length=200, help_text="the milestone as it was called then")
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="extensions")
    due_before = models.DateField()
    due_asked = models.DateField()
    reason = models.TextField()
    attachment = models.ForeignKey("identity.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    decide_by = models.DateField()
    state = models.CharField(max_length=10, choices=STATES, default="asked")
    due_granted = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    decision = models.TextField(blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["state"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["milestone"], condition=models.Q(state="asked"), name="extension_open_once")
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.due_before} → {self.due_asked}"


class Rating(models.Model):
    """How well a unit did a closed task (评价)."""

    GRADES: ClassVar = [("A", "优秀"), ("B", "良好"), ("C", "合格"), ("D", "不合格")]

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="ratings")
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="ratings")
    grade = models.CharField(max_length=1, choices=GRADES)
    comment = models.TextField(blank=True)
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="+")
    rated_on = models.DateField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["task", "unit"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "unit"], name="rating_once")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.unit_id} {self.grade}"


class Reminder(models.Model):
    """A unit was reminded of a task (催办) on a day; written once a day, whoever or whatever asked."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="reminders")
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="reminders")
    reminded_on = models.DateField()
    level = models.PositiveSmallIntegerField(default=1, help_text="1 liaison officer, 2 head of unit, 3 workgroup")
    why = models.CharField(max_length=300)
    why_en = models.CharField(max_length=300, blank=True)
    by_hand = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-reminded_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "unit", "reminded_on", "level"], name="reminder_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.unit_id} {self.reminded_on}"
