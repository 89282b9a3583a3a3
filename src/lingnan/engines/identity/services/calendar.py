"""Load and correct the calendar of working days."""

from datetime import date

from django.db import transaction

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import CalendarDay
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.sources import exceptional_days

NOTICES = "国务院办公厅历年部分节假日安排通知，data/calendar/ORIGIN.md"


@transaction.atomic
def load_calendar(*, by: Actor) -> int:
    """Enter the days of the file that the table has not; a day that somebody corrected stays as it is."""
    require(by, "identity.manage_calendar")
    known = set(CalendarDay.objects.values_list("day", flat=True))
    fresh = [
        CalendarDay(day=d.day, is_working=d.is_working, name=d.name, source=NOTICES)
        for d in exceptional_days()
        if d.day not in known
    ]
    CalendarDay.objects.bulk_create(fresh, batch_size=500)
    if fresh:
        summary = f"装入节假日和调休：{len(fresh)} 天"
        audit.record(by=by, verb="identity.load_calendar", about="identity.calendar:all", summary=summary)
    return len(fresh)


@transaction.atomic
def set_day(*, by: Actor, day: date, is_working: bool, name: str, source: str) -> CalendarDay:
    """Say that a day is a holiday or is worked, and by which notice."""
    require(by, "identity.manage_calendar")
    if not name.strip():
        raise Invalid(
            Label(zh="名称", en="Name"),
            Label(zh="请写明是什么日子，例如“春节”", en="Please say what day it is, as Spring Festival"),
        )
    if not source.strip():
        raise Invalid(
            Label(zh="依据", en="Source"), Label(zh="请写明依据的通知", en="Please name the notice it rests on")
        )
    kept = CalendarDay.objects.filter(pk=day).first()
    before = describe(kept)
    row, _ = CalendarDay.objects.update_or_create(
        day=day, defaults={"is_working": is_working, "name": name.strip()[:40], "source": source.strip()[:200]}
    )
    kind = "上班" if is_working else "放假"
    audit.record(by=by, verb="identity.set_day", about=f"identity.calendar:{day}", before=before, after=describe(row),
                 summary=f"工作日历 {day} 改为{kind}（{name.strip()}）")  # fmt: skip
    return row


@transaction.atomic
def clear_day(*, by: Actor, day: date) -> None:
    """Let a day be again what its weekday says."""
    require(by, "identity.manage_calendar")
    kept = CalendarDay.objects.filter(pk=day).first()
    if kept is None:
        return
    before = describe(kept)
    kept.delete()
    audit.record(by=by, verb="identity.clear_day", about=f"identity.calendar:{day}", before=before,
                 summary=f"工作日历 {day} 恢复为平常日")  # fmt: skip


def describe(row: CalendarDay | None) -> dict[str, object] | None:
    """The day as the audit trail shows it."""
    return {"is_working": row.is_working, "name": row.name, "source": row.source} if row else None
