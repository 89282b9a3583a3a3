"""A year's division of work for machines: read it, draft it, ask, answer, settle, issue."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from lingnan.core.errors import NotAllowed, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.machines import once_only, writer
from lingnan.engines.plan.api.steps import SCOPE
from lingnan.engines.plan.models import Division
from lingnan.engines.plan.services import division as service

router = Router(tags=["plan"])
Json = dict[str, Any]  # Any: JSON


class AnswerOut(Schema):
    """A unit of an item and its answer."""

    row: int = Field(description="number by which the unit answers")
    unit: str
    role: str
    answer: str = Field(description="agreed, changes, or empty: silent")
    comment: str
    due_wanted: date | None
    settled: str


class ItemOut(Schema):
    """One task of the year."""

    item: int
    task: int
    title: str
    due: date
    left_out: bool
    issued: int | None = Field(description="number of the part it became")
    units: list[AnswerOut]


class DivisionOut(Schema):
    """A year's division."""

    year: int
    state: str
    version: int
    answer_by: date | None
    issued_on: date | None
    items: list[ItemOut]


class ItemIn(Schema):
    """One line of the screen."""

    item: int
    title: str
    due: date
    is_in: bool = True


class ActIn(Schema):
    """What an act on the division needs."""

    version: int = Field(0, description="the version that was looked at")
    items: list[ItemIn] = Field([], description="write: the lines to change")
    row: int = Field(0, description="answer, settle: the unit's line")
    comment: str = ""
    title_wanted: str = ""
    due_wanted: date | None = None
    is_adopted: bool = Field(False, description="settle: take the wanted change over")


class StateOut(Schema):
    """Where the division stands after the act."""

    state: str
    version: int


def find(key: str, year: int) -> Division:
    """A division of a plan."""
    found = Division.objects.select_related("plan").filter(plan=key, year=year).first()
    if found is None:
        raise NotFound(Label(zh="没有这一年的分工", en="That year is not divided"))
    return found


def state_of(key: str, year: int) -> Json:
    """State and version, read anew."""
    now = find(key, year)
    return {"state": now.state, "version": now.version}


@router.get("/plans/{key}/divisions/{year}", response=DivisionOut)
def division(request: HttpRequest, key: str, year: int) -> DivisionOut:
    """A year's division with every answer; it is not public, so a token or a session is needed."""
    reader(request)
    found = find(key, year)
    items = found.items.select_related("task", "issued").prefetch_related("units")
    return DivisionOut(
        year=found.year,
        state=found.state,
        version=found.version,
        answer_by=found.answer_by,
        issued_on=found.issued_on,
        items=[
            ItemOut(
                item=item.pk,
                task=item.task.number,
                title=item.title,
                due=item.due,
                left_out=item.left_out,
                issued=item.issued.number if item.issued else None,
                units=[
                    AnswerOut(row=row.pk, unit=row.unit_id, role=row.role, answer=row.answer, comment=row.comment,
                              due_wanted=row.due_wanted, settled=row.settled)
                    for row in item.units.all()
                ],
            )
            for item in items
        ],
    )  # fmt: skip


def reader(request: HttpRequest) -> Actor:
    """Who reads: anybody who is known."""
    if request.headers.get("Authorization"):
        return writer(request, SCOPE)
    by = actor_of(request.user)
    if by.is_public:
        raise NotAllowed(Label(zh="年度分工请登录后查看", en="Sign in to see the division of work"))
    return by


@router.post("/plans/{key}/divisions/{year}", response=StateOut)
def draft(request: HttpRequest, key: str, year: int) -> Json:
    """Draft the year out of the plan's open tasks; drafting it again gives the one that is there."""
    by = writer(request, SCOPE)

    def write() -> Json:
        service.draft_division(by=by, plan_key=key, year=year)
        return state_of(key, year)

    return once_only(request, by, write)


@router.post("/plans/{key}/divisions/{year}/{act}", response=StateOut)
def act(request: HttpRequest, key: str, year: int, act: str, given: ActIn) -> Json:
    """Act on it: write, ask, issue (the office); answer, agree (the units); settle (the office)."""
    by = writer(request, SCOPE)
    found = find(key, year)
    if act not in ACTS:
        raise NotFound(Label(zh=f"没有“{act}”这一步", en=f"There is no act {act!r}"))

    def write() -> Json:
        ACTS[act](by, found, given)
        return state_of(key, year)

    return once_only(request, by, write)


def own_row(found: Division, given: ActIn) -> int:
    """The line named, of this division."""
    if not found.items.filter(units=given.row).exists():
        raise NotFound(Label(zh="这一年的分工里没有这一行", en="No such line in this division"))
    return given.row


def write_items(by: Actor, found: Division, given: ActIn) -> object:
    items = {one.item: (one.title, one.due, one.is_in) for one in given.items}
    return service.write_items(by=by, division_id=found.pk, version=given.version, items=items)


def answer(by: Actor, found: Division, given: ActIn) -> object:
    return service.answer_item(
        by=by,
        row_id=own_row(found, given),
        comment=given.comment,
        title_wanted=given.title_wanted,
        due_wanted=given.due_wanted,
    )


ACTS: dict[str, Callable[[Actor, Division, ActIn], object]] = {
    "write": write_items,
    "ask": lambda by, found, given: service.ask_units(by=by, division_id=found.pk, version=given.version),
    "answer": answer,
    "agree": lambda by, found, given: service.agree_to_all(by=by, division_id=found.pk),
    "settle": lambda by, found, given: service.settle(by=by, row_id=own_row(found, given), is_adopted=given.is_adopted),
    "issue": lambda by, found, given: service.issue_division(by=by, division_id=found.pk, version=given.version),
}
