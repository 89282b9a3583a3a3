"""The simulator's data are plausible, the same in every run, and past a limit exactly once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lingnan.engines.sense.protocols import hj212
from lingnan.engines.sense.sample import (
    EXCEEDED_CITY,
    EXCEEDED_DAY,
    FIRST_DAY,
    LAST_DAY,
    LEVELS,
    OTHERS,
    PM25,
    SampleDevice,
    days,
    flag,
    frame,
    value,
)

# 24-hour limits of class 2 areas, GB 3095-2012, tables 1 and 2; the daily mean of ozone has none.
LIMITS = {"a34004": 75, "a34002": 150, "a21026": 150, "a21004": 80, "a21005": 4}
DEVICE = SampleDevice(city="440100", mn="SAMPLE440100", password="1")


def test_exactly_one_value_of_all_is_past_its_limit() -> None:
    past = [
        (city, day, factor.code)
        for city in LEVELS
        for day in days(FIRST_DAY, LAST_DAY)
        for factor in (PM25, *OTHERS)
        if factor.code in LIMITS and value(city, day, factor) > LIMITS[factor.code]
    ]
    assert past == [(EXCEEDED_CITY, EXCEEDED_DAY, "a34004")]


def test_every_year_has_enough_valid_days_for_its_mean() -> None:
    # GB 3095-2012, table 4: 324 daily means a year, 27 a month (25 in February)
    for city in LEVELS:
        for year in (2015, 2016, 2017):
            good = [d for d in days(date(year, 1, 1), date(year, 12, 31)) if flag(city, d) == "N"]
            assert len(good) >= 324
            assert all(sum(d.month == month for d in good) >= (25 if month == 2 else 27) for month in range(1, 13))


def test_cities_differ_and_winter_is_worse() -> None:
    def mean(city: str, months: tuple[int, ...]) -> Decimal:
        values = [value(city, d, PM25) for d in days(date(2016, 1, 1), date(2016, 12, 31)) if d.month in months]
        return sum(values, Decimal(0)) / len(values)

    assert mean("440600", tuple(range(1, 13))) > mean("441500", tuple(range(1, 13))) + 5
    for city in LEVELS:
        assert mean(city, (1, 12)) > mean(city, (6, 7))


def test_a_frame_is_what_the_codec_reads() -> None:
    message = hj212.codec.decode(frame(DEVICE, date(2015, 1, 1)))
    assert (message.device_id, message.kind, message.needs_reply) == ("SAMPLE440100", "2031", True)
    assert len(message.readings) == 6
    assert {reading.observed_at.date() for reading in message.readings} == {date(2015, 1, 1)}


@pytest.mark.parametrize("n", [0, 400, 1200])
def test_the_same_in_every_run(n: int) -> None:
    day = FIRST_DAY + timedelta(days=n)
    assert frame(DEVICE, day) == frame(DEVICE, day)


def test_the_first_value_of_guangzhou_stays_what_it_was() -> None:
    # a change of the made-up data would change published years of the demonstration
    assert [value("440100", date(2015, 1, n), PM25) for n in (1, 2, 3)] == [Decimal(x) for x in ("29", "30", "53")]
