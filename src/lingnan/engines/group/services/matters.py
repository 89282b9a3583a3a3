"""Cross-department problems and policy drafts: researched, written in versions, signed off in order, settled."""

from datetime import UTC, date, datetime

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.models import Draft, Matter, Remark, ResearchNote, SignOff
from lingnan.engines.group.services.drafting import next_number, plan_in_force, units_named, wanted
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import add_working_days, today
from lingnan.engines.identity.models import Attachment
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services.notifications import notify_unit
from lingnan.engines.plan.models import Task

DAYS_TO_SIGN = 5  # working days each unit has, where the office gives no other
LONGEST_DRAFT = 60_000
LIVE = ("open", "circulating", "signing", "ready", "scheduled")


@transaction.atomic
def raise_matter(
    *, by: Actor, kind: str, title: str, text: str, lead_key: str, due_on: date | None = None, task_number: int = 0,
    on: date | None = None, unit_key: str = "", is_sample: bool = False,
) -> Matter:  # fmt: skip
    """Register a problem between departments or a policy to draft, with the unit that leads it."""
    raised_by = unit_key or by.unit_key
    require(by, "group.raise", unit=raised_by)
    if kind not in dict(Matter.KINDS):
        raise Invalid(Label(zh="类别", en="Kind"), Label(zh="请选协调事项或政策文件", en="Choose problem or policy"))
    plan, day = plan_in_force(), on or today()
    task = Task.objects.filter(plan=plan, number=task_number).first() if task_number else None
    if task_number and task is None:
        raise Invalid(
            Label(zh="对应任务", en="Task"),
            Label(zh=f"方案里没有第 {task_number} 项任务", en=f"The plan has no task {task_number}"),
        )
    if due_on and due_on < day:
        raise Invalid(Label(zh="期限", en="Due"), Label(zh=f"{due_on} 已经过去", en=f"{due_on} is past"))
    (lead,) = units_named((lead_key,), Label(zh="牵头单位", en="Lead unit"))
    matter = Matter(
        plan=plan,
        number=next_number(list(Matter.objects.select_for_update().values_list("number", flat=True)), day.year),
        kind=kind,
        title=wanted(title, Label(zh="名称", en="Title"), most=120),
        text=wanted(text, Label(zh="事项", en="Matter"), most=4000),
        raised_by_id=raised_by,
        lead=lead,
        task=task,
        due_on=due_on,
        raised_on=day,
        version=0,
        is_sample=is_sample,
    )
    keep(matter, by=by, verb="raise", what=f"登记{matter.get_kind_display()}“{matter.title}”，{lead.name}牵头")
    tell(matter, lead.key, f"“{matter.title}”由贵单位牵头办理", f"You lead matter {matter.number}")
    return matter


def locked(number: str, version: int, *, states: tuple[str, ...]) -> Matter:
    """The matter, locked for a step; a Conflict where somebody was faster or its state does not allow it."""
    matter = Matter.objects.select_for_update().filter(number=number).first()
    if matter is None:
        raise NotFound(Label(zh=f"没有事项 {number}", en=f"There is no matter {number}"))
    if matter.version != version:
        raise Conflict(
            Label(
                zh="这件事项刚被别人办过，请看过最新内容再办",
                en="Somebody else just changed this matter: look again first",
            )
        )
    if matter.state not in states:
        raise Conflict(
            Label(
                zh=f"事项 {number} 现在是“{matter.get_state_display()}”，不能这样办",
                en=f"Matter {number} is {matter.state}: not possible",
            )
        )
    return matter


def keep(matter: Matter, *, by: Actor, verb: str, what: str, after: object = None) -> None:
    """Save the matter's step with its audit entry."""
    matter.version += 1
    matter.save()
    about, seen = f"group.matter:{matter.number}", after or {"state": matter.state}
    audit.record(by=by, verb=f"group.matter_{verb}", about=about, summary=what, after=seen)


def tell(
    matter: Matter, unit_key: str, text: str, text_en: str, *, roles: tuple[str, ...] = ("liaison", "leader")
) -> None:
    """Tell a unit's people about a step of the matter."""
    notify_unit(
        unit_key=unit_key,
        key=f"group.matter:{matter.number}:{matter.version}",
        about=f"group.matter:{matter.number}",
        text=text,
        text_en=text_en,
        url=f"/group/matters/{matter.number}",
        roles=roles,
    )


