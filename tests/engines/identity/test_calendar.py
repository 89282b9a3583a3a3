"""Working days as the State Council's notices have them."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from lingnan.core.errors import Invalid, NotAllowed
from lingnan.engines.identity.actor import PUBLIC, SYSTEM
from lingnan.engines.identity.calendar import add_working_days, is_working_day, working_days_between
from lingnan.engines.identity.models import CalendarDay
from lingnan.engines.identity.services.calendar import clear_day, load_calendar, set_day

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def days(db: None) -> None:
    load_calendar(by=SYSTEM)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2018, 2, 11), True),  # 国办发明电〔2017〕12号: Sunday worked for the Spring Festival
        (date(2018, 2, 24), True),
        (date(2018, 4, 5), False),
        (date(2018, 4, 6), False),
        (date(2018, 4, 7), False),
        (date(2018, 4, 8), True),
        *[(date(2017, 10, n), False) for n in range(1, 9)],
        (date(2017, 9, 30), True),
        (date(2018, 4, 16), True),  # an ordinary Monday
        (date(2018, 4, 14), False),  # an ordinary Saturday
    ],
)
def test_known_days(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_every_day_of_twenty_three_years_agrees_with_the_package() -> None:
    exceptions = dict(CalendarDay.objects.values_list("day", "is_working"))
    day, wrong = date(2004, 1, 1), []
    while day <= date(2026, 12, 31):
        if exceptions.get(day, day.weekday() < 5) != chinese_calendar.is_workday(day):
            wrong.append(day)
        day += timedelta(days=1)
    assert wrong == []


def test_deadlines_skip_the_holiday() -> None:
    # Friday 2018-02-09, then Sunday 11 is worked, 12-14 worked, 15-21 holiday, 22-23 worked, Saturday 24 worked
    assert add_working_days(date(2018, 2, 9), 5) == date(2018, 2, 22)
    assert working_days_between(date(2018, 2, 9), date(2018, 2, 24)) == 7


def test_loading_again_keeps_what_was_corrected() -> None:
    set_day(by=SYSTEM, day=date(2018, 4, 8), is_working=False, name="停工", source="省府通知")
    assert load_calendar(by=SYSTEM) == 0
    assert not is_working_day(date(2018, 4, 8))
    clear_day(by=SYSTEM, day=date(2018, 4, 8))
    assert CalendarDay.objects.filter(pk=date(2018, 4, 8)).count() == 0


def test_a_day_needs_a_name_a_source_and_a_right() -> None:
    with pytest.raises(Invalid, match="依据"):
        set_day(by=SYSTEM, day=date(2027, 1, 1), is_working=False, name="元旦", source=" ")
    with pytest.raises(NotAllowed):
        set_day(by=PUBLIC, day=date(2027, 1, 1), is_working=False, name="元旦", source="x")
