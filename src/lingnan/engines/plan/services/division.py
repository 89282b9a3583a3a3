"""A year's division of work: drafted out of the plan, sent to units for consent, settled, issued as parts of tasks."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services.notifications import notify_role, notify_unit
from lingnan.engines.plan.deadlines import due_after
from lingnan.engines.plan.life import OPEN
from lingnan.engines.plan.models import Division, DivisionItem, DivisionUnit, Plan, Task, TaskUnit
from lingnan.engines.plan.services.issuing import bulk_event
from lingnan.engines.plan.services.life import MEANWHILE
from lingnan.engines.plan.services.milestones import named, new_part


def address(division: Division) -> str:
    """Where the division is seen."""
    return f"/plan/{division.plan_id}/division/{division.year}"


@transaction.atomic
def draft_division(*, by: Actor, plan_key: str, year: int, is_sample: bool = False) -> Division:
    """Draft a year's work: an item for every open task of the plan, with its units and the date it has in that year."""
    require(by, "plan.divide_year")
    plan = Plan.objects.get(pk=plan_key)
    if kept := Division.objects.filter(plan=plan, year=year).first():
        return kept
    if not plan.period_from.year <= year <= plan.period_to.year + 1:
        raise Invalid(
            Label(zh="年份", en="Year"),
            Label(zh=f"方案期是 {plan.period_from.year}–{plan.period_to.year} 年", en="Outside the plan's period"),
        )
    division = Division.objects.create(plan=plan, year=year, is_sample=is_sample)
    tasks = plan.tasks.filter(parent=None, state__in=OPEN).prefetch_related("units", "milestones")
    for task in tasks:
        item = DivisionItem.objects.create(division=division, task=task, title=task.title, due=due_in(task, year))
        DivisionUnit.objects.bulk_create(
            DivisionUnit(item=item, unit_id=unit.unit_id, role=unit.role)
            for unit in task.units.all()
            if unit.unit_id is not None
        )
    count = division.items.count()
    note(division, by, "plan.draft_division", f"拟订《{plan.title}》{year} 年度任务分工：{count} 项", {"items": count})
    return division


def due_in(task: Task, year: int) -> date:
    """The last date that the task has in the year, else the year's end."""
    inside = [step.due for step in task.milestones.all() if step.met_on is None and step.due.year == year]
    return max(inside, default=date(year, 12, 31))


def note(division: Division, by: Actor, verb: str, summary: str, after: object = None) -> None:
    """One entry of the audit trail about the division."""
    about = f"plan.division:{division.plan_id}:{division.year}"
    audit.record(by=by, verb=verb, about=about, summary=summary, after=after)


def locked(division_id: int, version: int, *states: str) -> Division:
    """The division, locked; a Conflict where somebody was faster or it is further on."""
    division = Division.objects.select_for_update(of=("self",)).select_related("plan").get(pk=division_id)
    if division.version != version:
        raise Conflict(MEANWHILE)
    if division.state not in states:
        now = division.get_state_display()
        raise Conflict(Label(zh=f"年度分工{now}，不能这样办", en=f"The division is {division.state} now"))
    division.version += 1
    return division


@transaction.atomic
def write_items(*, by: Actor, division_id: int, version: int, items: Mapping[int, tuple[str, date, bool]]) -> Division:
    """Write the whole screen at once: title, date and whether it is in this year's work, for each item."""
    require(by, "plan.divide_year")
    division = locked(division_id, version, "draft", "asked")
    changed = []
    for item in division.items.filter(pk__in=items):
        title, due, is_in = items[item.pk]
        if due.year != division.year:
            raise Invalid(
                Label(zh=f"“{item.title}”的期限", en=f'Due date of "{item.title}"'),
                Label(zh=f"{due} 不在 {division.year} 年", en=f"{due} is not in {division.year}"),
            )
        now = (named(title), due, not is_in)
        if now != (item.title, item.due, item.left_out):
            changed.append({"item": item.pk, "before": [item.title, item.due, item.left_out], "after": list(now)})
            item.title, item.due, item.left_out = now
            item.version += 1
            item.save()
    division.save()
    if changed:
        summary = f"修改《{division.plan.title}》{division.year} 年度任务分工 {len(changed)} 项"
        note(division, by, "plan.write_division", summary, changed)
    return division


@transaction.atomic
def ask_units(*, by: Actor, division_id: int, version: int) -> Division:
    """Send the division to every unit in it for consent; each is told once, with how many items."""
    require(by, "plan.divide_year")
    division = locked(division_id, version, "draft")
    division.state, division.asked_on = "asked", today()
    division.answer_by = due_after(division.asked_on, "answer_division")
    division.save()
    asked = DivisionUnit.objects.filter(item__division=division, item__left_out=False)
    units = sorted(set(asked.values_list("unit_id", flat=True)))
    for unit in units:
        count = asked.filter(unit=unit).count()
        notify_unit(
            unit_key=unit, key=f"plan.division:{division.pk}", about=f"plan.division:{division.pk}",
            url=address(division),
            text=f"{division.year} 年度任务分工征求意见：本单位 {count} 项，请于 {division.answer_by} 前答复",
            text_en=f"Division of work {division.year}: {count} items; answer by {division.answer_by}",
            roles=("liaison", "leader"),
        )  # fmt: skip
    summary = f"{division.year} 年度任务分工送 {len(units)} 个单位征求意见，{division.answer_by} 前答复"
    note(division, by, "plan.ask_division", summary, {"units": units})
    return division


