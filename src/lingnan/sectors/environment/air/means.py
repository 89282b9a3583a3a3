"""Means of air: of a day, the greatest eight hours, a year, a city. A mean is valid only with enough values."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from lingnan.core.errors import Invalid
from lingnan.core.periods import Grain, Period
from lingnan.rules import RuleSet, exact

HOURS_IN_DAY = 24
FEBRUARY = 2
Hours = Sequence[Decimal | None]


@dataclass(frozen=True, kw_only=True)
class DayMeans:
    """What the 24 hourly values of a day give. `mda8` is the greatest eight-hour mean; None where there is none."""

    hours: int
    daily_mean: Decimal | None
    mda8: Decimal | None
    windows: int
    is_mda8_valid: bool


@dataclass(frozen=True, kw_only=True)
class YearMean:
    """The mean of a year's valid daily means: its parts, and why it is not valid where it is not."""

    total: Decimal
    days: int
    mean: Fraction | None
    short_months: tuple[int, ...]

    @property
    def is_valid(self) -> bool:
        return self.mean is not None


def day_means(
    hours: Hours, *, limits: RuleSet, assessment: RuleSet, pollutant: str = "O3", ozone_class: str = "class2"
) -> DayMeans:
    """From 24 hourly values, each labelled with the end of its hour (the last is 24:00). None is a missing hour.

    Rounded per GB/T 8170 to the decimals of the pollutant. With fewer than 14 valid windows the greatest eight-hour
    mean counts only where it is above the limit (HJ 663-2013, annex A): then enough is known.
    """
    if len(hours) != HOURS_IN_DAY:
        raise Invalid("hours", f"一天应有 24 个小时值，您给了 {len(hours)} 个")
    present = [value for value in hours if value is not None]
    decimals = assessment.integer("decimals", pollutant)
    enough = len(present) >= limits.integer("validity", "day_hours")
    means = _window_means(hours, limits=limits, assessment=assessment)
    greatest = max(means, default=None)
    is_full = len(means) >= assessment.integer("eight_hour_windows", "valid_windows")
    is_above = greatest is not None and greatest > limits.number("limits", "O3", "day_8h", ozone_class)
    return DayMeans(
        hours=len(present),
        daily_mean=exact.half_even(exact.mean(present), decimals) if enough else None,
        mda8=None if greatest is None else exact.half_even(greatest, decimals),
        windows=len(means),
        is_mda8_valid=is_full or is_above,
    )


def _window_means(hours: Hours, *, limits: RuleSet, assessment: RuleSet) -> list[Fraction]:
    """The valid sliding means of the day, exact."""
    length = assessment.integer("eight_hour_windows", "length")
    first = assessment.integer("eight_hour_windows", "first_ends_at")
    last = assessment.integer("eight_hour_windows", "last_ends_at")
    needed = limits.integer("validity", "eight_hours")
    windows = ([value for value in hours[end - length : end] if value is not None] for end in range(first, last + 1))
    return [exact.mean(window) for window in windows if len(window) >= needed]


def year_mean(days: Mapping[date, Decimal | None], year: Period, *, limits: RuleSet) -> YearMean:
    """The mean of the daily means of a year, exact; valid with at least 324 days and enough in each month."""
    present = {day: value for day, value in days.items() if value is not None and year.contains(day)}
    total = sum(present.values(), Decimal(0))
    by_month = Counter(day.month for day in present)
    months = (month.start.month for month in year.children(Grain.MONTH))
    short = tuple(month for month in months if by_month[month] < _days_needed(month, limits))
    enough = len(present) >= limits.integer("validity", "year_days") and not short
    mean = Fraction(total) / len(present) if enough else None
    return YearMean(total=total, days=len(present), mean=mean, short_months=short)


def _days_needed(month: int, limits: RuleSet) -> int:
    return limits.integer("validity", "february_days" if month == FEBRUARY else "month_days")


def city_mean(stations: Sequence[Decimal | None], *, decimals: int) -> Decimal | None:
    """A city's concentration: the mean over its stations. Its index is made from this, never a mean of indices."""
    present = [value for value in stations if value is not None]
    return exact.half_even(exact.mean(present), decimals) if present else None
