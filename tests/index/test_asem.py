"""The ASEM chain against two others: results of the reference implementation in R, and a slow writing of our own."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from lingnan.index import Aggregate, Treat, ranks, run
from lingnan.index.aggregate import aggregate
from lingnan.index.arrays import Dataset
from lingnan.index.replicates import N_MINMAX, N_ZSCORE, Workbench, changed
from lingnan.index.scores import Run
from lingnan.index.sensitivity import _estimate
from lingnan.index.settings import Settings
from lingnan.index.tree import Tree

Asem = tuple[Dataset, Tree, Settings]


@pytest.fixture(scope="module")
def done(asem: Asem) -> Run:
    data, tree, settings = asem
    return run(data, tree, settings.chain)


@pytest.fixture(scope="module")
def slow(slow_run: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    return slow_run(share=Decimal("0.9"))


@pytest.mark.parametrize("step", Run.STEPS)
def test_every_step_equals_the_slow_chain(done: Run, slow: dict[str, Any], step: str) -> None:
    table = getattr(done, step)
    assert set(table.codes) == set(slow[step])
    early = step in ("raw", "denominated", "imputed")
    assert list(table.units) == slow["all_units" if early else "units"]
    for code in table.codes:
        expected = [np.nan if value is None else float(value) for value in slow[step][code]]
        tolerance = {"rtol": 0, "atol": 0} if step in ("raw", "ranks") else {"rtol": 1e-12, "atol": 1e-12}
        np.testing.assert_allclose(table.column(code), expected, err_msg=code, **tolerance)


def test_index_and_ranks_equal_those_of_the_reference_in_r(done: Run, reference: dict[str, Any]) -> None:
    ours = np.array([done.aggregated.value(unit, "Index") for unit in reference["units"]])
    np.testing.assert_allclose(ours, reference["nominal"], rtol=0, atol=1e-12)
    assert [done.ranks.value(unit, "Index") for unit in reference["units"]] == reference["nominal_ranks"]


def test_replicates_of_the_reference_are_ours_under_some_weights(asem: Asem, reference: dict[str, Any]) -> None:
    """R kept the scores but not the weights it had drawn. Only weights of levels 2 and 3 varied, so a replicate must be
    an exact weighted mean of our eight pillars under one of the 20 choices of winmax, normalisation and aggregation:
    51 equations for 8 unknowns leave no room for a wrong pillar."""
    data, tree, settings = asem
    bench = Workbench(data=data, tree=tree)
    codes = [element.code for element in tree.elements if element.level == 2]
    pillars: list[tuple[np.ndarray[Any, Any], bool]] = []
    for winmax in range(1, 6):
        for norm in (N_MINMAX, N_ZSCORE):
            for method in ("amean", "gmean"):
                chain = replace(changed(settings.chain, "treat.winmax", winmax), normalise=norm)
                table, kept = bench.normalised(chain)
                scores = aggregate(table, kept, Aggregate(methods=(method,)), kept.weights).columns(codes)
                order = [scores.row[unit] for unit in reference["units"]]
                found = scores.values[order]
                pillars.append((np.log(found) if method == "gmean" else found, method == "gmean"))
    for scores_of_r in reference["replicates"].values():
        y = np.array(scores_of_r)
        off = []
        for x, is_log in pillars:
            target = np.log(y) if is_log else y
            weights = np.linalg.lstsq(x, target, rcond=None)[0]
            off.append((np.abs(x @ weights - target).max() / np.abs(target).max(), weights.sum()))
        best, total = min(off)
        assert best < 1e-12
        assert total == pytest.approx(1.0, abs=1e-9)


def test_effects_equal_those_of_the_reference(reference: dict[str, Any]) -> None:
    y = np.array(reference["mean_rank_shift"]).reshape(6, 100)
    first, total, _ = _estimate(y)
    np.testing.assert_allclose(first, reference["sensitivity"]["first"], rtol=1e-12)
    np.testing.assert_allclose(total, reference["sensitivity"]["total"], rtol=1e-12)


def test_rank_quantiles_equal_those_of_the_reference(reference: dict[str, Any]) -> None:
    drawn = np.array(list(reference["ranks"].values()), dtype=float)
    for share, name in ((0.05, "Q5"), (0.5, "Median"), (0.95, "Q95")):
        np.testing.assert_allclose(np.quantile(drawn, share, axis=1), reference["rank_stats"][name], rtol=1e-12)


@pytest.mark.parametrize("winmax", [0, 1, 2, 3])
def test_too_few_points_end_in_the_logarithm_of_the_untreated_values(
    asem: Asem, slow_run: Callable[..., dict[str, Any]], winmax: int
) -> None:
    data, tree, settings = asem
    ours = run(data, tree, replace(settings.chain, treat=Treat(method="winsorise", winmax=winmax))).treated
    theirs = slow_run(share=Decimal("0.9"), winmax=winmax)["treated"]
    for code in ours.codes:
        expected = [np.nan if v is None else float(v) for v in theirs[code]]
        np.testing.assert_allclose(ours.column(code), expected, rtol=1e-11, err_msg=code)


def test_ranks_leave_no_gap_but_for_ties() -> None:
    values = np.array([[5.0], [7.0], [7.0], [np.nan], [1.0]])
    assert ranks(values)[:, 0].tolist()[:3] == [3.0, 1.0, 1.0]
    assert np.isnan(ranks(values)[3, 0])
    assert ranks(values)[4, 0] == 4.0
