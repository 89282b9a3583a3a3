from decimal import Decimal
from fractions import Fraction

import pytest

from lingnan import rules
from lingnan.core.errors import Invalid
from lingnan.sectors.water.abstraction import PermitUse, permit_use
from lingnan.sectors.water.rulebook import ABSTRACTION

RULE = rules.edition(ABSTRACTION, "国务院令第460号")


def use(permitted: int, monthly: list[int | None]) -> PermitUse:
    return permit_use(Decimal(permitted), [None if m is None else Decimal(m) for m in monthly], rule=RULE)


def test_at_ninety_percent_it_warns_and_only_over_a_hundred_it_is_a_breach() -> None:
    year = use(100, [30, 30, 30, 10, 1])
    assert (year.first_month_of_warning, year.first_month_over) == (3, 5)
    assert (year.total, year.ratio) == (101, Fraction(101, 100))


def test_a_month_not_reported_leaves_the_total_open_but_not_the_breach() -> None:
    year = use(100, [60, None, 50])
    assert (year.total, year.ratio, year.known, year.missing) == (None, None, 110, (2,))
    assert year.first_month_over == 3


def test_a_true_zero_is_a_use_of_nothing() -> None:
    assert use(100, [0] * 12).ratio == 0


@pytest.mark.parametrize(("permitted", "monthly"), [(0, [1]), (10, [1] * 13), (10, [-1])])
def test_what_cannot_be_is_refused(permitted: int, monthly: list[int | None]) -> None:
    with pytest.raises(Invalid):
        use(permitted, monthly)
