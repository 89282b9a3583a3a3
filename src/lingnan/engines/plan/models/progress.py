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


class TaskNumber(models.Model):
    """A number that a task promised and its units report: name, unit, target."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="numbers")
    name = models.CharField(max_length=80)
    measured_in = models.CharField(max_length=20, blank=True, help_text="万个, %, 公里")
    target = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    written = models.CharField(max_length=200, blank=True, help_text="the promise as the document writes it")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "name"], name="task_number_name_once")]

    def __str__(self) -> str:
        return self.name


class ProgressNumber(models.Model):
    """A number as one report gives it; missing says why, and is never 0."""

    progress = models.ForeignKey(Progress, on_delete=models.CASCADE, related_name="numbers")
    number = models.ForeignKey(TaskNumber, on_delete=models.PROTECT, related_name="values")
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    missing = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["progress", "number"], name="progress_number_once"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=False) | ~models.Q(missing=""), name="progress_number_or_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number_id} {self.value}"


class ProgressDraft(models.Model):
    """A report that a person has begun and not sent: on the phone today, at the desk tomorrow."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="drafts")
    account = models.ForeignKey("identity.Account", on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    numbers = models.JSONField(default=dict, blank=True, help_text="number id → what was typed")
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "account"], name="progress_draft_once")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.account_id}"
