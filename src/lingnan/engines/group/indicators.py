"""What the scorecards give the evaluation: a city's score for its work of the year, with its rows as evidence."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from lingnan.core.labels import Label
from lingnan.core.missing import MissingReason
from lingnan.core.periods import Grain, Period
from lingnan.engines.evaluate.declare import Computed, Evidence, Indicator, SourceKind, declare_indicator
from lingnan.engines.group.models import Scorecard
from lingnan.engines.group.selectors.scorecards import newest_run


def work_scores(regions: Sequence[str], period: Period) -> Mapping[str, Computed]:
    """The total of each city's newest scorecard of the year; a city without one is left out (not reported)."""
    if period.grain is not Grain.YEAR:
        return {}
    year = period.first_day.year
    cards = Scorecard.objects.filter(year=year, run=newest_run(year), kind="city", region__in=list(regions))
    return {str(card.region_id): computed(card) for card in cards.select_related("unit")}


def part_scores(key: str, regions: Sequence[str], period: Period) -> Mapping[str, Computed]:
    """One part of the scorecards, with its credits and rows as numerator and denominator."""
    if period.grain is not Grain.YEAR:
        return {}
    year = period.first_day.year
    cards = Scorecard.objects.filter(year=year, run=newest_run(year), kind="city", region__in=list(regions))
    return {str(card.region_id): computed_part(card, key) for card in cards.select_related("unit")}


def evidence(card: Scorecard, count: int) -> tuple[Evidence, ...]:
    """The scorecard and its rows."""
    name = card.unit.name
    return (
        Evidence(
            kind="link",
            about=f"group.scorecards:{card.year}",
            description=Label(
                zh=f"{name} {card.year} 年考核", en=f"Scorecard {card.year}: {card.unit.name_en or name}"
            ),
            count=count,
            url=f"/group/scorecards/{card.year}/{card.unit_id}?run={card.run}",
        ),
    )


def computed(card: Scorecard) -> Computed:
    """The total as a value with its evidence."""
    rows = sum(len(part["rows"]) for part in card.parts)
    return Computed(
        value=card.total,
        missing=None if card.total is not None else MissingReason(card.missing),
        evidence=evidence(card, rows),
        is_sample=card.is_sample,
        rule=card.rule,
        edition=card.edition,
    )


def computed_part(card: Scorecard, key: str) -> Computed:
    """A part as a value with its evidence."""
    part = next(each for each in card.parts if each["key"] == key)
    has_value = part["value"] is not None
    return Computed(
        value=Decimal(part["value"]) if has_value else None,
        numerator=Decimal(part["numerator"]) if has_value else None,
        denominator=Decimal(part["denominator"]) if has_value else None,
        missing=None if has_value else MissingReason.NOT_APPLICABLE,
        evidence=evidence(card, len(part["rows"])),
        is_sample=card.is_sample,
        rule=card.rule,
        edition=card.edition,
    )


POINTS = Label(zh="分", en="points")
SOURCE = "本平台年终工作考核（规则 group.scorecard）"

declare_indicator(
    Indicator(
        key="group.work_score",
        label=Label(zh="工作推进考核得分", en="Score for the year's work"),
        numerator=Label(zh="各部分得分按权重合计", en="weighted sum of the parts"),
        decimals=1,
        unit=POINTS,
        direction=1,
        source_kind=SourceKind.COMPUTED,
        source=SOURCE,
        compute=work_scores,
    )
)
declare_indicator(
    Indicator(
        key="group.rectification",
        label=Label(zh="督办整改按时率", en="Share mended in time"),
        numerator=Label(zh="到期督办事项的整改得分之和", en="credits of supervision items due"),
        denominator=Label(zh="到期督办事项数", en="supervision items due"),
        factor=Decimal(100),
        decimals=1,
        unit=Label(zh="%", en="%"),
        direction=1,
        source_kind=SourceKind.COMPUTED,
        source=SOURCE,
        compute=lambda regions, period: part_scores("rectification", regions, period),
    )
)
