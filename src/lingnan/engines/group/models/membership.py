"""Who sits in the working group, from when until when, in whose place; who in the office does what and when."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Seat(models.Model):
    """A person's seat in the working group for a term; a replacement ends one and opens another."""

    DUTIES: ClassVar = [
        ("chief", "组长"),
        ("deputy", "副组长"),
        ("member", "成员"),
        ("office_head", "办公室主任"),
        ("office", "办公室工作人员"),
        ("liaison", "联络员"),
    ]
    RANKS: ClassVar = [
        ("province", "省级"),
        ("bureau", "厅局级"),
        ("division", "处级"),
        ("section", "科级"),
        ("other", "其他"),
    ]

    duty = models.CharField(max_length=12, choices=DUTIES)
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="group_seats")
    name = models.CharField(max_length=40)
    title = models.CharField(max_length=80, blank=True, help_text="the person's post, as 信息化推进处处长")
    rank = models.CharField(max_length=10, choices=RANKS)
    phone = models.CharField(max_length=40, blank=True)
    mobile = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=120, blank=True)
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="group_seats")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="the first day on which the seat is no longer held")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    letter = models.ForeignKey("identity.Attachment", null=True, on_delete=models.PROTECT, related_name="group_seats")
    basis = models.CharField(max_length=200, blank=True, help_text="the letter that named the person, by its number")
    end_basis = models.CharField(max_length=200, blank=True, help_text="why the seat ended")
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["unit", "duty", "valid_from"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="seat_term"),
            models.UniqueConstraint(fields=["duty"], condition=Q(duty="chief", valid_to=None), name="one_open_chief"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(duty="liaison", valid_to=None), name="one_open_liaison_a_unit"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "duty"]), models.Index(fields=["valid_from"])]

    def __str__(self) -> str:
        return f"{self.get_duty_display()} {self.name}"


class Handover(models.Model):
    """What was open when a liaison officer changed: each thing handed from the one to the other."""

    before = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="handed_over")
    after = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="taken_over")
    on = models.DateField()
    items = models.JSONField(help_text="[{key, title, title_en, url, due}] as they stood in the list of things to do")

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"


class OfficeDuty(models.Model):
    """What somebody of the office is in charge of (分工), or the days on which they are on call (值班)."""

    KINDS: ClassVar = [("work", "分工"), ("watch", "值班")]

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="duties")
    kind = models.CharField(max_length=8, choices=KINDS)
    text = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, help_text="the last day; open where there is none")
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["kind", "starts_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="duty_term")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.text}"
