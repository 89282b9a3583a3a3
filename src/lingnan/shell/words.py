"""Figures, dates and reasons in the language of the page. Wraps `core.words`, which knows how things are said."""

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from lingnan.core import words
from lingnan.core.labels import Label
from lingnan.core.missing import Missing
from lingnan.core.periods import Period
from lingnan.shell.language import bi, current, say

PERIOD = re.compile(r"\d{4}(Q[1-4]|-\d\d(-\d\d)?)")  # 2017Q4, 2017-03, 2017-03-04
ACTORS = {"系统": Label(zh="系统", en="System"), "公众": Label(zh="公众", en="the public")}
NOTHING = Label(zh="无", en="none")


def exact(value: object) -> Decimal | Fraction | int:
    """A number fit for words: floats by their shortest digits, as they were read."""
    if isinstance(value, Decimal | Fraction | int):
        return value
    return Decimal(str(value))


def number(value: object, decimals: int | None = None) -> str:
    """`1,831.21`; a Missing says its reason, None says there is none, a text stays as it is."""
    if value is None or isinstance(value, Missing):
        return absent(value)
    return value if isinstance(value, str) else words.number(exact(value), decimals)


def share(value: object, decimals: int = 1) -> str:
    """0.123 → `12.3%`."""
    return absent(value) if value is None or isinstance(value, Missing) else words.share(exact(value), decimals)


def absent(value: object) -> str:
    """Why there is no value."""
    return words.missing(value, current()) if isinstance(value, Missing) else say(value or NOTHING)


def day(value: date | None) -> str:
    """A date in running text: `2017年11月22日`."""
    return words.day(value, current()) if value else say(NOTHING)


def day_in_table(value: date | None) -> str:
    """A date in a column: `2017-11-22`."""
    return words.day_in_table(value) if value else say(NOTHING)


def moment(value: datetime | None, today: date | None = None) -> str:
    """`11月22日 16:04`; of another year with its year, where `today` is given."""
    return words.moment(value, current(), today=today) if value else say(NOTHING)


def period(value: Period | str | int | None) -> str:
    """`2017年三季度`, of a Period or of its text `2017Q3`; a bare year becomes `2017年` in Chinese."""
    if isinstance(value, Period):
        return words.period(value, current())
    if value is None:
        return say(NOTHING)
    if PERIOD.fullmatch(str(value)):
        return words.period(Period.parse(str(value)), current())
    return bi("{year}年", "{year}", year=str(value)) if str(value).isdigit() else str(value)


def quantity_text(figure: object, unit: object) -> str:
    """A figure with its unit behind it, for attributes and plain text; signs like % stand close."""
    name = say(unit) if unit else ""
    return f"{figure}{'' if name in {'', '%', '‰', '°'} else ' '}{name}"
