"""A data-entry grid: one figure a row beside last period's value and the usual range, judged on the server.

Outside the range a reason is asked for, not refused; an empty cell asks why it is missing. Nothing becomes 0.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from lingnan.core import words
from lingnan.core.labels import Label
from lingnan.core.missing import Missing, MissingReason
from lingnan.shell.language import bi, current, say

# "Not due yet" is what the calendar says, never a clerk.
REASONS = tuple(reason for reason in MissingReason if reason is not MissingReason.NOT_DUE)
FULL_WIDTH = str.maketrans("０１２３４５６７８９，．−－＋", "0123456789,.--+")
FIGURE = re.compile(
    r"[+-]?([0-9]{1,3}(,[0-9]{3}){1,6}|[0-9]{1,24})(\.[0-9]{1,12})?"
)  # no exponents: nobody writes 1e9 by hand


@dataclass(frozen=True, kw_only=True)
class Row:
    """A figure that is asked for. `low` and `high` say what is usual; either may be open."""

    key: str
    label: Label
    unit: Label
    previous: Decimal | Missing
    low: Decimal | None = None
    high: Decimal | None = None
    note: Label | None = None  # what else is known of it, under its name
    link: tuple[Label, str] | None = None  # where more of it is done: its words and address

    @property
    def is_previous_missing(self) -> bool:
        return isinstance(self.previous, Missing)

    def is_usual(self, value: Decimal) -> bool:
        """Inside the range, its ends included."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    @property
    def range_text(self) -> str:
        low = "" if self.low is None else words.number(self.low)
        high = "" if self.high is None else words.number(self.high)
        if low and high:
            return f"{low}–{high}"
        return f"≥ {low}" if low else f"≤ {high}" if high else ""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The rows of one sheet. `period` names this column, `previous_period` the one before."""

    caption: Label
    period: Label
    previous_period: Label
    rows: tuple[Row, ...]
    reasons: tuple[MissingReason, ...] = REASONS


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What was written for a row, what it means, and what is wrong with it: (name of the field, message)."""

    row: Row
    text: str = ""
    why: str = ""
    missing: str = ""
    value: Decimal | Missing | None = None
    fault: tuple[str, str] | None = None
    notes: tuple[tuple[str, Label], ...] = ()  # what a check says beside the field: light and words

    @property
    def fault_text(self) -> str:
        return self.fault[1] if self.fault else ""

    @property
    def bad_field(self) -> str:
        return self.fault[0] if self.fault else ""

    @property
    def bad_end(self) -> str:
        """Which of the reasons is lacking: why, missing or neither."""
        return self.bad_field.removeprefix(self.row.key).removeprefix("-")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A grid with its entries."""

    grid: Grid
    entries: tuple[Entry, ...]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """(id of the field, message) in the order of the rows: the summary on top."""
        return [(f"id_{entry.bad_field}", entry.fault_text) for entry in self.entries if entry.fault]

    @property
    def is_valid(self) -> bool:
        return not self.faults


def blank(grid: Grid) -> Sheet:
    """Nothing written yet, so nothing wrong."""
    return Sheet(grid=grid, entries=tuple(Entry(row=row) for row in grid.rows))


def read(grid: Grid, data: Mapping[str, str]) -> Sheet:
    """A posted grid: fields `KEY`, `KEY-why` (reason for an unusual figure) and `KEY-missing`."""
    return Sheet(grid=grid, entries=tuple(judged(row, grid.reasons, data) for row in grid.rows))


def judged(row: Row, reasons: tuple[MissingReason, ...], data: Mapping[str, str]) -> Entry:
    """One row: a figure, an unusual figure with its reason, or missing with its reason."""
    text, why, missing = (data.get(name, "").strip() for name in (row.key, f"{row.key}-why", f"{row.key}-missing"))
    value: Decimal | Missing | None = None
    fault = None
    if not text:
        value = Missing(reason=MissingReason(missing)) if missing in set(reasons) else None
        fault = None if value else (f"{row.key}-missing", empty_words(row))
    elif (number := figure(text)) is None:
        fault = (row.key, words.not_a_number(row.label, text, example_of(row), current()))
    elif not row.is_usual(number) and not why:
        value, fault = number, (f"{row.key}-why", unusual_words(row, text))
    else:
        value = number
    return Entry(row=row, text=text, why=why, missing=missing, value=value, fault=fault)


def figure(text: str) -> Decimal | None:
    """A number as people write it: whole groups of thousands allowed, full-width signs too; else None."""
    plain = text.translate(FULL_WIDTH)
    return Decimal(plain.replace(",", "")) if FIGURE.fullmatch(plain) else None


def example_of(row: Row) -> str:
    """A figure that would do, for the sentence of the error."""
    known = row.previous if isinstance(row.previous, Decimal) else row.low or row.high or Decimal(80)
    return words.number(known)


def empty_words(row: Row) -> str:
    return bi("{f}没有填：请选缺失原因", "{f} is empty: choose why it is missing", f=say(row.label))


def unusual_words(row: Row, text: str) -> str:
    zh = "{f} {v} 不在一般范围 {r} 内：请写原因"
    return bi(zh, "{f}: {v} is outside the usual {r}; please say why", f=say(row.label), v=text, r=row.range_text)