@transaction.atomic
def note_research(
    *, by: Actor, number: str, text: str, attachment: Attachment | None = None, on: date | None = None
) -> ResearchNote:
    """Add what was found out. Every unit of the group may."""
    require(by, "group.draft")
    matter = Matter.objects.filter(number=number).first()
    if matter is None:
        raise NotFound(Label(zh=f"没有事项 {number}", en=f"There is no matter {number}"))
    if matter.state not in LIVE:
        raise Conflict(
            Label(zh=f"事项 {number} {matter.get_state_display()}，不再添加", en=f"Matter {number} is closed")
        )
    note = ResearchNote.objects.create(
        matter=matter,
        unit_id=by.unit_key or None,
        account_id=by.account_id,
        actor=by.name,
        text=wanted(text, Label(zh="研究情况", en="Findings")),
        attachment=attachment,
        written_on=on or today(),
        recorded_at=datetime.now(UTC),
    )
    what = f"“{matter.title}”研究记录：{note.text[:120]}"
    audit.record(by=by, verb="group.matter_research", about=f"group.matter:{number}", summary=what)
    return note


@transaction.atomic
def add_version(
    *, by: Actor, number: str, version: int, text: str, note: str = "", attachment: Attachment | None = None,
    on: date | None = None,
) -> Draft:  # fmt: skip
    """A further version of the text. A version that was being signed is left behind: signing starts anew."""
    matter = locked(number, version, states=("open", "signing", "ready"))
    require(by, "group.draft", unit=matter.lead_id)
    kept, last = wanted(text, Label(zh="文稿", en="Text"), most=LONGEST_DRAFT), matter.drafts.last()
    if last and last.text == kept:
        raise Invalid(
            Label(zh="文稿", en="Text"),
            Label(
                zh=f"与第 {last.number} 稿一字不差，没有要存的改动",
                en=f"The same as version {last.number}, word for word",
            ),
        )
    if last:
        wanted(note, Label(zh="修改说明", en="What changed"), most=400)
    draft = Draft.objects.create(
        matter=matter,
        number=last.number + 1 if last else 1,
        text=kept,
        note=note.strip()[:400],
        actor=by.name,
        account_id=by.account_id,
        attachment=attachment,
        made_on=on or today(),
        recorded_at=datetime.now(UTC),
    )
    matter.state = "open"
    what = f"“{matter.title}”第 {draft.number} 稿：{draft.note or '初稿'}"
    keep(matter, by=by, verb="version", what=what, after={"draft": draft.number, "state": "open"})
    return draft


def unsettled(matter: Matter) -> int:
    """Points of comments that nobody has decided on."""
    return Remark.objects.filter(answer__circulation__matter=matter, adoption="").count()


@transaction.atomic
def start_signing(
    *, by: Actor, number: str, version: int, unit_keys: tuple[str, ...], working_days: int = DAYS_TO_SIGN,
    on: date | None = None,
) -> list[SignOff]:  # fmt: skip
    """Send the newest version to be signed, one unit after the other in the order given."""
    matter = locked(number, version, states=("open",))
    require(by, "group.draft", unit=matter.lead_id)
    draft = matter.drafts.last()
    if draft is None:
        raise Conflict(Label(zh="还没有文稿，先写第 1 稿", en="There is no text yet: write the first version"))
    if left := unsettled(matter):
        raise Conflict(
            Label(
                zh=f"还有 {left} 条意见没有处理，逐条写明采纳情况后再会签",
                en=f"{left} comments are not settled yet: say of each whether it is adopted",
            )
        )
    if draft.sign_offs.exists():
        raise Conflict(
            Label(
                zh=f"第 {draft.number} 稿送过会签，改好后存为新的一稿再送",
                en=f"Version {draft.number} was sent to be signed: make a new version first",
            )
        )
    units = units_named(tuple(key for key in unit_keys if key), Label(zh="会签单位", en="Units to sign"))
    if not units:
        raise Invalid(
            Label(zh="会签单位", en="Units to sign"), Label(zh="至少选一个单位", en="Choose at least one unit")
        )
    SignOff.objects.bulk_create(SignOff(draft=draft, order=n, unit=unit) for n, unit in enumerate(units, 1))
    matter.state = "signing"
    order = " → ".join(unit.name for unit in units)
    keep(matter, by=by, verb="sign_start", what=f"“{matter.title}”第 {draft.number} 稿会签：{order}")
    ask_next(matter, draft, working_days=working_days, on=on or today())
    return list(draft.sign_offs.all())


def ask_next(matter: Matter, draft: Draft, *, working_days: int, on: date) -> bool:
    """Ask the next unit in order; False where all have signed."""
    place = draft.sign_offs.filter(state="waiting").order_by("order").first()
    if place is None:
        return False
    place.state, place.asked_on, place.due_on = "asked", on, add_working_days(on, working_days)
    place.save()
    text = f"请于 {place.due_on} 前会签“{matter.title}”第 {draft.number} 稿"
    tell(matter, place.unit_id, text, f"Sign version {draft.number} by {place.due_on}", roles=("leader", "liaison"))
    return True


