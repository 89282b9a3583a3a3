"""A case type, the people who act on it, and the working days of the spring festival of 2018."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from lingnan.core.labels import Label
from lingnan.engines.cases.declare import CASE_TYPES, CaseType, Step
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import CalendarDay, Region, Setting, Unit

EXCEEDANCE = CaseType(
    key="environment.exceedance",
    label=Label(zh="空气质量超标处置", en="Air quality exceedance"),
    steps=(
        Step(key="verify", label=Label(zh="核实", en="Verify"), role="operator", working_days=2),
        Step(key="handle", label=Label(zh="处置", en="Handle"), role="operator", working_days=5),
        Step(key="review", label=Label(zh="复核", en="Review"), role="reviewer", working_days=3),
    ),
    unit="emc-{region}",
    standard="平台自定",
    opened_by=("environment.pm25_day",),
)
OPERATOR = Actor(
    name="值班员", account_id=1, unit_key="emc-440100", region_code="440100", roles=frozenset({"operator"})
)
STRANGER = Actor(
    name="外市值班员", account_id=2, unit_key="emc-440300", region_code="440300", roles=frozenset({"operator"})
)
REVIEWER = Actor(name="审核员", account_id=3, unit_key="gd-office", region_code="440000", roles=frozenset({"reviewer"}))


@pytest.fixture(autouse=True)
def declared() -> Iterator[None]:
    with CASE_TYPES.swapped({EXCEEDANCE.key: EXCEEDANCE}):
        yield


@pytest.fixture
def guangzhou(db: None) -> Unit:
    """The monitoring centre of Guangzhou; today is Friday 9 February 2018."""
    province = Region.objects.create(code="440000", name="广东省", level="province")
    city = Region.objects.create(code="440100", name="广州市", name_en="Guangzhou", level="city", parent=province)
    set_today(date(2018, 2, 9))
    # State Council notice on the holidays of 2018: 15-21 February off, Sunday 11 and Saturday 24 February worked.
    for n in range(15, 22):
        CalendarDay.objects.create(day=date(2018, 2, n), is_working=False, name="春节", source="国办发明电〔2017〕12号")
    for n in (11, 24):
        CalendarDay.objects.create(day=date(2018, 2, n), is_working=True, name="补班", source="国办发明电〔2017〕12号")
    return Unit.objects.create(key="emc-440100", name="广州市环境监测中心站", kind="institution", region=city)


def set_today(day: date) -> None:
    """Move the business date."""
    Setting.objects.update_or_create(key="business_date", defaults={"value": day.isoformat()})


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)