@transaction.atomic
def answer_item(
    *, by: Actor, row_id: int, comment: str = "", title_wanted: str = "", due_wanted: date | None = None
) -> DivisionUnit:
    """A unit agrees to an item, or returns it with what it wants changed."""
    row = (
        DivisionUnit.objects.select_for_update(of=("self",))
        .select_related("item__division__plan", "unit")
        .get(pk=row_id)
    )
    division = row.item.division
    require(by, "plan.answer_division", unit=row.unit_id)
    if division.state != "asked":
        raise Conflict(Label(zh="年度分工不在征求意见", en="The division is not asking for answers"))
    wants = bool(comment.strip() or title_wanted.strip() or due_wanted)
    row.answer, row.comment = ("changes" if wants else "agreed"), comment.strip()
    row.title_wanted, row.due_wanted, row.settled = title_wanted.strip()[:200], due_wanted, ""
    row.answered_on, row.account_id = today(), by.account_id
    row.save()
    said = "同意" if row.answer == "agreed" else f"提出修改意见：{row.comment or row.title_wanted or row.due_wanted}"
    note(division, by, "plan.answer_division", f"{row.unit.name}对“{row.item.title}”{said}", {"item": row.item_id})
    if wants:
        notify_role(
            role="office", key=f"plan.division:{division.pk}:{row.pk}:{row.answered_on}",
            about=f"plan.division:{division.pk}", url=address(division),
            text=f"{row.unit.name}对 {division.year} 年度任务“{row.item.title}”提出修改意见",
            text_en=f"{row.unit.name_en or row.unit.name} wants a change in the division of {division.year}",
        )  # fmt: skip
    return row


@transaction.atomic
def agree_to_all(*, by: Actor, division_id: int) -> int:
    """A unit agrees to every item that it has not answered; how many."""
    rows = DivisionUnit.objects.filter(item__division=division_id, item__left_out=False, unit=by.unit_key, answer="")
    for row in rows:
        answer_item(by=by, row_id=row.pk)
    return len(rows)


@transaction.atomic
def settle(*, by: Actor, row_id: int, is_adopted: bool) -> DivisionUnit:
    """The office takes a wanted change over into the item, or keeps the item as it is."""
    require(by, "plan.divide_year")
    row = DivisionUnit.objects.select_for_update(of=("self",)).select_related("item__division", "unit").get(pk=row_id)
    division, item = row.item.division, row.item
    if division.state != "asked" or row.answer != "changes":
        raise Conflict(Label(zh="没有待处理的修改意见", en="There is no change to settle"))
    if is_adopted:
        item.title, item.due = row.title_wanted or item.title, row.due_wanted or item.due
        item.version += 1
        item.save()
    row.settled = "adopted" if is_adopted else "kept"
    row.save()
    said = "采纳" if is_adopted else "未采纳"
    note(division, by, "plan.settle_division", f"{said}{row.unit.name}对“{item.title}”的修改意见", {"item": item.pk})
    return row


@transaction.atomic
def issue_division(*, by: Actor, division_id: int, version: int) -> int:
    """Issue the year's work: every item becomes a part of its task, for its lead units to sign; how many.

    Wanted changes must be settled; a unit that stayed silent past the date counts as silent, not as agreed.
    """
    require(by, "plan.divide_year")
    division = locked(division_id, version, "asked")
    rows = DivisionUnit.objects.filter(item__division=division, item__left_out=False)
    if open_rows := rows.filter(answer="changes", settled="").count():
        raise Conflict(
            Label(zh=f"还有 {open_rows} 条修改意见没有处理", en=f"{open_rows} wanted changes are not settled")
        )
    silent = rows.filter(answer="")
    day = today()
    if silent.exists() and division.answer_by and day <= division.answer_by:
        waits = silent.values("unit").distinct().count()
        words = Label(
            zh=f"还有 {waits} 个单位没有答复，期限 {division.answer_by}", en=f"{waits} units have not answered"
        )
        raise Conflict(words)
    count = 0
    for item in division.items.filter(left_out=False).select_related("task").prefetch_related("units__unit"):
        leads = [row.unit for row in item.units.all() if row.role == "lead"]
        if not leads:
            continue
        part = new_part(item.task, title=item.title, due=item.due, leads=leads, on=day, year=division.year)
        helping = [row.unit for row in item.units.all() if row.role == "cooperating"]
        TaskUnit.objects.bulk_create(
            TaskUnit(task=part, order=len(leads) + n, role="cooperating", written=unit.name, unit=unit)
            for n, unit in enumerate(helping, 1)
        )
        bulk_event(part, by=by, act="issue", before="registered", on=day).save()
        item.issued = part
        item.save()
        count += 1
    division.state, division.issued_on = "issued", day
    division.save()
    said = f"印发 {division.year} 年度任务分工：{count} 项"
    note(division, by, "plan.issue_division", said, {"count": count, "silent": silent.count()})
    for unit in sorted(set(rows.values_list("unit_id", flat=True))):
        notify_unit(
            unit_key=unit, key=f"plan.division:{division.pk}:issued", about=f"plan.division:{division.pk}",
            url=address(division), text=f"{said}，请签收本单位牵头的任务", roles=("liaison", "leader"),
            text_en=f"Division of work {division.year} issued: sign for the tasks that you lead",
        )  # fmt: skip
    return count
