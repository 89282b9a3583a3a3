"""SL 651-2014: fields, fillers, series and readings, on frames of a public worked document."""

from datetime import datetime
from decimal import Decimal

import pytest

from lingnan.core.errors import FrameError
from lingnan.engines.sense.protocols.base import CST
from lingnan.engines.sense.protocols.sl651 import SL651, codec, encode_frame

TIMED = bytes.fromhex(  # rain 10.0 mm, level 14.420 m, supply 12.20 V at 11:00
    "7E7E02001234567804D232002B020012141205110002F1F1001234567848F0F014120511002019000100261900010039230001442038121220039FE1"
)
HOURLY = bytes.fromhex(  # five-minute rain from 10:05, the last hour's seven values not there yet
    "7E7E05001122334403E838002A020035170718110128F1F1001122334448F0F017071810050418000005F4600500000014FFFFFFFFFF000003E8AB"
)


def test_reads_elements_with_time_and_unit() -> None:
    message = SL651().decode(TIMED)
    level = next(reading for reading in message.readings if reading.code == "39")
    assert (message.device_id, message.password, message.kind) == ("0012345678", "04d2", "32")
    assert (level.value, level.unit) == (Decimal("14.420"), "m")
    assert level.observed_at == datetime(2014, 12, 5, 11, 0, tzinfo=CST)


def test_five_minute_rain_gets_its_own_times_and_fillers_are_no_readings() -> None:
    rain = [reading for reading in SL651().decode(HOURLY).readings if reading.code == "F4"]
    assert [(reading.observed_at.minute, reading.value) for reading in rain] == [
        (5, Decimal("0.5")),
        (10, Decimal("0.0")),
        (15, Decimal("0.0")),
        (20, Decimal("0.0")),
        (25, Decimal("2.0")),
        (55, Decimal("0.0")),
        (0, Decimal("0.0")),
    ]


def _up(elements: str) -> bytes:
    body = bytes.fromhex("0001170718110000" + "F1F10012345678" + "48" + "F0F01707181100" + elements)
    return encode_frame(
        is_up=True, center=1, rtu="0012345678", password="1234", function="32", body=body, end=codec.ETX
    )


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ("392300014420", Decimal("14.420")),
        ("3923FF000127", Decimal("-0.127")),  # FF before a longer value: below the datum
        ("3923FFFFFFFF", None),
        ("3923AAAAAAAA", None),
        ("39230001A420", None),  # no BCD
        ("1A190000FF", None),
    ],
)
def test_fillers_and_what_is_no_bcd_are_no_value(element: str, value: Decimal | None) -> None:
    (reading,) = SL651().decode(_up(element)).readings
    assert reading.value == value


def test_an_element_cut_short_ends_the_list_and_is_kept() -> None:
    fields = SL651().decode(_up("20190001003923")).fields
    assert fields["elements"][-1] == {"id": "39", "raw": "3923"}
    assert fields["elements"][-2]["value"] == Decimal("10.0")


def test_addresses_change_places_between_uplink_and_downlink() -> None:
    made = {"center": 2, "rtu": "0012345678", "password": "04D2", "function": "32", "body": b"\0" * 8}
    up = encode_frame(is_up=True, end=codec.ETX, **made)  # type: ignore[arg-type]
    down = encode_frame(is_up=False, end=codec.ESC, **made)  # type: ignore[arg-type]
    assert (up[2:8].hex(), down[2:8].hex()) == ("020012345678", "001234567802")
    for frame in (up, down):
        fields = SL651().decode(frame).fields
        assert (fields["center"], fields["rtu"]) == (2, "0012345678")


def test_refuses_a_crc_with_the_low_byte_first() -> None:
    """The published frame with its CRC turned, as Modbus would send it."""
    with pytest.raises(FrameError, match="CRC E19F given, 9FE1 computed"):
        SL651().decode(TIMED[:-2] + TIMED[:-3:-1])
