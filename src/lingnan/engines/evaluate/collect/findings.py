"""What the declared checks say of values as they are entered: severity, what was seen, and what to do about it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lingnan.core.labels import Label
from lingnan.core.periods import Period
from lingnan.engines.evaluate.approval import GONE, State
from lingnan.engines.evaluate.checks import Cell, Severity, Table, run_checks, shipped_facts
from lingnan.engines.evaluate.checks.reading import parent_of
from lingnan.engines.evaluate.declare import INDICATORS, Computed
from lingnan.engines.evaluate.models import Entry, IndicatorValue

# those that speak of one value; the others judge whole tables, which a round has only at its end
ON_ENTRY = ("range", "unit_slip", "parts", "cumulative_falls", "jump", "own_step", "jump_back")
NEAR = Fraction(5, 100)  # our own choice: beyond a twentieth from what the platform measures it is explained


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """One finding about one entry."""

    key: str
    severity: Severity
    text: Label
    advice: Label

    @property
    def is_blocking(self) -> bool:
        """Must be put right or explained before the value is handed in."""
        return self.severity is Severity.ERROR

    @property
    def light(self) -> str:
        return {Severity.ERROR: "late", Severity.WARNING: "warn", Severity.NOTICE: "none"}[self.severity]


Doubts = Mapping[int, tuple[Doubt, ...]]


def doubts_of(rows: Iterable[Entry], *, values: Mapping[int, Decimal] | None = None) -> Doubts:
    """Doubts by entry, over the value each holds (or is about to hold: `values`); a handful of queries."""
    rows = [row for row in rows if (values or {}).get(row.pk, row.value) is not None]
    if not rows:
        return {}
    held = {row.pk: (values or {}).get(row.pk, row.value) for row in rows}
    found: dict[int, list[Doubt]] = defaultdict(list)
    for row, doubt in _checked(rows, held):
        found[row.pk].append(doubt)
    measured = live_values(rows)
    for row in rows:
        if gap := differs(row, held[row.pk], measured.get(row.pk)):
            found[row.pk].append(gap)
    return {key: tuple(sorted(doubts, key=lambda each: each.severity.order)) for key, doubts in found.items()}


def _checked(rows: list[Entry], held: Mapping[int, Decimal | None]) -> Iterable[tuple[Entry, Doubt]]:
    period = rows[0].assignment.round.period
    indicators = {row.assignment.indicator for row in rows}
    places = {(row.assignment.indicator, row.place_code): row for row in rows}
    wanted = indicators | {part for fact in shipped_facts().parts if fact.whole in indicators for part in fact.parts}
    cells = [*_history(wanted, indicators, period), *_earlier(rows, period)]
    cells += [
        Cell(series=key, region=code, period=period, value=held[row.pk], unit=shipped_facts().of(key).unit,
             source=row.assignment.round_id, parent=_parent(row))
        for (key, code), row in places.items()
    ]  # fmt: skip
    report = run_checks(Table(rows[0].assignment.round_id, tuple(cells), {}), keys=ON_ENTRY)
    for check, finding in report.findings:
        row = places.get((finding.series, finding.region))
        if row is not None and finding.period in {period, ""}:
            yield row, Doubt(key=check.key, severity=check.severity, text=finding.reason, advice=check.advice)


def _parent(row: Entry) -> str:
    return row.whole.place_code if row.whole else parent_of(row.place_code)


def _history(indicators: set[str], collected: set[str], period: str) -> list[Cell]:
    """The approved values of the cities, but for what is being collected; of several vintages the last."""
    kept = IndicatorValue.objects.filter(indicator__in=indicators, state="approved", value__isnull=False)
    newest = {
        (series, region, when): value
        for series, region, when, value in kept.exclude(period=period, indicator__in=collected)
        .order_by("recorded_at", "id")
        .values_list("indicator", "region_id", "period", "value")
    }
    return [
        Cell(series=series, region=region, period=when, value=value, unit=shipped_facts().of(series).unit,
             parent=parent_of(region))
        for (series, region, when), value in newest.items()
    ]  # fmt: skip


def _earlier(rows: list[Entry], period: str) -> list[Cell]:
    """What counties reported in earlier rounds: they stand in no table."""
    codes = {row.place_code for row in rows if row.whole_id}
    if not codes:
        return []
    kept = Entry.objects.filter(
        assignment__indicator__in={row.assignment.indicator for row in rows},
        place_code__in=codes,
        state=State.APPROVED,
        value__isnull=False,
    ).exclude(assignment__round__period=period)
    columns = ("assignment__indicator", "place_code", "assignment__round__period", "value", "whole__place_code")
    return [
        Cell(series=series, region=code, period=when, value=value, unit=shipped_facts().of(series).unit, parent=parent)
        for series, code, when, value, parent in kept.values_list(*columns)
    ]


# What the platform measures itself


def live_values(rows: Iterable[Entry]) -> dict[int, Computed]:
    """What the platform computes for each entry whose indicator it can measure: one question an indicator."""
    asked: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for row in rows:
        if row.assignment.live and row.whole_id is None and row.state not in GONE:
            asked[row.assignment.live, row.assignment.round.period].append(row)
    found: dict[int, Computed] = {}
    for (key, period), mine in asked.items():
        compute = INDICATORS.get(key).compute if key in INDICATORS else None
        answer = compute([row.place_code for row in mine], Period.parse(period)) if compute else {}
        found |= {row.pk: answer[row.place_code] for row in mine if row.place_code in answer}
    return {key: each for key, each in found.items() if each.value is not None}


def differs(row: Entry, value: Decimal | None, live: Computed | None) -> Doubt | None:
    """The value is far from what the platform measures: say by how much, and ask why."""
    if value is None or live is None or live.value is None or not live.value:
        return None
    gap = (Fraction(value) - Fraction(live.value)) / Fraction(live.value)
    if abs(gap) <= NEAR:
        return None
    declared = INDICATORS.get(row.assignment.live)
    percent, measured = f"{float(abs(gap)) * 100:.1f}%", f"{live.value:,.{declared.decimals}f}"
    rows = sum(item.count for item in live.evidence)
    return Doubt(
        key="live",
        severity=Severity.ERROR,
        text=Label(
            zh=f"比平台实测 {measured}（{rows:,} 行数据）{'高' if gap > 0 else '低'} {percent}",
            en=f"{percent} {'above' if gap > 0 else 'below'} what the platform measured: {measured} ({rows:,} rows)",
        ),
        advice=Label(zh="核对后改正，或说明为什么不同", en="Correct it, or say why it differs"),
    )
