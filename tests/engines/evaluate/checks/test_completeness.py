"""Twice, not at all, without a unit."""

from datetime import date, timedelta

import pytest
from tests.engines.evaluate.checks.made_up import cell, found, places, table

from lingnan.engines.evaluate.checks import Table, run_checks, shipped_facts

REGISTER = shipped_facts().divisions
CITIES = sorted(REGISTER.cities) if REGISTER else []


def test_the_register_has_21_cities_and_122_counties() -> None:
    # Guangdong since 2018: 21 cities, 122 county-level divisions (two cities have none and stand for themselves)
    assert REGISTER is not None
    assert len(CITIES) == 21
    assert sum(REGISTER.counties.values()) - 2 == 122


def test_a_repeated_row_is_found_and_another_source_is_none() -> None:
    made = table(cell("a", "2001", 1, source="x"), cell("a", "2001", 1, source="x"), cell("a", "2001", 1, source="y"))
    assert len(found(made, "duplicate")) == 1
    other = table(cell("a", "2001", 1), cell("a", "2001", 2))
    assert "数值还不同" in found(other, "duplicate")[0].reason.zh


def test_units_missing_or_different() -> None:
    assert len(found(table(cell("a", "2001", 1, unit=""), cell("a", "2002", 1)), "unit_missing")) == 1
    assert found(table(cell("a", "2001", 1)), "unit_missing") == []
    # the declaration says it where the file does not
    assert found(table(cell("a", "2001", 1, unit="", series="gdp")), "unit_missing") == []
    made = table(
        cell("a", "2001", 1, unit="km2", series="land_area"), cell("a", "2002", 1, unit="mu", series="land_area")
    )
    assert places(made, "unit_differs") == {("a", "2002")}


def test_a_city_that_lacks_in_one_year_is_found() -> None:
    made = table(*(
        cell(code, str(year), 7) for code in CITIES for year in (2001, 2002) if (code, year) != (CITIES[4], 2002)
    ))  # fmt: skip
    assert places(made, "coverage") == {(CITIES[4], "2002")}


def test_a_blank_counts_as_lacking() -> None:
    made = table(*(cell(code, "2001", None if code == CITIES[0] else 7) for code in CITIES))
    assert places(made, "coverage") == {(CITIES[0], "2001")}


def test_a_table_of_one_city_lacks_nobody() -> None:
    assert found(table(cell(CITIES[0], "2001", 7)), "coverage") == []


def counties(code: str, number: int, year: str) -> Table:
    return table(*(cell(f"{code}/{n}", year, 1, parent=code) for n in range(number)))


def test_fewer_counties_than_there_are() -> None:
    # Foshan has five districts
    assert places(counties("440600", 4, "2019"), "coverage") == {("440600", "2019")}
    assert found(counties("440600", 5, "2019"), "coverage") == []


def test_before_the_register_begins_counties_cannot_be_counted() -> None:
    outcome = run_checks(counties("440600", 4, "2001"), keys=["coverage"]).of("coverage")
    assert outcome.state == "cannot"


def days(year: int, number: int) -> Table:
    first = date(year, 1, 1)
    return table(*(cell("a", (first + timedelta(days=n)).isoformat(), n) for n in range(number)))


@pytest.mark.parametrize(
    ("year", "rows", "is_found"),
    [
        (2015, 365, False),
        (2016, 366, False),
        (2016, 365, True),
        (2000, 365, True),
        (1900, 365, False),
        (2015, 364, True),
    ],
)
def test_a_year_of_days_follows_the_calendar(year: int, rows: int, is_found: bool) -> None:
    assert bool(found(days(year, rows), "year_days")) is is_found


def test_a_short_run_of_days_needs_no_whole_year_but_no_gap() -> None:
    assert found(days(2016, 41), "year_days") == []
    gapped = table(*(each for each in days(2016, 41).cells if each.period != "2016-02-03"))
    assert "2016-02-03" in found(gapped, "year_days")[0].reason.zh


def test_a_blank_is_counted_and_a_zero_is_a_value() -> None:
    made = table(cell("a", "2001", None), cell("a", "2002", 0), cell("b", "2001", 0))
    (finding,) = found(made, "blank")
    assert (finding.region, finding.period, finding.observed) == ("a", "2001", "1/2")


def test_a_running_total_never_falls() -> None:
    rows = [("2020-01-01", 5), ("2020-01-02", 7), ("2020-01-03", None), ("2020-01-04", 6), ("2020-01-05", 9)]
    made = table(*(cell("a", day, value, series="confirmed_cum") for day, value in rows))
    assert places(made, "cumulative_falls") == {("a", "2020-01-04")}
    assert found(table(*(cell("a", day, value) for day, value in rows)), "cumulative_falls") == []
