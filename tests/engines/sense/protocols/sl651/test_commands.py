"""SL 651-2014: confirmations (M2), several packets (M3), queries (M4)."""

from datetime import datetime

import pytest

from lingnan.engines.sense.protocols.base import CST, Message
from lingnan.engines.sense.protocols.sl651 import SL651, Dialogue, Mode, codec, commands, encode_frame, query, step

REPORT = bytes.fromhex(
    "7E7E02001234567804D232002B020012141205110002F1F1001234567848F0F014120511002019000100261900010039230001442038121220039FE1"
)
CONFIRMED = bytes.fromhex("7E7E001234567802 04D2 32 8008 02 0012 141205110002 1B BD6C")  # published answer to it
AT = datetime(2014, 12, 5, 11, 0, 2, tzinfo=CST)


def test_confirms_a_report_as_the_published_answer_does() -> None:
    assert commands.confirm(SL651().decode(REPORT), end=codec.ESC) == CONFIRMED


@pytest.mark.parametrize(("mode", "answers"), [(Mode.M1, 0), (Mode.M2, 1), (Mode.M4, 0)])
def test_only_the_confirming_modes_confirm(mode: Mode, answers: int) -> None:
    done = step(Dialogue(mode=mode), SL651().decode(REPORT))
    assert len(done.outgoing) == answers
    assert done.readings


def test_a_link_report_is_not_confirmed() -> None:
    link = SL651().decode(bytes.fromhex("7E7E011122334455AAAA2F000802000224011013590003CC42"))
    assert SL651().reply(link) is None


def test_asks_for_elements_as_the_published_query_does() -> None:
    made = query(
        center=1,
        rtu="1122334455",
        password="AAAA",
        function="3A",
        serial=6,
        at=datetime(2024, 1, 10, 15, 2, 30, tzinfo=CST),
        content=bytes.fromhex("F460"),
    )
    assert made == bytes.fromhex("7E7E112233445501AAAA3A800A020006240110150230F46005AAC9")


def test_asks_for_a_span_by_hours_step_and_element() -> None:
    content = commands.span_of(begin=AT, end=AT.replace(hour=12), step="000005", element="F460")
    assert content.hex().upper() == "14120511" + "14120512" + "0418000005" + "F460"


def _packets() -> list[Message]:
    """The published report, cut into three packets."""
    body = codec.open_frame(REPORT).body
    parts = [body[:20], body[20:30], body[30:]]
    return [
        SL651().decode(
            encode_frame(
                is_up=True,
                center=2,
                rtu="0012345678",
                password="04D2",
                function="32",
                body=part,
                end=codec.ETX if number == 3 else codec.ETB,
                packet=(3, number),
            )
        )
        for number, part in enumerate(parts, start=1)
    ]


def test_packets_are_confirmed_once_and_read_as_one() -> None:
    state = Dialogue(mode=Mode.M3)
    first, second, third = _packets()
    for packet in (first, second):
        turn = step(state, packet)
        assert (turn.outgoing, turn.readings) == ((), ())
        state = turn.state
    done = step(state, third)
    assert done.readings == SL651().decode(REPORT).readings
    (answer,) = done.outgoing
    assert SL651().decode(answer).fields["end"] == "EOT"
    assert done.state.packets == {}


def test_a_missing_packet_is_asked_for_and_then_the_message_is_whole() -> None:
    first, second, third = _packets()
    state = step(Dialogue(mode=Mode.M3), first).state
    asked = step(state, third)
    (again,) = asked.outgoing
    fields = SL651().decode(again).fields
    assert (fields["end"], fields["packet_total"], fields["packet_no"]) == ("NAK", 3, 2)
    done = step(asked.state, second)
    assert done.notes == ("complete",)
    assert done.readings == SL651().decode(REPORT).readings
