"""The arithmetic of a scorecard, worked by hand."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from lingnan import rules
from lingnan.core.labels import Label
from lingnan.core.missing import MissingReason
from lingnan.engines.group.rulebook import SCORECARD
from lingnan.engines.group.scoring import Row, credit, parts_of, total_of

RULE = rules.in_force(SCORECARD, on=date(2017, 12, 31))
WHY = Label(zh="-", en="-")


def rows(*credits: str) -> Sequence[Row]:
    return [Row(title="x", url="/", due=None, done=None, credit=Decimal(each), why=WHY) for each in credits]


@pytest.mark.parametrize(("done", "points"), [("2017-06-30", "1"), ("2017-07-01", "0.5"), (None, "0")])
def test_in_time_late_and_never(done: str | None, points: str) -> None:
    """The day itself is in time; the day after counts half (rule `late_credit`)."""
    day = date.fromisoformat(done) if done else None
    assert credit(due=date(2017, 6, 30), done=day, rule=RULE)[0] == Decimal(points)


def test_the_total_is_weighted_over_what_could_be_judged_and_rounded_once() -> None:
    # on time 2.5 of 3 = 83.33…, quality 0.85 = 85, reporting 1 of 1 = 100; weights 35, 20, 15 of the 70 present:
    # (35 × 83.333… + 20 × 85 + 15 × 100) / 70 = 6116.666… / 70 = 87.38095… → 87.4
    parts = parts_of({"on_time": rows("1", "1", "0.5"), "quality": rows("0.85"), "reporting": rows("1")}, rule=RULE)
    total = total_of(parts, rule=RULE)
    assert (total.value, total.missing, total.weight_present) == (Decimal("87.4"), None, Decimal(70))
    assert {part.key: part.value for part in parts} == {
        "on_time": Decimal("83.3"), "quality": Decimal("85.0"), "rectification": None, "reporting": Decimal("100.0"),
        "circulation": None,
    }  # fmt: skip


def test_nothing_due_is_not_zero_and_too_little_gives_no_total() -> None:
    nothing = total_of(parts_of({}, rule=RULE), rule=RULE)
    assert (nothing.value, nothing.missing) == (None, MissingReason.NOT_APPLICABLE)
    little = total_of(
        parts_of({"rectification": rows("1"), "circulation": rows("1")}, rule=RULE), rule=RULE
    )  # 30 of 100
    assert (little.value, little.missing) == (None, MissingReason.PARTIAL)
    none_done = total_of(parts_of({"on_time": rows("0"), "quality": rows("0")}, rule=RULE), rule=RULE)
    assert none_done.value == Decimal("0.0")  # due and not done is zero


def test_the_weights_sum_to_a_hundred() -> None:
    parts = parts_of({}, rule=RULE)
    assert sum(part.weight for part in parts) == 100
