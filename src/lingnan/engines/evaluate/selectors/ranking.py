"""What the ranking page shows: each city's place with its interval, change and trend."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from lingnan.core.labels import Label
from lingnan.core.missing import Missing
from lingnan.engines.evaluate.findings import headline, level
from lingnan.engines.evaluate.frameworks import INDEX
from lingnan.engines.evaluate.selectors.assessments import Judged, NodeResult, Past, newest, read, trends, years
from lingnan.engines.identity.actor import Actor


@dataclass(frozen=True, kw_only=True)
class RankRow:
    """One line of the ranking."""

    result: NodeResult
    change: int | None  # places won since last year; None where there was no rank
    points: tuple[Decimal | None, ...]  # scores of the years shown, a gap where there was none
    level: int | None
    url: str

    @property
    def score(self) -> Decimal | Missing:
        return self.result.points

    @property
    def span(self) -> str:
        """`12–15`, or `20` where it is one rank."""
        low, high = self.result.low, self.result.high
        return "" if low is None else f"{low}–{high}" if low != high else str(low)


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """The ranking of one year."""

    judged: Judged
    rows: tuple[RankRow, ...]
    heading: Label
    years: tuple[int, ...]  # those that can be chosen, newest first
    trend_years: tuple[int, ...]


def ranking(by: Actor, *, framework: str, year: int | None, edition: str = "", node: str = INDEX) -> Ranking:
    """The ranking by the composite (or one node of the tree) in the assessment that counts."""
    judged = read(newest(by, framework=framework, year=year, edition=edition))
    past = trends(by, framework, node=node)
    known = years(by, framework)
    shown = tuple(sorted(each for each in known if each <= judged.year))
    rows = tuple(
        rank_row(judged, result, past.get((node, result.region), {}), shown) for result in judged.of_node(node)
    )
    return Ranking(
        judged=judged,
        rows=rows,
        heading=headline([row.result.place for row in rows if row.result.place]),
        years=tuple(known),
        trend_years=shown,
    )


def rank_row(judged: Judged, result: NodeResult, past: Mapping[int, Past], shown: tuple[int, ...]) -> RankRow:
    before = past.get(judged.year - 1)
    change = before.rank - result.rank if before and before.rank and result.rank else None
    points = [past[year].score if year in past else None for year in shown]
    if points:
        points[-1] = result.score
    return RankRow(
        result=result,
        change=change,
        points=tuple(points),
        level=None if result.score is None else level(result.score, judged.framework.score_breaks),
        url=f"/evaluate/evidence/{judged.id}/{result.node.key}/{result.region}",
    )
