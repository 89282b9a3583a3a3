"""Lifts, sides, cities side by side and two years, on the real figures, against another way of counting."""

from decimal import Decimal
from statistics import median

import pytest

from lingnan.core.errors import Invalid
from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.frameworks import INDEX
from lingnan.engines.evaluate.lifting import _exact
from lingnan.engines.evaluate.models import Assessment, Result
from lingnan.engines.evaluate.scoring import ranks, score_region
from lingnan.engines.evaluate.selectors.assessments import read
from lingnan.engines.evaluate.selectors.chances import chances, side_by_side, sides, values_of
from lingnan.engines.evaluate.selectors.two_years import two_years
from lingnan.engines.evaluate.services.assess import assess, freeze
from lingnan.engines.identity.actor import PUBLIC, SYSTEM

KEY, CITY = "gd-demo-2017", "445300"
pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(some_figures: None) -> Assessment:
    freeze(SYSTEM, assess(SYSTEM, KEY, 2016))
    return freeze(SYSTEM, assess(SYSTEM, KEY, 2017))


def test_every_lift_is_the_rank_of_a_world_with_that_value(judged: Assessment) -> None:
    kept = read(judged)
    found = chances(kept, CITY)
    assert found
    framework = frameworks.of_year(KEY, 2017)
    for chance in found:
        world = {
            region: {key: row[region] for key, row in values_of(kept).items() if region in row}
            for region in kept.regions
        }
        world[CITY][chance.lift.node.key] = _exact(chance.lift.to)
        scores = {region: score_region(framework, row)[INDEX].points for region, row in world.items()}
        assert chance.lift.rank == ranks(scores)[CITY]
        assert chance.lift.score == scores[CITY]
        assert chance.lift.rank_before == Result.objects.get(assessment=judged, node=INDEX, region=CITY).rank
    assert [c.lift.won for c in found] == sorted((c.lift.won for c in found), reverse=True)


def test_sides_are_apart_from_the_median(judged: Assessment) -> None:
    strong, weak = sides(read(judged), CITY)
    assert {side.result.node.key for side in strong}.isdisjoint(side.result.node.key for side in weak)
    for side in (*strong, *weak):
        scores = Result.objects.filter(assessment=judged, node=side.result.node.key, score__isnull=False)
        assert side.median == median(scores.values_list("score", flat=True))
    assert [side.gap for side in weak] == sorted(side.gap for side in weak)


def test_cities_side_by_side_hold_their_stored_scores(judged: Assessment) -> None:
    rows = side_by_side(read(judged), ["440300", CITY])
    for row in rows:
        for result in row.results:
            assert result.score == Result.objects.get(assessment=judged, node=row.node.key, region=result.region).score
    with pytest.raises(Invalid, match="选 2 至 6 个城市"):
        side_by_side(read(judged), [CITY])


def test_two_years_of_one_edition_are_subtracted(judged: Assessment) -> None:
    found = two_years(PUBLIC, KEY, 2016, 2017)
    assert found.is_same_rules
    score = {
        row.assessment.year: row.score
        for row in Result.objects.filter(node=INDEX, region=CITY).select_related("assessment")
    }
    mine = next(row for row in found.rows if row.region == CITY)
    assert mine.change == score[2017] - score[2016]  # type: ignore[operator]
    assert mine.by_rules is None


def test_across_editions_both_computations_stand(judged: Assessment) -> None:
    """Each computation equals an assessment really made under that edition."""
    found = two_years(PUBLIC, KEY, 2016, 2017, edition="2018-A")
    new_2016 = read(assess(SYSTEM, KEY, 2016, edition="2018-A"))
    new_2017 = read(assess(SYSTEM, KEY, 2017, edition="2018-A"))
    old_2017 = read(judged)
    for row in found.rows:
        assert row.before_under_after is not None
        assert row.after_under_before is not None
        assert row.before_under_after.score == new_2016.result(INDEX, row.region).score
        assert row.after.score == new_2017.result(INDEX, row.region).score
        assert row.after_under_before.score == old_2017.result(INDEX, row.region).score
        assert row.by_rules is not None
        assert row.change_old is not None
        # the whole change splits into what the rules did and what the city did
        assert row.by_rules + (row.change or Decimal(0)) == (row.after.score or 0) - (row.before.score or 0)
