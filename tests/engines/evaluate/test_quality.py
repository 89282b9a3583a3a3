"""General checks on the real series find the faults that its README names, without knowing a city or a year."""

import csv
from collections import defaultdict
from decimal import Decimal

import pytest
from tests.engines.evaluate.conftest import FIGURES

from lingnan.engines.evaluate import quality

Series = dict[str, dict[int, Decimal]]


@pytest.fixture(scope="module")
def series() -> dict[str, Series]:
    found: dict[str, Series] = defaultdict(lambda: defaultdict(dict))
    with FIGURES.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["indicator"]][row["city"]][int(row["year"])] = Decimal(row["value"])
    return found


def test_road_area_jumps(series: dict[str, Series]) -> None:
    # data/evaluation README, fault 4: Qingyuan falls 96 % in 2007, Dongguan 91 % in 2006, Jieyang x3.9 in 2015
    found = {(doubt.region, doubt.year) for doubt in quality.jumps(series["road_area_per_capita"])}
    assert found == {("清远市", 2007), ("东莞市", 2006), ("揭阳市", 2015)}


def test_coming_back_from_a_doubted_value_is_no_jump() -> None:
    years = {2006: Decimal(10), 2007: Decimal("0.4"), 2008: Decimal(6)}
    assert [doubt.year for doubt in quality.jumps({"x": years})] == [2007]


def test_deposits_of_one_city_leap_alone(series: dict[str, Series]) -> None:
    # fault 5: Shenzhen +78 % in 2015
    (doubt,) = quality.own_steps(series["deposits_year_end"])
    assert (doubt.region, doubt.year) == ("深圳市", 2015)
    assert "78%" in doubt.text.zh


def test_night_light_steps_of_all_cities(series: dict[str, Series]) -> None:
    # fault 6: sensor calibration in 2010, 2011 and 2013 among others
    assert {2010, 2011, 2013} <= {doubt.year for doubt in quality.common_steps(series["night_light_sum"])}


def test_gdp_against_its_sectors(series: dict[str, Series]) -> None:
    # fault 1: 87 of 504 city-years differ by more than 0.5 %
    parts = [series[key] for key in ("gdp_primary", "gdp_secondary", "gdp_tertiary")]
    assert len(list(quality.parts_against_whole(series["gdp"], parts))) == 87


def test_a_calm_series_raises_no_doubt(series: dict[str, Series]) -> None:
    population = series["resident_population"]
    assert [*quality.jumps(population), *quality.own_steps(population), *quality.common_steps(population)] == []


def test_the_received_pm25_of_2014_and_2015_raises_no_doubt(shared_dir: object) -> None:
    from pathlib import Path

    file = Path(str(shared_dir)) / "data" / "evaluation" / "guangdong21_observations_long.csv"
    found: Series = defaultdict(dict)
    with file.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["indicator"] == "pm25_annual_mean" and row["year"] in {"2014", "2015"}:
                found[row["city"]][int(row["year"])] = Decimal(row["value"])
    assert len(found) == 21
    assert [*quality.jumps(found), *quality.own_steps(found), *quality.common_steps(found)] == []
