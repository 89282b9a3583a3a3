"""The pool of experts: what they know, when they can, what binds them; draws and opinions."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Expert(models.Model):
    """Somebody of the pool. The main field is the stratum of a draw; further fields are only searched for."""

    FIELDS: ClassVar = [
        ("infrastructure", "信息基础设施"),
        ("data", "数据与平台"),
        ("security", "网络安全"),
        ("governance", "政务与城市治理"),
        ("livelihood", "民生服务"),
        ("industry", "产业与经济"),
        ("standards", "标准与评价"),
    ]

    number = models.CharField(max_length=20, unique=True, help_text="number in the pool, as Z-0012")
    name = models.CharField(max_length=40)
    title = models.CharField(max_length=60, blank=True, help_text="professional title, as 研究员")
    field = models.CharField(max_length=20, choices=FIELDS)
    further_fields = models.JSONField(default=list, help_text="keys of FIELDS")
    employer = models.CharField(max_length=120)
    employer_unit = models.ForeignKey("identity.Unit", null=True, on_delete=models.PROTECT, related_name="experts")
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=120, blank=True)
    account = models.OneToOneField("identity.Account", null=True, on_delete=models.PROTECT, related_name="expert")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="the first day on which the expert is no longer in the pool")
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="expert_term")
        ]

    def __str__(self) -> str:
        return self.name


class Absence(models.Model):
    """Days on which an expert cannot be asked; both days count."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["starts_on"]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_term")]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


class Interest(models.Model):
    """What binds an expert to an organisation: it keeps the expert out of draws about that organisation."""

    KINDS: ClassVar = [
        ("worked", "曾任职"),
        ("project", "承担过项目"),
        ("shares", "持股或收益"),
        ("family", "亲属任职"),
        ("other", "其他"),
    ]

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="interests")
    kind = models.CharField(max_length=10, choices=KINDS)
    organisation = models.CharField(max_length=120)
    unit = models.ForeignKey("identity.Unit", null=True, on_delete=models.PROTECT, related_name="expert_interests")
    until = models.DateField(null=True, help_text="when it ended; an ended one still binds for the years of the rule")
    note = models.CharField(max_length=200, blank=True)
    declared_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.organisation}"


class Draw(models.Model):
    """A draw as it happened: pool, wish and seed as they were, so that anybody can replay it."""

    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    drawn_on = models.DateField()
    seed = models.CharField(max_length=200)
    record = models.JSONField(help_text="format, seed, strata, candidates, refusals: what group.drawing.replay reads")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the pool and the wish, fixed before the seed")
    applicants = models.JSONField(help_text="[{name, unit}]: whom the matter concerns")
    rule_edition = models.CharField(max_length=60)
    drawn_by = models.CharField(max_length=120)
    drawn_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class DrawnExpert(models.Model):
    """One expert who was drawn, and what came of it."""

    STATES: ClassVar = [("drawn", "已抽中"), ("accepted", "已应邀"), ("refused", "已谢绝")]

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="drawn")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="draws")
    stratum = models.CharField(max_length=20)
    place = models.PositiveIntegerField(help_text="place in the order that the seed gave the stratum, from 1")
    state = models.CharField(max_length=10, choices=STATES, default="drawn")
    reason = models.CharField(max_length=200, blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["stratum", "place"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["draw", "expert"], name="drawn_once")]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.expert_id}"


class Opinion(models.Model):
    """An opinion asked of an expert by a day. Nothing said by then is kept as silence; a late one is kept as late."""

    STATES: ClassVar = [("asked", "已征求"), ("given", "已提出"), ("silent", "未答复")]
    VERDICTS: ClassVar = [
        ("agree", "同意"),
        ("agree_if", "修改后同意"),
        ("disagree", "不同意"),
        ("abstain", "不作判断"),
    ]

    number = models.CharField(max_length=20, unique=True)
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="opinions")
    draw = models.ForeignKey(Draw, null=True, on_delete=models.PROTECT, related_name="opinions")
    about = models.CharField(
        max_length=120, blank=True, help_text="what it is about, as group.proposal:3 or plan.task:23"
    )
    title = models.CharField(max_length=200)
    question = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    asked_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=STATES, default="asked")
    verdict = models.CharField(max_length=10, choices=VERDICTS, blank=True)
    text = models.TextField(blank=True)
    attachment = models.ForeignKey("identity.Attachment", null=True, on_delete=models.PROTECT, related_name="opinions")
    given_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["due_on", "number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="given", given_on__isnull=False) | (~Q(state="given") & Q(given_on=None, text="")),
                name="opinion_given_or_not",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"]), models.Index(fields=["about"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
