"""JT/T 808: registration, authentication, general reply, packets and retransmission (2013 tables 4 to 9; 2019)."""

from dataclasses import replace

import pytest

from lingnan.engines.sense.protocols.base import Message
from lingnan.engines.sense.protocols.jt808 import JT808, Session, codec, dialogue, encode, step

PHONE = "013912344323"
# published position: 12.222222 N, 132.444444 E, 6.0 km/h, 2018-07-15 10:10:10, mileage 10.0 km, fuel 5.5 l
POSITION = bytes.fromhex(
    "7E020000260112233445500001000000010000000200BA7F0E07E4F11C0028003C000018071510101001040000006402020037AA7E"
)
REGISTER = bytes.fromhex(  # published, 2013
    "7E0100002D000123456789000A002800323132333400736D616C6C6368693132330000000000000000004348493132330001D4C1413132333435"
    "8A7E"
)
BATCH = bytes.fromhex(  # published, two positions
    "7E0704005311223344556622B80002000026000000010000000200BA7F0E07E4F11C0028003C0000180715101010010400000064020200370026"
    "000000020000000100CB735507E6A32300290036007818071510103001040000006002020042D47E"
)


def _decode(frame: bytes) -> Message:
    return JT808().decode(frame)


def _sent(msg_id: str, body: bytes = b"", *, serial: int = 7, version: str = codec.V2011_2013) -> list[Message]:
    return [_decode(frame) for frame in encode(msg_id=msg_id, phone=PHONE, serial=serial, body=body, version=version)]


def _answer(frame: bytes) -> dict[str, object]:
    fields = _decode(frame).fields
    return {"msg_id": fields["msg_id"], **fields.get("body", {})}


def test_a_terminal_registers_shows_its_code_and_then_reports() -> None:
    registered = step(Session(auth="A-1"), _decode(REGISTER))
    assert _answer(registered.outgoing[0]) == {"msg_id": "0x8100", "reply_serial": 10, "result": 0, "auth": "A-1"}
    (shown,) = _sent("0x0102", b"A-1")
    known = step(registered.state, shown)
    assert known.state.is_authenticated
    assert _answer(known.outgoing[0]) == {
        "msg_id": "0x8001",
        "reply_serial": 7,
        "reply_id": "0x0102",
        "result": 0,
    }
    reported = step(known.state, _decode(POSITION))
    assert {reading.code: str(reading.value) for reading in reported.readings} == {
        "lat": "12.222222",
        "lon": "132.444444",
        "altitude_m": "40",
        "speed_kmh": "6.0",
        "direction_deg": "0",
        "mileage_km": "10.0",
        "fuel_l": "5.5",
    }


def test_a_terminal_without_its_code_gets_nothing_in() -> None:
    wrong = step(Session(auth="A-1"), _sent("0x0102", b"B-2")[0])
    assert _answer(wrong.outgoing[0])["result"] == dialogue.FAILED
    refused = step(wrong.state, _decode(POSITION))
    assert refused.readings == ()
    assert _answer(refused.outgoing[0])["result"] == dialogue.FAILED


def test_an_unknown_terminal_is_not_registered() -> None:
    refused = step(Session(auth="A-1", is_known=False), _decode(REGISTER))
    assert _answer(refused.outgoing[0]) == {"msg_id": "0x8100", "reply_serial": 10, "result": 4}


def test_a_code_of_the_2019_edition_comes_with_length_imei_and_software() -> None:
    body = b"\x03A-1" + b"862345678901234" + b"V1.0".ljust(20, b"\0")
    (message,) = _sent("0x0102", body, version=codec.V2019)
    assert message.password == "A-1"
    assert message.fields["body"] == {"auth": "A-1", "imei": "862345678901234", "software": "V1.0"}


def test_answers_keep_to_the_edition_of_the_terminal() -> None:
    (message,) = _sent("0x0002", version=codec.V2019)
    answer = JT808().reply(message)
    assert answer is not None
    assert _decode(answer).fields["version"] == "2019"
    assert len(str(_decode(answer).fields["phone"])) == 20


@pytest.mark.parametrize("msg_id", ["0x0001", "0x0104", "0x0201", "0x8001"])
def test_answers_are_not_answered(msg_id: str) -> None:
    (message,) = _sent(msg_id, b"\0\x01\x02\0\0")
    assert JT808().reply(message) is None


SESSION = Session(auth="A-1", is_authenticated=True)
LONG = codec.open_frame(BATCH).body[:3].replace(b"\0\x02", b"\0\x1e", 1) + codec.open_frame(BATCH).body[3:] * 15


def test_a_long_message_is_split_and_read_as_one() -> None:
    packets = _sent("0x0704", LONG)
    assert [(packet.fields["packet_total"], packet.fields["packet_no"]) for packet in packets] == [(2, 1), (2, 2)]
    first = step(SESSION, packets[0])
    assert first.readings == ()
    whole = step(first.state, packets[1])
    assert len([reading for reading in whole.readings if reading.code == "lat"]) == 30
    assert whole.state.gathering == {}


@pytest.mark.parametrize("version", [codec.V2011_2013, codec.V2019])
def test_missing_packets_are_asked_for_by_number(version: str) -> None:
    packets = _sent("0x0704", LONG * 2, version=version)
    assert len(packets) == 3
    kept = step(SESSION, packets[0])
    asked = step(kept.state, packets[2])
    assert _answer(asked.outgoing[0]) == {"msg_id": "0x8003", "first_serial": 7, "packets": [2]}
    done = step(asked.state, replace(packets[1], fields={**packets[1].fields, "serial": 99}))
    assert done.notes == ("complete",)


def test_impossible_numbering_is_answered_as_wrong() -> None:
    (message,) = _sent("0x0200", b"\0" * 28)
    bent = replace(message, fields={**message.fields, "packet_total": 2, "packet_no": 5})
    assert _answer(step(SESSION, bent).outgoing[0])["result"] == dialogue.WRONG


def test_every_byte_that_needs_it_is_escaped_and_back_in_one_pass() -> None:
    body = bytes.fromhex("7D027D017E7D7E")
    (frame,) = encode(msg_id="0x0900", phone=PHONE, serial=0x7D7E, body=body)
    assert frame.count(b"\x7e") == 2
    message = _decode(frame)
    assert message.fields["serial"] == 0x7D7E
    assert message.fields["body"] == {"type": 0x7D, "data": body[1:].hex()}


def test_two_frames_may_share_a_flag() -> None:
    frames, rest = JT808().split(POSITION[:-1] + REGISTER)
    assert (frames, rest) == ([POSITION, REGISTER], b"")
