"""Pages answer their question in the heading, show sample marks, and lead from a value to its frame."""

import re
from datetime import date

import pytest
from django.test import Client
from tests.engines.sense.conftest import day
from tests.engines.sense.gateway.conftest import daily

from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import Account, RoleGrant, Setting
from lingnan.engines.sense.decoding import arrival_of
from lingnan.engines.sense.models import Device, Observation, Quarantine, Station
from lingnan.engines.sense.protocols import hj212
from lingnan.engines.sense.services.ingest import ingest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def province(stations: list[Station]) -> None:
    Setting.objects.create(key="business_date", value=date(2017, 12, 24).isoformat())
    send(*[daily(n, "30") for n in range(1, 23)], daily(23, "83"), daily(23, "20", mn="SAMPLE440300"))


def send(*frames: bytes) -> None:
    arrivals = [arrival_of(hj212.codec.decode(frame), peer="127.0.0.1", received_at=day(24)) for frame in frames]
    ingest(arrivals, by=SYSTEM)


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[1]).strip()


def operator(client: Client) -> Client:
    account = Account.objects.create(username="op", display_name="值班员", unit_id="emc-440100")
    RoleGrant.objects.create(account=account, role="operator")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_list_says_what_is_wrong_and_marks_samples(client: Client) -> None:
    page = client.get("/sense/").content.decode()
    assert heading(page) == "2 个站点：1 个超标或有告警"
    assert "样例数据" in page
    assert page.index("广州市样例站") < page.index("深圳市样例站")


def test_the_number_of_queries_of_the_list_does_not_grow(client: Client, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get("/sense/")


def test_english(client: Client) -> None:
    client.cookies["lang"] = "en"
    assert heading(client.get("/sense/").content.decode()) == "2 stations: 1 above a limit or with an alert"


def test_a_station_shows_its_year_its_alert_and_its_frames(client: Client) -> None:
    page = client.get("/sense/stations/sample-440100").content.decode()
    assert heading(page) == "广州市样例站：细颗粒物 83，超过限值"
    assert "2017年 23 个有效值，1 个超过限值" in page
    assert "CN=9014" in page
    assert "PW=123456" not in page


def test_a_value_leads_to_its_frame(client: Client) -> None:
    page = client.get("/sense/").content.decode()
    address = re.search(r'href="(/sense/observations/[^"]+)"', page)
    assert address
    evidence = client.get(address[1]).content.decode()
    assert "a34004-Avg=83" in evidence
    assert "GB 3095" not in evidence  # this test's limit is fixed, no edition is claimed


def test_alerts(client: Client) -> None:
    assert heading(client.get("/sense/alerts/").content.decode()) == "1 条告警没有人管，0 条在处置"


def test_stations_as_geojson_for_the_map(client: Client) -> None:
    Station.objects.filter(key="sample-440100").update(longitude=113.3, latitude=23.1)
    (feature,) = client.get("/sense/stations.geojson").json()["features"]
    assert feature["properties"]["light"] == "late"
    assert feature["properties"]["value_en"] == "PM2.5 daily mean 83 µg/m³"


def test_a_datastream_s_address_leads_to_its_chart(client: Client) -> None:
    stream = Observation.objects.filter(datastream__station="sample-440100").first()
    assert stream is not None
    answer = client.get(f"/sense/datastreams/{stream.datastream_id}")
    assert answer["Location"] == f"/sense/stations/sample-440100?stream={stream.datastream_id}&year=2017"
    assert client.get("/sense/datastreams/99999").status_code == 404


def test_the_public_sees_no_quarantine(client: Client) -> None:
    assert client.get("/sense/quarantine/").status_code == 403


def test_an_operator_approves_a_device_and_its_frames_are_stored(client: Client) -> None:
    send(daily(24, "33", mn="STRANGER"))
    page = operator(client).get("/sense/quarantine/").content.decode()
    assert heading(page) == "1 台设备等待批准"
    device = Device.objects.get(address="STRANGER")
    answer = client.post(f"/sense/devices/{device.pk}/approve", {"station": "sample-440100"})
    assert answer["Location"] == "/sense/stations/sample-440100"
    assert Observation.objects.filter(observed_at=day(24)).count() == 1


def test_an_operator_gives_a_broken_frame_up(client: Client) -> None:
    kept = Quarantine.objects.create(
        kind="refused", protocol="hj212", received_at=day(24), reason="CRC", offset=9, digest="0", raw=b"##\x00"
    )
    page = operator(client).get(f"/sense/quarantine/{kept.pk}").content.decode()
    assert "23 23 00" in page
    client.post(f"/sense/quarantine/{kept.pk}", {"act": "dismiss", "reason": "噪声"})
    kept.refresh_from_db()
    assert kept.state == "dismissed"
