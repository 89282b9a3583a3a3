"""Issue a task to its units, sign for it, send it back, change it, drop it."""

from datetime import UTC, date, datetime

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Unit
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services.notifications import notify_unit
from lingnan.engines.plan.deadlines import due_after
from lingnan.engines.plan.models import Plan, Task, TaskEvent, TaskUnit
from lingnan.engines.plan.selectors.life import facts_of
from lingnan.engines.plan.services.life import MEANWHILE, begin, finish, wanted


@transaction.atomic
def issue_plan(*, by: Actor, plan_key: str, on: date | None = None) -> int:
    """Issue every registered task of a plan; each unit is told once, with how many. Those without a known lead wait."""
    require(by, "plan.issue")
    plan, day = Plan.objects.get(pk=plan_key), on or today()
    found = plan.tasks.select_for_update().filter(state="registered").prefetch_related("units", "plan__members")
    ready = [task for task in found if any(unit.role == "lead" for unit in task.units.all())]
    if not ready:
        return 0
    sign_by, counts = due_after(day, "sign"), dict[str, int]()
    events = []
    for task in ready:
        facts = facts_of(task)
        task.state = "running" if facts.is_collective else "issued"
        task.state_on, task.issued_on, task.sign_by, task.version = day, day, sign_by, task.version + 1
        events.append(bulk_event(task, by=by, act="issue", before="registered", on=day))
        for unit in facts.leads | facts.cooperating:
            counts[unit] = counts.get(unit, 0) + 1
    Task.objects.bulk_update(ready, ["state", "state_on", "issued_on", "sign_by", "version"], batch_size=200)
    TaskEvent.objects.bulk_create(events, batch_size=200)
    summary = f"交办《{plan.title}》{len(ready)} 项任务，牵头单位于 {sign_by} 前签收"
    after = {"tasks": [task.number for task in ready], "sign_by": sign_by}
    audit.record(by=by, verb="plan.issue", about=f"plan.plan:{plan.key}", summary=summary, after=after)
    for unit, count in sorted(counts.items()):
        notify_unit(
            unit_key=unit, key=f"plan.issue:{plan.key}:{day}", about=f"plan.plan:{plan.key}", url="/",
            text=f"《{plan.title}》交办本单位 {count} 项任务，请于 {sign_by} 前签收",
            text_en=f"{count} task{'s' if count > 1 else ''} of the plan issued to your unit; sign by {sign_by}",
            roles=("liaison", "leader"),
        )  # fmt: skip
    return len(ready)


def bulk_event(task: Task, *, by: Actor, act: str, before: str, on: date) -> TaskEvent:
    """One line of a thread, written together with many others."""
    return TaskEvent(
        task=task,
        act=act,
        from_state=before,
        to_state=task.state,
        account_id=by.account_id,
        actor=by.name,
        unit_name=by.unit_name,
        happened_on=on,
        recorded_at=datetime.now(UTC),
        is_sample=task.is_sample,
    )


@transaction.atomic
def issue(*, by: Actor, task_id: int, version: int | None = None) -> Task:
    """Issue one task."""
    taking = begin(by=by, act="issue", task_id=task_id, version=version)
    taking.task.issued_on, taking.task.sign_by = taking.on, due_after(taking.on, "sign")
    is_sample = taking.task.is_sample and not by.account_id
    finish(taking, due_on=due_after(taking.task.state_on or taking.on, "issue"), is_sample=is_sample)
    return taking.task


@transaction.atomic
def sign(*, by: Actor, task_id: int, unit: str = "", text: str = "", on: date | None = None) -> Task:
    """A lead unit signs for the task; when the last has signed, it runs. Late is allowed and stays visible."""
    taking = begin(by=by, act="sign", task_id=task_id, unit=unit, on=on)
    role = TaskUnit.objects.filter(task=taking.task, unit=taking.unit, role="lead")
    role.update(signed_on=taking.on, signed_by=by.account_id)
    finish(taking, text=text.strip(), due_on=taking.task.sign_by, is_sample=taking.task.is_sample and not by.account_id)
    return taking.task


@transaction.atomic
def send_back(*, by: Actor, task_id: int, text: str, version: int | None = None) -> Task:
    """A lead unit sends the task back with its reason: wrong unit, wrong date. Signatures begin anew."""
    taking = begin(by=by, act="send_back", task_id=task_id, version=version)
    reason = wanted(taking.step, text)
    TaskUnit.objects.filter(task=taking.task).update(signed_on=None, signed_by=None)
    finish(taking, text=reason, due_on=taking.task.sign_by)
    return taking.task


@transaction.atomic
def edit_task(
    *,
    by: Actor,
    task_id: int,
    version: int,
    title: str,
    text: str,
    reason: str,
    leads: tuple[str, ...] | None = None,
    cooperating: tuple[str, ...] | None = None,
) -> Task:
    """Change a task's words or units, with the reason. Whoever looked at an older version is refused."""
    taking = begin(by=by, act="edit", task_id=task_id)
    task = taking.task
    if task.version != version:
        raise Conflict(MEANWHILE)
    note = wanted(taking.step, reason)
    title, text = title.strip(), text.strip()
    if not title or not text:
        raise Invalid(Label(zh="任务", en="Task"), Label(zh="标题和内容都要写", en="It needs a title and a text"))
    before = {"title": task.title, "text": task.text, "units": units_now(task)}
    task.title, task.text = title[:200], text
    if leads is not None:
        set_units(task, "lead", leads)
    if cooperating is not None:
        set_units(task, "cooperating", cooperating)
    after = {"title": task.title, "text": task.text, "units": units_now(task)}
    finish(taking, text=note, facts={"before": before, "after": after})
    return task


def units_now(task: Task) -> dict[str, list[str]]:
    """The names of a task's units by role."""
    found: dict[str, list[str]] = {"lead": [], "cooperating": []}
    for role, written in TaskUnit.objects.filter(task=task).order_by("order").values_list("role", "written"):
        found[role].append(written)
    return found


def set_units(task: Task, role: str, keys: tuple[str, ...]) -> None:
    """Make these the task's units in the role. Who stays keeps its signature; a collective name stays."""
    units = Unit.objects.in_bulk(list(keys))
    if unknown := [key for key in keys if key not in units]:
        words = "、".join(unknown)
        raise Invalid(Label(zh="单位", en="Unit"), Label(zh=f"没有“{words}”这个单位", en=f"No such unit: {words}"))
    mine = TaskUnit.objects.filter(task=task)
    mine.filter(role=role, unit__isnull=False).exclude(unit__in=keys).delete()
    there = dict(mine.filter(unit__isnull=False).values_list("unit_id", "pk"))
    last = max(mine.values_list("order", flat=True), default=0)
    for n, key in enumerate(keys, 1):
        if key in there:
            mine.filter(pk=there[key]).update(role=role)
        else:
            TaskUnit.objects.create(task=task, order=last + n, role=role, written=units[key].name, unit=units[key])


@transaction.atomic
def drop_task(*, by: Actor, task_id: int, text: str, version: int | None = None) -> Task:
    """Drop a task, with the reason; all that was done on it stays."""
    taking = begin(by=by, act="drop", task_id=task_id, version=version)
    taking.task.closed_on = taking.on
    finish(taking, text=wanted(taking.step, text))
    return taking.task
