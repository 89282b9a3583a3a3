"""Periods: a year, quarter, month, day or hour as one half-open stretch [start, end) in the province's zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self

from lingnan.core.clock import ZONE, local
from lingnan.core.errors import Invalid

MONTHS_IN_YEAR, MONTHS_IN_QUARTER = 12, 3


class Grain(StrEnum):
    """How long a period is; from the longest to the shortest."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    DAY = "day"
    HOUR = "hour"

    @property
    def _place(self) -> int:
        return list(Grain).index(self)

    def is_coarser_than(self, other: "Grain") -> bool:
        return self._place < other._place


_FORMS: tuple[tuple[Grain, re.Pattern[str]], ...] = (
    (Grain.YEAR, re.compile(r"(\d{4})")),
    (Grain.QUARTER, re.compile(r"(\d{4})-?Q([1-4])")),
    (Grain.MONTH, re.compile(r"(\d{4})-(\d{2})")),
    (Grain.DAY, re.compile(r"(\d{4})-(\d{2})-(\d{2})")),
    (Grain.HOUR, re.compile(r"(\d{4})-(\d{2})-(\d{2})T(\d{2})")),
)


def _aligned(moment: datetime, grain: Grain) -> datetime:
    """The first instant of the `grain` that holds `moment`."""
    here = local(moment).replace(minute=0, second=0, microsecond=0)
    if grain is Grain.HOUR:
        return here
    here = here.replace(hour=0, fold=0)
    if grain is Grain.DAY:
        return here
    here = here.replace(day=1)
    if grain is Grain.MONTH:
        return here
    month = 1 if grain is Grain.YEAR else here.month - (here.month - 1) % MONTHS_IN_QUARTER
    return here.replace(month=month)


