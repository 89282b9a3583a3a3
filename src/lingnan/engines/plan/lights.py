"""Lights from facts: what a task's dates and reports say, never what somebody claims."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lingnan.core.labels import Label
from lingnan.core.periods import Period
from lingnan.core.words import period

State = Literal["late", "miss", "warn", "ok", "none", "done"]
ORDER: dict[State, int] = {"late": 0, "miss": 1, "warn": 2, "ok": 3, "none": 4, "done": 5}
NEAR = timedelta(days=30)  # a date this near makes a task yellow
DAYS_TO_REPORT = 21  # a quarter's progress is due this many days after the quarter ends


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A dated promise of a task: when it falls due and when it was met."""

    title: str
    due: date
    met_on: date | None
    proven: bool = True


@dataclass(frozen=True, kw_only=True)
class Light:
    """The state, why, and the date that decides it."""

    state: State
    why: Label
    due: date | None = None
    next_step: str = ""


def last_closed_quarter(on: date) -> str:
    """The newest quarter whose report is due by `on`: 2018-04-16 → 2017Q4 (the first quarter is due on 21 April).

    >>> last_closed_quarter(date(2018, 4, 16))
    '2017Q4'
    >>> last_closed_quarter(date(2018, 4, 22))
    '2018Q1'
    """
    year, quarter = on.year, (on.month - 1) // 3 + 1
    while True:
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
        if quarter_due(f"{year}Q{quarter}") < on:
            return f"{year}Q{quarter}"


def quarter_due(quarter: str) -> date:
    """The last day on which a quarter's progress can be reported in time.

    >>> quarter_due("2018Q1")
    datetime.date(2018, 4, 21)
    """
    year, number = int(quarter[:4]), int(quarter[5])
    first_after = date(year + number // 4, number * 3 % 12 + 1, 1)
    return first_after + timedelta(days=DAYS_TO_REPORT - 1)


def judge(*, promises: Sequence[Promise], reported: Sequence[str], is_done: bool, expected: str, on: date) -> Light:
    """The light of one task on a day. `reported`: the quarters with a report; `expected`: the one now due, or ""."""
    open_promises = sorted((p for p in promises if p.met_on is None), key=lambda p: p.due)
    late = [p for p in open_promises if p.due < on]
    if is_done:
        return Light(state="done", why=Label(zh="已办结并核定", en="Closed after review"))
    if late:
        days = (on - late[0].due).days
        why = Label(zh=f"“{late[0].title}”逾期 {days} 天", en=f'"{late[0].title}" is {days} days late')
        return Light(state="late", why=why, due=late[0].due, next_step=late[0].title)
    following = open_promises[0] if open_promises else None
    due, step = (following.due, following.title) if following else (None, "")
    if expected and expected not in reported:
        why = Label(
            zh=f"{period(Period.parse(expected))}进展未报送",
            en=f"Progress of {period(Period.parse(expected), 'en')} was not reported",
        )
        return Light(state="miss", why=why, due=quarter_due(expected), next_step=step)
    if not expected and not reported and not any(p.met_on for p in promises):
        return Light(state="none", why=Label(zh="还没有到报送期", en="No report is due yet"), due=due, next_step=step)
    if following and following.due <= on + NEAR:
        days = (following.due - on).days
        why = Label(zh=f"“{step}”还剩 {days} 天", en=f'"{step}" is due in {days} days')
        return Light(state="warn", why=why, due=due, next_step=step)
    if unproven := [p for p in promises if p.met_on and not p.proven]:
        why = Label(zh=f"“{unproven[0].title}”没有佐证", en=f'"{unproven[0].title}" has no evidence')
        return Light(state="warn", why=why, due=due, next_step=step)
    return Light(state="ok", why=Label(zh="按期推进", en="running to schedule"), due=due, next_step=step)
