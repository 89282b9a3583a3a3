"""Every step of a task's life for machines: the table, one task with what it waits for, and taking a step."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from lingnan.core.errors import Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.machines import once_only, writer
from lingnan.engines.identity.services.tokens import declare_scope
from lingnan.engines.plan.deadlines import days_for
from lingnan.engines.plan.life import STEPS, TELLS, Step
from lingnan.engines.plan.models import Milestone, Task, TaskNumber
from lingnan.engines.plan.selectors.board import row_of
from lingnan.engines.plan.selectors.life import FACTS, facts_of, reportable_quarter, waiting
from lingnan.engines.plan.services import work
from lingnan.engines.plan.services.reminders import remind

router = Router(tags=["plan"])
SCOPE = declare_scope("plan:write", zh="办理任务：报送、签收、申请等", en="Take steps of tasks: report, sign, ask")


class StepOut(Schema):
    """One row of the table of a task's life."""

    act: str
    zh: str
    en: str
    who: list[str]
    from_states: list[str]
    to: str | None = Field(None, description="empty: the state stays")
    working_days: int | None = Field(None, description="the deadline today's rule gives, in working days")
    needs_text: bool
    needs: list[str]
    tells: list[str]


class WaitingOut(Schema):
    """One thing that a task waits for."""

    act: str
    what: str
    units: list[str] = Field(description="keys; empty means the working group's office")
    due: date | None


class EventOut(Schema):
    """One line of a task's thread."""

    act: str
    from_state: str
    to_state: str
    text: str
    unit_id: str | None = Field(description="the unit's key")
    actor: str
    happened_on: date
    due_on: date | None
    is_late: bool
    facts: dict[str, Any]  # Any: what the step changed, by step


class TaskDetail(Schema):
    """A task with where it stands."""

    number: int
    code: str
    title: str
    state: str
    version: int
    light: str
    why: str
    waiting: list[WaitingOut]
    thread: list[EventOut]


class TakeIn(Schema):
    """What a step may need; which, the step says. Dates as 2018-04-16."""

    text: str = Field("", description="note, reason, report, finding")
    version: int | None = Field(None, description="the version that was looked at; an older one is refused (409)")
    unit: str = Field("", description="divide: the unit of the part; rate: the unit rated")
    title: str = ""
    due: date | None = None
    milestone: int | None = None
    extension: int | None = None
    met_on: date | None = None
    evidence: str = ""
    period: str = Field("", description="report: quarter, as 2018Q1")
    numbers: dict[str, Decimal | str] = Field({}, description="report: name → value, or why there is none")
    grade: str = Field("", description="rate: A, B, C or D")
    name: str = Field("", description="declare_number")
    measured_in: str = ""
    target: Decimal | None = None
    target_on: date | None = None
    drop: bool = Field(False, description="change_milestone: drop it")
    body: str = Field("", description="edit: the task's text")
    leads: list[str] | None = Field(None, description="edit: unit keys")
    cooperating: list[str] | None = Field(None, description="edit: unit keys")


class TakenOut(Schema):
    """Where the task stands after the step."""

    state: str
    version: int
    event: int = Field(description="number of the step in the task's thread")


class CountOut(Schema):
    """How many."""

    count: int


@router.get("/steps", response=list[StepOut])
def steps(request: HttpRequest) -> list[StepOut]:
    """The table of a task's life: who may take which step in which state, and within how many working days."""
    on = today()
    return [step_out(step, on) for step in STEPS.values()]


def step_out(step: Step, on: date) -> StepOut:
    """A row as the API answers it."""
    return StepOut(
        act=step.act,
        zh=step.label.zh,
        en=step.label.en,
        who=list(step.who),
        from_states=list(step.from_states),
        to=step.to,
        working_days=days_for(step.within, on=on) if step.within else None,
        needs_text=step.note,
        needs=list(step.needs),
        tells=list(TELLS.get(step.act, ())),
    )


