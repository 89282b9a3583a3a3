"""A case goes from opening to closing: by the right people, in working days, each act on the latest state."""

from datetime import date

import pytest
from tests.engines.cases.conftest import OPERATOR, REVIEWER, STRANGER, set_today

from lingnan.core.errors import Conflict, Invalid, NotAllowed, NotFound
from lingnan.engines.cases import selectors
from lingnan.engines.cases.models import Case
from lingnan.engines.cases.services import Subject, close_case, open_case, return_step, take_step
from lingnan.engines.identity.actor import PUBLIC, SYSTEM
from lingnan.engines.identity.models import Account, AuditEntry, Notification, RoleGrant, Unit
from lingnan.engines.identity.todo import items_for

pytestmark = pytest.mark.django_db


def opened(**more: object) -> Case:
    subject = Subject(title="广州市样例站超标", title_en="Exceedance in Guangzhou", region="440100", **more)  # type: ignore[arg-type]
    return open_case(by=SYSTEM, type_key="environment.exceedance", subject=subject)


def test_deadlines_count_make_up_days_and_leave_out_the_festival(guangzhou: Unit) -> None:
    case = opened()
    # From Friday 9: Sunday 11 is worked, Monday 12 → two working days.
    assert case.step_due_on == date(2018, 2, 12)
    # 2+5+3 = ten: 11, 12, 13, 14, (15-21 festival) 22, 23, Saturday 24 worked, 26, 27, 28 February.
    assert case.due_on == date(2018, 2, 28)


def test_a_case_is_opened_for_the_monitoring_centre_of_the_city(guangzhou: Unit) -> None:
    case = opened()
    assert (case.unit_id, case.number, case.step) == ("emc-440100", "2018-00001", "verify")
    assert opened().number == "2018-00002"


def test_from_opening_to_closing(guangzhou: Unit) -> None:
    case = opened()
    set_today(date(2018, 2, 12))
    case = take_step(by=OPERATOR, number=case.number, note="数据属实", version=case.version)
    assert (case.step, case.step_due_on) == ("handle", date(2018, 2, 24))  # 13, 14, 22, 23, Saturday 24
    case = take_step(by=OPERATOR, number=case.number, note="已巡查周边工地", version=case.version)
    case = take_step(by=REVIEWER, number=case.number, note="同意办结", version=case.version)
    assert (case.state, case.step, case.closed_on, case.outcome) == ("closed", "", date(2018, 2, 12), "同意办结")
    assert [act.act for act in selectors.acts(case)] == ["opened", "done", "done", "done"]
    assert AuditEntry.objects.filter(about=f"cases.case:{case.number}").count() == 4


def test_sent_back_the_clock_starts_anew(guangzhou: Unit) -> None:
    case = opened()
    case = take_step(by=OPERATOR, number=case.number, note="属实", version=1)
    set_today(date(2018, 2, 13))
    case = return_step(by=OPERATOR, number=case.number, note="缺现场照片", version=2)
    assert (case.step, case.step_due_on) == ("verify", date(2018, 2, 22))  # 14, then 22 after the festival


def test_the_first_step_cannot_be_sent_back(guangzhou: Unit) -> None:
    with pytest.raises(Conflict):
        return_step(by=OPERATOR, number=opened().number, note="？", version=1)


def test_an_act_on_an_older_state_is_a_conflict_and_changes_nothing(guangzhou: Unit) -> None:
    case = opened()
    take_step(by=OPERATOR, number=case.number, note="属实", version=1)
    with pytest.raises(Conflict):
        take_step(by=OPERATOR, number=case.number, note="属实", version=1)
    assert Case.objects.get().step == "handle"


@pytest.mark.parametrize("actor", [STRANGER, REVIEWER, PUBLIC])
def test_only_the_step_s_role_in_the_region_may_do_it(guangzhou: Unit, actor: object) -> None:
    case = opened()
    with pytest.raises(NotAllowed):
        take_step(by=actor, number=case.number, note="属实", version=1)  # type: ignore[arg-type]


def test_a_step_without_a_word_is_refused(guangzhou: Unit) -> None:
    with pytest.raises(Invalid, match="办理情况"):
        take_step(by=OPERATOR, number=opened().number, note="  ", version=1)


def test_closing_early_needs_the_reviewer_and_a_reason(guangzhou: Unit) -> None:
    case = opened()
    with pytest.raises(NotAllowed):
        close_case(by=OPERATOR, number=case.number, reason="误报", version=1)
    assert close_case(by=REVIEWER, number=case.number, reason="仪器误报", version=1).state == "closed"
    with pytest.raises(Conflict):
        take_step(by=OPERATOR, number=case.number, note="属实", version=2)


def test_no_responsible_unit_is_said(guangzhou: Unit) -> None:
    guangzhou.delete()
    with pytest.raises(NotFound, match="emc-440100"):
        opened()


def test_the_operator_finds_it_among_things_to_do_and_the_stranger_does_not(guangzhou: Unit) -> None:
    case = opened()
    on = date(2018, 2, 9)
    assert [item.key for item in items_for(OPERATOR, on=on)] == [f"case:{case.number}"]
    assert items_for(STRANGER, on=on) == []


def test_late_cases_come_first(guangzhou: Unit) -> None:
    first = opened()
    set_today(date(2018, 2, 14))
    second = opened()
    rows = selectors.cases(OPERATOR)
    assert [(row.case.number, row.light) for row in rows] == [(first.number, "late"), (second.number, "ok")]
    assert rows[0].days_left == -2  # due on the 12th; the 13th and 14th were worked


def test_the_public_sees_no_cases(guangzhou: Unit) -> None:
    with pytest.raises(NotAllowed):
        selectors.cases(PUBLIC)


def test_the_unit_s_operators_are_told_once(guangzhou: Unit) -> None:
    account = Account.objects.create(username="op", display_name="何敏", unit=guangzhou)
    RoleGrant.objects.create(account=account, role="operator")
    case = opened()
    told = Notification.objects.get(account=account)
    assert (told.url, case.number in told.text) == (f"/cases/{case.number}", True)
