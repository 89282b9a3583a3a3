"""Indicators made from two reported series: the quotient of parts, never a sum or mean of quotients."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from lingnan.core.labels import Label
from lingnan.core.missing import MissingReason
from lingnan.core.periods import Period
from lingnan.engines.evaluate.declare import INDICATORS, Compute, Computed, Evidence
from lingnan.engines.evaluate.parts import RATIOS
from lingnan.engines.evaluate.selectors.values import StoredValue, approved_values
from lingnan.rules.exact import half_even

ZERO_BELOW = Label(zh="分母为 0", en="the denominator is 0")


def ratio(key: str, numerator: str, denominator: str, *, factor: Decimal, decimals: int = 10) -> Compute:
    """A function over many regions: numerator ÷ denominator × factor from the approved values of one period."""
    RATIOS[key] = (numerator, denominator, factor)

    def compute(regions: Sequence[str], period: Period) -> Mapping[str, Computed]:
        kept = approved_values([numerator, denominator], regions=regions, periods=[str(period)])
        return {
            region: divide(
                parts=tuple((key, kept.get((key, region, str(period)))) for key in (numerator, denominator)),
                factor=factor,
                decimals=decimals,
            )
            for region in regions
        }

    return compute


def divide(*, parts: tuple[tuple[str, StoredValue | None], ...], factor: Decimal, decimals: int) -> Computed:
    """One quotient with its parts as evidence; a missing part makes it missing and says which."""
    evidence = tuple(evidence_of(key, part) for key, part in parts if part is not None)
    for key, part in parts:
        if part is None or part.value is None:
            lacking = INDICATORS.get(key).label
            return Computed(value=None, missing=MissingReason.PARTIAL, detail=lacking, evidence=evidence)
    (_, above), (_, below) = parts
    if above is None or below is None or above.value is None or not below.value:
        return Computed(value=None, missing=MissingReason.INVALID, detail=ZERO_BELOW, evidence=evidence)
    quotient = Fraction(above.value) / Fraction(below.value) * Fraction(factor)
    return Computed(
        value=half_even(quotient, decimals),
        numerator=above.value,
        denominator=below.value,
        flags=(*above.flags, *below.flags),
        evidence=evidence,
        is_sample=above.is_sample or below.is_sample,
    )


def evidence_of(key: str, part: StoredValue) -> Evidence:
    """The stored row that a value stands on."""
    label = INDICATORS.get(key).label
    return Evidence(
        kind="value",
        about=f"evaluate.value:{part.id}",
        description=Label(zh=f"{label.zh} {part.period}，{part.source}", en=f"{label.en} {part.period}, {part.source}"),
        url=f"/evaluate/values/{part.id}",
    )
