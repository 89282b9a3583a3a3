"""Take a step of a task's life: the table decides; this writes thread and audit entry and tells the next person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from lingnan.core.errors import Conflict, Invalid, NotAllowed, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Attachment, Unit
from lingnan.engines.identity.rights import require, scope
from lingnan.engines.identity.services.notifications import notify_role, notify_unit
from lingnan.engines.plan.life import (
    LABELS,
    QUIET,
    STEPS,
    TELLS,
    Facts,
    Step,
    standing,
    state_after,
    who_words,
    why_not,
)
from lingnan.engines.plan.models import Task, TaskEvent
from lingnan.engines.plan.selectors.life import facts_of

LONGEST = 4000
MEANWHILE = Label(zh="这项任务刚被别人改过，请看过最新内容再办", en="Somebody changed this task just now: look again")


@dataclass(frozen=True, kw_only=True)
class Taking:
    """A step about to be taken: the task (locked), its facts before, and for which unit the actor takes it."""

    by: Actor
    step: Step
    task: Task
    facts: Facts
    unit: str
    on: date


def locked(task_id: int) -> Task:
    """The task, locked for a step."""
    task = Task.objects.select_for_update().filter(pk=task_id).first()
    if task is None:
        raise NotFound(Label(zh="没有这项任务", en="There is no such task"))
    return task


def is_office(by: Actor) -> bool:
    """Does the actor act for the workgroup's office?"""
    return scope(by, "plan.issue").allows()


def unit_for(by: Actor, facts: Facts, unit: str) -> str:
    """The unit that the actor acts for: its own; the system acts for whichever is named, or for the first lead."""
    if "system" in by.roles and not by.unit_key:
        return unit or min(facts.leads, default="") or min(facts.cooperating, default="")
    return by.unit_key


def begin(
    *, by: Actor, act: str, task_id: int, version: int | None = None, unit: str = "", on: date | None = None
) -> Taking:
    """Lock the task and make sure that the actor may take the step now. Call inside a transaction."""
    task, step = locked(task_id), STEPS[act]
    facts = facts_of(task)
    acting = unit_for(by, facts, unit)
    concerned = facts.leads | facts.cooperating
    require(by, step.action, unit=acting if acting in concerned else min(concerned, default="?"))
    if not standing(facts, unit=acting, is_office=is_office(by)) & set(step.who):
        who = {language: who_words(step, language) for language in ("zh", "en")}
        words = Label(zh=f"“{step.label.zh}”由{who['zh']}办理", en=f"“{step.label.en}” is for {who['en']}")
        raise NotAllowed(words, who=who["zh"])
    if version is not None and task.version != version:
        raise Conflict(MEANWHILE)
    if (fault := why_not(act, facts, unit=acting, is_office=is_office(by))) is not None:
        raise Conflict(fault)
    return Taking(by=by, step=step, task=task, facts=facts, unit=acting, on=on or today())


def wanted(step: Step, text: str) -> str:
    """The step's note without blanks around it; empty is refused where the step needs one."""
    text = text.strip()
    if step.note and not text:
        raise Invalid(step.label, Label(zh="请写清楚，不能空着", en="Write it down; it cannot stay empty"))
    if len(text) > LONGEST:
        raise Invalid(
            step.label,
            Label(zh=f"最多 {LONGEST} 字，您写了 {len(text)} 字", en=f"At most {LONGEST} characters, not {len(text)}"),
        )
    return text


def finish(
    taking: Taking,
    *,
    text: str = "",
    detail: str = "",
    facts: Mapping[str, object] | None = None,
    attachment: Attachment | None = None,
    due_on: date | None = None,
    is_sample: bool = False,
    tell: bool = True,
    verb: str = "",
    audited: bool = True,
) -> TaskEvent:
    """Write the step: the task's new state, its place in the thread, the audit entry; tell whoever is next.

    `detail` completes the story sentence (“节点‘试点验收’”), `text` is what the actor wrote.
    """
    task, step, by = taking.task, taking.step, taking.by
    before = task.state
    task.state = state_after(step.act, taking.facts, unit=taking.unit)
    if task.state != before:
        task.state_on = taking.on
    if step.act not in QUIET:
        task.version += 1
    task.save()
    is_units_own = step.who != ("office",) and "office" not in by.roles  # the office's steps are nobody else's
    own = Unit.objects.filter(pk=taking.unit).first() if taking.unit and is_units_own else None
    event = TaskEvent.objects.create(
        task=task,
        act=step.act,
        from_state=before,
        to_state=task.state,
        text=text,
        facts=audit.plain({**(facts or {}), **({"detail": detail} if detail else {})}) or {},
        account_id=by.account_id,
        actor=by.name,
        unit=own,
        unit_name=by.unit_name or (own.name if own else ""),
        attachment=attachment,
        happened_on=taking.on,
        due_on=due_on,
        recorded_at=datetime.now(UTC),
        is_sample=is_sample,
    )
    if audited:
        audit.record(
            by=by,
            verb=verb or f"plan.{step.act}",
            about=f"plan.task:{task.pk}",
            summary=story(event, task, step, detail),
            before={"state": before},
            after={"state": task.state, "unit": taking.unit, **(facts or {}), **({"text": text} if text else {})},
        )
    if tell:
        tell_next(taking, event, detail)
    return event


def story(event: TaskEvent, task: Task, step: Step, detail: str) -> str:
    """The step as a sentence of the audit trail: who did what to which task, how late, and what was written."""
    late = "（逾期）" if event.is_late else ""
    said = f"：{event.text}" if event.text else ""
    return f"{event.unit_name}{step.past.zh}{late} 任务 {task.shown_number}“{task.title}”{detail}{said}"


def tell_next(taking: Taking, event: TaskEvent, detail: str) -> None:
    """Tell those whom the step concerns and who did not take it."""
    task, step = taking.task, taking.step
    actor, actor_en = taking.by.unit_name or taking.by.name, taking.by.unit_name_en or taking.by.name
    words = Label(
        zh=f"{actor}{step.past.zh}：任务 {task.shown_number}“{task.title}”{detail}",
        en=f"{actor_en} {step.past.en}: task {task.shown_number}",
    )
    key, about, url = f"plan.event:{event.pk}", f"plan.task:{task.pk}", f"{address(task)}#next"
    units: set[str] = set()
    for who in TELLS.get(step.act, ()):
        if who == "office" and "office" not in taking.by.roles:
            notify_role(role="office", key=key, about=about, text=words.zh, text_en=words.en, url=url)
        units |= taking.facts.leads if who == "lead" else taking.facts.cooperating if who == "cooperating" else set()
    for unit in sorted(units - {taking.by.unit_key}):
        notify_unit(unit_key=unit, key=key, about=about, text=words.zh, text_en=words.en, url=url, roles=("liaison",))


def address(task: Task) -> str:
    """Where the task is seen."""
    return f"/plan/{task.plan_id}/tasks/{task.number}"


def state_words(task: Task) -> Label:
    """The task's state in both languages."""
    return LABELS[task.state]  # type: ignore[index]  # the column holds the table's states
