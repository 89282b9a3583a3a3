"""Scorecards as their readers see them: the office all, a unit its own, a city its own."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, QuerySet

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.core.missing import Missing, MissingReason
from lingnan.engines.group.models import Scorecard
from lingnan.engines.group.scoring import PARTS
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import require, scope


def years() -> list[int]:
    """The years that were computed, newest first."""
    return list(Scorecard.objects.order_by("-year").values_list("year", flat=True).distinct())


def newest_run(year: int) -> int:
    """The number of a year's newest run; 0 where there is none."""
    return int(Scorecard.objects.filter(year=year).aggregate(run=Max("run"))["run"] or 0)


def scorecards(by: Actor, *, year: int, kind: str = "", run: int = 0) -> QuerySet[Scorecard]:
    """The newest run of a year (or a named one), as far as the actor may see it."""
    require(by, "group.see_scores")
    seen = scope(by, "group.see_scores").filter(unit_field="unit", region_field="region")
    cards = Scorecard.objects.filter(seen, year=year, run=run or newest_run(year)).select_related("unit")
    return cards.filter(kind=kind) if kind else cards


def scorecard(by: Actor, *, year: int, unit: str, run: int = 0) -> Scorecard:
    """One unit's scorecard."""
    found = scorecards(by, year=year, run=run).filter(unit=unit).first()
    if found is None:
        raise NotFound(
            Label(
                zh=f"没有您能看的 {year} 年考核：{unit}", en=f"There is no scorecard of {year} that you may see: {unit}"
            )
        )
    return found


def total_of(card: Scorecard) -> Decimal | Missing:
    """The total, or why there is none."""
    if card.total is not None:
        return card.total
    if card.missing == MissingReason.PARTIAL:
        return Missing(reason=MissingReason.PARTIAL,
                       detail=Label(zh=f"只有 {card.weight_present} 分权重有事可评",
                                    en=f"only {card.weight_present} of 100 weight could be judged"))  # fmt: skip
    return Missing(reason=MissingReason(card.missing), detail=Label(zh="没有到期的事", en="nothing was due"))


def part_of(card: Scorecard, key: str) -> Decimal | Missing:
    """The value of a part, or why there is none."""
    found = next((part for part in card.parts if part["key"] == key), None)
    if found is None or found["value"] is None:
        return Missing(reason=MissingReason.NOT_APPLICABLE)
    return Decimal(str(found["value"]))


@dataclass(frozen=True, kw_only=True)
class CardRow:
    """One row of the evidence behind a part."""

    part: Label
    key: str
    title: str
    url: str
    due: date | None
    done: date | None
    credit: Decimal
    why: Label
    is_sample: bool


def rows(card: Scorecard) -> list[CardRow]:
    """Every row behind a scorecard, the least credited first."""
    found = [
        CardRow(
            part=PARTS[part["key"]],
            key=part["key"],
            title=row["title"],
            url=row["url"],
            due=date.fromisoformat(row["due"]) if row["due"] else None,
            done=date.fromisoformat(row["done"]) if row["done"] else None,
            credit=Decimal(row["credit"]),
            why=Label(zh=row["why"], en=row["why_en"]),
            is_sample=row["is_sample"],
        )
        for part in card.parts
        for row in part["rows"]
    ]
    return sorted(found, key=lambda row: (row.credit, row.due or date.max))
