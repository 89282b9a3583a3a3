"""The machine's door: stations and pages of observations that neither repeat nor skip."""

from decimal import Decimal

import pytest
from django.test import Client
from tests.engines.sense.conftest import Value, arrival, day

from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.sense.models import Station
from lingnan.engines.sense.services.ingest import ingest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stored(stations: list[Station]) -> None:
    frames = [
        arrival(
            Value(observed_at=day(n), value=Decimal(n)),
            Value(observed_at=day(n), value=Decimal(n), code="a05024"),
        )
        for n in range(1, 11)
    ]
    ingest(frames, by=SYSTEM)


def test_stations_with_their_newest_values(client: Client) -> None:
    found = {station["key"]: station for station in client.get("/api/v1/sense/stations").json()}
    assert [(v["property"], v["value"]) for v in found["sample-440100"]["latest"]] == [
        ("environment.pm25", "10"),
        ("environment.o3", "10"),
    ]
    assert found["sample-440300"]["latest"] == []


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 20, 100])
def test_pages_neither_repeat_nor_skip(client: Client, limit: int) -> None:
    address, seen = f"/api/v1/sense/stations/sample-440100/observations?limit={limit}", []
    while address:
        page = client.get(address).json()
        seen += [kept["id"] for kept in page["observations"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 20
    assert [identifier.partition("-")[2] for identifier in seen] == sorted(
        (identifier.partition("-")[2] for identifier in seen), reverse=True
    )


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "before=2017-12-31T00:00:00", "datastream=999"])
def test_a_wrong_question_is_said(client: Client, query: str) -> None:
    answer = client.get(f"/api/v1/sense/stations/sample-440100/observations?{query}")
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_an_unknown_station_is_said(client: Client) -> None:
    assert client.get("/api/v1/sense/stations/none/observations").status_code == 404
