"""Normalising: every indicator on one scale, more being better. Directions multiply the values first."""

from collections.abc import Callable
from decimal import Decimal

import numpy as np

from lingnan.core.errors import Invalid
from lingnan.index.arrays import Floats, Table, ranks
from lingnan.index.chain import Normalise
from lingnan.index.scoring import Scoring
from lingnan.index.tree import Element, Tree

Column = Callable[[Floats], Floats]


def minmax(x: Floats, low: float, high: float) -> Floats:
    """(x − min)/(max − min)·(high − low) + low; all values equal: nothing.

    >>> minmax(np.array([2.0, 3.0, 4.0]), 0, 100)
    array([  0.,  50., 100.])
    """
    least, most = np.nanmin(x), np.nanmax(x)
    return np.asarray((x - least) / (most - least) * (high - low) + low)


def zscore(x: Floats, mean: float, sd: float) -> Floats:
    """(x − mean)/s·sd + mean, s with n − 1.

    >>> zscore(np.array([2.0, 3.0, 4.0]), 10, 2)
    array([ 8., 10., 12.])
    """
    return np.asarray((x - np.nanmean(x)) / np.nanstd(x, ddof=1) * sd + mean)


def rank_from_below(x: Floats) -> Floats:
    """1 for the lowest, ties the smallest rank."""
    return ranks(-x[:, None])[:, 0]


def normalise(table: Table, tree: Tree, settings: Normalise) -> tuple[Table, tuple[str, ...]]:
    """The normalised table, and a warning for each indicator that says nothing because all its values are equal."""
    out = np.full_like(table.values, np.nan)
    warnings = []
    _check(table, tree, settings)
    for place, code in enumerate(table.codes):
        element, x = tree.by_code[code], table.values[:, place]
        if np.isnan(x).all():
            warnings.append(f"指标 {code} 没有任何数值")
            continue
        if "constant" in settings.used and np.nanmin(x) == np.nanmax(x):
            if settings.get("constant") == "refuse":
                raise Invalid(code, f"所有单位的值都是 {np.nanmin(x):g}，分不出高低")
            warnings.append(f"指标 {code} 所有单位的值都是 {np.nanmin(x):g}，分不出高低，不计入上级")
            continue
        out[:, place] = _column(x, element, table, settings)
    return table.with_values(out), tuple(warnings)


def _check(table: Table, tree: Tree, settings: Normalise) -> None:
    if settings.method == "goalposts":
        known = {code for code, *_ in settings.get("posts")}
        if unknown := sorted(known - set(tree.by_code)):
            raise Invalid("normalise.posts", f"没有这些指标：{'、'.join(unknown)}")
        if without := [code for code in table.codes if code not in known]:
            raise Invalid("normalise.posts", f"这些指标没有给出最差值与最好值：{'、'.join(without)}")
    untargeted = [code for code in table.codes if tree.by_code[code].target is None]
    if settings.method == "distance_to_target" and untargeted:
        raise Invalid("normalise", f"这些指标没有目标值：{'、'.join(untargeted)}")
    if settings.method == "scoring":
        if without := [code for code in table.codes if tree.by_code[code].scoring is None]:
            raise Invalid("normalise", f"这些指标没有评分规则：{'、'.join(without)}")
    elif ruled := [code for code in table.codes if tree.by_code[code].scoring is not None]:
        raise Invalid("normalise", f"{ruled[0]} 有评分规则，方法 {settings.method} 不会用它；请用 scoring")
    if settings.method == "distance_to_reference" and settings.get("reference") not in table.row:
        raise Invalid("normalise.reference", f"没有单位“{settings.get('reference')}”（或已被剔除）")


def _column(x: Floats, element: Element, table: Table, settings: Normalise) -> Floats:
    get, method = settings.get, settings.method
    if method == "scoring" and element.scoring is not None:
        return points(x, element.scoring, units=table.units, code=element.code)
    if method == "goalposts":
        return _goalposts(x, element, settings)
    if method == "distance_to_target":
        return _to_target(x, element, cap=get("cap"))
    x = x * element.direction
    if method == "distance_to_reference":
        return _to_reference(x, table.row[get("reference")], element, cap=get("cap"))
    plain: dict[str, Column] = {
        "none": lambda x: x,
        "minmax": lambda x: minmax(x, get("low"), get("high")),
        "zscore": lambda x: zscore(x, get("mean"), get("sd")),
        "scaled": lambda x: _scaled(x, get("low"), get("high"), element.direction),
        "rank": rank_from_below,
        "borda": lambda x: rank_from_below(x) - 1,
        "percentile_rank": _percentile_rank,
        "fraction_of_maximum": lambda x: _fraction(x, element.code),
        "distance_to_maximum": lambda x: 1 - (np.nanmax(x) - x) / (np.nanmax(x) - np.nanmin(x)),
    }
    return plain[method](x)


def _scaled(x: Floats, low: float, high: float, direction: int) -> Floats:
    """The given range to 0-100, not cut off; for a negative direction the range is mirrored with the values."""
    ends = (low, high) if direction == 1 else (-high, -low)
    return (x - ends[0]) / (ends[1] - ends[0]) * 100


def _percentile_rank(x: Floats) -> Floats:
    others = int((~np.isnan(x)).sum()) - 1
    return (rank_from_below(x) - 1) / others if others else np.full_like(x, np.nan)


def _fraction(x: Floats, code: str) -> Floats:
    most = np.nanmax(x)
    if most <= 0:
        raise Invalid(code, f"调整方向后的最大值是 {most:g}，不能求与最大值之比")
    return np.asarray(x / most)


def _to_target(x: Floats, element: Element, *, cap: bool) -> Floats:
    target = (element.target or 0.0) * element.direction
    x = x * element.direction
    least = np.nanmin(x)
    if target <= least:
        raise Invalid(element.code, f"目标值 {element.target:g} 不好于最差的实际值，不能求与目标之比")
    y = (x - least) / (target - least)
    return np.asarray(np.where(y > 1, 1.0, y) if cap else y)


def _to_reference(x: Floats, row: int, element: Element, *, cap: bool) -> Floats:
    least, wished = np.nanmin(x), x[row]
    if np.isnan(wished) or wished == least:
        raise Invalid(element.code, "参照单位没有这个指标的值，或它的值最差，不能作参照")
    y = 1 - (wished - x) / (wished - least)
    return np.asarray(np.where(y > 1, 1.0, y) if cap else y)


def _goalposts(x: Floats, element: Element, settings: Normalise) -> Floats:
    worst, best = next((worst, best) for code, worst, best in settings.get("posts") if code == element.code)
    if worst == best or (best > worst) is not (element.direction == 1):
        raise Invalid(
            "normalise.posts", f"{element.code} 的最差值 {worst:g}、最好值 {best:g} 与方向 {element.direction} 不符"
        )
    y = (x - worst) / (best - worst)
    if settings.get("cap"):
        y = np.where(np.isnan(y), y, np.clip(y, 0.0, 1.0))
    return np.asarray(y * (settings.get("high") - settings.get("low")) + settings.get("low"))


def points(x: Floats, rule: Scoring, *, units: tuple[str, ...], code: str) -> Floats:
    """A declared rule on every value, judged as decimals; each distinct value once."""
    out = np.full(x.shape, np.nan)
    for value in np.unique(x[~np.isnan(x)]):
        try:
            scored = rule(Decimal(repr(float(value))))
        except Invalid as error:
            first = units[int(np.flatnonzero(x == value)[0])]
            raise Invalid(f"{first}.{code}", error.reason) from error
        out[x == value] = float(scored)
    return out
