"""Supervision items: opened by facts or by the office, replied to by the unit, closed by the office."""

from datetime import UTC, date, datetime

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import add_working_days, today
from lingnan.engines.identity.models import Attachment
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.selectors.units import unit_keyed
from lingnan.engines.identity.services.notifications import notify_unit
from lingnan.engines.plan.models import Decision, SupervisionEntry, SupervisionItem, Task

WORKING_DAYS_TO_REPLY = 20
SUPERVISION = {
    "open": Label(zh="待回复", en="Waits for the unit"),
    "replied": Label(zh="待核定", en="Waits for the office"),
    "closed": Label(zh="已销号", en="Closed"),
}


@transaction.atomic
def open_supervision(
    *,
    by: Actor,
    source: str,
    title: Label,
    reason: dict[str, object],
    unit_key: str,
    region_code: str = "",
    due_on: date | None = None,
    task: Task | None = None,
    decision: Decision | None = None,
    is_sample: bool = False,
) -> SupervisionItem:
    """Open an item for a unit. `source` names what opened it: the same source gives the item that is there."""
    require(by, "plan.supervise")
    if kept := SupervisionItem.objects.filter(source=source).first():
        return kept
    unit = unit_keyed(unit_key, field=Label(zh="责任单位", en="Responsible unit"))
    day = today()
    item = SupervisionItem.objects.create(
        number=next_number(day.year),
        source=source,
        title=title.zh[:200],
        title_en=title.en[:300],
        reason=audit.plain(reason),
        unit=unit,
        region_id=region_code or None,
        task=task,
        decision=decision,
        opened_on=day,
        due_on=due_on or add_working_days(day, WORKING_DAYS_TO_REPLY),
        is_sample=is_sample,
    )
    write_entry(item, by=by, verb="opened", text=title.zh)
    summary = f"督办 {item.number}：{title.zh}（{unit.name}，{item.due_on} 前）"
    audit.record(by=by, verb="plan.supervise", about=f"plan.supervision:{item.number}", summary=summary, after=reason)
    notify_unit(
        unit_key=unit.key,
        key=f"plan.supervision:{item.number}",
        about=f"plan.supervision:{item.number}",
        text=f"督办 {item.number}：{title.zh}，请于 {item.due_on} 前回复",
        text_en=f"Supervision {item.number}: {title.en}. Reply by {item.due_on}",
        url=f"/plan/supervision/{item.number}",
    )
    return item


def next_number(year: int) -> str:
    """The next free number of the year: 督〔2018〕3号."""
    prefix = f"{year}-"
    last = SupervisionItem.objects.filter(number__startswith=prefix).order_by("-pk").values_list("number", flat=True)
    return f"{prefix}{int(last[0].removeprefix(prefix)) + 1 if last else 1:03d}"


def write_entry(
    item: SupervisionItem, *, by: Actor, verb: str, text: str, attachment: Attachment | None = None
) -> SupervisionEntry:
    """Add an entry to the item's thread."""
    return SupervisionEntry.objects.create(
        item=item,
        verb=verb,
        text=text,
        account_id=by.account_id,
        actor=by.name,
        unit_name=by.unit_name,
        attachment=attachment,
        written_on=today(),
        recorded_at=datetime.now(UTC),
    )


def locked(number: str, version: int, *, states: tuple[str, ...]) -> SupervisionItem:
    """The item, locked for a step; a Conflict where somebody was faster or the state does not allow it."""
    item = SupervisionItem.objects.select_for_update().get(number=number)
    if item.version != version:
        raise Conflict(
            Label(
                zh="这件督办刚被别人办过，请看过最新内容再办",
                en="Somebody just acted on this item; look at it again first",
            )
        )
    if item.state not in states:
        raise Conflict(
            Label(
                zh=f"督办 {item.number} 现在是“{item.get_state_display()}”，不能这样办",
                en=f"Supervision {item.number} stands at “{SUPERVISION[item.state].en}”: this cannot be done",
            )
        )
    return item


def step(item: SupervisionItem, *, by: Actor, verb: str, text: str, attachment: Attachment | None = None) -> None:
    """Save the item's new state with its entry and audit."""
    item.version += 1
    item.save()
    write_entry(item, by=by, verb=verb, text=text, attachment=attachment)
    names = {"replied": "回复", "returned": "退回", "extended": "延期", "closed": "核定销号"}
    audit.record(
        by=by,
        verb=f"plan.supervision_{verb}",
        about=f"plan.supervision:{item.number}",
        summary=f"督办 {item.number} {names[verb]}：{text[:200]}",
        after={"state": item.state, "due_on": item.due_on},
    )


def wanted(text: str, field: Label) -> str:
    """The text without blanks around it; empty is refused."""
    if not text.strip():
        raise Invalid(field, Label(zh="请写清楚，不能空着", en="Say it plainly; it cannot be empty"))
    return text.strip()


@transaction.atomic
def reply(*, by: Actor, number: str, version: int, text: str, attachment: Attachment | None = None) -> SupervisionItem:
    """The unit says why and what it will do; the item then waits for the office."""
    item = locked(number, version, states=("open",))
    require(by, "plan.reply", unit=item.unit_id)
    item.state = "replied"
    step(item, by=by, verb="replied", text=wanted(text, Label(zh="回复", en="Reply")), attachment=attachment)
    return item


@transaction.atomic
def return_reply(*, by: Actor, number: str, version: int, reason: str, due_on: date) -> SupervisionItem:
    """The office sends a reply back with a reason and a new date."""
    item = locked(number, version, states=("replied",))
    require(by, "plan.close_supervision")
    if due_on < today():
        raise Invalid(Label(zh="期限", en="Due"), Label(zh=f"{due_on} 已经过去", en=f"{due_on} is past"))
    item.state, item.due_on = "open", due_on
    step(item, by=by, verb="returned", text=wanted(reason, Label(zh="退回原因", en="Reason for sending back")))
    return item


@transaction.atomic
def close_supervision(*, by: Actor, number: str, version: int, reason: str) -> SupervisionItem:
    """The office finds the matter mended and closes the item."""
    item = locked(number, version, states=("replied",))
    require(by, "plan.close_supervision")
    item.state, item.closed_on = "closed", today()
    step(item, by=by, verb="closed", text=wanted(reason, Label(zh="核定意见", en="Opinion")))
    return item
