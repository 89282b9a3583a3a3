"""JT/T 808 frames (2011, 2013, 2019): `7E`, escaped header, body and XOR, `7E`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lingnan.core.errors import FrameError
from lingnan.engines.sense.protocols.base import Message, Reading, bcd
from lingnan.engines.sense.protocols.framing import xor
from lingnan.engines.sense.protocols.jt808 import bodies

FLAG = 0x7E
_FLAG, _ESCAPE = b"\x7e", b"\x7d"
LONGEST = 4096  # body of 1023 bytes and header, every byte escaped, and some
SPLIT, VERSIONED = 1 << 13, 1 << 14
V2019, V2011_2013 = "2019", "2011/2013"
SILENT = frozenset({"0x0001", "0x0104", "0x0107", "0x0201", "0x0302", "0x0500", "0x0700", "0x0802", "0x1003", "0x1205"})


def split(buffer: bytes) -> tuple[list[bytes], bytes]:
    """Frames from flag to flag. Two frames may share a flag; what lies outside flags comes out for decode to refuse."""
    frames: list[bytes] = []
    start = buffer.find(_FLAG)
    if start < 0:
        return ([buffer], b"") if buffer else ([], b"")
    if start:
        frames.append(buffer[:start])
    while True:
        stop = buffer.find(_FLAG, start + 1)
        if stop < 0:
            rest = buffer[start:]
            return ([*frames, rest], b"") if len(rest) > LONGEST else (frames, rest)
        if stop > start + 1:
            frames.append(buffer[start : stop + 1])
            following = _after(buffer, stop)
            if following is None:
                return frames, b""
            start = following
        else:
            start = stop


def _after(buffer: bytes, stop: int) -> int | None:
    """The flag with which the next frame begins: its own, or the one that closed the last frame."""
    if stop + 1 == len(buffer):
        return None
    return stop + 1 if buffer[stop + 1] == FLAG else stop


def escape(data: bytes) -> bytes:
    return data.replace(_ESCAPE, b"\x7d\x01").replace(_FLAG, b"\x7d\x02")


def unescape(data: bytes) -> bytes:
    """In one pass: 7D02 before 7D01, or the data `7D 02` (sent as `7D 01 02`) would become 7E."""
    escapes = data.count(_ESCAPE)
    if not escapes:
        return data
    if escapes != data.count(b"\x7d\x01") + data.count(b"\x7d\x02"):
        place = next(i for i, b in enumerate(data) if b == _ESCAPE[0] and data[i + 1 : i + 2] not in {b"\1", b"\2"})
        raise FrameError("7D is followed by neither 01 nor 02", place + 1)
    return data.replace(b"\x7d\x02", _FLAG).replace(b"\x7d\x01", _ESCAPE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """A checked frame: its header and the body that is still to be read."""

    msg_id: str
    encryption: int
    version: str
    protocol_version: int | None
    phone: str
    serial: int
    packet: tuple[int, int] | None
    checksum: str
    body: bytes


def open_frame(frame: bytes) -> Envelope:
    """Check flags, escapes, XOR and length; read the header of either edition."""
    if len(frame) < 2 or frame[0] != FLAG or frame[-1] != FLAG:
        raise FrameError("no 7E at the start and the end", 0 if frame[:1] != _FLAG else len(frame))
    inner = frame.find(_FLAG, 1)
    if inner != len(frame) - 1:
        raise FrameError("an unescaped 7E inside", inner)
    data = unescape(frame[1:-1])
    if len(data) < 13:
        raise FrameError(f"{len(data)} bytes, a message has at least 13", len(frame) - 1)
    if xor(data):  # the XOR of all, with its own check byte, is 0
        raise FrameError(f"XOR {data[-1]:02X} given, {xor(data[:-1]):02X} computed", len(frame) - 2)
    return _envelope(data)


def _envelope(data: bytes) -> Envelope:
    properties = data[2] << 8 | data[3]
    is_2019 = bool(properties & VERSIONED)
    length = properties & 0x03FF
    at = 17 if is_2019 else 12  # where the header of an unsplit message ends
    total = at + length + 1 + (4 if properties & SPLIT else 0)
    if len(data) != total:
        raise FrameError(f"length {length} given, {length + len(data) - total} found", 3)
    packet = None
    if properties & SPLIT:
        packet = data[at] << 8 | data[at + 1], data[at + 2] << 8 | data[at + 3]
        at += 4
    phone = data[5:15] if is_2019 else data[4:10]
    serial = 15 if is_2019 else 10
    return Envelope(
        msg_id=f"0x{data[0]:02X}{data[1]:02X}",
        encryption=properties >> 10 & 7,
        version=V2019 if is_2019 else V2011_2013,
        protocol_version=data[4] if is_2019 else None,
        phone=bcd(phone, at=5),
        serial=data[serial] << 8 | data[serial + 1],
        packet=packet,
        checksum=f"{data[-1]:02X}",
        body=data[at:-1],
    )


def decode(frame: bytes) -> Message:
    """One frame with its readings, or FrameError. A body that does not keep to its table is named, not refused:
    the frame itself is whole and may be answered.
    """
    envelope = open_frame(frame)
    fields = _head(envelope)
    is_readable = envelope.encryption == 0 and (envelope.packet is None or envelope.packet[1] == 1)
    if is_readable and envelope.body:
        _read_body(envelope, fields)
    return Message(
        protocol="jt808",
        device_id=envelope.phone,
        kind=envelope.msg_id,
        fields=fields,
        frame=frame,
        readings=tuple(_readings(envelope.phone, fields.get("body") or {})),
        needs_reply=envelope.msg_id < "0x8000" and envelope.msg_id not in SILENT,
        password=(fields.get("body") or {}).get("auth") if envelope.msg_id == "0x0102" else None,
    )


def _head(envelope: Envelope) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "msg_id": envelope.msg_id,
        "body_length": len(envelope.body),
        "encryption": envelope.encryption,
        "subpackage": envelope.packet is not None,
        "version": envelope.version,
        "phone": envelope.phone,
        "serial": envelope.serial,
        "checksum": envelope.checksum,
    }
    if envelope.protocol_version is not None:
        fields["protocol_version"] = envelope.protocol_version
    if envelope.packet:
        fields["packet_total"], fields["packet_no"] = envelope.packet
    return fields


def _read_body(envelope: Envelope, fields: dict[str, Any]) -> None:
    read = bodies.BODIES.get(envelope.msg_id)
    if read is None:
        fields["body_hex"] = envelope.body.hex()
        return
    try:
        fields["body"] = read(envelope.body, envelope.version == V2019)
    except FrameError as error:
        fields["body_hex"] = envelope.body.hex()
        fields["body_error"] = str(error)


# --- readings

# field of a position -> unit; the field's name is its code
UNITS = {
    "lat": "deg",
    "lon": "deg",
    "altitude_m": "m",
    "speed_kmh": "km/h",
    "direction_deg": "deg",
    "mileage_km": "km",
    "fuel_l": "L",
}
HEMISPHERES = {"lat": "south", "lon": "west"}


def _readings(phone: str, body: dict[str, Any]) -> Iterator[Reading]:
    for position in _positions(body):
        at = position["at"]
        if at is None:
            continue
        extras: dict[str, Any] = {}
        for extra in position["extra"]:
            extras.update(extra)
        flag = "" if position["positioned"] else "unpositioned"
        for code, unit in UNITS.items():
            value = position[code] if code in position else extras.get(code)
            if value is None:
                continue
            if not isinstance(value, Decimal):
                value = Decimal(value)
            elif code in HEMISPHERES and position[HEMISPHERES[code]]:
                value = -value
            yield Reading(phone, code, at, value, unit, flag)


def readings_of(kind: str, body: bytes, message: Message) -> Iterator[Reading]:
    """The readings of a message that came in packets, from its joined body."""
    read = bodies.BODIES.get(kind)
    if read is None:
        return
    try:
        found = read(body, message.fields["version"] == V2019)
    except FrameError:
        return
    yield from _readings(message.device_id, found)


def _positions(body: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """The positions in a body: of 0x0200 itself, of an answer that carries one, of a batch."""
    if "lat" in body:
        yield body
    for position in (body.get("position"), *body.get("positions", ())):
        if position:
            yield position
