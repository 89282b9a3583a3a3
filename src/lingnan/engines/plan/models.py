"""Plans, tasks, milestones, progress, meetings, decisions and supervision items."""

from typing import ClassVar

from django.db import models


class Plan(models.Model):
    """A plan document taken in: its text as received, its text as read, its period."""

    STATES: ClassVar = [("draft", "待审阅"), ("adopted", "已采用"), ("withdrawn", "已撤回")]

    key = models.SlugField(primary_key=True, max_length=60)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=60, blank=True, help_text="document number as written")
    issuer = models.CharField(max_length=120, blank=True)
    period_from = models.DateField()
    period_to = models.DateField(help_text="last day of the period")
    state = models.CharField(max_length=10, choices=STATES, default="draft")
    document = models.ForeignKey("identity.StoredFile", null=True, on_delete=models.PROTECT)
    document_name = models.CharField(max_length=200)
    original_text = models.TextField()
    clean_text = models.TextField()
    reading = models.JSONField(help_text="what the reader found, as `lingnan plan parse --json` prints it")
    imported_at = models.DateTimeField()
    adopted_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-period_from", "key"]

    def __str__(self) -> str:
        return self.title


class PlanMember(models.Model):
    """A member unit of the plan's workgroup, as written and as the unit it means."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="members")
    order = models.PositiveSmallIntegerField()
    written = models.CharField(max_length=80)
    unit = models.ForeignKey("identity.Unit", null=True, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "written"], name="plan_member_once")]

    def __str__(self) -> str:
        return self.written


class Task(models.Model):
    """The smallest numbered item of a plan that somebody answers for."""

    STATES: ClassVar = [("running", "推进中"), ("done", "已办结"), ("dropped", "已取消")]

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tasks")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    source_start = models.PositiveIntegerField(help_text="offset into the plan's original text")
    source_end = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=STATES, default="running")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["plan", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="task_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class TaskUnit(models.Model):
    """A unit that leads or cooperates in a task: the name as written, and the unit it meant at the plan's date."""

    ROLES: ClassVar = [("lead", "牵头"), ("cooperating", "配合")]

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="units")
    order = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=12, choices=ROLES)
    written = models.CharField(max_length=80)
    unit = models.ForeignKey("identity.Unit", null=True, on_delete=models.PROTECT, related_name="task_roles")

    class Meta:
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "written"], name="task_unit_once")]

    def __str__(self) -> str:
        return self.written


class Milestone(models.Model):
    """A promise with a date inside a task. Met only with evidence."""

    KINDS: ClassVar = [("once", "按时"), ("by", "期限前"), ("continuous", "持续"), ("recurring", "定期")]

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=200)
    written = models.CharField(max_length=60, help_text="the date as the document writes it")
    due = models.DateField()
    kind = models.CharField(max_length=12, choices=KINDS, default="by")
    met_on = models.DateField(null=True)
    evidence = models.CharField(
        max_length=400, blank=True, help_text="what proves it: a note, or `file:` and its SHA-256"
    )

    class Meta:
        ordering: ClassVar = ["due", "pk"]

    def __str__(self) -> str:
        return self.title


class IndicatorSystem(models.Model):
    """An evaluation indicator system that a task applies or drafts."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="indicator_systems")
    name = models.CharField(max_length=160)

    def __str__(self) -> str:
        return self.name


class Progress(models.Model):
    """What a unit reports of a task for one quarter. Never edited: a correction is a further report."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="progress")
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="progress")
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT)
    period = models.CharField(max_length=10, help_text="quarter, as 2017Q4")
    reported_on = models.DateField()
    text = models.TextField()
    attachment = models.ForeignKey("identity.Attachment", null=True, on_delete=models.PROTECT)
    recorded_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-reported_on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["task", "period"])]

    def __str__(self) -> str:
        return f"{self.task_id} {self.period}"


class Meeting(models.Model):
    """A meeting of the workgroup."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="meetings")
    title = models.CharField(max_length=120)
    held_on = models.DateField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-held_on"]

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """What a meeting decided (议定事项): who does what by when."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    text = models.CharField(max_length=400)
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="decisions")
    due_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["due_on"]

    def __str__(self) -> str:
        return self.text


class SupervisionItem(models.Model):
    """Something the office keeps asking about until it is mended (督办事项)."""

    STATES: ClassVar = [("open", "待回复"), ("replied", "待核定"), ("closed", "已销号")]

    number = models.CharField(max_length=20, unique=True)
    source = models.CharField(max_length=160, unique=True, help_text="what opened it; the same source opens one item")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300, blank=True)
    reason = models.JSONField(help_text="value, limit, unit, rule edition and the address of the evidence")
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="supervision")
    region = models.ForeignKey("identity.Region", null=True, on_delete=models.PROTECT)
    task = models.ForeignKey(Task, null=True, on_delete=models.PROTECT, related_name="supervision")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="supervision")
    opened_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=STATES, default="open")
    closed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["due_on", "number"]
        indexes: ClassVar = [models.Index(fields=["unit", "state"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class SupervisionEntry(models.Model):
    """One entry of an item's thread: opened, replied, returned, extended, closed."""

    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="entries")
    verb = models.CharField(max_length=12)
    text = models.TextField()
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT)
    actor = models.CharField(max_length=120)
    unit_name = models.CharField(max_length=80, blank=True)
    attachment = models.ForeignKey("identity.Attachment", null=True, on_delete=models.PROTECT)
    written_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.verb}"
