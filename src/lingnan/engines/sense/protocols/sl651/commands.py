"""What is said in SL 651-2014: frames of both directions, confirmations, queries, and the dialogue M1 to M4."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from lingnan.core.clock import local
from lingnan.engines.sense.protocols.base import Message, Reading, Step
from lingnan.engines.sense.protocols.framing import crc16_modbus
from lingnan.engines.sense.protocols.sl651 import codec

MOST_PACKETS = 4095
MOST_BYTES = 4095


def encode_frame(
    *,
    is_up: bool,
    center: int,
    rtu: str,
    password: str,
    function: str,
    body: bytes,
    end: int,
    packet: tuple[int, int] | None = None,
) -> bytes:
    """A whole frame; `packet` is (total, number) of a split message."""
    if packet:
        body = (packet[0] << 12 | packet[1]).to_bytes(3, "big") + body
    if len(body) > MOST_BYTES:
        raise ValueError(f"a body of {len(body)} bytes does not fit (at most {MOST_BYTES}): split it")
    station, centre = bytes.fromhex(rtu), bytes([center])
    frame = codec.MARK + (centre + station if is_up else station + centre) + bytes.fromhex(password + function)
    frame += ((0 if is_up else codec.DOWN << 12) | len(body)).to_bytes(2, "big")
    frame += bytes([codec.SYN if packet else codec.STX]) + body + bytes([end])
    return frame + crc16_modbus(frame).to_bytes(2, "big")


def _stamp(serial: int, at: datetime) -> bytes:
    return serial.to_bytes(2, "big") + bytes.fromhex(f"{local(at):%y%m%d%H%M%S}")


def confirm(message: Message, *, at: datetime | None = None, end: int = codec.EOT) -> bytes | None:
    """The centre's confirmation of a report (M2), or of the last packet (M3); None where none is due (M1, M4).

    EOT lets the station go to sleep, ESC keeps it on the line, ACK confirms a packet, NAK asks for it again.
    """
    moment = at or message.sent_at
    if not message.needs_reply or moment is None:
        return None
    fields = message.fields
    return encode_frame(
        is_up=False,
        center=int(fields["center"]),
        rtu=str(fields["rtu"]),
        password=str(fields["password"]),
        function=message.kind,
        body=_stamp(int(fields.get("serial", 0)), moment),
        end=end,
    )


def query(
    *, center: int, rtu: str, password: str, function: str, serial: int, at: datetime, content: bytes = b""
) -> bytes:
    """A question or order of the centre (M4): 37 now, 38 a span, 3A elements, 4A set the clock, 51 read the clock …"""
    body = _stamp(serial, at) + content
    return encode_frame(
        is_up=False, center=center, rtu=rtu, password=password, function=function, body=body, end=codec.ENQ
    )


def span_of(*, begin: datetime, end: datetime, step: str, element: str) -> bytes:
    """The content of query 38: first and last hour, step (`DDhhmm`), element with its layout (`F460`)."""
    hours = f"{local(begin):%y%m%d%H}{local(end):%y%m%d%H}"
    return bytes.fromhex(hours + "0418" + step + element)


class Mode(StrEnum):
    """SL 651-2014, 6.3: how station and centre talk."""

    M1 = "send without confirmation"
    M2 = "send and confirm"
    M3 = "several packets, confirmed at the end"
    M4 = "query and answer"


@dataclass(frozen=True, kw_only=True)
class Dialogue:
    """The centre's memory of one station: its mode, and the packets of the message that is coming in."""

    mode: Mode = Mode.M2
    function: str = ""
    total: int = 0
    packets: dict[int, bytes] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[int, ...]:
        return tuple(number for number in range(1, self.total + 1) if number not in self.packets)


def step(state: Dialogue, message: Message) -> Step:
    """One message of the station: what to answer and what was learnt.

    In M3 nothing is answered until the last packet: then a NAK names the first packet that is missing, or the whole is
    confirmed and read.
    """
    if "packet_no" not in message.fields:
        answer = confirm(message) if state.mode in {Mode.M2, Mode.M3} else None
        return Step(state=state, outgoing=(answer,) if answer else (), readings=message.readings)
    state = _keep(state, message)
    if state.missing:
        if int(message.fields["packet_no"]) != state.total:
            return Step(state=state)
        return Step(state=state, outgoing=(_ask_again(message, state),), notes=(f"missing {state.missing}",))
    readings, whole = _whole(state, message)
    done = encode_frame(
        is_up=False,
        center=int(message.fields["center"]),
        rtu=str(message.fields["rtu"]),
        password=str(message.fields["password"]),
        function=message.kind,
        body=whole[:8],
        end=codec.EOT,
    )
    return Step(state=Dialogue(mode=state.mode), outgoing=(done,), readings=readings, notes=("complete",))


def _keep(state: Dialogue, message: Message) -> Dialogue:
    """With this packet. Another function, total or content of the same number begins another message."""
    total, number = int(message.fields["packet_total"]), int(message.fields["packet_no"])
    content = codec.open_frame(message.frame).body[3:]
    is_same = (state.function, state.total) == (message.kind, total) and state.packets.get(number, content) == content
    kept = state.packets if is_same else {}
    return replace(state, function=message.kind, total=total, packets={**kept, number: content})


def _ask_again(message: Message, state: Dialogue) -> bytes:
    fields = message.fields
    return encode_frame(
        is_up=False,
        center=int(fields["center"]),
        rtu=str(fields["rtu"]),
        password=str(fields["password"]),
        function=message.kind,
        body=b"",
        end=codec.NAK,
        packet=(state.total, state.missing[0]),
    )


def _whole(state: Dialogue, message: Message) -> tuple[tuple[Reading, ...], bytes]:
    """The joined message read as one; a picture of many packets is larger than a frame and has no readings."""
    whole = b"".join(state.packets[number] for number in range(1, state.total + 1))
    if len(whole) > MOST_BYTES or message.kind == "36":
        return (), whole
    fields = message.fields
    frame = encode_frame(
        is_up=True,
        center=int(fields["center"]),
        rtu=str(fields["rtu"]),
        password=str(fields["password"]),
        function=message.kind,
        body=whole,
        end=codec.ETX,
    )
    return codec.decode(frame).readings, whole
