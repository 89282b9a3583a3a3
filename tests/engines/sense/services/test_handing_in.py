"""Readings by HTTP and history as CSV: all or none, faults by line, twice is once, rights of the token."""

import json
from decimal import Decimal

import pytest
from django.test import Client

from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import Account, RoleGrant
from lingnan.engines.identity.services.tokens import create_token
from lingnan.engines.sense.models import Alert, Batch, Observation, Station

pytestmark = pytest.mark.django_db
GOOD = {"property": "environment.pm25", "statistic": "avg_day", "observed_at": "2017-12-01T00:00:00+08:00"}


@pytest.fixture
def machine(client: Client, stations: list[Station]) -> Client:
    """A program of Guangzhou's monitoring centre, with a token that may write."""
    account = Account.objects.create(username="op", display_name="程序", unit_id="emc-440100")
    RoleGrant.objects.create(account=account, role="operator")
    secret = create_token(by=SYSTEM, scopes=["sense:write"], username="op").secret
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return client


def push(client: Client, *readings: dict[str, str], station: str = "sample-440100") -> tuple[int, dict[str, object]]:
    body = json.dumps({"station": station, "readings": readings})
    answer = client.post("/api/v1/sense/readings", body, content_type="application/json")
    return answer.status_code, answer.json()


def test_pushed_once_however_often_it_is_sent(machine: Client) -> None:
    reading = {**GOOD, "value": "83"}
    assert push(machine, reading) == (200, {"readings": 1, "stored": 1, "revised": 0, "same": 0})
    assert push(machine, reading) == (200, {"readings": 1, "stored": 0, "revised": 0, "same": 1})
    assert push(machine, {**GOOD, "value": "84"})[1]["revised"] == 1  # another value of the same moment is a revision
    assert (Observation.objects.get().value, Alert.objects.count()) == (Decimal(84), 1)  # judged like a device's


def test_all_or_none_and_every_fault_is_named(machine: Client) -> None:
    status, said = push(machine, {**GOOD, "value": "30"}, {**GOOD, "property": "environment.gold", "value": "1"})
    assert status == 422
    assert "readings[1]" in json.dumps(said, ensure_ascii=False)
    assert Observation.objects.count() == 0


def test_only_for_stations_in_reach_and_only_with_a_token(machine: Client) -> None:
    assert push(machine, {**GOOD, "value": "30"}, station="sample-440300")[0] == 403
    del machine.defaults["HTTP_AUTHORIZATION"]
    assert push(machine, {**GOOD, "value": "30"})[0] == 401


def history(client: Client, text: str) -> tuple[int, str]:
    answer = client.post("/api/v1/sense/stations/sample-440100/history", text, content_type="text/csv")
    return answer.status_code, answer.content.decode()


def test_history_names_every_faulty_line(machine: Client) -> None:
    head = "property,statistic,observed_at,value,flag\n"
    good = "".join(f"environment.pm25,avg_day,2016-01-{day:02d}T00:00:00+08:00,30,N\n" for day in range(1, 32))
    status, said = history(
        machine, head + good + "environment.pm25,avg_day,2016-02-30,30,N\nx,avg_day,2016-02-01,1,N\n"
    )
    assert status == 422
    assert "33" in said
    assert "34" in said
    assert Observation.objects.count() == 0
    assert history(machine, head + good)[0] == 200
    assert (Observation.objects.count(), Batch.objects.count()) == (31, 1)
    assert json.loads(history(machine, head + good)[1])["same"] == 31


def test_a_value_that_is_missing_says_why(machine: Client) -> None:
    assert push(machine, {**GOOD, "value": "", "flag": "N"})[0] == 422
    assert push(machine, {**GOOD, "flag": "M"})[1]["stored"] == 1
    assert Observation.objects.get().value is None
