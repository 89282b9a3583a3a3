"""The arithmetic of a scorecard: rows in, parts and total out. Exact, no database, no clock; missing is not zero."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from lingnan.core.labels import Label
from lingnan.core.missing import MissingReason
from lingnan.rules import RuleSet, exact

DECIMALS = 1
HUNDRED = 100
PARTS = {
    "on_time": Label(zh="按时完成", en="On time"),
    "quality": Label(zh="完成质量", en="Quality"),
    "rectification": Label(zh="整改落实", en="Rectification"),
    "reporting": Label(zh="报送纪律", en="Reporting"),
    "circulation": Label(zh="征求意见答复", en="Answering"),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing that was due: when, when it was done, and its credit from 0 to 1 with the reason in words."""

    title: str
    url: str
    due: date | None
    done: date | None
    credit: Decimal
    why: Label
    is_sample: bool = False

    def as_json(self) -> dict[str, object]:
        """As it is kept with the scorecard."""
        return {
            "title": self.title,
            "url": self.url,
            "due": self.due.isoformat() if self.due else None,
            "done": self.done.isoformat() if self.done else None,
            "credit": str(self.credit),
            "why": self.why.zh,
            "why_en": self.why.en,
            "is_sample": self.is_sample,
        }


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a scorecard: credits over rows, times 100; without rows there was nothing to judge."""

    key: str
    weight: Decimal
    rows: tuple[Row, ...]

    @property
    def numerator(self) -> Decimal:
        """The credits together."""
        return sum((row.credit for row in self.rows), Decimal(0))

    @property
    def exact_value(self) -> Fraction | None:
        """Points of 100, unrounded; None where there was nothing to judge."""
        return Fraction(self.numerator) * HUNDRED / len(self.rows) if self.rows else None

    @property
    def value(self) -> Decimal | None:
        """Points of 100 as shown."""
        found = self.exact_value
        return None if found is None else exact.half_up(found, DECIMALS)

    def as_json(self) -> dict[str, object]:
        """As it is kept with the scorecard."""
        return {
            "key": self.key,
            "weight": str(self.weight),
            "value": None if self.value is None else str(self.value),
            "numerator": str(self.numerator),
            "denominator": len(self.rows),
            "missing": "" if self.rows else MissingReason.NOT_APPLICABLE.value,
            "rows": [row.as_json() for row in self.rows],
        }


@dataclass(frozen=True, kw_only=True)
class Total:
    """The whole: points of 100, or why there is none; how much of the weight could be judged."""

    value: Decimal | None
    missing: MissingReason | None
    weight_present: Decimal


def credit(*, due: date, done: date | None, rule: RuleSet) -> tuple[Decimal, Label]:
    """In time 1, late what the rule gives, not done 0."""
    if done is None:
        return Decimal(0), Label(zh="没有完成", en="Not done")
    if done <= due:
        return Decimal(1), Label(zh="按时", en="In time")
    days = (done - due).days
    return rule.number("late_credit"), Label(zh=f"逾期 {days} 天", en=f"{days} days late")


def parts_of(rows: Mapping[str, Sequence[Row]], *, rule: RuleSet) -> tuple[Part, ...]:
    """Every part in order, those without rows too."""
    return tuple(Part(key=key, weight=rule.number("weights", key), rows=tuple(rows.get(key, ()))) for key in PARTS)


def total_of(parts: Sequence[Part], *, rule: RuleSet) -> Total:
    """The weighted mean over the parts that could be judged; too little weight gives no total.

    Computed from the unrounded parts, rounded once.
    """
    judged = [(part.weight, value) for part in parts if (value := part.exact_value) is not None]
    present = sum((weight for weight, _ in judged), Decimal(0))
    if not present:
        return Total(value=None, missing=MissingReason.NOT_APPLICABLE, weight_present=present)
    if present < rule.number("least_weight"):
        return Total(value=None, missing=MissingReason.PARTIAL, weight_present=present)
    weighted = sum((Fraction(weight) * value for weight, value in judged), Fraction(0))
    return Total(value=exact.half_up(weighted / Fraction(present), DECIMALS), missing=None, weight_present=present)
