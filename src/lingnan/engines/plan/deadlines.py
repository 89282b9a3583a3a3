"""By when a step is due: the rule in force on the day that the step could first be taken, in working days."""

from datetime import date
from pathlib import Path

from lingnan import rules
from lingnan.engines.identity.calendar import add_working_days

RULE = "plan.task_steps"
rules.add_folder(Path(__file__).resolve().parent / "parameters")


def days_for(step: str, *, on: date) -> int:
    """How many working days the rule gives for a step."""
    return rules.in_force(RULE, on=on).integer(step)


def due_after(start: date, step: str) -> date:
    """The last day for a step that could first be taken on `start`."""
    return add_working_days(start, days_for(step, on=start))
