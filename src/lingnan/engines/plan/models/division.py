"""A year's division of work (年度任务分工): drafted out of the plan, agreed with the units, issued as tasks."""

from typing import ClassVar

from django.db import models

from lingnan.engines.plan.models.plans import Plan
from lingnan.engines.plan.models.tasks import Task, TaskUnit


class Division(models.Model):
    """The division of one year's work of a plan."""

    STATES: ClassVar = [("draft", "拟稿"), ("asked", "征求意见"), ("issued", "已印发")]

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="divisions")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=STATES, default="draft")
    asked_on = models.DateField(null=True)
    answer_by = models.DateField(null=True)
    issued_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-year"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "year"], name="division_once_a_year")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.year}"


class DivisionItem(models.Model):
    """One task of the year: what of which task of the plan, by when."""

    division = models.ForeignKey(Division, on_delete=models.CASCADE, related_name="items")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="division_items")
    title = models.CharField(max_length=200)
    due = models.DateField()
    left_out = models.BooleanField(default=False, help_text="not in this year's work")
    issued = models.OneToOneField(Task, null=True, on_delete=models.PROTECT, related_name="divided_from")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.title


class DivisionUnit(models.Model):
    """A unit of one item and its answer."""

    ANSWERS: ClassVar = [("agreed", "同意"), ("changes", "有修改意见")]

    item = models.ForeignKey(DivisionItem, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="division_roles")
    role = models.CharField(max_length=12, choices=TaskUnit.ROLES)
    answer = models.CharField(max_length=10, choices=ANSWERS, blank=True)
    comment = models.TextField(blank=True)
    title_wanted = models.CharField(max_length=200, blank=True)
    due_wanted = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="+")
    settled = models.CharField(max_length=12, blank=True, help_text="adopted or kept: what the office did with it")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "unit"], name="division_unit_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.unit_id}"
