"""Regions and units as an installation has them."""

from collections.abc import Callable

import pytest

from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import Account, Region, RoleGrant, Unit, UnitAlias
from lingnan.engines.identity.services.regions import load_regions
from lingnan.engines.identity.services.units import load_units

SECRET = "a long secret"


@pytest.fixture
def regions(db: None) -> None:
    load_regions(by=SYSTEM)


@pytest.fixture
def units(regions: None) -> None:
    load_units(by=SYSTEM)


@pytest.fixture
def town(db: None) -> None:
    """A few regions and units, where the whole province would only cost time."""
    for code, name, level, parent in (
        ("440000", "广东省", "province", None),
        ("440100", "广州市", "city", "440000"),
        ("440103", "荔湾区", "county", "440100"),
        ("441200", "肇庆市", "city", "440000"),
    ):
        Region.objects.create(code=code, name=name, level=level, parent_id=parent)
    for key, name, kind, region in (
        ("gd-office", "工作组办公室", "office", "440000"),
        ("gd-education", "广东省教育厅", "department", "440000"),
        ("gd-police", "广东省公安厅", "department", "440000"),
        ("gov-440100", "广州市人民政府", "city_government", "440100"),
        ("gov-440103", "广州市荔湾区人民政府", "county_government", "440103"),
        ("gov-441200", "肇庆市人民政府", "city_government", "441200"),
    ):
        Unit.objects.create(key=key, name=name, kind=kind, region_id=region)
    UnitAlias.objects.create(unit_id="gd-education", name="省教育厅")


@pytest.fixture
def person(town: None) -> Callable[..., Account]:
    """`person("zhang", "gd-education", "liaison")`: an account with password `a long secret`."""

    def make(username: str, unit: str, *roles: str, password: str = SECRET) -> Account:
        account = Account(
            username=username, display_name=username.title(), unit_id=unit, email=f"{username}@example.org"
        )
        account.set_password(password)
        account.save()
        for role in roles:
            RoleGrant.objects.create(account=account, role=role)
        return account

    return make


@pytest.fixture
def quick_passwords(settings: object) -> None:
    """Argon2 is slow on purpose; where many sign-ins are tried it may be quick."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
