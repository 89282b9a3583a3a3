"""Tasks for machines."""

from datetime import date

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from lingnan.engines.identity.calendar import today
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.selectors.board import BoardRow
from lingnan.engines.plan.selectors.judged import in_full, lit, trouble_first

router = Router(tags=["plan"])


class MilestoneOut(Schema):
    """A dated promise of a task."""

    title: str
    written: str
    due: date
    kind: str
    met_on: date | None
    evidence: str


class TaskOut(Schema):
    """A task with its light: state is late, miss, warn, ok, none or done."""

    number: int
    title: str
    lead: list[str]
    cooperating: list[str]
    state: str
    why: str
    due: date | None
    milestones: list[MilestoneOut]
    updated_on: date | None


@router.get("/plans/{key}/tasks", response=list[TaskOut])
def tasks(request: HttpRequest, key: str) -> list[TaskOut]:
    """The board of a plan, trouble first, judged on the business date."""
    plan = get_object_or_404(Plan, pk=key, state="adopted")
    on = today()
    ids = lit(plan, on=on).order_by(*trouble_first()).values_list("pk", flat=True)
    return [task_out(row) for row in in_full(list(ids), plan=plan, on=on)]


def task_out(row: BoardRow) -> TaskOut:
    """A board row as the API answers it."""
    return TaskOut(
        number=row.number,
        title=row.title,
        lead=list(row.leads),
        cooperating=list(row.cooperating),
        state=row.light.state,
        why=row.light.why.zh,
        due=row.light.due,
        milestones=[MilestoneOut.from_orm(milestone) for milestone in row.milestones],
        updated_on=row.updated_on,
    )
