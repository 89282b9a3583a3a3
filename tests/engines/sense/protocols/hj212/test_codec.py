"""HJ 212 frames: stream, check, fields and readings. The frames and CRCs are published ones (annex A, shared data)."""

from datetime import datetime
from decimal import Decimal

import pytest

from lingnan.core.errors import FrameError
from lingnan.engines.sense.protocols.base import CST
from lingnan.engines.sense.protocols.hj212 import HJ212, encode_frame, parse, split

ANNEX = (  # HJ 212-2017, annex A, with its published CRC
    b"##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80\r\n"
)
LOGIN = b"##0077QN=20120416225111069;ST=91;CN=9021;PW=122333;MN=88888880000006;Flag=1;CP=&&&&4100\r\n"
MINUTE = (  # published: Eastsoft-shaped frame of the 2005 edition
    b"##0245ST=32;CN=2051;PW=123456;MN=12091200160055;CP=&&DataTime=20150430135700;B01-Min=895.13,B01-Avg=909.87,"
    b"B01-Max=932.28,B01-Cou=54.59;011-Min=999.99,011-Avg=999.99,011-Max=999.99,011-Cou=54.59;060-Min=30.18,"
    b"060-Avg=30.18,060-Max=30.18,060-Cou=1.65&&7640\r\n"
)
FLAGGED = (
    b"##0116QN=20220814021304000;ST=22;CN=2011;PW=123456;MN=;Flag=5;"
    b"CP=&&DataTime=20220814021304;a50001-Rtd=0.00,a50001-Flag=B&&06C0"
)


def test_encodes_the_frame_of_the_annex() -> None:
    made = encode_frame("32", "1062", "100000", "010000A8900016F000169DC0", 5, "RtdInterval=30", qn="20160801085857223")
    assert made == ANNEX


def test_decodes_values_with_time_unit_and_statistic() -> None:
    message = HJ212().decode(MINUTE)
    first, flow = message.readings[0], message.readings[3]
    assert (message.device_id, message.kind, message.password, message.needs_reply) == (
        "12091200160055",
        "2051",
        "123456",
        False,
    )
    assert (first.code, first.statistic, first.value, first.unit) == ("B01", "min", Decimal("895.13"), "L/s")
    assert first.observed_at == datetime(2015, 4, 30, 13, 57, tzinfo=CST)
    assert (flow.statistic, flow.unit) == ("cou", "m3")  # B01 is sewage: l/s, its amount in m³ (annex B)
    assert len(message.readings) == 12


def test_keeps_the_quality_flag_of_each_factor() -> None:
    (reading,) = HJ212().decode(FLAGGED).readings
    assert (reading.value, reading.flag) == (Decimal("0.00"), "B")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_stream_in_pieces_of_any_size_gives_the_same_frames(size: int) -> None:
    stream = ANNEX + LOGIN + MINUTE
    found, rest = [], b""
    for start in range(0, len(stream), size):
        frames, rest = split(rest + stream[start : start + size])
        found += frames
    assert [frame.rstrip() for frame in found] == [ANNEX.rstrip(), LOGIN.rstrip(), MINUTE.rstrip()]
    assert rest == b""


@pytest.mark.parametrize(
    ("buffer", "good", "bad", "waits"),
    [
        (ANNEX[:50], 0, 0, True),
        (b"#", 0, 0, True),
        (b"noise" + ANNEX, 1, 1, False),
        (ANNEX[:60] + LOGIN, 1, 1, False),  # a device that restarted in the middle of a frame
        (ANNEX.replace(b"0101", b"0462", 1), 0, 1, False),  # too long by its head, but closed by its text
        (ANNEX.replace(b"0101", b"0100", 1) + LOGIN, 1, 1, False),
        (ANNEX.replace(b"=30", b"=31") + LOGIN, 1, 1, False),
        (LOGIN + ANNEX[:20], 1, 0, True),
        (b"\r\n\r\n", 0, 0, False),
    ],
)
def test_broken_stretches_are_cut_out_and_the_next_frame_is_found(
    buffer: bytes, good: int, bad: int, waits: bool
) -> None:
    frames, rest = split(buffer)
    refused = 0
    for frame in frames:
        try:
            parse(frame)
        except FrameError:
            refused += 1
    assert (len(frames) - refused, refused, bool(rest)) == (good, bad, waits)


@pytest.mark.parametrize(
    ("frame", "offset", "reason"),
    [
        (ANNEX.replace(b"1C80", b"0759"), 107, "CRC 0759 given, 1C80 computed"),  # 0759 is the Modbus CRC of the text
        (ANNEX.replace(b"0101", b"+101", 1), 2, "four digits"),
        (ANNEX.replace(b"0101", b"0100", 1), 2, "length 100 given, 101 found"),
        (b"#?" + ANNEX[2:], 0, "no ##"),
        (ANNEX.replace(b"\r\n", b"\r!"), 2, "length"),
    ],
)
def test_refuses_with_the_place_and_the_reason(frame: bytes, offset: int, reason: str) -> None:
    with pytest.raises(FrameError, match=reason) as refused:
        parse(frame)
    assert refused.value.offset == offset


@pytest.mark.parametrize("frame", [ANNEX, LOGIN, MINUTE])
def test_no_change_of_one_byte_passes(frame: bytes) -> None:
    for place in range(len(frame)):
        for change in (0x01, 0x20, 0x80, 0xFF):
            altered = frame[:place] + bytes([frame[place] ^ change]) + frame[place + 1 :]
            if altered.upper() == frame.upper() and place >= len(frame) - 6:
                continue  # a hex digit of the CRC in the other case is the same CRC
            with pytest.raises(FrameError):
                parse(altered)


def test_a_line_of_one_edition_takes_no_other() -> None:
    """Flag=5 says version 1, the edition of 2017 (table 4); a frame without Flag is shaped as in 2005."""
    assert HJ212(edition="2017").decode(ANNEX).fields["edition"] == "2017"
    assert HJ212(edition="2005").decode(MINUTE).fields["edition"] == "2005"
    with pytest.raises(FrameError, match="edition 2017, expected 2005"):
        HJ212(edition="2005").decode(ANNEX)
