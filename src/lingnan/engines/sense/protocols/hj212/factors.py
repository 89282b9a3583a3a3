"""The factors of HJ 212-2017, annex B: code, code of 2005, Chinese name, unit, unit of the amount.

Facts of the standard; the list follows hj212.csv of srdgame/lua-HJ212 (MIT).
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, kw_only=True, slots=True)
class Factor:
    """One pollutant or quantity. `total_unit` is the unit of its Cou field."""

    code: str
    old_code: str
    name: str
    unit: str
    total_unit: str


def _read() -> Mapping[str, Factor]:
    lines = files(__package__).joinpath("factors.csv").read_text(encoding="utf-8").splitlines()
    found: dict[str, Factor] = {}
    for row in csv.DictReader(lines):
        factor = Factor(**row)
        found[factor.code] = factor
        if factor.old_code:
            found.setdefault(factor.old_code, factor)
    return found


FACTORS = _read()


def unit_of(code: str, statistic: str) -> str:
    """The unit in which the standard asks for this field; empty for a factor that it does not name."""
    factor = FACTORS.get(code)
    if factor is None:
        return ""
    return factor.total_unit if statistic == "cou" else factor.unit
