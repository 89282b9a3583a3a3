"""SZY 206-2016: water resources. `68`, length, `68`, control, address, function, data, CRC-8, `16`."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from lingnan.core import clock
from lingnan.core.errors import FrameError
from lingnan.core.labels import Label
from lingnan.engines.sense.protocols.base import CST, PROTOCOLS, Memoryless, Message, Reading
from lingnan.engines.sense.protocols.framing import crc8, cut

START, STOP = 0x68, 0x16
HEAD, TAIL = 3, 2
UP, SPLIT = 0x80, 0x40
LINK, REPORT, ALARM, MANUAL, ASK = 0x02, 0xC0, 0x81, 0x82, 0xB0
# The low half of an uplink's control byte says what is measured (table 4).
RAIN, LEVEL, FLOW = 1, 2, 3
STATE, TIME_TAG = 4, 5  # bytes of alarm and terminal state, and of the time tag, after the values of a report
ACKNOWLEDGED = frozenset({LINK, REPORT, ALARM, MANUAL})


def _size(buffer: bytes, start: int) -> int | None:
    if len(buffer) - start < HEAD:
        return None
    return HEAD + buffer[start + 1] + TAIL if buffer[start + 2] == START and buffer[start + 1] >= 7 else 0


def _is_whole(frame: bytes) -> bool:
    return frame[-1] == STOP and crc8(frame[HEAD:-TAIL]) == frame[-TAIL]


def open_frame(frame: bytes) -> bytes:
    """Check marks, length and CRC; the user data from the control byte on."""
    if len(frame) < HEAD + TAIL or frame[0] != START:
        raise FrameError("no 68 at the start", 0)
    if frame[2] != START:
        raise FrameError("no second 68 after the length", 2)
    if len(frame) != HEAD + frame[1] + TAIL:
        raise FrameError(f"length {frame[1]} given, {len(frame) - HEAD - TAIL} found", 1)
    if frame[-1] != STOP:
        raise FrameError("no 16 at the end", len(frame) - 1)
    data = frame[HEAD:-TAIL]
    if crc8(data) != frame[-TAIL]:
        raise FrameError(f"CRC {frame[-TAIL]:02X} given, {crc8(data):02X} computed", len(frame) - TAIL)
    if len(data) < (8 if data and data[0] & SPLIT else 7):
        raise FrameError("control, address and function take seven bytes", HEAD)
    return data


def decode(frame: bytes) -> Message:
    """One frame with its readings, or FrameError."""
    user = open_frame(frame)
    control = user[0]
    fields: dict[str, Any] = {
        "control": f"{control:02X}",
        "direction": "up" if control & UP else "down",
        "split": bool(control & SPLIT),
        "fcb": control >> 4 & 3,
        "function": control & 0x0F,
    }
    at = 1
    if control & SPLIT:
        fields["divs"] = user[1]
        at = 2
    fields["address"] = user[at : at + 5].hex()
    fields["afn"] = f"{user[at + 5]:02X}"
    data = user[at + 6 :]
    fields["data"] = data.hex()
    fields["crc8"] = f"{frame[-TAIL]:02X}"
    if control & UP and user[at + 5] in {REPORT, ASK}:
        fields.update(_report(control & 0x0F, data, is_report=user[at + 5] == REPORT))
    return Message(
        protocol="szy206",
        device_id=fields["address"],
        kind=fields["afn"],
        fields=fields,
        frame=frame,
        readings=tuple(_readings(fields)),
        needs_reply=bool(control & UP) and user[at + 5] in ACKNOWLEDGED,
    )


def _report(kind: int, data: bytes, *, is_report: bool) -> dict[str, Any]:
    """The values, then alarm and terminal state, then (in a report) the time tag."""
    behind = STATE + (TIME_TAG if is_report else 0)
    if len(data) < behind:
        return {}
    values, tail = data[: len(data) - behind], data[len(data) - behind :]
    found: dict[str, Any] = {"alarm": tail[0:2].hex(), "state": tail[2:4].hex()}
    if is_report:
        found["time_tag"] = tail[4:9].hex()
    if kind == FLOW and values and len(values) % 10 == 0:
        pairs = [values[at : at + 10] for at in range(0, len(values), 10)]
        found["flows"] = [{"flow": flow(pair[:5]), "total": total(pair[5:])} for pair in pairs]
    elif kind == RAIN and len(values) == 3:
        found["rain_mm"] = _digits(values, 1)
    return found


def _digits(raw: bytes, decimals: int) -> Decimal | None:
    """BCD, low byte first."""
    digits = raw[::-1].hex()
    return Decimal(int(digits)).scaleb(-decimals) if digits.isdecimal() else None


def flow(raw: bytes) -> Decimal | None:
    """Five bytes, three decimals; a high half byte above 0 in the last is the sign.

    >>> flow(bytes.fromhex("0059000000"))
    Decimal('5.900')
    """
    value = _digits(raw[:4] + bytes([raw[4] & 0x0F]), 3)
    return -value if value is not None and raw[4] >> 4 else value


def total(raw: bytes) -> Decimal | None:
    """Five bytes of whole cubic metres; the highest bit is the sign."""
    value = _digits(raw[:4] + bytes([raw[4] & 0x7F]), 0)
    return -value if value is not None and raw[4] & 0x80 else value


def tagged(tag: bytes) -> datetime | None:
    """Second, minute, hour, day in BCD: the tag has no month, so it is the last such day up to tomorrow."""
    digits = tag[:4].hex()
    if len(tag) < 4 or not digits.isdecimal():
        return None
    second, minute, hour, day = (int(digits[at : at + 2]) for at in (0, 2, 4, 6))
    now = clock.now().astimezone(CST)
    for back in range(-1, 62):
        candidate = now - timedelta(days=back)
        if candidate.day == day:
            try:
                return candidate.replace(hour=hour, minute=minute, second=second, microsecond=0)
            except ValueError:
                return None
    return None


def _readings(fields: dict[str, Any]) -> Iterator[Reading]:
    at = tagged(bytes.fromhex(fields["time_tag"])) if "time_tag" in fields else clock.now()
    if at is None:
        return
    device = fields["address"]
    for number, pair in enumerate(fields.get("flows", ()), start=1):
        suffix = "" if number == 1 else str(number)
        yield Reading(device_id=device, code=f"flow{suffix}", observed_at=at, value=pair["flow"], unit="m3/h")
        yield Reading(device_id=device, code=f"total{suffix}", observed_at=at, value=pair["total"], unit="m3")
    if "rain_mm" in fields:
        yield Reading(device_id=device, code="rain", observed_at=at, value=fields["rain_mm"], unit="mm")


# --- what is said


def encode(*, control: int, address: str, afn: int, data: bytes = b"", divs: int | None = None) -> bytes:
    """A whole frame; `address` in ten hex digits as they stand on the wire."""
    user = (
        bytes([control]) + (bytes([divs]) if divs is not None else b"") + bytes.fromhex(address) + bytes([afn]) + data
    )
    if len(user) > 255:
        raise ValueError(f"user data of {len(user)} bytes does not fit (at most 255)")
    return bytes([START, len(user), START]) + user + bytes([crc8(user), STOP])


def reply(message: Message) -> bytes | None:
    """The centre's acknowledgement: function 0, the same AFN, and the time tag that came."""
    if not message.needs_reply:
        return None
    tag = bytes.fromhex(str(message.fields.get("time_tag", "")))
    return encode(
        control=int(message.fields["fcb"]) << 4, address=message.device_id, afn=int(message.kind, 16), data=tag
    )


class SZY206(Memoryless):
    """The protocol as the gateway uses it."""

    name: ClassVar[str] = "szy206"
    label: ClassVar[Label] = Label(zh="SZY 206 水资源监测", en="SZY 206 water resources")
    default_port: ClassVar[int] = 9206
    transports: ClassVar[tuple[str, ...]] = ("tcp", "udp")

    def split(self, buffer: bytes) -> tuple[list[bytes], bytes]:
        return cut(buffer, mark=b"\x68", size=_size, is_whole=_is_whole)

    def decode(self, frame: bytes) -> Message:
        return decode(frame)

    def reply(self, message: Message) -> bytes | None:
        return reply(message)


PROTOCOLS.register(SZY206.name, SZY206())
