"""What the digits say."""

from tests.engines.evaluate.checks.made_up import UNITS, cell, found, places, table, years

from lingnan.engines.evaluate.checks import Table


def test_out_of_range_at_both_ends() -> None:
    made = years({"a": ["-0.1", "0", "100", "100.1"]}, series="road_area_per_capita")
    assert places(made, "range") == {("a", "2001"), ("a", "2004")}
    assert found(years({"a": ["-5"]}), "range") == []  # nothing is declared of this series


def daily(long_in: str) -> Table:
    """Two years of twenty days; in one of them half of the values have long decimals."""
    return table(*(
        cell("a", f"{year}-01-{day:02d}", f"{day}.123456789" if year == long_in and day % 2 else f"{day}.5")
        for year in ("2014", "2015") for day in range(1, 21)
    ))  # fmt: skip


def test_a_year_of_long_decimals_beside_a_measured_one() -> None:
    assert places(daily("2015"), "imputed") == {("a", "2015")}
    assert found(daily("none"), "imputed") == []


def test_a_modelled_series_is_long_by_nature() -> None:
    long = years({f"u{n}": ["1.123456789"] * 2 for n in range(12)}, series="co2_edgar")
    assert found(long, "imputed") == []
    whole = years({f"u{n}": ["1.123456789"] * 2 for n in range(12)})
    assert places(whole, "imputed") == {("", "")}  # a reported one: the series as a whole was converted


def test_heaped_last_digits() -> None:
    even = years({unit: [1000 + 7 * n + 13 * k for n in range(12)] for k, unit in enumerate(UNITS)})
    assert found(even, "heaped") == []
    rounded = years({unit: [1000 + 5 * (7 * n + 13 * k) for n in range(12)] for k, unit in enumerate(UNITS)})
    assert len(found(rounded, "heaped")) == 1
    last = {unit: [5 if n % 2 else (n + k) % 9 + 1 for n in range(12)] for k, unit in enumerate(UNITS)}
    halves = years({unit: [f"{100 + n}.{digit}" for n, digit in enumerate(row)] for unit, row in last.items()})
    assert len(found(halves, "heaped")) == 1


def test_a_copied_year() -> None:
    made = years({unit: [100 + k, 110 + k, 110 + k, 125 + k, 131 + k] for k, unit in enumerate(UNITS)})
    assert places(made, "copied_year") == {("", "2003")}
    # land area repeats itself every year: that is its nature
    assert found(years({unit: [100] * 5 for unit in UNITS}), "copied_year") == []
