"""An approved value becomes the indicator value that assessments use; withdrawn, it is used no more."""

from datetime import UTC, datetime

from lingnan.engines.evaluate.approval import USED, Built, Level, State
from lingnan.engines.evaluate.checks import shipped_facts
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.engines.evaluate.models import Entry, IndicatorValue, Result
from lingnan.engines.evaluate.services.quality import raise_flags
from lingnan.engines.identity.actor import Actor


def take_over(row: Entry, by: Actor) -> IndicatorValue:
    """Store the approved value as a vintage of its own; the caller's transaction holds."""
    collection, indicator = row.assignment.round, row.assignment.indicator
    mine = IndicatorValue.objects.filter(indicator=indicator, region_id=row.region_id, period=collection.period)
    before = mine.filter(vintage__startswith=collection.key).count()
    value = IndicatorValue.objects.create(
        indicator=indicator,
        region_id=row.region_id,
        period=collection.period,
        vintage=f"{collection.key}#{before + 1}" if before else collection.key,
        value=row.value,
        unit=shipped_facts().of(indicator).unit or INDICATORS.get(indicator).unit.zh,
        source=collection.title,
        note=row.why,
        missing=row.missing,
        is_sample=collection.is_sample,
        is_evidenced=is_evidenced(row),
        state="approved",
        recorded_at=datetime.now(UTC),
        recorded_by=by.name,
    )
    row.result = value
    row.save(update_fields=["result"])
    raise_flags([indicator])
    return value


def is_evidenced(row: Entry) -> bool:
    """A figure made of parts stands on theirs; any other on what was attached to it."""
    parts = row.parts.filter(state=State.APPROVED)
    if parts.exists():
        return not parts.filter(evidence=None).exists()
    return row.evidence.exists()


def set_aside(row: Entry) -> None:
    """The value is not approved any more: no assessment takes it."""
    if row.result_id:
        IndicatorValue.objects.filter(pk=row.result_id).update(state="returned")
        row.result = None
        row.save(update_fields=["result"])


def uses_of(row: Entry) -> list[Built]:
    """Frozen assessments that stand on the value."""
    if not row.result_id:
        return []
    about = f"evaluate.value:{row.result_id}"
    frozen = Result.objects.filter(assessment__state="frozen", region_id=row.region_id).exclude(evidence=[])
    used = frozen.filter(assessment__year=int(row.assignment.round.period)).select_related("assessment")
    return [
        Built(entry=str(result.assessment_id), level=Level.OFFICE, unit=f"{result.assessment.year} 年度评价", verb=USED)
        for result in used
        if any(item["about"] == about for item in result.evidence)
    ]
