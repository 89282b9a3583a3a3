"""Writes of the cases engine: open, do the step that waits, send back, close. Each leaves an act and an audit entry."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from lingnan.core import clock
from lingnan.core.errors import Conflict, Invalid, NotAllowed, NotFound
from lingnan.core.labels import Label
from lingnan.engines.cases.declare import CASE_TYPES, CaseType, Step
from lingnan.engines.cases.models import Case, CaseStep
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import add_working_days, today
from lingnan.engines.identity.models import Unit
from lingnan.engines.identity.rights import ROLES, require
from lingnan.engines.identity.services.notifications import notify_unit
from lingnan.engines.sense.models import Alert

NOTE_AT_MOST = 1000


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a case is about: its title, where it is and the alert behind it, if any."""

    title: str
    title_en: str
    region: str
    alert: Alert | None = None
    is_sample: bool = False
    unit: str = ""  # who answers when the case type's own unit does not exist here


@transaction.atomic
def open_case(*, by: Actor, type_key: str, subject: Subject) -> Case:
    """Open a case for the unit that its type names in the region; its clock starts today, in working days."""
    declared = CASE_TYPES.get(type_key)
    unit = responsible_unit(declared, subject)
    require(by, "cases.open", unit=unit.key, region=subject.region)
    first = declared.steps[0]
    case = Case.objects.create(
        number=next_number(today()),
        type=declared.key,
        title=subject.title[:200],
        title_en=subject.title_en[:300],
        region_id=subject.region,
        unit=unit,
        alert=subject.alert,
        opened_on=today(),
        due_on=add_working_days(today(), sum(step.working_days for step in declared.steps)),
        step=first.key,
        step_due_on=add_working_days(today(), first.working_days),
        is_sample=subject.is_sample,
    )
    _record(case, by=by, act="opened", summary=f"立案：{case.title}")
    notify_unit(
        unit_key=unit.key,
        key=f"cases.opened:{case.number}",
        about=f"cases.case:{case.number}",
        text=f"新案件 {case.number}：{case.title}",
        text_en=f"New case {case.number}: {case.title_en}",
        url=f"/cases/{case.number}",
        roles=("operator", "leader"),
    )
    return case


def responsible_unit(declared: CaseType, subject: Subject) -> Unit:
    """The type's unit in this region, else the one that the subject names."""
    key = declared.unit_for(subject.region)
    found = {unit.key: unit for unit in Unit.objects.filter(key__in=[key, subject.unit])}
    unit = found.get(key) or found.get(subject.unit)
    if unit is None:
        raise NotFound(
            Label(
                zh=f"案件类型 {declared.label.zh} 在 {subject.region} 没有责任单位（{key}）",
                en=f"Cases of the kind {declared.label.en} have no responsible unit in {subject.region} ({key})",
            )
        )
    return unit


def next_number(day: date) -> str:
    """Year and a running number: 2018-00001. Called inside a transaction that then takes the number."""
    last = Case.objects.filter(number__startswith=f"{day.year}-").order_by("-number").first()
    return f"{day.year}-{int(last.number[5:]) + 1 if last else 1:05d}"


@transaction.atomic
def take_step(*, by: Actor, number: str, note: str, version: int) -> Case:
    """Do the step that waits. The next one gets its deadline from today; after the last the case is closed."""
    case, declared, step = _for_act(by, number, version)
    note = _note(note, needed="办理情况")
    done_due = case.step_due_on
    after = declared.after(step.key)
    if after:
        _wait_for(case, after)
    else:
        _close(case, outcome=note)
    _save(case)
    _record(case, by=by, act="done", step=step.key, due=done_due, note=note, summary=f"{step.label.zh}：{note}")
    return case


@transaction.atomic
def return_step(*, by: Actor, number: str, note: str, version: int) -> Case:
    """Send back to the step before, with the reason; its deadline starts anew."""
    case, declared, step = _for_act(by, number, version)
    before = declared.before(step.key)
    if before is None:
        raise Conflict(
            Label(
                zh=f"“{step.label.zh}”是第一步，没有可以退回的步骤",
                en=f"{step.label.en} is the first step: there is none to return to",
            )
        )
    note = _note(note, needed="退回原因")
    due = case.step_due_on
    _wait_for(case, before)
    _save(case)
    _record(case, by=by, act="returned", step=step.key, due=due, note=note, summary=f"退回到{before.label.zh}：{note}")
    return case


@transaction.atomic
def close_case(*, by: Actor, number: str, reason: str, version: int) -> Case:
    """Close before the last step (a false alarm, a case opened twice), with the reason."""
    case = _locked(number, version)
    require(by, "cases.close", unit=case.unit_id, region=case.region_id)
    reason = _note(reason, needed="办结原因")
    due = case.step_due_on
    _close(case, outcome=reason)
    _save(case)
    _record(case, by=by, act="closed", due=due, note=reason, summary=f"提前办结：{reason}")
    return case


def _for_act(by: Actor, number: str, version: int) -> tuple[Case, CaseType, Step]:
    """The case, locked, with the step that waits; refused unless the actor holds the step's role here."""
    case = _locked(number, version)
    require(by, "cases.act", unit=case.unit_id, region=case.region_id)
    declared = CASE_TYPES.get(case.type)
    step = declared.step(case.step)
    if step.role not in by.roles:
        who = ROLES[step.role].label.zh
        raise NotAllowed(Label(zh=f"“{step.label.zh}”由{who}办理", en=f"“{step.label.en}” is done by {who}"), who=who)
    return case, declared, step


def _locked(number: str, version: int) -> Case:
    case = Case.objects.select_for_update().filter(number=number).first()
    if case is None:
        raise NotFound(Label(zh=f"没有编号为 {number} 的案件", en=f"There is no case with the number {number}"))
    if case.state == "closed":
        raise Conflict(Label(zh=f"案件 {number} 已经办结", en=f"Case {number} is closed already"))
    if case.version != version:
        raise Conflict(
            Label(
                zh="案件刚刚被别人办理过，请看过最新情况再办",
                en="Somebody has just worked on this case: look at its newest state first",
            )
        )
    return case


def _note(text: str, *, needed: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid(needed, Label(zh="请写明，不能为空", en="Please write it; it cannot be empty"))
    if len(text) > NOTE_AT_MOST:
        raise Invalid(
            needed,
            Label(
                zh=f"最多 {NOTE_AT_MOST} 字，您写了 {len(text)} 字",
                en=f"At most {NOTE_AT_MOST} characters; you wrote {len(text)}",
            ),
        )
    return text


def _wait_for(case: Case, step: Step) -> None:
    case.step = step.key
    case.step_due_on = add_working_days(today(), step.working_days)


def _close(case: Case, *, outcome: str) -> None:
    case.state, case.step, case.step_due_on = "closed", "", None
    case.closed_on, case.outcome = today(), outcome[:400]
    if case.alert_id:
        Alert.objects.filter(pk=case.alert_id).update(state="closed", closed_at=clock.now())


def _save(case: Case) -> None:
    case.version += 1
    case.save()


def _record(
    case: Case, *, by: Actor, act: str, summary: str, step: str = "", due: date | None = None, note: str = ""
) -> None:
    CaseStep.objects.create(
        case=case,
        act=act,
        step=step,
        who=by.name,
        unit_key=by.unit_key,
        happened_on=today(),
        recorded_at=clock.now(),
        due_on=due,
        note=note,
    )
    state = {"state": case.state, "step": case.step, "step_due_on": str(case.step_due_on), "version": case.version}
    audit.record(by=by, verb=f"cases.{act}", about=f"cases.case:{case.number}", summary=summary, after=state)
