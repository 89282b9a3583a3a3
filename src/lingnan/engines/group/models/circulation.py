"""Asking units for comments on a proposal or on a version of a matter (征求意见)."""

from typing import ClassVar

from django.db import models

from lingnan.engines.group.models.matters import Draft, Matter
from lingnan.engines.group.models.proposals import Proposal


class Circulation(models.Model):
    """One round of asking: what is sent round, to whom, until when."""

    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.CASCADE, related_name="circulations")
    matter = models.ForeignKey(Matter, null=True, blank=True, on_delete=models.CASCADE, related_name="circulations")
    draft = models.ForeignKey(Draft, null=True, blank=True, on_delete=models.PROTECT, related_name="circulations")
    round = models.PositiveSmallIntegerField(default=1)
    letter = models.TextField(blank=True, help_text="what the covering letter asks")
    opened_on = models.DateField()
    working_days = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-opened_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(proposal__isnull=False, matter__isnull=True, draft__isnull=True)
                | models.Q(proposal__isnull=True, matter__isnull=False, draft__isnull=False),
                name="circulation_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.opened_on}"


class Answer(models.Model):
    """What one asked unit answered. Silence is recorded, and is no consent."""

    STATES: ClassVar = [
        ("waiting", "待反馈"),
        ("agreed", "无意见"),
        ("commented", "有意见"),
        ("silent", "逾期未反馈"),
    ]

    circulation = models.ForeignKey(Circulation, on_delete=models.CASCADE, related_name="answers")
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="circulation_answers")
    state = models.CharField(max_length=10, choices=STATES, default="waiting")
    given_on = models.DateField(null=True, blank=True)
    is_late = models.BooleanField(default=False, help_text="answered after the round was closed over its silence")
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    attachment = models.ForeignKey("identity.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["unit", "state"])]
        constraints: ClassVar = [models.UniqueConstraint(fields=["circulation", "unit"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.circulation_id} {self.unit_id} {self.state}"


class Remark(models.Model):
    """One point of an answer: where, what, and whether it was adopted (采纳情况) with the reason."""

    ADOPTION: ClassVar = [("", "待处理"), ("adopted", "采纳"), ("partly", "部分采纳"), ("refused", "不采纳")]

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="remarks")
    order = models.PositiveSmallIntegerField()
    clause = models.CharField(
        max_length=60, blank=True, help_text="第三条, 二（一）; empty where it is about the whole"
    )
    text = models.TextField()
    adoption = models.CharField(max_length=10, choices=ADOPTION, blank=True, default="")
    reason = models.TextField(blank=True)
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["answer", "order"]

    def __str__(self) -> str:
        return f"{self.answer_id}.{self.order}"
