import operator
from collections.abc import Callable

import pytest

from lingnan.core.missing import Missing, MissingReason, MissingValueError, is_present

GAP = Missing(reason=MissingReason.NOT_REPORTED)


@pytest.mark.parametrize(
    "act",
    [
        lambda gap: gap + 1,
        lambda gap: 1 + gap,
        lambda gap: gap * 2,
        lambda gap: 2 / gap,
        lambda gap: gap < 5,
        lambda gap: gap <= 5,
        lambda gap: -gap,
        lambda gap: sum([1, gap]),
        lambda gap: max(1, gap),
        float,
        int,
        round,
        operator.index,
    ],
)
def test_no_arithmetic_accepts_a_missing_value(act: Callable[[Missing], object]) -> None:
    with pytest.raises(MissingValueError, match="未报送"):
        act(GAP)


def test_missing_never_turns_into_zero_by_or() -> None:
    assert (GAP or 0) is GAP


def test_missing_is_equal_to_the_same_reason_only() -> None:
    assert Missing(reason=MissingReason.NOT_REPORTED) == GAP
    assert Missing(reason=MissingReason.NOT_DUE) != GAP
    assert GAP != 0
    with pytest.raises(ValueError, match="because"):
        Missing(reason="because")  # type: ignore[arg-type] # the fault under test


def test_what_is_present_can_be_told_apart() -> None:
    values: list[int | Missing] = [1, GAP, 0]
    assert [value for value in values if is_present(value)] == [1, 0]


def test_every_reason_has_both_languages() -> None:
    for reason in MissingReason:
        assert reason.label.zh
        assert reason.label.en
