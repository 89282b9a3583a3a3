"""What the page of a city shows: domains against the median, indicators weakest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from lingnan.core.labels import Label
from lingnan.engines.evaluate.declare import INDICATORS, Indicator
from lingnan.engines.evaluate.frameworks import INDEX
from lingnan.engines.evaluate.notes import CityNote, notes_about
from lingnan.engines.evaluate.selectors.assessments import Judged, NodeResult, Past, newest, read, trends, years
from lingnan.engines.identity.actor import Actor


@dataclass(frozen=True, kw_only=True)
class DomainRow:
    """A domain of a city beside the median of all cities."""

    result: NodeResult
    median: Decimal | None
    url: str

    @property
    def gap(self) -> Decimal | None:
        """How far above (+) or below (−) the median."""
        if self.result.score is None or self.median is None:
            return None
        return self.result.score - self.median


@dataclass(frozen=True, kw_only=True)
class IndicatorRow:
    """An indicator of a city: value, rank, trend, flag."""

    result: NodeResult
    declared: Indicator
    points: tuple[Decimal | None, ...]
    is_low: bool
    url: str
    note: CityNote | None


@dataclass(frozen=True, kw_only=True)
class City:
    """One city in one assessment."""

    judged: Judged
    top: NodeResult
    change: int | None
    domains: tuple[DomainRow, ...]
    indicators: tuple[IndicatorRow, ...]
    notes: tuple[CityNote, ...]
    years: tuple[int, ...]
    trend_years: tuple[int, ...]
    others: tuple[tuple[str, Label], ...]


def city(by: Actor, region: str, *, framework: str, year: int | None) -> City:
    """The profile of a city, weakest first."""
    judged = read(newest(by, framework=framework, year=year))
    top = judged.result(INDEX, region)
    past = trends(by, framework, region=region)
    known = years(by, framework)
    shown = tuple(sorted(each for each in known if each <= judged.year))
    notes = tuple(notes_about(by, region))
    before = past.get((INDEX, region), {}).get(judged.year - 1)
    return City(
        judged=judged,
        top=top,
        change=before.rank - top.rank if before and before.rank and top.rank else None,
        domains=tuple(sorted(_domains(judged, region), key=lambda row: (row.gap is None, row.gap or Decimal(0)))),
        indicators=tuple(sorted(_indicators(judged, region, past, shown, notes), key=_weakest_first)),
        notes=notes,
        years=tuple(known),
        trend_years=shown,
        others=tuple((result.region, result.region_name) for result in judged.of_node(INDEX)),
    )


def median_of(judged: Judged, node: str) -> Decimal | None:
    """The middle score of all cities that have one."""
    scores = [result.score for result in judged.of_node(node) if result.score is not None]
    return median(scores) if scores else None


def evidence_url(judged: Judged, node: str, region: str) -> str:
    return f"/evaluate/evidence/{judged.id}/{node}/{region}"


def _domains(judged: Judged, region: str) -> list[DomainRow]:
    return [
        DomainRow(
            result=judged.result(node.key, region),
            median=median_of(judged, node.key),
            url=evidence_url(judged, node.key, region),
        )
        for node in judged.framework.root.children
    ]


def _indicators(
    judged: Judged,
    region: str,
    past: Mapping[tuple[str, str], Mapping[int, Past]],
    shown: tuple[int, ...],
    notes: tuple[CityNote, ...],
) -> list[IndicatorRow]:
    found = []
    for leaf in judged.framework.leaves:
        result = judged.result(leaf.key, region)
        values = {year: kept.value for year, kept in past.get((leaf.key, region), {}).items()}
        found.append(
            IndicatorRow(
                result=result,
                declared=INDICATORS.get(leaf.key),
                points=tuple(values.get(year) for year in shown),
                is_low=result.score is not None and result.score < judged.framework.floor,
                url=evidence_url(judged, leaf.key, region),
                note=next((note for note in notes if note.indicator == leaf.key), None),
            )
        )
    return found


def _weakest_first(row: IndicatorRow) -> tuple[bool, Decimal]:
    return (row.result.score is None, row.result.score or Decimal(0))
