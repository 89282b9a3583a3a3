"""How uncertain the ranks are, and which choice moves them: Monte Carlo and variance-based effects."""

from dataclasses import dataclass

import numpy as np

from lingnan.core.errors import Invalid
from lingnan.index.arrays import Bools, Floats, ranks
from lingnan.index.chain import Chain
from lingnan.index.replicates import Progress, Scores, Workbench
from lingnan.index.vary import Plan, Replicates, Vary, replicates_of, value_at, variant_of, weight_sets


@dataclass(frozen=True, kw_only=True)
class RankSpread:
    """Where a unit ranks: untouched, and over the replicates (quantiles by linear interpolation, R's type 7)."""

    unit: str
    nominal: int
    mean: float
    median: float
    q05: float
    q95: float

    @property
    def interval(self) -> tuple[int, int]:
        """The 5-95 % interval in whole ranks, widened outwards."""
        return int(np.floor(self.q05)), int(np.ceil(self.q95))


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What one setting does alone (first) and with all its interactions (total), with 5-95 % bootstrap intervals."""

    setting: str
    first: float
    first_q05: float
    first_q95: float
    total: float
    total_q05: float
    total_q95: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
    """A finished study; `replicates` is what a replay needs."""

    plan: Plan
    replicates: Replicates
    scores: Scores
    spreads: tuple[RankSpread, ...]
    effects: tuple[Effect, ...]
    variance: float


def spreads_of(scores: Scores, upto: int | None = None) -> tuple[RankSpread, ...]:
    """Rank distribution of every unit over the first `upto` replicates (all by default), in the order of the units."""
    nominal = ranks(scores.nominal[:, None])[:, 0]
    over = ranks(scores.values[:, :upto])
    over = over[:, ~np.isnan(over).all(axis=0)]
    if not over.size:
        raise Invalid("replicates", "没有一次重复有结果")
    quantiles = np.nanquantile(over, [0.05, 0.5, 0.95], axis=1)
    return tuple(
        RankSpread(
            unit=unit,
            nominal=0 if np.isnan(nominal[row]) else int(nominal[row]),
            mean=float(np.nanmean(over[row])),
            median=float(quantiles[1, row]),
            q05=float(quantiles[0, row]),
            q95=float(quantiles[2, row]),
        )
        for row, unit in enumerate(scores.units)
    )


def rank_frequencies(scores: Scores) -> Floats:
    """Share of replicates in which the unit (row) has the rank (column, from 1); rows add up to 1."""
    over = ranks(scores.values)
    over = over[:, ~np.isnan(over).all(axis=0)]
    n = len(scores.units)
    counts = np.zeros((n, n))
    for row in range(n):
        known = over[row][~np.isnan(over[row])].astype(int)
        counts[row] = np.bincount(known - 1, minlength=n) / max(known.size, 1)
    return counts


def monte_carlo(
    bench: Workbench, chain: Chain, plan: Plan, progress: Progress | None = None
) -> tuple[Replicates, Scores]:
    """N random replicates: how uncertain the ranks are."""
    rng = np.random.default_rng(plan.seed)
    sample, sets = _drawn(plan, rng, bench, chain, len(plan.vary))
    made = replicates_of(sample, plan, chain, sets)
    return made, bench.scores(chain, made.variants, progress)


def _drawn(
    plan: Plan, rng: np.random.Generator, bench: Workbench, chain: Chain, width: int
) -> tuple[Floats, dict[str, dict[str, float]]]:
    noisy = next((each for each in plan.vary if each.setting == "weights"), None)
    sets = {} if noisy is None else weight_sets(bench.tree, noisy, rng, bench.weights(chain))
    return rng.random((plan.draws, width)), sets


def study(bench: Workbench, chain: Chain, plan: Plan, progress: Progress | None = None) -> Study:
    """Variance-based effects of every setting on the target, from N·(d + 2) replicates.

    A and B are two N × d samples; A with column i from B is AB_i. First-order: Saltelli et al. (2010),
    mean(y_B·(y_ABi − y_A)) / V. Total: Jansen (1999), mean((y_A − y_ABi)²) / 2V. V is the variance of y_A and y_B
    together (n − 1). Intervals: the N rows are drawn again with replacement, all of a row together, V anew each time.
    """
    d = len(plan.vary)
    if d < 2:  # noqa: PLR2004 - with one there is nothing to compare
        raise Invalid("sensitivity.vary", "只有一项会变，谈不上哪一项影响大；至少两项")
    rng = np.random.default_rng(plan.seed)
    sample, sets = _drawn(plan, rng, bench, chain, 2 * d)
    a, b = sample[:, :d], sample[:, d:]
    blocks = [a, b]
    for column in range(d):
        mixed = a.copy()
        mixed[:, column] = b[:, column]
        blocks.append(mixed)
    made = replicates_of(np.concatenate(blocks), plan, chain, sets)
    _refuse_without_effect(bench, chain, plan, sets)
    scores = bench.scores(chain, made.variants, progress)
    y = target_of(scores, plan.target).reshape(d + 2, plan.draws)
    effects, variance = effects_of(y, [each.setting for each in plan.vary], plan.bootstrap, rng)
    spreads = spreads_of(scores, 2 * plan.draws)
    return Study(plan=plan, replicates=made, scores=scores, spreads=spreads, effects=effects, variance=variance)


def target_of(scores: Scores, target: str) -> Floats:
    """One number a replicate: mean absolute rank shift against the untouched chain, or a unit's score or rank."""
    if target == "rank_shift":
        over = ranks(scores.values)
        nominal = ranks(scores.nominal[:, None])
        known = ~np.isnan(over) & ~np.isnan(nominal)
        shifts = np.where(known, np.abs(over - nominal), 0.0)
        count = known.sum(axis=0)
        return np.asarray(np.where(count > 0, shifts.sum(axis=0) / np.maximum(count, 1), np.nan))
    kind, _, unit = target.partition(":")
    if kind not in ("score", "rank") or unit not in scores.units:
        raise Invalid("sensitivity.target", f"没有“{target}”；可写 rank_shift、score:单位编码、rank:单位编码")
    values = scores.values if kind == "score" else ranks(scores.values)
    found: Floats = values[scores.units.index(unit)]
    return found


