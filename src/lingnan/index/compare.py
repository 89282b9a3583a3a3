"""Two results side by side, and the index against something outside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from lingnan.core.errors import Invalid
from lingnan.index.arrays import ranks
from lingnan.index.multivariate import pearson, spearman


@dataclass(frozen=True, kw_only=True)
class Change:
    """One unit in two results; `moved` is positive where it climbed."""

    unit: str
    score_before: float | None
    score_after: float | None
    rank_before: int | None
    rank_after: int | None

    @property
    def moved(self) -> int | None:
        if self.rank_before is None or self.rank_after is None:
            return None
        return self.rank_before - self.rank_after


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Changes in the order of the second ranking; the correlations are over the units in both."""

    changes: tuple[Change, ...]
    spearman: float | None
    mean_shift: float
    largest_shift: int


def compare(before: Mapping[str, float | None], after: Mapping[str, float | None]) -> Comparison:
    """Scores of one element in two runs (years, weights, editions).

    >>> compare({"a": 3, "b": 2, "c": 1}, {"a": 1, "b": 3, "c": 2}).changes[0].moved
    1
    """
    first, second = _ranked(before), _ranked(after)
    units = sorted({*before, *after}, key=lambda unit: (second.get(unit, 10**9), unit))
    changes = tuple(
        Change(
            unit=unit,
            score_before=before.get(unit),
            score_after=after.get(unit),
            rank_before=first.get(unit),
            rank_after=second.get(unit),
        )
        for unit in units
    )
    shifts = [abs(change.moved) for change in changes if change.moved is not None]
    both = [unit for unit in units if unit in first and unit in second]
    rho = spearman(np.array([float(first[u]) for u in both]), np.array([float(second[u]) for u in both]))
    return Comparison(
        changes=changes,
        spearman=rho,
        mean_shift=sum(shifts) / len(shifts) if shifts else 0.0,
        largest_shift=max(shifts, default=0),
    )


def _ranked(scores: Mapping[str, float | None]) -> dict[str, int]:
    known = {unit: float(score) for unit, score in scores.items() if score is not None}
    if not known:
        return {}
    found = ranks(np.array(list(known.values()))[:, None])[:, 0]
    return {unit: int(rank) for unit, rank in zip(known, found.tolist(), strict=True)}


@dataclass(frozen=True, kw_only=True)
class Regression:
    """outside = intercept + slope·index, by least squares; the error of the slope and t, for who wants a test."""

    units: int
    intercept: float
    slope: float
    slope_error: float
    t: float | None
    r_squared: float
    residuals: Mapping[str, float]


def regress(index: Mapping[str, float | None], outside: Mapping[str, float | None]) -> Regression:
    """Does the index go with something measured elsewhere (income, satisfaction)? Units that have both.

    >>> round(regress({"a": 1, "b": 2, "c": 3, "d": 4}, {"a": 2, "b": 4, "c": 5, "d": 8}).slope, 12)
    1.9
    """
    pairs = {unit: (a, b) for unit, a in index.items() if a is not None and (b := outside.get(unit)) is not None}
    if len(pairs) < 3:  # noqa: PLR2004 - two points always lie on a line
        raise Invalid("regress", f"只有 {len(pairs)} 个单位两边都有值，至少要 3 个")
    x = np.array([float(pair[0]) for pair in pairs.values()])
    y = np.array([float(pair[1]) for pair in pairs.values()])
    dx = x - x.mean()
    spread = float((dx * dx).sum())
    if spread == 0:
        raise Invalid("regress", "各单位的指数相同，不能回归")
    slope = float((dx * (y - y.mean())).sum()) / spread
    intercept = float(y.mean()) - slope * float(x.mean())
    off = y - intercept - slope * x
    left = float((off * off).sum())
    whole = float(((y - y.mean()) ** 2).sum())
    error = sqrt(left / (len(pairs) - 2) / spread)
    return Regression(
        units=len(pairs),
        intercept=intercept,
        slope=slope,
        slope_error=error,
        t=slope / error if error else None,
        r_squared=1 - left / whole if whole else 0.0,
        residuals=dict(zip(pairs, off.tolist(), strict=True)),
    )


def correlate(
    index: Mapping[str, float | None], outside: Mapping[str, float | None]
) -> tuple[float | None, float | None]:
    """Pearson and Spearman over the units that have both."""
    units = [unit for unit in index if index[unit] is not None and outside.get(unit) is not None]
    x = np.array([float(index[unit] or 0.0) for unit in units])
    y = np.array([float(outside[unit] or 0.0) for unit in units])
    return pearson(x, y), spearman(x, y)
