"""GB/T 32960.3 and JT/T 809: data units, positions, answers, encryption; frames from public test suites."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from lingnan.core import clock
from lingnan.engines.sense.protocols import gb32960, jt809
from lingnan.engines.sense.protocols.base import CST, Message

VIN = "LSFD03205HC001180"
AT = datetime(2018, 6, 22, 16, 10, 44, tzinfo=CST)


def _sent(units: str, command: int = gb32960.REALTIME) -> Message:
    return gb32960.decode(gb32960.encode(command=command, vin=VIN, data=gb32960.stamp(AT) + bytes.fromhex(units)))


def test_invalid_and_abnormal_values_are_no_values() -> None:
    """GB/T 32960.3-2016, table 9: FF is invalid, FE abnormal, for each width."""
    (unit,) = _sent("01" + "FE0301FFFFFFFFFFFE187C2285FF011E1964000D").fields["info"]
    assert [unit[key] for key in ("status", "speed_kmh", "odometer_km", "soc")] == [None] * 4
    assert (unit["voltage_v"], unit["current_a"]) == (Decimal("626.8"), Decimal("-116.3"))


def test_units_of_fuel_cell_engine_and_alarm() -> None:
    cell, engine, alarm = _sent(
        "03" + "0FA000C800640002414201F4010032020C80010104" + "010BB8032007" + "02000000010100000011000001000000AB"
    ).fields["info"]
    assert (cell["temps_c"], cell["max_h2_temp_c"]) == ([25, 26], Decimal("10.0"))
    assert (engine["rpm"], engine["consumption_l_100km"]) == (3000, Decimal("8.00"))
    assert (alarm["level"], alarm["battery"], alarm["other"]) == (2, ["00000011"], ["000000AB"])


def test_a_unit_cut_short_keeps_what_came_before() -> None:
    info = _sent("04010BB80320050007").fields["info"]
    assert [unit["type"] for unit in info] == ["engine", "cut_05"]


def test_a_position_in_the_west_counts_below_zero() -> None:
    readings = _sent("0504073CD80601DB5A62").readings
    assert {reading.code: reading.value for reading in readings} == {
        "lon": Decimal("-121.427974"),
        "lat": Decimal("31.152738"),
    }


def test_answers_with_the_time_that_was_sent_as_the_published_answer_does() -> None:
    login = gb32960.decode(
        bytes.fromhex(
            "232301FE4C464E41344C4441394A4B4C303030383101001F120A1E10240000033839383631363136303230303134313030303032010131DF"
        )
    )
    assert gb32960.reply(login) == bytes.fromhex("232301014C464E41344C4441394A4B4C3030303831010006120A1E10240000")


def test_a_vehicle_that_asks_for_the_time_gets_the_platforms() -> None:
    asked = gb32960.decode(bytes.fromhex("232308FE4552523038303330303030303030303030010000B9"))
    with clock.stopped_at(AT):
        answer = gb32960.reply(asked)
    assert answer is not None
    assert gb32960.decode(answer).fields["time"] == "2018-06-22T16:10:44+08:00"


# --- JT/T 809

ENCRYPTED = bytes.fromhex(
    "5B000000480000008510010133EFB8010000010003E8B2D37D9CC4900C77DC78F8676527D8AE12243CFB64CC2FBA619AEFAD33ACCB3256F67BFF"
    "19DF33097841098665703FE36E5D"
)
KEYS = jt809.Keys(m1=30000000, ia1=20000000, ic1=20000000)  # of the public test suite that made the frame


def test_an_encrypted_login_is_read_with_the_agreed_keys_only() -> None:
    assert "body" not in jt809.decode(ENCRYPTED).fields
    assert jt809.decode(ENCRYPTED, keys=KEYS).fields["body"] == {
        "user_id": 20180920,
        "password": "20180920",
        "down_ip": "127.0.0.1",
        "down_port": 809,
    }


def test_a_login_is_answered_and_other_things_are_not() -> None:
    body = (7).to_bytes(4, "big") + b"secret\0\0" + b"127.0.0.1".ljust(32, b"\0") + (809).to_bytes(2, "big")
    login = jt809.decode(jt809.encode(msg_id="0x1001", sn=1, center_id=7, body=body))
    answer = jt809.reply(login, verify_code=99)
    assert answer is not None
    assert jt809.decode(answer).fields["body"] == {"result": 0, "verify_code": 99}
    assert jt809.reply(jt809.decode(answer)) is None


def _moving(sub_id: str, data: bytes, before: bytes = b"") -> Message:
    head = "粤A12345".encode("gb18030").ljust(21, b"\0") + b"\x01" + bytes.fromhex(sub_id)
    body = before + head + len(data).to_bytes(4, "big") + data
    return jt809.decode(jt809.encode(msg_id="0x1200", sn=1, center_id=7, body=body))


# JT/T 809-2011, table 27: 2018-07-15 10:10:10, 132.444444 E, 12.222222 N, 60 and 61 km/h, 100 km, 90°, 40 m
GNSS = bytes.fromhex("000F0707E20A0A0A07E4F11C00BA7F0E003C003D00000064005A00280000000300000000")


@pytest.mark.parametrize(("sub_id", "data", "count"), [("1202", GNSS, 1), ("1203", b"\x02" + GNSS * 2, 2)])
def test_positions_of_2011(sub_id: str, data: bytes, count: int) -> None:
    readings = _moving(sub_id, data).readings
    assert len(readings) == 6 * count
    found = {reading.code: reading.value for reading in readings}
    assert (found["lon"], found["speed_kmh"]) == (Decimal("132.444444"), Decimal(60))
    assert readings[0].observed_at == datetime(2018, 7, 15, 2, 10, 10, tzinfo=UTC)
    assert readings[0].device_id == "粤A12345"


def test_positions_of_2019_are_those_of_the_terminal() -> None:
    position = bytes.fromhex("000000010000000200BA7F0E07E4F11C0028003C0000180715101010")
    data = b"\0" + len(position).to_bytes(4, "big") + position + b"\0" * 45
    readings = _moving("1202", data, before=(0x5F616C49).to_bytes(8, "big")).readings
    assert {reading.code: str(reading.value) for reading in readings}["lat"] == "12.222222"


def test_every_byte_that_needs_it_is_escaped_and_back() -> None:
    body = bytes.fromhex("5A5B5D5E5A015E02")
    frame = jt809.encode(msg_id="0x1600", sn=0x5B5D, center_id=0x5A5E, body=body)
    assert (frame.count(b"\x5b"), frame.count(b"\x5d")) == (1, 1)
    assert jt809.decode(frame).fields["body_hex"] == body.hex()
