"""Reads of rounds: how far each unit is, what waits for whom, and the entries that a person may see."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.core.missing import Missing, MissingReason
from lingnan.engines.evaluate import actions
from lingnan.engines.evaluate.approval import GONE, OPEN, Level, State
from lingnan.engines.evaluate.collect import ladder
from lingnan.engines.evaluate.collect.findings import Doubt, doubts_of
from lingnan.engines.evaluate.declare import INDICATORS, Indicator
from lingnan.engines.evaluate.models import Entry, Extension, Round, RoundWindow
from lingnan.engines.evaluate.selectors.values import approved_values
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Unit
from lingnan.engines.identity.rights import scope

NOT_REPORTED = Missing(reason=MissingReason.NOT_REPORTED)
SOON = 3  # days before the end of a window from which it is said


def round_or_fault(key: str) -> Round:
    """The round of this key."""
    found = Round.objects.select_related("institution").filter(pk=key).first()
    if found is None:
        raise NotFound(Label(zh=f"没有代号为“{key}”的报送批次", en=f"There is no collection round “{key}”"))
    return found


def visible(by: Actor) -> QuerySet[Entry]:
    """Entries of the actor's own reach, those made of them or making them up, and those that their department answers
    for or that wait for them. The public sees approved values in published assessments, not how they were collected.
    """
    rows = Entry.objects.select_related(*ladder.RELATED)
    if by.is_public:
        return rows.none()
    mine = scope(by).filter(unit_field="unit", region_field="region")
    if by.unit_key and mine:  # an empty condition lets all through, and would be lost in an "or"
        for field in ("assignment__department", "waits_unit", "whole__unit", "parts__unit"):
            mine |= Q(**{field: by.unit_key})
    return rows.filter(mine).distinct()


def entry_or_fault(by: Actor, number: int) -> Entry:
    """One entry, if the actor may see it."""
    row = visible(by).filter(pk=number).first()
    if row is None:
        raise NotFound(
            Label(
                zh=f"没有编号 {number} 的填报项，或者不归您看",
                en=f"There is no entry {number}, or it is not yours to see",
            )
        )
    return row


def waiting_for(by: Actor) -> QuerySet[Entry]:
    """Entries whose turn is the actor's, in open rounds."""
    mine = Q(pk__in=[])
    for level, action in ladder.ACTION_OF.items():
        if not scope(by, action).allows(unit=by.unit_key):
            continue
        if level is Level.OFFICE or "system" in by.roles:
            mine |= Q(waits_for=level)
        elif by.unit_key:
            mine |= Q(waits_for=level, waits_unit=by.unit_key)
    open_rounds = Entry.objects.filter(assignment__round__state="open", state=State.SUBMITTED)
    return open_rounds.filter(mine).select_related(*ladder.RELATED)


@dataclass(frozen=True, kw_only=True)
class Windows:
    """The windows and extensions of one round, read once."""

    windows: Mapping[str, RoundWindow]
    extensions: Mapping[str, Extension]

    def until(self, level: str, unit: str) -> date | None:
        """The last day of a unit at a level."""
        days = []
        if level in self.windows:
            days.append(self.windows[level].closes_on)
        if unit in self.extensions:
            days.append(self.extensions[unit].until)
        return max(days, default=None)


def windows_of(collection: Round) -> Windows:
    """Two queries."""
    return Windows(
        windows={row.level: row for row in collection.windows.all()},
        extensions={row.unit_id: row for row in collection.extensions.order_by("id")},
    )


@dataclass(frozen=True, kw_only=True)
class RoundRow:
    """A round in the list."""

    round: Round
    counts: Mapping[str, int]
    due: date | None

    @property
    def asked(self) -> int:
        return sum(count for state, count in self.counts.items() if state not in GONE)

    @property
    def approved(self) -> int:
        return self.counts.get(State.APPROVED, 0)


def rounds(by: Actor) -> list[RoundRow]:
    """Every round, the newest first; four queries whatever their number."""
    if by.is_public:
        return []
    counts: dict[str, dict[str, int]] = {}
    tally = Entry.objects.values_list("assignment__round_id", "state").annotate(many=Count("pk")).order_by()
    for key, state, many in tally:
        counts.setdefault(key, {})[state] = many
    ends: dict[str, date] = {}
    for key, day in RoundWindow.objects.order_by("closes_on").values_list("round_id", "closes_on"):
        ends[key] = day
    found = Round.objects.order_by("-period", "-opened_at")
    return [RoundRow(round=row, counts=counts.get(row.pk, {}), due=ends.get(row.pk)) for row in found]


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """How far one unit is with what it was asked."""

    unit: Unit
    level: Level
    counts: Mapping[str, int]
    judging: int  # values of others that wait for this unit
    due: date | None
    on: date
    is_extended: bool

    @property
    def asked(self) -> int:
        return sum(count for state, count in self.counts.items() if state not in GONE)

    @property
    def open(self) -> int:
        return sum(self.counts.get(state, 0) for state in OPEN)

    @property
    def handed_in(self) -> int:
        return self.asked - self.open

    @property
    def returned(self) -> int:
        return self.counts.get(State.RETURNED, 0)

    @property
    def approved(self) -> int:
        return self.counts.get(State.APPROVED, 0)

    @property
    def light(self) -> str:
        """late: past its day with something open; miss: sent back; warn: days away; none: not begun; ok, done."""
        if self.asked and self.approved == self.asked and not self.judging:
            return "done"
        if not self.open and not self.judging:
            return "ok"
        if self.due and self.on > self.due:
            return "late"
        if self.returned or (self.due and (self.due - self.on).days <= SOON):
            return "warn"
        return "none"


