"""Drawings say what their figures say."""

import re
from datetime import date

from lingnan.shell.svg import (
    LIGHTS,
    Milestone,
    legend,
    light_shape,
    limit_bar,
    rank_interval,
    region_map,
    sparkline,
    strip,
)


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+\.?\d*", text)]


def test_a_gap_is_never_bridged() -> None:
    path = re.search(r' d="(M[^"]+)"', sparkline([1, 2, None, 3, 4]))
    assert path is not None
    assert path[1].count("M") == 2


def test_a_line_whose_last_value_is_missing_has_no_dot() -> None:
    assert "circle" in sparkline([1, 2])
    assert "circle" not in sparkline([1, None])


def test_nothing_at_all_draws_nothing() -> None:
    assert sparkline([None, None]) == ""


def test_a_flat_line_and_a_single_point_are_drawn() -> None:
    assert "M" in sparkline([5, 5, 5])
    assert "M" in sparkline([5])


def test_a_name_makes_a_drawing_speak_and_is_escaped() -> None:
    assert 'aria-hidden="true"' in sparkline([1, 2])
    assert 'aria-label="&lt;b&gt;"' in sparkline([1, 2], name="<b>")


def test_rank_one_stands_left_and_the_last_right_on_the_axis() -> None:
    # an axis of 224 with 8 on each side: rank 1 at 8, rank 21 at 216, rank 11 in the middle at 112
    assert 'cx="8"' in rank_interval(rank=1, low=1, high=1, of=21)
    assert 'cx="216"' in rank_interval(rank=21, low=21, high=21, of=21)
    assert 'cx="112"' in rank_interval(rank=11, low=9, high=14, of=21)


def test_an_interval_of_one_rank_has_no_bar() -> None:
    assert "d-interval" not in rank_interval(rank=20, low=20, high=20)
    assert "d-interval" in rank_interval(rank=2, low=1, high=3)


def test_a_task_past_its_due_date_runs_on_in_dashes_until_today() -> None:
    late = strip(start=date(2015, 1, 1), end=date(2017, 12, 31), today=date(2017, 11, 22), due=date(2017, 1, 1))
    assert "d-late" in late
    assert "d-late" not in strip(
        start=date(2015, 1, 1), end=date(2017, 12, 31), today=date(2017, 11, 22), due=date(2017, 1, 1), is_done=True
    )
    assert "d-late" not in strip(start=date(2015, 1, 1), end=date(2017, 12, 31), today=date(2017, 11, 22))


def test_a_milestone_is_hollow_until_it_is_met() -> None:
    stones = [Milestone(day=date(2016, 1, 1), is_met=True), Milestone(day=date(2017, 1, 1))]
    drawn = strip(start=date(2015, 1, 1), end=date(2017, 12, 31), today=date(2016, 6, 1), milestones=stones)
    assert (drawn.count("d-met"), drawn.count("d-open")) == (1, 1)


def test_days_outside_the_years_stay_inside_the_drawing() -> None:
    drawn = strip(start=date(2010, 1, 1), end=date(2030, 1, 1), today=date(2018, 4, 16))
    assert max(numbers(" ".join(re.findall(r' d="([^"]+)"', drawn)))) <= 200


def test_each_light_has_a_shape_a_letter_and_both_words_of_its_own() -> None:
    assert len({light.shape for light in LIGHTS.values()}) == 6
    assert sorted(light.letter for light in LIGHTS.values()) == sorted("GYRNMD")
    assert len({light.label for light in LIGHTS.values()}) == 6
    assert "aria-label" in light_shape("late", name="逾期")


def test_a_missing_value_has_no_bar() -> None:
    assert limit_bar(None, limit=75, most=100) == ""
    assert "d-bar-late" in limit_bar(112, limit=75, most=120, is_over=True)


SQUARE = [[[113.0, 22.0], [114.0, 22.0], [114.0, 23.0], [113.0, 23.0], [113.0, 22.0]]]
ISLAND = [[[116.7, 20.6], [116.9, 20.6], [116.9, 20.8], [116.7, 20.6]]]


def test_the_printed_map_keeps_the_islands_and_hatches_what_is_missing() -> None:
    features = [
        {"properties": {"adcode": "1", "name": "甲"}, "geometry": {"type": "Polygon", "coordinates": SQUARE}},
        {
            "properties": {"adcode": "2", "name": "乙<"},
            "geometry": {"type": "MultiPolygon", "coordinates": [SQUARE, ISLAND]},
        },
    ]
    drawn = region_map(features, {"1": 3, "2": None}, name="得分")
    assert "seq5-3" in drawn
    assert "d-hatch" in drawn
    assert "乙&lt;" in drawn
    frame = re.search(r'viewBox="-4 -4 (\d+) (\d+)"', drawn)
    assert frame is not None
    # from 23 to 20.6 degrees north and 113 to 116.9 east, squeezed by the cosine of 21.8 degrees
    assert int(frame[2]) - 8 == round(640 / (3.9 * 0.92848) * 2.4)


def test_the_legend_names_every_class_and_the_hatch() -> None:
    drawn = legend(["< 20", "20–30"], missing="未报送")
    assert drawn.count("<li>") == 2
    assert "&lt; 20" in drawn
    assert "未报送" in drawn
