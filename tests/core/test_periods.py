from datetime import UTC, date, datetime, timedelta

import pytest

from lingnan.core.clock import ZONE
from lingnan.core.errors import Invalid
from lingnan.core.periods import Grain, Period, between


@pytest.mark.parametrize("text", ["2017", "2017Q3", "2017-03", "2017-03-04", "2017-03-04T05"])
def test_a_period_is_written_as_it_is_read(text: str) -> None:
    assert str(Period.parse(text)) == text


@pytest.mark.parametrize("text", ["17", "2017Q5", "2017-13", "2017-02-29", "2017-03-04T24", "2017/03", "", "去年"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Period.parse(text)


def test_a_period_is_half_open_in_the_zone_of_the_province() -> None:
    march = Period.parse("2017-03")
    assert march.start == datetime(2017, 3, 1, tzinfo=ZONE)
    assert march.end == datetime(2017, 4, 1, tzinfo=ZONE)
    # 28 February 16:00 in Greenwich is midnight of 1 March in Guangzhou (UTC+8)
    assert march.contains(datetime(2017, 2, 28, 16, tzinfo=UTC))
    assert not march.contains(datetime(2017, 3, 31, 16, tzinfo=UTC))
    assert march.contains(date(2017, 3, 31))
    assert not march.contains(date(2017, 4, 1))
    assert not Period.parse("2017-03-04T05").contains(date(2017, 3, 4))  # a day does not fit into an hour
    assert march.contains(Period.parse("2017-03-04T05"))
    assert not march.contains(Period.parse("2017Q1"))
    assert (march.first_day, march.last_day, march.days) == (date(2017, 3, 1), date(2017, 3, 31), 31)


def test_a_naive_moment_belongs_to_no_period() -> None:
    with pytest.raises(ValueError, match="no zone"):
        Period.parse("2017").contains(datetime(2017, 3, 1))  # noqa: DTZ001 - the fault under test


def test_periods_know_their_neighbours() -> None:
    assert str(Period.parse("2017Q4").next()) == "2018Q1"
    assert str(Period.parse("2017-01").previous()) == "2016-12"
    assert str(Period.parse("2016-02-28").next()) == "2016-02-29"
    assert str(Period.parse("2017-12-31T23").next()) == "2018-01-01T00"
    assert str(Period.parse("2016-02-29").a_year_before()) == "2015-02-28"


def test_periods_know_their_parents_and_children() -> None:
    assert str(Period.parse("2017-08").parent()) == "2017Q3"
    assert str(Period.parse("2017-08-31T23").parent(Grain.YEAR)) == "2017"
    assert [str(month) for month in Period.parse("2017Q3").children()] == ["2017-07", "2017-08", "2017-09"]
    assert len(list(Period.parse("2016").children(Grain.DAY))) == 366
    with pytest.raises(ValueError, match="lies in no day"):
        Period.parse("2017").parent(Grain.DAY)


def test_a_day_of_summer_time_has_its_true_hours() -> None:
    # Shanghai kept summer time in 1986: clocks went forward on 4 May, so that day had 23 hours
    assert len(list(Period.parse("1986-05-04").children())) == 23


def test_a_period_must_begin_where_its_grain_begins() -> None:
    with pytest.raises(ValueError, match="does not begin"):
        Period(grain=Grain.MONTH, start=datetime(2017, 3, 2, tzinfo=ZONE))


def test_a_moment_falls_into_the_period_that_holds_it() -> None:
    moment = datetime(2017, 8, 15, 12, 34, tzinfo=ZONE)
    assert [str(Period.of(moment, grain)) for grain in Grain] == [
        "2017", "2017Q3", "2017-08", "2017-08-15", "2017-08-15T12",
    ]  # fmt: skip


def test_years_from_first_to_last_include_both() -> None:
    assert [str(year) for year in between(Period.year(2015), Period.year(2017))] == ["2015", "2016", "2017"]


def test_periods_sort_by_time() -> None:
    texts = ["2017Q3", "2016", "2017", "2017-07"]
    assert [str(period) for period in sorted(map(Period.parse, texts))] == ["2016", "2017", "2017Q3", "2017-07"]
    assert Period.parse("2017").overlaps(Period.parse("2017Q3"))
    assert Period.parse("2017").end - Period.parse("2017").start == timedelta(days=365)
