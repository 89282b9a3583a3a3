"""What is there twice, not at all, or without its unit."""

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from lingnan.core.labels import Label
from lingnan.engines.evaluate.checks.declare import Cannot, Finding, Look, Seen
from lingnan.engines.evaluate.checks.table import Cell
from lingnan.engines.evaluate.checks.words import plain

MOST_OF = Fraction(1, 2)  # of the units the register knows: fewer, and the table is about something else
NEARLY_A_YEAR = 300  # days; from here a daily series claims the whole year
SHOWN = 3


def duplicates(look: Look) -> Iterator[Seen]:
    """The same series, unit, period and source more than once."""
    look.saw(len(look.table.cells))
    first: dict[tuple[str, str, str, str], Cell] = {}
    for cell in look.table.cells:
        kept = first.setdefault((cell.series, cell.region, cell.period, cell.source), cell)
        if kept is not cell:
            same = kept.value == cell.value
            yield Finding(
                series=cell.series, region=cell.region, period=cell.period,
                observed=_shown(cell), expected=_shown(kept), weight=Fraction(0 if same else 1), line=cell.line,
                reason=Label(
                    zh=f"与第 {kept.line} 行重复" + ("" if same else "，数值还不同"),
                    en=f"Repeats line {kept.line}" + ("" if same else " with another value"),
                ),
            )  # fmt: skip


def units_missing(look: Look) -> Iterator[Seen]:
    """Series whose unit nobody says: neither the file nor the declaration."""
    for series, cells in look.table.by_series.items():
        look.saw(len(cells))
        bare = [cell for cell in cells if not cell.unit]
        if bare and not look.facts.of(series).unit:
            yield Finding(
                series=series, observed=f"{len(bare)}/{len(cells)}", expected="0",
                weight=Fraction(len(bare)), line=bare[0].line,
                reason=Label(zh=f"{len(bare)} 个数没有计量单位", en=f"{len(bare)} values without a unit"),
            )  # fmt: skip


def units_differ(look: Look) -> Iterator[Seen]:
    """A series in two units, or in another one than is declared."""
    for series, cells in look.table.by_series.items():
        counts = Counter(cell.unit for cell in cells if cell.unit)
        look.saw(sum(counts.values()))
        wanted = look.facts.of(series).unit or next((unit for unit, _ in counts.most_common(1)), "")
        for cell in cells:
            if cell.unit and cell.unit != wanted:
                yield Finding(
                    series=series, region=cell.region, period=cell.period, line=cell.line,
                    observed=cell.unit, expected=wanted,
                    reason=Label(zh=f"单位是“{cell.unit}”，该序列用“{wanted}”",
                                 en=f"The unit is {cell.unit!r}; the series is in {wanted!r}"),
                )  # fmt: skip


def coverage(look: Look) -> Iterator[Seen]:
    """Fewer units than the register of divisions has: in one year of a series, or below one parent."""
    register = look.facts.divisions
    if register is None:
        yield Cannot(series="", why=Label(zh="没有区划名录", en="No register of divisions"))
        return
    yield from _missing_cities(look, frozenset(register.cities))
    yield from _missing_counties(look)


def _missing_cities(look: Look, expected: frozenset[str]) -> Iterator[Finding]:
    for series, cells in look.table.by_series.items():
        there: dict[str, set[str]] = defaultdict(set)
        for cell in cells:
            if cell.region in expected and cell.is_annual and cell.value is not None:
                there[cell.period].add(cell.region)
        if not there or max(map(len, there.values())) < len(expected) * MOST_OF:
            continue
        for period, units in sorted(there.items()):
            look.saw(len(expected))
            for region in sorted(expected - units):
                yield Finding(
                    series=series, region=region, period=period,
                    observed=f"{len(units)}/{len(expected)}", expected=str(len(expected)),
                    weight=Fraction(1, len(expected) - len(units)),  # a single gap is a slip, many are a known hole
                    reason=Label(
                        zh=f"{period} 年缺这个单位：有 {len(units)} 个，应有 {len(expected)} 个",
                        en=f"Lacks this unit in {period}: {len(units)} of {len(expected)} there",
                    ),
                )  # fmt: skip


