"""The one place that turns numbers, dates, periods and reasons into words, Chinese first.

Pure functions; the last argument is the language ("zh" or "en"). The forms are those of the product's word table
(tests/core/test_words.py walks it row by row). The minus is the real one (U+2212), ranges take an en dash.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from lingnan.core.clock import local
from lingnan.core.labels import Label
from lingnan.core.missing import Missing, MissingReason
from lingnan.core.periods import MONTHS_IN_QUARTER, Grain, Period
from lingnan.core.quantities import Quantity, Unit

Number = Decimal | Fraction | int

MINUS, DASH, NO_CHANGE = "−", "–", "—"
WAN, YI = 10_000, 100_000_000
AGO_DAYS = 30  # longer ago than this, the date says more than the count
SECONDS_IN_HOUR, SECONDS_IN_MINUTE = 3600, 60
_QUARTERS = "一二三四"
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def is_english(language: str) -> bool:
    return language.startswith("en")


# Numbers


def _plain(value: Number, decimals: int) -> Decimal:
    """Rounded half up at the last moment, exactly: a page never judges a limit, it only shows."""
    scaled = Fraction(value) * 10**decimals
    sign = -1 if scaled < 0 else 1
    return Decimal(sign * int(abs(scaled) + Fraction(1, 2))).scaleb(-decimals)


def _signed(text: str) -> str:
    return text.replace("-", MINUS)


def number(value: Number, decimals: int | None = None) -> str:
    """1831.21 → `1,831.21`. Without `decimals` as many as the value has (a fraction: 2)."""
    if decimals is None:
        if isinstance(value, Fraction):
            decimals = 2
        else:
            exponent = Decimal(value).as_tuple().exponent
            decimals = max(-exponent, 0) if isinstance(exponent, int) else 0
    return _signed(f"{_plain(value, decimals):,f}")


def _shortest(value: Number, decimals: int) -> str:
    """At most `decimals` decimals, without trailing zeros."""
    text = number(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def change(value: Number, decimals: int | None = None) -> str:
    """A difference with its sign; none is a dash (read out as `no_change`)."""
    text = number(value, decimals)
    if not any(digit in text for digit in "123456789"):
        return NO_CHANGE
    return text if text.startswith(MINUS) else f"+{text}"


def no_change(language: str = "zh") -> str:
    """What a screen reader says for the dash of `change`."""
    return "no change" if is_english(language) else "持平"


def share(value: Number, decimals: int = 1) -> str:
    """0.123 → `12.3%`."""
    return f"{number(Fraction(value) * 100, decimals)}%"


def share_change(value: Number, decimals: int = 1, language: str = "zh") -> str:
    """A difference of two shares is in percentage points: 0.024 → `+2.4 个百分点`."""
    text = change(Fraction(value) * 100, decimals)
    if text == NO_CHANGE:
        return text
    return f"{text} {'points' if is_english(language) else '个百分点'}"


def interval(low: Number, high: Number, decimals: int | None = None) -> str:
    return f"{number(low, decimals)}{DASH}{number(high, decimals)}"


def rank(place: int, low: int | None = None, high: int | None = None, percent: int = 90, language: str = "zh") -> str:
    """`第 12 名（90% 区间 10–15）`."""
    if is_english(language):
        tail = "" if low is None or high is None else f" ({percent}% interval {interval(low, high)})"
        return f"rank {place}{tail}"
    tail = "" if low is None or high is None else f"（{percent}% 区间 {interval(low, high)}）"
    return f"第 {place} 名{tail}"


def fraction_of_work(done: int, whole: int, noun: Label | None = None, verb: Label | None = None,
                     language: str = "zh") -> str:  # fmt: skip
    """`19 / 21 市已报`, `19 of 21 cities reported`; noun and verb as the page has them."""
    said = [part.text(language) for part in (noun, verb) if part]
    if is_english(language):
        return " ".join([f"{number(done)} of {number(whole)}", *said])
    tail = f" {''.join(said)}" if said else ""
    return f"{number(done)} / {number(whole)}{tail}"


# Quantities and money


def quantity(amount: Quantity, decimals: int | None = None, language: str = "zh") -> str:
    """`58 微克/立方米`; large amounts of money and people are said in million or billion in English."""
    if is_english(language) and amount.unit.dimension in {"money", "people"}:
        return _large_in_english(amount)
    return with_unit(number(amount.value, decimals), amount.unit, language)


def with_unit(text: str, unit: Unit, language: str = "zh") -> str:
    """A number already in words with its unit behind it; signs like % stand close."""
    name = unit.label.text(language)
    if name in {"%", "‰", "°"}:
        return f"{text}{name}"
    return f"{text} {name}"


def _large_in_english(amount: Quantity) -> str:
    value = amount.exact
    for step, word in ((10**9, " billion"), (10**6, " million"), (1, "")):
        if abs(value) >= step or step == 1:
            text = f"{_shortest(value / step, 2)}{word}"
            break
    return f"CNY {text}" if amount.unit.dimension == "money" else f"{text} people"


def money(amount: Quantity, language: str = "zh", decimals: int = 2) -> str:
    """Money in the size an office says it: 320,000,000 元 → `3.2 亿元`, `CNY 320 million`."""
    if is_english(language):
        return _large_in_english(amount)
    value = amount.exact
    for step, word in ((YI, "亿元"), (WAN, "万元"), (1, "元")):
        if abs(value) >= step or step == 1:
            return f"{_shortest(value / step, decimals)} {word}"
    raise AssertionError("unreachable: the last step takes everything")


# Dates, moments and periods


def day(value: date, language: str = "zh") -> str:
    """In running text: `2017年11月22日`, `22 November 2017`."""
    if is_english(language):
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def day_in_table(value: date) -> str:
    return value.isoformat()[:10]


def short_day(value: date, language: str = "zh", *, today: date | None = None) -> str:
    """Without the year where it is this year's: `10月30日`, `30 Oct`."""
    same_year = today is None or today.year == value.year
    if is_english(language):
        text = f"{value.day} {_MONTHS[value.month - 1][:3]}"
        return text if same_year else f"{text} {value.year}"
    text = f"{value.month}月{value.day}日"
    return text if same_year else f"{value.year}年{text}"


