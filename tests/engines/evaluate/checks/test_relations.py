"""Parts and whole, units and parent, ratios added up, vintages."""

from tests.engines.evaluate.checks.made_up import cell, found, places, table

from lingnan.engines.evaluate.checks import Table, run_checks

SECTORS = ("gdp_primary", "gdp_secondary", "gdp_tertiary")


def gdp(region: str, year: int, whole: str, parts: tuple[str, str, str]) -> Table:
    sectors = [cell(region, str(year), value, series=key) for key, value in zip(SECTORS, parts, strict=True)]
    return table(cell(region, str(year), whole, series="gdp"), *sectors)


def joined(*tables: Table) -> Table:
    return table(*(each for made in tables for each in made.cells))


def test_parts_are_held_to_half_a_percent_and_not_to_less() -> None:
    # 200.00 against 201.00 is exactly 0.5 %: allowed; 201.01 is over
    made = joined(gdp("a", 2001, "200", ("50", "50", "101")), gdp("b", 2001, "200", ("50", "50", "101.01")))
    assert places(made, "parts") == {("b", "2001")}


def test_a_missing_part_is_not_zero() -> None:
    made = table(*gdp("a", 2001, "200", ("50", "50", "100")).cells[:3])
    outcome = run_checks(made, keys=["parts"]).of("parts")
    assert outcome.state == "cannot"
    assert outcome.findings == ()


def test_years_in_which_most_units_disagree_are_mixed_vintages() -> None:
    right, wrong = ("50", "50", "100"), ("50", "50", "110")
    made = joined(*(
        gdp(unit, year, "200", wrong if year == 2003 and unit != "c" else right)
        for unit in "abc" for year in range(2001, 2006)
    ))  # fmt: skip
    assert places(made, "vintages_mixed") == {("", "2003")}


def test_one_wrong_unit_is_no_mixed_vintage() -> None:
    made = joined(*(
        gdp(unit, year, "200", ("50", "50", "110" if unit == "a" else "100"))
        for unit in "abc" for year in range(2001, 2006)
    ))  # fmt: skip
    assert places(made, "vintages_mixed") == set()


def test_a_revised_series_needs_its_other_vintage() -> None:
    key = "resident_population"
    alone = table(cell("a", "2015", "1831.21", series=key, source="revised"))
    outcome = run_checks(alone, keys=["vintages_mixed"]).of("vintages_mixed")
    assert outcome.state == "cannot"
    assert outcome.cannot[0].series == key
    both = table(*alone.cells, cell("a", "2015", "1530.59", series=key, source="first"))
    assert places(both, "vintages_mixed") == {("a", "2015")}
    same = table(*alone.cells, cell("a", "2015", "1831.21", series=key, source="first"))
    assert run_checks(same, keys=["vintages_mixed"]).of("vintages_mixed").state == "not_found"


def nested(own: str, *parts: str, series: str) -> Table:
    children = [cell(f"p/{n}", "2019", value, series=series, parent="p") for n, value in enumerate(parts)]
    return table(cell("p", "2019", own, series=series), *children)


def test_units_must_add_up_to_their_parent_within_two_percent() -> None:
    assert places(nested("100", "40", "62", series="land_area"), "sum_of_units") == set()  # 2 % exactly
    assert places(nested("100", "40", "63", series="land_area"), "sum_of_units") == {("p", "2019")}


def test_without_the_parents_own_figure_the_sum_cannot_be_checked() -> None:
    made = table(*nested("100", "40", "60", series="land_area").cells[1:])
    outcome = run_checks(made, keys=["sum_of_units"]).of("sum_of_units")
    assert outcome.state == "cannot"
    assert "缺少比较序列" in outcome.cannot[0].why.zh


def test_a_blank_unit_stops_the_sum() -> None:
    made = nested("100", "40", "60", series="land_area")
    blank = table(*made.cells, cell("p/9", "2019", None, series="land_area", parent="p"))
    assert run_checks(blank, keys=["sum_of_units"]).of("sum_of_units").state == "cannot"


def test_a_ratio_that_was_added_up_is_found_by_declaration_or_by_name() -> None:
    for series in ("road_area_per_capita", "gdp_per_capita_any", "人均收入"):
        assert places(nested("30", "10", "20", series=series), "ratio_summed") == {("p", "2019")}


def test_a_ratio_between_its_units_and_a_sum_of_amounts_are_right() -> None:
    assert found(nested("16", "10", "20", series="road_area_per_capita"), "ratio_summed") == []
    assert found(nested("30", "10", "20", series="land_area"), "ratio_summed") == []
    # one unit only: the sum is the value itself and says nothing
    assert found(nested("10", "10", series="road_area_per_capita"), "ratio_summed") == []
