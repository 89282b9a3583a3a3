"""Indicator values with their origin, and the doubts about them."""

from typing import ClassVar

from django.db import models

from lingnan.core.missing import MissingReason
from lingnan.engines.evaluate.fields import ExactDecimalField


class ValueFile(models.Model):
    """One file of values as it was taken in, whole or not at all."""

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    rows = models.PositiveIntegerField()
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class IndicatorValue(models.Model):
    """The value of one indicator, region and period in one vintage; a revision is another vintage, not an overwrite."""

    STATES: ClassVar = [("draft", "草稿"), ("submitted", "已报送"), ("approved", "已审定"), ("returned", "已退回")]

    indicator = models.CharField(max_length=80)
    region = models.ForeignKey("identity.Region", on_delete=models.PROTECT, related_name="indicator_values")
    period = models.CharField(max_length=13)
    vintage = models.CharField(max_length=60)
    value = ExactDecimalField(null=True)
    unit = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    note = models.CharField(max_length=200, blank=True)
    missing = models.CharField(max_length=20, blank=True, choices=[(r.value, r.label.zh) for r in MissingReason])
    file = models.ForeignKey(ValueFile, null=True, on_delete=models.PROTECT, related_name="values")
    line = models.PositiveIntegerField(null=True)
    is_sample = models.BooleanField(default=False)
    is_evidenced = models.BooleanField(default=True)  # false: marked wherever it is shown
    state = models.CharField(max_length=10, choices=STATES, default="draft")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "region", "period", "vintage"], name="value_once"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=False, missing="")
                | (models.Q(value__isnull=True) & ~models.Q(missing="")),
                name="value_or_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["indicator", "period"]), models.Index(fields=["region", "indicator"])]

    def __str__(self) -> str:
        return f"{self.indicator} {self.region_id} {self.period}"


class QualityFlag(models.Model):
    """A doubt that a general check raised about one value; it marks, it does not change."""

    value = models.ForeignKey(IndicatorValue, on_delete=models.CASCADE, related_name="flags")
    check_key = models.CharField(max_length=40)
    text_zh = models.CharField(max_length=200)
    text_en = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["value", "check_key"], name="flag_once")]

    def __str__(self) -> str:
        return self.text_zh
