"""What an evaluation proposes to mend: the office opens a supervision item for it, or says why not."""

from typing import ClassVar

from django.db import models

from lingnan.engines.plan.models.supervision import SupervisionItem


class RectificationProposal(models.Model):
    """One indicator of one city in one year (整改建议), with its reasons and the address of its evidence."""

    STATES: ClassVar = [("proposed", "待定"), ("accepted", "已立督办"), ("declined", "不立项")]

    source = models.CharField(max_length=160, unique=True, help_text="evaluate.weak:framework:year:indicator:region")
    framework = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    indicator = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    region = models.ForeignKey("identity.Region", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="+")
    score = models.CharField(max_length=30, blank=True)  # exact text; empty where there is no value
    floor = models.CharField(max_length=30)
    kinds = models.JSONField(default=list)  # low, falling, missing, unproven
    reasons = models.JSONField(default=list)  # [{zh, en}]
    url = models.CharField(max_length=200)
    is_sample = models.BooleanField(default=False)
    proposed_on = models.DateField()
    state = models.CharField(max_length=10, choices=STATES, default="proposed")
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decision = models.CharField(max_length=400, blank=True)
    item = models.ForeignKey(SupervisionItem, null=True, on_delete=models.PROTECT, related_name="proposals")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "year"])]

    def __str__(self) -> str:
        return f"{self.year} {self.name_zh} {self.region_id}"
