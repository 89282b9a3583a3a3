"""Tasks: who answers for them, their dated promises, the indicator systems they apply."""

from typing import ClassVar

from django.db import models

from lingnan.engines.plan.models.plans import Plan


class Task(models.Model):
    """The smallest numbered item of a plan that somebody answers for, or a part of one (`parent`).

    Its life is the table in `plan.life`; `state_on` is the business day on which the present state began.
    """

    STATES: ClassVar = [
        ("registered", "立项"),
        ("issued", "交办"),
        ("running", "推进中"),
        ("claimed", "申请办结"),
        ("done", "已办结"),
        ("dropped", "已取消"),
    ]

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tasks")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField(help_text="once in a plan; parts of tasks are numbered from 1001")
    code = models.CharField(
        max_length=20, blank=True, help_text="as people write it, 8.2; empty where it is the number"
    )
    year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="the year's division of work it belongs to"
    )
    title = models.CharField(max_length=200)
    text = models.TextField()
    source_start = models.PositiveIntegerField(help_text="offset into the plan's original text")
    source_end = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=STATES, default="registered")
    state_on = models.DateField(null=True, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    sign_by = models.DateField(null=True, blank=True, help_text="by when each lead signs, as the rule of that day said")
    closed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["plan", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="task_number_once")]
        indexes: ClassVar = [models.Index(fields=["plan", "state"])]

    def __str__(self) -> str:
        return f"{self.shown_number} {self.title}"

    @property
    def shown_number(self) -> str:
        """The number as people write it: 8, or 8.2 for a part of task 8."""
        return self.code or str(self.number)


class TaskUnit(models.Model):
    """A unit that leads or cooperates in a task: the name as written, and the unit it meant at the plan's date."""

    ROLES: ClassVar = [("lead", "牵头"), ("cooperating", "配合")]

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="units")
    order = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=12, choices=ROLES)
    written = models.CharField(max_length=80)
    unit = models.ForeignKey("identity.Unit", null=True, on_delete=models.PROTECT, related_name="task_roles")
    signed_on = models.DateField(null=True, blank=True)
    signed_by = models.ForeignKey("identity.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField(
        null=True, blank=True, help_text="when this lead agreed to the completion now claimed; emptied by a return"
    )

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
    first_due = models.DateField(null=True, blank=True, help_text="the date before any extension or change")
    is_added = models.BooleanField(default=False, help_text="set by people, not promised in the document")
    met_on = models.DateField(null=True)
    evidence = models.CharField(
        max_length=400, blank=True, help_text="what proves it: a note, or `file:` and its SHA-256"
    )

    proof = models.ForeignKey("identity.Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

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
