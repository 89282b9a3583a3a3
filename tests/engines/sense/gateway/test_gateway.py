"""Devices as they are: split and glued packets, noise, strangers, senders that stop. Replies only after commit."""

import socket
import time
from collections.abc import Callable

import pytest
from tests.engines.sense.gateway.conftest import Talker, daily

from lingnan.core.labels import Label
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.sense.declare import PROPERTIES, ObservedProperty
from lingnan.engines.sense.gateway import Gateway, Listener, serving
from lingnan.engines.sense.models import Device, FrameLog, Observation, Quarantine, Station
from lingnan.engines.sense.protocols import hj212
from lingnan.engines.sense.protocols.base import PROTOCOLS
from lingnan.engines.sense.services.stations import approve_device

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_frame_is_stored_and_then_answered(stations: list[Station], device: Talker) -> None:
    device.send(daily(1, "35.5"))
    (reply,) = device.replies(1)
    assert Observation.objects.count() == 1  # it was there before the reply came
    answered = hj212.parse(reply)
    # HJ 212-2017, table 9: 9014 answers an upload of data, with the QN of what it answers
    assert (answered.head["CN"], answered.head["QN"], answered.head["MN"]) == (
        "9014",
        "20171201000000000",
        "SAMPLE440100",
    )


def test_byte_by_byte(stations: list[Station], device: Talker) -> None:
    for byte in daily(1, "35.5"):
        device.send(bytes([byte]))
    assert len(device.replies(1)) == 1


def test_many_frames_in_one_packet_and_one_cut_in_the_middle(stations: list[Station], device: Talker) -> None:
    stream = b"".join(daily(n, "30") for n in range(1, 21))
    device.send(stream[:1000])
    time.sleep(0.05)
    device.send(stream[1000:])
    assert len(device.replies(20)) == 20
    assert Observation.objects.count() == 20


def test_noise_is_quarantined_with_reason_and_place_and_the_rest_goes_on(
    stations: list[Station], device: Talker
) -> None:
    broken = daily(1, "30").replace(b"=30", b"=31")
    device.send(b"\x00\xffhello" + broken + daily(2, "30"))
    assert len(device.replies(1)) == 1
    reasons = {kept.reason for kept in Quarantine.objects.all()}
    assert any("CRC" in reason for reason in reasons)
    assert Observation.objects.count() == 1


def test_the_same_frame_again_is_answered_again_and_stored_once(stations: list[Station], device: Talker) -> None:
    device.send(daily(1, "30") * 3)
    assert len(device.replies(3)) == 3
    assert Observation.objects.count() == 1


def test_a_stranger_gets_no_answer_until_approved(stations: list[Station], device: Talker) -> None:
    device.send(daily(1, "30", mn="STRANGER"))
    assert device.is_silent()
    assert not Observation.objects.exists()
    Device.objects.filter(address="STRANGER").update(is_approved=True, station=stations[0])
    device.send(daily(1, "30", mn="STRANGER"))
    assert len(device.replies(1)) == 1


def test_a_sender_that_stops_in_the_middle_leaves_its_bytes_in_quarantine(
    stations: list[Station], gateway: Gateway
) -> None:
    talker = Talker(gateway.ports[0])
    talker.send(daily(1, "30")[:40])
    talker.close()
    for _ in range(100):
        if Quarantine.objects.exists():
            break
        time.sleep(0.02)
    assert Quarantine.objects.get().reason == "the frame was not finished"


def test_a_heartbeat_is_answered_and_not_kept(stations: list[Station], device: Talker) -> None:
    device.send(hj212.encode_frame("22", "9015", "123456", "SAMPLE440100", 5, "", qn="20171201000000000"))
    assert len(device.replies(1)) == 1
    assert not FrameLog.objects.exists()
    assert Device.objects.get(address="SAMPLE440100").last_seen is not None


def test_a_datagram_is_answered_too(stations: list[Station], gateway: Gateway) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.settimeout(10)
        sender.sendto(daily(1, "30"), ("127.0.0.1", gateway.ports[1]))
        assert hj212.parse(sender.recv(2000)).head["CN"] == "9014"
    assert Observation.objects.count() == 1


def test_a_device_that_stops_sending_still_gets_its_replies(stations: list[Station], device: Talker) -> None:
    device.send(b"".join(daily(n, "30") for n in range(1, 29)))
    device.socket.shutdown(socket.SHUT_WR)
    assert len(device.replies(28)) == 28


# published, with its answer: a station's scheduled report with rain, level (39, 14.420 m) and battery voltage
SL651_REPORT = bytes.fromhex(
    "7E7E02001234567804D232002B020012141205110002F1F1001234567848F0F014120511002019000100"
    "261900010039230001442038121220039FE1"
)
LEVEL = ObservedProperty(
    key="water.level", label=Label(zh="水位", en="Level"), unit="m", standard="SL 651-2014", codes={"sl651": ("39",)}
)


def test_any_protocol_in_the_registry_is_spoken(stations: list[Station], share_database: Callable[[], None]) -> None:
    address = PROTOCOLS.get("sl651").decode(SL651_REPORT).device_id
    approve_device(by=SYSTEM, protocol="sl651", address=address, station=stations[0].key)
    listeners = [Listener(protocol="sl651")]
    with PROPERTIES.swapped({LEVEL.key: LEVEL}), serving(listeners, on_writer_start=share_database) as gateway:
        talker = Talker(gateway.ports[0])
        talker.send(SL651_REPORT)
        answer = talker.socket.recv(100)
        talker.close()
    # the published answer up to its last byte and checksum, which say whether the line is kept (1B) or closed (04)
    assert answer.hex().upper().startswith("7E7E00123456780204D2328008020012141205110002")
    assert str(Observation.objects.get().value) == "14.420"  # BCD 00014420 with three decimals


@pytest.mark.parametrize("number", ["", "X" * 61, "A\x00B", "A\x1bB"])
def test_a_device_number_that_cannot_be_kept_is_refused(stations: list[Station], device: Talker, number: str) -> None:
    device.send(daily(1, "30", mn=number) + daily(2, "30"))
    assert len(device.replies(1)) == 1
    assert "device number" in Quarantine.objects.get().reason


@pytest.mark.parametrize("value", ["9" * 400, "1E9999", "NaN", "-0"])
def test_strange_numbers_stop_nobody(stations: list[Station], device: Talker, value: str) -> None:
    device.send(daily(1, value) + daily(2, "30"))
    assert any(b"QN=20171202000000000" in reply for reply in device.replies(1) + device.replies_at_once())
    assert Observation.objects.filter(value="30").exists()


def test_a_poisonous_frame_is_kept_apart_and_the_others_are_stored(stations: list[Station], device: Talker) -> None:
    # PostgreSQL takes no NUL in a text; SQLite does. Either way the frame beside it is stored and answered.
    poison = hj212.encode_frame(
        "22", "2031", "123456", "SAMPLE440100", 5, "DataTime=20171201000000;a34004-Avg=1,a34004-Flag=\x00", qn="1"
    )
    device.send(poison + daily(2, "30"))
    assert any(b"QN=20171202000000000" in reply for reply in device.replies(1) + device.replies_at_once())
    assert Observation.objects.filter(value="30").exists()
