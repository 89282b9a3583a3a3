"""Planned smart-city work that units bring before the workgroup (task 24), and what was found like it."""

from typing import ClassVar

from django.db import models


class Proposal(models.Model):
    """A unit's planned work: drafted, submitted and checked, commented, put on an agenda, decided."""

    STATES: ClassVar = [
        ("draft", "草稿"),
        ("submitted", "已提交"),
        ("circulating", "征求意见"),
        ("ready", "待上会"),
        ("scheduled", "已列入议程"),
        ("agreed", "同意"),
        ("refused", "不同意"),
        ("returned", "退回修改"),
        ("withdrawn", "已撤回"),
    ]

    plan = models.ForeignKey("plan.Plan", on_delete=models.PROTECT, related_name="proposals")
    number = models.CharField(max_length=20, unique=True)
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="proposals")
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    purpose = models.TextField(blank=True, help_text="which matter it mends, for whom")
    content = models.TextField(blank=True, help_text="what is to be built or done")
    systems = models.TextField(blank=True, help_text="systems to build or extend, one a line")
    needs = models.TextField(blank=True, help_text="data and systems of others that it needs, one a line")
    budget = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, help_text="万元")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=STATES, default="draft")
    written_on = models.DateField()
    submitted_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True, help_text="what was decided, or why it was sent back")
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-number"]
        indexes: ClassVar = [models.Index(fields=["unit", "state"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Overlap(models.Model):
    """Something that is like a proposal, as found when it was submitted, with the reason, and what was made of it."""

    KINDS: ClassVar = [("task", "任务"), ("system", "在建系统"), ("resource", "共享资源"), ("proposal", "其他建议")]
    FINDINGS: ClassVar = [("", "未判断"), ("overlaps", "重复"), ("related", "相关，可衔接"), ("distinct", "不同")]

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="overlaps")
    kind = models.CharField(max_length=10, choices=KINDS)
    about = models.CharField(max_length=120, help_text="plan.task:12, group.proposal:3, place.layer:region-city")
    title = models.CharField(max_length=200)
    unit_name = models.CharField(max_length=160, blank=True)
    url = models.CharField(max_length=200, blank=True)
    score = models.DecimalField(max_digits=4, decimal_places=3)
    words = models.JSONField(default=list)
    names = models.JSONField(default=list)
    units = models.JSONField(default=list, help_text="names of the units that both have")
    finding = models.CharField(max_length=10, choices=FINDINGS, blank=True, default="")
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering: ClassVar = ["-score", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["proposal", "about"], name="overlap_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id} ~ {self.about}"
