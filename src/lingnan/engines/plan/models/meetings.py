"""Meetings of the workgroup and what they decide."""

from typing import ClassVar

from django.db import models

from lingnan.engines.plan.models.plans import Plan


class Meeting(models.Model):
    """A meeting of the workgroup."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="meetings")
    title = models.CharField(max_length=120)
    held_on = models.DateField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-held_on"]

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """What a meeting decided (议定事项): who does what by when."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    text = models.CharField(max_length=400)
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="decisions")
    due_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["due_on"]

    def __str__(self) -> str:
        return self.text
