"""Exchange, guidance, inspections: from a visit to what follows, from a finding to what is mended."""

from collections.abc import Callable
from datetime import date

import pytest

from lingnan.core.errors import Conflict, Invalid, NotAllowed, NotFound
from lingnan.engines.group.models import Exchange, Finding, Inspection, Partner
from lingnan.engines.group.selectors.exchange import exchanges
from lingnan.engines.group.selectors.inspections import guidance, inspections
from lingnan.engines.group.services.exchange import add_follow_up, add_partner, finish_follow_up, register_exchange
from lingnan.engines.group.services.guidance import send_guidance, sign_for
from lingnan.engines.group.services.inspections import (
    add_finding,
    drop_finding,
    issue_findings,
    plan_inspection,
    recheck,
)
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import AuditEntry
from lingnan.engines.identity.todo import items_for
from lingnan.engines.plan.models import SupervisionItem
from lingnan.engines.plan.services.supervision import reply

TODAY = date(2018, 4, 16)


def agreement(by: Actor) -> Exchange:
    partner = add_partner(by=by, name="浙江省经济和信息化委员会", kind="province")
    return register_exchange(by=by, kind="agreement", title="粤浙合作协议", partner=partner, unit_key="gd-office",
                             starts_on=date(2018, 4, 10), ends_on=date(2021, 4, 9))  # fmt: skip


def test_what_follows_from_an_exchange_reminds_until_it_is_done(office: Actor, person: Callable[..., Actor]) -> None:
    police = person("police", "gd-police", "liaison")
    made = agreement(office)
    item = add_follow_up(
        by=office, exchange_id=made.pk, text="交换数据目录", unit_key="gd-police", due_on=date(2018, 5, 2)
    )
    assert [(each.title.zh, each.due) for each in items_for(police, on=TODAY)] == [
        ("交流合作后续：交换数据目录", date(2018, 5, 2))
    ]
    with pytest.raises(NotAllowed):
        finish_follow_up(by=person("edu", "gd-education", "liaison"), item_id=item.pk, result="办了")
    finish_follow_up(by=police, item_id=item.pk, result="已交换 132 项")
    assert items_for(police, on=TODAY) == []
    with pytest.raises(Conflict, match="已在 2018-04-16 办完"):
        finish_follow_up(by=police, item_id=item.pk, result="再办")


def test_a_unit_registers_only_its_own_and_a_partner_stands_once(office: Actor, person: Callable[..., Actor]) -> None:
    agreement(office)
    agreement(office)
    assert Partner.objects.count() == 1
    with pytest.raises(NotAllowed):
        agreement(person("edu", "gd-education", "liaison"))
    with pytest.raises(NotAllowed, match="成员单位"):
        exchanges(person("zhaoqing", "gov-441200", "liaison"))


def test_guidance_is_signed_for_by_each_unit_once(office: Actor, person: Callable[..., Actor]) -> None:
    sent = send_guidance(
        by=office, kind="hint", title="做好年中自查", text="请自查", unit_keys=("gov-440100", "gov-441200")
    )
    assert sent.sign_by == date(2018, 4, 19)  # three working days after Monday
    city = person("guangzhou", "gov-440100", "liaison")
    assert [item.title.zh for item in items_for(city, on=TODAY)] == ["签收：做好年中自查"]
    sign_for(by=city, number=sent.number, note="5 月前自查")
    with pytest.raises(Conflict):
        sign_for(by=city, number=sent.number)
    with pytest.raises(NotFound, match="没有发给广东省教育厅"):
        sign_for(by=person("edu", "gd-education", "liaison"), number=sent.number)
    assert guidance(person("police", "gd-police", "liaison")).count() == 0
    with pytest.raises(Invalid, match="没有单位 nowhere"):
        send_guidance(by=office, kind="hint", title="x", text="y", unit_keys=("nowhere",))


@pytest.fixture
def planned(office: Actor) -> Inspection:
    return plan_inspection(by=office, title="广州市智慧城市督导", unit_key="gov-440100", starts_on=TODAY,
                           ends_on=date(2018, 4, 18), team="林涛、何志强")  # fmt: skip


