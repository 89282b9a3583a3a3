"""What the platform says in JT/T 808, and its side of the talk with a terminal as a pure machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from lingnan.core import clock
from lingnan.engines.sense.protocols.base import Message, Step
from lingnan.engines.sense.protocols.framing import xor
from lingnan.engines.sense.protocols.jt808 import codec

LARGEST_BODY = 1023
OK, FAILED, WRONG, UNSUPPORTED = 0, 1, 2, 3  # results of 0x8001
MOST_PACKETS = 1024
REGISTER, AUTHENTICATE, HEARTBEAT, ASK_TIME, MULTIMEDIA = "0x0100", "0x0102", "0x0002", "0x0004", "0x0801"


def encode(
    *,
    msg_id: str,
    phone: str,
    serial: int,
    body: bytes = b"",
    version: str = codec.V2011_2013,
    protocol_version: int = 1,
) -> tuple[bytes, ...]:
    """The frame of a message; several, numbered from 1, where the body is longer than 1,023 bytes."""
    parts = [body[at : at + LARGEST_BODY] for at in range(0, len(body), LARGEST_BODY)] or [b""]
    total = len(parts)
    return tuple(
        _frame(
            msg_id, phone, serial + index, part, version, protocol_version, (total, index + 1) if total > 1 else None
        )
        for index, part in enumerate(parts)
    )


def _frame(
    msg_id: str,
    phone: str,
    serial: int,
    body: bytes,
    version: str,
    protocol_version: int,
    packet: tuple[int, int] | None,
) -> bytes:
    is_2019 = version == codec.V2019
    properties = len(body) | (codec.SPLIT if packet else 0) | (codec.VERSIONED if is_2019 else 0)
    data = bytes.fromhex(msg_id.removeprefix("0x")) + properties.to_bytes(2, "big")
    data += bytes([protocol_version]) if is_2019 else b""
    data += bytes.fromhex(phone.zfill(20 if is_2019 else 12)) + (serial & 0xFFFF).to_bytes(2, "big")
    data += packet[0].to_bytes(2, "big") + packet[1].to_bytes(2, "big") if packet else b""
    data += body
    return b"\x7e" + codec.escape(data + bytes([xor(data)])) + b"\x7e"


def _to(message: Message, msg_id: str, body: bytes, *, serial: int | None = None) -> bytes:
    """A short message to the sender of `message`, in its edition."""
    fields = message.fields
    return encode(
        msg_id=msg_id,
        phone=message.device_id,
        serial=int(fields["serial"]) if serial is None else serial,
        body=body,
        version=str(fields["version"]),
        protocol_version=int(fields.get("protocol_version") or 1),
    )[0]


def general_reply(message: Message, *, result: int = OK) -> bytes:
    """0x8001."""
    serial = int(message.fields["serial"]).to_bytes(2, "big")
    return _to(message, "0x8001", serial + bytes.fromhex(message.kind[2:]) + bytes([result]))


def registration_reply(message: Message, *, auth: str = "", result: int = 0) -> bytes:
    """0x8100: 0 with the code to authenticate by; 1 to 4 say why not."""
    code = auth.encode("gb18030") if result == 0 else b""
    return _to(message, "0x8100", int(message.fields["serial"]).to_bytes(2, "big") + bytes([result]) + code)


def server_time(message: Message, *, at: datetime) -> bytes:
    """0x8004: the platform's time in UTC (2019 edition)."""
    return _to(message, "0x8004", bytes.fromhex(f"{at.astimezone(UTC):%y%m%d%H%M%S}"))


def retransmission(message: Message, *, first_serial: int, packets: Sequence[int]) -> bytes:
    """0x8003: send these packets again. The count takes one byte up to 2013, two since 2019."""
    width = 2 if message.fields["version"] == codec.V2019 else 1
    listed = packets[: (1 << 8 * width) - 1]
    body = first_serial.to_bytes(2, "big") + len(listed).to_bytes(width, "big")
    return _to(message, "0x8003", body + b"".join(number.to_bytes(2, "big") for number in listed))


