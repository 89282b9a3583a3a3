from decimal import Decimal
from fractions import Fraction

import pytest

from lingnan.core.errors import Invalid
from lingnan.rules import exact


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        # GB/T 8170-2008, 3.2: the examples of the rule as its words state it
        ("12.1498", 1, "12.1"),
        ("12.1498", 0, "12"),
        ("10.5002", 0, "11"),
        ("1.050", 1, "1.0"),
        ("0.35", 1, "0.4"),
        ("2500", -3, "2E+3"),
        ("3500", -3, "4E+3"),
        ("160.5", 0, "160"),
        ("161.5", 0, "162"),
        ("-2.5", 0, "-2"),
    ],
)
def test_half_goes_to_the_even_digit(value: str, decimals: int, expected: str) -> None:
    assert exact.half_even(Decimal(value), decimals) == Decimal(expected)


@pytest.mark.parametrize(("value", "expected"), [("2.5", 3), ("-2.5", -3), ("2.4999", 2), ("-2.4", -2), ("0", 0)])
def test_half_goes_away_from_zero(value: str, expected: int) -> None:
    assert exact.half_up(Decimal(value)) == expected


def test_a_quotient_is_rounded_once() -> None:
    # 1/3 + 1/6 is exactly one half; cut to digits first it would lie below
    assert exact.half_up(Fraction(1, 3) + Fraction(1, 6)) == 1
    assert exact.half_even(Fraction(1, 3) + Fraction(1, 6)) == 0


def test_up_means_up_and_an_integer_stays() -> None:
    assert exact.ceil(Decimal("55")) == 55
    assert exact.ceil(Fraction(55) + Fraction(1, 10**30)) == 56
    assert exact.ceil(Fraction(-1, 2)) == 0
    assert (exact.up(Decimal("1.21"), 1), exact.down(Decimal("-1.21"), 1)) == (Decimal("1.3"), Decimal("-1.3"))


def test_a_number_is_read_as_it_was_written() -> None:
    assert exact.decimal_from(2.2) == Decimal("2.2")  # not 2.20000000000000017763568394002504646778106689453125
    assert exact.decimal_from(" 7.50 ") == Decimal("7.50")
    for wrong in ("约80", None, True, "NaN", float("inf"), ""):
        with pytest.raises(Invalid):
            exact.decimal_from(wrong)


def test_the_mean_of_nothing_is_refused() -> None:
    assert exact.mean([Decimal(1), Decimal(2)]) == Fraction(3, 2)
    with pytest.raises(Invalid):
        exact.mean([])
