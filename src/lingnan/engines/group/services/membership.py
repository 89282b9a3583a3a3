"""Seats of the working group: appointed, replaced, ended. A change of the liaison officer hands over what is open."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.labels import DUTIES, RANKS
from lingnan.engines.group.models import Handover, OfficeDuty, Seat
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import SYSTEM, Actor, actor_of
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Account, Attachment, Unit
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.selectors.units import unit_keyed
from lingnan.engines.identity.services.accounts import grant_role, revoke_role
from lingnan.engines.identity.services.notifications import notify
from lingnan.engines.identity.todo import items_for

DUTY_NAMES = dict(Seat.DUTIES)
RANK_NAMES = dict(Seat.RANKS)
ONE_AT_A_TIME = {"chief": "组长", "liaison": "联络员"}


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who takes a seat, as the letter says."""

    name: str
    title: str = ""
    rank: str = "division"
    phone: str = ""
    mobile: str = ""
    email: str = ""
    account_id: int | None = None
    basis: str = ""
    letter: Attachment | None = None


def described(seat: Seat) -> dict[str, object]:
    """A seat as the audit trail shows it."""
    return {
        "duty": DUTY_NAMES[seat.duty],
        "unit": seat.unit_id,
        "name": seat.name,
        "title": seat.title,
        "rank": RANK_NAMES.get(seat.rank, seat.rank),
        "valid_from": seat.valid_from,
        "valid_to": seat.valid_to,
        "basis": seat.basis,
    }


def about(seat: Seat) -> str:
    """How the audit trail names a seat."""
    return f"group.seat:{seat.pk}"


@transaction.atomic
def appoint(*, by: Actor, duty: str, unit_key: str, person: Person, valid_from: date, is_sample: bool = False) -> Seat:
    """Open a seat. There is one chief, and one liaison officer a unit, at a time: another one comes by `replace`."""
    require(by, "group.manage_members")
    unit = unit_keyed(unit_key)
    check(duty, person, unit)
    refuse_second(duty, unit, valid_from)
    seat = open_seat(duty, unit, person, valid_from, is_sample=is_sample)
    summary = f"{unit.name}{person.name}任工作组{DUTY_NAMES[duty]}（自 {valid_from} 起）"
    audit.record(by=by, verb="group.manage_members", about=about(seat), summary=summary, after=described(seat))
    give_role(seat)
    return seat


def check(duty: str, person: Person, unit: Unit) -> None:
    """What a seat asks for; a liaison officer is of division rank (the plan, part 1: 处级联络员)."""
    if duty not in DUTY_NAMES:
        raise Invalid(
            Label(zh="职责", en="Duty"),
            Label(
                zh=f"没有“{duty}”；可用：{'、'.join(DUTY_NAMES.values())}",
                en=f"There is no “{duty}”; use one of {', '.join(label.en for label in DUTIES.values())}",
            ),
        )
    if not person.name.strip():
        raise Invalid(Label(zh="姓名", en="Name"), Label(zh="请写姓名", en="Give the name"))
    if person.rank not in RANK_NAMES:
        raise Invalid(
            Label(zh="级别", en="Rank"),
            Label(
                zh=f"没有“{person.rank}”；可用：{'、'.join(RANK_NAMES.values())}",
                en=f"There is no “{person.rank}”; use one of {', '.join(label.en for label in RANKS.values())}",
            ),
        )
    if duty == "liaison" and person.rank != "division":
        raise Invalid(
            Label(zh="级别", en="Rank"),
            Label(
                zh=f"联络员应为处级，{person.name}填的是{RANK_NAMES[person.rank]}",
                en=f"A liaison officer is of division level; {person.name} is given as: {RANKS[person.rank].en}",
            ),
        )
    if person.account_id is not None:
        account = Account.objects.filter(pk=person.account_id, is_active=True).first()
        if account is None or account.unit_id != unit.pk:
            raise Invalid(
                Label(zh="账号", en="Account"),
                Label(
                    zh=f"账号应是{unit.name}在用的账号",
                    en=f"The account must be an open one of {unit.name_en or unit.name}",
                ),
            )


