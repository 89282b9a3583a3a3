"""What is declared about series and divisions, as data: `lingnan/data/checks/*.yaml`, every line with its source."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[3] / "data" / "checks"
KINDS = ("additive", "ratio", "cumulative")
# a series that nobody declared still shows by its name that it is a ratio
RATIO_NAME = re.compile(r"per_|_rate|_share|_ratio|percent|人均|户均|率$|比重|占比|密度", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class SeriesFact:
    """What one series can be."""

    kind: str = ""
    unit: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    is_modelled: bool = False
    is_revised: bool = False


@dataclass(frozen=True, kw_only=True)
class PartsFact:
    """A whole and the parts that add up to it."""

    whole: str
    parts: tuple[str, ...]
    tolerance: Fraction


@dataclass(frozen=True, kw_only=True)
class Divisions:
    """The units there are below the province, while this edition of the register holds."""

    since: str
    until: str
    parent: str
    parent_name: str
    cities: Mapping[str, str]
    counties: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that is declared."""

    series: Mapping[str, SeriesFact]
    parts: tuple[PartsFact, ...]
    units_tolerance: Fraction
    ratio_tolerance: Fraction
    divisions: Divisions | None = None

    def of(self, series: str) -> SeriesFact:
        """The facts of a series; of an undeclared one what its key says (a sector's prefix does not count)."""
        return self.series.get(series) or self.series.get(series.rpartition(".")[2]) or SeriesFact()

    def is_ratio(self, series: str) -> bool:
        return self.of(series).kind == "ratio" or (not self.of(series).kind and bool(RATIO_NAME.search(series)))

    def is_additive(self, series: str) -> bool:
        return self.of(series).kind in {"additive", "cumulative"}


@cache
def shipped_facts() -> Facts:
    """The facts that come with the platform."""
    relations = _read("relations")
    return Facts(
        series={key: _series(key, given) for key, given in _read("series").items()},
        parts=tuple(
            PartsFact(whole=each["whole"], parts=tuple(each["parts"]), tolerance=Fraction(each["tolerance"]))
            for each in relations["parts"]
        ),
        units_tolerance=Fraction(relations["sum_of_units"]["tolerance"]),
        ratio_tolerance=Fraction(relations["ratio_summed"]["tolerance"]),
        divisions=_divisions(_read("divisions")),
    )


def _read(name: str) -> dict[str, Any]:  # Any: YAML; each reader below takes what it needs and fails on what lacks
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def _series(key: str, given: Mapping[str, Any]) -> SeriesFact:
    if given["kind"] not in KINDS or not given["source"]:
        raise ValueError(f"series.yaml: {key} needs a source and a kind of {', '.join(KINDS)}")
    return SeriesFact(
        kind=given["kind"],
        unit=given["unit"],
        least=_decimal(given.get("min")),
        most=_decimal(given.get("max")),
        is_modelled=bool(given.get("modelled")),
        is_revised=bool(given.get("revised")),
    )


def _decimal(given: object) -> Decimal | None:
    return None if given is None else Decimal(str(given))


def _divisions(given: Mapping[str, Any]) -> Divisions:
    return Divisions(
        since=given["since"],
        until=given["until"],
        parent=given["parent"],
        parent_name=given["parent_name"],
        cities={code: each["name"] for code, each in given["cities"].items()},
        counties={code: each["counties"] for code, each in given["cities"].items()},
    )
