"""What units report of their tasks."""

from typing import ClassVar

from django.db import models

from lingnan.engines.plan.models.tasks import Task


class Progress(models.Model):
    """What a unit reports of a task for one quarter. Never edited: a correction is a further report."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="progress")
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="progress")
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT)
    period = models.CharField(max_length=10, help_text="quarter, as 2017Q4")
    reported_on = models.DateField()
    text = models.TextField()
    attachment = models.ForeignKey("identity.Attachment", null=True, on_delete=models.PROTECT)
    recorded_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-reported_on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["task", "period"])]

    def __str__(self) -> str:
        return f"{self.task_id} {self.period}"