def _missing_counties(look: Look) -> Iterator[Seen]:
    register = look.facts.divisions
    listed = {parent: units for parent, units in look.table.children.items() if register and parent in register.cities}
    if not listed or register is None:
        return
    years = {cell.period[:4] for cell in look.table.cells if cell.parent in listed}
    if not years or min(years) < register.since or max(years) > register.until:
        yield Cannot(series="", why=Label(
            zh=f"区划名录只到 {register.since}—{register.until} 年，表里是 {'、'.join(sorted(years))} 年",
            en=f"The register of counties holds for {register.since}-{register.until}, the table is of {sorted(years)}",
        ))  # fmt: skip
        return
    for parent, units in listed.items():
        look.saw()
        wanted = register.counties[parent]
        if len(units) < wanted:
            yield Finding(
                series="", region=parent, period=max(years), observed=str(len(units)), expected=str(wanted),
                weight=Fraction(wanted - len(units), wanted),
                reason=Label(
                    zh=f"只列了 {wanted} 个县（市、区）中的 {len(units)} 个",
                    en=f"Lists {len(units)} of {wanted} counties and districts",
                ),
            )  # fmt: skip


def year_days(look: Look) -> Iterator[Seen]:
    """A daily series has one row for each day: 366 in a leap year."""
    days: dict[tuple[str, str, int], set[date]] = defaultdict(set)
    for cell in look.table.cells:
        if cell.is_daily:
            days[cell.series, cell.region, cell.year].add(date.fromisoformat(cell.period))
    for (series, region, year), there in days.items():
        look.saw(len(there))
        whole = len(there) >= NEARLY_A_YEAR
        first = date(year, 1, 1) if whole else min(there)
        last = date(year, 12, 31) if whole else max(there)
        missing = [day for day in _days(first, last) if day not in there]
        if missing:
            length = (last - first).days + 1
            leap_zh, leap_en = ("闰年", " leap year") if whole and calendar.isleap(year) else ("", "")
            yield Finding(
                series=series, region=region, period=str(year), observed=str(len(there)), expected=str(length),
                weight=Fraction(len(missing), length),
                reason=Label(
                    zh=f"{leap_zh}应有 {length} 天，只有 {len(there)} 行（缺 {_listed(missing)}）",
                    en=f"{len(there)} rows where the{leap_en} period has {length} days (lacks {_listed(missing)})",
                ),
            )  # fmt: skip


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _listed(days: Sequence[date]) -> str:
    return ", ".join(map(str, days[:SHOWN])) + (" …" if len(days) > SHOWN else "")


def blanks(look: Look) -> Iterator[Seen]:
    """Blank cells, counted per series and unit: they stay blank and enter no sum as 0."""
    found: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell in look.table.cells:
        found[cell.series, cell.region].append(cell)
    for (series, region), cells in found.items():
        look.saw(len(cells))
        empty = [cell for cell in cells if cell.value is None]
        if empty:
            yield Finding(
                series=series, region=region, period=empty[0].period if len(empty) == 1 else "",
                observed=f"{len(empty)}/{len(cells)}", expected="0", line=empty[0].line,
                weight=Fraction(len(empty), len(cells)),
                reason=Label(
                    zh=f"{len(empty)} 处空白（自 {empty[0].period} 起）：没有报告，不是 0",
                    en=f"{len(empty)} blank (first {empty[0].period}): not reported, not 0",
                ),
            )  # fmt: skip


def cumulative_falls(look: Look) -> Iterator[Seen]:
    """A running total that falls from one period to a later one."""
    for series, cells in look.table.by_series.items():
        if look.facts.of(series).kind != "cumulative":
            continue
        last: dict[str, Cell] = {}
        for cell in sorted(cells, key=lambda each: each.period):
            before = last.get(cell.region)
            if cell.value is None:
                continue
            look.saw()
            if before and before.value is not None and cell.value < before.value:
                yield Finding(
                    series=series, region=cell.region, period=cell.period, line=cell.line,
                    observed=plain(cell.value), expected=f"≥ {plain(before.value)}",
                    weight=Fraction(before.value - cell.value),
                    reason=Label(zh=f"累计数比 {before.period} 减少", en=f"The running total is below {before.period}"),
                )  # fmt: skip
            last[cell.region] = cell


def _shown(cell: Cell) -> str:
    return "" if cell.value is None else plain(cell.value)
