"""The word table of the product, row by row (the numbers in the comments are its rows)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from lingnan.core import words
from lingnan.core.clock import ZONE
from lingnan.core.labels import Label
from lingnan.core.missing import Missing, MissingReason
from lingnan.core.periods import Period
from lingnan.core.quantities import Quantity

NOW = datetime(2017, 11, 22, 16, 4, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("gap", "zh", "en"),
    [
        (  # 1
            Missing(reason=MissingReason.NOT_REPORTED, due=date(2017, 11, 21)),
            "未报送（应于 2017-11-21 前）",
            "Not reported (due 21 Nov 2017)",
        ),
        (Missing(reason=MissingReason.NOT_DUE), "未到报送期", "Not due yet"),  # 2
        (Missing(reason=MissingReason.NOT_APPLICABLE), "不适用", "Not applicable"),  # 3
        (  # 4
            Missing(reason=MissingReason.INVALID, detail=Label(zh="仪器校准", en="calibration")),
            "无效：仪器校准",
            "Invalid: calibration",
        ),
        (  # 5
            Missing(reason=MissingReason.SOURCE_SILENT, since=date(2017, 10, 30)),
            "来源未应答，10月30日起",
            "No answer from the source since 30 Oct",
        ),
        (  # 6
            Missing(reason=MissingReason.PARTIAL, detail=Label(zh="分子", en="Numerator")),
            "来源未给分子",
            "Numerator not given by the source",
        ),
        (  # 7
            Missing(reason=MissingReason.WITHHELD, detail=Label(zh="不足 5 人", en="fewer than 5 people")),
            "不公开：不足 5 人",
            "Withheld: fewer than 5 people",
        ),
        (Missing(reason=MissingReason.NOT_REPORTED), "未报送", "Not reported"),
    ],
)
def test_missing_says_why(gap: Missing, zh: str, en: str) -> None:
    assert (words.missing(gap, "zh"), words.missing(gap, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("value", "symbol", "zh", "en"),
    [
        ("0", "件", "0 件", "0 cases"),  # 8: a true zero is a number
        ("15.87", "m²/人", "15.87 平方米/人", "15.87 m² per person"),  # 14
        ("58", "µg/m³", "58 微克/立方米", "58 µg/m³"),  # 14
        ("1831.21", "万人", "1,831.21 万人", "18.31 million people"),  # 15
        ("3.2", "亿元", "3.2 亿元", "CNY 320 million"),  # 15
        ("12.3", "%", "12.3%", "12.3%"),  # 16: the sign stands close
        ("-4.7", "℃", "−4.7 ℃", "−4.7 °C"),  # 17
    ],
)
def test_quantities_carry_their_unit(value: str, symbol: str, zh: str, en: str) -> None:
    amount = Quantity.of(value, symbol)
    assert (words.quantity(amount), words.quantity(amount, language="en")) == (zh, en)


@pytest.mark.parametrize(
    ("yuan", "zh", "en"),
    [
        ("320000000", "3.2 亿元", "CNY 320 million"),
        ("52340", "5.23 万元", "CNY 52,340"),
        ("800", "800 元", "CNY 800"),
        ("-1500000000", "−15 亿元", "CNY −1.5 billion"),
    ],
)
def test_money_is_said_in_the_size_an_office_says_it(yuan: str, zh: str, en: str) -> None:
    amount = Quantity.of(yuan, "元")
    assert (words.money(amount), words.money(amount, "en")) == (zh, en)


def test_no_change_is_a_dash_with_words_for_the_ear() -> None:  # 9
    assert words.change(0) == "—"
    assert words.change(Decimal("0.004"), 2) == "—"
    assert (words.no_change(), words.no_change("en")) == ("持平", "no change")
    assert words.change(Decimal("2.40")) == "+2.40"


def test_dates_and_moments() -> None:  # 10, 11
    day = date(2017, 11, 22)
    assert (words.day(day), words.day(day, "en")) == ("2017年11月22日", "22 November 2017")
    assert words.day_in_table(day) == "2017-11-22"
    assert (words.moment(NOW), words.moment(NOW, "en")) == ("11月22日 16:04", "22 Nov, 16:04")
    assert words.moment(NOW, today=date(2018, 1, 2)) == "2017年11月22日 16:04"


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("2017", "2017年", "2017"),
        ("2017Q3", "2017年三季度", "Q3 2017"),  # 12
        ("2017-03", "2017年3月", "March 2017"),
        ("2017-03-04", "2017年3月4日", "4 March 2017"),
        ("2017-03-04T05", "2017年3月4日 05:00", "4 March 2017, 05:00"),
    ],
)
def test_periods(text: str, zh: str, en: str) -> None:
    assert (words.period(Period.parse(text)), words.period(Period.parse(text), "en")) == (zh, en)


def test_ranges_of_periods() -> None:  # 12
    first, last = Period.year(2015), Period.year(2017)
    assert (words.period_range(first, last), words.period_range(first, last, "en")) == ("2015–2017年", "2015–2017")
    assert words.period_range(first, first) == "2015年"


@pytest.mark.parametrize(
    ("then", "zh", "en"),
    [
        (NOW - timedelta(seconds=5), "刚刚", "just now"),
        (NOW - timedelta(minutes=12), "12 分钟前", "12 minutes ago"),
        (NOW - timedelta(hours=1), "1 小时前", "1 hour ago"),
        (NOW - timedelta(days=3), "3 天前", "3 days ago"),  # 13
        (date(2017, 11, 19), "3 天前", "3 days ago"),
        (date(2017, 11, 22), "今天", "today"),
        (date(2017, 10, 23), "30 天前", "30 days ago"),
        (date(2017, 10, 22), "2017-10-22", "2017-10-22"),  # 31 days: the date says more
        (date(2017, 11, 23), "2017-11-23", "2017-11-23"),  # the future is not ago
    ],
)
def test_how_long_ago(then: datetime | date, zh: str, en: str) -> None:
    assert (words.ago(then, NOW), words.ago(then, NOW, "en")) == (zh, en)


def test_shares_and_their_changes() -> None:  # 16
    assert words.share(Decimal("0.123")) == "12.3%"
    assert words.share(Fraction(1, 3)) == "33.3%"
    assert words.share(Decimal("-0.047")) == "−4.7%"  # 17
    assert words.share_change(Decimal("0.024")) == "+2.4 个百分点"
    assert words.share_change(Decimal("0.024"), language="en") == "+2.4 points"


def test_rank_with_its_interval() -> None:  # 17
    assert words.rank(12, 10, 15) == "第 12 名（90% 区间 10–15）"
    assert words.rank(12, 10, 15, language="en") == "rank 12 (90% interval 10–15)"
    assert words.rank(12) == "第 12 名"


def test_fraction_of_work() -> None:  # 18
    noun, verb = Label(zh="市", en="cities"), Label(zh="已报", en="reported")
    assert words.fraction_of_work(19, 21, noun, verb) == "19 / 21 市已报"
    assert words.fraction_of_work(19, 21, noun, verb, "en") == "19 of 21 cities reported"


@pytest.mark.parametrize(
    ("left", "working", "zh", "en"),
    [
        (5, False, "还剩 5 天", "5 days left"),
        (3, True, "还剩 3 个工作日", "3 working days left"),
        (1, False, "还剩 1 天", "1 day left"),
        (0, False, "今天到期", "due today"),
        (-3, False, "逾期 3 天", "3 days late"),
    ],
)
def test_deadlines(left: int, working: bool, zh: str, en: str) -> None:
    assert (words.deadline(left, working=working), words.deadline(left, "en", working=working)) == (zh, en)


def test_faults_of_fields_and_files() -> None:  # 22, 23
    field = Label(zh="道路面积", en="Road area")
    assert words.not_a_number(field, "约80", "80") == "道路面积应为数字，您填的是“约80”。填 80，或留空并选原因"
    assert words.not_a_number(field, "about 80", "80", "en") == (
        'Road area must be a number; you wrote "about 80". Write 80, or leave it empty and choose why'
    )
    assert words.place_in_file("进展.xlsx", sheet=2, row=14, column="期限") == "进展.xlsx 第 2 表第 14 行“期限”列"
    english = words.place_in_file("progress.xlsx", sheet=2, row=14, column="Due", language="en")
    assert english == "progress.xlsx, sheet 2, row 14, column Due"


def test_marks() -> None:  # 25
    assert (words.sample(), words.sample("en")) == ("样例数据", "Sample data")
    why = Label(zh="口径变化", en="definition changed")
    assert (words.flagged(why), words.flagged(why, "en")) == ("带标记：口径变化", "flagged: definition changed")
    assert words.computed_under("HJ 633-2012") == "按 HJ 633-2012 计算"
    assert words.computed_under("HJ 633-2012", "en") == "Computed under HJ 633-2012"


def test_lists_and_lengths() -> None:
    assert words.listed(["PM2.5", "PM10", "臭氧"]) == "PM2.5、PM10和臭氧"
    assert words.listed(["a", "b", "c"], "en") == "a, b and c"
    assert words.listed(["a"]) == "a"
    assert words.duration(timedelta(hours=50)) == "2 天"
    assert words.duration(timedelta(minutes=1), "en") == "1 minute"


def test_numbers_round_half_up_exactly_and_keep_their_decimals() -> None:
    assert words.number(Decimal("1831.210")) == "1,831.210"
    assert words.number(Decimal("0.125"), 2) == "0.13"  # a float would give 0.12
    assert words.number(Fraction(2, 3)) == "0.67"
    assert words.number(Decimal("-0.5"), 0) == "−1"
