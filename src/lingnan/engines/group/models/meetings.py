"""How a meeting is prepared and held: its agenda, whom it invites, what became of each item."""

from typing import ClassVar

from django.db import models

from lingnan.engines.group.models.matters import Matter
from lingnan.engines.group.models.proposals import Proposal


class AgendaItem(models.Model):
    """One item of a meeting's agenda: a proposal, a matter, a red task, an item still open, or a free one."""

    KINDS: ClassVar = [
        ("followup", "以往议定事项"),
        ("proposal", "建议"),
        ("matter", "协调事项与政策"),
        ("task", "逾期任务"),
        ("free", "其他"),
    ]
    OUTCOMES: ClassVar = [
        ("", "未议"),
        ("agreed", "同意"),
        ("changed", "原则同意，修改后办理"),
        ("refused", "不同意"),
        ("postponed", "缓议"),
        ("noted", "听取汇报"),
    ]

    meeting = models.ForeignKey("plan.Meeting", on_delete=models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=KINDS)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey("identity.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items")
    matter = models.ForeignKey(Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items")
    task = models.ForeignKey("plan.Task", null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items")
    supervision = models.ForeignKey(
        "plan.SupervisionItem", null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items"
    )
    why = models.CharField(max_length=300, blank=True, help_text="why it is on the agenda, as it was that day")
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True, default="")
    minutes = models.TextField(blank=True, help_text="what the minutes say of it")
    decisions = models.ManyToManyField("plan.Decision", blank=True, related_name="agenda_items")

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "proposal"], condition=models.Q(proposal__isnull=False), name="agenda_proposal_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "matter"], condition=models.Q(matter__isnull=False), name="agenda_matter_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "task"], condition=models.Q(task__isnull=False), name="agenda_task_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "supervision"],
                condition=models.Q(supervision__isnull=False),
                name="agenda_supervision_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}.{self.order} {self.title}"


class Invitation(models.Model):
    """A unit asked to a meeting, who it sends, and whether they came."""

    STATES: ClassVar = [
        ("listed", "未发出"),
        ("asked", "待回复"),
        ("coming", "参加"),
        ("substitute", "派员代会"),
        ("declined", "请假"),
    ]

    meeting = models.ForeignKey("plan.Meeting", on_delete=models.CASCADE, related_name="invitations")
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="invitations")
    state = models.CharField(max_length=10, choices=STATES, default="listed")
    person = models.CharField(max_length=60, blank=True, help_text="who comes, with their post")
    note = models.CharField(max_length=300, blank=True)
    asked_on = models.DateField(null=True, blank=True)
    replied_on = models.DateField(null=True, blank=True)
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="+")
    attended = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["unit", "state"])]
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "unit"], name="invitation_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.unit_id}"
