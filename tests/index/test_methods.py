"""Each method by hand: expected values are worked out in the comment or are a textbook's."""

from dataclasses import replace
from fractions import Fraction
from math import exp, log
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from scipy import stats

from lingnan.core.errors import Invalid
from lingnan.index import (
    Aggregate,
    Chain,
    Element,
    Impute,
    Normalise,
    Screen,
    Table,
    Treat,
    Tree,
    Weigh,
    dataset,
    run,
    score,
)
from lingnan.index.chain import chain_of
from lingnan.index.treat import boxcox, kurtosis, log_ct, log_gii, skewness, winsorise

TREE = Tree(
    elements=(
        Element(code="i"),
        Element(code="a", parent="i", weight=1, target=5),
        Element(code="b", parent="i", weight=3, direction=-1, target=2),
    )
)
CELLS = {"u": {"a": 1.0, "b": 2.0}, "v": {"a": 3.0, "b": 6.0}, "w": {"a": 9.0, "b": 4.0}}


def normalised(method: str, **settings: Any) -> dict[str, list[float]]:
    done = run(dataset(CELLS, TREE), TREE, Chain(normalise=Normalise(method=method, **settings)))
    return {code: done.normalised.column(code).tolist() for code in ("a", "b")}


@pytest.mark.parametrize(
    ("method", "chosen", "a", "b"),
    [
        ("minmax", {}, [0, 25, 100], [100, 0, 50]),
        ("minmax", {"low": 1.0, "high": 101.0}, [1, 26, 101], [101, 1, 51]),
        ("zscore", {"mean": 10.0, "sd": 2.0}, [8.398718, 9.359487, 12.241795], [12, 8, 10]),
        ("scaled", {"low": 0.0, "high": 10.0}, [10, 30, 90], [80, 40, 60]),
        ("rank", {}, [1, 2, 3], [3, 1, 2]),
        ("borda", {}, [0, 1, 2], [2, 0, 1]),
        ("percentile_rank", {}, [0, 0.5, 1], [1, 0, 0.5]),
        ("distance_to_maximum", {}, [0, 0.25, 1], [1, 0, 0.5]),
        ("distance_to_target", {}, [0, 0.5, 2], [1, 0, 0.5]),
        ("distance_to_target", {"cap": True}, [0, 0.5, 1], [1, 0, 0.5]),
        ("distance_to_reference", {"reference": "w"}, [0, 0.25, 1], [2, 0, 1]),
        ("goalposts", {"posts": (("a", 0.0, 5.0), ("b", 10.0, 0.0))}, [20, 60, 100], [80, 40, 60]),
        ("none", {}, [1, 3, 9], [-2, -6, -4]),
    ],
)
def test_normalising(method: str, chosen: dict[str, Any], a: list[float], b: list[float]) -> None:
    # zscore of a: mean 13/3, s = sqrt(52/3) = 4.163332; of b: mean 4, s 2, signs turned
    assert normalised(method, **chosen) == {"a": pytest.approx(a, abs=1e-6), "b": pytest.approx(b, abs=1e-6)}


@pytest.mark.parametrize(
    ("method", "chosen", "said"),
    [
        ("fraction_of_maximum", {}, "b：调整方向后的最大值是 -2"),
        ("distance_to_reference", {"reference": "v"}, "b：参照单位"),
        ("distance_to_reference", {"reference": "x"}, "没有单位“x”"),
        ("goalposts", {"posts": (("a", 0.0, 5.0),)}, "这些指标没有给出最差值与最好值：b"),
        ("goalposts", {"posts": (("a", 0.0, 5.0), ("b", 0.0, 9.0))}, "b 的最差值 0、最好值 9 与方向 -1 不符"),
        ("goalposts", {"posts": (("a", 0.0, 5.0), ("b", 9.0, 0.0), ("c", 0.0, 1.0))}, "没有这些指标：c"),
    ],
)
def test_normalising_that_has_no_answer(method: str, chosen: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid) as caught:
        normalised(method, **chosen)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("amean", (2 + 3 * 8) / 4),
        ("gmean", exp((log(2) + 3 * log(8)) / 4)),
        ("hmean", 4 / (1 / 2 + 3 / 8)),
        ("minimum", 2.0),
        ("median", 5.0),
        # mean 6.5, variance (4.5² + 3·1.5²)/4 = 6.75: 6.5 − 6.75/6.5
        ("mpi", 6.5 - 6.75 / 6.5),
    ],
)
def test_aggregating(method: str, expected: float) -> None:
    tree = Tree(elements=(Element(code="i"), Element(code="a", parent="i"), Element(code="b", parent="i", weight=3)))
    chain = Chain(normalise=Normalise(method="none"), aggregate=Aggregate(methods=(method,)))
    done = run(dataset({"u": {"a": 2, "b": 8}}, tree), tree, chain)
    assert done.aggregated.value("u", "i") == pytest.approx(expected, rel=1e-14)


