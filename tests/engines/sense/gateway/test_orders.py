"""Orders from a device's page reach the device and are followed to their end; packets; the clock; the ladder."""

import pytest
from tests.engines.sense.gateway.conftest import Talker, daily

from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.sense.decoding import message_of
from lingnan.engines.sense.gateway import Gateway
from lingnan.engines.sense.models import Device, DeviceCommand, DeviceLadder, FrameLog, Observation, Station
from lingnan.engines.sense.protocols import hj212
from lingnan.engines.sense.services.commands import order_device
from lingnan.engines.sense.services.verification import differences

pytestmark = pytest.mark.django_db(transaction=True)
MN = "SAMPLE440100"


def state(gateway: Gateway, command: DeviceCommand) -> str:
    """The order's state after one round of the gateway."""
    gateway.round()
    return DeviceCommand.objects.get(pk=command.pk).state


def says(cn: str, content: str, *, qn: str) -> bytes:
    """What a device says of a request: ST=91, no answer wanted."""
    return hj212.encode_frame("91", cn, "123456", MN, 4, content, qn=qn)


def test_an_order_is_sent_accepted_and_done(stations: list[Station], gateway: Gateway, device: Talker) -> None:
    kept = Device.objects.get(address=MN)
    command = order_device(by=SYSTEM, device=kept.pk, order="set_interval", parameters={"seconds": "60"})
    device.send(daily(1, "35"))
    device.replies(1)  # its data are answered; now the platform knows it is there
    gateway.round()
    (asked,) = device.replies(1)
    request = hj212.parse(asked)
    # HJ 212-2017, table 9: 1062 sets the interval of real-time data, with the PW and ST that the device itself gave
    assert (request.head["CN"], request.head["PW"], request.head["ST"]) == ("1062", "123456", "22")
    assert b"RtdInterval=60" in asked
    qn = request.head["QN"]
    device.send(says("9011", "QnRtn=1", qn=qn))
    device.send(daily(2, "35"))
    device.replies(1)  # a line is read in order: what was said before is settled
    assert state(gateway, command) == "accepted"
    device.send(says("9012", "ExeRtn=1", qn=qn))
    device.send(daily(3, "35"))
    device.replies(1)
    assert state(gateway, command) == "done"
    done = DeviceCommand.objects.get(pk=command.pk)
    assert (done.reference, done.result, done.finished_at is None) == (qn, "执行成功", False)


def test_a_refused_order_says_why(stations: list[Station], gateway: Gateway, device: Talker) -> None:
    kept = Device.objects.get(address=MN)
    span = {"begin": "2017-12-01T00:00", "end": "2017-12-02T00:00"}
    command = order_device(by=SYSTEM, device=kept.pk, order="resend_days", parameters=span)
    device.send(daily(1, "35"))
    device.replies(1)
    gateway.round()
    (asked,) = device.replies(1)
    assert b"CN=2031" in asked
    assert b"BeginTime=20171201000000;EndTime=20171202000000" in asked
    device.send(says("9011", "QnRtn=2", qn=hj212.parse(asked).head["QN"]))
    device.send(daily(2, "35"))
    device.replies(1)
    assert state(gateway, command) == "failed"
    assert DeviceCommand.objects.get(pk=command.pk).result == "请求被拒绝"


def test_a_stranger_gets_no_orders_and_cannot_end_them(
    stations: list[Station], gateway: Gateway, device: Talker
) -> None:
    kept = Device.objects.get(address=MN)
    kept.password = "0" * 64
    kept.save()
    command = order_device(by=SYSTEM, device=kept.pk, order="read_time", parameters={})
    device.send(daily(1, "35"))  # with a password that is not the device's
    assert device.is_silent()
    assert state(gateway, command) == "queued"


def test_a_device_that_asks_for_the_time_is_told(stations: list[Station], gateway: Gateway, device: Talker) -> None:
    device.send(hj212.encode_frame("22", "1013", "123456", MN, 5, "PolId=a34004", qn="20171201000000000"))
    notice, order = device.replies(2)
    assert b"CN=9013" in notice
    assert b"CN=1012" in order
    assert b"PolId=a34004;SystemTime=" in order


def packet(number: int, total: int, content: str) -> bytes:
    """A packet of a split upload: Flag 7 is the 2017 edition, split, answer wanted; PNUM and PNO stand before CP."""
    qn = "20171201000500000"
    head = f"QN={qn};ST=22;CN=2031;PW=123456;MN={MN};Flag=7;PNUM={total};PNO={number}"
    segment = f"{head};CP=&&{content}&&"
    text = segment.encode()
    return b"##%04d" % len(text) + text + hj212.crc(text).encode() + b"\r\n"


def test_a_message_in_packets_is_stored_whole_with_all_its_frames(
    stations: list[Station], gateway: Gateway, device: Talker
) -> None:
    first = packet(1, 2, "DataTime=20171201000000;a34004-Avg=35,a34004-Flag=N")
    second = packet(2, 2, "a05024-Avg=90,a05024-Flag=N")
    device.send(first)
    device.replies(1)  # each packet is answered, so each is kept
    assert (FrameLog.objects.count(), Observation.objects.count()) == (1, 0)
    device.close()
    other = Talker(device.socket_port)
    other.send(second)  # on another line: the first is remembered from the log
    other.replies(1)
    assert sorted(Observation.objects.values_list("value", flat=True)) == [35, 90]
    whole = FrameLog.objects.order_by("-pk")[0]
    assert bytes(whole.raw) == first + second
    assert len(message_of("hj212", bytes(whole.raw)).readings) == 2
    assert list(differences()) == []
    other.close()


def test_the_ladder_is_bounded_and_hides_the_password(
    stations: list[Station], gateway: Gateway, device: Talker
) -> None:
    for day in range(1, 29):
        device.send(daily(day, "30"))
    device.replies(28)
    gateway.round()
    rungs = DeviceLadder.objects.get(device__address=MN).rungs
    assert len(rungs) == 40
    assert all("123456" not in rung["text"] for rung in rungs)
    assert {rung["kind"] for rung in rungs if rung["up"]} == {"2031"}
    assert {rung["kind"] for rung in rungs if not rung["up"]} == {"9014"}
    assert rungs[-2]["values"] == [["a34004", "avg", "30"]]
