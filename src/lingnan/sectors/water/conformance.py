"""The case files of this room: what it answers to each, in the words of the files. Importing it registers them."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lingnan import rules
from lingnan.core.conformance import CaseKind, document_cases, register
from lingnan.core.errors import Invalid
from lingnan.rules import exact
from lingnan.sectors.water.abstraction import permit_use
from lingnan.sectors.water.function_zones import zone_year
from lingnan.sectors.water.rulebook import ABSTRACTION, FUNCTION_ZONES

Case = Mapping[str, Any]  # Any: a case is JSON as it stands in its file
Answer = dict[str, Any]

SHARE_DECIMALS = 4


def _share(value: Fraction | None) -> float | None:
    return None if value is None else float(exact.half_even(value, SHARE_DECIMALS))


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def abstraction(case: Case) -> Answer:
    monthly = [None if month is None else exact.decimal_from(month, field="monthly") for month in case["monthly"]]
    permitted = exact.decimal_from(case["annual_permit_10k_m3"], field="annual_permit_10k_m3")
    use = permit_use(permitted, monthly, rule=rules.editions(ABSTRACTION)[-1])
    return {
        "total": None if use.total is None else _plain(use.total),
        "ratio": _share(use.ratio),
        "first_month_at_90pct": use.first_month_of_warning,
        "first_month_over": use.first_month_over,
        "missing_months": list(use.missing),
    }


def function_zone(case: Case) -> Answer:
    tests, passed = (_count(case, key) for key in ("tests", "passed"))
    year = zone_year(tests=tests, passed=passed, rule=rules.editions(FUNCTION_ZONES)[-1])
    return {"rate": _share(year.rate), "year_pass": year.is_passed}


def _count(case: Case, key: str) -> int:
    number = exact.decimal_from(case.get(key), field=key)
    if number != number.to_integral_value():
        raise Invalid(key, f"{number} 不是次数")
    return int(number)


ABSTRACTIONS = CaseKind(names=("abstraction_cases.json",), load=document_cases("cases"), run=abstraction)
ZONES = CaseKind(names=("function_zone_cases.json",), load=document_cases("cases"), run=function_zone)

for kind in (ABSTRACTIONS, ZONES):
    register(kind)
