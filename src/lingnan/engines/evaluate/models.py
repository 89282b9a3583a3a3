"""Indicator values with their origin, and assessments with every score they gave."""

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


class Assessment(models.Model):
    """One year judged by one edition of a framework. Frozen it never changes; another edition stands beside."""

    STATES: ClassVar = [("computed", "已计算"), ("frozen", "已冻结")]

    framework = models.CharField(max_length=60)
    edition = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    run = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=STATES, default="computed")
    tree = models.JSONField()  # the framework as it was used: schema is frameworks.Framework.as_json
    settings = models.JSONField()  # interval settings, seed, code version, rule editions
    content_hash = models.CharField(max_length=64)
    is_sample = models.BooleanField(default=False)
    computed_at = models.DateTimeField()
    computed_by = models.CharField(max_length=120)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["framework", "edition", "year", "run"], name="assessment_run_once"),
            models.UniqueConstraint(
                fields=["framework", "edition", "year", "content_hash"], name="assessment_digits_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["framework", "year", "state"])]

    def __str__(self) -> str:
        return f"{self.framework} {self.edition} {self.year} #{self.run}"


class Result(models.Model):
    """What one node of the framework gave for one region: for an indicator also its value, parts and evidence."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="results")
    node = models.CharField(max_length=80)
    region = models.ForeignKey("identity.Region", on_delete=models.PROTECT, related_name="results")
    score = ExactDecimalField(null=True)
    weight = ExactDecimalField()  # points of 100 after rescaling over the siblings present
    rank = models.PositiveSmallIntegerField(null=True)
    rank_low = models.PositiveSmallIntegerField(null=True)
    rank_high = models.PositiveSmallIntegerField(null=True)
    value = ExactDecimalField(null=True)
    numerator = ExactDecimalField(null=True)
    denominator = ExactDecimalField(null=True)
    missing = models.CharField(max_length=20, blank=True)
    detail_zh = models.CharField(max_length=200, blank=True)
    detail_en = models.CharField(max_length=200, blank=True)
    evidence = models.JSONField(default=list)  # [{kind, about, zh, en, count, url}]
    flags = models.JSONField(default=list)  # [{zh, en}]
    rule = models.CharField(max_length=80, blank=True)
    rule_edition = models.CharField(max_length=60, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["assessment", "node", "region"], name="result_once")]
        indexes: ClassVar = [models.Index(fields=["assessment", "region"])]

    def __str__(self) -> str:
        return f"{self.node} {self.region_id}: {self.score}"