def progress(by: Actor, collection: Round, *, on: date) -> list[UnitRow]:
    """Every unit of the round that the actor may see: five queries."""
    rows = visible(by).filter(assignment__round=collection)
    counts: dict[tuple[str, str], Counter[str]] = {}
    judging: Counter[tuple[str, str]] = Counter()
    columns = ("unit_id", "level", "state", "waits_unit_id", "waits_for")
    for unit, level, state, waits_unit, waits_for, _ in rows.values_list(*columns, "pk"):
        counts.setdefault((unit, level), Counter())[state] += 1
        if waits_unit:
            judging[waits_unit, waits_for] += 1
    known = windows_of(collection)
    units = {unit.key: unit for unit in Unit.objects.filter(pk__in={key for key, _ in (*counts, *judging)})}
    return [
        UnitRow(
            unit=units[unit], level=Level(level), counts=counts.get((unit, level), {}), judging=judging[unit, level],
            due=known.until(level, unit), on=on, is_extended=unit in known.extensions,
        )
        for unit, level in dict.fromkeys((*counts, *judging))
    ]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class EntryLine:
    """One entry as lists show it."""

    entry: Entry
    declared: Indicator
    previous: Decimal | Missing
    doubts: tuple[Doubt, ...]
    evidence: int
    due: date | None

    @property
    def amount(self) -> Decimal | Missing:
        return amount_of(self.entry)

    @property
    def place(self) -> Label:
        return place_of(self.entry)

    @property
    def light(self) -> str:
        return LIGHTS[State(self.entry.state)]

    @property
    def word(self) -> Label:
        """Where it stands: whose turn it is, or its state."""
        if self.entry.waits_for:
            level = Level(self.entry.waits_for).label
            return Label(zh=f"等{level.zh}审核", en=f"Waits for: {level.en}")
        return State(self.entry.state).label

    @property
    def change(self) -> Decimal | None:
        """In percent of the year before."""
        if isinstance(self.previous, Missing) or not self.previous or self.entry.value is None:
            return None
        return (self.entry.value - self.previous) / self.previous * 100

    @property
    def is_bare(self) -> bool:
        """Handed in without evidence."""
        return not self.evidence and self.entry.state not in OPEN


LIGHTS = {
    State.DRAFT: "none",
    State.RETURNED: "late",
    State.SUBMITTED: "warn",
    State.APPROVED: "ok",
    State.SUPERSEDED: "none",
    State.CLOSED: "none",
}


def place_of(row: Entry) -> Label:
    """The place as it was called in the period; in English where it bears the same code today."""
    now = row.region
    return Label(zh=row.place_name, en=now.name_en if now.code == row.place_code and now.name_en else row.place_name)


def amount_of(row: Entry) -> Decimal | Missing:
    """The value, or why there is none."""
    if row.value is not None:
        return row.value
    return Missing(reason=MissingReason(row.missing)) if row.missing else NOT_REPORTED


def previous_values(rows: Iterable[Entry]) -> dict[int, Decimal | Missing]:
    """The value of the year before: of cities the one that counts, of counties what an earlier round approved."""
    rows = list(rows)
    if not rows:
        return {}
    before = str(int(rows[0].assignment.round.period) - 1)
    indicators = sorted({row.assignment.indicator for row in rows})
    kept = approved_values(indicators, periods=[before])
    earlier = Entry.objects.filter(
        assignment__indicator__in=indicators, assignment__round__period=before, state=State.APPROVED,
        place_code__in={row.place_code for row in rows if row.whole_id},
    ) if any(row.whole_id for row in rows) else Entry.objects.none()  # fmt: skip
    counties = {
        (key, code): value for key, code, value in earlier.values_list("assignment__indicator", "place_code", "value")
    }
    found: dict[int, Decimal | Missing] = {}
    for row in rows:
        indicator, code = row.assignment.indicator, row.place_code
        stored = kept.get((indicator, code, before))
        known = stored.value if stored else None
        value = counties.get((indicator, code)) if row.whole_id else known
        found[row.pk] = NOT_REPORTED if value is None else value
    return found


def lines(rows: Iterable[Entry]) -> list[EntryLine]:
    """Entries of one round with all that lists show of them; a fixed number of queries."""
    rows = list(rows)
    if not rows:
        return []
    doubts, before, known = doubts_of(rows), previous_values(rows), windows_of(rows[0].assignment.round)
    evidence = dict(
        Entry.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk").annotate(many=Count("evidence"))
    )
    return [
        EntryLine(
            entry=row,
            declared=INDICATORS.get(row.assignment.indicator),
            previous=before[row.pk],
            doubts=doubts.get(row.pk, ()),
            evidence=evidence.get(row.pk, 0),
            due=known.until(row.waits_for or row.level, row.waits_unit_id or row.unit_id),
        )
        for row in rows
    ]


def by_round(rows: Iterable[Entry]) -> list[EntryLine]:
    """The same for entries of several rounds."""
    grouped: dict[str, list[Entry]] = {}
    for row in rows:
        grouped.setdefault(row.assignment.round_id, []).append(row)
    return [line for mine in grouped.values() for line in lines(mine)]


def own(by: Actor, collection: Round) -> QuerySet[Entry]:
    """What the actor's unit is asked for in a round."""
    mine = visible(by).filter(assignment__round=collection, unit=by.unit_key)
    return mine.exclude(state__in=GONE).order_by("assignment_id", "place_code")


def may_manage(by: Actor) -> bool:
    return scope(by, actions.MANAGE_ROUNDS).allows()