def moment(value: datetime, language: str = "zh", *, today: date | None = None) -> str:
    """`11月22日 16:04`; with the year where `today` is of another one."""
    here = local(value)
    joint = ", " if is_english(language) else " "
    return f"{short_day(here.date(), language, today=today)}{joint}{here:%H:%M}"


def period(value: Period, language: str = "zh") -> str:
    """`2017年三季度`, `Q3 2017`."""
    start, english = value.start, is_english(language)
    if value.grain is Grain.YEAR:
        return str(start.year) if english else f"{start.year}年"
    if value.grain is Grain.QUARTER:
        quarter = (start.month - 1) // MONTHS_IN_QUARTER
        return f"Q{quarter + 1} {start.year}" if english else f"{start.year}年{_QUARTERS[quarter]}季度"
    if value.grain is Grain.MONTH:
        return f"{_MONTHS[start.month - 1]} {start.year}" if english else f"{start.year}年{start.month}月"
    if value.grain is Grain.DAY:
        return day(start.date(), language)
    return f"{day(start.date(), language)}{', ' if english else ' '}{start:%H:%M}"


def period_range(first: Period, last: Period, language: str = "zh") -> str:
    """`2015–2017年`, `2015–2017`; one period alone is said once."""
    if first == last:
        return period(first, language)
    if first.grain is last.grain is Grain.YEAR and not is_english(language):
        return f"{first.start.year}{DASH}{last.start.year}年"
    return f"{period(first, language)}{DASH}{period(last, language)}"


def _counted(count: int, zh: str, en: str, language: str) -> str:
    if is_english(language):
        return f"{number(count)} {en}{'' if count == 1 else 's'}"
    return f"{number(count)} {zh}"


