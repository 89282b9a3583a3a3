"""Cross-department problems and policy drafts: their research, their versions, their sign-off."""

from typing import ClassVar

from django.db import models


class Matter(models.Model):
    """A problem between departments (跨部门协调事项) or a policy being drafted (政策文件)."""

    KINDS: ClassVar = [("problem", "跨部门协调事项"), ("policy", "政策文件")]
    STATES: ClassVar = [
        ("open", "研究中"),
        ("circulating", "征求意见"),
        ("signing", "会签中"),
        ("ready", "待上会"),
        ("scheduled", "已列入议程"),
        ("settled", "已办结"),
        ("dropped", "已终止"),
    ]

    plan = models.ForeignKey("plan.Plan", on_delete=models.PROTECT, related_name="matters")
    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=KINDS)
    title = models.CharField(max_length=120)
    text = models.TextField(help_text="what the matter is, and what is asked")
    raised_by = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="matters_raised")
    lead = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="matters_led")
    task = models.ForeignKey("plan.Task", null=True, blank=True, on_delete=models.PROTECT, related_name="matters")
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=STATES, default="open")
    raised_on = models.DateField()
    settled_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-number"]
        indexes: ClassVar = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ResearchNote(models.Model):
    """What somebody found out about a matter. Never edited."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="notes")
    unit = models.ForeignKey("identity.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=120)
    text = models.TextField()
    attachment = models.ForeignKey("identity.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    written_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.written_on}"


class Draft(models.Model):
    """One version of a matter's text. Never edited: a change is a further version."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="drafts")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    note = models.CharField(max_length=400, blank=True, help_text="why this version was made")
    actor = models.CharField(max_length=120)
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="+")
    attachment = models.ForeignKey("identity.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["matter", "number"], name="draft_number_once")]

    def __str__(self) -> str:
        return f"{self.matter_id} v{self.number}"


class SignOff(models.Model):
    """One unit's place in the order of signing (会签) of a version."""

    STATES: ClassVar = [("waiting", "未到"), ("asked", "待会签"), ("signed", "已会签"), ("returned", "已退回")]

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="sign_offs")
    order = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="sign_offs")
    state = models.CharField(max_length=10, choices=STATES, default="waiting")
    asked_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    actor = models.CharField(max_length=120, blank=True)
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["order"]
        indexes: ClassVar = [models.Index(fields=["unit", "state"])]
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "unit"], name="sign_off_once")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.unit_id} {self.state}"
