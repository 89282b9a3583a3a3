"""The tables of the plan engine, a file for each noun."""

from lingnan.engines.plan.models.meetings import Decision, Meeting
from lingnan.engines.plan.models.plans import Plan, PlanMember
from lingnan.engines.plan.models.progress import Progress
from lingnan.engines.plan.models.supervision import SupervisionEntry, SupervisionItem
from lingnan.engines.plan.models.tasks import IndicatorSystem, Milestone, Task, TaskUnit

__all__ = [
    "Decision",
    "IndicatorSystem",
    "Meeting",
    "Milestone",
    "Plan",
    "PlanMember",
    "Progress",
    "SupervisionEntry",
    "SupervisionItem",
    "Task",
    "TaskUnit",
]