@router.get("/plans/{key}/tasks/{number}", response=TaskDetail)
def task(request: HttpRequest, key: str, number: int) -> TaskDetail:
    """One task: its state, what it waits for, its thread."""
    found, on = find(key, number), today()
    row = row_of(found, plan=found.plan, on=on)
    quarter = reportable_quarter(found.plan, on)
    reported = quarter in {report.period for report in found.progress.all()}
    waits = waiting(found, facts_of(found), quarter=quarter, is_reported=reported, on=on)
    return TaskDetail(
        number=found.number,
        code=found.shown_number,
        title=found.title,
        state=found.state,
        version=found.version,
        light=row.light.state,
        why=row.light.why.zh,
        waiting=[WaitingOut(act=one.act, what=one.what.zh, units=list(one.units), due=one.due) for one in waits],
        thread=[EventOut.from_orm(event) for event in found.events.all()],
    )


def find(key: str, number: int) -> Task:
    """A task of an adopted plan."""
    related = (*FACTS, "progress", "parts__milestones", "plan__members")
    query = Task.objects.filter(plan__state="adopted").select_related("plan").prefetch_related(*related)
    if (found := query.filter(plan=key, number=number).first()) is None:
        raise NotFound(Label(zh="没有这项任务", en="There is no such task"))
    return found


@router.post("/plans/{key}/issue", response=CountOut)
def issue(request: HttpRequest, key: str) -> dict[str, Any]:  # Any: JSON
    """Issue every registered task of a plan."""
    by = writer(request, SCOPE)
    return once_only(request, by, lambda: {"count": work.issue_plan(by=by, plan_key=key)})


@router.post("/plans/{key}/remind", response=CountOut)
def remind_plan(request: HttpRequest, key: str, unit: str = "") -> dict[str, Any]:  # Any: JSON
    """Remind every unit, or one, of what is late or not reported; how many people were told anew."""
    by = writer(request, SCOPE)
    return once_only(request, by, lambda: {"count": remind(by=by, plan_key=key, on=today(), unit=unit)})


@router.post("/plans/{key}/tasks/{number}/steps/{act}", response=TakenOut)
def take(request: HttpRequest, key: str, number: int, act: str, given: TakeIn) -> dict[str, Any]:  # Any: JSON
    """Take a step. Needs a token with `plan:write`; give an Idempotency-Key so that asking twice takes it once."""
    by = writer(request, SCOPE)
    found = find(key, number)
    if act not in TAKES:
        raise NotFound(Label(zh=f"没有“{act}”这个环节", en=f"There is no step {act!r}"))

    def write() -> dict[str, Any]:
        TAKES[act](by, found, given)
        now = Task.objects.get(pk=found.pk)
        return {"state": now.state, "version": now.version, "event": now.events.count()}

    return once_only(request, by, write)


def wanted(value: date | None, field: str) -> date:
    """A date that the step needs."""
    if value is None:
        raise Invalid(field, Label(zh="请给出日期", en="Give a date"))
    return value


def milestone_of(found: Task, given: TakeIn) -> Milestone:
    """The milestone named, of this task."""
    mine = next((one for one in found.milestones.all() if one.pk == given.milestone), None)
    if mine is None:
        raise Invalid("milestone", Label(zh="不是这项任务的节点", en="Not a milestone of this task"))
    return mine


def extension_of(found: Task, given: TakeIn) -> int:
    """The request named, or the only open one of this task."""
    mine = [one.pk for one in found.extensions.all() if one.state == "asked" and given.extension in (None, one.pk)]
    if len(mine) != 1:
        raise Invalid("extension", Label(zh="请指明是哪份延期申请", en="Say which request"))
    return mine[0]


def numbers_of(found: Task, given: TakeIn) -> dict[int, Decimal | str]:
    """Numbers by name, as their ids."""
    known = dict(TaskNumber.objects.filter(task=found).values_list("name", "pk"))
    if unknown := sorted(set(given.numbers) - set(known)):
        names = "、".join(unknown)
        raise Invalid("numbers", Label(zh=f"任务没有“{names}”这个数", en=f"The task declares no {names}"))
    return {known[name]: value for name, value in given.numbers.items()}


def report(by: Actor, found: Task, given: TakeIn) -> object:
    numbers = numbers_of(found, given)
    return work.report_progress(by=by, task_id=found.pk, text=given.text, period=given.period, numbers=numbers)


