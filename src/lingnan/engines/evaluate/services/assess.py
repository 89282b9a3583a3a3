"""Judging a year: values, scores, ranks and intervals as rows; the same input gives the same digits."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from django.db import transaction
from django.db.models import Max

from lingnan import __version__
from lingnan.core.errors import Conflict, Invalid
from lingnan.core.events import announce
from lingnan.core.labels import Label
from lingnan.core.missing import MissingReason
from lingnan.core.periods import Period
from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.actions import ASSESS, FREEZE
from lingnan.engines.evaluate.declare import INDICATORS, Computed, Evidence
from lingnan.engines.evaluate.events import AssessmentFrozen, WeakResult
from lingnan.engines.evaluate.frameworks import Framework, Json, Node
from lingnan.engines.evaluate.models import Assessment, Result
from lingnan.engines.evaluate.ratios import evidence_of
from lingnan.engines.evaluate.scoring import Score, ranks, score_region
from lingnan.engines.evaluate.selectors.values import approved_values
from lingnan.engines.evaluate.uncertainty import rank_intervals
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.audit import record
from lingnan.engines.identity.models import Region
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.selectors.regions import cities_at
from lingnan.rules.exact import half_even

SCORE_DIGITS = 10
Table = Mapping[str, Mapping[str, Computed]]  # indicator → region → value


def assess(by: Actor, framework: str, year: int, *, edition: str = "") -> Assessment:
    """Score and rank the cities for one year, by the edition in force then or by the one named.

    The same values under the same edition give the assessment that is there already; anything else a new run beside it.
    """
    require(by, ASSESS)
    judged_by = frameworks.edition(framework, edition) if edition else frameworks.of_year(framework, year)
    regions = cities_of(year)
    table = compute_values(judged_by, regions, year)
    results = judge(judged_by, table, regions)
    digest = content_hash(judged_by, year, results)
    kept = Assessment.objects.filter(
        framework=judged_by.key, edition=judged_by.edition, year=year, content_hash=digest
    ).first()
    if kept:
        return kept
    with transaction.atomic():
        assessment = _store(by, judged_by, year, results, digest)
        weakest = find_weakest(judged_by, results)
        if weakest and judged_by == frameworks.of_year(framework, year):
            fact = _weak_fact(assessment, judged_by, weakest)
            transaction.on_commit(lambda: announce(fact))
    return assessment


def freeze(by: Actor, assessment: Assessment, *, reason: str = "") -> Assessment:
    """Publish an assessment: from now on anybody may read it and nobody change it."""
    require(by, FREEZE)
    with transaction.atomic():
        kept = Assessment.objects.select_for_update().get(pk=assessment.pk)
        if kept.state == "frozen":
            raise Conflict(
                Label(
                    zh=f"{kept.year} 年度评价已于 {kept.frozen_at:%Y-%m-%d} 冻结",
                    en=f"The evaluation of {kept.year} was frozen on {kept.frozen_at:%Y-%m-%d}",
                )
            )
        kept.state, kept.frozen_at, kept.frozen_by = "frozen", datetime.now(UTC), by.name
        kept.save(update_fields=["state", "frozen_at", "frozen_by"])
        record(
            by=by,
            verb="evaluate.freeze",
            about=f"evaluate.assessment:{kept.pk}",
            summary=f"冻结 {kept.year} 年度评价（{kept.edition}，第 {kept.run} 次）",
            after={"content_hash": kept.content_hash, "reason": reason},
        )
        fact = AssessmentFrozen(assessment=kept.pk, framework=kept.framework, year=kept.year)
        transaction.on_commit(lambda: announce(fact))
    return kept


def cities_of(year: int) -> list[str]:
    """Codes of the cities that stood at the end of the year; an empty house is refused."""
    codes = cities_at(year)
    if not codes:
        raise Invalid(
            "regions",
            Label(zh="库里还没有地级以上市；先载入区划", en="There are no cities yet; load the regions first"),
        )
    return codes


def compute_values(framework: Framework, regions: Sequence[str], year: int) -> Table:
    """Every indicator of the framework for all regions at once."""
    period = Period.year(year)
    absent = Computed(value=None, missing=MissingReason.NOT_REPORTED)
    table: dict[str, Mapping[str, Computed]] = {}
    for leaf in framework.leaves:
        declared = INDICATORS.get(leaf.key)
        found = declared.compute(regions, period) if declared.compute else reported(leaf.key, regions, period)
        table[leaf.key] = {region: found.get(region, absent) for region in regions}
    return table


def reported(indicator: str, regions: Sequence[str], period: Period) -> Mapping[str, Computed]:
    """The approved values of an indicator that units report or tables publish."""
    kept = approved_values([indicator], regions=regions, periods=[str(period)])
    return {
        region: Computed(
            value=value.value,
            missing=MissingReason(value.missing) if value.value is None else None,
            flags=value.flags,
            evidence=(evidence_of(indicator, value),),
            is_sample=value.is_sample,
        )
        for (_, region, _), value in kept.items()
    }


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What one node gave for one region, ready to be stored."""

    node: Node
    region: str
    score: Score
    rank: int | None
    interval: tuple[int, int] | None
    computed: Computed | None


