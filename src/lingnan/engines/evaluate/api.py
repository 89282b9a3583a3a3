"""The evaluation for machines: rankings, evidence and definitions. Without an account: what is published."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from lingnan.engines.evaluate.collect.api import router as collecting
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.engines.evaluate.frameworks import INDEX
from lingnan.engines.evaluate.pages.asked import actor
from lingnan.engines.evaluate.pages.evidence import evidence_json
from lingnan.engines.evaluate.pages.files import Asked, as_response, known, table_of
from lingnan.engines.evaluate.selectors.assessments import DEFAULT_FRAMEWORK, Judged, NodeResult, newest, read
from lingnan.engines.evaluate.selectors.evidence import evidence

router = Router(tags=["evaluate"])
router.add_router("", collecting)


class ResultOut(Schema):
    """What one node gave for one region; figures as text, exactly as they are kept."""

    node: str
    region: str
    name: str
    score: str | None
    rank: int | None
    interval: list[int] | None
    value: str | None
    missing: str | None
    is_sample: bool
    evidence: str


class AssessmentOut(Schema):
    """A year judged by one edition of a framework."""

    framework: str
    edition: str
    year: int
    run: int
    is_frozen: bool
    is_sample: bool
    content_hash: str
    results: list[ResultOut]


class IndicatorOut(Schema):
    """The definition of an indicator."""

    key: str
    label_zh: str
    label_en: str
    numerator: str
    denominator: str | None
    factor: str
    decimals: int
    unit: str
    direction: int
    source_kind: str
    source: str


@router.get("/ranking", response=AssessmentOut, summary="The assessment that counts for a year")
def ranking(
    request: HttpRequest, year: int | None = None, framework: str = DEFAULT_FRAMEWORK, edition: str = "", node: str = ""
) -> AssessmentOut:
    """Every result of a node (`index` by default; `*` for all nodes), best first."""
    judged = read(newest(actor(request), framework=framework, year=year, edition=edition))
    wanted = [each.key for each in judged.framework.root.walk()] if node == "*" else [node or INDEX]
    for key in wanted:
        judged.framework.node(key)
    return AssessmentOut(
        framework=judged.framework.key,
        edition=judged.framework.edition,
        year=judged.year,
        run=judged.run,
        is_frozen=judged.is_frozen,
        is_sample=judged.is_sample,
        content_hash=judged.content_hash,
        results=[result_out(judged, result) for key in wanted for result in judged.of_node(key)],
    )


def result_out(judged: Judged, result: NodeResult) -> ResultOut:
    return ResultOut(
        node=result.node.key,
        region=result.region,
        name=result.region_name.zh,
        score=None if result.score is None else str(result.score),
        rank=result.rank,
        interval=None if result.low is None or result.high is None else [result.low, result.high],
        value=None if result.value is None else str(result.value),
        missing=str(result.missing.reason) if result.missing else None,
        is_sample=result.is_sample,
        evidence=f"/api/v1/evaluate/evidence/{judged.id}/{result.node.key}/{result.region}",
    )


@router.get("/evidence/{assessment}/{node}/{region}", summary="Where a number comes from")
def evidence_of(request: HttpRequest, assessment: int, node: str, region: str) -> dict[str, Any]:  # Any: nested facts
    """The chain, the parts, the goalposts and the rows behind one result."""
    return evidence_json(evidence(actor(request), assessment, node, region))


@router.get("/files/{table}.{kind}", summary="A table of a year as CSV, XLSX or Parquet", response=None)
def file(
    request: HttpRequest,
    table: str,
    kind: str,
    year: int | None = None,
    framework: str = DEFAULT_FRAMEWORK,
    edition: str = "",
    node: str = "",
    city: str = "",
) -> HttpResponse:
    """`ranking`, `results` (all nodes, or those under `node`) or `values` (all years); every digit is kept."""
    asked = Asked(framework=framework, year=year, edition=edition, node=node, region=city)
    return as_response(table_of(actor(request), table, asked), known(kind))


@router.get("/indicators", response=list[IndicatorOut], summary="Definitions of all indicators")
def indicators(request: HttpRequest) -> list[IndicatorOut]:
    """Numerator, denominator, factor, direction and decimals of each."""
    return [
        IndicatorOut(
            key=each.key,
            label_zh=each.label.zh,
            label_en=each.label.en,
            numerator=each.numerator.zh,
            denominator=each.denominator.zh if each.denominator else None,
            factor=str(each.factor),
            decimals=each.decimals,
            unit=each.unit.zh,
            direction=each.direction,
            source_kind=each.source_kind.value,
            source=each.source,
        )
        for each in sorted(INDICATORS, key=lambda each: each.key)
    ]
