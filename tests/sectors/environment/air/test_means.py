from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from lingnan import rules
from lingnan.core.errors import Invalid
from lingnan.core.periods import Period
from lingnan.sectors.environment.air.means import DayMeans, city_mean, day_means, year_mean
from lingnan.sectors.environment.rulebook import AIR_ASSESSMENT, AIR_LIMITS

LIMITS = rules.edition(AIR_LIMITS, "GB 3095-2012")
ASSESSMENT = rules.edition(AIR_ASSESSMENT, "HJ 663-2013")


def means(hours: list[int | None], pollutant: str = "O3") -> DayMeans:
    values = [None if hour is None else Decimal(hour) for hour in hours]
    return day_means(values, limits=LIMITS, assessment=ASSESSMENT, pollutant=pollutant)


def test_twenty_hours_make_a_day_and_nineteen_do_not() -> None:
    assert means([10] * 20 + [None] * 4).daily_mean == 10
    assert means([10] * 19 + [None] * 5).daily_mean is None


def test_a_bare_half_goes_to_the_even_number() -> None:
    assert means([76, 77] * 12).daily_mean == 76
    assert means([77, 78] * 12).daily_mean == 78


def test_windows_lie_inside_the_natural_day_and_need_six_hours() -> None:
    # the last eight hours are 160, all others 0: only the window that ends at 24:00 is whole
    day = means([0] * 16 + [160] * 8)
    assert (day.mda8, day.windows) == (160, 17)
    # hours 1-3 are missing: the window ending at 8 has five values and falls out, that ending at 9 has six
    assert means([None] * 3 + [10] * 21).windows == 16


def test_few_windows_count_only_above_the_limit() -> None:
    assert not means([100] * 12 + [None] * 12).is_mda8_valid
    assert means([200] * 12 + [None] * 12).is_mda8_valid  # above 160 µg/m³ enough is known
    assert means([100] * 24).is_mda8_valid


def test_a_silent_day_has_no_means() -> None:
    day = means([None] * 24)
    assert (day.daily_mean, day.mda8, day.windows, day.hours) == (None, None, 0, 0)


def test_a_day_has_24_hours() -> None:
    with pytest.raises(Invalid, match="23"):
        means([1] * 23)


def year_of(values: dict[date, Decimal | None], year: int = 2017) -> object:
    return year_mean(values, Period.year(year), limits=LIMITS)


def every_day(year: int, value: str = "35") -> dict[date, Decimal | None]:
    first = date(year, 1, 1)
    return {first + timedelta(days=day): Decimal(value) for day in range(365)}


def test_a_year_mean_is_exact_over_its_valid_days() -> None:
    days = every_day(2017)
    days[date(2017, 6, 1)] = Decimal(400)
    result = year_mean(days, Period.year(2017), limits=LIMITS)
    assert (result.days, result.mean) == (365, Fraction(364 * 35 + 400, 365))


def test_a_year_needs_324_days() -> None:
    days = every_day(2017)
    # three days out of every month leave 329; a fourth out of six of the long ones leaves 323, each month still has 27
    for month in range(1, 13):
        for day in (1, 2, 3):
            days[date(2017, month, day)] = None
    assert year_mean(days, Period.year(2017), limits=LIMITS).is_valid
    for month in (1, 3, 5, 7, 8, 10):
        days[date(2017, month, 4)] = None
    short = year_mean(days, Period.year(2017), limits=LIMITS)
    assert (short.days, short.short_months, short.is_valid) == (323, (), False)


def test_a_month_with_too_few_days_spoils_the_year() -> None:
    days = every_day(2017)
    for day in range(1, 6):
        days[date(2017, 4, day)] = None  # 25 of 30 days: April needs 27
    result = year_mean(days, Period.year(2017), limits=LIMITS)
    assert (result.mean, result.short_months) == (None, (4,))


def test_days_of_other_years_do_not_count() -> None:
    assert year_mean(every_day(2016), Period.year(2017), limits=LIMITS).days == 0


def test_a_citys_value_is_the_mean_of_concentrations() -> None:
    assert city_mean([Decimal(30), None, Decimal(41)], decimals=0) == 36  # 35.5, half to even
    assert city_mean([None], decimals=0) is None
