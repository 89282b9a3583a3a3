"""What the general checks find among the stored values, for the page of findings and for flags."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, Max

from lingnan.core.labels import Label
from lingnan.engines.evaluate.checks import Check, Finding, Report, Table, run_checks, shipped_facts
from lingnan.engines.evaluate.checks.reading import parent_of
from lingnan.engines.evaluate.checks.table import Cell
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.engines.evaluate.models import Assessment, IndicatorValue
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Region

Numbers = dict[tuple[str, str, str], int]
ALL = Label(zh="全部", en="All")
FIELDS = ("pk", "indicator", "region_id", "period", "value", "unit", "vintage", "note", "line")


@dataclass(frozen=True, kw_only=True)
class FoundRow:
    """One finding as its page shows it; `number` is the stored value it is about, if it is about one."""

    check: Check
    finding: Finding
    series: Label
    region: Label
    number: int | None


@dataclass(frozen=True, kw_only=True)
class Checked:
    """All findings that an actor may see, the worst first, and the report they come from."""

    rows: tuple[FoundRow, ...]
    report: Report


def newest_table(indicators: Iterable[str]) -> tuple[Table, Numbers]:
    """The values that count, one for each place (the vintage recorded last), and their numbers."""
    cells, numbers = _cells(set(indicators))
    newest = {(cell.series, cell.region, cell.period): cell for cell in cells if cell.value is not None}
    return Table("stored", tuple(newest.values()), {}), numbers


def checked(by: Actor) -> Checked:
    """Every check over every stored value. The public sees what concerns the years that are published."""
    stamp = IndicatorValue.objects.aggregate(many=Count("pk"), last=Max("pk"), on=Max("recorded_at"))
    report, numbers = _report(tuple(stamp.items()))
    labels = {
        code: Label(zh=name, en=name_en or name) for code, name, name_en in
        Region.objects.filter(level__in=("province", "city")).values_list("code", "name", "name_en")
    }  # fmt: skip
    published = {str(year) for year in Assessment.objects.filter(state="frozen").values_list("year", flat=True)}
    return Checked(report=report, rows=tuple(
        FoundRow(
            check=check,
            finding=finding,
            series=INDICATORS.get(finding.series).label if finding.series in INDICATORS else ALL,
            region=labels.get(finding.region, ALL),
            number=numbers.get((finding.series, finding.region, finding.period)),
        )
        for check, finding in report.findings
        if not by.is_public or finding.period in published
    ))  # fmt: skip


@lru_cache(maxsize=1)  # of the values as they stand: the stamp changes with every import
def _report(stamp: tuple[tuple[str, object], ...]) -> tuple[Report, Numbers]:
    cells, numbers = _cells(None)
    divisions = shipped_facts().divisions
    names = {divisions.parent: divisions.parent_name} if divisions else {}
    return run_checks(Table("stored", tuple(cells), names)), numbers


def _cells(indicators: set[str] | None) -> tuple[list[Cell], Numbers]:
    rows = IndicatorValue.objects.order_by("recorded_at", "id")
    if indicators is not None:
        rows = rows.filter(indicator__in=indicators)
    cells: list[Cell] = []
    numbers: Numbers = {}
    for number, series, region, period, value, unit, vintage, note, line in rows.values_list(*FIELDS):
        cells.append(Cell(
            series=series, region=region, period=period, value=value, unit=unit, source=vintage, note=note,
            parent=parent_of(region), line=line,
        ))  # fmt: skip
        if value is not None:
            numbers[series, region, period] = number
    return cells, numbers
