"""What lifts a rank: counted by hand on three cities and two indicators."""

from decimal import Decimal
from fractions import Fraction

import pytest

from lingnan.core.labels import Label
from lingnan.engines.evaluate.frameworks import Node
from lingnan.engines.evaluate.lifting import aims, falls, next_step
from lingnan.index import Bands, YesNo


def leaf(worst: str | None, best: str | None, **more: object) -> Node:
    return Node(
        key="x",
        label=Label(zh="试", en="Probe"),
        weight=Decimal(10),
        worst=None if worst is None else Decimal(worst),
        best=None if best is None else Decimal(best),
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("worst", "best", "value", "step"),
    [
        ("0", "35", "9.7", Fraction("10.5")),  # 27.7 points; 30 points stand at 0.3 × 35
        ("0", "35", "10.5", Fraction(14)),  # on a step already: the next one
        ("0", "35", "35", None),
        ("0", "35", "40", None),  # beyond the best
        ("55", "15", "34", Fraction(31)),  # less is better: 52.5 points; 60 stand at 55 − 0.6 × 40
        ("55", "15", "70", Fraction(51)),  # worse than the worst counts as 0: the first step
    ],
)
def test_the_next_step(worst: str, best: str, value: str, step: Fraction | None) -> None:
    assert next_step(leaf(worst, best), Fraction(value)) == step


def test_scales_step_at_their_edges() -> None:
    bands = leaf(
        None, None, scale=Bands(edges=(Decimal(60), Decimal(80)), points=(Decimal(0), Decimal(60), Decimal(100)))
    )
    assert next_step(bands, Fraction(50)) == 60
    assert next_step(bands, Fraction(60)) == 80
    assert next_step(bands, Fraction(90)) is None
    assert next_step(leaf(None, None, scale=YesNo(points=Decimal(100))), Fraction(0)) == 1


def test_aims_are_only_ahead() -> None:
    row = {"a": Decimal(10), "b": Decimal(20), "c": Decimal(30)}
    assert dict(aims(leaf("0", "35"), row, "b")) == {"step": Fraction(21), "best": Fraction(30)}  # 20 is the median
    assert dict(aims(leaf("0", "35"), row, "d")) == {"median": Fraction(20), "best": Fraction(30)}  # d has no value
    assert falls(leaf("35", "0"))
    assert dict(aims(leaf("35", "0"), row, "c")) == {  # less is better: 14.3 points; 20 stand at 28
        "step": Fraction(28),
        "median": Fraction(20),
        "best": Fraction(10),
    }
