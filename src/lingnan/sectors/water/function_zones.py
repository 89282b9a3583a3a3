"""Compliance of a water-function zone: the share of its tests that met the target class in a year."""

from dataclasses import dataclass
from fractions import Fraction

from lingnan.core.errors import Invalid
from lingnan.rules import RuleSet

PERCENT = 100


@dataclass(frozen=True, kw_only=True)
class ZoneYear:
    """Share of passed tests and whether the year passes; a zone that was not tested has neither."""

    rate: Fraction | None
    is_passed: bool | None


def zone_year(*, tests: int, passed: int, rule: RuleSet) -> ZoneYear:
    """At exactly the required share the year passes."""
    if not 0 <= passed <= tests:
        raise Invalid("passed", f"达标次数应在 0 到 {tests} 之间，您给的是 {passed}")
    if not tests:
        return ZoneYear(rate=None, is_passed=None)
    rate = Fraction(passed, tests)
    return ZoneYear(rate=rate, is_passed=rate * PERCENT >= rule.number("year_pass_share"))
