"""A round goes up: three counties, their city, department, institution, office; and what is refused on the way."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from tests.engines.evaluate.collect.conftest import WINDOWS

from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.core.periods import Period
from lingnan.engines.evaluate.approval import Level
from lingnan.engines.evaluate.collect.services.entries import (
    Written,
    add_evidence,
    recall,
    save_drafts,
    submit_entries,
)
from lingnan.engines.evaluate.collect.services.judging import accept, send_back, withdraw
from lingnan.engines.evaluate.collect.services.rounds import (
    Wanted,
    assign,
    close_round,
    extend,
    open_round,
    recut,
    reopen_round,
)
from lingnan.engines.evaluate.models import Assessment, Entry, IndicatorValue, Result, Round
from lingnan.engines.evaluate.selectors.values import NO_EVIDENCE, approved_values
from lingnan.engines.evaluate.services.assess import reported
from lingnan.engines.identity.actor import SYSTEM, Actor
from lingnan.engines.identity.models import AuditEntry, Setting, Unit
from lingnan.engines.identity.services.units import merge_units

People = dict[str, Actor]
Find = Callable[..., Entry]
COUNTIES = {"east": ("445302", 1200), "west": ("445303", 800), "north": ("445381", 2000)}


def hand_in(by: Actor, row: Entry, value: object, *, evidence: bool = True, why: str = "") -> None:
    save_drafts(by=by, written=[Written(entry=row.pk, value=Decimal(str(value)), why=why)])
    if evidence:
        add_evidence(by=by, entry=row.pk, kind="link", text="统计台账", url="https://example.org/ledger")
    submit_entries(by=by, entries=[row.pk])


def passed(by: Actor, row: Entry, **more: object) -> Entry:
    row.refresh_from_db()
    return accept(by=by, entry=row.pk, version=row.version, **more)  # type: ignore[arg-type]


def city_reports(people: People, entry_of: Find) -> Entry:
    """Every county hands in, the city accepts each and hands in their sum."""
    for name, (code, value) in COUNTIES.items():
        hand_in(people[name], entry_of(code), value)
        passed(people["city"], entry_of(code))
    city = entry_of("445300")
    submit_entries(by=people["city_clerk"], entries=[city.pk])
    city.refresh_from_db()
    return city


def test_a_figure_climbs_from_its_counties_to_the_office_and_is_used(people: People, entry_of: Find) -> None:
    city = city_reports(people, entry_of)
    assert city.value == 4000  # 1200 + 800 + 2000
    assert (city.waits_for, city.waits_unit_id) == ("department", "gd-eic")
    passed(people["department"], city)
    passed(people["institution"], city, score=90)
    final = passed(people["office"], city)
    assert final.state == "approved"
    kept = approved_values(["wlan_points"], regions=["445300"], periods=["2017"])["wlan_points", "445300", "2017"]
    assert (kept.value, kept.is_sample, kept.vintage) == (4000, True, "round-2017")
    assert NO_EVIDENCE not in kept.flags
    used = reported("wlan_points", ["445300"], Period.year(2017))["445300"]  # what an assessment is judged by
    assert (used.value, used.evidence[0].url) == (4000, f"/evaluate/values/{final.result_id}")
    story = list(AuditEntry.objects.filter(about=f"evaluate.entry:{city.pk}").values_list("summary", flat=True))
    assert story == [
        "提交云浮市 2017 年“公共场所免费无线接入点”：4000 个",
        "省直部门审核通过云浮市 2017 年“公共场所免费无线接入点”：4000 个",
        "评价机构核查通过云浮市 2017 年“公共场所免费无线接入点”：4000 个，可信度 90 分",
        "办公室审定云浮市 2017 年“公共场所免费无线接入点”：4000 个",
    ]


def test_a_part_without_evidence_marks_the_figure(people: People, entry_of: Find) -> None:
    for name, (code, value) in COUNTIES.items():
        hand_in(people[name], entry_of(code), value, evidence=name != "west")
        passed(people["city"], entry_of(code))
    city = entry_of("445300")
    submit_entries(by=people["city_clerk"], entries=[city.pk])
    passed(people["department"], city)
    passed(people["institution"], city, score=60)
    passed(people["office"], city)
    assert NO_EVIDENCE in approved_values(["wlan_points"])["wlan_points", "445300", "2017"].flags


def test_no_level_is_skipped_and_nobody_acts_for_another(people: People, entry_of: Find) -> None:
    row = entry_of("445302")
    with pytest.raises(NotAllowed, match="由云浮市云城区人民政府填报"):
        save_drafts(by=people["city_clerk"], written=[Written(entry=row.pk, value=Decimal(1))])
    with pytest.raises(NotAllowed):
        save_drafts(by=people["west"], written=[Written(entry=row.pk, value=Decimal(1))])
    hand_in(people["east"], row, 1200)
    for name in ("department", "institution", "office", "east"):
        with pytest.raises(NotAllowed):
            passed(people[name], row)
    passed(people["city"], row)
    hand_in(people["west"], entry_of("445303"), 800)
    with pytest.raises(Conflict, match="还有 2 个下级数没有审核通过"):
        submit_entries(by=people["city_clerk"], entries=[entry_of("445300").pk])


def test_only_the_institution_of_the_round_verifies(people: People, entry_of: Find) -> None:
    city = city_reports(people, entry_of)
    passed(people["department"], city)
    stranger = Actor(name="r", unit_key="gd-eic", region_code="440000", roles=frozenset({"reviewer"}))
    with pytest.raises(NotAllowed, match="只有本批次指定的评价机构"):
        passed(stranger, city, score=90)
    with pytest.raises(Invalid, match="0 至 100 分"):
        passed(people["institution"], city)
    Entry.objects.filter(pk=city.pk).update(is_sampled=True)
    with pytest.raises(Invalid, match="抽中实地核查"):
        passed(people["institution"], city, score=90)
    assert passed(people["institution"], city, score=90, remark="抽查 20 处，均可用").waits_for == "office"


def test_a_value_sent_back_says_why_and_climbs_again(people: People, entry_of: Find) -> None:
    row = entry_of("445381")
    hand_in(people["north"], row, 2000)
    row.refresh_from_db()
    with pytest.raises(Invalid, match="哪里不对"):
        send_back(by=people["city"], entry=row.pk, version=row.version, reason=" ")
    send_back(by=people["city"], entry=row.pk, version=row.version, reason="佐证只列了 1,200 个")
    row.refresh_from_db()
    assert row.state == "returned"
    assert row.acts.last().reason == "佐证只列了 1,200 个"
    hand_in(people["north"], row, 1200)
    assert passed(people["city"], row).state == "approved"


def test_a_withdrawal_lists_what_stands_on_it(people: People, entry_of: Find) -> None:
    city = city_reports(people, entry_of)
    east = entry_of("445302")
    with pytest.raises(Conflict, match=r"上面已有 1 步：市（云浮市人民政府）已据此汇总上报"):
        withdraw(by=people["city"], entry=east.pk, version=east.version, reason="数有误")
    send_back(by=people["department"], entry=city.pk, version=city.version, reason="县区数有误")
    freed = withdraw(by=people["city"], entry=east.pk, version=east.version, reason="数有误")
    assert (freed.state, freed.waits_for) == ("submitted", "city")


def test_a_final_value_is_withdrawn_until_an_assessment_is_frozen_with_it(people: People, entry_of: Find) -> None:
    city = city_reports(people, entry_of)
    passed(people["department"], city)
    passed(people["institution"], city, score=90)
    final = passed(people["office"], city)
    judged = Assessment.objects.create(
        framework="f", edition="e", year=2017, run=1, state="frozen", tree={}, settings={}, content_hash="0",
        computed_at=final.changed_at, computed_by="x",
    )  # fmt: skip
    using = Result.objects.create(
        assessment=judged, node="wlan_points", region_id="445300", weight=Decimal(100),
        evidence=[{"kind": "value", "about": f"evaluate.value:{final.result_id}"}],
    )  # fmt: skip
    with pytest.raises(Conflict, match="2017 年度评价）已据此冻结评价"):
        withdraw(by=people["office"], entry=final.pk, version=final.version, reason="误审")
    using.delete()
    withdraw(by=people["office"], entry=final.pk, version=final.version, reason="误审")
    assert approved_values(["wlan_points"]) == {}
    assert IndicatorValue.objects.get().state == "returned"  # kept, but nothing uses it
    again = passed(people["office"], final)
    assert again.result is not None
    assert again.result.vintage == "round-2017#2"


def test_an_error_is_corrected_or_explained(people: People, entry_of: Find) -> None:
    row = entry_of("445302")
    with pytest.raises(Invalid) as refused:
        hand_in(people["east"], row, -5)
    assert "超出" in str(refused.value.faults[0].reason) or "范围" in str(refused.value.faults[0].reason)
    hand_in(people["east"], row, -5, why="负数系冲减")  # explained: whoever judges it sees the reason
    row.refresh_from_db()
    assert row.state == "submitted"


def test_missing_is_not_zero(people: People, entry_of: Find) -> None:
    for name, (code, value) in COUNTIES.items():
        row = entry_of(code)
        if name == "west":
            save_drafts(by=people[name], written=[Written(entry=row.pk, missing="source_silent", why="系统停用")])
            submit_entries(by=people[name], entries=[row.pk])
        else:
            hand_in(people[name], row, value)
        passed(people["city"], entry_of(code))
    city = entry_of("445300")
    submit_entries(by=people["city_clerk"], entries=[city.pk])
    city.refresh_from_db()
    assert (city.value, city.missing, city.why) == (None, "partial", "缺云安区")


def test_windows_hold_and_one_unit_gets_more_time(people: People, collection: Round, entry_of: Find) -> None:
    row = entry_of("445302")
    Setting.objects.filter(key="business_date").update(value="2018-04-25")
    with pytest.raises(Conflict, match="窗口已于 2018-04-20 结束"):
        hand_in(people["east"], row, 1200)
    with pytest.raises(Invalid, match="原因"):
        extend(by=people["office"], key=collection.key, unit_key=row.unit_id, until=date(2018, 4, 28), reason="")
    extend(by=people["office"], key=collection.key, unit_key=row.unit_id, until=date(2018, 4, 28), reason="台风")
    hand_in(people["east"], row, 1200)
    with pytest.raises(Conflict, match="窗口已于 2018-04-20 结束"):
        hand_in(people["west"], entry_of("445303"), 800)


def test_a_closed_round_stands_still_until_it_is_reopened(people: People, collection: Round, entry_of: Find) -> None:
    office, row = people["office"], entry_of("445302")
    with pytest.raises(NotAllowed):
        close_round(by=people["city"], key=collection.key, reason="完成")
    close_round(by=office, key=collection.key, reason="报送完成")
    with pytest.raises(Conflict, match="已关闭"):
        hand_in(people["east"], row, 1200)
    reopen_round(by=office, key=collection.key, reason="补报")
    hand_in(people["east"], row, 1200)
    assert [act.verb for act in collection.acts.order_by("id")] == [
        "opened", "assigned", "assigned", "closed", "reopened",
    ]  # fmt: skip


def test_the_reporter_takes_back_what_nobody_judged(people: People, entry_of: Find) -> None:
    row = entry_of("445302")
    hand_in(people["east"], row, 1200)
    recall(by=people["east"], entry=row.pk)
    hand_in(people["east"], row, 1300)
    passed(people["city"], row)
    with pytest.raises(Conflict):
        recall(by=people["east"], entry=row.pk)


def test_a_city_without_counties_reports_itself(entry_of: Find) -> None:
    dongguan = entry_of("441900")
    assert (dongguan.level, dongguan.unit_id, dongguan.covers) == ("city", "gov-441900", ["441900"])


def test_units_that_merge_in_the_middle_count_each_place_once(
    people: People, entry_of: Find, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    """云安区 goes into 云城区: it now answers for both entries, and the city's figure still has all three."""
    hand_in(people["east"], entry_of("445302"), 1200)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        merge_units(by=SYSTEM, unit_keys=("gov-445303",), into_key="gov-445302", on=date(2018, 4, 16), source="批复")
    assert entry_of("445303").unit_id == "gov-445302"
    hand_in(people["east"], entry_of("445303"), 800)
    hand_in(people["north"], entry_of("445381"), 2000)
    for code in ("445302", "445303", "445381"):
        passed(people["city"], entry_of(code))
    city = entry_of("445300")
    submit_entries(by=people["city_clerk"], entries=[city.pk])
    city.refresh_from_db()
    assert city.value == 4000