def reply(message: Message) -> bytes | None:
    """The answer of a platform that knows the terminal: the code to authenticate by is its own number."""
    if not message.needs_reply:
        return None
    if message.kind == REGISTER:
        return registration_reply(message, auth=message.device_id)
    if message.kind == ASK_TIME:
        return server_time(message, at=clock.now())
    return general_reply(message)


@dataclass(frozen=True, kw_only=True)
class Session:
    """The platform's memory of one connection. `auth` is the code that this terminal must show (empty: its own
    number); where no code is demanded, whoever is known by its number may report.
    """

    auth: str
    is_known: bool = True
    demands_code: bool = True
    is_authenticated: bool = False
    gathering: Mapping[str, "Gathering"] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """A split message that is coming in: the serial of its first packet, and the packets by number."""

    first_serial: int
    total: int
    packets: Mapping[int, bytes]

    @property
    def missing(self) -> tuple[int, ...]:
        return tuple(number for number in range(1, self.total + 1) if number not in self.packets)


def step(state: Session, message: Message) -> Step:
    """One message of the terminal: what to answer, and the readings of one that has shown its code."""
    if message.kind == REGISTER and "packet_no" not in message.fields:
        answer = registration_reply(message, auth=_code(state, message), result=0 if state.is_known else 4)
        return Step(state=state, outgoing=(answer,))
    if message.kind == AUTHENTICATE:
        shown = not state.demands_code or message.password == _code(state, message)
        answer = general_reply(message, result=OK if shown else FAILED)
        return Step(state=replace(state, is_authenticated=shown), outgoing=(answer,))
    if state.demands_code and not state.is_authenticated:
        return Step(state=state, outgoing=(general_reply(message, result=FAILED),), notes=("not authenticated",))
    if "packet_no" in message.fields:
        return _gather(state, message)
    answer_or_none = reply(message)
    return Step(state=state, outgoing=(answer_or_none,) if answer_or_none else (), readings=message.readings)


def _code(state: Session, message: Message) -> str:
    return state.auth or message.device_id


def _gather(state: Session, message: Message) -> Step:
    """Keep a packet. After the last number: ask for those that are missing, or read the whole."""
    total, number = int(message.fields["packet_total"]), int(message.fields["packet_no"])
    if not 1 <= number <= total <= MOST_PACKETS:
        return Step(state=state, outgoing=(general_reply(message, result=WRONG),), notes=("impossible numbering",))
    before = state.gathering.get(message.kind)
    first = int(message.fields["serial"]) - number + 1 & 0xFFFF
    kept = before.packets if before and (before.total, before.first_serial) == (total, first) else {}
    if before and before.total == total and number in before.missing:
        first, kept = before.first_serial, before.packets  # sent again: its own serial is a later one
    body = codec.open_frame(message.frame).body
    now = Gathering(first_serial=first, total=total, packets={**kept, number: body})
    if now.missing:
        state = replace(state, gathering={**state.gathering, message.kind: now})
        ask = number == total or (before is not None and number < max(before.packets, default=0))
        out = retransmission(message, first_serial=first, packets=now.missing) if ask else general_reply(message)
        return Step(state=state, outgoing=(out,), notes=(f"missing {now.missing}",) if ask else ())
    rest = {kind: one for kind, one in state.gathering.items() if kind != message.kind}
    return _whole(replace(state, gathering=rest), message, now)


def _whole(state: Session, message: Message, gathered: Gathering) -> Step:
    body = b"".join(gathered.packets[number] for number in range(1, gathered.total + 1))
    readings = tuple(codec.readings_of(message.kind, body, message))
    if message.kind == MULTIMEDIA:  # 0x8800: received whole
        return Step(state=state, outgoing=(_to(message, "0x8800", body[:4]),), readings=readings, notes=("complete",))
    return Step(state=state, outgoing=(general_reply(message),), readings=readings, notes=("complete",))
