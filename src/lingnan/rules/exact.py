"""Exact numbers and the rounding rules of the standards. No float enters here."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

from lingnan.core.errors import Invalid

Exact = Decimal | Fraction | int


def decimal_from(value: object, *, field: str = "value") -> Decimal:
    """The number as it was written: an int, a Decimal, a text, or a float by its shortest text (2.2 is 2.2)."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int | float | str):
        raise Invalid(field, f"{value!r} 不是数字")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation as fault:
        raise Invalid(field, f"{value!r} 不是数字") from fault
    if not number.is_finite():
        raise Invalid(field, f"{value!r} 不是有限的数字")
    return number


def ceil(value: Exact) -> int:
    """Up to the next integer, exactly: 55 stays 55, 55.0000…1 is 56 (HJ 633: IAQI is rounded up)."""
    fraction = Fraction(value)
    return -(-fraction.numerator // fraction.denominator)


def half_even(value: Exact, decimals: int = 0) -> Decimal:
    """GB/T 8170-2008, 3.2 (四舍六入五成双): a bare half goes to the even digit, 160.5 → 160, 161.5 → 162."""
    return _rounded(value, decimals, ROUND_HALF_EVEN)


def half_up(value: Exact, decimals: int = 0) -> Decimal:
    """A half goes away from zero: 2.5 → 3, −2.5 → −3."""
    return _rounded(value, decimals, ROUND_HALF_UP)


def up(value: Exact, decimals: int = 0) -> Decimal:
    """Towards plus infinity at the given decimal."""
    return _rounded(value, decimals, ROUND_CEILING)


def down(value: Exact, decimals: int = 0) -> Decimal:
    """Towards minus infinity at the given decimal."""
    return _rounded(value, decimals, ROUND_FLOOR)


def _rounded(value: Exact, decimals: int, how: str) -> Decimal:
    """Rounded once, from the exact fraction: a quotient cut to some digits first could fall on a false half."""
    scaled = Fraction(value) * Fraction(10) ** decimals
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest
    if how == ROUND_CEILING:
        whole += rest > 0
    elif how == ROUND_HALF_EVEN:
        whole += twice > scaled.denominator or (twice == scaled.denominator and whole % 2 == 1)
    elif how == ROUND_HALF_UP:
        whole += twice > scaled.denominator or (twice == scaled.denominator and scaled > 0)
    return Decimal(whole).scaleb(-decimals)


def mean(values: list[Decimal] | tuple[Decimal, ...]) -> Fraction:
    """The exact mean; of nothing there is none."""
    if not values:
        raise Invalid("values", "没有数值，不能求平均")
    return sum((Fraction(value) for value in values), Fraction(0)) / len(values)