def test_a_power_mean_lies_between_its_neighbours() -> None:
    tree = Tree(elements=(Element(code="i"), Element(code="a", parent="i"), Element(code="b", parent="i")))
    chain = Chain(normalise=Normalise(method="none"), aggregate=Aggregate(methods=("power",), power=2))
    assert run(dataset({"u": {"a": 1, "b": 7}}, tree), tree, chain).aggregated.value("u", "i") == pytest.approx(5)


def test_copeland_counts_wins_less_losses() -> None:
    """u is above v and w on weight 3 of 4, v above w on all: two wins; a win and a loss; two losses."""
    tree = Tree(elements=(Element(code="i"), Element(code="a", parent="i"), Element(code="b", parent="i", weight=3)))
    data = dataset({"u": {"a": 1, "b": 9}, "v": {"a": 3, "b": 8}, "w": {"a": 2, "b": 7}}, tree)
    chain = Chain(normalise=Normalise(method="none"), aggregate=Aggregate(methods=("copeland",)))
    assert run(data, tree, chain).aggregated.column("i").tolist() == [2.0, 0.0, -2.0]
    flows = run(data, tree, replace(chain, aggregate=Aggregate(methods=("outranking",)))).aggregated.column("i")
    # u over v 0.75, u over w 0.75, v over w 1: u 2·0.5, v −0.5 + 1, w −0.5 − 1
    assert flows.tolist() == [1.0, 0.5, -1.5]


def test_a_method_of_its_own_on_every_level() -> None:
    tree = Tree(
        elements=(
            Element(code="i"),
            Element(code="p", parent="i"),
            Element(code="q", parent="i"),
            Element(code="a", parent="p"),
            Element(code="b", parent="p"),
            Element(code="c", parent="q"),
        )
    )
    data = dataset({"u": {"a": 2, "b": 8, "c": 10}}, tree)
    chain = Chain(normalise=Normalise(method="none"), aggregate=Aggregate(methods=("gmean", "amean")))
    assert run(data, tree, chain).aggregated.value("u", "i") == pytest.approx((4 + 10) / 2)
    with pytest.raises(Invalid, match="写一个方法，或 2 个"):
        run(data, tree, replace(chain, aggregate=Aggregate(methods=("amean",) * 3)))


def test_a_parent_may_need_a_share_of_its_children() -> None:
    tree = Tree(elements=(Element(code="i"), Element(code="a", parent="i"), Element(code="b", parent="i")))
    chain = Chain(normalise=Normalise(method="none"), aggregate=Aggregate(available=0.6))
    done = run(dataset({"u": {"a": 1}, "v": {"a": 1, "b": 2}}, tree), tree, chain)
    assert done.aggregated.value("u", "i") is None
    assert done.aggregated.value("v", "i") == 1.5


def test_skewness_and_kurtosis_are_those_of_scipy_corrected_for_size() -> None:
    x = np.array([1.0, 4.0, 2.0, 9.0, 30.0, np.nan, 3.0])
    known = x[~np.isnan(x)]
    assert skewness(x) == pytest.approx(float(stats.skew(known, bias=False)), rel=1e-12)
    assert kurtosis(x) == pytest.approx(float(stats.kurtosis(known, bias=False)), rel=1e-12)
    assert skewness(np.full(5, 0.1)) is None


def test_tied_extremes_move_together_and_all_count() -> None:
    x = np.array([*range(1, 30), 500.0, 500.0, 400.0, 300.0], dtype=float)
    done, high, low = winsorise(x, winmax=3, skew=0.1, kurt=-9.0)
    # first both 500 (two points) to 400; now three points tie at 400: they move to 300 and three count: limit reached
    assert done.max() == 300
    assert int(high.sum()) == 3
    assert not low.any()


def test_an_indicator_that_would_become_constant_stays_as_it_was() -> None:
    tree = Tree(elements=(Element(code="i"), Element(code="a", parent="i")))
    cells = {f"u{n}": {"a": 1.0 if n == 0 else 0.0} for n in range(20)}
    done = run(dataset(cells, tree), tree, Chain(treat=Treat(method="winsorise")))
    assert done.treatments[0].done == "untreatable"
    assert done.treated.value("u0", "a") == 1.0


def test_transforms_by_hand() -> None:
    x = np.array([1.0, 3.0, 11.0])
    assert log_ct(x) == pytest.approx([log(0.1), log(2.1), log(10.1)])
    assert log_gii(x) == pytest.approx([0.0, log(3.0), log(11.0)])  # 10·(x−1)/10 + 1
    assert boxcox(x, 0.5) == pytest.approx([0.0, 2 * (3**0.5 - 1), 2 * (11**0.5 - 1)])
    with pytest.raises(Invalid, match="log_gii"):
        log_gii(np.array([0.1, 0.5]))


