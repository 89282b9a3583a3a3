"""Plans taken in and the units that belong to their workgroup."""

from typing import ClassVar

from django.db import models


class Plan(models.Model):
    """A plan document taken in: its text as received, its text as read, its period."""

    STATES: ClassVar = [("draft", "待审阅"), ("adopted", "已采用"), ("withdrawn", "已撤回")]

    key = models.SlugField(primary_key=True, max_length=60)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=60, blank=True, help_text="document number as written")
    issuer = models.CharField(max_length=120, blank=True)
    period_from = models.DateField()
    period_to = models.DateField(help_text="last day of the period")
    state = models.CharField(max_length=10, choices=STATES, default="draft")
    document = models.ForeignKey("identity.StoredFile", null=True, on_delete=models.PROTECT)
    document_name = models.CharField(max_length=200)
    original_text = models.TextField()
    clean_text = models.TextField()
    reading = models.JSONField(help_text="what the reader found, as `lingnan plan parse --json` prints it")
    imported_at = models.DateTimeField()
    adopted_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-period_from", "key"]

    def __str__(self) -> str:
        return self.title


class PlanMember(models.Model):
    """A member unit of the plan's workgroup, as written and as the unit it means."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="members")
    order = models.PositiveSmallIntegerField()
    written = models.CharField(max_length=80)
    unit = models.ForeignKey("identity.Unit", null=True, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "written"], name="plan_member_once")]

    def __str__(self) -> str:
        return self.written
