"""Water taken against the year's permit: share used, and the months in which the warning and the limit were passed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lingnan.core.errors import Invalid
from lingnan.rules import RuleSet

MONTHS = 12
PERCENT = 100


@dataclass(frozen=True, kw_only=True)
class PermitUse:
    """Use in the unit of the permit. A month not reported leaves total and ratio open (`missing` names it), while what
    is known may already prove a warning or a breach: missing is not zero, but it is not negative either."""

    total: Decimal | None
    known: Decimal
    ratio: Fraction | None
    first_month_of_warning: int | None
    first_month_over: int | None
    missing: tuple[int, ...]


def permit_use(permitted: Decimal, monthly: Sequence[Decimal | None], *, rule: RuleSet) -> PermitUse:
    """`monthly` are the volumes of January on, as far as the year has gone."""
    if permitted <= 0:
        raise Invalid("annual_permit", f"许可水量应大于 0，您给的是 {permitted}")
    if len(monthly) > MONTHS:
        raise Invalid("monthly", f"一年只有 12 个月，您给了 {len(monthly)} 个")
    if negative := next((month for month, value in enumerate(monthly, start=1) if value is not None and value < 0), 0):
        raise Invalid("monthly", f"{negative} 月的水量小于 0")
    known = _running_total(monthly)
    missing = tuple(month for month, value in enumerate(monthly, start=1) if value is None)
    total = known[-1] if known else Decimal(0)
    warning = Fraction(permitted * rule.number("warning_share")) / PERCENT
    breach = Fraction(permitted * rule.number("breach_share")) / PERCENT
    return PermitUse(
        total=None if missing else total,
        known=total,
        ratio=None if missing else Fraction(total) / Fraction(permitted),
        first_month_of_warning=next((month for month, used in enumerate(known, start=1) if used >= warning), None),
        first_month_over=next((month for month, used in enumerate(known, start=1) if used > breach), None),
        missing=missing,
    )


def _running_total(monthly: Sequence[Decimal | None]) -> list[Decimal]:
    totals, total = [], Decimal(0)
    for value in monthly:
        total += value or 0
        totals.append(total)
    return totals
