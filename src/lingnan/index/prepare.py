"""The steps before treatment: denominate, impute, screen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np

from lingnan.core.errors import Fault, Invalid
from lingnan.index.arrays import Bools, Dataset, Floats, Table
from lingnan.index.chain import Denominate, Impute, Screen
from lingnan.index.panel import impute_panel
from lingnan.index.tree import Tree, exact


@dataclass(frozen=True, kw_only=True)
class Imputed:
    """One value that was filled in."""

    unit: str
    code: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Removed:
    """A unit or an indicator that did not have enough data, with its share."""

    kind: str  # unit, indicator
    code: str
    share: float


def denominate(data: Dataset, tree: Tree, settings: Denominate) -> Table:
    """Every indicator with a denominator divided by it; a missing denominator makes the value missing."""
    table = data.table
    if settings.method == "none":
        return table
    named = [(e.code, e.denominator) for e in tree.indicators if e.denominator and e.code in table.position]
    if not named:
        raise Invalid("denominate", "没有一个指标写明分母，这一步不起作用")
    values = table.values.copy()
    for code, denominator in named:
        if denominator not in data.denominators:
            raise Invalid(code, f"分母“{denominator}”不在数据表中")
        by = data.denominators[denominator]
        if (by == 0).any():
            unit = table.units[int(np.flatnonzero(by == 0)[0])]
            raise Invalid(f"{unit}.{denominator}", f"分母是 0，不能计算 {code}")
        values[:, table.position[code]] = table.column(code) / by
    return table.with_values(values)


def impute(
    table: Table, data: Dataset, tree: Tree, settings: Impute, denominating: Denominate
) -> tuple[Table, tuple[Imputed, ...]]:
    """Fill what is missing; what cannot be filled (a group without any value) stays missing."""
    gaps, group = np.isnan(table.values), _known_group(settings, data.groups)
    if settings.method == "panel":
        values = _from_other_years(table, data, tree, settings, denominating)
    elif settings.method == "none" or not gaps.any():
        return table, ()
    elif settings.method == "em":
        values = _em_by_group(table, settings, tree)
    else:
        middle = np.nanmedian if settings.method.endswith("median") else np.nanmean
        values = _by_group(table.values, group, middle)
    filled = tuple(
        Imputed(unit=table.units[row], code=table.codes[place], value=float(values[row, place]))
        for row, place in zip(*np.nonzero(gaps & ~np.isnan(values)), strict=True)
    )
    return table.with_values(values), filled


def _from_other_years(table: Table, data: Dataset, tree: Tree, settings: Impute, denominating: Denominate) -> Floats:
    """Gaps from the same unit in other years, each year divided by its own denominators."""
    if not data.others or data.year is None:
        raise Invalid("impute.method", "panel 需要多年的数据：数据表要有 Time 列，并且不止一年")
    panel = {year: denominate(other, tree, denominating) for year, other in data.others.items()}
    filled, _ = impute_panel(
        {**panel, data.year: table}, how=settings.get("how"), most_years=settings.get("most_years")
    )
    return filled[data.year].values


def _em_by_group(table: Table, settings: Impute, tree: Tree) -> Floats:
    """Indicators below the same element of the given level lend each other their gaps."""
    level = settings.get("level")
    if not 2 <= level <= tree.height:  # noqa: PLR2004 - indicators alone lend nothing
        raise Invalid("impute.level", f"{level} 不在 2 到 {tree.height} 之间")
    above = {code: tree.ancestor(code, level) for code in table.codes}
    values = table.values.copy()
    for group in dict.fromkeys(above.values()):
        part = table.columns([code for code in table.codes if above[code] == group])
        if np.isnan(part.values).any():
            places = [table.position[code] for code in part.codes]
            values[:, places] = expectation_maximisation(
                part, rounds=settings.get("rounds"), tolerance=settings.get("tolerance")
            )
    return values


def _known_group(settings: Impute, groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    if "group" not in settings.used:
        return None
    group = str(settings.get("group"))
    if group not in groups:
        raise Invalid("impute.group", f"数据表没有分组列“{group}”；可选：{'、'.join(groups) or '无'}")
    return groups[group]


def _by_group(values: Floats, labels: tuple[str, ...] | None, middle: Callable[[Floats], np.floating]) -> Floats:
    out = values.copy()
    whole: Bools = np.ones(len(values), dtype=bool)
    within = (
        [whole] if labels is None else [np.array([each == g for each in labels]) for g in dict.fromkeys(labels) if g]
    )
    for rows in within:
        for place in range(values.shape[1]):
            column = values[rows, place]
            gaps = np.isnan(column)
            if gaps.any() and not gaps.all():
                out[rows, place] = np.where(gaps, middle(column), column)
    return out


def expectation_maximisation(table: Table, *, rounds: int, tolerance: float) -> Floats:
    """Conditional means under one multivariate normal distribution fitted by EM (deterministic, ridge 1e-8).

    Needs more units than indicators; columns are scaled first, so units of measure do not matter.
    """
    x = table.values
    n, p = x.shape
    if n <= p:
        raise Invalid("impute.method", f"EM 需要单位数（{n}）多于指标数（{p}）")
    gaps = np.isnan(x)
    if gaps.all(axis=0).any():
        raise Invalid(table.codes[int(np.flatnonzero(gaps.all(axis=0))[0])], "没有任何数值，EM 无从估计")
    centre, scale = np.nanmean(x, axis=0), np.nanstd(x, axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    z = np.where(gaps, 0.0, (x - centre) / scale)
    mean, cov = z.mean(axis=0), np.cov(z, rowvar=False, bias=True) + 1e-8 * np.eye(p)
    for _ in range(rounds):
        filled, extra = _expected(z, gaps, mean, cov)
        new_mean = filled.mean(axis=0)
        off = filled - new_mean
        new_cov = (off.T @ off + extra) / n + 1e-8 * np.eye(p)
        moved = max(np.abs(new_mean - mean).max(), np.abs(new_cov - cov).max())
        mean, cov, z = new_mean, new_cov, filled
        if moved < tolerance:
            return np.where(gaps, z * scale + centre, x)
    raise Invalid("impute.rounds", f"EM 在 {rounds} 轮内没有收敛")


def _expected(z: Floats, gaps: Bools, mean: Floats, cov: Floats) -> tuple[Floats, Floats]:
    filled, extra = z.copy(), np.zeros_like(cov)
    patterns, which = np.unique(gaps, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        rows = np.flatnonzero(which.ravel() == number)
        if not pattern.any():
            continue
        m, o = np.flatnonzero(pattern), np.flatnonzero(~pattern)
        slope = np.linalg.solve(cov[np.ix_(o, o)], cov[np.ix_(o, m)]) if o.size else np.zeros((0, m.size))
        filled[np.ix_(rows, m)] = mean[m] + (z[np.ix_(rows, o)] - mean[o]) @ slope
        extra[np.ix_(m, m)] += rows.size * (cov[np.ix_(m, m)] - cov[np.ix_(m, o)] @ slope)
    return filled, extra


def screen(table: Table, settings: Screen) -> tuple[Table, tuple[Removed, ...]]:
    """Keep what has at least its share of data; a share exactly at the limit is enough (judged as a fraction)."""
    if settings.method == "none":
        return table, ()
    removed: list[Removed] = []
    if "indicators" in settings.used:
        known = (~np.isnan(table.values)).sum(axis=0)
        keep = known >= _needed(settings.get("indicators"), len(table.units))
        removed += _removed("indicator", table.codes, known / max(len(table.units), 1), keep)
        table = table.columns([code for code, kept in zip(table.codes, keep, strict=True) if kept])
    if "units" in settings.used:
        known = (~np.isnan(table.values)).sum(axis=1)
        keep = known >= _needed(settings.get("units"), len(table.codes))
        removed += _removed("unit", table.units, known / max(len(table.codes), 1), keep)
        table = table.rows(keep)
    if "nonzero" in settings.used:
        known = (~np.isnan(table.values)).sum(axis=1)
        other = known - (table.values == 0).sum(axis=1)
        keep = np.array([o >= _needed(settings.get("nonzero"), int(k)) for o, k in zip(other, known, strict=True)])
        removed += _removed("unit", table.units, other / np.maximum(known, 1), keep)
        table = table.rows(keep)
    if not table.units or not table.codes:
        said = "没有一个单位的数据够用" if not table.units else "没有一个指标的数据够用"
        raise Invalid("screen", said, faults=tuple(Fault(where=r.code, reason=f"有 {r.share:.1%}") for r in removed))
    return table, tuple(removed)


def _needed(share: float, of: int) -> int:
    """The least count that is this share of the whole: 0.9 of 50 is 45, exactly."""
    return ceil(exact(share) * of)


def _removed(kind: str, names: tuple[str, ...], shares: Floats, keep: Bools) -> list[Removed]:
    gone = [(name, share) for name, share, kept in zip(names, shares, keep, strict=True) if not kept]
    return [Removed(kind=kind, code=name, share=float(share)) for name, share in gone]
