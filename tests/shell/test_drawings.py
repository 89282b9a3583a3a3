"""Classes are judged exactly; what a chart shows and what its table says are the same."""

from datetime import date
from decimal import Decimal

import pytest

from lingnan.core.missing import Missing, MissingReason
from lingnan.shell.drawings import Area, Chart, Day, PlaceMap, RegionMap, Series, Spot, weeks_of

LACK = Missing(reason=MissingReason.NOT_REPORTED)


def map_of(**values: Decimal | Missing) -> RegionMap:
    return RegionMap(
        key="m",
        title="得分",
        finding="一句话",
        geojson_url="/x",
        areas=[Area(code=code, name=code, value=value) for code, value in values.items()],
        breaks=[Decimal(20), Decimal("30.1"), Decimal(45), Decimal(60)],
        unit="分",
    )


@pytest.mark.parametrize(
    ("value", "level"),
    [("19.999", 1), ("20", 2), ("30.09", 2), ("30.1", 3), ("44.9999999999999999999", 3), ("45", 4), ("60", 5)],
)
def test_a_limit_opens_the_class_above_it(value: str, level: int) -> None:
    assert map_of().level(Decimal(value)) == level


def test_the_legend_shows_the_limits_with_the_digits_of_the_limits() -> None:
    assert map_of().legend_texts == ["< 20", "20–30.1", "30.1–45", "45–60", "≥ 60"]


def test_a_missing_value_has_no_class_and_says_why() -> None:
    drawn = map_of(a=Decimal(50), b=LACK)
    areas = drawn.data["areas"]
    assert drawn.has_missing
    assert areas == [
        {"code": "a", "name": "a", "level": 4, "text": "50 分", "url": ""},
        {"code": "b", "name": "b", "level": None, "text": "未报送", "url": ""},
    ]


def test_the_table_beside_the_map_has_the_lowest_first_and_the_missing_last() -> None:
    drawn = map_of(a=Decimal(50), b=LACK, c=Decimal("8.6"))
    assert [(area.code, text) for area, text in drawn.rows] == [("c", "8.6 分"), ("a", "50 分"), ("b", "未报送")]


def test_without_a_number_the_place_for_it_says_so(settings: object) -> None:
    settings.MAP_REVIEW_NUMBER = ""  # type: ignore[attr-defined]
    assert map_of().review_number == "待填"
    settings.MAP_REVIEW_NUMBER = "粤S(2018)001号"  # type: ignore[attr-defined]
    assert map_of().review_number == "粤S(2018)001号"


def line(**more: object) -> Chart:
    series = Series(name="清远", values=[Decimal("9.4"), Decimal("0.39"), LACK, Decimal("6.4")], flags={1: "口径变化"})
    return Chart(
        key="c", kind="line", title="t", finding="f", x=["2006", "2007", "2008", "2009"], series=[series], **more
    )  # type: ignore[arg-type]


def test_no_line_goes_through_a_missing_or_flagged_value() -> None:
    drawn = line().data["series"][0]  # type: ignore[index]
    assert drawn["values"] == [9.4, None, None, 6.4]
    assert drawn["flags"] == [{"at": 1, "value": 0.39, "text": "0.39", "why": "口径变化"}]
    assert line().said_flags == ["2007 0.39：口径变化"]


def test_the_table_beside_the_chart_has_every_value_and_reason() -> None:
    assert line().rows == [("2006", ["9.4"]), ("2007", ["0.39"]), ("2008", ["未报送"]), ("2009", ["6.4"])]


def test_bars_always_start_at_zero() -> None:
    bars = Chart(key="b", kind="bar", title="t", finding="f", x=[], series=[], from_zero=False)
    assert bars.data["fromZero"] is True


def test_stations_stand_trouble_first_in_the_words_of_their_page() -> None:
    spots = [
        Spot(key=k, name=k, longitude=113.123456789, latitude=23.0, light=light)
        for k, light in (("a", "ok"), ("b", "late"))
    ]
    drawn = PlaceMap(key="p", title="t", finding="f", land_url="/x", spots=spots, words={"late": "超标"})
    assert [(spot.key, word) for spot, word in drawn.rows] == [("b", "超标"), ("a", "正常")]
    assert drawn.lights == [("late", "超标"), ("ok", "正常")]
    first = drawn.data["spots"][0]  # type: ignore[index]
    assert first == {"key": "b", "name": "b", "at": [113.12346, 23.0], "light": "late", "text": "超标", "url": ""}


def test_the_first_day_stands_under_its_weekday() -> None:
    # 1 October 2017 was a Sunday: six blanks before it in a week that begins on Monday
    days = [Day(on=date(2017, 10, 1), level=2, word="良")]
    assert weeks_of(days) == [None] * 6 + days
    assert days[0].sign == "良"
    assert weeks_of([]) == []
