"""A city with three counties, a department, an institution, the office, and one person in each."""

from collections.abc import Callable
from datetime import date

import pytest

from lingnan.engines.evaluate.approval import Level
from lingnan.engines.evaluate.collect.services.rounds import Wanted, assign, open_round
from lingnan.engines.evaluate.models import Entry, Round
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Region, Setting, Unit

TODAY = date(2018, 4, 16)
WINDOWS = {
    Level.COUNTY: (date(2018, 3, 1), date(2018, 4, 20)),
    Level.CITY: (date(2018, 3, 1), date(2018, 4, 30)),
    Level.DEPARTMENT: (date(2018, 3, 1), date(2018, 5, 10)),
    Level.INSTITUTION: (date(2018, 3, 1), date(2018, 5, 20)),
    Level.OFFICE: (date(2018, 3, 1), date(2018, 5, 31)),
}
PEOPLE = {
    "east": ("gov-445302", "445302", "clerk"),
    "west": ("gov-445303", "445303", "clerk"),
    "north": ("gov-445381", "445381", "clerk"),
    "city_clerk": ("gov-445300", "445300", "clerk"),
    "city": ("gov-445300", "445300", "leader"),
    "department": ("gd-eic", "440000", "liaison"),
    "institution": ("gd-academy", "440000", "reviewer"),
    "office": ("gd-office", "440000", "office"),
    "expert": ("gd-academy", "440000", "expert"),
}


@pytest.fixture
def yunfu(db: None) -> None:
    Setting.objects.update_or_create(key="business_date", defaults={"value": TODAY.isoformat()})
    for code, name, level, parent in (
        ("440000", "广东省", "province", None),
        ("445300", "云浮市", "city", "440000"),
        ("445302", "云城区", "county", "445300"),
        ("445303", "云安区", "county", "445300"),
        ("445381", "罗定市", "county", "445300"),
        ("441900", "东莞市", "city", "440000"),
    ):
        Region.objects.create(code=code, name=name, level=level, parent_id=parent)
    for key, name, kind, region in (
        ("gd-office", "工作组办公室", "office", "440000"),
        ("gd-eic", "广东省经济和信息化委员会", "department", "440000"),
        ("gd-academy", "广东省科学院", "institution", "440000"),
        ("gov-445300", "云浮市人民政府", "city_government", "445300"),
        ("gov-445302", "云浮市云城区人民政府", "county_government", "445302"),
        ("gov-445303", "云浮市云安区人民政府", "county_government", "445303"),
        ("gov-445381", "云浮市罗定市人民政府", "county_government", "445381"),
        ("gov-441900", "东莞市人民政府", "city_government", "441900"),
    ):
        Unit.objects.create(key=key, name=name, kind=kind, region_id=region)


@pytest.fixture
def people(yunfu: None) -> dict[str, Actor]:
    names = dict(Unit.objects.values_list("key", "name"))
    return {
        name: Actor(name=name, account_id=None, unit_key=unit, unit_name=names[unit], region_code=region,
                    roles=frozenset({role}))
        for name, (unit, region, role) in PEOPLE.items()
    }  # fmt: skip


@pytest.fixture
def collection(people: dict[str, Actor]) -> Round:
    """A round of 2017: one count that counties report, one that cities report."""
    office = people["office"]
    kept = open_round(
        by=office, key="round-2017", title="2017 年度数据报送", period="2017", windows=WINDOWS,
        institution="gd-academy", sample_percent=0, is_sample=True,
    )  # fmt: skip
    for indicator, level in (("wlan_points", Level.COUNTY), ("service_items", Level.CITY)):
        assign(by=office, key=kept.key, wanted=Wanted(indicator=indicator, level=level, department="gd-eic"))
    return kept


@pytest.fixture
def entry_of(collection: Round) -> Callable[..., Entry]:
    """`entry_of("445302")`: the entry of a place."""

    def find(place: str, indicator: str = "wlan_points") -> Entry:
        mine = Entry.objects.select_related("assignment__round", "unit", "whole")
        return mine.exclude(state="superseded").get(place_code=place, assignment__indicator=indicator)

    return find
