"""Plans taken in and the units that belong to their workgroup."""

from typing import ClassVar

from django.db import models


class Plan(models.Model):
    """A plan document taken in: its text as received, its text as read, its period."""

    STATES: ClassVar = [("draft", "待审阅"), ("adopted", "已采用"), ("applied", "已并入"), ("withdrawn", "已撤回")]
    MODES: ClassVar = [("edition", "新版"), ("amendment", "修订")]

    key = models.SlugField(primary_key=True, max_length=60)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=60, blank=True, help_text="document number as written")
    issuer = models.CharField(max_length=120, blank=True)
    period_from = models.DateField()
    period_to = models.DateField(help_text="last day of the period")
    period_is_assumed = models.BooleanField(default=False, help_text="the document names none; a person must say it")
    state = models.CharField(max_length=10, choices=STATES, default="draft")
    amends = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="amendments",
        help_text="the plan in force that this document changes; its tasks stay with that plan",
    )
    mode = models.CharField(
        max_length=10,
        choices=MODES,
        blank=True,
        help_text="edition: what it does not name is dropped; amendment: what it does not name stays",
    )
    document = models.ForeignKey("identity.StoredFile", null=True, on_delete=models.PROTECT)
    document_name = models.CharField(max_length=200)
    original_text = models.TextField()
    clean_text = models.TextField()
    reading = models.JSONField(help_text="what the reader found, as `lingnan plan parse --json` prints it")
    imported_at = models.DateTimeField()
    adopted_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
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
