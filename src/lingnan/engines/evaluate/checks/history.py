"""A value against its neighbours in time and against what all units did: unit slips, jumps, steps in common."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from lingnan.core.labels import Label
from lingnan.engines.evaluate.checks.declare import Finding, Look, Seen
from lingnan.engines.evaluate.checks.words import percent, plain, signed, times

FALL, RISE = Fraction(1, 4), Fraction(3)  # a level series falls by three quarters or triples in a year
COMMON_STEP = Fraction(13, 10)  # the median of all units moves by this factor beside its usual yearly change
OWN_STEP = Fraction(8, 5)  # one unit moves by this factor beside the others
OWN_SPREADS = 7  # … and by so many median deviations of that year (about 5 standard deviations)
FEWEST_UNITS = 5  # for a median that means something
SLIP_BAND = Fraction(5, 4)  # a slipped value is a power of ten away, give or take a quarter
TENFOLD_BAND = Fraction(11, 10)  # one digit only: narrower, since a factor of ten may also be a real leap
HIGHEST_POWER = 8  # 元 written for 亿
STEADY = Fraction(3)  # neighbours further apart than this expect nothing
REACH = 2  # neighbours on each side

Regions = Mapping[str, Mapping[int, Decimal]]


def unit_slips(look: Look) -> Iterator[Seen]:
    """A value that is its neighbours' times a power of ten: 万 for 亿, 元 for 万元, a point misplaced."""
    for series, regions in look.table.annual.items():
        for region, years in regions.items():
            for year, value in years.items():
                expected = _expected(years, year)
                if expected is None or value <= 0:
                    continue
                look.saw()
                if power := _slip(Fraction(value) / expected):
                    yield Finding(
                        series=series, region=region, period=str(year),
                        observed=plain(value), expected=plain(expected), weight=Fraction(abs(power)),
                        reason=Label(
                            zh=f"约为前后各年的 10 的 {power} 次方倍，疑为单位写错（万、亿）或小数点错位",
                            en=f"About 10 to the power {power} of its neighbours: a unit or a decimal point slipped?",
                        ),
                        line=look.table.lines.get((series, region, str(year))),
                    )  # fmt: skip


def _expected(years: Mapping[int, Decimal], year: int) -> Fraction | None:
    near = [Fraction(years[y]) for y in range(year - REACH, year + REACH + 1) if y != year and years.get(y, 0) > 0]
    if len(near) < REACH or max(near) > STEADY * min(near):
        return None
    return median(near)


def _slip(ratio: Fraction) -> int:
    """The power of ten that the ratio is near to; 0 for none."""
    for power in range(1, HIGHEST_POWER + 1):
        band = TENFOLD_BAND if power == 1 else SLIP_BAND
        for sign in (1, -1):
            rest = ratio / Fraction(10) ** (sign * power)
            if 1 / band <= rest <= band:
                return sign * power
    return 0


def jumps(look: Look) -> Iterator[Seen]:
    """A value that falls to a quarter or triples within a year: definition or boundary, not development.

    The way back from a doubted value to the level before it is not doubted itself.
    """
    for seen, is_back in _leaps(look):
        if not is_back:
            yield seen


def jumps_back(look: Look) -> Iterator[Seen]:
    """The way back: large, but it ends a doubted run; said so that nobody takes it for growth."""
    for seen, is_back in _leaps(look):
        if is_back:
            yield seen


def _leaps(look: Look) -> Iterator[tuple[Finding, bool]]:
    for series, regions in look.table.annual.items():
        usual = _medians(regions)
        for region, years in regions.items():
            trusted: Decimal | None = None  # the last value before a run of doubted ones
            for year, before, after in _steps(years):
                look.saw()
                change = Fraction(after) / Fraction(before)
                beside = change / (usual.get(year) or 1)
                if not _leaping(beside) or not _leaping(change):
                    trusted = trusted if trusted and _leaping(Fraction(after) / Fraction(trusted)) else None
                    continue
                is_back = trusted is not None and not _leaping(Fraction(after) / Fraction(trusted))
                trusted = None if is_back else trusted or before
                yield _leap(look, series, region, year, before, after, is_back=is_back), is_back


def _leaping(change: Fraction) -> bool:
    return change <= FALL or change >= RISE


