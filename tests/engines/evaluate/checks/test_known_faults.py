"""The ten known faults of the shared evaluation data, by the numbers of its README: eight found, two not checkable.

The README (data/evaluation/README.md, "Known faults") is the independent expectation; no check knows a city or a year.
"""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from lingnan.engines.evaluate.checks import Finding, Report, Table, run_checks
from lingnan.engines.evaluate.checks.reading import read_table

pytestmark = pytest.mark.shared
NAMES = {
    "long": "guangdong21_observations_long.csv",
    "pm25": "guangdong21_pm25_daily_2014_2016.csv",
    "covid": "guangdong21_covid19_daily_2020.csv",
    "county": "guangdong_2019_city_county.csv",
}
Of = Callable[[str], Report]


@cache
def _report(path: Path) -> Report:
    return run_checks(read_table(path))


@pytest.fixture
def of(shared_dir: Path) -> Of:
    """The report over one of the four files."""
    return lambda name: _report(shared_dir / "data" / "evaluation" / NAMES[name])


def findings(report: Report, check: str, series: str) -> list[Finding]:
    return [each for each in report.of(check).findings if each.series == series]


def test_1_gdp_differs_from_its_sectors(of: Of) -> None:
    report = of("long")
    found = findings(report, "parts", "gdp")
    places = {(report.table.name_of(each.region), each.period) for each in found}
    assert len(found) == 87
    assert report.of("parts").looked == 504
    assert {("清远市", "2009")} | {
        (city, year) for city in ("肇庆市", "韶关市") for year in ("2011", "2012", "2013", "2014")
    } <= places
    # "up to 20 %": the worst comes first
    worst = found[0]
    assert (report.table.name_of(worst.region), worst.period) == ("清远市", "2009")
    assert "+20.3%" in worst.reason.zh
    # "two vintages mixed": whole years in which most units disagree
    years = {each.period for each in findings(report, "vintages_mixed", "gdp")}
    assert years == {"2009", "2011", "2012", "2013", "2014"}


def test_2_the_provinces_gdp_cannot_be_checked(of: Of) -> None:
    outcome = of("long").of("sum_of_units")
    assert outcome.state == "cannot"
    (cannot,) = [each for each in outcome.cannot if each.series == "gdp"]
    assert "缺少比较序列" in cannot.why.zh
    assert "Comparison series absent" in cannot.why.en


def test_3_the_revised_population_cannot_be_checked(of: Of) -> None:
    outcome = of("long").of("vintages_mixed")
    (cannot,) = [each for each in outcome.cannot if each.series == "resident_population"]
    assert "Comparison series absent" in cannot.why.en
    assert findings(of("long"), "vintages_mixed", "resident_population") == []


def test_4_road_area_jumps(of: Of) -> None:
    report = of("long")
    found = findings(report, "jump", "road_area_per_capita")
    assert {(report.table.name_of(each.region), each.period) for each in found} == {
        ("清远市", "2007"), ("东莞市", "2006"), ("揭阳市", "2015"),
    }  # fmt: skip
    said = {report.table.name_of(each.region): each.reason.zh for each in found}
    assert "低 96%" in said["清远市"]
    assert "低 91%" in said["东莞市"]
    assert "3.9 倍" in said["揭阳市"]
    (back,) = findings(report, "jump_back", "road_area_per_capita")
    assert (report.table.name_of(back.region), back.period) == ("清远市", "2008")
    # it rises 15-fold, that is to 16 times the value
    assert Decimal(back.observed) / Decimal(back.expected.removeprefix("2007: ")) - 1 == pytest.approx(15, abs=0.5)


def test_5_deposits_of_one_city(of: Of) -> None:
    report = of("long")
    (found,) = findings(report, "own_step", "deposits_year_end")
    assert (report.table.name_of(found.region), found.period) == ("深圳市", "2015")
    assert "高 78%" in found.reason.zh


def test_6_night_light_steps_of_all_cities(of: Of) -> None:
    years = Counter(each.period for each in findings(of("long"), "common_step", "night_light_sum"))
    assert {"2005", "2010", "2011", "2013"} <= set(years)
    # 2003 (+70 %) and 2012 (−35 %) are not in the README and just as large; no quiet year is named
    assert set(years) - {"2005", "2010", "2011", "2013"} == {"2003", "2012"}
    assert set(years.values()) == {21}


def test_7_foreign_investment_lacks_one_city(of: Of) -> None:
    report = of("long")
    lacking = [each for each in findings(report, "coverage", "fdi_used") if each.period == "2019"]
    assert [report.table.name_of(each.region) for each in lacking] == ["肇庆市"]
    # "patchy after 2017": 17, 12, 7 and 6 of 21 cities in 2018, 2020, 2021 and 2022
    counts = Counter(each.period for each in findings(report, "coverage", "fdi_used"))
    assert [counts[year] for year in ("2018", "2020", "2021", "2022")] == [4, 9, 14, 15]


def test_8_pm25_of_2016_looks_imputed(of: Of) -> None:
    report = of("pm25")
    found = report.of("imputed").findings
    assert {each.period for each in found} == {"2016"}
    cities = {report.table.name_of(each.region) for each in found}
    assert len(cities) == 20
    assert "广州市" not in cities
    # "about 75 %" of the values
    assert all(65 <= int(each.observed.removesuffix("%")) <= 85 for each in found)
    days = report.of("year_days").findings
    assert {(each.period, each.observed, each.expected) for each in days} == {("2016", "365", "366")}
    assert len(days) == 21


def test_9_a_ratio_was_summed_and_districts_are_missing(of: Of) -> None:
    report = of("county")
    summed = report.of("ratio_summed").findings
    # every city with at least two listed districts: 21 without Dongguan and Zhongshan
    assert len({each.region for each in summed}) == 19
    assert {each.series for each in summed} == {"gdp_per_capita_SUMMED"}
    (guangzhou,) = [each for each in report.of("coverage").findings if report.table.name_of(each.region) == "广州市"]
    assert (guangzhou.observed, guangzhou.expected) == ("6", "11")
    # "one city's totals differ from its parts by more than 2 %"
    assert len({each.region for each in report.of("sum_of_units").findings}) == 1
    assert report.has_errors


def test_10_covid_blanks_are_not_zero(of: Of) -> None:
    report = of("covid")
    blank = [each for each in report.of("blank").findings if each.series == "confirmed_cum"]
    # grep -c ',2020-01-20,,,' of the file: 21
    assert len(blank) == 21
    assert {each.period for each in blank} == {"2020-01-20"}
    assert all("不是 0" in each.reason.zh for each in blank)
    assert sum(cell.value is None for cell in report.table.by_series["recovered_cum"]) == 701
    assert not report.has_errors


def test_pm25_of_2014_and_2015_gives_no_false_alarm(of: Of) -> None:
    whole = of("pm25").table
    years = tuple(cell for cell in whole.cells if cell.year in {2014, 2015})
    assert len(years) == 2 * 365 * 21
    assert run_checks(Table("2014-2015", years, whole.region_names)).findings == ()
    # beside 2016 neither
    assert [each for _, each in of("pm25").findings if each.period[:4] in {"2014", "2015"}] == []
    annual = tuple(
        cell for cell in of("long").table.by_series["pm25_annual_mean"] if cell.year in {2014, 2015}
    )  # fmt: skip
    assert len(annual) == 42
    assert run_checks(Table("2014-2015", annual, whole.region_names)).findings == ()
