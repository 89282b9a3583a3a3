"""Seats with terms: as of any day, replaced with a letter, open work handed over, roles moved."""

from collections.abc import Callable
from datetime import date

import pytest

from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.core.labels import Label
from lingnan.engines.group.models import Handover, OfficeDuty, Seat
from lingnan.engines.group.selectors.membership import directory, unit_history
from lingnan.engines.group.services.membership import Person, appoint, assign_duty, end_seat, replace
from lingnan.engines.identity.actor import PUBLIC, SYSTEM, Actor, actor_of
from lingnan.engines.identity.models import Account, AuditEntry, Notification, Unit
from lingnan.engines.identity.services.units import close_unit, rename_unit
from lingnan.engines.plan.services.supervision import open_supervision

START = date(2018, 1, 1)


def liaison(office: Actor, *, account: Account | None = None, name: str = "周敏") -> Seat:
    who = Person(name=name, mobile="13800000001", account_id=account.pk if account else None, basis="粤教函〔2018〕1号")
    return appoint(by=office, duty="liaison", unit_key="gd-education", person=who, valid_from=START)


def test_the_directory_stands_as_of_any_day(office: Actor) -> None:
    seat = liaison(office)
    replace(
        by=office,
        seat_id=seat.pk,
        version=1,
        person=Person(name="陈洁", basis="粤教函〔2018〕9号"),
        on=date(2018, 3, 1),
    )
    names = {day: [row.seat.name for row in directory(office, on=day)] for day in
             (date(2017, 12, 31), START, date(2018, 2, 28), date(2018, 3, 1), date(2030, 1, 1))}  # fmt: skip
    assert list(names.values()) == [[], ["周敏"], ["周敏"], ["陈洁"], ["陈洁"]]  # the last day is the new one's first


def test_a_liaison_officer_is_of_division_rank_and_stands_once_a_unit(office: Actor) -> None:
    with pytest.raises(Invalid, match="联络员应为处级"):
        appoint(by=office, duty="liaison", unit_key="gd-education", person=Person(name="甲", rank="section"),
                valid_from=START)  # fmt: skip
    liaison(office)
    with pytest.raises(Conflict, match="周敏现为联络员"):
        liaison(office, name="别人")
    assert Seat.objects.count() == 1


def test_a_replacement_wants_a_letter_and_a_later_day(office: Actor) -> None:
    seat = liaison(office)
    with pytest.raises(Invalid, match="更替函"):
        replace(by=office, seat_id=seat.pk, version=1, person=Person(name="陈洁"), on=date(2018, 3, 1))
    with pytest.raises(Invalid, match="应晚于"):
        replace(by=office, seat_id=seat.pk, version=1, person=Person(name="陈洁", basis="x"), on=START)
    with pytest.raises(Conflict, match="刚被别人改过"):
        replace(by=office, seat_id=seat.pk, version=7, person=Person(name="陈洁", basis="x"), on=date(2018, 3, 1))
    seat.refresh_from_db()
    assert seat.valid_to is None


def test_changing_the_liaison_officer_hands_over_what_is_open(
    office: Actor, account: Callable[..., Account], group: date
) -> None:
    old, new = account("zhou", "gd-education"), account("chen", "gd-education")
    seat = liaison(office, account=old)
    assert actor_of(Account.objects.get(pk=old.pk)).roles == {"liaison"}  # the seat brings the role
    item = open_supervision(by=SYSTEM, source="test:1", title=Label(zh="补报数据", en="Report the data"), reason={},
                            unit_key="gd-education")  # fmt: skip
    who = Person(name="陈洁", account_id=new.pk, basis="粤教函〔2018〕9号")
    after = replace(by=office, seat_id=seat.pk, version=1, person=who, on=group)
    kept = Handover.objects.get(after=after)
    assert [each["url"] for each in kept.items] == [f"/plan/supervision/{item.number}"]
    told = Notification.objects.get(account=new, key__startswith="group.handover:")
    assert told.text == "接办（周敏移交）：补报数据"
    assert actor_of(Account.objects.get(pk=old.pk)).roles == frozenset()
    assert actor_of(Account.objects.get(pk=new.pk)).roles == {"liaison"}
    story = list(AuditEntry.objects.filter(verb__startswith="group.").values_list("summary", flat=True))
    assert story[-2:] == ["广东省教育厅工作组联络员由周敏更替为陈洁（自 2018-04-16 起）", "周敏向陈洁移交待办 1 项"]


def test_a_replacement_to_come_leaves_the_role_until_that_day(office: Actor, account: Callable[..., Account]) -> None:
    old, new = account("zhou", "gd-education"), account("chen", "gd-education")
    seat = liaison(office, account=old)
    who = Person(name="陈洁", account_id=new.pk, basis="x")
    replace(by=office, seat_id=seat.pk, version=1, person=who, on=date(2018, 5, 2))
    assert actor_of(Account.objects.get(pk=old.pk)).roles == {"liaison"}
    assert actor_of(Account.objects.get(pk=new.pk)).roles == frozenset()


def test_numbers_are_for_members_only(office: Actor, person: Callable[..., Actor]) -> None:
    liaison(office)
    member, outsider = person("wang", "gd-education", "leader"), person("li", "gov-440100", "leader")
    seen = {by.name: directory(by, on=date(2018, 4, 1))[0].mobile for by in (office, member, outsider, PUBLIC)}
    assert seen == {"Office": "13800000001", "Wang": "13800000001", "Li": "", "公众": ""}


def test_only_the_office_keeps_the_membership(person: Callable[..., Actor]) -> None:
    with pytest.raises(NotAllowed, match="维护工作组成员"):
        liaison(person("wang", "gd-education", "liaison"))


def test_who_has_a_duty_is_not_let_go(office: Actor) -> None:
    who = Person(name="林涛", rank="section")
    seat = appoint(by=office, duty="office", unit_key="gd-office", person=who, valid_from=START)
    assign_duty(by=office, seat_id=seat.pk, kind="work", text="督办", starts_on=START)
    watch = assign_duty(by=office, seat_id=seat.pk, kind="watch", text="", starts_on=date(2018, 4, 16))
    assert watch.ends_on == date(2018, 4, 16)  # a watch without an end is a day
    with pytest.raises(Conflict, match="督办"):
        end_seat(by=office, seat_id=seat.pk, version=1, on=date(2018, 4, 16), reason="调离")
    other = replace(by=office, seat_id=seat.pk, version=1, person=Person(name="何志强", rank="section", basis="x"),
                    on=date(2018, 4, 16))  # fmt: skip
    assert OfficeDuty.objects.get(kind="work").seat == other  # what he was in charge of goes with the seat


def test_a_renamed_unit_keeps_its_people(office: Actor, django_capture_on_commit_callbacks: object) -> None:
    liaison(office)
    with pytest.raises(Conflict, match="联络员 周敏"):
        close_unit(by=SYSTEM, unit_key="gd-education", on=date(2018, 4, 16), source="x")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        rename_unit(by=SYSTEM, unit_key="gd-education", new_key="gd-edu2", new_name="广东省教育委员会",
                    on=date(2018, 4, 16), source="方案")  # fmt: skip
    terms = list(Seat.objects.order_by("pk").values_list("unit_id", "name", "valid_from", "valid_to"))
    assert terms == [("gd-education", "周敏", START, date(2018, 4, 16)),
                     ("gd-edu2", "周敏", date(2018, 4, 16), None)]  # fmt: skip
    history = unit_history(office, unit=Unit.objects.get(pk="gd-edu2"))
    assert [row.seat.unit_id for row in history] == ["gd-edu2", "gd-education"]
