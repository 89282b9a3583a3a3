"""The pages of devices: the list says who is silent; one device's page gives orders, keeps its log, hands it over."""

from datetime import date

import pytest
from django.test import Client
from tests.engines.sense.gateway.conftest import daily
from tests.engines.sense.pages.test_pages import heading, operator, send

from lingnan.engines.identity.models import AuditEntry, Setting
from lingnan.engines.sense.models import Alert, Device, DeviceCommand, DeviceEntry, DeviceLadder, Station
from lingnan.engines.sense.services.ladder import Said, write_down

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def province(stations: list[Station]) -> None:
    Setting.objects.create(key="business_date", value=date(2017, 12, 24).isoformat())
    send(*[daily(n, "30") for n in range(1, 23)], daily(23, "83"))


def mine() -> Device:
    return Device.objects.get(address="SAMPLE440100")


def page(client: Client) -> str:
    return client.get(f"/sense/devices/{mine().pk}").content.decode()


def act(client: Client, verb: str, **given: str) -> int:
    return client.post(f"/sense/devices/{mine().pk}/{verb}", given).status_code


def test_the_list_is_for_those_who_manage_and_shows_only_theirs(client: Client) -> None:
    assert client.get("/sense/devices/").status_code == 403
    shown = operator(client).get("/sense/devices/").content.decode()
    assert "SAMPLE440100" in shown
    assert "SAMPLE440300" not in shown  # another city's


def test_the_number_of_queries_of_the_list(client: Client, django_assert_max_num_queries: object) -> None:
    operator(client)
    for number in range(50):
        Device.objects.create(protocol="hj212", address=f"N{number}", station_id="sample-440100", is_approved=True)
    with django_assert_max_num_queries(19):  # type: ignore[operator]  # one asks whether the kept to-do count still holds
        assert client.get("/sense/devices/").status_code == 200


def test_a_device_of_another_unit_is_out_of_reach(client: Client) -> None:
    other = Device.objects.get(address="SAMPLE440300")
    assert operator(client).get(f"/sense/devices/{other.pk}").status_code == 403
    assert client.post(f"/sense/devices/{other.pk}/order", {"order": "set_time"}).status_code == 403
    to = {"station": "sample-440300", "reason": "移交"}
    assert act(client, "transfer", **to) == 403  # nor may a device be pushed onto another unit


def test_the_page_says_how_much_came(client: Client) -> None:
    shown = page(operator(client))
    # 23 daily values stand, of the days 1 to 23 of December: all of them
    assert "近30天在线率 100.0%" in heading(shown)
    assert "收到 23 个，应有 23 个" in shown


def test_orders_are_queued_and_refused_with_a_reason(client: Client) -> None:
    operator(client)
    assert act(client, "order", order="set_interval", seconds="5") == 422  # 30 to 3600
    assert act(client, "order", order="set_interval", seconds="60") == 302
    assert act(client, "order", order="set_interval", seconds="60") == 422  # waits already
    command = DeviceCommand.objects.get()
    assert (command.parameters, command.state) == ({"seconds": "60"}, "queued")
    assert AuditEntry.objects.filter(verb="sense.command").count() == 1
    assert "待发送" in page(client)
    assert act(client, "withdraw", command=str(command.pk)) == 302
    assert DeviceCommand.objects.get().state == "withdrawn"


def test_the_ladder_in_words_in_both_languages(client: Client) -> None:
    from lingnan.core import clock

    write_down({("hj212", "SAMPLE440100"): [Said(at=clock.now(), is_up=True, raw=daily(2, "35"), secret="123456")]})
    assert len(DeviceLadder.objects.get().rungs) == 1
    shown = page(operator(client))
    assert "设备 → 平台：日历史数据" in shown
    assert "PM2.5" in shown or "细颗粒物" in shown
    assert "PW=******" in shown
    assert "123456" not in shown
    client.cookies["lang"] = "en"
    assert "device → platform: Daily data" in page(client)


def test_log_settings_and_suspension(client: Client) -> None:
    operator(client)
    assert act(client, "log", kind="calibration", on="2017-12-20", text="零点校准") == 302
    assert act(client, "log", kind="calibration", on="2017-12-25", text="明天的") == 422
    assert act(client, "settings", profile="", interval="86400", firmware="v2.1") == 302
    assert act(client, "settings", profile="", interval="often", firmware="") == 422
    assert act(client, "password", password="654321") == 302
    assert act(client, "suspend", reason="拆除") == 302
    kept = mine()
    assert (kept.expected_interval, kept.firmware, kept.is_approved) == (86400, "v2.1", False)
    assert DeviceEntry.objects.count() == 4
    assert "零点校准" in page(client)
    assert "654321" not in page(client)


def test_an_alert_is_taken_note_of_on_its_page(client: Client) -> None:
    alert = Alert.objects.get()
    assert "等人确认" in operator(client).get("/sense/alerts/").content.decode()
    assert client.post(f"/sense/alerts/{alert.pk}/acknowledge", {"remark": ""}).status_code == 302
    assert Alert.objects.get().state == "handled"
    client.logout()
    assert client.post(f"/sense/alerts/{alert.pk}/acknowledge").status_code in {302, 403}
