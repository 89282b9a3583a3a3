"""Guidance to the cities and inspections on the spot: findings, dates of rectification, looking again."""

from typing import ClassVar

from django.db import models


class Guidance(models.Model):
    """A guiding opinion or a working hint (指导意见, 工作提示) sent to cities and departments."""

    KINDS: ClassVar = [("opinion", "指导意见"), ("hint", "工作提示")]

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=8, choices=KINDS)
    title = models.CharField(max_length=200)
    text = models.TextField()
    sent_on = models.DateField()
    sign_by = models.DateField(help_text="by when each must have signed for it")
    attachment = models.ForeignKey("identity.Attachment", null=True, on_delete=models.PROTECT, related_name="guidance")
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-sent_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class GuidanceReceipt(models.Model):
    """One unit that a guidance went to, and when it signed for it."""

    guidance = models.ForeignKey(Guidance, on_delete=models.CASCADE, related_name="receipts")
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="guidance_receipts")
    signed_on = models.DateField(null=True)
    signed_by = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="what the unit will do with it")

    class Meta:
        ordering: ClassVar = ["unit"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["guidance", "unit"], name="guidance_once_a_unit")]

    def __str__(self) -> str:
        return f"{self.guidance_id} {self.unit_id}"


class Inspection(models.Model):
    """An inspection (督导检查) of a city."""

    STATES: ClassVar = [("planned", "待检查"), ("issued", "已反馈"), ("closed", "已结束")]

    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="inspections")
    region = models.ForeignKey("identity.Region", on_delete=models.PROTECT, related_name="inspections")
    starts_on = models.DateField()
    ends_on = models.DateField()
    team = models.CharField(max_length=200, help_text="who inspects, the leader first")
    scope = models.TextField(blank=True, help_text="what is looked at")
    summary = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=STATES, default="planned")
    issued_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-starts_on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["unit", "state"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Finding(models.Model):
    """Something found on the spot. With a date of rectification it becomes a supervision item when it is issued."""

    GRADES: ClassVar = [("serious", "严重"), ("ordinary", "一般"), ("good", "好的做法")]

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="findings")
    grade = models.CharField(max_length=10, choices=GRADES)
    place = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    demand = models.CharField(max_length=400, blank=True, help_text="what must be mended")
    due_on = models.DateField(null=True)
    task = models.ForeignKey("plan.Task", null=True, on_delete=models.PROTECT, related_name="findings")
    item = models.OneToOneField("plan.SupervisionItem", null=True, on_delete=models.PROTECT, related_name="finding")
    found_on = models.DateField()
    found_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]


class Recheck(models.Model):
    """Somebody went and looked again whether a finding is mended."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="rechecks")
    is_mended = models.BooleanField()
    text = models.TextField()
    checked_on = models.DateField()
    checked_by = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["checked_on", "pk"]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.checked_on}"