def test_the_likeliest_box_cox_power_is_that_of_scipy() -> None:
    x = np.random.default_rng(2).lognormal(2, 1, 200)
    _, best = stats.boxcox(x - x.min() + 1)
    chosen = min(np.round(np.arange(-2, 2.05, 0.1), 1), key=lambda power: abs(power - best))
    assert boxcox(x) == pytest.approx(boxcox(x, float(chosen)))


@pytest.mark.parametrize(("share", "kept"), [(0.5, ["u", "v"]), (0.51, ["u"])])
def test_a_share_exactly_at_the_limit_is_enough(share: float, kept: list[str]) -> None:
    data = dataset({"u": {"a": 1, "b": 1}, "v": {"a": 2}, "w": {}}, TREE)
    chain = Chain(screen=Screen(method="units", units=share), normalise=Normalise(method="none"))
    done = run(data, TREE, chain)
    assert list(done.screened.units) == kept
    assert done.removed[-1].code == "w"


def test_indicators_without_data_go_and_so_do_their_empty_parents() -> None:
    tree = Tree(
        elements=(
            Element(code="i"),
            Element(code="p", parent="i"),
            Element(code="a", parent="p"),
            Element(code="b", parent="i"),
        )
    )
    chain = Chain(screen=Screen(method="indicators", indicators=0.6), normalise=Normalise(method="none"))
    done = run(dataset({"u": {"a": 1, "b": 1}, "v": {"b": 2}}, tree), tree, chain)
    assert done.aggregated.codes == ("b", "i")
    with pytest.raises(Invalid, match="没有一个单位的数据够用"):
        run(dataset({"u": {"a": 1}}, TREE), TREE, Chain(screen=Screen(method="units", units=0.9)))


def test_expectation_maximisation_finds_a_straight_line() -> None:
    """b = 2·a + 1 with a little noise everywhere: the gap is on the line, within the noise."""
    rng = np.random.default_rng(1)
    cells: dict[str, dict[str, float | None]] = {
        f"u{n}": {"a": float(n), "b": 2.0 * n + 1 + float(rng.normal(0, 0.01))} for n in range(20)
    }
    cells["u7"]["b"] = None
    done = run(dataset(cells, TREE), TREE, Chain(impute=Impute(method="em")))
    assert done.imputed.value("u7", "b") == pytest.approx(15.0, abs=0.05)
    assert [(each.unit, each.code) for each in done.filled] == [("u7", "b")]


def test_weights_from_data_warn_where_units_are_few() -> None:
    rng = np.random.default_rng(3)
    cells = {f"u{n}": {"a": float(x), "b": float(y)} for n, (x, y) in enumerate(rng.uniform(1, 9, (12, 2)))}
    for method in ("entropy", "pca"):
        done = run(dataset(cells, TREE), TREE, Chain(weigh=Weigh(method=method)))
        assert done.weights["a"] + done.weights["b"] == pytest.approx(1)
        assert f"{method} 权重由 12 个单位的数据推出，少于 30 个" in done.warnings[0]


def test_entropy_weighs_what_differs() -> None:
    """a is nearly even, b is not: 1 + Σ p·ln p / ln 4 of each, shared out."""
    tree = Tree(elements=(Element(code="i"), Element(code="a", parent="i"), Element(code="b", parent="i")))
    cells = {"u": {"a": 5, "b": 1}, "v": {"a": 5, "b": 1}, "w": {"a": 6, "b": 1}, "x": {"a": 6, "b": 7}}
    chain = Chain(normalise=Normalise(method="none"), weigh=Weigh(method="entropy"))
    weights = run(dataset(cells, tree), tree, chain).weights

    def spread(values: list[int]) -> float:
        parts = [value / sum(values) for value in values]
        return 1 + sum(p * log(p) for p in parts) / log(4)

    a, b = spread([5, 5, 6, 6]), spread([1, 1, 1, 7])
    assert weights["b"] == pytest.approx(b / (a + b))


