"""Other weights on the same values: ranks by hand, refusals by name, nothing stored."""

from decimal import Decimal

import pytest

from lingnan.core.errors import Invalid
from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.frameworks import INDEX
from lingnan.engines.evaluate.models import Assessment
from lingnan.engines.evaluate.selectors.assessments import read
from lingnan.engines.evaluate.selectors.editions import compare
from lingnan.engines.evaluate.selectors.whatif import reweighted, trial
from lingnan.engines.evaluate.services.assess import assess
from lingnan.engines.identity.actor import SYSTEM

KEY = "gd-demo-2017"
pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(some_figures: None) -> Assessment:
    return assess(SYSTEM, KEY, 2017)


def test_unchanged_weights_give_the_stored_result_to_the_digit(judged: Assessment) -> None:
    kept = read(judged)
    tried = trial(kept)
    assert not tried.is_changed
    for row in tried.rows:
        assert (row.score, row.rank, row.low, row.high) == (row.now.score, row.now.rank, row.now.low, row.now.high)


def test_all_weight_on_one_domain_ranks_by_that_domain(judged: Assessment) -> None:
    """With everything on economy the index of a city is the score of its economy, whatever else it has."""
    kept = read(judged)
    tried = trial(kept, weights={"infrastructure": "0", "environment": "0"})
    for row in tried.rows:
        assert row.score == kept.result("economy", row.now.region).score
        assert row.rank == kept.result("economy", row.now.region).rank


def test_siblings_share_their_parents_points() -> None:
    """3 : 1 of the 100 points that two of three domains keep when the third gets 0."""
    framework = frameworks.edition(KEY, "2015-A")
    tried = reweighted(framework, {"infrastructure": "3", "economy": "1", "environment": "0"})
    weights = {node.key: node.weight for node in tried.root.walk()}
    assert weights["infrastructure"] == Decimal(75)
    assert weights["economy"] == Decimal(25)
    assert "environment" not in weights
    assert weights["road_area_per_capita"] == Decimal("37.5")  # 15 of 30, as before, of now 75


def test_another_edition_on_this_years_values_equals_its_own_assessment(judged: Assessment) -> None:
    tried = trial(read(judged), edition="2018-A")
    own = read(assess(SYSTEM, KEY, 2017, edition="2018-A"))
    assert {row.now.region: (row.score, row.rank) for row in tried.rows} == {
        region: (own.result(INDEX, region).score, own.result(INDEX, region).rank) for region in own.regions
    }


@pytest.mark.parametrize("text", ["many", "-1", "1001", "NaN", "1e999"])
def test_a_weight_that_is_none_is_refused_by_its_name(judged: Assessment, text: str) -> None:
    with pytest.raises(Invalid, match="基础设施：请填 0 至 1000 的数"):
        trial(read(judged), weights={"infrastructure": text})


def test_nothing_left_to_weigh_is_refused(judged: Assessment) -> None:
    with pytest.raises(Invalid, match="综合指数：下级权重不能全是 0"):
        trial(read(judged), weights={"infrastructure": "0", "economy": "0", "environment": "0"})


def test_two_editions_differ_where_the_files_do() -> None:
    """Read off the two editions in the rule file: six weights and one pair of goalposts moved."""
    found = {change.node.key: change.kind for change in compare(*frameworks.editions(KEY))}
    assert {key for key, kind in found.items() if kind == "kept"} == {INDEX, "gdp_per_capita"}
    assert set(found.values()) == {"kept", "changed"}
