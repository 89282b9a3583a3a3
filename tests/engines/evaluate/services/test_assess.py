"""Real figures judged: digits checked by hand, missing kept missing, the same input the same digits."""

from decimal import Decimal

import pytest

from lingnan.core.errors import NotAllowed
from lingnan.core.events import heard
from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.events import WeakResult
from lingnan.engines.evaluate.models import Assessment, Result
from lingnan.engines.evaluate.services.assess import assess, freeze, page_of
from lingnan.engines.identity.actor import PUBLIC, SYSTEM

pytestmark = pytest.mark.django_db
KEY = "gd-demo-2017"


def result(assessment: Assessment, node: str, region: str) -> Result:
    return Result.objects.get(assessment=assessment, node=node, region_id=region)


def test_one_score_by_hand(some_figures: None) -> None:
    # Shenzhen 2017 in the file: 9.7 m² of road per person; goalposts 0 and 35: 9.7 / 35 * 100 = 27.7142857142857…
    road = result(assess(SYSTEM, KEY, 2017), "road_area_per_capita", "440300")
    assert (road.value, road.score) == (Decimal("9.7"), Decimal("27.7142857143"))


def test_a_ratio_is_made_from_its_parts(some_figures: None) -> None:
    row = result(assess(SYSTEM, KEY, 2017), "gdp_per_capita", "440100")
    assert row.numerator is not None
    assert row.denominator is not None
    assert row.value is not None
    assert abs(row.value - row.numerator / row.denominator * 10000) < Decimal("1e-9")
    assert [item["kind"] for item in row.evidence] == ["value", "value"]


def test_a_missing_indicator_stays_missing_and_its_weight_goes_to_those_present(some_figures: None) -> None:
    assessment = assess(SYSTEM, KEY, 2017)
    pm25 = result(assessment, "environment.pm25_annual_mean", "440100")
    assert (pm25.value, pm25.score, pm25.missing, pm25.weight) == (None, None, "not_reported", Decimal(0))
    # the domain's 35 points lie on the one indicator that is there
    assert result(assessment, "co2_per_gdp", "440100").weight == Decimal(35)


def test_composite_is_the_weighted_mean_of_the_domains(some_figures: None) -> None:
    assessment = assess(SYSTEM, KEY, 2017)
    parts = {node: result(assessment, node, "440100").score for node in ("infrastructure", "economy", "environment")}
    by_hand = parts["infrastructure"] * 30 + parts["economy"] * 35 + parts["environment"] * 35  # type: ignore[operator]
    score = result(assessment, frameworks.INDEX, "440100").score
    assert score is not None
    assert abs(score - by_hand / 100) < Decimal("1e-9")


def test_every_city_has_a_rank_inside_its_interval(some_figures: None) -> None:
    rows = Result.objects.filter(assessment=assess(SYSTEM, KEY, 2017), node=frameworks.INDEX)
    assert sorted(row.rank for row in rows if row.rank) == list(range(1, 22))
    assert all(row.rank_low <= row.rank <= row.rank_high for row in rows)  # type: ignore[operator]


def test_the_same_year_again_is_the_same_assessment(some_figures: None) -> None:
    first = assess(SYSTEM, KEY, 2017)
    assert assess(SYSTEM, KEY, 2017).pk == first.pk


def test_another_edition_stands_beside(some_figures: None) -> None:
    mine, other = assess(SYSTEM, KEY, 2017), assess(SYSTEM, KEY, 2017, edition="2018-A")
    assert (mine.edition, other.edition) == ("2015-A", "2018-A")
    assert Assessment.objects.count() == 2


def test_the_weakest_result_under_the_floor_is_announced(
    some_figures: None, django_capture_on_commit_callbacks: object
) -> None:
    # 2015: Yunfu emits 7.474 t per 10,000 yuan of GDP by EDGAR, goalposts 7.5 and 0, so next to nothing of 100 points
    with heard(WeakResult) as facts, django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assess(SYSTEM, KEY, 2015)
    (fact,) = facts
    assert (fact.indicator, fact.region_name, fact.unit_key) == ("co2_per_gdp", "云浮市", "gd-drc")
    assert fact.score < fact.floor == Decimal(20)


def test_a_frozen_year_says_so_and_the_public_may_not_freeze(some_figures: None) -> None:
    assessment = assess(SYSTEM, KEY, 2017)
    with pytest.raises(NotAllowed):
        freeze(PUBLIC, assessment)
    assert freeze(SYSTEM, assessment).state == "frozen"


def test_evidence_of_observations_leads_to_the_days_of_the_station() -> None:
    assert page_of("sense.datastream:12", 2017) == "/sense/datastreams/12?year=2017"
    assert page_of("elsewhere.thing:1", 2017) == ""
