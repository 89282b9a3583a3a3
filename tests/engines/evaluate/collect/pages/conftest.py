"""Browsers with the people of a round signed in."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.engines.evaluate.collect.conftest import PEOPLE

from lingnan.engines.evaluate.models import Round
from lingnan.engines.identity.models import Account, RoleGrant


@pytest.fixture
def enter(collection: Round) -> Callable[[str], Client]:
    """`enter("east")`: a browser with that person signed in."""

    def make(name: str) -> Client:
        unit, _, role = PEOPLE[name]
        account, _ = Account.objects.get_or_create(username=name, defaults={"display_name": name, "unit_id": unit})
        RoleGrant.objects.get_or_create(account=account, role=role)
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make
