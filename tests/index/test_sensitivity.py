"""Effects on a function with known answers, and studies that would say nothing refused."""

from math import pi
from typing import Any

import numpy as np
import pytest

from lingnan.core.errors import Invalid
from lingnan.index import Chain, Element, Treat, Tree, rank_intervals
from lingnan.index.arrays import Dataset
from lingnan.index.replicates import Scores, Workbench
from lingnan.index.sensitivity import effects_of, rank_frequencies, spreads_of, study
from lingnan.index.settings import Settings
from lingnan.index.vary import Plan, plan_of

Asem = tuple[Dataset, Tree, Settings]


def test_effects_of_the_ishigami_function() -> None:
    """sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1 on [-π, π]: the textbook answers S = 0.314, 0.442, 0; T = 0.558, 0.442, 0.244
    (Saltelli et al., Global Sensitivity Analysis, The Primer)."""
    rng = np.random.default_rng(5)
    draws = 40_000
    a, b = (rng.uniform(-pi, pi, (draws, 3)) for _ in range(2))
    blocks = [a, b]
    for column in range(3):
        mixed = a.copy()
        mixed[:, column] = b[:, column]
        blocks.append(mixed)

    def ishigami(x: Any) -> Any:
        return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])

    y = np.array([ishigami(block) for block in blocks])
    effects, variance = effects_of(y, ["x1", "x2", "x3"], 50, rng)
    assert variance == pytest.approx(13.845, rel=0.02)
    assert [e.first for e in effects] == pytest.approx([0.314, 0.442, 0.0], abs=0.03)
    assert [e.total for e in effects] == pytest.approx([0.558, 0.442, 0.244], abs=0.02)
    for effect in effects:
        assert effect.first_q05 <= effect.first <= effect.first_q95
        assert effect.total_q05 <= effect.total <= effect.total_q95


def test_the_same_seed_gives_the_same_study(asem: Asem) -> None:
    data, tree, settings = asem
    rows = [{"setting": "normalise", "options": ["n_minmax", "n_zscore"]}, {"setting": "weights", "noise": 0.25}]
    plan = plan_of({"draws": 20, "seed": 4, "bootstrap": 10, "vary": rows}, settings.chain)
    first, second = (study(Workbench(data=data, tree=tree), settings.chain, plan) for _ in range(2))
    assert first.effects == second.effects
    assert len(first.replicates.rows) == 20 * (2 + 2)


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ([{"setting": "treat.winmax", "options": [3, 3]}], "只有一种取法，不会有影响"),
        ([{"setting": "treat.power", "options": [1, 2]}], "现在的方法 winsorise 不用 treat.power"),
        ([{"setting": "treat.mood", "options": [1, 2]}], "没有设置“treat.mood”"),
        ([{"setting": "weights", "noise": 0}], "应在 0（不含）到 1 之间"),
        ([{"setting": "weights", "noise": 0.1, "options": [1]}], "不用这个设置，写了也不起作用"),
        ([{"setting": "treat.winmax", "range": [1, 5]}], "请用 options 列出取法"),
        ([{"setting": "normalise", "options": ["n_minmax", "n_mood"]}], "没有“n_mood”"),
        ([{"setting": "screen.units", "range": [0.5, 1.5]}], "1.5 不在 0 到 1 之间"),
        ([{"setting": "normalise.low", "options": [0, 200]}], "不小于上界"),
        ([], "没有一项会变"),
    ],
)
def test_a_plan_that_would_do_nothing_is_refused(asem: Asem, vary: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(Invalid) as caught:
        plan_of({"vary": vary}, asem[2].chain)
    assert said in str(caught.value)


def test_a_setting_that_moves_no_score_is_named(asem: Asem) -> None:
    """Every ASEM unit has 90 % of its data once imputed, so this limit changes nobody's score."""
    data, tree, settings = asem
    rows = [
        {"setting": "screen.units", "range": [0.5, 0.9]},
        {"setting": "aggregate", "options": ["a_amean", "a_gmean"]},
    ]
    plan = plan_of({"draws": 4, "vary": rows}, settings.chain)
    with pytest.raises(Invalid, match=r"screen\.units：单独变它"):
        study(Workbench(data=data, tree=tree), settings.chain, plan)


def test_one_uncertain_setting_is_no_comparison(asem: Asem) -> None:
    data, tree, settings = asem
    plan = Plan(vary=plan_of({"vary": [{"setting": "weights", "noise": 0.1}]}, settings.chain).vary)
    with pytest.raises(Invalid, match="至少两项"):
        study(Workbench(data=data, tree=tree), settings.chain, plan)


def test_rank_intervals_are_of_this_seed_and_hold_the_rank() -> None:
    tree = Tree(elements=(Element(code="i"), Element(code="a", parent="i"), Element(code="b", parent="i")))
    cities = {
        "top": {"a": 10, "b": 10},
        "x": {"a": 8, "b": 2},
        "y": {"a": 2.1, "b": 8},
        "low": {"a": 0, "b": 0},
        "none": {},
    }
    first = rank_intervals(cities, tree, seed=3)
    assert first == rank_intervals(cities, tree, seed=3)
    assert first["top"].interval == (1, 1)
    assert first["x"].interval == first["y"].interval == (2, 3)
    assert "none" not in first.by_unit
    assert (first.seed, first.replicates, first.varied) == (3, 1000, ("weights",))


def test_frequencies_add_up_to_one() -> None:
    scores = Scores(
        units=("u", "v"), nominal=np.array([1.0, 2.0]), values=np.array([[1.0, 3.0, 1.0], [2.0, 2.0, 2.0]]), failed={}
    )
    # u is first once in three
    assert rank_frequencies(scores) == pytest.approx(np.array([[1 / 3, 2 / 3], [2 / 3, 1 / 3]]))
    assert spreads_of(scores)[0].mean == pytest.approx(5 / 3)


def test_a_setting_that_the_method_does_not_use_is_refused() -> None:
    with pytest.raises(Invalid, match=r"treat\.winmax：方法 boxcox 不用这个设置"):
        Chain(treat=Treat(method="boxcox", winmax=3))
