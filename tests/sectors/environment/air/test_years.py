from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from lingnan.core.periods import Period
from lingnan.sectors.environment.air.years import city_days, good_days, pm25_year

# A day with every index at or under 50 in both editions.
CLEAN = {"SO2": "5", "NO2": "20", "CO": "0.5", "O3": "80", "PM10": "40", "PM2.5": "20"}


def a_year(year: int, days: int = 365) -> dict[str, dict[date, Decimal | None]]:
    first = date(year, 1, 1)
    return {
        name: {first + timedelta(days=number): Decimal(value) for number in range(days)}
        for name, value in CLEAN.items()
    }


def shares(pollutants: Mapping[str, Mapping[date, Decimal | None]], year: int) -> tuple[int, int, bool]:
    found = good_days(pollutants, Period.year(year))
    return found.good, found.judged, found.is_valid


def test_a_clean_year_is_good_every_day() -> None:
    assert shares(a_year(2017), 2017) == (365, 365, True)
    assert good_days(a_year(2017), Period.year(2017)).share == 1


def test_one_bad_pollutant_spoils_a_day_even_when_another_is_missing() -> None:
    days = a_year(2017)
    days["PM2.5"][date(2017, 1, 5)] = Decimal(76)  # index 102
    days["O3"][date(2017, 1, 5)] = None
    assert shares(days, 2017) == (364, 365, True)


def test_a_day_with_a_gap_is_not_judged_good() -> None:
    days = a_year(2017)
    days["SO2"][date(2017, 1, 6)] = None
    assert shares(days, 2017) == (364, 364, True)


def test_each_day_is_judged_by_its_own_edition() -> None:
    # PM2.5 of 70 µg/m³ is an index of 94 under HJ 633-2012 (75 → 100), but 110 under HJ 633-2026 (60 → 100):
    # in 2026 only the 59 days of January and February are good
    days = a_year(2026)
    days["PM2.5"] = dict.fromkeys(days["PM2.5"], Decimal(70))
    assert shares(days, 2026) == (59, 365, True)


def test_a_year_with_few_days_has_no_share() -> None:
    found = good_days(a_year(2017, days=323), Period.year(2017))
    assert (found.judged, found.share) == (323, None)


def test_a_citys_day_is_the_mean_of_its_stations() -> None:
    day = date(2017, 5, 1)
    stations = [{day: Decimal(30)}, {day: Decimal(41)}, {day: None, date(2017, 5, 2): Decimal(7)}]
    assert city_days(stations, decimals=0) == {day: Decimal(36), date(2017, 5, 2): Decimal(7)}


def test_pm25_of_a_year() -> None:
    assert pm25_year(a_year(2017)["PM2.5"], Period.year(2017)).mean == Fraction(20)
