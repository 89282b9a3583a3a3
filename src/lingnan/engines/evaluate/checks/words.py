"""How findings write numbers: the same in both languages."""

from decimal import Decimal
from fractions import Fraction

DIGITS = 6


def plain(value: Decimal | Fraction) -> str:
    """The number without exponent; a computed one with six significant digits.

    >>> plain(Decimal("0.39")), plain(Fraction(200, 3))
    ('0.39', '66.6667')
    """
    if isinstance(value, Decimal):
        return f"{value:f}"
    rounded = Decimal(f"{float(value):.{DIGITS}g}")
    return f"{rounded:f}"


def percent(share: Fraction) -> str:
    return f"{float(share * 100):.0f}%"


def signed(share: Fraction, decimals: int = 1) -> str:
    return f"{float(share * 100):+.{decimals}f}%".replace("-", "−")


def times(change: Fraction) -> str:
    return f"{float(change):.1f}"
