"""Cases: which one is late? One case: why was it opened, what is next, who does it?"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.core.quantities import unit
from lingnan.engines.cases import selectors, services
from lingnan.engines.cases.declare import CaseType
from lingnan.engines.cases.models import Case, CaseStep
from lingnan.engines.cases.selectors import CaseRow
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import ROLES
from lingnan.engines.sense.selectors import AlertRow, alert_rows
from lingnan.shell.language import say
from lingnan.shell.tables import Column, State, Table, bind

CASES = Table(
    key="cases",
    caption=Label(zh="案件", en="Cases"),
    columns=(
        Column(key="light", label=Label(zh="状态", en="State"), kind="light", on_phone="end"),
        Column(key="number", label=Label(zh="编号", en="No."), value=lambda r: r.case.number, is_quiet=True),
        Column(key="title", label=Label(zh="案件", en="Case"), on_phone="lead", is_prose=True),
        Column(key="unit", label=Label(zh="责任单位", en="Unit"), value=lambda r: say(r.case.unit), on_phone="hidden"),
        Column(
            key="step",
            label=Label(zh="下一步", en="Next step"),
            value=lambda r: r.step and r.step.label,
            empty=Label(zh="已办结", en="Closed"),
        ),
        Column(
            key="left",
            label=Label(zh="还剩", en="Left"),
            kind="deadline",
            value=lambda r: r.case.step_due_on,
            days_left=lambda r: r.days_left or 0,
            empty=Label(zh="已办结", en="Closed"),
        ),
        Column(key="due", label=Label(zh="本步期限", en="Step due"), kind="date", value=lambda r: r.case.step_due_on),
        Column(
            key="opened",
            label=Label(zh="立案", en="Opened"),
            kind="date",
            value=lambda r: r.case.opened_on,
            is_quiet=True,
        ),
    ),
    states=(
        State(key="late", light="late"),
        State(key="warn", light="warn"),
        State(key="ok", light="ok"),
        State(key="done", light="done"),
    ),
    state_of=lambda row: row.light,
    default_sort="light",
    row_url=lambda row: f"/cases/{row.case.number}",
    search_of=lambda row: f"{row.case.number} {row.case.title} {row.case.title_en}",
    empty=Label(zh="没有案件", en="No cases"),
    empty_hint=Label(zh="告警按案件类型自动立案", en="Alerts open cases by the declared case types"),
)

ACTS = {
    "opened": Label(zh="立案", en="Opened"),
    "done": Label(zh="完成", en="Done"),
    "returned": Label(zh="退回", en="Sent back"),
    "closed": Label(zh="提前办结", en="Closed early"),
}


@dataclass(frozen=True, kw_only=True)
class Act:
    """An act of the timeline in words."""

    act: CaseStep
    label: Label
    step: Label | None


def actor(request: HttpRequest) -> Actor:
    """Who asks (set by the middleware)."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def cases(request: HttpRequest) -> HttpResponse:
    """The list, late ones first."""
    rows = selectors.cases(actor(request))
    bound = bind(CASES, rows, request, today=today())
    if (answer := bound.download()) is not None:
        return answer
    count = {light: sum(row.light == light for row in rows) for light in ("late", "warn", "ok", "done")}
    context = {"cases": bound, "count": count, "open": len(rows) - count["done"], "today": today()}
    return render(request, "cases/cases.html", context)


def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case."""
    return show(request, selectors.case(actor(request), number))


def show(request: HttpRequest, row: CaseRow, *, error: str = "", note: str = "") -> HttpResponse:
    """The page of a case; with an error the words that were written stand again in the form."""
    by = actor(request)
    declared = row.type
    before = declared.before(row.step.key) if declared and row.step else None
    context = {
        "row": row,
        "acts": [said(declared, act) for act in selectors.acts(row.case)],
        "plan": steps(row),
        "alert": alert_of(by, row.case),
        "measure": unit(row.case.alert.datastream.unit).label if row.case.alert else None,
        "may_act": selectors.may_act(by, row),
        "may_close": selectors.may_close(by, row),
        "before": before,
        "role": ROLES[row.step.role].label if row.step else None,
        "today": today(),
        "error": error,
        "note": note,
    }
    return render(request, "cases/case.html", context, status=422 if error else 200)


def alert_of(by: Actor, kept: Case) -> AlertRow | None:
    """The alert behind the case, with the way to its evidence."""
    if kept.alert is None:
        return None
    rows = alert_rows(by, station=kept.alert.datastream.station_id)
    return next((row for row in rows if row.alert.pk == kept.alert_id), None)


def said(declared: CaseType | None, act: CaseStep) -> Act:
    known = {step.key: step.label for step in declared.steps} if declared else {}
    return Act(act=act, label=ACTS[act.act], step=known.get(act.step))


def steps(row: CaseRow) -> list[tuple[Label, Label, int, str]]:
    """The steps of the type: name, who, working days, and whether done, now or later."""
    if row.type is None:
        return []
    keys = [step.key for step in row.type.steps]
    now = keys.index(row.case.step) if row.case.step in keys else len(keys)
    state = ["done" if at < now else "now" if at == now else "later" for at in range(len(keys))]
    return [
        (step.label, ROLES[step.role].label, step.working_days, place)
        for step, place in zip(row.type.steps, state, strict=True)
    ]


Service = Callable[..., Case]
DOORS: dict[str, tuple[Service, str]] = {
    "take": (services.take_step, "note"),
    "return": (services.return_step, "note"),
    "close": (services.close_case, "reason"),
}


@require_POST
def act(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Do the step, send back, or close; a word too few or a change meanwhile is said on the page."""
    by = actor(request)
    service, word = DOORS[what]
    note, version = request.POST.get("note", ""), request.POST.get("version", "")
    row = selectors.case(by, number)
    try:
        service(by=by, number=number, version=int(version) if version.isdecimal() else 0, **{word: note})
    except (Invalid, Conflict) as fault:
        return show(request, row, error=str(fault), note=note)
    return redirect("cases:case", number=number)