def _leap(
    look: Look, series: str, region: str, year: int, before: Decimal, after: Decimal, *, is_back: bool
) -> Finding:
    change = Fraction(after) / Fraction(before)
    end_zh, end_en = (
        ("回到此前水平", "back to the level before") if is_back else ("疑为口径变化", "definition changed?")
    )
    if change < 1:
        share = percent(1 - change)
        reason = Label(zh=f"比 {year - 1} 年低 {share}，{end_zh}", en=f"{share} below {year - 1}: {end_en}")
    else:
        reason = Label(
            zh=f"为 {year - 1} 年的 {times(change)} 倍，{end_zh}",
            en=f"{times(change)} times the value of {year - 1}: {end_en}",
        )
    return _step(look, series, region, year, before, after, reason)


def own_steps(look: Look) -> Iterator[Seen]:
    """One unit leaps while the others stay together: probably its definition changed."""
    for series, regions in look.table.annual.items():
        usual = _medians(regions)
        for year, moved in _changes(regions).items():
            if year not in usual:
                continue
            look.saw(len(moved))
            limit = 1 + OWN_SPREADS * median([abs(change / usual[year] - 1) for _, _, _, change in moved])
            for region, before, after, change in moved:
                beside = _factor(change / usual[year])
                if beside >= max(OWN_STEP, limit) and not _leaping(change):
                    yield _step(look, series, region, year, before, after, Label(
                        zh=f"比 {year - 1} 年{_moved_zh(change)}，其他单位没有这样的变化，疑为口径变化",
                        en=f"{signed(change - 1, 0)} from {year - 1}, other units hardly moved: definition changed?",
                    ))  # fmt: skip


def _moved_zh(change: Fraction) -> str:
    return f"高 {percent(change - 1)}" if change > 1 else f"低 {percent(1 - change)}"


def common_steps(look: Look) -> Iterator[Seen]:
    """All units move together, far beside the series' usual yearly change: instrument, definition or method."""
    for series, regions in look.table.annual.items():
        medians = _medians(regions)
        if not medians:
            continue
        typical = median(list(medians.values())) if len(medians) >= FEWEST_UNITS else Fraction(1)
        for year, moved in _changes(regions).items():
            if year not in medians:
                continue
            look.saw(len(moved))
            if _factor(medians[year] / typical) < COMMON_STEP or _factor(medians[year]) < COMMON_STEP * 10 / 11:
                continue
            text = Label(
                zh=f"各单位中位数比 {year - 1} 年变动 {signed(medians[year] - 1)}，疑为仪器、口径或方法变化",
                en=f"Median of all units moved by {signed(medians[year] - 1)} from {year - 1}: instrument?",
            )
            for region, before, after, _ in moved:
                yield _step(look, series, region, year, before, after, text, weight=_factor(medians[year]))


def _step(
    look: Look, series: str, region: str, year: int, before: Decimal, after: Decimal, reason: Label,
    *, weight: Fraction | None = None,
) -> Finding:  # fmt: skip
    return Finding(
        series=series,
        region=region,
        period=str(year),
        observed=plain(after),
        expected=f"{year - 1}: {plain(before)}",
        reason=reason,
        weight=weight or (_factor(Fraction(after) / Fraction(before)) if after else Fraction(10**6)),
        line=look.table.lines.get((series, region, str(year))),
    )


def _factor(change: Fraction) -> Fraction:
    """How far a change is from none, in either direction; a fall to nothing counts as a million."""
    return max(change, 1 / change) if change else Fraction(10**6)


def _steps(years: Mapping[int, Decimal]) -> Iterator[tuple[int, Decimal, Decimal]]:
    for year in sorted(years):
        before = years.get(year - 1)
        if before is not None and before > 0 and years[year] >= 0:
            yield year, before, years[year]


def _changes(regions: Regions) -> dict[int, list[tuple[str, Decimal, Decimal, Fraction]]]:
    """Year → (region, before, after, change) of every unit that has both years."""
    found: dict[int, list[tuple[str, Decimal, Decimal, Fraction]]] = {}
    for region, years in regions.items():
        for year, before, after in _steps(years):
            found.setdefault(year, []).append((region, before, after, Fraction(after) / Fraction(before)))
    return found


def _medians(regions: Regions) -> dict[int, Fraction]:
    """Year → median change, where enough units moved for one; a median of zero says nothing."""
    found = {
        year: median([change for *_, change in moved])
        for year, moved in _changes(regions).items()
        if len(moved) >= FEWEST_UNITS
    }
    return {year: change for year, change in found.items() if change > 0}


def median(values: Sequence[Fraction]) -> Fraction:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
