"""Proposals to mend, and whether the next year's evaluation shows that it worked."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from lingnan.engines.evaluate.selectors.assessments import Past, trends
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.models import RectificationProposal


@dataclass(frozen=True, kw_only=True)
class Rectification:
    """A proposal with what came a year later."""

    row: RectificationProposal
    score: Decimal | None
    later: Decimal | None  # the same indicator and city a year on; None where it is not judged yet

    @property
    def change(self) -> Decimal | None:
        return None if self.score is None or self.later is None else self.later - self.score

    @property
    def outcome(self) -> str:
        """mended (above the floor again), better, worse, same, or nothing yet."""
        if self.later is None:
            return ""
        floor = Decimal(self.row.floor)
        if self.later >= floor and (self.score is None or self.score < floor):
            return "mended"
        if self.change is None:
            return "better"  # a value stands where there was none
        return "better" if self.change > 0 else "worse" if self.change < 0 else "same"


def rectifications(by: Actor) -> tuple[Rectification, ...]:
    """Those that the actor may see: waiting ones first, lowest score first. A query, and two for each framework."""
    if by.is_public:
        return ()
    seen = scope(by).filter(unit_field="unit", region_field="region__code")
    rows = list(RectificationProposal.objects.filter(seen).select_related("region", "unit", "item"))
    later = {key: trends(by, key) for key in {row.framework for row in rows}}
    found = [_with_outcome(row, later[row.framework].get((row.indicator, row.region_id), {})) for row in rows]
    return tuple(sorted(found, key=_order))


def _with_outcome(row: RectificationProposal, past: Mapping[int, Past]) -> Rectification:
    after = past.get(row.year + 1)
    return Rectification(row=row, score=Decimal(row.score) if row.score else None, later=after.score if after else None)


def _order(found: Rectification) -> tuple[bool, int, bool, Decimal, int]:
    score = found.score
    return (found.row.state != "proposed", -found.row.year, score is None, score or Decimal(0), found.row.pk)
