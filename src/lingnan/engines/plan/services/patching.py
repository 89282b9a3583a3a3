"""Ordered changes of an amendment (将第（八）项修改为“…”) as drafts: the task in force with its words changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lingnan.core.labels import Label
from lingnan.engines.identity.calendar import today
from lingnan.engines.plan.models import DraftTask, Plan
from lingnan.engines.plan.services.amending import Told, tasks_in_force, told_of_draft

if TYPE_CHECKING:
    from lingnan.engines.plan.reading import Doubt, TaskReading
    from lingnan.engines.plan.reading.patches import Patch

Found = dict[str, Any]  # Any: one part of the reader's JSON, see docs/guides/plan-reading.md
KEPT_UNITS = Label(zh="改后的文字没有写责任单位，沿用原来的", en="The new words name no unit: the old ones stay")


@dataclass(frozen=True, kw_only=True)
class Patched:
    """A task in force as the document would have it: its reading, and where the order stands in the document."""

    old: Told
    found: Found
    places: tuple[tuple[int, int], ...]
    numbers: tuple[int, ...]


def orders_of(plan: Plan) -> "tuple[Patch, ...]":
    """The ordered changes of an amendment; a new edition says everything whole."""
    from lingnan.engines.plan.reading.patches import read_patches  # noqa: PLC0415 -- its tables cost a second

    return read_patches(plan.original_text) if plan.amends_id and plan.mode == "amendment" else ()


def outside(tasks: Sequence[Found], orders: "Sequence[Patch]") -> list[Found]:
    """Tasks of the reading that are no part of an ordered change."""
    places = [(order.at.start, order.at.end) for order in orders]
    return [
        task for task in tasks
        if not any(a < task["source"]["end"] and task["source"]["start"] < b for a, b in places)
    ]  # fmt: skip


def new_items(plan: Plan, orders: "Sequence[Patch]") -> list[Found]:
    """Items that the document adds word for word."""
    from lingnan.engines.plan.reading import Period  # noqa: PLC0415 -- its libraries cost a second
    from lingnan.engines.plan.reading.document import read_passage  # noqa: PLC0415
    from lingnan.engines.plan.reading.output import task_json  # noqa: PLC0415

    period = Period(start=plan.period_from, end=plan.period_to)
    readings = [
        read_passage(plan.original_text, at=order.words_at, number=order.number, period=period, today=today())
        for order in orders
        if order.kind == "new" and order.words_at
    ]
    return [task_json(reading) for reading in readings]


def unread(orders: "Sequence[Patch]", met: Sequence[int]) -> list[Found]:
    """Doubts of the whole document: orders that fit no form, and those of items that are not in force."""
    doubts = []
    for order in orders:
        place = {"start": order.at.start, "end": order.at.end}
        if order.kind == "unread":
            message = f"这一句改了什么没有读懂，请人工处理：{order.words[:80]}"
            doubts.append({"code": "unread_change", "message": message, "source": place})
        elif order.kind != "new" and order.number not in met:
            message = f"现行方案里没有唯一的第 {order.number} 项，这一处改动没有对上"
            doubts.append({"code": "patch_nowhere", "message": message, "source": place})
    return doubts


def changed_tasks(plan: Plan, orders: "Sequence[Patch]") -> list[Patched]:
    """Each task in force that the document orders to change, with all its changes carried out."""
    from lingnan.engines.plan.reading.patches import by_item, number_in  # noqa: PLC0415 -- its tables cost a second

    assert plan.amends is not None  # noqa: S101 -- for the type checker; orders_of looked
    in_force = tasks_in_force(plan.amends)
    marked: dict[int, list[Told]] = {}
    for told in in_force:
        marked.setdefault(number_in(told.task.text if told.task else told.text) or told.number, []).append(told)
    found = []
    for number, changes in by_item(tuple(orders)):
        candidates = marked.get(number) or [told for told in in_force if told.number == number]
        if len(candidates) == 1:
            found.append(carried_out(plan, candidates[0], changes))
    return found


def carried_out(plan: Plan, old: Told, changes: "Sequence[Patch]") -> Patched:
    """One task with its changes."""
    from lingnan.engines.plan.reading import Period, Span  # noqa: PLC0415 -- its libraries cost a second
    from lingnan.engines.plan.reading.document import read_passage  # noqa: PLC0415
    from lingnan.engines.plan.reading.output import task_json  # noqa: PLC0415
    from lingnan.engines.plan.reading.patches import patched  # noqa: PLC0415

    assert old.task is not None and plan.amends is not None  # noqa: S101, PT018 -- for the type checker
    text, doubts = old.task.text, list["Doubt"]()
    for change in changes:
        text, more = patched(text, change)
        doubts += more
    period = Period(start=plan.amends.period_from, end=max(plan.amends.period_to, plan.period_to))
    reading = read_passage(text, at=Span(start=0, end=len(text)), number=old.number, period=period, today=today())
    reading = with_units(replace(reading, doubts=(*reading.doubts, *doubts)), old)
    found = task_json(reading)
    for deadline in found["deadlines"]:
        deadline["source"] = None  # its place is in no document
    found["findings"] = []  # what the task proposed was decided when it came into force
    return Patched(old=old, found=found, places=tuple((each.at.start, each.at.end) for each in changes),
                   numbers=tuple(each.number for each in changes))  # fmt: skip


def with_units(reading: "TaskReading", old: Told) -> "TaskReading":
    """New words that name nobody leave the units as they were."""
    from lingnan.engines.plan.reading import Doubt, resolve_unit  # noqa: PLC0415 -- its libraries cost a second

    if reading.lead or reading.cooperating:
        return reading
    on = today()
    resolved = tuple(resolve_unit(name, on=on, today=on) for name in (*old.lead, *old.cooperating))
    left = tuple(each for each in reading.doubts if each.code not in {"no_lead", "no_unit"})
    kept = Doubt(code="kept_units", message=KEPT_UNITS.zh)
    return replace(reading, lead=old.lead, cooperating=old.cooperating, resolved=resolved, doubts=(*left, kept))


def place_drafts(changed: Sequence[Patched], drafts: Sequence[DraftTask]) -> None:
    """Drafts of changed tasks stand where the document orders the change, and say what differs."""
    from lingnan.engines.plan.reading.difference import compare_tasks  # noqa: PLC0415 -- with the reader's libraries

    for each, draft in zip(changed, drafts, strict=True):
        (draft.source_start, draft.source_end), *more = each.places
        draft.places, draft.task = [list(place) for place in more], each.old.task
        [(_, _, _, reasons)] = compare_tasks([each.old], [told_of_draft(draft)], same=True)
        draft.change, draft.change_reasons = "changed", list(reasons) or ["任务文字有改动"]