def test_optimised_weights_reach_equal_importance() -> None:
    rng = np.random.default_rng(8)
    cells = {f"u{n}": {"a": float(x), "b": float(y)} for n, (x, y) in enumerate(rng.normal(0, 1, (60, 2)) * (1, 3))}
    tree = Tree(elements=(Element(code="i"), Element(code="a", parent="i"), Element(code="b", parent="i")))
    chain = Chain(normalise=Normalise(method="none"), weigh=Weigh(method="optimised", level=1))
    done = run(dataset(cells, tree), tree, chain)
    a, b = (np.corrcoef(done.aggregated.column(code), done.aggregated.column("i"))[0, 1] for code in ("a", "b"))
    assert a == pytest.approx(b, abs=1e-3)
    assert done.warnings == ()


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"treet": {"method": "none"}}, "[treet]：没有这一节"),
        ({"treat": {"method": "none", "winmax": 5}}, "treat.winmax：方法 none 不用这个设置"),
        ({"treat": {"method": "winsorise", "winmax": "five"}}, "'five' 不是整数"),
        ({"treat": {"method": "winsorise", "mood": 1}}, "treat.mood：没有这个设置"),
        ({"treat": {"method": "smooth"}}, "没有方法“smooth”；可选：none、winsorise"),
        ({"impute": {"method": "group_mean"}}, "impute.group：方法 group_mean 需要这个设置"),
        ({"normalise": {"method": "minmax", "low": 100, "high": 0}}, "下界 100 不小于上界 0"),
        ({"aggregate": {"methods": ["mean"]}}, "没有方法“mean”"),
        ({"aggregate": {"methods": ["amean"], "power": 2}}, "只有 power 方法用它"),
        ({"screen": {"method": "units", "units": 90}}, "90 不在 0 到 1 之间"),
    ],
)
def test_settings_that_make_no_sense_or_no_difference(chosen: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid) as caught:
        chain_of(chosen)
    assert said in str(caught.value)


def test_a_table_keeps_missing_as_none() -> None:
    table = Table(units=("u",), codes=("a", "b"), values=np.array([[np.nan, 0.0]]))
    assert table.as_dict() == {"u": {"a": None, "b": 0.0}}


def test_goalposts_and_targets_are_tables_in_a_settings_file() -> None:
    posts = {"a": [0, 5], "b": [10.0, 0]}
    chain = chain_of({"normalise": {"method": "goalposts", "posts": posts, "cap": False}})
    assert run(dataset(CELLS, TREE), TREE, chain).normalised.column("a").tolist() == [20, 60, 180]
    assert chain_of({"weigh": {"method": "optimised", "level": 1, "targets": {"a": 1, "b": 2}}}).weigh.targets == (
        ("a", 1),
        ("b", 2),
    )
    for wrong in ({"a": [0]}, {"a": 5}, {"a": ["x", 1]}):
        with pytest.raises(Invalid, match="最差值, 最好值"):
            chain_of({"normalise": {"method": "goalposts", "posts": wrong}})


numbers_or_gaps = st.none() | st.integers(-1000, 1000).map(lambda n: n / 8)


@settings_of_hypothesis(max_examples=60, deadline=None)
@given(
    cells=st.lists(st.tuples(numbers_or_gaps, numbers_or_gaps, numbers_or_gaps), min_size=1, max_size=8),
    weights=st.tuples(*[st.integers(1, 9)] * 4),
)
def test_weighted_means_and_ranks_are_those_of_fractions(
    cells: list[tuple[float | None, ...]], weights: tuple[int, ...]
) -> None:
    """Any gaps, any weights: the score is the fraction, the rank one more than the number of higher fractions."""
    codes = ("a", "b", "c")
    tree = Tree(
        elements=(
            Element(code="i"),
            Element(code="p", parent="i", weight=weights[3]),
            Element(code="a", parent="p", weight=weights[0]),
            Element(code="b", parent="p", weight=weights[1]),
            Element(code="c", parent="i", weight=weights[2]),
        )
    )
    table = {f"u{n}": dict(zip(codes, row, strict=True)) for n, row in enumerate(cells)}
    found = score(table, tree, Chain(normalise=Normalise(method="none")))

    def mean(parts: list[tuple[Fraction | None, int]]) -> Fraction | None:
        known = [(value, weight) for value, weight in parts if value is not None]
        return sum(v * w for v, w in known) / Fraction(sum(w for _, w in known)) if known else None

    exact = {}
    for unit, row in table.items():
        a, b, c = (None if row[code] is None else Fraction(row[code]) for code in codes)
        exact[unit] = mean([(mean([(a, weights[0]), (b, weights[1])]), weights[3]), (c, weights[2])])
    for unit, value in exact.items():
        if value is None:
            assert (found.score(unit), found.rank(unit)) == (None, None)
            continue
        assert found.score(unit) == pytest.approx(float(value), abs=1e-10)
        apart = {v for v in exact.values() if v is not None}
        if all(abs(x - y) > Fraction(1, 10**9) for x in apart for y in apart if x != y):
            higher = sum(1 for other in exact.values() if other is not None and other > value)
            rank = found.rank(unit)
            assert rank is not None
            assert higher + 1 <= rank <= higher + sum(1 for other in exact.values() if other == value)
