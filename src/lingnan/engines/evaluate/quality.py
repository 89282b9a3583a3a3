"""General checks of a series: each names what it saw; no check knows a city or a year. Pure functions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lingnan.core.labels import Label

FALL, RISE = Fraction(1, 4), Fraction(3)  # a level series that falls by three quarters or triples in a year
COMMON_STEP = Fraction(3, 10)  # the median of all regions moves by 30 % in a year
OWN_STEP = Fraction(3, 5)  # one region grows by 60 % while the median of all stays within COMMON_STEP
PARTS_GAP = Fraction(1, 200)  # parts may differ from the whole by 0.5 %


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """One value that a check doubts, and why."""

    check: str
    region: str
    year: int
    text: Label


Series = Mapping[str, Mapping[int, Decimal]]  # region → year → value


def jumps(series: Series) -> Iterator[Doubt]:
    """A value that falls to a quarter or less, or triples, within a year: definition or boundary, not development.

    A value that comes back from a doubted one to the level before it is not doubted itself.
    """
    for region, years in series.items():
        trusted: Decimal | None = None  # the last value before a run of doubted ones
        for year, before, after in _steps(years):
            base = trusted or before
            change = Fraction(after) / Fraction(before)
            if _leaps(change) and _leaps(Fraction(after) / Fraction(base)):
                trusted = base
                yield Doubt(check="jump", region=region, year=year, text=_jump_text(change, year - 1))
            else:
                trusted = None


def _leaps(change: Fraction) -> bool:
    return change <= FALL or change >= RISE


def own_steps(series: Series) -> Iterator[Doubt]:
    """One region leaps while the others do not: probably its definition changed."""
    medians = _median_changes(series)
    for region, years in series.items():
        for year, before, after in _steps(years):
            change = Fraction(after) / Fraction(before)
            calm = abs(medians[year] - 1) < COMMON_STEP
            if calm and 1 + OWN_STEP <= change < RISE:
                yield Doubt(check="own_step", region=region, year=year, text=Label(
                    zh=f"比 {year - 1} 年高 {_percent(change - 1)}，其他市没有这样的变化，疑为口径变化",
                    en=f"{_percent(change - 1)} above {year - 1} while other cities hardly moved: definition changed?",
                ))  # fmt: skip


def common_steps(series: Series) -> Iterator[Doubt]:
    """All regions move together by much more than a year's growth: the instrument or the method changed."""
    medians = _median_changes(series)
    for year, change in medians.items():
        if abs(change - 1) >= COMMON_STEP:
            for region, years in series.items():
                if year in years and year - 1 in years:
                    yield Doubt(check="common_step", region=region, year=year, text=Label(
                        zh=f"全省中位数比 {year - 1} 年变动 {_signed(change - 1)}，疑为仪器或方法变化",
                        en=f"Median of all cities moved by {_signed(change - 1)} from {year - 1}: instrument?",
                    ))  # fmt: skip


def parts_against_whole(whole: Series, parts: Sequence[Series]) -> Iterator[Doubt]:
    """The parts should add up to the whole; where they do not, vintages are mixed."""
    for region, years in whole.items():
        for year, value in years.items():
            given = [part[region][year] for part in parts if year in part.get(region, {})]
            if len(given) != len(parts) or value == 0:
                continue
            gap = Fraction(sum(given, Decimal(0))) / Fraction(value) - 1
            if abs(gap) > PARTS_GAP:
                yield Doubt(check="parts", region=region, year=year, text=Label(
                    zh=f"各部分之和与总数相差 {_signed(gap)}，疑为版本混用",
                    en=f"The parts differ from the whole by {_signed(gap)}: vintages mixed?",
                ))  # fmt: skip


def _steps(years: Mapping[int, Decimal]) -> Iterator[tuple[int, Decimal, Decimal]]:
    for year in sorted(years):
        before = years.get(year - 1)
        if before is not None and before > 0 and years[year] >= 0:
            yield year, before, years[year]


def _median_changes(series: Series) -> dict[int, Fraction]:
    changes: dict[int, list[Fraction]] = {}
    for years in series.values():
        for year, before, after in _steps(years):
            changes.setdefault(year, []).append(Fraction(after) / Fraction(before))
    return {year: _median(found) for year, found in changes.items()}


def _median(values: list[Fraction]) -> Fraction:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _jump_text(change: Fraction, before: int) -> Label:
    if change < 1:
        share = _percent(1 - change)
        return Label(zh=f"比 {before} 年低 {share}，疑为口径变化", en=f"{share} below {before}: definition changed?")
    times = f"{float(change):.1f}"
    return Label(
        zh=f"为 {before} 年的 {times} 倍，疑为口径变化", en=f"{times} times the value of {before}: definition changed?"
    )


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.0f}%"


def _signed(share: Fraction) -> str:
    return f"{float(share * 100):+.1f}%".replace("-", "−")
