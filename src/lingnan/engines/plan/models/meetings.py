"""Meetings of the workgroup and what they decide. How a meeting is prepared and held is the group engine's."""

from typing import ClassVar

from django.db import models

from lingnan.engines.plan.models.plans import Plan
from lingnan.engines.plan.models.tasks import Task


class Meeting(models.Model):
    """A meeting of the workgroup, from its planning to its issued minutes."""

    STATES: ClassVar = [
        ("planned", "筹备中"),
        ("invited", "已通知"),
        ("held", "已召开"),
        ("drafted", "纪要已起草"),
        ("issued", "纪要已印发"),
        ("cancelled", "已取消"),
    ]

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="meetings")
    title = models.CharField(max_length=120)
    held_on = models.DateField(help_text="the day of the meeting; before it was held, the day planned")
    starts_at = models.CharField(max_length=5, blank=True, help_text="09:30")
    place = models.CharField(max_length=120, blank=True)
    chair = models.CharField(max_length=60, blank=True, help_text="who presides, as the minutes name them")
    state = models.CharField(max_length=10, choices=STATES, default="held")
    reply_by = models.DateField(null=True, blank=True, help_text="by when the invited units say who comes")
    opening = models.TextField(blank=True, help_text="first paragraph of the minutes")
    minutes_number = models.CharField(max_length=60, blank=True, help_text="粤智办纪〔2018〕1号")
    issued_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """What a meeting decided (议定事项): who does what by when. It becomes a supervision item, or a task."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    text = models.CharField(max_length=400)
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="decisions")
    due_on = models.DateField()
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text