def refuse_second(duty: str, unit: Unit, on: date) -> None:
    """Where only one may hold the seat: name who does."""
    if duty not in ONE_AT_A_TIME:
        return
    held = Seat.objects.filter(duty=duty).exclude(valid_to__lte=on)
    if duty == "liaison":
        held = held.filter(unit=unit)
    if other := held.first():
        held_as, of = DUTIES[duty].en.lower(), other.unit.name_en or other.unit.name
        raise Conflict(
            Label(
                zh=f"{other.unit.name}{other.name}现为{ONE_AT_A_TIME[duty]}（自 {other.valid_from} 起），请办理更替",
                en=f"{other.name} ({of}) is {held_as} since {other.valid_from}: replace them",
            )
        )


def open_seat(
    duty: str, unit: Unit, person: Person, on: date, *, replaces: Seat | None = None, is_sample: bool = False
) -> Seat:
    """The row of a seat."""
    return Seat.objects.create(
        duty=duty,
        unit=unit,
        name=person.name.strip(),
        title=person.title.strip(),
        rank=person.rank,
        phone=person.phone.strip(),
        mobile=person.mobile.strip(),
        email=person.email.strip(),
        account_id=person.account_id,
        basis=person.basis.strip(),
        letter=person.letter,
        valid_from=on,
        replaces=replaces,
        is_sample=is_sample,
    )


def locked(seat_id: int, version: int) -> Seat:
    """The open seat, locked for a change; a Conflict where somebody was faster or it ended already."""
    seat = Seat.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=seat_id).first()
    if seat is None:
        raise NotFound(Label(zh=f"没有席位 {seat_id}", en=f"There is no seat {seat_id}"))
    if seat.version != version:
        raise Conflict(
            Label(
                zh="这个席位刚被别人改过，请看过最新内容再办",
                en="Somebody just changed this seat; look at it again first",
            )
        )
    if seat.valid_to is not None:
        raise Conflict(
            Label(
                zh=f"{seat.name}的任期已于 {seat.valid_to} 结束", en=f"The term of {seat.name} ended on {seat.valid_to}"
            )
        )
    return seat


@transaction.atomic
def replace(*, by: Actor, seat_id: int, version: int, person: Person, on: date) -> Seat:
    """Another person takes the seat from a day. The letter (or its number) is wanted; open work is handed over."""
    require(by, "group.manage_members")
    before = locked(seat_id, version)
    check(before.duty, person, before.unit)
    if not person.basis.strip() and person.letter is None:
        raise Invalid(
            Label(zh="依据", en="Basis"),
            Label(zh="请写更替函的文号，或上传更替函", en="Give the letter's number, or upload the letter"),
        )
    if on <= before.valid_from:
        raise Invalid(
            Label(zh="更替日期", en="Day of the change"),
            Label(
                zh=f"{on} 应晚于{before.name}的任职日期 {before.valid_from}",
                en=f"{on} must be after {before.name} took the seat ({before.valid_from})",
            ),
        )
    was = described(before)
    end_row(before, on, f"由{person.name}接替")
    after = open_seat(before.duty, before.unit, person, on, replaces=before, is_sample=before.is_sample)
    summary = f"{before.unit.name}工作组{DUTY_NAMES[before.duty]}由{before.name}更替为{after.name}（自 {on} 起）"
    audit.record(by=by, verb="group.manage_members", about=about(after), summary=summary, before=was,
                 after=described(after))  # fmt: skip
    OfficeDuty.objects.filter(seat=before, ends_on=None).update(seat=after)
    if before.duty == "liaison":
        hand_over(by, before, after, on)
    return after


