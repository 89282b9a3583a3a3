"""The year's work of a unit or a city in figures, each with the rows that it was counted from."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lingnan.engines.evaluate.fields import ExactDecimalField


class Scorecard(models.Model):
    """One unit's year as one run computed it. Never changed: another run or edition stands beside."""

    KINDS: ClassVar = [("unit", "部门"), ("city", "地市")]

    year = models.PositiveSmallIntegerField()
    run = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=KINDS)
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="scorecards")
    region = models.ForeignKey("identity.Region", null=True, on_delete=models.PROTECT, related_name="scorecards")
    total = ExactDecimalField(null=True)
    missing = models.CharField(max_length=20, blank=True)
    weight_present = ExactDecimalField(help_text="points of 100 whose parts could be judged")
    parts = models.JSONField(help_text="[{key, value, weight, numerator, denominator, missing, rows: [{title, …}]}]")
    rule = models.CharField(max_length=80)
    edition = models.CharField(max_length=60)
    as_of = models.DateField()
    digest = models.CharField(max_length=64)
    computed_at = models.DateTimeField()
    computed_by = models.CharField(max_length=120)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["year", "kind", "unit"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "run", "unit"], name="scorecard_once_a_run"),
            models.CheckConstraint(
                condition=Q(total__isnull=False, missing="") | (Q(total=None) & ~Q(missing="")), name="score_or_reason"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["year", "kind", "run"]), models.Index(fields=["region", "year"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year} #{self.run}"
