"""Facts that identity announces."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class UnitsSucceeded:
    """Units ended and others take over: engines hand their open work to the first of `after`.

    `kind`: renamed, merged, split.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    on: date
    kind: str


@dataclass(frozen=True, kw_only=True)
class UnitClosed:
    """A unit ended without a successor; it held no open work."""

    unit: str
    on: date
