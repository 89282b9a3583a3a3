"""What the office, the institution and the experts do on their pages; where a collected value shows in the end."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client

from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.collect.services.entries import Written, add_evidence, save_drafts, submit_entries
from lingnan.engines.evaluate.collect.services.judging import accept
from lingnan.engines.evaluate.models import Assessment, Entry, Objection, Panel, Result, Round, Survey
from lingnan.engines.identity.actor import Actor

Enter = Callable[[str], Client]
Find = Callable[..., Entry]


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:1500]
    return response.content.decode()


def post(client: Client, address: str, status: int = 302, **data: object) -> str:
    response = client.post(address, data)
    assert response.status_code == status, response.content.decode()[:3000]
    return response.content.decode()


def test_the_office_begins_a_round_assigns_extends_closes(enter: Enter) -> None:
    office = enter("office")
    days = {f"{level}_from": "2018-03-01" for level in ("county", "city", "department", "institution", "office")}
    days |= {"county_to": "2018-04-20", "city_to": "2018-04-30", "department_to": "2018-05-10",
             "institution_to": "2018-05-20", "office_to": "2018-05-31"}  # fmt: skip
    facts = {"key": "round-2016", "title": "2016 年度", "period": "2016", "sample_percent": "10"}
    assert "早于下一级" in post(office, "/evaluate/rounds/new", 422, **facts, **{**days, "city_to": "2018-04-01"})
    post(office, "/evaluate/rounds/new", **facts, institution="gd-academy", **days)
    post(office, "/evaluate/rounds/round-2016/assign", indicator="wlan_points", level="county", department="gd-eic",
         places="445300")  # fmt: skip
    assert Entry.objects.filter(assignment__round="round-2016").count() == 4  # the city and its three counties
    assert "不能由县区相加" in post(office, "/evaluate/rounds/round-2016/assign", 422, indicator="reported_pm25",
                                    level="county", department="gd-eic")  # fmt: skip
    post(office, "/evaluate/rounds/round-2016/extend", unit="gov-445302", until="2018-04-28", reason="台风")
    post(office, "/evaluate/rounds/round-2016/recut", indicator="wlan_points", old="445302 445303", reason="合并",
         new="445302，云城区，gov-445302，445302 445303")  # fmt: skip
    assert "请写明原因" in post(office, "/evaluate/rounds/round-2016/close", 422, reason="")
    post(office, "/evaluate/rounds/round-2016/close", reason="报完")
    assert Round.objects.get(pk="round-2016").state == "closed"
    shown = page(office, "/evaluate/rounds/round-2016")
    assert "已关闭" in shown
    assert "重新开放" in shown
    post(office, "/evaluate/rounds/round-2016/reopen", reason="补报")
    assert "延期" in page(office, "/evaluate/rounds/round-2016")


def test_a_survey_is_entered_and_adopted(enter: Enter) -> None:
    office = enter("office")
    post(office, "/evaluate/surveys/new", key="sat-2017", title="满意度", period="2017",
         indicator="citizen_satisfaction",
         method="随机电话")  # fmt: skip
    address = "/evaluate/surveys/sat-2017"
    wrong = {"act": "estimate", "region": "445300", "size": "400", "mean": "130", "deviation": "12"}
    assert "超出可能的范围" in post(office, address, 422, **wrong, design_effect="1")
    post(office, address, **{**wrong, "mean": "81.6"}, design_effect="1.35")
    assert "80.2–83.0" in page(office, address)  # 81.6 ± 1.966 × 12 × √(1.35 ÷ 400)
    post(office, address, act="adopt")
    assert Survey.objects.get().state == "approved"
    assert enter("east").get("/evaluate/surveys/new").status_code == 403


def test_experts_score_alone_and_the_office_sees_how_far_they_agree(enter: Enter) -> None:
    office, expert = enter("office"), enter("expert")
    post(office, "/evaluate/panels/new", key="open-2017", title="开放", indicator="data_openness", period="2017",
         closes_on="2018-05-10")  # fmt: skip
    address = "/evaluate/panels/open-2017"
    assert "不是数字" in post(expert, address, 422, **{"445300": "约五十"})
    post(expert, address, **{"445300": "52", "441900": "70"})
    assert expert.get(f"{address}/scores.xlsx").status_code == 200
    assert "一致性" not in page(expert, address).split("</h1>")[0]  # who scores does not see the others
    assert "只有一人评分" in post(office, address, 422, act="adopt")
    assert Panel.objects.get().ratings.count() == 2


@pytest.fixture
def judged(collection: Round) -> Assessment:
    framework = frameworks.of_year("gd-demo-2017", 2017)
    row = Assessment.objects.create(
        framework=framework.key, edition=framework.edition, year=2017, run=1, state="frozen", tree=framework.as_json(),
        settings={}, content_hash="0" * 64, computed_at=datetime(2018, 3, 1, tzinfo=UTC), computed_by="x",
        frozen_at=datetime(2018, 3, 2, tzinfo=UTC), frozen_by="x",
    )  # fmt: skip
    for node in framework.root.walk():
        for rank, region in enumerate(("441900", "445300"), start=1):
            Result.objects.create(assessment=row, node=node.key, region_id=region, weight=Decimal(1), rank=rank,
                                  score=Decimal(60 - 20 * rank), value=Decimal(5))  # fmt: skip
    return row


def test_an_objection_goes_from_the_evidence_to_the_decision_and_onto_the_citys_page(
    enter: Enter, client: Client, judged: Assessment
) -> None:
    city, evidence = enter("city"), f"/evaluate/evidence/{judged.pk}/road_area_per_capita/445300"
    assert "提出异议" in page(city, evidence)
    assert "提出异议" not in page(enter("office"), evidence)
    post(city, f"{evidence}/object", text="口径有误")
    address = f"/evaluate/objections/{Objection.objects.get().number}"
    page(client, "/evaluate/cities/445300?year=2017")
    post(enter("institution"), address, text="已核对")
    post(enter("office"), address, ruling="rejected", text="口径一致")
    assert "不成立" in page(city, address)
    assert "异议 YY2017-001" in page(client, "/evaluate/cities/445300?year=2017")  # decided: the public reads it too
    assert "1 件异议，0 件在办" in page(city, "/evaluate/objections")


def test_an_approved_value_shows_who_reported_who_approved_and_on_what_it_stands(
    enter: Enter, people: dict[str, Actor], entry_of: Find
) -> None:
    row = entry_of("441900", "service_items")
    clerk = Actor(
        name="陈洁", unit_key="gov-441900", unit_name="东莞市人民政府", region_code="441900", roles=frozenset({"clerk"})
    )
    save_drafts(by=clerk, written=[Written(entry=row.pk, value=Decimal(1310))])
    add_evidence(by=clerk, entry=row.pk, kind="link", text="政务服务事项目录", url="https://example.org/list")
    submit_entries(by=clerk, entries=[row.pk])
    for name in ("department", "institution", "office"):
        row.refresh_from_db()
        accept(by=people[name], entry=row.pk, version=row.version, score=90)
    row.refresh_from_db()
    shown = page(enter("office"), f"/evaluate/values/{row.result_id}")
    for part in ("报送", "东莞市人民政府 陈洁", "政务服务事项目录", "广东省科学院", "工作组办公室"):
        assert part.split()[0] in shown
    assert "没有佐证" not in shown
    entry = page(enter("office"), f"/evaluate/entries/{row.pk}")
    assert "可信度 90 分" in entry
    confirm = page(enter("office"), f"/evaluate/entries/{row.pk}/withdraw")
    assert "撤销审核" in confirm
    post(enter("office"), f"/evaluate/entries/{row.pk}/withdraw", reason="误审")
    row.refresh_from_db()
    assert (row.state, row.waits_for) == ("submitted", "office")