def end_row(seat: Seat, on: date, reason: str) -> None:
    """Close the term of a seat."""
    seat.valid_to, seat.end_basis, seat.version = on, reason, seat.version + 1
    seat.save()


def hand_over(by: Actor, before: Seat, after: Seat, on: date) -> Handover:
    """Keep what was open, tell the successor of each thing, and let the role go with the seat."""
    items: list[dict[str, Any]] = []  # Any: plain JSON values
    if before.account is not None:
        for item in items_for(actor_of(before.account), on=today()):
            items.append({"key": item.key, "title": item.title.zh, "title_en": item.title.en, "url": item.url,
                          "due": item.due.isoformat() if item.due else None})  # fmt: skip
    kept = Handover.objects.create(before=before, after=after, on=on, items=items)
    give_role(after)
    take_role(before, on)
    for each in items if after.account else []:
        notify(
            account=after.account,  # type: ignore[arg-type]  # asked above
            key=f"group.handover:{kept.pk}:{each['key']}",
            about=str(each["key"]),
            text=f"接办（{before.name}移交）：{each['title']}",
            text_en=f"Handed over to you by {before.name}: {each['title_en']}",
            url=str(each["url"]),
        )
    summary = f"{before.name}向{after.name}移交待办 {len(items)} 项"
    audit.record(by=by, verb="group.hand_over", about=about(after), summary=summary,
                 after={"items": [each["title"] for each in items]})  # fmt: skip
    return kept


def give_role(seat: Seat) -> None:
    """The account of a liaison officer may act for the unit from the first day of the term."""
    if seat.duty == "liaison" and seat.account_id:
        grant_role(by=SYSTEM, account_id=seat.account_id, role="liaison", valid_from=seat.valid_from)


def take_role(seat: Seat, on: date) -> None:
    """The former one no longer may: at once where the day has come, else from that day."""
    if seat.account_id is None or Seat.objects.filter(account=seat.account_id, duty="liaison", valid_to=None).exists():
        return
    if on <= today():
        revoke_role(by=SYSTEM, account_id=seat.account_id, role="liaison")
    else:
        grant_role(by=SYSTEM, account_id=seat.account_id, role="liaison", valid_to=on)


@transaction.atomic
def end_seat(*, by: Actor, seat_id: int, version: int, on: date, reason: str) -> Seat:
    """A seat ends without a successor. Not while the person still has duties of the office."""
    require(by, "group.manage_members")
    seat = locked(seat_id, version)
    if on < seat.valid_from:
        raise Invalid(
            Label(zh="结束日期", en="Last day"),
            Label(zh=f"{on} 早于任职日期 {seat.valid_from}", en=f"{on} is before the term began ({seat.valid_from})"),
        )
    if not reason.strip():
        raise Invalid(Label(zh="理由", en="Reason"), Label(zh="请写明依据或理由", en="Give the basis or the reason"))
    if held := list(seat.duties.filter(ends_on=None)):
        raise Conflict(
            Label(
                zh=f"{seat.name}还有分工：{'、'.join(duty.text for duty in held)}，先移交再结束",
                en=f"{seat.name} is still in charge of {', '.join(duty.text for duty in held)}: hand that over first",
            )
        )
    was = described(seat)
    end_row(seat, on, reason.strip())
    if seat.duty == "liaison":
        take_role(seat, on)
    summary = f"{seat.unit.name}{seat.name}不再任工作组{DUTY_NAMES[seat.duty]}（{on} 起）：{reason.strip()}"
    audit.record(by=by, verb="group.manage_members", about=about(seat), summary=summary, before=was,
                 after=described(seat))  # fmt: skip
    return seat


