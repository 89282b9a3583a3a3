"""An indicator through the years for all cities: value, flags, and the median beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median

from lingnan.core.labels import Label
from lingnan.engines.evaluate.parts import RATIOS
from lingnan.engines.evaluate.selectors.assessments import trends
from lingnan.engines.evaluate.selectors.values import approved_values
from lingnan.engines.identity.actor import Actor
from lingnan.rules.exact import half_even

YEAR_DIGITS = 4
DIGITS = 10


@dataclass(frozen=True, kw_only=True)
class YearPoint:
    """One year of one city."""

    year: int
    value: Decimal | None
    flags: tuple[Label, ...]
    is_doubted: bool
    median: Decimal | None


def history(by: Actor, indicator: str, region: str, *, framework: str, until: int) -> tuple[YearPoint, ...]:
    """Every year up to `until` that has a value of any city; a gap where this city has none."""
    table = _series(by, indicator, framework)
    years = sorted({year for _, year in table if year <= until})
    return tuple(_point(table, region, year) for year in range(years[0], years[-1] + 1)) if years else ()


@dataclass(frozen=True, kw_only=True)
class Known:
    """A value with its flags."""

    value: Decimal
    flags: tuple[Label, ...] = ()
    is_doubted: bool = False


Table = Mapping[tuple[str, int], Known]  # by region and year


def _series(by: Actor, indicator: str, framework: str) -> Table:
    """From the parts of a ratio, from what is stored, or from past assessments."""
    if indicator in RATIOS:
        return _quotients(*RATIOS[indicator])
    if stored := _stored(indicator):
        return stored
    past = trends(by, framework, node=indicator)
    return {
        (region, year): Known(value=kept.value)
        for (_, region), row in past.items()
        for year, kept in row.items()
        if kept.value is not None
    }


def _stored(*indicators: str) -> Table:
    return {
        (region, int(period)): Known(value=kept.value, flags=kept.flags, is_doubted=kept.is_doubted)
        for (_, region, period), kept in approved_values(indicators).items()
        if kept.value is not None and len(period) == YEAR_DIGITS
    }


def _quotients(numerator: str, denominator: str, factor: Decimal) -> Table:
    kept = approved_values([numerator, denominator])
    found: dict[tuple[str, int], Known] = {}
    for (key, region, period), above in kept.items():
        below = kept.get((denominator, region, period))
        if key == numerator and below and above.value is not None and below.value and len(period) == YEAR_DIGITS:
            quotient = Fraction(above.value) / Fraction(below.value) * Fraction(factor)
            found[region, int(period)] = Known(
                value=half_even(quotient, DIGITS),
                flags=(*above.flags, *below.flags),
                is_doubted=above.is_doubted or below.is_doubted,
            )
    return found


def _point(table: Table, region: str, year: int) -> YearPoint:
    known = table.get((region, year))
    return YearPoint(
        year=year,
        value=known.value if known else None,
        flags=known.flags if known else (),
        is_doubted=known.is_doubted if known else False,
        median=_median([each.value for (_, of), each in table.items() if of == year]),
    )


def _median(values: list[Decimal]) -> Decimal | None:
    return median(values) if values else None