def test_a_recut_lets_the_merged_county_report_for_both(people: People, collection: Round, entry_of: Find) -> None:
    hand_in(people["east"], entry_of("445302"), 1200)
    passed(people["city"], entry_of("445302"))
    both = {"445302": ("云城区（新）", "gov-445302", ["445302", "445303"])}
    recut(by=people["office"], key=collection.key, indicator="wlan_points", old=["445302", "445303"], new=both,
          reason="2017 年区划调整")  # fmt: skip
    hand_in(people["east"], entry_of("445302"), 2100)
    hand_in(people["north"], entry_of("445381"), 2000)
    for code in ("445302", "445381"):
        passed(people["city"], entry_of(code))
    city = entry_of("445300")
    submit_entries(by=people["city_clerk"], entries=[city.pk])
    city.refresh_from_db()
    assert city.value == 4100  # the 1,200 of the old 云城区 are not counted again


def test_a_round_is_refused_where_it_would_mislead(people: People, collection: Round) -> None:
    office = people["office"]
    with pytest.raises(Invalid, match="不能由县区相加"):
        assign(by=office, key=collection.key,
               wanted=Wanted(indicator="reported_pm25", level=Level.COUNTY, department="gd-eic"))  # fmt: skip
    with pytest.raises(Invalid, match="是平台计算的，不用报送"):
        assign(by=office, key=collection.key,
               wanted=Wanted(indicator="online_service_share", level=Level.CITY, department="gd-eic"))  # fmt: skip
    with pytest.raises(Conflict, match="已经分派过"):
        assign(by=office, key=collection.key,
               wanted=Wanted(indicator="wlan_points", level=Level.COUNTY, department="gd-eic"))  # fmt: skip
    late = {**WINDOWS, Level.CITY: (date(2018, 3, 1), date(2018, 4, 1))}
    with pytest.raises(Invalid, match="早于下一级"):
        open_round(by=office, key="again", title="t", period="2017", windows=late)
    assert Unit.objects.filter(pk="gd-eic").exists()
