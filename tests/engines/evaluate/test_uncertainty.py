"""The same framework scored by the index engine gives the same scores; intervals hold still for the same seed."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.scoring import ranks, score_region
from lingnan.engines.evaluate.uncertainty import rank_intervals
from lingnan.index import Chain, Element, Goalposts, Normalise, Tree, score

pytestmark = pytest.mark.django_db  # an office may have adopted editions of its own

KEY = "gd-demo-2017"
CITIES = [f"c{n}" for n in range(21)]


def made_up(seed: int, missing: float = 0.0) -> dict[str, dict[str, Decimal]]:
    """indicator → city → a value somewhere around its goalposts."""
    dice = random.Random(seed)
    found: dict[str, dict[str, Decimal]] = {}
    for leaf in frameworks.of_year(KEY, 2017).leaves:
        assert leaf.worst is not None
        assert leaf.best is not None
        low, high = sorted((float(leaf.worst), float(leaf.best)))
        found[leaf.key] = {
            city: Decimal(str(round(dice.uniform(low, high), 3))) for city in CITIES if dice.random() >= missing
        }
    return found


def test_an_independent_engine_gives_the_same_scores() -> None:
    framework = frameworks.of_year(KEY, 2017)
    values = made_up(1)
    elements = [Element(code="index")]
    for domain in framework.root.children:
        elements.append(Element(code=domain.key, parent="index", weight=float(domain.weight)))
        for leaf in domain.children:
            assert leaf.worst is not None
            assert leaf.best is not None
            posts = Goalposts(worst=leaf.worst, best=leaf.best)
            elements.append(Element(code=leaf.key, parent=domain.key, weight=float(leaf.weight), scoring=posts))
    table = {city: {key: row[city] for key, row in values.items()} for city in CITIES}
    theirs = score(table, Tree(elements=tuple(elements)), Chain(normalise=Normalise(method="scoring")))
    for city in CITIES:
        mine = score_region(framework, table[city])["index"].points
        assert mine is not None
        theirs_of = theirs.score(city)
        assert theirs_of is not None
        assert abs(float(mine) - theirs_of) < 1e-9


def test_the_same_seed_gives_the_same_intervals() -> None:
    framework, values = frameworks.of_year(KEY, 2017), made_up(2)
    assert rank_intervals(framework, values, CITIES) == rank_intervals(framework, values, CITIES)


def test_intervals_hold_with_missing_values() -> None:
    framework, values = frameworks.of_year(KEY, 2017), made_up(3, missing=0.2)
    intervals = rank_intervals(framework, values, CITIES)
    assert set(intervals) == set(CITIES)
    assert all(1 <= low <= high <= 21 for low, high in intervals.values())


def test_a_city_far_ahead_has_one_rank() -> None:
    framework, values = frameworks.of_year(KEY, 2017), made_up(4)
    for leaf in framework.leaves:
        assert leaf.best is not None
        assert leaf.worst is not None
        values[leaf.key] = dict.fromkeys(CITIES, leaf.worst + (leaf.best - leaf.worst) / 3)
        values[leaf.key]["c0"] = leaf.best
    assert rank_intervals(framework, values, CITIES)["c0"] == (1, 1)


def test_ties_take_the_smallest_rank() -> None:
    scores = {"a": Fraction(3), "b": Fraction(5), "c": Fraction(3), "d": None, "e": Fraction(1)}
    assert ranks(scores) == {"a": 2, "b": 1, "c": 2, "e": 4}