@transaction.atomic
def correct(*, by: Actor, seat_id: int, version: int, title: str, phone: str, mobile: str, email: str) -> Seat:
    """Post and numbers change within a term; the person and the term do not."""
    require(by, "group.manage_members")
    seat = locked(seat_id, version)
    was = {"title": seat.title, "phone": seat.phone, "mobile": seat.mobile, "email": seat.email}
    seat.title, seat.phone, seat.mobile, seat.email = title.strip(), phone.strip(), mobile.strip(), email.strip()
    seat.version += 1
    seat.save()
    now = {"title": seat.title, "phone": seat.phone, "mobile": seat.mobile, "email": seat.email}
    audit.record(by=by, verb="group.manage_members", about=about(seat), before=was, after=now,
                 summary=f"更正{seat.unit.name}{seat.name}的职务和联系方式")  # fmt: skip
    return seat


@transaction.atomic
def assign_duty(
    *,
    by: Actor,
    seat_id: int,
    kind: str,
    text: str,
    starts_on: date,
    ends_on: date | None = None,
    is_sample: bool = False,
) -> OfficeDuty:
    """Put somebody in charge of something, or on call for days."""
    require(by, "group.assign_duty")
    seat = Seat.objects.select_related("unit").filter(pk=seat_id).first()
    if seat is None:
        raise NotFound(Label(zh=f"没有席位 {seat_id}", en=f"There is no seat {seat_id}"))
    if kind not in dict(OfficeDuty.KINDS):
        raise Invalid(
            Label(zh="类别", en="Kind"),
            Label(zh=f"没有“{kind}”；可用：分工、值班", en=f"There is no “{kind}”; use work or watch"),
        )
    if kind == "work" and not text.strip():
        raise Invalid(Label(zh="分工", en="Duty"), Label(zh="请写负责什么", en="Say what they are in charge of"))
    if kind == "watch" and ends_on is None:
        ends_on = starts_on
    if ends_on and ends_on < starts_on:
        raise Invalid(
            Label(zh="止", en="Until"), Label(zh=f"{ends_on} 早于 {starts_on}", en=f"{ends_on} is before {starts_on}")
        )
    if starts_on < seat.valid_from or (seat.valid_to and starts_on >= seat.valid_to):
        raise Invalid(
            Label(zh="起", en="From"),
            Label(zh=f"{seat.name}在 {starts_on} 不在任", en=f"{seat.name} does not hold the seat on {starts_on}"),
        )
    duty = OfficeDuty.objects.create(
        seat=seat, kind=kind, text=text.strip(), starts_on=starts_on, ends_on=ends_on, is_sample=is_sample
    )
    days = f"{starts_on} 至 {ends_on}" if ends_on else f"自 {starts_on} 起"
    summary = f"{seat.name}{dict(OfficeDuty.KINDS)[kind]}：{text.strip() or '值班'}（{days}）"
    after = {"name": seat.name, "text": duty.text, "starts_on": starts_on, "ends_on": ends_on}
    audit.record(by=by, verb="group.assign_duty", about=f"group.duty:{duty.pk}", summary=summary, after=after)
    return duty


@transaction.atomic
def end_duty(*, by: Actor, duty_id: int, on: date) -> OfficeDuty:
    """The last day of a duty."""
    require(by, "group.assign_duty")
    duty = OfficeDuty.objects.select_for_update(of=("self",)).select_related("seat").filter(pk=duty_id).first()
    if duty is None:
        raise NotFound(Label(zh=f"没有分工 {duty_id}", en=f"There is no duty {duty_id}"))
    if on < duty.starts_on:
        raise Invalid(
            Label(zh="止", en="Until"), Label(zh=f"{on} 早于 {duty.starts_on}", en=f"{on} is before {duty.starts_on}")
        )
    was, duty.ends_on = duty.ends_on, on
    duty.save()
    summary = f"{duty.seat.name}的分工“{duty.text or '值班'}”到 {on} 为止"
    audit.record(by=by, verb="group.assign_duty", about=f"group.duty:{duty.pk}", summary=summary,
                 before={"ends_on": was}, after={"ends_on": on})  # fmt: skip
    return duty
