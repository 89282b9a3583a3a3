from fractions import Fraction

import pytest

from lingnan import rules
from lingnan.core.errors import Invalid
from lingnan.sectors.water.function_zones import zone_year
from lingnan.sectors.water.rulebook import FUNCTION_ZONES

RULE = rules.edition(FUNCTION_ZONES, "SL 395-2007")


@pytest.mark.parametrize(("tests", "passed", "expected"), [(5, 4, True), (12, 9, False), (12, 10, True), (1, 0, False)])
def test_a_year_passes_with_eighty_percent_of_the_tests(tests: int, passed: int, expected: bool) -> None:
    year = zone_year(tests=tests, passed=passed, rule=RULE)
    assert (year.rate, year.is_passed) == (Fraction(passed, tests), expected)


def test_a_zone_without_tests_has_neither_passed_nor_failed() -> None:
    assert zone_year(tests=0, passed=0, rule=RULE).is_passed is None


def test_more_passed_than_tested_is_refused() -> None:
    with pytest.raises(Invalid):
        zone_year(tests=3, passed=4, rule=RULE)
