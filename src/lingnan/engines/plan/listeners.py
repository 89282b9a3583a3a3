"""What the plan engine hears: a weak result opens a supervision item."""

from decimal import ROUND_HALF_UP, Decimal

from lingnan.core.events import listen
from lingnan.core.labels import Label
from lingnan.engines.evaluate.events import AssessmentFrozen, WeakResult
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.calendar import today
from lingnan.engines.plan.services.rectifying import propose
from lingnan.engines.plan.services.supervision import open_supervision


def supervise_weak_result(fact: WeakResult) -> None:
    """Open the item once for each framework, year, indicator and region; hearing it again changes nothing.

    Only the newest closed year is supervised: a year judged long after it ended is history, nobody can mend it.
    """
    if fact.year < today().year - 1:
        return
    score = fact.score.quantize(Decimal("0.1"), ROUND_HALF_UP)
    open_supervision(
        by=SYSTEM,
        source=f"evaluate.weak:{fact.framework}:{fact.year}:{fact.indicator}:{fact.region}",
        title=Label(
            zh=f"{fact.region_name}{fact.year}年“{fact.indicator_name}”得分 {score}，"
            f"低于 {fact.floor} 分，请说明原因与整改期限",
            en=f"{fact.region_name_en or fact.region_name}, {fact.indicator_name_en or fact.indicator_name} "
            f"{fact.year}: score {score} is under {fact.floor}; say why and by when it will be mended",
        ),
        reason={
            "kind": "weak_result",
            "value": score,
            "limit": fact.floor,
            "unit": "分",
            "indicator": fact.indicator_name,
            "indicator_en": fact.indicator_name_en,
            "year": fact.year,
            "edition": fact.framework,
            "url": fact.url,
        },
        unit_key=fact.unit_key,
        region_code=fact.region,
        is_sample=fact.is_sample,
    )


def propose_rectifications(fact: AssessmentFrozen) -> None:
    """What is weak in a published year becomes proposals that the office decides; the weakest has its item already."""
    propose(by=SYSTEM, assessment=fact.assessment)


listen(AssessmentFrozen, propose_rectifications)
listen(WeakResult, supervise_weak_result)
