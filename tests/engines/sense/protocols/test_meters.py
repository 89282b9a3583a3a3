"""DL/T 645, CJ/T 188 and SZY 206: what the identifiers mean, and the questions that the platform asks."""

from datetime import datetime
from decimal import Decimal

import pytest

from lingnan.core import clock
from lingnan.core.errors import FrameError
from lingnan.engines.sense.protocols import cjt188, dlt645, szy206
from lingnan.engines.sense.protocols.base import CST


@pytest.mark.parametrize(
    ("identifier", "value", "number", "unit"),
    [  # DL/T 645-2007, tables A.1 and A.3: the written form of each value
        ("00010000", "00123456", Decimal("1234.56"), "kWh"),
        ("00000000", "80000126", Decimal("-1.26"), "kWh"),  # combined active energy has a sign
        ("02010300", "2205", Decimal("220.5"), "V"),
        ("02020100", "001234", Decimal("1.234"), "A"),
        ("02030000", "812345", Decimal("-1.2345"), "kW"),
        ("02060000", "1000", Decimal("1.000"), ""),
        ("02800002", "5001", Decimal("50.01"), "Hz"),
        ("9010", "00123456", Decimal("1234.56"), "kWh"),  # DL/T 645-1997
        ("B611", "0220", Decimal(220), "V"),
        ("B630", "012345", Decimal("1.2345"), "kW"),
    ],
)
def test_reads_the_value_of_an_identifier(identifier: str, value: str, number: Decimal, unit: str) -> None:
    control = 0x91 if len(identifier) == 8 else 0x81
    data = bytes.fromhex(identifier)[::-1] + bytes.fromhex(value)[::-1]
    message = dlt645.decode(dlt645.encode(address="000000000161", control=control, data=data))
    assert (message.fields["value"], message.fields["unit"]) == (number, unit)
    assert message.readings[0].value == number


@pytest.mark.parametrize(
    ("identifier", "value"), [("02010100", "FFFF"), ("0201FF00", "220522062207"), ("00010000", "01")]
)
def test_what_has_no_single_value_has_none(identifier: str, value: str) -> None:
    data = bytes.fromhex(identifier)[::-1] + bytes.fromhex(value)[::-1]
    message = dlt645.decode(dlt645.encode(address="000000000161", control=0x91, data=data))
    assert "value" not in message.fields
    assert message.readings == ()


def test_asks_a_meter_as_the_published_question_does() -> None:
    assert (
        dlt645.read(address="000000000161", identifier="00010000").hex().upper() == "68610100000000681104333334331416"
    )
    assert dlt645.read_address().hex().upper() == "68AAAAAAAAAAAA681300DF16"


def test_waking_bytes_before_a_frame_do_not_count() -> None:
    frame = dlt645.read_address()
    assert dlt645.decode(b"\xfe\xfe\xfe\xfe" + frame).fields["control"] == "13"
    assert dlt645.DLT645().split(b"\xfe" * 4 + frame) == ([frame], b"")


def test_a_water_meter_gives_its_total_and_its_clock() -> None:
    """The published answer of a meter that shows 12 m³, with its clock set to 2018-04-16 09:30:15."""
    data = bytes.fromhex("901F02" + "001200002C" + "000000002C" + "15300916041820" + "0200")
    message = cjt188.decode(cjt188.encode(meter_type=0x10, address="00000180112996", control=0x81, data=data))
    (reading,) = message.readings
    assert (reading.value, reading.unit) == (Decimal("12.00"), "m3")
    assert reading.observed_at == datetime(2018, 4, 16, 9, 30, 15, tzinfo=CST)


def test_asks_a_water_meter_as_the_published_question_does() -> None:
    made = cjt188.read(meter_type=0x10, address="00000000000012", serial=0)
    assert made.hex().upper() == "6810120000000000000103901F003D16"


FLOW = bytes.fromhex("681A68B35303810D00C00059000000826110000001106000004508090A3516")  # published


def test_a_report_of_flow_and_total_gets_the_month_from_the_clock() -> None:
    """The time tag says second 00, minute 45, hour 08, day 09: on the 16th that was a week ago."""
    with clock.stopped_at(datetime(2018, 4, 16, 9, 0, tzinfo=CST)):
        flow, total = szy206.decode(FLOW).readings
    assert (flow.value, total.value, total.unit) == (Decimal("5.900"), Decimal(106182), "m3")
    assert flow.observed_at == datetime(2018, 4, 9, 8, 45, tzinfo=CST)


def test_a_report_is_acknowledged_with_its_own_function_and_time() -> None:
    answer = szy206.reply(szy206.decode(FLOW))
    assert answer is not None
    fields = szy206.decode(answer).fields
    assert (fields["direction"], fields["afn"], fields["data"]) == ("down", "C0", "004508090a")


def test_a_wrong_crc_is_named_with_its_place() -> None:
    with pytest.raises(FrameError, match="CRC 36 given, 35 computed") as refused:
        szy206.decode(FLOW[:-2] + b"\x36\x16")
    assert refused.value.offset == len(FLOW) - 2
