"""JT/T 809: platform to platform (2011, 2019). `5B`, escaped header, body and CRC, `5D`."""

from binascii import crc_hqx
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from lingnan.core.errors import FrameError
from lingnan.core.labels import Label
from lingnan.engines.sense.protocols.base import CST, PROTOCOLS, Memoryless, Message, Reading
from lingnan.engines.sense.protocols.jt808 import bodies as terminal
from lingnan.engines.sense.protocols.jt808.bodies import Reader

BEGIN, END = b"\x5b", b"\x5d"
# An escaped byte is a mark and 01 or 02: 5A for what looks like a beginning, 5E for what looks like an end.
ESCAPES = {0x5A: {1: 0x5B, 2: 0x5A}, 0x5E: {1: 0x5D, 2: 0x5E}}
HEAD = 22
LONGEST = 1 << 17
Body = dict[str, Any]


def split(buffer: bytes) -> tuple[list[bytes], bytes]:
    """Frames from 5B to 5D. A 5B inside means that the frame before it was cut off."""
    frames: list[bytes] = []
    position = 0
    while True:
        start = buffer.find(BEGIN, position)
        if start < 0:
            return ([*frames, buffer[position:]], b"") if position < len(buffer) else (frames, b"")
        if start > position:
            frames.append(buffer[position:start])
        stop = buffer.find(END, start)
        following = buffer.find(BEGIN, start + 1, stop if stop >= 0 else len(buffer))
        if following >= 0:
            if following > start + 1:  # marks in a row are one mark
                frames.append(buffer[start:following])
            position = following
        elif stop < 0:
            rest = buffer[start:]
            return ([*frames, rest], b"") if len(rest) > LONGEST else (frames, rest)
        else:
            frames.append(buffer[start : stop + 1])
            position = stop + 1


def escape(data: bytes) -> bytes:
    data = data.replace(b"\x5a", b"\x5a\x02").replace(b"\x5b", b"\x5a\x01")
    return data.replace(b"\x5e", b"\x5e\x02").replace(b"\x5d", b"\x5e\x01")


def unescape(data: bytes) -> bytes:
    """In one pass."""
    if b"\x5a" not in data and b"\x5e" not in data:
        return data
    found, position = bytearray(), 0
    while position < len(data):
        byte = data[position]
        if byte in ESCAPES:
            meant = ESCAPES[byte].get(data[position + 1] if position + 1 < len(data) else 0)
            if meant is None:
                raise FrameError(f"{byte:02X} is followed by neither 01 nor 02", position + 1)
            found.append(meant)
            position += 2
        else:
            found.append(byte)
            position += 1
    return bytes(found)


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """The three numbers that two platforms agree on for their encryption (JT/T 809-2011, 5.3.2)."""

    m1: int
    ia1: int
    ic1: int


def crypt(data: bytes, *, key: int, keys: Keys) -> bytes:
    """Encrypt or decrypt: a stream of a linear congruence, 32 bits wide."""
    state, modulus = key or 1, keys.m1 or 1
    found = bytearray()
    for byte in data:
        state = (keys.ia1 * (state % modulus) + keys.ic1) & 0xFFFFFFFF
        found.append(byte ^ state >> 20 & 0xFF)
    return bytes(found)


def open_frame(frame: bytes) -> bytes:
    """Check marks, escapes, CRC and length; header and body as they were before escaping."""
    if frame[:1] != BEGIN or frame[-1:] != END or len(frame) < 2:
        raise FrameError("no 5B at the start or no 5D at the end", 0 if frame[:1] != BEGIN else len(frame))
    for mark in (BEGIN, END):
        inner = frame.find(mark, 1, len(frame) - 1)
        if inner >= 0:
            raise FrameError(f"an unescaped {mark.hex().upper()} inside", inner)
    data = unescape(frame[1:-1])
    if len(data) < HEAD + 2:
        raise FrameError(f"{len(data)} bytes, a message has at least {HEAD + 2}", len(frame) - 1)
    computed = crc_hqx(data[:-2], 0xFFFF)
    if computed != int.from_bytes(data[-2:], "big"):
        raise FrameError(f"CRC {data[-2:].hex().upper()} given, {computed:04X} computed", len(frame) - 3)
    length = int.from_bytes(data[:4], "big")
    if length != len(data) + 2:
        raise FrameError(f"length {length} given, {len(data) + 2} found", 1)
    return data


