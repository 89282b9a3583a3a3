"""A light follows from dates and reports. Expected states are read off the definitions in ux.md and issue 3."""

from datetime import date

import pytest

from lingnan.engines.plan.lights import Promise, judge, last_closed_quarter, quarter_due

ON = date(2017, 11, 22)


def promise(due: str, met: str = "", *, proven: bool = True) -> Promise:
    met_on = date.fromisoformat(met) if met else None
    return Promise(title="试点", due=date.fromisoformat(due), met_on=met_on, proven=proven)


@pytest.mark.parametrize(
    ("promises", "reported", "state"),
    [
        ([promise("2017-11-21")], ["2017Q3"], "late"),  # one day past
        ([promise("2017-11-22")], ["2017Q3"], "warn"),  # today is not late
        ([promise("2018-06-30")], ["2017Q2"], "miss"),  # Q3 was due on 21 October
        ([promise("2018-06-30")], ["2017Q3"], "ok"),
        ([promise("2018-06-30")], [], "miss"),  # nothing reported at all is not reported, not "not started"
        ([promise("2017-12-20")], ["2017Q3"], "warn"),  # 28 days
        ([promise("2016-12-31", "2016-12-30"), promise("2018-06-30")], ["2017Q3"], "ok"),
        (
            [promise("2016-12-31", "2016-12-30", proven=False)],
            ["2017Q3"],
            "warn",
        ),  # a claim without evidence stays yellow
    ],
)
def test_the_light_follows_from_facts(promises: list[Promise], reported: list[str], state: str) -> None:
    light = judge(promises=promises, reported=reported, is_done=False, expected="2017Q3", on=ON)
    assert light.state == state


def test_before_the_first_report_is_due_a_task_is_not_started() -> None:
    light = judge(promises=[promise("2018-06-30")], reported=[], is_done=False, expected="", on=ON)
    assert light.state == "none"


def test_an_overdue_promise_says_by_how_many_days() -> None:
    light = judge(promises=[promise("2016-12-31")], reported=["2017Q3"], is_done=False, expected="2017Q3", on=ON)
    # 2016-12-31 to 2017-11-22: 31 Jan + 28 + 31 + 30 + 31 + 30 + 31 + 31 + 30 + 31 + 22 = 326 days
    assert "326 天" in light.why.zh
    assert light.due == date(2016, 12, 31)


@pytest.mark.parametrize(
    ("quarter", "due"),
    [("2017Q4", date(2018, 1, 21)), ("2018Q1", date(2018, 4, 21)), ("2018Q2", date(2018, 7, 21))],
)
def test_a_quarter_is_due_three_weeks_after_its_end(quarter: str, due: date) -> None:
    assert quarter_due(quarter) == due


def test_a_quarter_is_expected_from_the_day_after_it_was_due() -> None:
    assert last_closed_quarter(date(2018, 1, 21)) == "2017Q3"
    assert last_closed_quarter(date(2018, 1, 22)) == "2017Q4"
