"""Drafts: what was found in a document and waits for a person. Nothing here is a task before the review is finished."""

from typing import ClassVar

from django.db import models

from lingnan.engines.plan.models.plans import Plan
from lingnan.engines.plan.models.tasks import Task


class DraftTask(models.Model):
    """A task found in a document (待审任务): as read, as corrected, and what was decided about it."""

    STATES: ClassVar = [("open", "待定"), ("accepted", "已接受"), ("dropped", "不采用"), ("merged", "已合并")]
    CHANGES: ClassVar = [("kept", "未改动"), ("changed", "有改动"), ("new", "新增"), ("dropped", "删去")]

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="drafts")
    order = models.PositiveIntegerField(help_text="place in the document; gaps leave room for splitting")
    number = models.PositiveIntegerField(help_text="number as read")
    title = models.CharField(max_length=200)
    text = models.TextField()
    clause = models.TextField(blank=True, help_text="who answers, as written")
    source_start = models.PositiveIntegerField(help_text="offset into the document's original text")
    source_end = models.PositiveIntegerField()
    places = models.JSONField(default=list, help_text="further places [[start, end], …] where drafts were merged")
    units = models.JSONField(help_text="[{written, role, unit, name, status, today, suggestions}]")
    dates = models.JSONField(help_text="[{text, due, kind, start, end}]")
    doubts = models.JSONField(default=list, help_text="[{code, message}]: why a person must look")
    state = models.CharField(max_length=10, choices=STATES, default="open")
    is_corrected = models.BooleanField(default=False)
    reason = models.CharField(max_length=400, blank=True, help_text="why dropped, or what was said on accepting")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="taken_in")
    change = models.CharField(max_length=10, choices=CHANGES, blank=True, help_text="against the plan that it amends")
    change_reasons = models.JSONField(default=list)
    task = models.ForeignKey(
        Task, null=True, on_delete=models.SET_NULL, related_name="found_as", help_text="the task it changes, or became"
    )
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        indexes: ClassVar = [models.Index(fields=["plan", "order"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_certain(self) -> bool:
        """Nothing doubtful about it."""
        return not self.doubts


class DraftProposal(models.Model):
    """What a sentence of a draft promises (提议): a sub-task, a milestone, a target, a system of indicators."""

    KINDS: ClassVar = [
        ("subtask", "子任务"),
        ("milestone", "节点"),
        ("indicator", "目标值"),
        ("indicator_system", "指标体系"),
    ]
    STATES: ClassVar = [("open", "待定"), ("accepted", "已接受"), ("dropped", "不采用")]

    draft = models.ForeignKey(DraftTask, on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=20, choices=KINDS)
    found = models.CharField(max_length=20, help_text="system, project, indicator_system, number, pilot or document")
    title = models.CharField(max_length=200)
    written = models.CharField(max_length=200, help_text="the words of the document")
    target = models.CharField(max_length=60, blank=True, help_text="the number promised, with its unit")
    due = models.DateField(null=True)
    source_start = models.PositiveIntegerField()
    source_end = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=STATES, default="open")
    made = models.CharField(max_length=60, blank=True, help_text="what it became: plan.milestone:12")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["source_start", "pk"]

    def __str__(self) -> str:
        return self.title


class ReviewStep(models.Model):
    """One act of the review, with what it changed, so that it can be undone and read later."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="review_steps")
    verb = models.CharField(max_length=20)
    summary = models.CharField(max_length=400)
    before = models.JSONField(help_text="{drafts: {id: fields}, proposals: {id: fields}, created: [ids]}")
    versions = models.JSONField(help_text="versions of the drafts after the act: {id: version}")
    actor = models.CharField(max_length=120)
    taken_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.summary


class TaskEdition(models.Model):
    """What one document said of a task: its words and places there. A task has one for each document that names it."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="editions")
    document = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="editions")
    change = models.CharField(max_length=10, choices=DraftTask.CHANGES)
    number = models.PositiveIntegerField(help_text="its number in that document")
    title = models.CharField(max_length=200)
    text = models.TextField()
    places = models.JSONField(help_text="[[start, end], …] in the document's original text")
    facts = models.JSONField(help_text="{lead, cooperating, deadlines, indicator_systems, clause}")
    reasons = models.JSONField(default=list, help_text="what changed against the document before")
    adopted_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "document"], name="task_edition_once")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.document_id}"
