"""Reminders: written once a day, grouped a person, whoever presses the button or however often the job runs."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.db import transaction

from lingnan import rules
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import working_days_between
from lingnan.engines.identity.models import Account
from lingnan.engines.identity.nightly import Job, register_job
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services.notifications import Line, notify
from lingnan.engines.plan.life import WORKED
from lingnan.engines.plan.lights import ORDER
from lingnan.engines.plan.models import Plan, Reminder, Task, TaskEvent
from lingnan.engines.plan.selectors.board import RELATED, BoardRow, row_of
from lingnan.engines.plan.selectors.judged import with_lights

CHASED = {state for state, order in ORDER.items() if order <= ORDER["miss"]}
RULE = "plan.reminders"


@transaction.atomic
def remind(
    *, by: Actor, plan_key: str, on: date, unit: str = "", task: int | None = None, nightly: bool = False
) -> int:
    """Tell the liaison officers of every lead unit with a late or unreported task; how many persons were told anew.

    At night only what the rule says is due for a reminder; by hand all that is late or unreported, of a unit or a task.
    """
    require(by, "plan.remind")
    plan = Plan.objects.get(pk=plan_key)
    rows = chased(plan, on=on, near=nightly)
    if nightly:
        rows = [row for row in rows if is_due(row, on)]
    if task is not None:
        rows = [row for row in rows if row.task_id == task]
    wanted = [(row, key) for row in rows for key in row.lead_keys if unit in ("", key)]
    fresh = write(wanted, by=by, on=on, by_hand=not nightly)
    told = tell(fresh, plan=plan, on=on)
    if fresh:
        units = {key for _, key in fresh}
        summary = (
            f"催办《{plan.title}》：{len(units)} 个单位 {len({row.task_id for row, _ in fresh})} 项任务，告知 {told} 人"
        )
        after = {"on": on, "tasks": sorted({row.number for row, _ in fresh}), "units": sorted(units)}
        audit.record(by=by, verb="plan.remind", about=f"plan.plan:{plan.key}", summary=summary, after=after)
    return told


def chased(plan: Plan, *, on: date, near: bool) -> list[BoardRow]:
    """The tasks that want a reminder: late or not reported; with `near` also those whose day comes."""
    states = CHASED | ({"warn"} if near else set())
    judged = with_lights(Task.objects.filter(plan=plan, state__in=WORKED), plan, on)
    tasks = judged.filter(light__in=states).exclude(parent__isnull=False, light="miss")  # type: ignore[misc]  # annotated
    return [
        row_of(task, plan=plan, on=on, asks_reports=task.parent_id is None) for task in tasks.prefetch_related(*RELATED)
    ]


def is_due(row: BoardRow, on: date) -> bool:
    """Does the rule remind of this task today? Before its day at each threshold, after it every so many days."""
    rule = rules.in_force(RULE, on=on)
    last = Reminder.objects.filter(task=row.task_id).values_list("reminded_on", flat=True).first()
    if last == on:
        return True  # a second run of the same night writes nothing anew, but a unit added since is told
    if row.light.state in CHASED:
        return last is None or working_days_between(last, on) >= rule.integer("late_every")
    if row.light.due is None or row.light.due < on:
        return False
    left = working_days_between(on, row.light.due)
    passed = [int(days) for days in rule.numbers("before_due") if left <= days]
    return bool(passed) and (last is None or working_days_between(last, row.light.due) > min(passed))


def write(wanted: Iterable[tuple[BoardRow, str]], *, by: Actor, on: date, by_hand: bool) -> list[tuple[BoardRow, str]]:
    """Keep the reminders that this day has not seen, with their line in the task's thread; those kept anew."""
    wanted = list(wanted)
    there = set(
        Reminder.objects.filter(task__in=[row.task_id for row, _ in wanted], reminded_on=on).values_list("task", "unit")
    )
    if by_hand:
        Reminder.objects.filter(task__in=[row.task_id for row, _ in wanted], reminded_on=on).update(by_hand=True)
    fresh = [(row, key) for row, key in wanted if (row.task_id, key) not in there]
    now = datetime.now(UTC)
    Reminder.objects.bulk_create(
        [
            Reminder(
                task_id=row.task_id,
                unit_id=key,
                reminded_on=on,
                why=row.light.why.zh[:300],
                why_en=row.light.why.en[:300],
                by_hand=by_hand,
                recorded_at=now,
            )
            for row, key in fresh
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    states = dict(Task.objects.filter(pk__in={row.task_id for row, _ in fresh}).values_list("pk", "state"))
    rows = {row.task_id: row for row, _ in fresh}
    TaskEvent.objects.bulk_create(
        [
            TaskEvent(
                task_id=pk, act="remind", from_state=states[pk], to_state=states[pk], text=row.light.why.zh,
                account_id=by.account_id, actor=by.name, unit_name=by.unit_name, happened_on=on, recorded_at=now,
            )
            for pk, row in rows.items()
        ],
        batch_size=500,
    )  # fmt: skip
    return fresh


def tell(fresh: list[tuple[BoardRow, str]], *, plan: Plan, on: date) -> int:
    """One notification a liaison officer with everything of the unit; how many persons were told."""
    by_unit: dict[str, list[BoardRow]] = {}
    for row, key in fresh:
        by_unit.setdefault(key, []).append(row)
    officers = Account.objects.filter(unit__in=by_unit, grants__role="liaison", is_active=True).distinct()
    told = 0
    for officer in officers:
        rows = by_unit[officer.unit_id or ""]
        lines = [Line(text=line_of(row), url=row.url) for row in rows]
        text = lines[0].text if len(rows) == 1 else Label(
            zh=f"催办：{len(rows)} 项任务请办理", en=f"Reminder: {len(rows)} tasks wait for you")  # fmt: skip
        earlier = officer.notifications.filter(key__startswith=f"plan.remind:{plan.key}:{on}").count()
        told += notify(
            account=officer,
            key=f"plan.remind:{plan.key}:{on}{f':{earlier}' if earlier else ''}",
            about=f"plan.task:{rows[0].task_id}" if len(rows) == 1 else f"plan.plan:{plan.key}",
            text=text.zh,
            text_en=text.en,
            url=rows[0].url if len(rows) == 1 else f"/plan/{plan.key}",
            lines=lines if len(rows) > 1 else (),
        )
    return told


def line_of(row: BoardRow) -> Label:
    """A task and why it is reminded of."""
    return Label(zh=f"催办：任务 {row.number}“{row.title}”{row.light.why.zh}",
                 en=f"Reminder: task {row.number}: {row.light.why.en}")  # fmt: skip


def remind_all(by: Actor, on: date) -> str:
    """The nightly job: every plan in force."""
    plans = Plan.objects.filter(state="adopted").values_list("pk", flat=True)
    told = sum(remind(by=by, plan_key=key, on=on, nightly=True) for key in plans)
    return f"告知 {told} 人"


register_job(Job(key="plan.remind", label=Label(zh="任务催办", en="Reminders of tasks"), run=remind_all, order=50))