def _months_later(moment: datetime, months: int) -> datetime:
    index = moment.year * MONTHS_IN_YEAR + moment.month - 1 + months
    return moment.replace(year=index // MONTHS_IN_YEAR, month=index % MONTHS_IN_YEAR + 1)


def _moved(start: datetime, grain: Grain, steps: int) -> datetime:
    if grain is Grain.HOUR:  # counted in UTC: Asia/Shanghai had summer time in 1986-1991
        return (start.astimezone(UTC) + timedelta(hours=steps)).astimezone(ZONE)
    if grain is Grain.DAY:
        return start + timedelta(days=steps)
    return _months_later(start, steps * {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}[grain])


@dataclass(frozen=True, kw_only=True)
class Period:
    """One period. Written `2017`, `2017Q3`, `2017-03`, `2017-03-04`, `2017-03-04T05`.

    >>> str(Period.parse("2017Q3").next())
    '2017Q4'
    """

    grain: Grain
    start: datetime

    def __post_init__(self) -> None:
        if _aligned(self.start, self.grain) != self.start:
            raise ValueError(f"{self.start.isoformat()} does not begin a {self.grain.value}; use Period.of(...)")
        object.__setattr__(self, "start", local(self.start))

    # Ways in

    @classmethod
    def of(cls, moment: datetime | date, grain: Grain) -> Self:
        """The period of this grain that holds the moment (or the day)."""
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time(), tzinfo=ZONE)
        return cls(grain=grain, start=_aligned(moment, grain))

    @classmethod
    def year(cls, year: int) -> Self:
        return cls.of(date(year, 1, 1), Grain.YEAR)

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Self:
        return cls.of(date(year, quarter * MONTHS_IN_QUARTER - 2, 1), Grain.QUARTER)

    @classmethod
    def month(cls, year: int, month: int) -> Self:
        return cls.of(date(year, month, 1), Grain.MONTH)

    @classmethod
    def day(cls, day: date) -> Self:
        return cls.of(day, Grain.DAY)

    @classmethod
    def hour(cls, moment: datetime) -> Self:
        return cls.of(moment, Grain.HOUR)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the written form; anything else is refused with the forms that are allowed."""
        for grain, form in _FORMS:
            if match := form.fullmatch(text.strip()):
                return cls._from_numbers(text, grain, [int(part) for part in match.groups()])
        raise Invalid("period", f"{text!r} 不是期间；写法：2017、2017Q3、2017-03、2017-03-04、2017-03-04T05")

    @classmethod
    def _from_numbers(cls, text: str, grain: Grain, parts: list[int]) -> Self:
        if grain is Grain.QUARTER:
            parts = [parts[0], parts[1] * MONTHS_IN_QUARTER - 2]
        year, month, day, hour = [*parts, *[1, 1, 1, 0][len(parts) :]]
        try:
            return cls(grain=grain, start=datetime(year, month, day, hour, tzinfo=ZONE))
        except ValueError as fault:
            raise Invalid("period", f"{text!r} 不是日历上的期间（{fault}）") from fault

    # What it is

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return _moved(self.start, self.grain, 1)

    @property
    def first_day(self) -> date:
        return self.start.date()

    @property
    def last_day(self) -> date:
        return (self.end - timedelta(microseconds=1)).date()

    @property
    def days(self) -> int:
        """How many calendar days it touches."""
        return (self.last_day - self.first_day).days + 1

    def __str__(self) -> str:
        start = self.start
        if self.grain is Grain.QUARTER:
            return f"{start.year:04d}Q{(start.month - 1) // MONTHS_IN_QUARTER + 1}"
        parts = {Grain.YEAR: 4, Grain.MONTH: 7, Grain.DAY: 10, Grain.HOUR: 13}[self.grain]
        return start.strftime("%Y-%m-%dT%H").zfill(13)[:parts]

    def __lt__(self, other: "Period") -> bool:
        return (self.start, other.end) < (other.start, self.end)  # earlier first; of equal starts the longer first

    # How it stands to others

    def contains(self, moment: "datetime | date | Period") -> bool:
        """Whether the moment, the day or the whole other period lies in [start, end)."""
        if isinstance(moment, Period):
            return self.start <= moment.start and moment.end <= self.end
        if isinstance(moment, datetime):
            return self.start <= local(moment) < self.end
        return self.grain is not Grain.HOUR and self.start.date() <= moment < self.end.date()

    def overlaps(self, other: "Period") -> bool:
        return self.start < other.end and other.start < self.end

    def shift(self, steps: int) -> "Period":
        """The period `steps` of its own grain later (earlier when negative)."""
        return Period(grain=self.grain, start=_moved(self.start, self.grain, steps))

    def next(self) -> "Period":
        return self.shift(1)

    def previous(self) -> "Period":
        return self.shift(-1)

    def a_year_before(self) -> "Period":
        """The same period last year (29 February looks back to 28 February)."""
        day = self.start
        if (day.month, day.day) == (2, 29) and self.grain in {Grain.DAY, Grain.HOUR}:
            day -= timedelta(days=1)
        return Period(grain=self.grain, start=day.replace(year=day.year - 1))

    def parent(self, grain: Grain | None = None) -> "Period":
        """The period of the next coarser grain (or of `grain`) that holds this one; a year is its own limit."""
        grain = grain or list(Grain)[max(self.grain._place - 1, 0)]
        if self.grain.is_coarser_than(grain):
            raise ValueError(f"a {self.grain.value} lies in no {grain.value}")
        return Period.of(self.start, grain)

    def children(self, grain: Grain | None = None) -> Iterator["Period"]:
        """Its periods of the next finer grain (or of `grain`), in order."""
        grain = grain or list(Grain)[min(self.grain._place + 1, len(Grain) - 1)]
        if grain.is_coarser_than(self.grain):
            raise ValueError(f"a {self.grain.value} holds no {grain.value}")
        end, child = self.end, Period.of(self.start, grain)
        while child.start < end:
            yield child
            child = child.next()


def between(first: Period, last: Period) -> Iterator[Period]:
    """Every period of the same grain from `first` to `last`, both included."""
    if first.grain is not last.grain:
        raise ValueError(f"{first} and {last} are not of one grain")
    while first.start <= last.start:
        yield first
        first = first.next()