def effects_of(
    y: Floats, settings: list[str], bootstrap: int, rng: np.random.Generator
) -> tuple[tuple[Effect, ...], float]:
    """Effects from the target in rows A, B, AB_1, …, AB_d; draws where any of these failed are left out together."""
    y = y[:, ~np.isnan(y).any(axis=0)]
    if y.shape[1] < 2:  # noqa: PLR2004 - a variance needs two
        raise Invalid("sensitivity", "几乎每次重复都没有结果，算不出影响")
    first, total, variance = _estimate(y)
    if variance == 0:
        raise Invalid("sensitivity", "目标在所有重复里都一样：这些设置怎样变都没有影响")
    n = y.shape[1]
    again = [_estimate(y[:, rng.integers(0, n, n)])[:2] for _ in range(bootstrap)] or [(first, total)]
    low, high = (np.nanquantile(np.array(again), q, axis=0) for q in (0.05, 0.95))
    effects = tuple(
        Effect(
            setting=setting,
            first=float(first[i]),
            first_q05=float(low[0, i]),
            first_q95=float(high[0, i]),
            total=float(total[i]),
            total_q05=float(low[1, i]),
            total_q95=float(high[1, i]),
        )
        for i, setting in enumerate(settings)
    )
    return effects, variance


def _estimate(y: Floats) -> tuple[Floats, Floats, float]:
    ya, yb, mixed = y[0], y[1], y[2:]
    variance = float(np.var(y[:2], ddof=1))
    if variance == 0:
        nothing = np.full(len(mixed), np.nan)
        return nothing, nothing, 0.0
    first = (yb * (mixed - ya)).mean(axis=1) / variance
    total = ((ya - mixed) ** 2).mean(axis=1) / (2 * variance)
    return first, total, variance


def _refuse_without_effect(bench: Workbench, chain: Chain, plan: Plan, sets: dict[str, dict[str, float]]) -> None:
    """Each setting is moved alone through its values: if no score moves at all, it is named and refused."""
    for each in plan.vary:
        variants = [variant_of({each.setting: value}, chain, sets) for value in _trials(each, list(sets))]
        values = bench.scores(chain, variants).values
        same: Bools = (values == values[:, :1]) | (np.isnan(values) & np.isnan(values[:, :1]))
        if same.all():
            raise Invalid(f"sensitivity.vary：{each.setting}", "单独变它，没有一个单位的得分会变：这个设置不起作用")


def _trials(each: Vary, names: list[str]) -> list[object]:
    count = len(names) if each.setting == "weights" else len(each.options) or 5
    return [value_at(each, place / count, names) for place in range(count)]
