"""Several years: filling gaps along time, one scale for all years, and trends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lingnan.core.errors import Invalid
from lingnan.index.arrays import Bools, Floats, Table
from lingnan.index.chain import Normalise
from lingnan.index.normalise import normalise
from lingnan.index.tree import Tree

Panel = Mapping[int, Table]
"""One table a year, all with the same codes; units may come and go."""
How = Literal["latest", "linear"]


@dataclass(frozen=True, kw_only=True)
class Carried:
    """A value that was filled in along time, and the year or years it comes from."""

    unit: str
    code: str
    year: int
    value: float
    from_years: tuple[int, ...]


def impute_panel(
    panel: Panel, *, how: How = "latest", most_years: int | None = None
) -> tuple[dict[int, Table], tuple[Carried, ...]]:
    """Gaps filled from the same unit in other years.

    latest: the newest earlier value, at most `most_years` back. linear: on the line between the years around the gap,
    before the first and after the last known year the nearest value. Every filled value says which years it is from.
    """
    years = _years(panel)
    if len(years) < 2:  # noqa: PLR2004 - one year has no other
        raise Invalid("panel", "只有一年的数据，不能按年份填补")
    if how not in ("latest", "linear"):
        raise Invalid("panel.how", f"没有方法“{how}”；可选：latest、linear")
    if how == "linear" and most_years is not None:
        raise Invalid("panel.most_years", "方法 linear 不用这个设置，写了也不起作用")
    codes = panel[years[0]].codes
    filled = {year: panel[year].values.copy() for year in years}
    carried: list[Carried] = []
    for unit in dict.fromkeys(unit for year in years for unit in panel[year].units):
        mine = [year for year in years if unit in panel[year].row]
        for place, code in enumerate(codes):
            series = [panel[year].value(unit, code) for year in mine]
            for year, value, sources in _filled(mine, series, how, most_years):
                filled[year][panel[year].row[unit], place] = value
                carried.append(Carried(unit=unit, code=code, year=year, value=value, from_years=sources))
    return {year: panel[year].with_values(filled[year]) for year in years}, tuple(carried)


def _filled(
    years: list[int], series: list[float | None], how: How, most_years: int | None
) -> list[tuple[int, float, tuple[int, ...]]]:
    known = {year: value for year, value in zip(years, series, strict=True) if value is not None}
    found: list[tuple[int, float, tuple[int, ...]]] = []
    for year in years:
        if year in known or not known:
            continue
        before = max((k for k in known if k < year), default=None)
        after = min((k for k in known if k > year), default=None)
        if how == "latest":
            if before is not None and (most_years is None or year - before <= most_years):
                found.append((year, known[before], (before,)))
        elif before is not None and after is not None:
            share = (year - before) / (after - before)
            found.append((year, known[before] + share * (known[after] - known[before]), (before, after)))
        else:
            nearest = before if before is not None else after
            if nearest is not None:
                found.append((year, known[nearest], (nearest,)))
    return found


def _years(panel: Panel) -> list[int]:
    years = sorted(panel)
    if not years or any(panel[year].codes != panel[years[0]].codes for year in years):
        raise Invalid("panel", "各年的指标不一致" if years else "没有一年的数据")
    return years


def normalise_panel(panel: Panel, tree: Tree, settings: Normalise) -> tuple[dict[int, Table], tuple[str, ...]]:
    """All years on one scale: minima, means and ranks are taken over every unit in every year."""
    years = _years(panel)
    units = tuple(f"{year}/{unit}" for year in years for unit in panel[year].units)
    stacked = Table(units=units, codes=panel[years[0]].codes, values=np.concatenate([panel[y].values for y in years]))
    whole, warnings = normalise(stacked, tree, settings)
    out, start = {}, 0
    for year in years:
        stop = start + len(panel[year].units)
        out[year] = panel[year].with_values(whole.values[start:stop])
        start = stop
    return out, warnings


@dataclass(frozen=True, kw_only=True)
class Trend:
    """One unit and code over the years: change a year by least squares, and the mean yearly growth."""

    unit: str
    code: str
    years: int
    slope: float | None
    growth: float | None
    first: float | None
    last: float | None


def trends(panel: Panel, code: str) -> tuple[Trend, ...]:
    """Every unit's trend in one code; growth is compound, first known year to last, both positive."""
    years = _years(panel)
    if code not in panel[years[0]].position:
        raise Invalid("code", f"没有“{code}”")
    units = dict.fromkeys(unit for year in years for unit in panel[year].units)
    return tuple(_trend(unit, code, years, panel) for unit in units)


def _trend(unit: str, code: str, years: list[int], panel: Panel) -> Trend:
    series = np.array([panel[y].value(unit, code) if unit in panel[y].row else None for y in years], dtype=float)
    known: Bools = ~np.isnan(series)
    x: Floats = np.array(years, dtype=float)[known]
    y = series[known]
    if y.size < 2:  # noqa: PLR2004 - a line needs two
        alone = float(y[0]) if y.size else None
        return Trend(unit=unit, code=code, years=y.size, slope=None, growth=None, first=alone, last=alone)
    dx = x - x.mean()
    slope = float((dx * (y - y.mean())).sum() / (dx * dx).sum())
    growth = float((y[-1] / y[0]) ** (1 / (x[-1] - x[0])) - 1) if y[0] > 0 and y[-1] > 0 else None
    return Trend(unit=unit, code=code, years=y.size, slope=slope, growth=growth, first=float(y[0]), last=float(y[-1]))