def decode(frame: bytes, *, keys: Keys | None = None) -> Message:
    """One frame with its readings, or FrameError. With `keys` an encrypted body is read as well."""
    data = open_frame(frame)
    reader = Reader(data[:-2])
    fields: Body = {
        "length": reader.number(4),
        "sn": reader.number(4),
        "msg_id": f"0x{reader.number(2):04X}",
        "center_id": reader.number(4),
        "version": reader.take(3).hex(),
        "encrypted": reader.number(1),
        "key": reader.number(4),
        "crc": data[-2:].hex().upper(),
    }
    body = reader.rest()
    if fields["encrypted"] and keys:
        body = crypt(body, key=fields["key"], keys=keys)
    if not fields["encrypted"] or keys:
        _read(body, fields)
    return Message(
        protocol="jt809",
        device_id=(fields.get("body") or {}).get("vehicle_no") or str(fields["center_id"]),
        kind=fields["msg_id"],
        fields=fields,
        frame=frame,
        readings=tuple(_readings(fields.get("body") or {})),
        needs_reply=fields["msg_id"] in ANSWERS,
        password=(fields.get("body") or {}).get("password"),
    )


def _read(body: bytes, fields: Body) -> None:
    """The body by its table; one that does not keep to it is named, the frame itself is whole."""
    fields["body_hex"] = body.hex()
    read = BODIES.get(fields["msg_id"])
    if read is None:
        return
    try:
        fields["body"] = read(Reader(_without_time(body, fields["msg_id"])))
    except FrameError as error:
        fields["body_error"] = str(error)


# Bodies of the 2011 edition, where their length alone tells them apart from those of 2019, which begin with a time.
_FIXED = {"0x1001": 46, "0x1002": 5, "0x1003": 12, "0x9001": 4, "0x9002": 1}


def _without_time(body: bytes, msg_id: str) -> bytes:
    """The 2019 edition puts eight bytes of UTC seconds before the body."""
    is_timed = body[:4] == b"\0\0\0\0" and len(body) >= 8 and len(body) != _FIXED.get(msg_id)
    return body[8:] if is_timed else body


def _login(reader: Reader) -> Body:
    """0x1001; since 2019 with the platform's code between password and address."""
    is_2019 = reader.left == 50
    found: Body = {"user_id": reader.number(4), "password": reader.text(8)}
    if is_2019:
        found["center_id"] = reader.number(4)
    return {**found, "down_ip": reader.text(32), "down_port": reader.number(2)}


