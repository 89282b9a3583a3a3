"""Rivers, by the share of their sections (环办〔2011〕22号); with fewer than five, by mean concentrations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lingnan.core.errors import Invalid
from lingnan.rules import RuleSet, Value, exact
from lingnan.sectors.environment.surface_water.classes import SectionQuality, section_quality

PERCENT = 100
MEAN_DIGITS = 10  # more than any laboratory writes; the mean is compared with limits, not published


@dataclass(frozen=True, kw_only=True)
class RiverQuality:
    """Shares of good (I to III) and bad (worse than V) sections, and the word. No word: too few for shares."""

    sections: int
    good: Fraction | None
    bad: Fraction | None
    quality: str | None


def river_quality(classes: Sequence[str], *, limits: RuleSet, assessment: RuleSet) -> RiverQuality:
    """By shares, where there are at least five sections."""
    known = [*limits.texts("classes"), limits.text("worse")]
    for name in classes:
        if name not in known:
            raise Invalid("classes", f"{name!r} 不是水质类别；有：{'、'.join(known)}")
    count = len(classes)
    if not count:
        return RiverQuality(sections=0, good=None, bad=None, quality=None)
    good = Fraction(sum(name in assessment.texts("river", "good") for name in classes), count)
    bad = Fraction(sum(name in assessment.texts("river", "bad") for name in classes), count)
    is_enough = count >= assessment.integer("river", "share_from_sections")
    word = _word(good, bad, assessment) if is_enough else None
    return RiverQuality(sections=count, good=good, bad=bad, quality=word)


def _word(good: Fraction, bad: Fraction, assessment: RuleSet) -> str:
    step = next(step for step in assessment.rows("river", "steps") if _fits(step, good * PERCENT, bad * PERCENT))
    return str(step["quality"])


def _fits(step: Mapping[str, Value], good: Fraction, bad: Fraction) -> bool:
    if "good_from" in step:
        return good >= Decimal(str(step["good_from"]))
    return "bad_below" not in step or bad < Decimal(str(step["bad_below"]))


def small_river_quality(
    sections: Sequence[Mapping[str, Decimal | None]], *, limits: RuleSet, assessment: RuleSet
) -> SectionQuality:
    """With fewer than five sections: the mean of each item over them, then judged as one section."""
    items = {item for section in sections for item in section}
    means = {item: [value for section in sections if (value := section.get(item)) is not None] for item in items}
    return section_quality(
        {item: exact.half_even(exact.mean(values), MEAN_DIGITS) for item, values in sorted(means.items()) if values},
        limits=limits,
        assessment=assessment,
    )
