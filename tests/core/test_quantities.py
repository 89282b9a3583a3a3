from decimal import Decimal
from fractions import Fraction

import pytest

from lingnan.core.errors import Invalid, NotFound
from lingnan.core.quantities import Quantity, unit, yuan


@pytest.mark.parametrize(
    ("value", "symbol", "target", "expected"),
    [
        ("2.2", "mg/m³", "µg/m³", "2200"),  # 1 mg is 1,000 µg
        ("58", "ug/m3", "mg/m³", "0.058"),  # an ASCII spelling is the same unit
        ("3.2", "亿元", "元", "320000000"),  # 1 亿 is 10^8
        ("1831.21", "万人", "人", "18312100"),
        ("1", "km²", "hm²", "100"),
        ("12.3", "%", "1", "0.123"),
        ("7", "t", "kg", "7000"),
        ("36", "km/h", "m/s", "10"),
        ("1", "m³/s", "m³/h", "3600"),
    ],
)
def test_conversions_are_exact(value: str, symbol: str, target: str, expected: str) -> None:
    converted = Quantity.of(value, symbol).to(target)
    assert (format(converted.value, "f"), converted.unit.symbol) == (expected, target)


def test_different_things_do_not_compare_or_add() -> None:
    with pytest.raises(Invalid, match="不是同一种量"):
        Quantity.of(1, "m") + Quantity.of(1, "t")
    with pytest.raises(Invalid):
        assert Quantity.of(1, "m") < yuan(1)
    assert Quantity.of(1, "m") != Quantity.of(1, "t")


def test_the_same_quantity_in_two_units_is_equal() -> None:
    assert Quantity.of(1, "mg/m³") == Quantity.of(1000, "µg/m³")
    assert hash(Quantity.of(1, "mg/m³")) == hash(Quantity.of(1000, "µg/m³"))
    assert Quantity.of("74.9", "µg/m³") < Quantity.of("0.075", "mg/m³")
    assert yuan(30000) + Quantity.of(2, "万元") == Quantity.of(5, "万元")
    assert yuan(30000) - Quantity.of(2, "万元") == yuan(10000)


def test_a_share_is_an_exact_fraction_and_has_no_empty_whole() -> None:
    assert Quantity.of(1, "万元").share_of(yuan(30000)) == Fraction(1, 3)
    with pytest.raises(Invalid, match="分母为 0"):
        yuan(1).share_of(yuan(0))


def test_a_float_is_not_the_number_that_was_written() -> None:
    with pytest.raises(TypeError, match="float"):
        Quantity.of(2.2, "mg/m³")  # type: ignore[arg-type] # the fault under test
    with pytest.raises(Invalid):
        Quantity.of("about 80", "m²")


def test_an_unknown_unit_says_what_is_known() -> None:
    with pytest.raises(NotFound, match="µg/m³"):
        unit("µg/m4")


def test_a_third_keeps_34_digits() -> None:
    assert Quantity.of(1, "m³/h").to("m³/s").value == Decimal("0.0002777777777777777777777777777777778")
