"""SL 651-2014 frames in HEX/BCD coding: `7E7E`, addresses, password, function, length, body, end, CRC."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from lingnan.core.errors import FrameError
from lingnan.engines.sense.protocols.base import Message, Reading, bcd, short_moment
from lingnan.engines.sense.protocols.framing import crc16_modbus, cut
from lingnan.engines.sense.protocols.sl651.elements import ELEMENTS, FUNCTIONS

MARK = b"\x7e\x7e"
HEAD = 14  # mark, addresses, password, function, length, start
TAIL = 3  # end and CRC
STX, SYN = 0x02, 0x16
STARTS = {STX: "STX", SYN: "SYN"}
ETX, ETB, ENQ, EOT, ACK, NAK, ESC = 0x03, 0x17, 0x05, 0x04, 0x06, 0x15, 0x1B
ENDS = {ETX: "ETX", ETB: "ETB", ENQ: "ENQ", EOT: "EOT", ACK: "ACK", NAK: "NAK", ESC: "ESC"}
DOWN = 0x8
# Reports and answers whose body is: station, class, observation time, elements (SL 651-2014, 6.6)
WITH_ELEMENTS = frozenset({"30", "31", "32", "33", "34", "36", "37", "38", "3A"})
REPORTS = frozenset({"30", "31", "32", "33", "34", "35", "36"})  # sent unasked: the centre confirms them
FIVE_MINUTES = timedelta(minutes=5)
STATION, TIME, MANUAL, PICTURE, RAIN, LEVELS, WIDE = 0xF1, 0xF0, 0xF2, 0xF3, 0xF4, range(0xF5, 0xFD), 0xFF
STEP = 0x04


# --- the stream


def _size(buffer: bytes, start: int) -> int | None:
    if len(buffer) - start < HEAD:
        return None
    if buffer[start + HEAD - 1] not in STARTS:
        return 0
    return HEAD + (int.from_bytes(buffer[start + 11 : start + 13], "big") & 0x0FFF) + TAIL


def _is_whole(frame: bytes) -> bool:
    return crc16_modbus(frame[:-2]) == int.from_bytes(frame[-2:], "big")


def split(buffer: bytes) -> tuple[list[bytes], bytes]:
    return cut(buffer, mark=MARK, size=_size, is_whole=_is_whole)


# --- one frame


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """A checked frame: who, what, and the body that is still to be read."""

    is_up: bool
    center: int
    rtu: str
    password: str
    function: str
    start: int
    end: int
    crc: str
    body: bytes


def open_frame(frame: bytes) -> Envelope:
    """Check mark, length, CRC, start and end. Addresses change places between uplink and downlink."""
    if frame[:2] != MARK:
        raise FrameError("no 7E7E at the start", 0)
    if len(frame) < HEAD + TAIL:
        raise FrameError(f"{len(frame)} bytes, a frame has at least {HEAD + TAIL}", len(frame))
    marked = int.from_bytes(frame[11:13], "big")
    length, direction = marked & 0x0FFF, marked >> 12
    if len(frame) != HEAD + length + TAIL:
        raise FrameError(f"body length {length} given, {len(frame) - HEAD - TAIL} found", 11)
    computed = crc16_modbus(frame[:-2])
    if computed != int.from_bytes(frame[-2:], "big"):
        raise FrameError(f"CRC {frame[-2:].hex().upper()} given, {computed:04X} computed", len(frame) - 2)
    if direction not in {0, DOWN}:
        raise FrameError(f"direction {direction:X} is neither up (0) nor down (8)", 11)
    return _envelope(frame, is_up=direction == 0)


def _envelope(frame: bytes, *, is_up: bool) -> Envelope:
    start, end = frame[HEAD - 1], frame[-TAIL]
    if start not in STARTS:
        raise FrameError(f"start {start:02X} is neither STX nor SYN", HEAD - 1)
    if end not in ENDS:
        raise FrameError(f"unknown end {end:02X}", len(frame) - TAIL)
    return Envelope(
        is_up=is_up,
        center=frame[2] if is_up else frame[7],
        rtu=(frame[3:8] if is_up else frame[2:7]).hex(),
        password=frame[8:10].hex(),
        function=f"{frame[10]:02X}",
        start=start,
        end=end,
        crc=frame[-2:].hex().upper(),
        body=frame[HEAD:-TAIL],
    )


def decode(frame: bytes) -> Message:
    """One frame with its readings, or FrameError."""
    envelope = open_frame(frame)
    fields = _head(envelope)
    fields.update(_body(envelope))
    sent_at = fields.pop("sent_at", None)
    return Message(
        protocol="sl651",
        device_id=fields.get("station") or envelope.rtu,
        kind=envelope.function,
        fields=fields,
        frame=frame,
        readings=tuple(_readings(fields, device=fields.get("station") or envelope.rtu)) if envelope.is_up else (),
        needs_reply=envelope.is_up and envelope.function in REPORTS and envelope.end == ETX,
        password=envelope.password,
        sent_at=sent_at,
    )


def _head(envelope: Envelope) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "direction": "up" if envelope.is_up else "down",
        "center": envelope.center,
        "rtu": envelope.rtu,
        "password": envelope.password,
        "function": envelope.function,
        "body_length": len(envelope.body),
        "start": STARTS[envelope.start],
        "end": ENDS[envelope.end],
        "crc": envelope.crc,
    }
    if envelope.is_up and envelope.function in FUNCTIONS:
        fields["name"] = FUNCTIONS[envelope.function]
    return fields


def _body(envelope: Envelope) -> dict[str, Any]:
    """Serial and time of sending; in a split message only the first packet has them (SL 651-2014, 6.2.3)."""
    body, at = envelope.body, HEAD
    found: dict[str, Any] = {}
    if envelope.start == SYN:
        if len(body) < 3:
            raise FrameError("a split message says total and number in three bytes", at)
        numbers = int.from_bytes(body[:3], "big")
        found = {"packet_total": numbers >> 12, "packet_no": numbers & 0x0FFF}
        body, at = body[3:], at + 3
        if found["packet_no"] != 1:
            return {**found, "raw_body_bytes": len(body), "raw": body.hex()}
    if len(body) < 8:
        raise FrameError("serial and time of sending take eight bytes", at)
    found["serial"] = int.from_bytes(body[:2], "big")
    found["sent_at"] = sent_at = short_moment(bcd(body[2:8], at=at + 2))
    found["send_time"] = sent_at.replace(tzinfo=None).isoformat() if sent_at else None
    return {**found, **_content(envelope, body[8:], at + 8)}


def _content(envelope: Envelope, content: bytes, at: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if envelope.is_up and content[:2] == bytes((STATION, STATION)) and len(content) >= 7:
        found["station"] = content[2:7].hex()
        content, at = content[7:], at + 7
        if envelope.function in WITH_ELEMENTS and content:
            found["station_class"] = f"{content[0]:02X}"
            found["elements"] = list(_elements(content[1:]))
            return found
    if content or "station" in found:
        found["raw"] = content.hex()
    return found


def _elements(data: bytes) -> Iterator[dict[str, Any]]:
    """The elements one after another. What cannot be read ends the list and is kept as it is: the CRC was right."""
    position = 0
    while position < len(data):
        element, used = _element(data, position)
        yield element
        position += used


def _element(data: bytes, at: int) -> tuple[dict[str, Any], int]:
    first = data[at]
    if first == TIME and data[at + 1 : at + 2] == b"\xf0" and len(data) >= at + 7:
        observed = short_moment(digits) if (digits := data[at + 2 : at + 7].hex()).isdecimal() else None
        shown = observed.replace(tzinfo=None).isoformat(timespec="minutes") if observed else None
        return {"id": "F0", "obs_time": shown}, 7
    if first == PICTURE and data[at + 1 : at + 2] == b"\xf3":
        return {"id": "F3", "raw": data[at + 2 :].hex()}, len(data) - at
    if first in (RAIN, *LEVELS) and len(data) >= at + 2:
        return _series(data, at)
    return _value(data, at)


def _series(data: bytes, at: int) -> tuple[dict[str, Any], int]:
    """Twelve values five minutes apart: rain in one byte each (0.1 mm), levels in two bytes each (0.01 m)."""
    identifier = f"{data[at]:02X}"
    length = data[at + 1] >> 3
    values = data[at + 2 : at + 2 + length]
    if len(values) < length or length == 0:
        return _rest(data, at)
    head = {"id": identifier, "name": ELEMENTS[identifier].symbol}
    if data[at] == RAIN:
        return {**head, "rain_5min_mm": [_scaled(values[i : i + 1], 1) for i in range(length)]}, 2 + length
    pairs = range(0, length - 1, 2)
    return {**head, "level_5min_m": [_scaled(values[i : i + 2], 2) for i in pairs]}, 2 + length


def _scaled(raw: bytes, decimals: int) -> Decimal | None:
    return None if _is_filler(raw) else Decimal(int.from_bytes(raw, "big")).scaleb(-decimals)


def _is_filler(raw: bytes) -> bool:
    return raw.strip(b"\xff") == b"" or raw.strip(b"\xaa") == b""


def _value(data: bytes, at: int) -> tuple[dict[str, Any], int]:
    """Identifier (two bytes after FF), layout (five bits of length, three of decimals), BCD value."""
    wide = data[at] == WIDE
    head = 2 if wide else 1
    if len(data) < at + head + 1:
        return _rest(data, at)
    identifier = data[at : at + head].hex().upper()
    layout = data[at + head]
    length, decimals = layout >> 3, layout & 7
    raw = data[at + head + 1 : at + head + 1 + length]
    if len(raw) < length:
        return _rest(data, at)
    found: dict[str, Any] = {"id": identifier, "bytes": length, "decimals": decimals}
    if identifier in ELEMENTS:
        found["name"] = ELEMENTS[identifier].symbol
    if data[at] == STEP and not wide:
        found["step_ddhhmm"] = raw.hex()
    else:
        found["value"] = _bcd_number(raw, decimals)
        if found["value"] is None and not _is_filler(raw):
            found["raw"] = raw.hex()
    return found, head + 1 + length


def _rest(data: bytes, at: int) -> tuple[dict[str, Any], int]:
    return {"id": f"{data[at]:02X}", "raw": data[at:].hex()}, len(data) - at


def _bcd_number(raw: bytes, decimals: int) -> Decimal | None:
    """The value, negative after a first byte FF; None for fillers and for what is no BCD."""
    if not raw or _is_filler(raw):
        return None
    negative = len(raw) > 1 and raw[0] == WIDE
    digits = (raw[1:] if negative else raw).hex()
    if not digits.isdecimal():
        return None
    value = Decimal(int(digits)).scaleb(-decimals)
    return -value if negative else value


# --- readings


def _readings(fields: dict[str, Any], *, device: str) -> Iterator[Reading]:
    observed = _moment(fields.get("send_time"))
    for element in fields.get("elements", ()):
        if "obs_time" in element:
            observed = _moment(element["obs_time"]) or observed
        elif observed is not None:
            yield from _read(element, device=device, observed=observed)


def _moment(text: str | None) -> datetime | None:
    return short_moment("".join(sign for sign in text if sign.isdecimal())[2:]) if text else None


def _read(element: dict[str, Any], *, device: str, observed: datetime) -> Iterator[Reading]:
    code = element["id"]
    unit = ELEMENTS[code].unit if code in ELEMENTS else ""
    if "value" in element:
        yield Reading(device_id=device, code=code, observed_at=observed, value=element["value"], unit=unit)
    for index, value in enumerate(element.get("rain_5min_mm") or element.get("level_5min_m") or ()):
        if value is not None:  # a filler here is a time that has not come yet
            at = observed + index * FIVE_MINUTES
            yield Reading(device_id=device, code=code, observed_at=at, value=value, unit=unit)
