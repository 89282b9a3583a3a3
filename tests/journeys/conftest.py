"""What the journeys start from: divisions, units and calendar as shipped, and people who hold roles."""

from collections.abc import Callable
from datetime import date

import pytest

from lingnan.engines.identity.actor import SYSTEM, Actor, actor_of
from lingnan.engines.identity.models import Account, Setting
from lingnan.engines.identity.services.accounts import create_account
from lingnan.engines.identity.services.calendar import load_calendar
from lingnan.engines.identity.services.regions import load_regions
from lingnan.engines.identity.services.units import load_units


@pytest.fixture
def province(db: None) -> None:
    """Guangdong as shipped."""
    load_regions(by=SYSTEM)
    load_units(by=SYSTEM)
    load_calendar(by=SYSTEM)


@pytest.fixture
def stand_at(province: None) -> Callable[[str], date]:
    """Move the business date."""

    def move(day: str) -> date:
        Setting.objects.update_or_create(key="business_date", defaults={"value": day})
        return date.fromisoformat(day)

    return move


@pytest.fixture
def person(province: None) -> Callable[..., Actor]:
    """Somebody of a unit with a role."""

    def make(username: str, *, unit: str, role: str) -> Actor:
        create_account(
            by=SYSTEM, username=username, display_name=username, unit_key=unit, roles=(role,), must_change=False
        )
        return actor_of(Account.objects.select_related("unit").get(username=username))

    return make
