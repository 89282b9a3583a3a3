"""Surveys, panels of experts and objections, each from its beginning to its end."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from lingnan.core.documents.sheets import Sheet, SheetColumn, as_xlsx
from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.collect.services import objections, panels, surveys
from lingnan.engines.evaluate.models import Assessment, Result, SurveyEstimate
from lingnan.engines.evaluate.selectors.values import approved_values
from lingnan.engines.identity.actor import PUBLIC, Actor

People = dict[str, Actor]


def workbook(heads: tuple[str, ...], *rows: tuple[object, ...]) -> bytes:
    columns = [SheetColumn(head=head) for head in heads]
    return as_xlsx(Sheet(name="答卷", title="答卷", columns=columns, rows=rows))


@pytest.fixture
def survey(people: People) -> str:
    surveys.open_survey(
        by=people["office"], key="sat-2017", indicator="citizen_satisfaction", period="2017", title="满意度（样例）",
        method="按街道分层随机拨打电话，2017 年 11 月", is_sample=True,
    )  # fmt: skip
    return "sat-2017"


def test_answers_become_estimates_and_estimates_values(people: People, survey: str) -> None:
    office = people["office"]
    sheet = workbook(("区划代码", "得分", "权重"), *(("445300", score, 1) for score in (60, 70, 80, 90, 100)))
    assert surveys.take_answers(by=office, key=survey, name="a.xlsx", content=sheet) == 5
    surveys.set_estimate(by=office, key=survey, region="441900", size=400, mean=Decimal(81), deviation=Decimal(12),
                         design_effect=Decimal("1.5"))  # fmt: skip
    found = SurveyEstimate.objects.get(region_id="445300")
    assert (found.estimate, found.low) == (80, Decimal("60.3676"))  # as in test_estimates, by the textbook
    assert surveys.adopt(by=office, key=survey) == 2
    kept = approved_values(["citizen_satisfaction"])
    assert kept["citizen_satisfaction", "441900", "2017"].value == 81
    assert kept["citizen_satisfaction", "445300", "2017"].note == "样本 5 份，少于 30 份"
    with pytest.raises(Conflict, match="已采用"):
        surveys.adopt(by=office, key=survey)


def test_a_wrong_sheet_names_every_faulty_cell_and_stores_nothing(people: People, survey: str) -> None:
    sheet = workbook(("区划代码", "得分", "权重"), ("445300", 60, 1), ("999999", 70, 1), ("445300", 120, 0))
    with pytest.raises(Invalid) as refused:
        surveys.take_answers(by=people["office"], key=survey, name="a.xlsx", content=sheet)
    assert [fault.where for fault in refused.value.faults] == [
        "a.xlsx 第 1 表第 4 行“区划代码”列",
        "a.xlsx 第 1 表第 5 行“得分”列",
        "a.xlsx 第 1 表第 5 行“权重”列",
    ]
    assert not SurveyEstimate.objects.exists()
    with pytest.raises(NotAllowed):
        surveys.take_answers(by=people["city"], key=survey, name="a.xlsx", content=sheet)


@pytest.fixture
def panel(people: People) -> str:
    panels.open_panel(by=people["office"], key="open-2017", indicator="data_openness", period="2017",
                      title="开放水平评分（样例）", closes_on=date(2018, 4, 30), is_sample=True)  # fmt: skip
    return "open-2017"


def expert(name: str) -> Actor:
    return Actor(name=name, unit_key="gd-academy", region_code="440000", roles=frozenset({"expert"}))


def test_experts_score_and_their_agreement_stands_beside_the_mean(people: People, panel: str) -> None:
    panels.rate(by=expert("甲"), key=panel, scores={"445300": Decimal(60), "441900": Decimal(80)})
    with pytest.raises(Conflict, match="只有一人评分"):
        panels.adopt(by=people["office"], key=panel)
    sheet = workbook(("区划代码", "城市", "评分"), ("445300", "云浮市", 64), ("441900", "东莞市", 84))
    panels.rate_by_sheet(by=expert("乙"), key=panel, name="s.xlsx", content=sheet)
    assert panels.adopt(by=people["office"], key=panel) == 2
    kept = approved_values(["data_openness"])
    assert kept["data_openness", "445300", "2017"].value == 62
    assert kept["data_openness", "445300", "2017"].note == ""


def test_experts_who_disagree_are_adopted_only_with_a_reason(people: People, panel: str) -> None:
    panels.rate(by=expert("甲"), key=panel, scores={"445300": Decimal(20), "441900": Decimal(80)})
    panels.rate(by=expert("乙"), key=panel, scores={"445300": Decimal(80), "441900": Decimal(20)})
    with pytest.raises(Invalid, match="分歧大"):
        panels.adopt(by=people["office"], key=panel)
    panels.adopt(by=people["office"], key=panel, reason="时间紧，先用")
    assert approved_values(["data_openness"])["data_openness", "445300", "2017"].flags


def test_scores_outside_the_scale_are_refused_whole(people: People, panel: str) -> None:
    with pytest.raises(Invalid, match="1 处要改"):
        panels.rate(by=expert("甲"), key=panel, scores={"445300": Decimal(101), "441900": Decimal(80)})
    with pytest.raises(NotAllowed):
        panels.rate(by=people["city"], key=panel, scores={})


@pytest.fixture
def judged(people: People) -> Assessment:
    framework = frameworks.of_year("gd-demo-2017", 2017)
    row = Assessment.objects.create(
        framework=framework.key, edition=framework.edition, year=2017, run=1, state="frozen", tree=framework.as_json(),
        settings={}, content_hash="0", computed_at=datetime(2018, 3, 1, tzinfo=UTC), computed_by="x",
    )  # fmt: skip
    for region in ("445300", "441900"):
        for node in framework.root.walk():
            Result.objects.create(assessment=row, node=node.key, region_id=region, weight=Decimal(1), score=Decimal(30))
    return row


def test_an_objection_is_filed_answered_and_decided(people: People, judged: Assessment) -> None:
    mine = {"assessment": judged.pk, "node": "road_area_per_capita", "region": "445300"}
    kept = objections.file_objection(by=people["city"], **mine, text="城区人口口径有误")  # type: ignore[arg-type]
    assert (kept.number, kept.due_on) == ("YY2017-001", date(2018, 5, 7))  # 15 weekdays: no holidays in this calendar
    with pytest.raises(Conflict, match="已有异议 YY2017-001 在办"):
        objections.file_objection(by=people["city"], **mine, text="再提")  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="待答复"):
        objections.decide(by=people["office"], number=kept.number, ruling="upheld", text="成立")
    objections.answer(by=people["institution"], number=kept.number, text="已与住建部门核对，来源为城建年鉴")
    with pytest.raises(Invalid, match="可用：成立、部分成立、不成立"):
        objections.decide(by=people["office"], number=kept.number, ruling="maybe", text="?")
    done = objections.decide(by=people["office"], number=kept.number, ruling="rejected", text="口径与全省一致")
    assert (done.state, done.get_ruling_display()) == ("decided", "不成立")


def test_a_city_objects_only_for_itself(people: People, judged: Assessment) -> None:
    with pytest.raises(NotAllowed, match="只能对本市"):
        objections.file_objection(by=people["city"], assessment=judged.pk, node="index", region="441900", text="x")
    for by in (PUBLIC, people["east"], people["office"]):
        with pytest.raises(NotAllowed):
            objections.file_objection(by=by, assessment=judged.pk, node="index", region="445300", text="x")
