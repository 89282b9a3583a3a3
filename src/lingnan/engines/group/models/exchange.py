"""Exchange and cooperation: partners, visits and agreements, and what is to follow from them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Partner(models.Model):
    """Whom the working group exchanges with."""

    KINDS: ClassVar = [
        ("province", "省市政府"),
        ("institution", "科研院所与高校"),
        ("company", "企业"),
        ("association", "协会与国际组织"),
        ("overseas", "境外城市"),
    ]

    name = models.CharField(max_length=120, unique=True)
    name_en = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=12, choices=KINDS)
    place = models.CharField(max_length=80, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Exchange(models.Model):
    """A visit, a meeting or an agreement with a partner."""

    KINDS: ClassVar = [
        ("visit_out", "出访考察"),
        ("visit_in", "来访接待"),
        ("agreement", "合作协议"),
        ("event", "论坛与培训"),
    ]

    kind = models.CharField(max_length=10, choices=KINDS)
    title = models.CharField(max_length=200)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="exchanges")
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="exchanges")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, help_text="last day of a visit; the day an agreement runs out")
    people = models.CharField(max_length=300, blank=True)
    summary = models.TextField(blank=True)
    number = models.CharField(max_length=60, blank=True, help_text="number of the agreement or report")
    attachment = models.ForeignKey("identity.Attachment", null=True, on_delete=models.PROTECT, related_name="exchanges")
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-starts_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="exchange_term")
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "starts_on"])]

    def __str__(self) -> str:
        return self.title


class FollowUp(models.Model):
    """Something to do that follows from an exchange: who, by when; its date reminds."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="follow_ups")
    text = models.CharField(max_length=300)
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="follow_ups")
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    result = models.CharField(max_length=400, blank=True)
    attachment = models.ForeignKey(
        "identity.Attachment", null=True, on_delete=models.PROTECT, related_name="follow_ups"
    )

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        indexes: ClassVar = [models.Index(fields=["unit", "done_on"])]

    def __str__(self) -> str:
        return self.text
