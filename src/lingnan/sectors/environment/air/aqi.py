"""The air quality index of HJ 633, in the edition of the day of the air; exact from concentration to index.

A worked example (HJ 633-2012, CO as daily mean): 2.2 mg/m³ lies between 2 (50) and 4 (100), so
50 + (2.2 − 2) / (4 − 2) × 50 = 55 exactly. Floating point says 55.000000000000007, which "rounded up" is 56.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from lingnan import rules
from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.rules import Judged, RuleSet, exact
from lingnan.sectors.environment.rulebook import AIR_INDEX

Report = Literal["daily", "hourly"]
Concentrations = Mapping[str, Decimal | None]


@dataclass(frozen=True, kw_only=True)
class Level:
    """A row of the category table."""

    number: int
    label: Label
    colour: str
    rgb: tuple[int, ...]
    advice: Label


@dataclass(frozen=True, kw_only=True)
class AirQuality:
    """The index of one place and hour or day, with everything a report of it names.

    `iaqi` is keyed as the concentrations were; None is a pollutant without an index of its own. `aqi` is None where
    the edition forbids publishing one (shown as NA), and `missing` says for want of which pollutants.
    """

    rounded: Mapping[str, Decimal | None]
    iaqi: Mapping[str, int | None]
    aqi: int | None
    primary: tuple[str, ...]
    exceeding: tuple[str, ...] | None
    level: Level | None
    missing: tuple[str, ...]

    @property
    def published(self) -> str:
        return "NA" if self.aqi is None else str(self.aqi)


def edition_for(day: date) -> RuleSet:
    """The edition of the index for air of this day."""
    return rules.in_force(AIR_INDEX, on=day)


def air_quality(
    concentrations: Concentrations, *, report: Report, on: date, excused: Collection[str] = ()
) -> Judged[AirQuality]:
    """The index under the edition in force on the day of the air, stamped with that edition."""
    edition = edition_for(on)
    return edition.judge(assess(concentrations, report=report, edition=edition, excused=excused))


def individual_index(item: str, concentration: Decimal, *, edition: RuleSet) -> int | None:
    """IAQI of one row of the table (`PM2.5_24h`); None above a table that ends early, where the edition says so."""
    rounded = _rounded(item, concentration, edition)
    rows = edition.numbers("iaqi_rows")
    marks = edition.numbers("breakpoints", item)
    for (low, high), (index_low, index_high) in zip(pairwise(marks), pairwise(rows), strict=False):
        if rounded <= high:
            slope = Fraction(index_high - index_low) / Fraction(high - low)
            return exact.ceil(slope * Fraction(rounded - low) + Fraction(index_low))
    top = edition.at("above_table", item if edition.has("above_table", item) else "default")
    return int(top) if isinstance(top, int) else None


def assess(
    concentrations: Concentrations, *, report: Report, edition: RuleSet, excused: Collection[str] = ()
) -> AirQuality:
    """The index under a given edition. `excused` are pollutants that need not be measured here (HJ 633-2026, 5.3.2)."""
    items = {name: _item(name, report, edition) for name in concentrations}
    rounded = {
        name: _rounded(name, value, edition) if value is not None else None for name, value in concentrations.items()
    }
    iaqi = {
        name: None if value is None or item is None else individual_index(item, value, edition=edition)
        for (name, item), value in zip(items.items(), rounded.values(), strict=True)
    }
    missing = tuple(_missing(concentrations, report, edition, excused))
    highest = max((index for index in iaqi.values() if index is not None), default=None)
    aqi = _published(highest, bool(missing), edition)
    return AirQuality(
        rounded=rounded,
        iaqi=iaqi,
        aqi=aqi,
        primary=_primary(iaqi, aqi, edition),
        exceeding=_exceeding(iaqi, edition),
        level=None if aqi is None else level_of(aqi, edition=edition),
        missing=missing,
    )


def pollutant_of(name: str) -> str:
    """`O3_8h` → `O3`."""
    return name.partition("_")[0]


def _item(name: str, report: Report, edition: RuleSet) -> str | None:
    """The row of the table for a measured value of this report; a row named outright is taken as it is."""
    table = edition.table("reports", report)
    if name in table:
        item = table[name]
        return item if isinstance(item, str) else None
    if edition.has("breakpoints", name):
        return name
    raise Invalid(f"concentration.{name}", f"{edition.edition} 的{'日报' if report == 'daily' else '时报'}没有这一项")


def _rounded(name: str, value: Decimal, edition: RuleSet) -> Decimal:
    if value < 0:
        raise Invalid(f"concentration.{name}", f"{value} 小于 0，不是浓度")
    pollutant = pollutant_of(name)
    if not edition.has("concentration_decimals", pollutant):
        return value
    return exact.half_even(value, edition.integer("concentration_decimals", pollutant))


def _missing(
    concentrations: Concentrations, report: Report, edition: RuleSet, excused: Collection[str]
) -> Iterator[str]:
    """What the report should have and has not; a pollutant told by several values misses none of them alone."""
    measured = {pollutant_of(name) for name, value in concentrations.items() if value is not None}
    for pollutant in edition.texts("pollutants"):
        if pollutant not in measured and pollutant not in excused:
            yield pollutant


def _published(highest: int | None, is_incomplete: bool, edition: RuleSet) -> int | None:
    if highest is None:
        return None
    if is_incomplete and edition.has("incomplete_published_above"):
        return highest if highest > edition.integer("incomplete_published_above") else None  # 5.3.1
    least, most = edition.numbers("aqi_range")
    return min(max(highest, int(least)), int(most))


def _exceeding(iaqi: Mapping[str, int | None], edition: RuleSet) -> tuple[str, ...] | None:
    """超标污染物: None in an edition that no longer has the word."""
    if not edition.has("exceeding_above"):
        return None
    limit = edition.integer("exceeding_above")
    return _named(iaqi, edition, lambda index: index > limit)


def _primary(iaqi: Mapping[str, int | None], aqi: int | None, edition: RuleSet) -> tuple[str, ...]:
    """首要污染物: all with the highest index, and none at or under 50."""
    if aqi is None or aqi <= edition.integer("primary_above"):
        return ()
    return _named(iaqi, edition, lambda index: index == aqi)


def _named(iaqi: Mapping[str, int | None], edition: RuleSet, is_meant: Callable[[int], bool]) -> tuple[str, ...]:
    meant = {pollutant_of(name) for name, index in iaqi.items() if index is not None and is_meant(index)}
    return tuple(pollutant for pollutant in edition.texts("pollutants") if pollutant in meant)


def level_of(aqi: int, *, edition: RuleSet) -> Level:
    """The category of an index."""
    row = next(row for row in edition.rows("levels") if aqi <= int(str(row["to"])))
    rgb = row["rgb"]
    return Level(
        number=int(str(row["level"])),
        label=Label(zh=str(row["zh"]), en=str(row["en"])),
        colour=str(row["colour"]),
        rgb=tuple(int(str(part)) for part in rgb) if isinstance(rgb, tuple) else (),
        advice=Label(zh=str(row["advice_zh"]), en=str(row["advice_en"])),
    )
