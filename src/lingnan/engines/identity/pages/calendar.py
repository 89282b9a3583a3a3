"""The calendar of working days."""

from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from lingnan.core.errors import LingnanError
from lingnan.engines.identity.calendar import SATURDAY, today
from lingnan.engines.identity.models import CalendarDay
from lingnan.engines.identity.pages.door import actor, needs
from lingnan.engines.identity.pages.forms import DayForm, initial_day
from lingnan.engines.identity.services.calendar import clear_day, set_day
from lingnan.shell.forms import put_back
from lingnan.shell.language import bi


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A day of a month: whether it is worked, and what it is called where it is not what its weekday says."""

    day: date
    is_working: bool
    name: str
    is_today: bool


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month as a grid: blanks before the first day, then its days."""

    title: str
    blanks: range
    cells: tuple[Cell, ...]

    @property
    def working(self) -> int:
        return sum(cell.is_working for cell in self.cells)


def months_of(year: int, exceptions: dict[date, CalendarDay], on: date) -> list[Month]:
    """Twelve grids."""
    found = []
    for number in range(1, 13):
        days = [date(year, number, n) for n in range(1, monthrange(year, number)[1] + 1)]
        cells = tuple(
            Cell(
                day=d,
                is_working=exceptions[d].is_working if d in exceptions else d.weekday() < SATURDAY,
                name=exceptions[d].name if d in exceptions else "",
                is_today=d == on,
            )
            for d in days
        )
        title = bi("{n}月", "{name}", n=number, name=month_name[number])
        found.append(Month(title=title, blanks=range(days[0].weekday()), cells=cells))
    return found


@needs("identity.manage_calendar")
def calendar(request: HttpRequest) -> HttpResponse:
    """Which days count?"""
    on = today()
    form = DayForm(request.POST) if request.method == "POST" else DayForm(initial=asked_day(request, on))
    if request.method == "POST" and form.is_valid():
        try:
            day = change_day(request, form.cleaned_data)
        except LingnanError as error:
            put_back(form, error, DayForm.FIELDS)
        else:
            return HttpResponseRedirect(f"/manage/calendar?year={day.year}")
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdigit() and 1990 <= int(wanted) <= 2100 else on.year  # noqa: PLR2004
    exceptions = {row.day: row for row in CalendarDay.objects.filter(day__year=year)}
    months = months_of(year, exceptions, on)
    known = CalendarDay.objects.order_by("-day").values_list("day__year", flat=True).first()
    context = {
        "year": year,
        "months": months,
        "working": sum(month.working for month in months),
        "rests": sum(not row.is_working for row in exceptions.values()),
        "worked": sum(row.is_working for row in exceptions.values()),
        "rows": sorted(exceptions.values(), key=lambda row: row.day),
        "form": form,
        "is_unknown": known is None or year > known,
    }
    return render(request, "identity/calendar.html", context, status=422 if form.errors else 200)


def asked_day(request: HttpRequest, on: date) -> dict[str, str]:
    """The day that was clicked."""
    try:
        return initial_day(date.fromisoformat(request.GET.get("day", "")))
    except ValueError:
        return initial_day(on)


def change_day(request: HttpRequest, values: dict[str, object]) -> date:
    """Enter what the form says."""
    day = values["day"]
    assert isinstance(day, date)  # noqa: S101 -- the form's own type
    if values["kind"] == "plain":
        clear_day(by=actor(request), day=day)
    else:
        set_day(
            by=actor(request),
            day=day,
            is_working=values["kind"] == "work",
            name=str(values["name"]),
            source=str(values["source"]),
        )
    return day
