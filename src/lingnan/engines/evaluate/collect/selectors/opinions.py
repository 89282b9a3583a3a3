"""Reads of surveys, panels and objections."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from lingnan.core import words
from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate.collect.estimates import agreement, bias, mean_of
from lingnan.engines.evaluate.declare import INDICATORS, Indicator, SourceKind
from lingnan.engines.evaluate.frameworks import Framework
from lingnan.engines.evaluate.models import Objection, Panel, Survey, SurveyEstimate
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Region
from lingnan.engines.identity.rights import scope


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """A survey or a panel in the list."""

    title: Label
    kind: SourceKind
    declared: Indicator
    period: str
    cities: int
    size: int
    is_adopted: bool
    url: str


def sources(by: Actor) -> list[SourceRow]:
    """Surveys and panels, those at work first: two queries."""
    if by.is_public:
        return []
    surveys = Survey.objects.annotate(cities=Count("estimates"), size=Sum("estimates__size"))
    panels = Panel.objects.annotate(cities=Count("ratings__region", distinct=True), size=Count("ratings"))
    found = [
        SourceRow(
            title=Label(zh=row.title, en=row.title_en or row.title), kind=kind, declared=INDICATORS.get(row.indicator),
            period=row.period, cities=row.cities, size=row.size or 0, is_adopted=row.state == "approved",
            url=f"/evaluate/{place}/{row.pk}",
        )
        for rows, kind, place in ((surveys, SourceKind.SURVEYED, "surveys"), (panels, SourceKind.EXPERT, "panels"))
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row.is_adopted, row.period, row.title.zh))


def survey_or_fault(by: Actor, key: str) -> Survey:
    row = None if by.is_public else Survey.objects.filter(pk=key).first()
    if row is None:
        raise NotFound(Label(zh=f"没有代号为“{key}”的调查", en=f"There is no survey “{key}”"))
    return row


def panel_or_fault(by: Actor, key: str) -> Panel:
    row = None if by.is_public else Panel.objects.filter(pk=key).first()
    if row is None:
        raise NotFound(Label(zh=f"没有代号为“{key}”的专家评分", en=f"There is no panel of experts “{key}”"))
    return row


def interval_of(row: SurveyEstimate) -> str:
    """`78.2–83.8`; empty without an interval."""
    return "" if row.low is None or row.high is None else f"{words.number(row.low, 1)}–{words.number(row.high, 1)}"


@dataclass(frozen=True, kw_only=True)
class Scored:
    """The scores of one city."""

    region: Region
    scores: tuple[Decimal, ...]

    @property
    def mean(self) -> Decimal:
        return mean_of(self.scores)

    @property
    def lowest(self) -> Decimal:
        return min(self.scores)

    @property
    def highest(self) -> Decimal:
        return max(self.scores)

    @property
    def count(self) -> int:
        return len(self.scores)


@dataclass(frozen=True, kw_only=True)
class Scores:
    """What a person may see of a panel: who scores sees only their own until it is adopted."""

    rows: tuple[Scored, ...]
    mine: Mapping[str, Decimal]
    raters: int
    agreement: Decimal | None
    bias: Mapping[str, Decimal]


def scores(panel: Panel, *, by: Actor, whole: bool) -> Scores:
    """One query."""
    table: dict[str, dict[str, Decimal]] = {}
    regions: dict[str, Region] = {}
    mine: dict[str, Decimal] = {}
    for row in panel.ratings.select_related("region").order_by("region_id", "rater"):
        score = row.score or Decimal(0)
        table.setdefault(row.region_id, {})[row.rater] = score
        regions[row.region_id] = row.region
        if row.account_id == by.account_id and row.rater.startswith(by.name):
            mine[row.region_id] = score
    if not whole:
        return Scores(rows=(), mine=mine, raters=0, agreement=None, bias={})
    return Scores(
        rows=tuple(Scored(region=regions[code], scores=tuple(given.values())) for code, given in table.items()),
        mine=mine,
        raters=len({rater for given in table.values() for rater in given}),
        agreement=agreement({code: list(given.values()) for code, given in table.items()}),
        bias=bias(table),
    )


# Objections


def objections(by: Actor) -> QuerySet[Objection]:
    """Objections of the actor's reach; anybody reads what was decided, for the results are public."""
    rows = Objection.objects.select_related("region", "unit", "assessment")
    decided = Q(state="decided")
    if by.is_public:
        return rows.filter(decided)
    mine = scope(by).filter(unit_field="unit", region_field="region")
    return rows.filter(mine | decided) if mine else rows  # an empty condition lets all through


def objection_or_fault(by: Actor, number: str) -> Objection:
    row = objections(by).filter(pk=number).first()
    if row is None:
        raise NotFound(
            Label(
                zh=f"没有编号 {number} 的异议，或者它还没有裁定",
                en=f"There is no objection {number}, or it is not decided yet",
            )
        )
    return row


def objection_light(row: Objection, on: date) -> str:
    """late, warn or done."""
    if row.state == "decided":
        return "done"
    return "late" if row.state == "filed" and on > row.due_on else "warn"


def node_label(row: Objection) -> Label:
    """What the objection is about, by the framework that judged."""
    return Framework.from_json(row.assessment.tree).node(row.node).label
