"""Assessments with every score they gave."""

from typing import ClassVar

from django.db import models

from lingnan.engines.evaluate.fields import ExactDecimalField


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
