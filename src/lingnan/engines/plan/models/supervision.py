"""Supervision items and their threads."""

from typing import ClassVar

from django.db import models

from lingnan.engines.plan.models.meetings import Decision
from lingnan.engines.plan.models.tasks import Task


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