def ago(value: datetime | date, now: datetime, language: str = "zh") -> str:
    """How long ago, up to 30 days; then the date. The page shows the full date when hovered."""
    here = local(now)
    if not isinstance(value, datetime):
        return _days_ago((here.date() - value).days, value, language)
    then = local(value)
    seconds = int((here - then).total_seconds())
    if 0 <= seconds < SECONDS_IN_MINUTE:
        return "just now" if is_english(language) else "刚刚"
    if 0 <= seconds < SECONDS_IN_HOUR:
        return _tail_ago(_counted(seconds // SECONDS_IN_MINUTE, "分钟", "minute", language), language)
    if 0 <= seconds < 24 * SECONDS_IN_HOUR:
        return _tail_ago(_counted(seconds // SECONDS_IN_HOUR, "小时", "hour", language), language)
    return _days_ago((here.date() - then.date()).days, then.date(), language)


def _tail_ago(text: str, language: str) -> str:
    return f"{text} ago" if is_english(language) else f"{text}前"


def _days_ago(days: int, value: date, language: str) -> str:
    if days == 0:
        return "today" if is_english(language) else "今天"
    if 0 < days <= AGO_DAYS:
        return _tail_ago(_counted(days, "天", "day", language), language)
    return day_in_table(value)


def deadline(days_left: int, language: str = "zh", *, working: bool = False) -> str:
    """`还剩 5 天`, `还剩 3 个工作日`, `今天到期`, `逾期 3 天`; the days are counted by the rule-set of the case."""
    count = _counted(abs(days_left), "个工作日" if working else "天", "working day" if working else "day", language)
    if days_left == 0:
        return "due today" if is_english(language) else "今天到期"
    if days_left > 0:
        return f"{count} left" if is_english(language) else f"还剩 {count}"
    return f"{count} late" if is_english(language) else f"逾期 {count}"


def duration(length: timedelta, language: str = "zh") -> str:
    """A length of time in its largest fitting unit: `2 天`, `5 小时`, `12 分钟`."""
    seconds = int(length.total_seconds())
    for step, zh, en in ((86400, "天", "day"), (3600, "小时", "hour"), (60, "分钟", "minute")):
        if seconds >= step:
            return _counted(seconds // step, zh, en, language)
    return _counted(seconds, "秒", "second", language)


# Missing, marks and places


def missing(value: Missing, language: str = "zh", *, today: date | None = None) -> str:
    """Why there is no number, in a few words: `未报送（应于 2017-11-21 前）`."""
    if value.reason is MissingReason.NOT_REPORTED and value.due:
        if is_english(language):
            return f"Not reported (due {short_day(value.due, language)} {value.due.year})"
        return f"未报送（应于 {day_in_table(value.due)} 前）"
    if value.reason is MissingReason.SOURCE_SILENT and value.since:
        since = short_day(value.since, language, today=today)
        return f"No answer from the source since {since}" if is_english(language) else f"来源未应答，{since}起"
    if value.reason is MissingReason.PARTIAL and value.detail:
        part = value.detail.text(language)
        return f"{part} not given by the source" if is_english(language) else f"来源未给{part}"
    text = value.reason.label.text(language)
    if not value.detail:
        return text
    return f"{text}{': ' if is_english(language) else '：'}{value.detail.text(language)}"


def sample(language: str = "zh") -> str:
    return "Sample data" if is_english(language) else "样例数据"


def flagged(why: Label, language: str = "zh") -> str:
    return f"flagged: {why.en}" if is_english(language) else f"带标记：{why.zh}"


def computed_under(edition: str, language: str = "zh") -> str:
    return f"Computed under {edition}" if is_english(language) else f"按 {edition} 计算"


def listed(parts: Sequence[str], language: str = "zh") -> str:
    """`甲、乙和丙`, `a, b and c`."""
    if len(parts) < 2:  # noqa: PLR2004 - one or none needs no joint
        return "".join(parts)
    comma, joint = (", ", " and ") if is_english(language) else ("、", "和")
    return f"{comma.join(parts[:-1])}{joint}{parts[-1]}"


def not_a_number(field: Label, given: str, example: str, language: str = "zh") -> str:
    """The message of a field that wants a number: what it is, what was written, what to do."""
    if is_english(language):
        return f'{field.en} must be a number; you wrote "{given}". Write {example}, or leave it empty and choose why'
    return f"{field.zh}应为数字，您填的是“{given}”。填 {example}，或留空并选原因"


def place_in_file(file: str, *, sheet: int | None = None, row: int | None = None, column: str = "",
                  language: str = "zh") -> str:  # fmt: skip
    """Where a fault stands: `进展.xlsx 第 2 表第 14 行“期限”列`."""
    if is_english(language):
        parts = [
            file,
            f"sheet {sheet}" if sheet else "",
            f"row {row}" if row else "",
            f"column {column}" * bool(column),
        ]
        return ", ".join(part for part in parts if part)
    inside = f"第 {sheet} 表" * bool(sheet) + f"第 {row} 行" * bool(row) + f"“{column}”列" * bool(column)
    return f"{file} {inside}".rstrip()
