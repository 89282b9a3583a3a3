"""Against figures that others published or that can be done by hand."""

import doctest
from decimal import Decimal

import pytest

from lingnan.core.errors import Invalid
from lingnan.engines.evaluate.collect import estimates
from lingnan.engines.evaluate.collect.estimates import agreement, bias, estimate, from_summary

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section D: four observers, twelve units, some
# scores missing. The paper gives 0.849 for interval data.
CANONICAL = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}


def test_agreement_of_the_canonical_example() -> None:
    columns = zip(*(line.split() for line in CANONICAL.values()), strict=True)
    rated = {str(n): [Decimal(value) for value in column if value != "."] for n, column in enumerate(columns)}
    found = agreement(rated)
    assert found is not None
    assert round(found, 3) == Decimal("0.849")


def test_agreement_knows_when_it_cannot_tell() -> None:
    assert agreement({"a": [Decimal(3), Decimal(3)], "b": [Decimal(3), Decimal(3)]}) is None
    assert agreement({"a": [Decimal(3)], "b": [Decimal(4)]}) is None
    assert agreement({}) is None


def test_equal_weights_give_the_textbook_interval() -> None:
    """Five answers 60…100: mean 80, s = √250, standard error √50 = 7.0711, t(4) = 2.7764: ± 19.6324."""
    found = estimate([(Decimal(score), Decimal(1)) for score in (60, 70, 80, 90, 100)])
    assert (found.value, found.design_effect, found.error) == (80, 1, Decimal("7.0711"))
    assert (found.low, found.high) == (Decimal("60.3676"), Decimal("99.6324"))


def test_the_interval_stays_within_what_is_possible() -> None:
    found = estimate([(Decimal(95), Decimal(1)), (Decimal(99), Decimal(1))], least=Decimal(0), most=Decimal(100))
    assert found.high == 100


def test_weights_do_not_depend_on_their_scale() -> None:
    once = estimate([(Decimal(60), Decimal(1)), (Decimal(90), Decimal(3)), (Decimal(70), Decimal(2))])
    tenfold = estimate([(Decimal(60), Decimal(10)), (Decimal(90), Decimal(30)), (Decimal(70), Decimal(20))])
    assert once == tenfold


def test_a_summary_gives_what_the_answers_give() -> None:
    """The same five answers by their mean and standard deviation."""
    found = from_summary(size=5, mean=Decimal(80), deviation=Decimal("15.8113883"), design_effect=Decimal(1))
    assert (found.low, found.high) == (Decimal("60.3676"), Decimal("99.6324"))
    doubled = from_summary(size=5, mean=Decimal(80), deviation=Decimal("15.8113883"), design_effect=Decimal(4))
    assert doubled.error == Decimal("14.1421")  # twice 7.0711: the effect works on the variance


def test_one_answer_has_no_interval_and_none_no_estimate() -> None:
    assert estimate([(Decimal(80), Decimal(2))]).low is None
    with pytest.raises(Invalid, match="一份答卷也没有"):
        estimate([])
    with pytest.raises(Invalid, match="大于 0"):
        estimate([(Decimal(80), Decimal(0))])
    with pytest.raises(Invalid, match="至少 2 份"):
        from_summary(size=1, mean=Decimal(80), deviation=Decimal(1), design_effect=Decimal(1))


def test_a_rater_who_is_always_kinder_is_seen() -> None:
    rated = {"a": {"kind": Decimal(90), "strict": Decimal(70)}, "b": {"kind": Decimal(80), "strict": Decimal(60)}}
    assert bias(rated) == {"kind": 10, "strict": -10}


def test_the_worked_examples_hold() -> None:
    assert doctest.testmod(estimates).failed == 0
