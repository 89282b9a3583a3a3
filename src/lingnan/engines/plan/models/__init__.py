"""The tables of the plan engine, a file for each noun."""

from lingnan.engines.plan.models.division import Division, DivisionItem, DivisionUnit
from lingnan.engines.plan.models.drafts import DraftProposal, DraftTask, ReviewStep, TaskEdition
from lingnan.engines.plan.models.life import Extension, Rating, Reminder, TaskEvent
from lingnan.engines.plan.models.meetings import Decision, Meeting
from lingnan.engines.plan.models.plans import Plan, PlanMember
from lingnan.engines.plan.models.progress import Progress, ProgressDraft, ProgressNumber, TaskNumber
from lingnan.engines.plan.models.rectification import RectificationProposal
from lingnan.engines.plan.models.search import CalendarEntry, CalendarFeed, SavedView, SearchText
from lingnan.engines.plan.models.supervision import SupervisionEntry, SupervisionItem
from lingnan.engines.plan.models.tasks import IndicatorSystem, Milestone, Task, TaskUnit

__all__ = [
    "CalendarEntry",
    "CalendarFeed",
    "Decision",
    "Division",
    "DivisionItem",
    "DivisionUnit",
    "DraftProposal",
    "DraftTask",
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
    "RectificationProposal",
    "Reminder",
    "ReviewStep",
    "SavedView",
    "SearchText",
    "SupervisionEntry",
    "SupervisionItem",
    "Task",
    "TaskEdition",
    "TaskEvent",
    "TaskNumber",
    "TaskUnit",
]