def _vehicle(reader: Reader) -> Body:
    """0x1200 and its like: the vehicle, the kind of what follows, and that."""
    found: Body = {
        "vehicle_no": reader.text(21),
        "vehicle_color": reader.number(1),
        "sub_id": f"0x{reader.number(2):04X}",
        "sub_length": reader.number(4),
    }
    data = reader.rest()
    found["data"] = data.hex()
    if found["sub_id"] == "0x1202":
        found["positions"] = [_gnss(Reader(data))]
    elif found["sub_id"] == "0x1203":
        inner = Reader(data)
        found["positions"] = [_gnss(inner) for _ in range(min(inner.number(1), inner.left // 36))]
    return found


def _gnss(reader: Reader) -> Body:
    """Table 27 of 2011: 36 bytes; since 2019 the position of JT/T 808, with a length before it."""
    encrypted = reader.number(1)
    if reader.left > 36:
        size = int.from_bytes(reader.data[reader.at : reader.at + 4], "big")
        if terminal.POSITION <= size <= reader.left - 4:
            reader.number(4)
            return terminal.position(reader.take(size))
    day, month, year = reader.number(1), reader.number(1), reader.number(2)
    hour, minute, second = reader.number(1), reader.number(1), reader.number(1)
    found: Body = {
        "encrypted": encrypted,
        "at": _moment(year, month, day, hour, minute, second),
        "lon": Decimal(reader.number(4)).scaleb(-6),
        "lat": Decimal(reader.number(4)).scaleb(-6),
        "speed_kmh": Decimal(reader.number(2)),
        "recorder_speed_kmh": Decimal(reader.number(2)),
        "mileage_km": Decimal(reader.number(4)),
        "direction_deg": reader.number(2),
        "altitude_m": reader.number(2),
    }
    status = reader.number(4)
    return {
        **found,
        "status": f"{status:08X}",
        "alarm": f"{reader.number(4):08X}",
        "positioned": bool(status & 2),
        "south": bool(status & 4),
        "west": bool(status & 8),
        "extra": [],
    }


def _moment(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime | None:
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=CST)
    except ValueError:
        return None


BODIES: Mapping[str, Callable[[Reader], Body]] = {
    "0x1001": _login,
    "0x1002": lambda reader: {"result": reader.number(1), "verify_code": reader.number(4)},
    "0x1003": lambda reader: {"user_id": reader.number(4), "password": reader.text(8)},
    "0x1007": lambda reader: {"error_code": reader.number(1)},
    "0x1008": lambda reader: {"reason": reader.number(1)},
    "0x9001": lambda reader: {"verify_code": reader.number(4)},
    "0x9002": lambda reader: {"result": reader.number(1)},
    "0x9007": lambda reader: {"error_code": reader.number(1)},
    "0x9008": lambda reader: {"reason": reader.number(1)},
    "0x1200": _vehicle,
    "0x1300": _vehicle,
    "0x1400": _vehicle,
    "0x1500": _vehicle,
    "0x1600": _vehicle,
    "0x9200": _vehicle,
    "0x9300": _vehicle,
    "0x9500": _vehicle,
    "0x9600": _vehicle,
}
# messages that wait for an answer -> the answer's id
ANSWERS: Mapping[str, str] = {"0x1001": "0x1002", "0x1003": "0x1004", "0x1005": "0x1006", "0x9005": "0x9006"}
UNITS = {
    "lat": "deg",
    "lon": "deg",
    "altitude_m": "m",
    "speed_kmh": "km/h",
    "direction_deg": "deg",
    "mileage_km": "km",
}


def _readings(body: Body) -> Iterator[Reading]:
    for position in body.get("positions", ()):
        at = position["at"]
        if at is None:
            continue
        flag = "" if position["positioned"] else "unpositioned"
        signs = {"lat": -1 if position["south"] else 1, "lon": -1 if position["west"] else 1}
        extras = {key: value for extra in position["extra"] for key, value in extra.items()}
        for code, unit in UNITS.items():
            value = position.get(code, extras.get(code))
            if value is not None:
                yield Reading(
                    device_id=body["vehicle_no"],
                    code=code,
                    observed_at=at,
                    value=Decimal(value) * signs.get(code, 1),
                    unit=unit,
                    flag=flag,
                )


# --- what is said


def encode(*, msg_id: str, sn: int, center_id: int, body: bytes = b"", version: str = "010000", key: int = 0) -> bytes:
    """A whole frame, unencrypted."""
    head = (HEAD + len(body) + 4).to_bytes(4, "big") + sn.to_bytes(4, "big") + bytes.fromhex(msg_id[2:])
    data = head + center_id.to_bytes(4, "big") + bytes.fromhex(version) + b"\0" + key.to_bytes(4, "big") + body
    return BEGIN + escape(data + crc_hqx(data, 0xFFFF).to_bytes(2, "big")) + END


def reply(message: Message, *, verify_code: int = 0) -> bytes | None:
    """The answer of a platform that knows the caller: logged in, logged out, the link is alive."""
    answer = ANSWERS.get(message.kind)
    if answer is None:
        return None
    fields = message.fields
    body = b"\0" + verify_code.to_bytes(4, "big") if answer == "0x1002" else b""
    return encode(
        msg_id=answer,
        sn=int(fields["sn"]),
        center_id=int(fields["center_id"]),
        body=body,
        version=str(fields["version"]),
    )


class JT809(Memoryless):
    """The protocol as the gateway uses it."""

    name: ClassVar[str] = "jt809"
    label: ClassVar[Label] = Label(zh="JT/T 809 平台间数据交换", en="JT/T 809 platform to platform")
    default_port: ClassVar[int] = 9809
    transports: ClassVar[tuple[str, ...]] = ("tcp",)

    def split(self, buffer: bytes) -> tuple[list[bytes], bytes]:
        return split(buffer)

    def decode(self, frame: bytes) -> Message:
        return decode(frame)

    def reply(self, message: Message) -> bytes | None:
        return reply(message)


PROTOCOLS.register(JT809.name, JT809())
