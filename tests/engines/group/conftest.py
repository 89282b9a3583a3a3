"""What the tests of the working group start from: a few regions and units, people with roles, a fixed day."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.models import Account, Region, RoleGrant, Setting, Unit, UnitAlias

UNITS = (
    ("gd-office", "工作组办公室", "Office of the working group", "office", "440000"),
    ("gd-education", "广东省教育厅", "Department of Education of Guangdong", "department", "440000"),
    ("gd-police", "广东省公安厅", "Department of Public Security of Guangdong", "department", "440000"),
    ("gd-academy", "广东省科学院", "Guangdong Academy of Sciences", "institution", "440000"),
    ("gov-440100", "广州市人民政府", "Government of Guangzhou", "city_government", "440100"),
    ("gov-441200", "肇庆市人民政府", "Government of Zhaoqing", "city_government", "441200"),
)


@pytest.fixture
def group(db: None) -> date:
    """The business date, 2018-04-16 (a Monday), with units."""
    for code, name, level, parent in (
        ("440000", "广东省", "province", None),
        ("440100", "广州市", "city", "440000"),
        ("441200", "肇庆市", "city", "440000"),
    ):
        Region.objects.create(code=code, name=name, level=level, parent_id=parent)
    for key, name, name_en, kind, region in UNITS:
        Unit.objects.create(key=key, name=name, name_en=name_en, kind=kind, region_id=region)
    UnitAlias.objects.create(unit_id="gd-education", name="省教育厅")
    Setting.objects.create(key="business_date", value="2018-04-16")
    return date(2018, 4, 16)


@pytest.fixture
def account(group: date) -> Callable[..., Account]:
    """An active account of a unit with roles; no password is ever typed."""

    def make(username: str, unit: str, *roles: str) -> Account:
        made = Account.objects.create(username=username, display_name=username.title(), unit_id=unit)
        for role in roles:
            RoleGrant.objects.create(account=made, role=role)
        return made

    return make


@pytest.fixture
def person(account: Callable[..., Account]) -> Callable[..., Actor]:
    """The actor of a new account."""

    def make(username: str, unit: str, *roles: str) -> Actor:
        return actor_of(account(username, unit, *roles))

    return make


@pytest.fixture
def office(person: Callable[..., Actor]) -> Actor:
    return person("office", "gd-office", "office")


@pytest.fixture
def signed_in(group: date) -> Callable[[Actor], Client]:
    """A browser in which somebody is signed in."""

    def open_as(by: Actor) -> Client:
        client = Client()
        client.force_login(Account.objects.get(pk=by.account_id), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return open_as