def find(by: Actor, number: str, grade: str = "serious", demand: str = "补齐备案") -> Finding:
    due = None if grade == "good" else date(2018, 5, 15)
    return add_finding(by=by, number=number, grade=grade, text="3 个系统没有备案", demand=demand, due_on=due)


def test_a_finding_wants_a_demand_and_a_date_and_a_good_practice_neither(office: Actor, planned: Inspection) -> None:
    with pytest.raises(Invalid, match="整改要求"):
        find(office, planned.number, demand=" ")
    with pytest.raises(Invalid, match="整改期限"):
        add_finding(by=office, number=planned.number, grade="ordinary", text="x", demand="y")
    good = find(office, planned.number, grade="good")
    assert (good.demand, good.due_on) == ("", None)
    with pytest.raises(Invalid, match="理由"):
        drop_finding(by=office, finding_id=good.pk, reason="")
    drop_finding(by=office, finding_id=good.pk, reason="重复")
    assert AuditEntry.objects.latest("number").before == {"demand": "", "text": "3 个系统没有备案"}


def test_the_city_sees_it_once_issued_answers_and_is_looked_at_again(
    office: Actor, planned: Inspection, person: Callable[..., Actor]
) -> None:
    city, other = person("gz", "gov-440100", "liaison"), person("zq", "gov-441200", "liaison")
    mend, good = find(office, planned.number), find(office, planned.number, grade="good")
    assert list(inspections(city)) == []
    issue_findings(by=office, number=planned.number, version=1, summary="总体较好")
    assert [each.number for each in inspections(city)] == [planned.number]
    assert list(inspections(other)) == []
    item = SupervisionItem.objects.get()
    good.refresh_from_db()
    assert (item.unit_id, item.region_id, item.due_on, good.item) == ("gov-440100", "440100", date(2018, 5, 15), None)
    with pytest.raises(Conflict, match="已反馈"):
        find(office, planned.number)

    # a first look, before the city has answered: recorded, nothing closes
    recheck(by=office, finding_id=mend.pk, is_mended=False, text="还在补")
    reply(by=city, number=item.number, version=1, text="已补齐")
    assert [each.title.zh for each in items_for(office, on=TODAY) if each.key.startswith("group.recheck")] == [
        "复查：补齐备案"
    ]
    with pytest.raises(Invalid, match="新的期限"):
        recheck(by=office, finding_id=mend.pk, is_mended=False, text="还差一个")
    recheck(by=office, finding_id=mend.pk, is_mended=False, text="还差一个", due_on=date(2018, 6, 1))
    item.refresh_from_db()
    assert (item.state, item.due_on) == ("open", date(2018, 6, 1))
    reply(by=city, number=item.number, version=item.version, text="全部补齐")
    recheck(by=office, finding_id=mend.pk, is_mended=True, text="三个系统备案齐全")
    item.refresh_from_db()
    planned.refresh_from_db()
    assert (item.state, planned.state) == ("closed", "closed")
    story = list(
        AuditEntry.objects.filter(about=f"group.inspection:{planned.number}").values_list("summary", flat=True)
    )
    assert story[0] == f"安排督导检查 {planned.number}：广州市人民政府，2018-04-16 至 2018-04-18，林涛、何志强"
    assert story[-1] == f"督导检查 {planned.number} 的问题全部整改，检查结束"


def test_only_inspectors_take_down_and_only_the_office_issues(
    office: Actor, planned: Inspection, person: Callable[..., Actor]
) -> None:
    reviewer = person("reviewer", "gd-office", "reviewer")
    find(reviewer, planned.number)
    with pytest.raises(NotAllowed):
        issue_findings(by=reviewer, number=planned.number, version=1, summary="x")
    with pytest.raises(NotAllowed):
        find(person("gz", "gov-440100", "liaison"), planned.number)
    with pytest.raises(Conflict, match="刚被别人改过"):
        issue_findings(by=office, number=planned.number, version=9, summary="x")
