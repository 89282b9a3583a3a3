"""A year's scorecards out of the work itself: every number leads to its rows, a run never changes."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lingnan.core.errors import Invalid, NotAllowed, NotFound
from lingnan.core.labels import Label
from lingnan.core.missing import MissingReason
from lingnan.core.periods import Period
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.engines.group.models import Scorecard
from lingnan.engines.group.selectors.scorecards import rows, scorecard, scorecards
from lingnan.engines.group.services.scorecards import compute_year
from lingnan.engines.identity.actor import SYSTEM, Actor
from lingnan.engines.plan.models import Milestone, Plan, Progress, SupervisionItem, Task, TaskUnit
from lingnan.engines.plan.services.supervision import open_supervision, reply


@pytest.fixture
def year(group: date) -> Plan:
    """2017 of the department of education: two tasks, four milestones, some reports."""
    plan = Plan.objects.create(
        key="p", title="方案", period_from=date(2015, 1, 1), period_to=date(2017, 12, 31), state="adopted",
        original_text="", clean_text="", reading={}, imported_at="2015-01-01T00:00:00Z",
    )  # fmt: skip
    for number in (1, 2):
        task = Task.objects.create(plan=plan, number=number, title=f"任务{number}", text="", source_start=0,
                                   source_end=1, state="running")  # fmt: skip
        TaskUnit.objects.create(task=task, order=0, role="lead", written="省教育厅", unit_id="gd-education")
        TaskUnit.objects.create(task=task, order=1, role="cooperating", written="省公安厅", unit_id="gd-police")
    first = Task.objects.get(number=1)
    for title, due, met, evidence in (
        ("按时", date(2017, 3, 31), date(2017, 3, 31), "验收"),
        ("晚了", date(2017, 6, 30), date(2017, 7, 10), "验收"),
        ("没有佐证", date(2017, 9, 30), date(2017, 9, 1), ""),
        ("没有完成", date(2017, 12, 31), None, ""),
        ("下一年的", date(2018, 1, 1), None, ""),
    ):
        Milestone.objects.create(task=first, title=title, written="", due=due, met_on=met, evidence=evidence)
    # reports due in 2017 are those of 2016Q4 to 2017Q3: task 1 in time, late, none, in time; task 2 none at all
    for quarter, day in (("2016Q4", date(2017, 1, 21)), ("2017Q1", date(2017, 4, 22)), ("2017Q3", date(2017, 10, 1))):
        Progress.objects.create(task=first, unit_id="gd-education", period=quarter, reported_on=day, text="x",
                                recorded_at="2017-01-01T00:00:00Z")  # fmt: skip
    return plan


@pytest.mark.usefixtures("year")
def test_a_year_is_counted_from_its_rows(office: Actor) -> None:
    assert compute_year(by=office, year=2017) == 1
    card = scorecard(office, year=2017, unit="gd-education")
    parts = {part["key"]: (part["numerator"], part["denominator"], part["value"]) for part in card.parts}
    # on time: 1 + ½ (late) + ½ (no evidence) + 0 of 4; reporting: 1 + ½ + 0 + 1 of task 1 and 4 × 0 of task 2
    assert parts["on_time"] == ("2.0", 4, "50.0")
    assert parts["reporting"] == ("2.5", 8, "31.3")  # 31.25, a half goes up
    assert parts["quality"][1:] == (0, None)
    # 35 × 50 + 15 × 31.25 over 50 of weight = 44.375
    assert (card.total, card.weight_present) == (Decimal("44.4"), Decimal(50))
    assert {row.title for row in rows(card) if row.key == "on_time" and row.credit == 0} == {"任务 1 没有完成"}
    assert all(row.url == "/plan/p/tasks/1" for row in rows(card) if row.key == "on_time")


@pytest.mark.usefixtures("year")
def test_a_cooperating_unit_and_a_city_with_nothing_due_have_no_score(office: Actor) -> None:
    compute_year(by=office, year=2017)
    city = scorecard(office, year=2017, unit="gov-440100")
    assert (city.kind, city.total, city.missing) == ("city", None, MissingReason.NOT_APPLICABLE)
    with pytest.raises(NotFound):
        scorecard(office, year=2017, unit="gd-police")  # leads nothing and has no seat
    with pytest.raises(NotFound):
        scorecard(office, year=2017, unit="gd-office")  # the office does not score itself


@pytest.mark.usefixtures("year")
def test_the_same_digits_are_the_same_run_and_a_change_stands_beside(office: Actor) -> None:
    assert compute_year(by=office, year=2017) == compute_year(by=office, year=2017) == 1
    before = scorecard(office, year=2017, unit="gd-education")
    Milestone.objects.filter(title="没有佐证").update(evidence="补交")
    assert compute_year(by=office, year=2017) == 2
    kept = scorecard(office, year=2017, unit="gd-education", run=1)
    assert (kept.total, kept.digest) == (before.total, before.digest)
    assert scorecard(office, year=2017, unit="gd-education").total == Decimal("53.1")  # 35 × 62.5 + 15 × 31.25, over 50
    with pytest.raises(Invalid, match="2019"):
        compute_year(by=office, year=2019)


@pytest.mark.usefixtures("group")
def test_rectification_counts_the_answer_and_feeds_the_evaluation(office: Actor, person: Callable[..., Actor]) -> None:
    city = person("gz", "gov-440100", "liaison")
    for n, due in enumerate((date(2018, 4, 16), date(2018, 4, 13), date(2018, 4, 15))):
        open_supervision(by=SYSTEM, source=f"t:{n}", title=Label(zh=f"事项{n}", en="x"), reason={}, due_on=due,
                         unit_key="gov-440100", region_code="440100")  # fmt: skip
    for item in SupervisionItem.objects.filter(source__in=("t:0", "t:1")):
        reply(by=city, number=item.number, version=item.version, text="已办")
    compute_year(by=office, year=2018)
    # answered on the day 1, three days late ½, never 0: 1.5 of 3
    values = INDICATORS.get("group.rectification").compute(["440100", "441200"], Period.year(2018))  # type: ignore[misc]
    assert values["440100"].value == Decimal("50.0")
    assert (values["440100"].numerator, values["440100"].denominator) == (Decimal("1.5"), Decimal(3))
    assert values["440100"].evidence[0].url == "/group/scorecards/2018/gov-440100?run=1"
    assert values["441200"].missing is MissingReason.NOT_APPLICABLE
    total = INDICATORS.get("group.work_score").compute(["440100"], Period.year(2018))  # type: ignore[misc]
    assert total["440100"].missing is MissingReason.PARTIAL  # 20 of 100 weight is too little for a total


@pytest.mark.usefixtures("year")
def test_a_unit_sees_its_own_only(office: Actor, person: Callable[..., Actor]) -> None:
    compute_year(by=office, year=2017)
    mine = person("edu", "gd-education", "liaison")
    assert [card.unit_id for card in scorecards(mine, year=2017)] == ["gd-education"]
    with pytest.raises(NotAllowed):
        compute_year(by=mine, year=2017)
    with pytest.raises(NotAllowed):
        scorecards(person("zhao", "gd-academy", "expert"), year=2017)


@pytest.mark.usefixtures("year")
def test_the_pages_open_in_few_queries(
    office: Actor, signed_in: Callable[[Actor], Client], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(office)
    assert "2017 年还没有考核结果" in client.get("/group/scorecards?year=2017&lang=zh", follow=True).content.decode()
    client.post("/group/scorecards?year=2017")
    assert Scorecard.objects.filter(year=2017).exists()
    for url in ("/group/scorecards?year=2017", "/group/scorecards?year=2017&kind=city",
                "/group/scorecards/2017/gd-education"):  # fmt: skip
        client.get(url)
        with django_assert_max_num_queries(44):
            assert client.get(url).status_code == 200
        assert client.get(f"{url}{'&' if '?' in url else '?'}format=xlsx").content[:2] == b"PK"
    body = client.get("/group/scorecards/2017/gd-education").content.decode()
    assert "44.4" in body
    assert "/plan/p/tasks/1" in body
    for language in ("en", "zh"):
        assert client.get(f"/group/scorecards/2017/gd-education?lang={language}", follow=True).status_code == 200
