"""The day it is, and working days: weekdays corrected by the editable table of holidays and make-up Saturdays."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lingnan.engines.identity.models import CalendarDay, Setting
from lingnan.engines.identity.once import is_remembering, once

PROVINCE_ZONE = ZoneInfo("Asia/Shanghai")
SATURDAY = 5


def today() -> date:
    """The business date: the demonstration's fixed one if the installation has it, else today in the province."""
    return once("identity.today", ask_today)


def ask_today() -> date:
    """The business date, as the database has it now."""
    kept = Setting.objects.filter(key="business_date").first()
    return date.fromisoformat(kept.value) if kept else datetime.now(PROVINCE_ZONE).date()


def is_working_day(day: date) -> bool:
    """A weekday that is no holiday, or a make-up Saturday or Sunday."""
    kept = CalendarDay.objects.filter(day=day).first()
    return kept.is_working if kept else day.weekday() < SATURDAY


def exceptional(start: date, end: date) -> dict[date, bool]:
    """Holidays and make-up days after `start` up to `end`; within a request the whole table, asked for once."""
    if is_remembering():
        return once("identity.exceptional", lambda: dict(CalendarDay.objects.values_list("day", "is_working")))
    return dict(CalendarDay.objects.filter(day__gt=start, day__lte=end).values_list("day", "is_working"))


def add_working_days(start: date, days: int) -> date:
    """The day that is `days` working days after `start` (the start itself does not count)."""
    exceptions = exceptional(start, start + timedelta(days=days * 3 + 30))
    day = start
    while days > 0:
        day += timedelta(days=1)
        if exceptions.get(day, day.weekday() < SATURDAY):
            days -= 1
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` is before `start`."""
    if end < start:
        return -working_days_between(end, start)
    exceptions = exceptional(start, end)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(exceptions.get(day, day.weekday() < SATURDAY) for day in days)
