"""Classes of surface water: of one item (GB 3838-2002, table 1) and of a section (its worst item decides)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lingnan.core.errors import Invalid
from lingnan.rules import RuleSet, exact

SATURATION = "oxygen_saturation_of_class_one"  # percent


@dataclass(frozen=True, kw_only=True)
class SectionQuality:
    """What a section is: class of each item, the worst of those assessed, its word, and times over class III."""

    per_item: Mapping[str, str]
    reported_only: Mapping[str, str]
    water_class: str | None
    quality: str | None
    times_over: Mapping[str, Decimal]


def item_class(item: str, value: Decimal, *, limits: RuleSet, oxygen_saturation: Decimal | None = None) -> str:
    """The best class whose limit the value keeps; at the limit it keeps it.

    Dissolved oxygen is also class I at a saturation of 90 % (cold or high water holds less), where that is known.
    """
    if not limits.has("items", item):
        known = "、".join(limits.table("items"))
        raise Invalid("parameter", f"{limits.edition} 表 1 没有 {item!r}；有：{known}")
    if value < 0:
        raise Invalid(item, f"{value} 小于 0，不是测值")
    classes = limits.texts("classes")
    is_saturated = oxygen_saturation is not None and oxygen_saturation >= limits.number(SATURATION)
    if item == "DO" and is_saturated:
        return classes[0]
    for name, kept in zip(classes, _keeps(item, value, limits), strict=True):
        if kept:
            return name
    return limits.text("worse")


def _keeps(item: str, value: Decimal, limits: RuleSet) -> list[bool]:
    rule = limits.text("items", item, "rule")
    if rule == "within":
        low, high = limits.numbers("items", item, "range")
        return [low <= value <= high] * len(limits.texts("classes"))
    marks = limits.numbers("items", item, "limits")
    return [value >= mark if rule == "at_least" else value <= mark for mark in marks]


def worst(classes: Mapping[str, str], limits: RuleSet) -> str | None:
    order = [*limits.texts("classes"), limits.text("worse")]
    return max(classes.values(), key=order.index, default=None)


def section_quality(
    values: Mapping[str, Decimal | None],
    *,
    limits: RuleSet,
    assessment: RuleSet,
    oxygen_saturation: Decimal | None = None,
) -> SectionQuality:
    """Judge a section by its single worst item; a value that is missing judges nothing."""
    present = {item: value for item, value in values.items() if value is not None}
    classes = {
        item: item_class(item, value, limits=limits, oxygen_saturation=oxygen_saturation)
        for item, value in present.items()
    }
    aside = assessment.texts("section", "not_assessed")
    assessed = {item: name for item, name in classes.items() if item not in aside}
    water_class = worst(assessed, limits)
    return SectionQuality(
        per_item=assessed,
        reported_only={item: name for item, name in classes.items() if item in aside},
        water_class=water_class,
        quality=None if water_class is None else assessment.text("section", "quality", water_class),
        times_over={
            item: times
            for item in assessed
            if (times := _times_over(item, present[item], limits=limits, assessment=assessment))
        },
    )


def _times_over(item: str, value: Decimal, *, limits: RuleSet, assessment: RuleSet) -> Decimal | None:
    """(value − limit) ÷ limit of class III, where the value is over it; pH and oxygen have no such number."""
    if item in assessment.texts("section", "no_times_over"):
        return None
    place = limits.texts("classes").index(assessment.text("section", "times_over_class"))
    limit = limits.numbers("items", item, "limits")[place]
    if value <= limit:
        return None
    return exact.half_even(Fraction(value) / Fraction(limit) - 1, assessment.integer("section", "times_over_decimals"))
