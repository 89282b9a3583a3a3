"""One edition of a rule, and a value stamped with the edition that made it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Generic, TypeVar

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label

T = TypeVar("T")
Value = Decimal | int | str | bool | None | tuple["Value", ...] | Mapping[str, "Value"]
Confidence = str  # "read" (in the text itself), "public page", "memory", "inferred", "own choice"


@dataclass(frozen=True, kw_only=True)
class Judged(Generic[T]):
    """A computed value and the edition that made it; the pair is what is stored."""

    value: T
    rule_set_id: str
    edition: str
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """One edition of a rule, in force on the days [in_force_from, in_force_to)."""

    id: str
    label: Label
    edition: str
    in_force_from: date
    in_force_to: date | None = None
    source: str
    clause: str
    confidence: Confidence = "read"
    note: str = ""
    values: Mapping[str, Value] = field(repr=False)

    def covers(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_to is None or day < self.in_force_to)

    @property
    def days(self) -> str:
        """The days it is in force, as an error or a page names them (last day included)."""
        last = (self.in_force_to - timedelta(days=1)).isoformat() if self.in_force_to else "…"
        return f"{self.in_force_from.isoformat()}–{last}"

    def judge(self, value: T, *, clause: str = "") -> Judged[T]:
        """The value, stamped with this edition."""
        return Judged(value=value, rule_set_id=self.id, edition=self.edition, clause=clause or self.clause)

    # Typed ways to a value; a wrong path names what is there

    def at(self, *path: str) -> Value:
        here: Value = self.values
        for depth, key in enumerate(path):
            if not isinstance(here, Mapping) or key not in here:
                known = ", ".join(here) if isinstance(here, Mapping) else "no further level"
                place = ".".join(path[: depth + 1])
                raise NotFound(f"{self.id} ({self.edition}) has no value {place!r} (known: {known})")
            here = here[key]
        return here

    def has(self, *path: str) -> bool:
        here: Value = self.values
        for key in path:
            if not isinstance(here, Mapping) or key not in here:
                return False
            here = here[key]
        return True

    def number(self, *path: str) -> Decimal:
        return self._number(self.at(*path), path)

    def integer(self, *path: str) -> int:
        value = self.number(*path)
        if value != int(value):
            raise self._wrong(path, "an integer", value)
        return int(value)

    def numbers(self, *path: str) -> tuple[Decimal, ...]:
        return tuple(self._number(item, path) for item in self._items(path))

    def text(self, *path: str) -> str:
        value = self.at(*path)
        if not isinstance(value, str):
            raise self._wrong(path, "a text", value)
        return value

    def texts(self, *path: str) -> tuple[str, ...]:
        items = self._items(path)
        if not all(isinstance(item, str) for item in items):
            raise self._wrong(path, "a list of texts", items)
        return tuple(str(item) for item in items)

    def table(self, *path: str) -> Mapping[str, Value]:
        value = self.at(*path)
        if not isinstance(value, Mapping):
            raise self._wrong(path, "a table", value)
        return value

    def rows(self, *path: str) -> tuple[Mapping[str, Value], ...]:
        items = self._items(path)
        rows = tuple(item for item in items if isinstance(item, Mapping))
        if len(rows) != len(items):
            raise self._wrong(path, "a list of tables", items)
        return rows

    def _items(self, path: tuple[str, ...]) -> tuple[Value, ...]:
        value = self.at(*path)
        if not isinstance(value, tuple):
            raise self._wrong(path, "a list", value)
        return value

    def _number(self, value: Value, path: tuple[str, ...]) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, Decimal | int):
            raise self._wrong(path, "a number", value)
        return Decimal(value)

    def _wrong(self, path: tuple[str, ...], wanted: str, value: Value) -> TypeError:
        return TypeError(f"{self.id} ({self.edition}): {'.'.join(path)} is not {wanted} but {value!r}")


def frozen(value: object) -> Value:
    """What YAML gave, made unchangeable all the way down."""
    if isinstance(value, Mapping):
        return MappingProxyType({str(key): frozen(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(frozen(item) for item in value)
    if value is None or isinstance(value, Decimal | int | str):
        return value
    raise TypeError(f"{value!r} cannot stand in a rule-set")
