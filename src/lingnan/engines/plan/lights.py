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


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a task stands in its life, as far as its light depends on it."""

    state: str = "running"  # a state of plan.life
    unsigned: tuple[str, ...] = ()  # leads that have not signed
    sign_by: date | None = None
    late_parts: tuple[str, ...] = ()  # open parts whose own date is past
    asked_until: date | None = None  # the date of an extension that waits for its decision


RUNNING = Standing()


def judge(
    *,
    promises: Sequence[Promise],
    reported: Sequence[str],
    is_done: bool,
    expected: str,
    on: date,
    standing: Standing = RUNNING,
) -> Light:
    """The light of one task on a day. `reported`: the quarters with a report; `expected`: the one now due, or ""."""
    open_promises = sorted((p for p in promises if p.met_on is None), key=lambda p: p.due)
    following = open_promises[0] if open_promises else None
    due, step = (following.due, following.title) if following else (None, "")
    if is_done:
        return Light(state="done", why=Label(zh="已办结并核定", en="Closed after review"))
    if standing.state == "dropped":
        return Light(state="none", why=Label(zh="已取消", en="Dropped"))
    if standing.state == "registered":
        return Light(state="none", why=Label(zh="还没有交办", en="Not issued yet"), due=due, next_step=step)
    if standing.state == "claimed":
        return judge_claim(promises)
    if following and following.due < on:
        return judge_late(following, standing, on)
    if expected and expected not in reported:
        why = Label(
            zh=f"{period(Period.parse(expected))}进展未报送",
            en=f"Progress of {period(Period.parse(expected), 'en')} was not reported",
        )
        return Light(state="miss", why=why, due=quarter_due(expected), next_step=step)
    why_near = near(promises, following, standing, on)
    if why_near:
        return Light(state="warn", why=why_near, due=due, next_step=step)
    if not expected and not reported and not any(p.met_on for p in promises):
        why = Label(zh="还没有到报送期", en="No report is due yet")
        return Light(state="none", why=why, due=due, next_step=step)
    return Light(state="ok", why=Label(zh="按期推进", en="running to schedule"), due=due, next_step=step)


def judge_late(promise: Promise, standing: Standing, on: date) -> Light:
    """A date is past. A request for more time is a request: the light stays red until it is granted."""
    days = (on - promise.due).days
    zh, en = f"“{promise.title}”逾期 {days} 天", f'"{promise.title}" is {days} days late'
    if standing.asked_until:
        zh, en = f"{zh}，延期至 {standing.asked_until} 的申请待批复", f"{en}; more time is asked for"
    return Light(state="late", why=Label(zh=zh, en=en), due=promise.due, next_step=promise.title)


def judge_claim(promises: Sequence[Promise]) -> Light:
    """A completion that is claimed: green only with evidence for everything."""
    if unproven := [p for p in promises if not (p.met_on and p.proven)]:
        why = Label(
            zh=f"申请办结，但“{unproven[0].title}”没有佐证",
            en=f'Completion claimed, but "{unproven[0].title}" has no evidence',
        )
        return Light(state="warn", why=why)
    return Light(state="ok", why=Label(zh="申请办结，待审核", en="Completion claimed, to be reviewed"))


def near(promises: Sequence[Promise], following: Promise | None, standing: Standing, on: date) -> Label | None:
    """What makes a task yellow: unsigned too long, a late part, a date that is near, a claim without evidence."""
    if standing.unsigned and standing.sign_by and standing.sign_by < on:
        who = "、".join(standing.unsigned)
        return Label(zh=f"{who}逾期未签收（应于 {standing.sign_by} 前）", en=f"Not signed for (due {standing.sign_by})")
    if standing.late_parts:
        part = standing.late_parts[0]
        return Label(zh=f"子任务 {part} 逾期", en=f"Part {part} is late")
    if standing.asked_until:
        until = standing.asked_until
        return Label(zh=f"申请延期至 {until}，待批复", en=f"More time asked for, until {until}")
    if following and following.due <= on + NEAR:
        days = (following.due - on).days
        return Label(zh=f"“{following.title}”还剩 {days} 天", en=f'"{following.title}" is due in {days} days')
    if unproven := [p for p in promises if p.met_on and not p.proven]:
        return Label(zh=f"“{unproven[0].title}”没有佐证", en=f'"{unproven[0].title}" has no evidence')
    return None
