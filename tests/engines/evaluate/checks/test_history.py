"""Each check of history finds its fault in a small table, and stays silent beside it."""

import pytest
from tests.engines.evaluate.checks.made_up import UNITS, found, places, years


@pytest.mark.parametrize(
    ("written", "power"),
    [
        ("1020000", 4),  # 102 亿 written in 万
        ("0.0102", -4),  # … and the other way
        ("10200000000", 8),  # in 元
        ("10.2", -1),  # a decimal point one place to the left
    ],
)
def test_a_unit_slip_is_found_and_its_power_said(written: str, power: int) -> None:
    made = years({"a": [98, 100, written, 105, 108]})
    (finding,) = found(made, "unit_slip")
    assert (finding.region, finding.period) == ("a", "2003")
    assert f"10 的 {power} 次方" in finding.reason.zh


def test_growth_and_a_real_leap_are_no_unit_slip() -> None:
    # doubling every year and a leap by 30 stay away from powers of ten
    assert found(years({"a": [1, 2, 4, 8, 16], "b": [100, 100, 3000, 3000, 3100]}), "unit_slip") == []


def test_a_jump_is_found_in_both_directions_and_its_way_back_is_told_apart() -> None:
    made = years({"down": [100, 101, 20, 99], "up": [100, 101, 400, 410], "calm": [100, 130, 100, 130]})
    assert places(made, "jump") == {("down", "2003"), ("up", "2003")}
    assert places(made, "jump_back") == {("down", "2004")}


def test_a_jump_that_every_unit_makes_is_a_common_step_and_no_jump() -> None:
    made = years({unit: [100, 104, 110, 440, 450, 460] for unit in UNITS})
    assert found(made, "jump") == []
    assert places(made, "common_step") == {(unit, "2004") for unit in UNITS}


def test_a_common_step_down_by_a_quarter_is_found_beside_usual_growth() -> None:
    # the usual year grows by 10 %: a fall of 25 % is then a step by a factor of 1.47
    made = years({unit: [1000, 1100, 1210, 908, 999, 1098] for unit in UNITS})
    assert {period for _, period in places(made, "common_step")} == {"2004"}


def test_fast_growth_of_all_is_no_common_step() -> None:
    # 25 % in every year is this series' usual change
    made = years({unit: [1000, 1250, 1563, 1953, 2441, 3052] for unit in UNITS})
    assert found(made, "common_step") == []


@pytest.mark.parametrize(("value", "said"), [(180, "高 80%"), (50, "低 50%")])
def test_one_unit_that_steps_alone_is_found_in_both_directions(value: int, said: str) -> None:
    made = years({**{unit: [100, 100 + number] for number, unit in enumerate(UNITS)}, "alone": [100, value]})
    (finding,) = found(made, "own_step")
    assert finding.region == "alone"
    assert said in finding.reason.zh


def test_one_unit_among_many_that_move_wildly_is_not_singled_out() -> None:
    wild = {unit: [100, 60 + 20 * number] for number, unit in enumerate(UNITS)}
    assert found(years({**wild, "alone": [100, 180]}), "own_step") == []


def test_zero_and_gaps_break_nothing() -> None:
    made = years({"a": [0, 0, 5, None, 5], "b": [5, 0, 0, 5, 5]})
    # b falls to nothing in 2002; what follows a zero has no ratio, what follows a gap no year before
    assert places(made, "jump") == {("b", "2002")}