def judge(framework: Framework, table: Table, regions: Sequence[str]) -> list[Judgement]:
    """Scores of every node, ranks within every node, and the interval of the composite's rank."""
    values = {key: {region: c.value for region, c in row.items() if c.value is not None} for key, row in table.items()}
    scores = {
        region: score_region(framework, {key: row[region] for key, row in values.items() if region in row})
        for region in regions
    }
    ranked = [region for region in regions if scores[region][framework.root.key].points is not None]
    intervals = rank_intervals(framework, values, ranked) if ranked else {}
    found = []
    for node in framework.root.walk():
        places = ranks({region: scores[region][node.key].points for region in regions})
        for region in regions:
            found.append(
                Judgement(
                    node=node,
                    region=region,
                    score=scores[region][node.key],
                    rank=places.get(region),
                    interval=_around(intervals.get(region), places.get(region)) if node is framework.root else None,
                    computed=table[node.key][region] if node.is_leaf else None,
                )
            )
    return found


def _around(interval: tuple[int, int] | None, rank: int | None) -> tuple[int, int] | None:
    """The interval always holds the rank itself."""
    if interval is None or rank is None:
        return None
    return min(interval[0], rank), max(interval[1], rank)


def find_weakest(framework: Framework, results: Sequence[Judgement]) -> Judgement | None:
    """The lowest score under the floor among the indicators that a unit answers for; of equals the heavier one."""
    low = [
        found
        for found in results
        if found.node.supervised and found.score.points is not None and found.score.points < Fraction(framework.floor)
    ]
    return min(
        low, key=lambda found: (found.score.points, -found.node.weight, found.node.key, found.region), default=None
    )


def _weak_fact(assessment: Assessment, framework: Framework, weakest: Judgement) -> WeakResult:
    region = Region.objects.get(code=weakest.region)
    return WeakResult(
        assessment=assessment.pk,
        framework=framework.key,
        year=assessment.year,
        indicator=weakest.node.key,
        indicator_name=weakest.node.label.zh,
        region=region.code,
        region_name=region.name,
        score=half_even(weakest.score.points or Fraction(0), SCORE_DIGITS),
        floor=framework.floor,
        unit_key=weakest.node.unit_key,
        url=f"/evaluate/evidence/{assessment.pk}/{weakest.node.key}/{region.code}",
        is_sample=bool(weakest.computed and weakest.computed.is_sample),
        indicator_name_en=weakest.node.label.en,
        region_name_en=region.name_en,
    )


def _store(by: Actor, framework: Framework, year: int, results: Sequence[Judgement], digest: str) -> Assessment:
    mine = Assessment.objects.filter(framework=framework.key, edition=framework.edition, year=year)
    assessment = Assessment.objects.create(
        framework=framework.key,
        edition=framework.edition,
        year=year,
        run=(mine.aggregate(last=Max("run"))["last"] or 0) + 1,
        tree=framework.as_json(),
        settings={"code": __version__, "seed": framework.interval.seed, "draws": framework.interval.draws},
        content_hash=digest,
        is_sample=any(found.computed is not None and found.computed.is_sample for found in results),
        computed_at=datetime.now(UTC),
        computed_by=by.name,
    )
    Result.objects.bulk_create([_row(assessment, found) for found in results], batch_size=500)
    record(
        by=by,
        verb="evaluate.assess",
        about=f"evaluate.assessment:{assessment.pk}",
        summary=f"计算 {year} 年度评价（{framework.label.zh}，{framework.edition}，第 {assessment.run} 次）",
        after={"content_hash": digest, "results": len(results)},
    )
    return assessment


def _row(assessment: Assessment, found: Judgement) -> Result:
    computed = found.computed
    return Result(
        assessment=assessment,
        node=found.node.key,
        region_id=found.region,
        score=None if found.score.points is None else half_even(found.score.points, SCORE_DIGITS),
        weight=half_even(found.score.weight, SCORE_DIGITS),
        rank=found.rank,
        rank_low=found.interval[0] if found.interval else None,
        rank_high=found.interval[1] if found.interval else None,
        value=computed.value if computed else None,
        numerator=computed.numerator if computed else None,
        denominator=computed.denominator if computed else None,
        missing=_missing(found),
        detail_zh=computed.detail.zh if computed and computed.detail else "",
        detail_en=computed.detail.en if computed and computed.detail else "",
        evidence=[_evidence_json(item, assessment.year) for item in computed.evidence] if computed else [],
        flags=[{"zh": flag.zh, "en": flag.en} for flag in computed.flags] if computed else [],
        rule=computed.rule if computed else "",
        rule_edition=computed.edition if computed else "",
        is_sample=computed.is_sample if computed else False,
    )


def _missing(found: Judgement) -> str:
    if found.score.points is not None:
        return ""
    return str(found.computed.missing) if found.computed and found.computed.missing else str(MissingReason.PARTIAL)


def _evidence_json(item: Evidence, year: int) -> Json:
    return {
        "kind": item.kind, "about": item.about, "zh": item.description.zh, "en": item.description.en,
        "count": item.count, "url": item.url or page_of(item.about, year),
    }  # fmt: skip


def page_of(about: str, year: int) -> str:
    """The page that shows a thing of a lower engine, where the evidence names none."""
    kind, _, number = about.partition(":")
    return f"/sense/datastreams/{number}?year={year}" if kind == "sense.datastream" else ""


def content_hash(framework: Framework, year: int, results: Sequence[Judgement]) -> str:
    """SHA-256 over everything that decides the figures: the tree, and every value, score, rank and interval."""
    lines = [
        [
            found.node.key,
            found.region,
            None if found.computed is None else _text(found.computed.value),
            None if found.score.points is None else str(half_even(found.score.points, SCORE_DIGITS)),
            str(half_even(found.score.weight, SCORE_DIGITS)),
            found.rank,
            list(found.interval or ()),
            _missing(found),
        ]
        for found in results
    ]
    body = {"framework": framework.as_json(), "year": year, "results": lines}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _text(value: object) -> str | None:
    return None if value is None else str(value)
