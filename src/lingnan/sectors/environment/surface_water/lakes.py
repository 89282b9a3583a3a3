"""The trophic state of lakes: TLI = Σ W_j · TLI_j with TLI_j = 10 (a + b ln c) (环办〔2011〕22号)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal

from lingnan.core.errors import Invalid
from lingnan.rules import RuleSet, exact

# Decimal's logarithm is correctly rounded, so every machine gets the same digits
_CONTEXT = Context(prec=40)
ITEM_DECIMALS, INDEX_DECIMALS = 4, 3


@dataclass(frozen=True, kw_only=True)
class TrophicState:
    """The index of each item, the weighted index and its level; without all five items there is no index."""

    per_item: Mapping[str, Decimal]
    tli: Decimal | None
    level: str | None
    missing: tuple[str, ...]


def trophic_state(values: Mapping[str, Decimal | None], *, assessment: RuleSet) -> TrophicState:
    """Chlorophyll a in mg/m³, transparency (SD) in m, the others in mg/L."""
    items = assessment.table("lake", "items")
    if unknown := [item for item in values if item not in items]:
        raise Invalid(unknown[0], f"不是营养状态指数的参数；有：{'、'.join(items)}")
    indices = {item: _item_index(item, value, assessment) for item in items if (value := values.get(item)) is not None}
    missing = tuple(item for item in items if item not in indices)
    total = sum(
        (index * assessment.number("lake", "items", item, "weight") for item, index in indices.items()), Decimal(0)
    )
    return TrophicState(
        per_item={item: exact.half_even(index, ITEM_DECIMALS) for item, index in indices.items()},
        tli=None if missing else exact.half_even(total, INDEX_DECIMALS),
        level=None if missing else _level(total, assessment),
        missing=missing,
    )


def _item_index(item: str, value: Decimal, assessment: RuleSet) -> Decimal:
    if value <= 0:
        raise Invalid(item, f"{value} 没有对数：参数应大于 0")
    a, b = (assessment.number("lake", "items", item, key) for key in ("a", "b"))
    return 10 * (a + b * _CONTEXT.ln(value))


def _level(tli: Decimal, assessment: RuleSet) -> str:
    for row in assessment.rows("lake", "levels"):
        if "below" in row and tli < Decimal(str(row["below"])):
            return str(row["zh"])
        if "to" in row and tli <= Decimal(str(row["to"])):
            return str(row["zh"])
        if "below" not in row and "to" not in row:
            return str(row["zh"])
    raise AssertionError("unreachable: the last level has no limit")
