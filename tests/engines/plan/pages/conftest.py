"""The documents of the services' tests, for the pages that show them."""

import pytest
from django.test import Client
from tests.engines.plan.services.conftest import office, taken

from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Account

__all__ = ["office", "taken"]


@pytest.fixture
def desk(office: Actor, client: Client) -> Client:
    """The office's browser."""
    client.force_login(Account.objects.get(pk=office.account_id), backend="django.contrib.auth.backends.ModelBackend")
    return client
