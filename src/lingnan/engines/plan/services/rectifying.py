"""Proposals to mend what an evaluation found weak: written when it is frozen, decided by the office."""

from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate.selectors.assessments import by_id, read
from lingnan.engines.evaluate.selectors.weak import Weak, weak_results
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Unit
from lingnan.engines.identity.rights import require
from lingnan.engines.plan.models import RectificationProposal, SupervisionItem
from lingnan.engines.plan.services.supervision import open_supervision, wanted

TENTH = Decimal("0.1")


def source_of(framework: str, year: int, indicator: str, region: str) -> str:
    """The same text that the item of the weakest result bears: one matter, one item."""
    return f"evaluate.weak:{framework}:{year}:{indicator}:{region}"


@transaction.atomic
def propose(*, by: Actor, assessment: int) -> int:
    """Write what is not proposed yet and has no item; hearing the same fact again adds nothing. Gives how many."""
    require(by, "plan.supervise")
    judged = read(by_id(by, assessment))
    if judged.year < today().year - 1:  # history: nobody can mend it
        return 0
    key = judged.framework.key
    found = {
        source_of(key, judged.year, weak.result.node.key, weak.result.region): weak for weak in weak_results(by, judged)
    }
    known = set(RectificationProposal.objects.filter(source__in=found).values_list("source", flat=True))
    known |= set(SupervisionItem.objects.filter(source__in=found).values_list("source", flat=True))
    units = set(
        Unit.objects.filter(pk__in={weak.result.node.unit_key for weak in found.values()}).values_list("pk", flat=True)
    )
    rows = [
        _row(source, weak, framework=key, year=judged.year, floor=judged.framework.floor)
        for source, weak in found.items()
        if source not in known and weak.result.node.unit_key in units
    ]
    RectificationProposal.objects.bulk_create(rows)
    if rows:
        audit.record(
            by=by,
            verb="plan.propose_rectification",
            about=f"evaluate.assessment:{assessment}",
            summary=f"{judged.year} 年度评价提出 {len(rows)} 条整改建议",
            after={"sources": [row.source for row in rows]},
        )
    return len(rows)


def _row(source: str, weak: Weak, *, framework: str, year: int, floor: Decimal) -> RectificationProposal:
    result = weak.result
    return RectificationProposal(
        source=source,
        framework=framework,
        year=year,
        indicator=result.node.key,
        name_zh=result.node.label.zh,
        name_en=result.node.label.en,
        region_id=result.region,
        unit_id=result.node.unit_key,
        score="" if result.score is None else str(result.score),
        floor=str(floor),
        kinds=list(weak.kinds),
        reasons=[{"zh": reason.zh, "en": reason.en} for reason in weak.reasons],
        url=weak.url,
        is_sample=result.is_sample,
        proposed_on=today(),
    )


def _waiting(number: int) -> RectificationProposal:
    row = RectificationProposal.objects.select_for_update().select_related("region").filter(pk=number).first()
    if row is None:
        raise NotFound(Label(zh=f"没有整改建议 {number}", en=f"There is no proposal {number}"))
    if row.state != "proposed":
        raise Conflict(
            Label(
                zh=f"{row.decided_by}已经定过：{row.get_state_display()}", en=f"{row.decided_by} has decided it already"
            )
        )
    return row


@transaction.atomic
def accept(*, by: Actor, number: int) -> RectificationProposal:
    """Open a supervision item for the unit, with the reasons and the evidence of the proposal."""
    require(by, "plan.supervise")
    row = _waiting(number)
    city, city_en = row.region.name, row.region.name_en or row.region.name
    why = "；".join(reason["zh"] for reason in row.reasons)
    row.item = open_supervision(
        by=by,
        source=row.source,
        title=Label(
            zh=f"{city}{row.year}年“{row.name_zh}”{why}，请说明原因与整改期限",
            en=f"{city_en}, {row.name_en} {row.year}: {'; '.join(reason['en'] for reason in row.reasons)}; "
            "say why and by when it will be mended",
        ),
        reason={
            "kind": "weak_result",
            "value": Decimal(row.score).quantize(TENTH, ROUND_HALF_UP) if row.score else None,
            "limit": Decimal(row.floor),
            "unit": "分",
            "indicator": row.name_zh,
            "indicator_en": row.name_en,
            "year": row.year,
            "edition": row.framework,
            "url": row.url,
        },
        unit_key=row.unit_id,
        region_code=row.region_id,
        is_sample=row.is_sample,
    )
    return _decide(row, by=by, state="accepted", decision=row.item.number)


@transaction.atomic
def decline(*, by: Actor, number: int, reason: str) -> RectificationProposal:
    """Open nothing, and say why."""
    require(by, "plan.supervise")
    row = _waiting(number)
    text = wanted(reason, Label(zh="不立项的理由", en="Reason for not opening an item"))
    most = RectificationProposal._meta.get_field("decision").max_length or 0
    if len(text) > most:
        raise Invalid(Label(zh="理由", en="Reason"), Label(zh=f"最多 {most} 字", en=f"at most {most} characters"))
    return _decide(row, by=by, state="declined", decision=text)


def _decide(row: RectificationProposal, *, by: Actor, state: str, decision: str) -> RectificationProposal:
    row.state, row.decision, row.decided_by, row.decided_on = state, decision, by.name, today()
    row.save()
    audit.record(
        by=by,
        verb=f"plan.rectification_{state}",
        about=f"plan.rectification:{row.pk}",
        summary=f"整改建议“{row}”{row.get_state_display()}：{decision[:200]}",
        after={"state": state, "source": row.source},
    )
    return row
