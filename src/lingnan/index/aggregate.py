"""Aggregating: children to parents, level by level, for one set of weights or for thousands at once.

Every mean is made of element-wise operations in the order of the children, never of a library's matrix product:
so a unit's score does not depend on which other units or replicates stand beside it, equal units get equal
scores, and a replay gives the same bits whatever the number of threads.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np

from lingnan.core.errors import Fault, Invalid
from lingnan.index.arrays import Bools, Floats, Table
from lingnan.index.chain import Aggregate
from lingnan.index.scoring import Bonus, Veto
from lingnan.index.tree import Tree, exact

MOST_FOR_PAIRS = 3000  # pairwise comparison grows with the square of the units
Weights = Mapping[str, Floats]  # code -> one weight a replicate


@dataclass(frozen=True, kw_only=True, eq=False)
class Siblings:
    """The children of one parent: values (replicate or 1, unit) and weights (replicate,) in the order of the tree."""

    codes: tuple[str, ...]
    values: tuple[Floats, ...]
    weights: tuple[Floats, ...]


def _means(of: Siblings) -> tuple[Floats, Floats]:
    """Weighted sum and the weights present, over replicates and units."""
    top = np.zeros(np.broadcast_shapes(*(x.shape for x in of.values), (of.weights[0].size, 1)))
    whole = np.zeros((of.weights[0].size, 1))
    for x, w in zip(of.values, of.weights, strict=True):
        known = ~np.isnan(x)
        if known.all():
            top += w[:, None] * x
            whole = whole + w[:, None]
        else:
            top += w[:, None] * np.where(known, x, 0.0)
            whole = whole + w[:, None] * known
    return top, whole


def amean(of: Siblings) -> Floats:
    """Σ w·x / Σ w over the children present; no child present, or all present of weight 0: nothing."""
    top, whole = _means(of)
    return _divided(top, whole)


def _divided(top: Floats, whole: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(whole > 0, top / whole, np.nan))


def _transformed(of: Siblings, change: Callable[[Floats], Floats]) -> Siblings:
    with np.errstate(divide="ignore", invalid="ignore"):
        return Siblings(codes=of.codes, values=tuple(change(x) for x in of.values), weights=of.weights)


def gmean(of: Siblings) -> Floats:
    """exp(Σ w·log x / Σ w) over the children present."""
    return np.asarray(np.exp(amean(_transformed(of, np.log))))


def hmean(of: Siblings) -> Floats:
    """Σ w / Σ (w / x) over the children present."""
    return np.asarray(1 / amean(_transformed(of, np.reciprocal)))


def mpi(of: Siblings) -> Floats:
    """Mazziotta-Pareto: mean − s·(s / mean), s the weighted standard deviation: unevenness costs points."""
    mean = amean(of)
    spread = np.sqrt(
        amean(Siblings(codes=of.codes, values=tuple((x - mean) ** 2 for x in of.values), weights=of.weights))
    )
    return np.asarray(mean - spread * spread / mean)


def _stacked(of: Siblings) -> Floats:
    shape = np.broadcast_shapes(*(x.shape for x in of.values), (of.weights[0].size, 1))
    return np.stack([np.broadcast_to(x, shape) for x in of.values])


def minimum(of: Siblings) -> Floats:
    """The worst child decides: nothing makes up for it."""
    return np.asarray(np.fmin.reduce(_stacked(of), axis=0))


def median(of: Siblings) -> Floats:
    """The middle child; weights play no part."""
    stacked = _stacked(of)
    nothing = np.isnan(stacked).all(axis=0)
    return np.asarray(np.where(nothing, np.nan, np.nanmedian(np.where(nothing, 0.0, stacked), axis=0)))


def outranking_matrix(of: Siblings, replicate: int = 0) -> Floats:
    """Share of weight for which the row unit is above the column unit (half for ties), over children both have."""
    n = of.values[0].shape[1]
    if n > MOST_FOR_PAIRS:
        raise Invalid("aggregate.methods", f"两两比较最多 {MOST_FOR_PAIRS} 个单位，这里有 {n} 个")
    above, both = np.zeros((n, n)), np.zeros((n, n))
    for x, w in zip(of.values, of.weights, strict=True):
        row = x[min(replicate, len(x) - 1)]
        weight = w[replicate]
        known = ~np.isnan(row)
        above += weight * ((row[:, None] > row[None, :]) + 0.5 * (row[:, None] == row[None, :]))
        both += weight * (known[:, None] & known[None, :])
    return _divided(above, both)


def _pairwise(of: Siblings, score: Callable[[Floats], Floats]) -> Floats:
    rows = []
    for replicate in range(of.weights[0].size):
        matrix = outranking_matrix(of, replicate)
        np.fill_diagonal(matrix, np.nan)
        known = ~np.isnan(matrix)
        total = np.where(known, score(matrix), 0.0).sum(axis=1)
        rows.append(np.where(known.any(axis=1), total, np.nan))
    return np.array(rows)


def copeland(of: Siblings) -> Floats:
    """Units beaten (outranking over a half) less units that beat it."""
    return _pairwise(of, lambda matrix: np.sign(np.where(matrix == 0.5, 0.0, matrix - 0.5)))  # noqa: PLR2004 - a half


def outranking(of: Siblings) -> Floats:
    """Net flow: how much it outranks the others less how much they outrank it, over all."""
    return _pairwise(of, lambda matrix: matrix - matrix.T)


METHODS: dict[str, Callable[[Siblings], Floats]] = {
    "amean": amean,
    "gmean": gmean,
    "hmean": hmean,
    "mpi": mpi,
    "minimum": minimum,
    "median": median,
    "copeland": copeland,
    "outranking": outranking,
}
POSITIVE = {"gmean", "hmean", "mpi"}


def _power_mean(of: Siblings, power: float) -> Floats:
    def raised(x: Floats) -> Floats:
        return np.asarray(x**power)

    return np.asarray(amean(_transformed(of, raised)) ** (1 / power))


def check_methods(tree: Tree, settings: Aggregate) -> None:
    """As many methods as there are levels of aggregates, or one."""
    if len(settings.methods) not in (1, tree.height - 1):
        raise Invalid(
            "aggregate.methods", f"写一个方法，或 {tree.height - 1} 个（每级一个），实际 {len(settings.methods)} 个"
        )


def aggregate_all(
    normalised: Table, tree: Tree, settings: Aggregate, weights: Weights
) -> tuple[dict[str, Floats], dict[int, str]]:
    """Every aggregate as (replicate, unit), and the replicates that have no answer with the reason why.

    A replicate in which a mean that needs positive values meets a zero or negative one has no answer at all.
    """
    check_methods(tree, settings)
    have: dict[str, Floats] = {
        code: np.ascontiguousarray(normalised.values[None, :, place]) for code, place in normalised.position.items()
    }
    failed: dict[int, str] = {}
    count = next(iter(weights.values())).size
    for parent, below in tree.children.items():
        codes = tuple(code for code in below if code in have and tree.is_weighed(code))
        method = settings.method_at(tree.by_code[parent].level)
        if not codes:
            if any(code in have for code in below):
                raise Invalid(parent, "下级只有加分或否决，没有可平均的指标")
            continue
        of = Siblings(codes=codes, values=tuple(have[c] for c in codes), weights=tuple(weights[c] for c in codes))
        if method in POSITIVE or (method == "power" and (settings.power or 0) < 1):
            _note_failures(of, parent, method, normalised.units, failed)
        with np.errstate(divide="ignore", invalid="ignore"):
            score = _power_mean(of, settings.power or 1.0) if method == "power" else METHODS[method](of)
        if settings.available > 0:
            present = np.stack([np.broadcast_to(~np.isnan(x), score.shape) for x in of.values]).sum(axis=0)
            score = np.where(present < ceil(exact(settings.available) * len(codes)), np.nan, score)
        have[parent] = _capped(score, parent, tree, have)
    for replicate in failed:
        for parent in tree.children:
            if parent in have:
                have[parent] = have[parent] if len(have[parent]) == count else np.repeat(have[parent], count, axis=0)
                have[parent][replicate] = np.nan
    return have, failed


def _note_failures(of: Siblings, parent: str, method: str, units: tuple[str, ...], failed: dict[int, str]) -> None:
    for code, x in zip(of.codes, of.values, strict=True):
        bad: Bools = x <= 0
        if not bad.any():
            continue
        for replicate in range(of.weights[0].size):
            row = bad[min(replicate, len(bad) - 1)]
            if replicate not in failed and row.any():
                unit = int(np.flatnonzero(row)[0])
                value = x[min(replicate, len(x) - 1), unit]
                failed[replicate] = f"{parent} 的 {method} 只能用正数：{code} 在 {units[unit]} 是 {value:.15g}"


def _capped(score: Floats, parent: str, tree: Tree, have: Mapping[str, Floats]) -> Floats:
    """Bonus first, then veto: a veto is stronger than any bonus."""
    for code in tree.children[parent]:
        rule = tree.by_code[code].scoring
        if isinstance(rule, Bonus) and code in have:
            extra = np.where(np.isnan(have[code]), 0.0, have[code])
            score = np.where(extra > 0, np.maximum(score, np.minimum(score + extra, float(rule.ceiling))), score)
    for code in tree.children[parent]:
        rule = tree.by_code[code].scoring
        if isinstance(rule, Veto) and code in have:
            score = np.where(have[code] == 1.0, np.minimum(score, float(rule.ceiling)), score)
    return score


def aggregate(normalised: Table, tree: Tree, settings: Aggregate, weights: Mapping[str, float]) -> Table:
    """Indicators and every aggregate up to the index, for one set of weights; no answer is an `Invalid`."""
    single = {code: np.array([weight]) for code, weight in weights.items()}
    have, failed = aggregate_all(normalised, tree, settings, single)
    if failed:
        raise Invalid("aggregate", failed[0], faults=(Fault(where="aggregate", reason=failed[0]),))
    codes = tuple(code for code in tree.codes if code in have)
    values = np.stack([have[code][0] for code in codes], axis=1)
    return Table(units=normalised.units, codes=codes, values=values)