def meet(by: Actor, found: Task, given: TakeIn) -> object:
    step, met_on = milestone_of(found, given).pk, given.met_on or today()
    return work.meet_milestone(by=by, milestone_id=step, met_on=met_on, evidence=given.evidence)


def change(by: Actor, found: Task, given: TakeIn) -> object:
    step = milestone_of(found, given)
    title, due = given.title or step.title, given.due or step.due
    return work.change_milestone(by=by, milestone_id=step.pk, title=title, due=due, reason=given.text, drop=given.drop)


def ask(by: Actor, found: Task, given: TakeIn) -> object:
    due, step = wanted(given.due, "due"), milestone_of(found, given)
    return work.ask_extension(by=by, milestone_id=step.pk, due=due, reason=given.text)


def edit(by: Actor, found: Task, given: TakeIn) -> object:
    return work.edit_task(
        by=by,
        task_id=found.pk,
        version=given.version if given.version is not None else -1,
        title=given.title or found.title,
        text=given.body or found.text,
        reason=given.text,
        leads=None if given.leads is None else tuple(given.leads),
        cooperating=None if given.cooperating is None else tuple(given.cooperating),
    )


def declare(by: Actor, found: Task, given: TakeIn) -> object:
    return work.declare_number(
        by=by,
        task_id=found.pk,
        name=given.name,
        measured_in=given.measured_in,
        target=given.target,
        target_on=given.target_on,
    )


def divide(by: Actor, found: Task, given: TakeIn) -> object:
    due = wanted(given.due, "due")
    return work.divide(by=by, task_id=found.pk, title=given.title, due=due, unit_key=given.unit)


TAKES: dict[str, Callable[[Actor, Task, TakeIn], object]] = {
    "issue": lambda by, found, given: work.issue(by=by, task_id=found.pk, version=given.version),
    "sign": lambda by, found, given: work.sign(by=by, task_id=found.pk, text=given.text),
    "send_back": lambda by, found, given: work.send_back(
        by=by, task_id=found.pk, text=given.text, version=given.version
    ),
    "divide": divide,
    "set_milestone": lambda by, found, given: work.add_milestone(
        by=by, task_id=found.pk, title=given.title, due=wanted(given.due, "due")
    ),
    "change_milestone": change,
    "meet_milestone": meet,
    "declare_number": declare,
    "report": report,
    "remind": lambda by, found, given: remind(by=by, plan_key=found.plan_id, on=today(), task=found.pk),
    "ask_extension": ask,
    "withdraw_extension": lambda by, found, given: work.withdraw_extension(
        by=by, extension_id=extension_of(found, given), text=given.text
    ),
    "grant_extension": lambda by, found, given: work.grant_extension(
        by=by, extension_id=extension_of(found, given), due=given.due, text=given.text
    ),
    "refuse_extension": lambda by, found, given: work.refuse_extension(
        by=by, extension_id=extension_of(found, given), text=given.text
    ),
    "claim": lambda by, found, given: work.claim(by=by, task_id=found.pk, text=given.text, version=given.version),
    "agree": lambda by, found, given: work.agree(by=by, task_id=found.pk, text=given.text),
    "object": lambda by, found, given: work.object_to_claim(by=by, task_id=found.pk, text=given.text),
    "withdraw_claim": lambda by, found, given: work.withdraw_claim(by=by, task_id=found.pk, text=given.text),
    "return_claim": lambda by, found, given: work.return_claim(
        by=by, task_id=found.pk, text=given.text, version=given.version
    ),
    "close": lambda by, found, given: work.close_task(by=by, task_id=found.pk, note=given.text, version=given.version),
    "rate": lambda by, found, given: work.rate(
        by=by, task_id=found.pk, unit_key=given.unit, grade=given.grade, comment=given.text
    ),
    "edit": edit,
    "reopen": lambda by, found, given: work.reopen_task(
        by=by, task_id=found.pk, text=given.text, version=given.version
    ),
    "drop": lambda by, found, given: work.drop_task(by=by, task_id=found.pk, text=given.text, version=given.version),
}
