"""The tables of the plan engine, a file for each noun."""

from lingnan.engines.plan.models.division import Division, DivisionItem, DivisionUnit
from lingnan.engines.plan.models.life import Extension, Rating, Reminder, TaskEvent
from lingnan.engines.plan.models.meetings import Decision, Meeting
from lingnan.engines.plan.models.plans import Plan, PlanMember
from lingnan.engines.plan.models.progress import Progress, ProgressDraft, ProgressNumber, TaskNumber
from lingnan.engines.plan.models.supervision import SupervisionEntry, SupervisionItem
from lingnan.engines.plan.models.tasks import IndicatorSystem, Milestone, Task, TaskUnit

__all__ = [
    "Decision",
    "Division",
    "DivisionItem",
    "DivisionUnit",
    "Extension",
    "IndicatorSystem",
    "Meeting",
    "Milestone",
    "Plan",
    "PlanMember",
    "Progress",
    "ProgressDraft",
    "ProgressNumber",
    "Rating",
    "Reminder",
    "SupervisionEntry",
    "SupervisionItem",
    "Task",
    "TaskEvent",
    "TaskNumber",
    "TaskUnit",
]
