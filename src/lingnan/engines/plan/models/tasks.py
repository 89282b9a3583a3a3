"""Tasks: who answers for them, their dated promises, the indicator systems they apply."""

from typing import ClassVar

from django.db import models

from lingnan.engines.plan.models.plans import Plan


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