def place_to_sign(by: Actor, number: str, version: int, unit_key: str) -> tuple[Matter, SignOff]:
    """The matter and the place that is asked now; NotAllowed where it is another unit's turn."""
    matter = locked(number, version, states=("signing",))
    place = (
        SignOff.objects.select_for_update()
        .filter(draft__matter=matter, state="asked")
        .order_by("-draft__number")
        .first()
    )
    if place is None:
        raise Conflict(Label(zh="现在没有轮到会签的单位", en="It is no unit's turn to sign"))
    require(by, "group.sign", unit=place.unit_id)
    if unit_key and unit_key != place.unit_id:
        raise Conflict(
            Label(zh=f"现在轮到{place.unit.name}会签", en=f"It is the turn of {place.unit.name_en or place.unit.name}")
        )
    return matter, place


@transaction.atomic
def sign(*, by: Actor, number: str, version: int, note: str = "", on: date | None = None, unit_key: str = "") -> Matter:
    """The head of the unit whose turn it is signs; the next is asked, or the matter is ready for a meeting."""
    matter, place = place_to_sign(by, number, version, unit_key)
    day = on or today()
    days = DAYS_TO_SIGN
    finish(place, by=by, state="signed", note=note.strip(), on=day)
    keep(matter, by=by, verb="sign", what=f"{place.unit.name}会签“{matter.title}”第 {place.draft.number} 稿")
    if not ask_next(matter, place.draft, working_days=days, on=day):
        matter.state = "ready"
        keep(matter, by=by, verb="signed", what=f"“{matter.title}”会签完毕，可以上会")
        tell(matter, matter.lead_id, f"“{matter.title}”会签完毕", f"Matter {matter.number} is signed off")
    return matter


@transaction.atomic
def return_signing(
    *, by: Actor, number: str, version: int, reason: str, on: date | None = None, unit_key: str = ""
) -> Matter:
    """The unit whose turn it is sends the version back; the drafters change it and signing starts anew."""
    matter, place = place_to_sign(by, number, version, unit_key)
    finish(
        place,
        by=by,
        state="returned",
        note=wanted(reason, Label(zh="退回原因", en="Reason"), most=2000),
        on=on or today(),
    )
    matter.state = "open"
    keep(matter, by=by, verb="sign_return", what=f"{place.unit.name}退回“{matter.title}”：{place.note[:200]}")
    tell(matter, matter.lead_id, f"{place.unit.name}退回“{matter.title}”：{place.note}", "Your draft was sent back")
    return matter


def finish(place: SignOff, *, by: Actor, state: str, note: str, on: date) -> None:
    """Write down what the unit did."""
    place.state, place.note, place.done_on = state, note, on
    place.actor, place.account_id = by.name, by.account_id
    place.save()


@transaction.atomic
def make_ready(*, by: Actor, number: str, version: int) -> Matter:
    """The office holds that a matter may go to a meeting without sign-off (a problem to be talked over)."""
    require(by, "group.handle")
    matter = locked(number, version, states=("open",))
    if left := unsettled(matter):
        raise Conflict(Label(zh=f"还有 {left} 条意见没有处理", en=f"{left} comments are not settled yet"))
    matter.state = "ready"
    keep(matter, by=by, verb="ready", what=f"“{matter.title}”可以上会")
    return matter


@transaction.atomic
def end_matter(*, by: Actor, number: str, version: int, outcome: str, dropped: bool = False) -> Matter:
    """The office closes a matter outside a meeting, with what came of it; or drops it with the reason."""
    require(by, "group.handle")
    matter = locked(number, version, states=("open", "ready"))
    settle(
        matter,
        by=by,
        state="dropped" if dropped else "settled",
        outcome=wanted(outcome, Label(zh="结果", en="Outcome")),
        on=today(),
    )
    return matter


def settle(matter: Matter, *, by: Actor, state: str, outcome: str, on: date) -> None:
    """The end of a matter; called by the meeting's service too."""
    matter.state, matter.outcome = state, outcome
    matter.settled_on = on if state in {"settled", "dropped"} else None
    keep(matter, by=by, verb="settle", what=f"“{matter.title}”{matter.get_state_display()}：{outcome[:200]}")
    tell(matter, matter.lead_id, f"“{matter.title}”{matter.get_state_display()}：{outcome}", "Your matter went on")
