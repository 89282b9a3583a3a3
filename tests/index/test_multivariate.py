"""Correlations, reliability, components, removal, strengths, availability: against SciPy or by hand."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from lingnan.core.errors import Invalid
from lingnan.index import Chain, Element, Normalise, Table, Tree, dataset, run
from lingnan.index.arrays import Dataset
from lingnan.index.multivariate import (
    availability,
    correlation,
    cronbach_alpha,
    flag_of,
    parent_correlations,
    pearson,
    principal_components,
    reliabilities,
    removals,
    sibling_correlations,
    spearman,
    strengths_and_weaknesses,
)
from lingnan.index.settings import Settings

Asem = tuple[Dataset, Tree, Settings]


def test_correlations_are_those_of_scipy_over_the_units_that_have_both() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=30), rng.integers(0, 5, 30).astype(float)
    x[3], y[7] = np.nan, np.nan
    both = ~(np.isnan(x) | np.isnan(y))
    assert pearson(x, y) == pytest.approx(stats.pearsonr(x[both], y[both]).statistic, rel=1e-12)
    assert spearman(x, y) == pytest.approx(stats.spearmanr(x[both], y[both]).statistic, rel=1e-12)


@pytest.mark.parametrize(
    ("value", "flag"),
    [(0.92, "redundant"), (0.91, ""), (0.3, ""), (0.29, "weak"), (-0.39, ""), (-0.4, "negative"), (None, "none")],
)
def test_flags(value: float | None, flag: str) -> None:
    assert flag_of(value) == flag


def test_a_constant_or_short_column_has_no_correlation() -> None:
    table = Table(units=tuple("uvwxy"), codes=("a", "b"), values=np.array([[1.0, k] for k in range(5)]))
    found = correlation(table, "a", "b")
    assert (found.value, found.pairs, found.flag) == (None, 5, "none")


def test_pairs_are_those_of_siblings_and_parents(asem: Asem) -> None:
    data, tree, settings = asem
    done = run(data, tree, settings.chain)
    pairs = sibling_correlations(done.aggregated, tree)
    # C(8,2)+C(5,2)+C(3,2)+C(6,2)+C(8,2)+C(5,2)+C(9,2)+C(5,2) indicators, C(5,2)+C(3,2) pillars, 1 sub-index pair
    assert len(pairs) == 28 + 10 + 3 + 15 + 28 + 10 + 36 + 10 + 10 + 3 + 1
    ups = parent_correlations(done.aggregated, tree)
    conn = next(each for each in ups if (each.a, each.b) == ("Conn", "Index"))
    expected = stats.pearsonr(done.aggregated.column("Conn"), done.aggregated.column("Index")).statistic
    assert conn.value == pytest.approx(expected, rel=1e-12)


def test_alpha_of_parallel_items_is_spearman_brown() -> None:
    """For two items of equal variance alpha is 2r/(1 + r)."""
    x = np.array([[1.0, 2.0], [2.0, 1.0], [3.0, 4.0], [4.0, 3.0]])
    r = float(np.corrcoef(x, rowvar=False)[0, 1])
    assert cronbach_alpha(x) == pytest.approx(2 * r / (1 + r))
    assert cronbach_alpha(x[:, :1]) is None


def test_every_group_has_its_alpha(asem: Asem) -> None:
    data, tree, settings = asem
    done = run(data, tree, settings.chain)
    assert {each.parent for each in reliabilities(done.aggregated, tree)} == set(tree.children)


def test_components_explain_everything_together(asem: Asem) -> None:
    data, tree, settings = asem
    done = run(data, tree, settings.chain)
    codes = tree.children["Conn"]
    found = principal_components(done.aggregated, codes)
    assert sum(found.shares) == pytest.approx(1)
    roots = np.linalg.eigvalsh(np.corrcoef(done.aggregated.columns(codes).values, rowvar=False))[::-1]
    assert found.shares == pytest.approx(tuple(roots / roots.sum()))
    for code in codes:  # the squared loadings of an element add up to its variance, which is 1
        assert sum(each**2 for each in found.loadings[code]) == pytest.approx(1)
    with pytest.raises(Invalid):
        principal_components(done.aggregated, codes[:1])


def test_removal_is_a_run_without_it(asem: Asem) -> None:
    data, tree, settings = asem
    done = run(data, tree, settings.chain)
    found = {each.code: each for each in removals(done, tree, settings.chain, level=2)}
    less = tree.without("Social")
    smaller = replace(data, table=data.table.columns([each.code for each in less.indicators]))
    again = run(smaller, less, settings.chain).ranks.column("Index")
    shift = np.abs(again - done.ranks.column("Index"))
    assert found["Social"].mean_shift == pytest.approx(float(shift.mean()))
    assert found["Social"].largest_shift == int(shift.max())


def test_strengths_and_weaknesses_are_the_ends_of_the_ranks() -> None:
    tree = Tree(elements=(Element(code="i"), *(Element(code=c, parent="i") for c in "abc")))
    cells = {"u": {"a": 9, "b": 1, "c": 5}, "v": {"a": 1, "b": 9, "c": 9}, "w": {"a": 5, "b": 5, "c": 1}}
    done = run(dataset(cells, tree), tree, Chain(normalise=Normalise(method="none")))
    best, worst = strengths_and_weaknesses(done, "u", count=1)
    assert (best[0].code, best[0].rank, best[0].above_median) == ("a", 1, 4)
    assert (worst[0].code, worst[0].rank, worst[0].above_median) == ("b", 3, -4)
    with pytest.raises(Invalid, match="没有单位“nobody”"):
        strengths_and_weaknesses(done, "nobody")


def test_availability_by_branch() -> None:
    tree = Tree(
        elements=(
            Element(code="i"),
            Element(code="p", parent="i"),
            Element(code="a", parent="p"),
            Element(code="b", parent="p"),
            Element(code="c", parent="i"),
        )
    )
    data = dataset({"u": {"a": 1, "c": 1}, "v": {}}, tree)
    assert availability(data.table, tree).as_dict() == {
        "u": {"p": 0.5, "i": pytest.approx(2 / 3)},
        "v": {"p": 0.0, "i": 0.0},
    }
