"""Cases and the steps that were taken on them."""

from typing import ClassVar

from django.db import models


class Case(models.Model):
    """Something that must be handled by a unit until a day. `step` is the step that waits; empty when closed."""

    STATES: ClassVar = [("open", "办理中"), ("closed", "已办结")]

    number = models.CharField(primary_key=True, max_length=20)
    type = models.CharField(max_length=60, db_index=True)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300)
    region = models.ForeignKey("identity.Region", on_delete=models.PROTECT, related_name="cases")
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="cases")
    alert = models.OneToOneField("sense.Alert", null=True, on_delete=models.PROTECT, related_name="case")
    opened_on = models.DateField()
    due_on = models.DateField()  # of the whole case
    step = models.CharField(max_length=40, blank=True)
    step_due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=STATES, default="open")
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=400, blank=True)
    version = models.PositiveIntegerField(default=1)  # every act raises it; an act on an older one is a conflict
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-number"]
        indexes: ClassVar = [models.Index(fields=["state", "step_due_on"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class CaseStep(models.Model):
    """One act on a case: opened, a step done, sent back, closed. Never changed."""

    ACTS: ClassVar = [("opened", "立案"), ("done", "办理"), ("returned", "退回"), ("closed", "办结")]

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="acts")
    act = models.CharField(max_length=10, choices=ACTS)
    step = models.CharField(max_length=40, blank=True)
    who = models.CharField(max_length=120)
    unit_key = models.CharField(max_length=60, blank=True)
    happened_on = models.DateField()
    recorded_at = models.DateTimeField()
    due_on = models.DateField(null=True)  # the deadline that this act had to meet
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.act} {self.step}"

    @property
    def was_late(self) -> bool:
        """Was it done after its deadline?"""
        return self.due_on is not None and self.happened_on > self.due_on
