"""What the entry form of a unit shows: rows with last year's value, the usual range, live data and doubts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from lingnan.core import words
from lingnan.core.labels import Label
from lingnan.core.missing import Missing
from lingnan.engines.evaluate.approval import OPEN
from lingnan.engines.evaluate.checks import shipped_facts
from lingnan.engines.evaluate.collect.findings import Doubt, Doubts, live_values
from lingnan.engines.evaluate.collect.selectors.rounds import EntryLine
from lingnan.engines.evaluate.declare import INDICATORS, Computed
from lingnan.engines.evaluate.models import Entry as EntryRow
from lingnan.engines.evaluate.models import Round
from lingnan.shell.grid import Entry, Grid, Row, Sheet
from lingnan.shell.language import say

LEAST, MOST = Decimal("0.5"), Decimal(2)  # of last year's value: outside them a reason is asked for


def field_of(number: int) -> str:
    """The name of an entry's field."""
    return f"e{number}"


@dataclass(frozen=True, kw_only=True)
class Prefill:
    """What may be taken over into an empty field."""

    live: Mapping[int, Computed]
    previous: Mapping[int, Decimal | Missing]

    def text(self, number: int, source: str, decimals: int) -> str:
        known = self.live.get(number)
        if source == "live" and known and known.value is not None:
            return words.number(known.value, decimals)
        last = self.previous.get(number)
        return words.number(last) if source == "last" and isinstance(last, Decimal) else ""


def grid_of(collection: Round, lines: Sequence[EntryLine], *, live: Mapping[int, Computed]) -> Grid:
    """The rows that a person fills in: what is open and not made of parts."""
    year = int(collection.period)
    places = {line.entry.place_name for line in lines}
    return Grid(
        caption=Label(zh=f"{collection.title}：填报", en=f"{collection.title_en or collection.title}: figures"),
        period=Label(zh=f"{year} 年", en=str(year)),
        previous_period=Label(zh=f"{year - 1} 年", en=str(year - 1)),
        rows=tuple(_row(line, live.get(line.entry.pk), named=len(places) > 1) for line in lines),
    )


def _row(line: EntryLine, live: Computed | None, *, named: bool) -> Row:
    fact = shipped_facts().of(line.entry.assignment.indicator)
    low, high = fact.least, None
    if isinstance(line.previous, Decimal) and line.previous > 0:
        twice = line.previous * MOST
        low, high = max(low or Decimal(0), line.previous * LEAST), twice if fact.most is None else min(fact.most, twice)
    label, place, count = line.declared.label, line.place, line.evidence
    if named:
        label = Label(zh=f"{place.zh} {label.zh}", en=f"{place.en} {label.en}")
    said = Label(zh=f"佐证 {count} 件" if count else "附佐证", en=f"{count} evidence" if count else "Attach evidence")
    return Row(
        key=field_of(line.entry.pk),
        label=label,
        unit=line.declared.unit,
        previous=line.previous,
        low=low,
        high=high,
        note=_measured(line, live),
        link=(said, f"/evaluate/entries/{line.entry.pk}#evidence"),
    )


def _measured(line: EntryLine, live: Computed | None) -> Label | None:
    """What the platform measures itself, from how many rows."""
    if live is None or live.value is None:
        return None
    declared = INDICATORS.get(line.entry.assignment.live)
    shown, rows = words.number(live.value, declared.decimals), sum(item.count for item in live.evidence)
    return Label(zh=f"平台实测 {shown}（{rows:,} 行数据）", en=f"The platform measured {shown} ({rows:,} rows)")


def drafts(grid: Grid, lines: Sequence[EntryLine], *, prefill: Prefill, source: str = "") -> Sheet:
    """The form as it stands: drafts, else what is to be taken over, and what the checks say of drafts."""
    entries = []
    for row, line in zip(grid.rows, lines, strict=True):
        entry = line.entry
        text = "" if entry.value is None else words.number(entry.value)
        if not text and not entry.missing:
            text = prefill.text(entry.pk, source, line.declared.decimals)
        entries.append(Entry(row=row, text=text, why=entry.why, missing=entry.missing, notes=_notes(line.doubts)))
    return Sheet(grid=grid, entries=tuple(entries))


def _notes(doubts: Sequence[Doubt]) -> tuple[tuple[str, Label], ...]:
    return tuple(
        (doubt.light, Label(zh=f"{doubt.text.zh}。{doubt.advice.zh}", en=f"{doubt.text.en}. {doubt.advice.en}"))
        for doubt in doubts
    )


def with_doubts(sheet: Sheet, doubts: Doubts, numbers: Mapping[str, int], *, explained: bool) -> Sheet:
    """The posted form with what the checks say; an error without a reason is a fault of the field `why`."""
    entries = []
    for entry in sheet.entries:
        mine = doubts.get(numbers[entry.row.key], ())
        blocking = next((doubt for doubt in mine if doubt.is_blocking), None)
        fault = entry.fault
        if explained and fault is None and blocking is not None and not entry.why:
            fault = (f"{entry.row.key}-why", f"{say(entry.row.label)}：{say(blocking.text)}；{say(blocking.advice)}")
        entries.append(replace(entry, notes=_notes(mine), fault=fault))
    return replace(sheet, entries=tuple(entries))


def split(lines: Sequence[EntryLine]) -> tuple[list[EntryLine], list[EntryLine], list[EntryLine]]:
    """(to fill in, made of parts and still open, handed in)."""
    numbers = [line.entry.pk for line in lines]
    wholes = set(EntryRow.objects.filter(whole__in=numbers).values_list("whole_id", flat=True))
    opened = [line for line in lines if line.entry.state in OPEN]
    return (
        [line for line in opened if line.entry.pk not in wholes],
        [line for line in opened if line.entry.pk in wholes],
        [line for line in lines if line.entry.state not in OPEN],
    )


def live_of(lines: Sequence[EntryLine]) -> dict[int, Computed]:
    """What the platform measures for these."""
    return live_values(line.entry for line in lines)
