"""Reads of assessments: which one counts, its results as plain values, and what other years and editions gave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet

from lingnan.core import words
from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.core.missing import Missing, MissingReason
from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.findings import Place
from lingnan.engines.evaluate.frameworks import INDEX, Framework, Json, Node
from lingnan.engines.evaluate.models import Assessment, Result
from lingnan.engines.identity.actor import Actor
from lingnan.shell.language import current

DEFAULT_FRAMEWORK = "gd-demo-2017"


@dataclass(frozen=True, kw_only=True)
class Evidenced:
    """One thing that a value stands on, as it was frozen."""

    kind: str
    about: str
    label: Label
    count: int
    url: str


@dataclass(frozen=True, kw_only=True)
class NodeResult:
    """What one node gave for one region."""

    node: Node
    region: str
    region_name: Label
    score: Decimal | None
    weight: Decimal
    rank: int | None
    low: int | None
    high: int | None
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    missing: Missing | None
    evidence: tuple[Evidenced, ...]
    flags: tuple[Label, ...]
    rule: str
    rule_edition: str
    is_sample: bool

    @property
    def points(self) -> Decimal | Missing:
        """The score, or why there is none."""
        return self.score if self.score is not None else self._why

    @property
    def amount(self) -> Decimal | Missing:
        """The indicator's value, or why there is none."""
        return self.value if self.value is not None else self._why

    @property
    def _why(self) -> Missing:
        return self.missing or Missing(reason=MissingReason.PARTIAL)

    @property
    def place(self) -> Place | None:
        if self.rank is None:
            return None
        return Place(rank=self.rank, low=self.low or self.rank, high=self.high or self.rank)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One assessment read whole."""

    id: int
    framework: Framework
    year: int
    run: int
    is_frozen: bool
    frozen_at: datetime | None
    frozen_by: str
    computed_at: datetime
    computed_by: str
    content_hash: str
    is_sample: bool
    settings: Json
    results: Mapping[tuple[str, str], NodeResult]

    def result(self, node: str, region: str) -> NodeResult:
        try:
            return self.results[node, region]
        except KeyError:
            raise NotFound(
                Label(
                    zh=f"{self.year} 年度评价没有 {region} 的 {node!r}",
                    en=f"The evaluation of {self.year} has no {node!r} of {region}",
                )
            ) from None

    @cached_property
    def regions(self) -> tuple[str, ...]:
        return tuple(region for node, region in self.results if node == INDEX)

    def of_node(self, node: str) -> list[NodeResult]:
        """Results of one node: ranked first, best first; those without a score last."""
        found = [result for (key, _), result in self.results.items() if key == node]
        return sorted(found, key=lambda result: (result.rank is None, result.rank or 0, result.region))

    def of_region(self, region: str) -> dict[str, NodeResult]:
        return {key: result for (key, code), result in self.results.items() if code == region}


def visible(by: Actor) -> QuerySet[Assessment]:
    """The public sees what is frozen; who signed in sees what is computed too."""
    kept = Assessment.objects.all()
    return kept.filter(state="frozen") if by.is_public else kept


def newest(by: Actor, *, framework: str = DEFAULT_FRAMEWORK, year: int | None = None, edition: str = "") -> Assessment:
    """The assessment that counts: the newest year unless one is named, the edition in force then, the last run."""
    found = visible(by).filter(framework=framework)
    if year is None:
        year = found.order_by("-year").values_list("year", flat=True).first()
    if year is not None:
        name = edition or frameworks.of_year(framework, year).edition
        row = found.filter(year=year, edition=name).order_by("-state", "-run").first()  # frozen first
        if row:
            return row
    span, for_span = (f"{year} 年", f" for {year}") if year else ("", "")
    raise NotFound(
        Label(
            zh=f"没有{span}可以看的评价结果" + ("；公众只能看已冻结发布的" if by.is_public else ""),
            en=f"There is no evaluation to be seen{for_span}"
            + ("; the public sees frozen ones only" if by.is_public else ""),
        )
    )


def by_id(by: Actor, number: int) -> Assessment:
    """The assessment of this number."""
    row = visible(by).filter(pk=number).first()
    if row is None:
        raise NotFound(
            Label(
                zh=f"没有编号 {number} 的评价结果，或者它还没有发布",
                en=f"There is no evaluation {number}, or it is not published yet",
            )
        )
    return row


def read(row: Assessment) -> Judged:
    """Every result of an assessment: one query."""
    framework = Framework.from_json(row.tree)
    results = Result.objects.filter(assessment=row).select_related("region").order_by("id")
    return Judged(
        id=row.pk,
        framework=framework,
        year=row.year,
        run=row.run,
        is_frozen=row.state == "frozen",
        frozen_at=row.frozen_at,
        frozen_by=row.frozen_by,
        computed_at=row.computed_at,
        computed_by=row.computed_by,
        content_hash=row.content_hash,
        is_sample=row.is_sample,
        settings=row.settings,
        results={(result.node, result.region_id): as_plain(result, framework.node(result.node)) for result in results},
    )


def as_plain(row: Result, node: Node) -> NodeResult:
    """The row as a plain value."""
    detail = Label(zh=row.detail_zh, en=row.detail_en) if row.detail_zh else None
    return NodeResult(
        node=node,
        region=row.region_id,
        region_name=Label(zh=row.region.name, en=row.region.name_en or row.region.name),
        score=row.score,
        weight=row.weight or Decimal(0),
        rank=row.rank,
        low=row.rank_low,
        high=row.rank_high,
        value=row.value,
        numerator=row.numerator,
        denominator=row.denominator,
        missing=Missing(reason=MissingReason(row.missing), detail=detail) if row.missing else None,
        evidence=tuple(
            Evidenced(
                kind=e["kind"], about=e["about"], label=Label(zh=e["zh"], en=e["en"]), count=e["count"], url=e["url"]
            )
            for e in row.evidence
        ),
        flags=tuple(Label(**flag) for flag in row.flags),
        rule=row.rule,
        rule_edition=row.rule_edition,
        is_sample=row.is_sample,
    )


def years(by: Actor, framework: str) -> list[int]:
    """Years that have an assessment, newest first."""
    return sorted(set(visible(by).filter(framework=framework).values_list("year", flat=True)), reverse=True)


@dataclass(frozen=True, kw_only=True)
class Past:
    """Score and rank of one year."""

    score: Decimal | None
    rank: int | None
    value: Decimal | None


def trends(by: Actor, framework: str, *, node: str = "", region: str = "") -> dict[tuple[str, str], dict[int, Past]]:
    """(node, region) → year → what it gave, from the assessment of each year that counts. Two queries."""
    counted: dict[int, int] = {}
    for row in visible(by).filter(framework=framework).order_by("state", "run"):  # later wins: frozen over computed
        if row.edition == frameworks.of_year(framework, row.year).edition:
            counted[row.year] = row.pk
    found = Result.objects.filter(assessment_id__in=counted.values())
    if node:
        found = found.filter(node=node)
    if region:
        found = found.filter(region_id=region)
    table: dict[tuple[str, str], dict[int, Past]] = {}
    year_of = {pk: year for year, pk in counted.items()}
    columns = ("assessment_id", "node", "region_id", "score", "rank", "value")
    for assessment, key, code, score, rank, value in found.values_list(*columns):
        table.setdefault((key, code), {})[year_of[assessment]] = Past(score=score, rank=rank, value=value)
    return table


def beside(by: Actor, row: Judged) -> list[Assessment]:
    """The same year under other editions: the last run of each."""
    found: dict[str, Assessment] = {}
    others = visible(by).filter(framework=row.framework.key, year=row.year).exclude(edition=row.framework.edition)
    for other in others.order_by("run"):
        found[other.edition] = other
    return list(found.values())


def place_of(result: NodeResult, language: str = "") -> str:
    """`第 12 名（90% 区间 10–15）`, without an interval that is one rank; empty without a rank."""
    language = language or current()
    if result.rank is None:
        return ""
    if result.low is None or result.low == result.high:
        return words.rank(result.rank, language=language)
    return words.rank(result.rank, result.low, result.high, language=language)
