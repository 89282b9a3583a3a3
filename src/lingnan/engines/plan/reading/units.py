"""The unit book: which unit a written name means on a day, and what became of it (data/units.yaml)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from lingnan.core.errors import Invalid
from lingnan.engines.plan.reading.cleaning import fold
from lingnan.engines.plan.reading.names import bare, is_collective
from lingnan.engines.plan.reading.result import ResolvedUnit, UnitRef

_SUGGESTIONS, _LIKE = 3, 60.0


@dataclass(frozen=True, kw_only=True)
class Succession:
    """What a unit became: `to` is a key, `kind` renamed, merged or split."""

    to: str
    on: date
    kind: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit as the book has it; None for an open end of its life."""

    key: str
    name: str
    short: str
    aliases: tuple[str, ...]
    en: str
    kind: str
    level: str
    valid_from: date | None
    valid_to: date | None
    successions: tuple[Succession, ...]

    def alive(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)

    @property
    def ref(self) -> UnitRef:
        return UnitRef(key=self.key, name=self.name)

    @property
    def names(self) -> tuple[str, ...]:
        short = (self.short, f"广东{self.short}") if self.short.startswith("省") else (self.short,)
        return (self.name, *short, *self.aliases)


def _unit(row: Mapping[str, Any], sources: Mapping[str, str]) -> Unit:  # Any: one row of YAML
    return Unit(
        key=row["key"],
        name=row["name"],
        short=row["short"],
        aliases=tuple(row.get("aliases", ())),
        en=row["en"],
        kind=row["kind"],
        level=row["level"],
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        successions=tuple(
            Succession(to=s["to"], on=s["date"], kind=s["kind"], source=sources.get(s["source"], s["source"]))
            for s in row.get("successions", ())
        ),
    )


@dataclass(frozen=True)
class UnitBook:
    """Units by key, and the keys that a name may mean."""

    units: Mapping[str, Unit]
    by_name: Mapping[str, tuple[str, ...]]

    def named(self, name: str) -> tuple[Unit, ...]:
        return tuple(self.units[key] for key in self.by_name.get(_plain(name), ()))

    def today(self, unit: Unit, on: date) -> tuple[Unit, ...]:
        """What `unit` is on a day: itself, or those it became, followed to the end."""
        if unit.alive(on) or not unit.successions:
            return (unit,)
        found: dict[str, Unit] = {}
        for step in unit.successions:
            for heir in self.today(self.units[step.to], on):
                found.setdefault(heir.key, heir)
        return tuple(found.values())


def _plain(name: str) -> str:
    """A name for comparison: folded, 委员会 and 委 alike, 和 dropped between the halves of a department's field."""
    plain = re.sub(r"\s", "", bare(name))
    plain = re.sub(r"^(?:中国共产党|中共)", "", plain)
    plain = re.sub(r"委员会(?=$|办公室)", "委", plain)
    return re.sub(r"(?<=发展)和(?=改革)|(?<=资源)和(?=社会)|(?<=住房)和(?=城乡)", "", plain)


@cache
def unit_book() -> UnitBook:
    """The units of data/units.yaml, read once."""
    raw = yaml.safe_load((files("lingnan") / "data" / "units.yaml").read_text("utf-8"))
    units = {row["key"]: _unit(row, raw["sources"]) for row in raw["units"]}
    by_name: dict[str, tuple[str, ...]] = {}
    for unit in units.values():
        for name in unit.names:
            plain = _plain(name)
            by_name[plain] = tuple(dict.fromkeys((*by_name.get(plain, ()), unit.key)))
        for step in unit.successions:
            if step.to not in units:
                raise Invalid(f"units.yaml {unit.key}", f"后继单位 {step.to} 不在册")
    return UnitBook(units=units, by_name=by_name)


def _best(candidates: tuple[Unit, ...], on: date) -> Unit:
    alive = [unit for unit in candidates if unit.alive(on)]
    return (alive or list(candidates))[0]


@cache
def _suggestions(name: str) -> tuple[UnitRef, ...]:
    book = unit_book()
    shown: dict[str, UnitRef] = {}
    level = "省" if name.startswith(("省", "广东")) else ""
    choices = [n for n in book.by_name if n.startswith(("省", "广东", "团省")) or not level]
    for match, _, _ in process.extract(
        _plain(name), choices, scorer=fuzz.ratio, limit=_SUGGESTIONS * 2, score_cutoff=_LIKE
    ):
        for key in book.by_name[match]:
            shown.setdefault(key, book.units[key].ref)
    return tuple(shown.values())[:_SUGGESTIONS]


def resolve_unit(name: str, *, on: date, today: date | None = None, home: bool = True) -> ResolvedUnit:
    """Which unit `name` means on the plan's day and today. `home`: 省 in the document means Guangdong.

    >>> resolve_unit("省经济和信息化委", on=date(2015, 1, 1), today=date(2024, 6, 1)).today[0].name
    '广东省工业和信息化厅'
    """
    today = today or date.today()  # noqa: DTZ011  a civil date is meant, not an instant
    book = unit_book()
    candidates = book.named(name)
    if not home and fold(name).startswith("省"):
        return ResolvedUnit(name=name, status="unknown")
    if candidates:
        unit = _best(candidates, on)
        return ResolvedUnit(
            name=name, status="known", then=unit.ref, today=tuple(heir.ref for heir in book.today(unit, today))
        )
    if is_collective(name):
        return ResolvedUnit(name=name, status="collective")
    return ResolvedUnit(name=name, status="unknown", suggestions=_suggestions(name))
