"""What a city's year of air amounts to, from its daily values: the mean of PM2.5, and the days of good air."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from lingnan import rules
from lingnan.core.periods import Grain, Period
from lingnan.sectors.environment.air.aqi import Concentrations, assess, edition_for
from lingnan.sectors.environment.air.means import YearMean, city_mean, year_mean
from lingnan.sectors.environment.rulebook import AIR_LIMITS

GOOD_UP_TO = 100  # 优 and 良: the second row of the category table in every edition
Days = Mapping[date, Decimal | None]


@dataclass(frozen=True, kw_only=True)
class GoodDays:
    """Days with an index, and how many of them were good or excellent; the share only of a year with enough days."""

    good: int
    judged: int
    is_valid: bool

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.good, self.judged) if self.is_valid else None


def city_days(stations: Sequence[Days], *, decimals: int) -> dict[date, Decimal | None]:
    """The city's value of each day: the mean over the stations that have one."""
    days = sorted({day for station in stations for day in station})
    return {day: city_mean([station.get(day) for station in stations], decimals=decimals) for day in days}


def pm25_year(days: Days, year: Period) -> YearMean:
    """The year's mean of PM2.5, valid as GB 3095 says on the year's last day."""
    return year_mean(days, year, limits=rules.in_force(AIR_LIMITS, on=year.last_day))


def good_days(pollutants: Mapping[str, Days], year: Period) -> GoodDays:
    """Days whose index is at most 100, of those that can be judged.

    `pollutants` are keyed SO2, NO2, CO, O3 (greatest eight-hour mean), PM10, PM2.5. A day is judged where all six are
    there, or where one of them alone is already above 100. A year counts with 324 judged days (GB 3095, table 4).
    """
    verdicts = [_is_good(pollutants, day.first_day) for day in year.children(Grain.DAY)]
    judged = [is_good for is_good in verdicts if is_good is not None]
    needed = rules.in_force(AIR_LIMITS, on=year.last_day).integer("validity", "year_days")
    return GoodDays(good=sum(judged), judged=len(judged), is_valid=len(judged) >= needed)


def _is_good(pollutants: Mapping[str, Days], day: date) -> bool | None:
    found: dict[str, Decimal | None] = {name: days.get(day) for name, days in pollutants.items()}
    if all(value is None for value in found.values()):
        return None
    edition = edition_for(day)
    quality = assess(_as_reported(found, edition.has("reports", "daily", "O3")), report="daily", edition=edition)
    highest = max((index for index in quality.iaqi.values() if index is not None), default=None)
    if highest is not None and highest > GOOD_UP_TO:
        return False
    return None if quality.missing or highest is None else True


def _as_reported(found: Concentrations, calls_it_ozone: bool) -> Concentrations:
    """The edition of 2012 reports ozone twice and calls this one O3_8h."""
    return {name if name != "O3" or calls_it_ozone else "O3_8h": value for name, value in found.items()}
