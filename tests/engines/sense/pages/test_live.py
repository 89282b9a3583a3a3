"""The live door: what is new is there at once, nothing new has no body."""

import pytest
from django.test import Client
from tests.engines.sense.gateway.conftest import daily
from tests.engines.sense.pages.test_pages import send

from lingnan.engines.sense.models import Station

pytestmark = pytest.mark.django_db
ONE = "/sense/live?station=sample-440100"


def test_a_new_observation_changes_the_mark_of_its_station_and_of_all(client: Client, stations: list[Station]) -> None:
    before, all_before = client.get(ONE), client.get("/sense/live")
    assert client.get(ONE, headers={"If-None-Match": before["ETag"]}).status_code == 304
    send(daily(1, "35.5"))
    after = client.get(ONE, headers={"If-None-Match": before["ETag"]})
    assert [(one["value"], one["observations"]) for one in after.json()["values"]] == [("35.5", 1)]
    assert client.get("/sense/live", headers={"If-None-Match": all_before["ETag"]}).status_code == 200
    other = client.get("/sense/live?station=sample-440300")
    assert other.json()["values"] == []


def test_asking_is_cheap(client: Client, stations: list[Station], django_assert_max_num_queries: object) -> None:
    send(daily(1, "35.5"))
    mark = client.get("/sense/live")["ETag"]
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        assert client.get("/sense/live", headers={"If-None-Match": mark}).content == b""


def test_an_unknown_station(client: Client, stations: list[Station]) -> None:
    assert client.get("/sense/live?station=nowhere").status_code == 404


def test_the_pages_follow(client: Client, stations: list[Station]) -> None:
    send(daily(1, "35.5"))
    page = client.get("/sense/stations/sample-440100").content.decode()
    assert 'data-live-from="/sense/live?station=sample-440100"' in page
    assert "live.mjs" in page
    assert page.count("data-live>") == 2
