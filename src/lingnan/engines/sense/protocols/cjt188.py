"""CJ/T 188-2004: water, heat and gas meters. `68`, type, address, control, length, data, sum, `16`."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from lingnan.core import clock
from lingnan.core.errors import FrameError
from lingnan.core.labels import Label
from lingnan.engines.sense.protocols.base import PROTOCOLS, Memoryless, Message, Reading, moment
from lingnan.engines.sense.protocols.framing import cut, sum8

START, STOP = 0x68, 0x16
WAKE = b"\xfe"
HEAD, TAIL = 11, 2
FROM_METER, ERROR = 0x80, 0x40
READ, ANSWER = 0x01, 0x81
METERING = frozenset({"901F", "1F90"})  # the identifier of the current readings; some meters turn its bytes
HEAT = range(0x20, 0x30)
# Table 2: codes of units.
UNITS = {
    0x02: "Wh",
    0x05: "kWh",
    0x08: "MWh",
    0x0A: "100MWh",
    0x01: "J",
    0x0B: "kJ",
    0x0E: "MJ",
    0x11: "GJ",
    0x13: "100GJ",
    0x14: "W",
    0x17: "kW",
    0x1A: "MW",
    0x29: "L",
    0x2C: "m3",
    0x32: "L/h",
    0x35: "m3/h",
}


def _size(buffer: bytes, start: int) -> int | None:
    return None if len(buffer) - start < HEAD else HEAD + buffer[start + 10] + TAIL


def _is_whole(frame: bytes) -> bool:
    return frame[-1] == STOP and sum8(frame[:-2]) == frame[-2]


def open_frame(frame: bytes) -> bytes:
    """Check marks, length and sum; the frame without its waking bytes."""
    woken = len(frame) - len(frame.lstrip(WAKE))
    frame = frame[woken:]
    if frame[:1] != b"\x68":
        raise FrameError("no 68 at the start", woken)
    if len(frame) < HEAD + TAIL:
        raise FrameError(f"{len(frame)} bytes, a frame has at least {HEAD + TAIL}", woken + len(frame))
    if len(frame) != HEAD + frame[10] + TAIL:
        raise FrameError(f"length {frame[10]} given, {len(frame) - HEAD - TAIL} found", woken + 10)
    if frame[-1] != STOP:
        raise FrameError("no 16 at the end", woken + len(frame) - 1)
    if sum8(frame[:-2]) != frame[-2]:
        raise FrameError(f"sum {frame[-2]:02X} given, {sum8(frame[:-2]):02X} computed", woken + len(frame) - 2)
    return frame


def decode(frame: bytes) -> Message:
    """One frame with its readings, or FrameError."""
    checked = open_frame(frame)
    control, data = checked[9], checked[HEAD:-TAIL]
    fields: dict[str, Any] = {
        "meter_type": f"{checked[1]:02X}",
        "address": checked[8:1:-1].hex(),
        "control": f"{control:02X}",
        "from_meter": bool(control & FROM_METER),
        "error": bool(control & ERROR),
        "cs": f"{checked[-2]:02X}",
    }
    if len(data) >= 3:
        fields["di"], fields["ser"] = data[:2].hex().upper(), data[2]
        fields.update(_content(checked[1], control, fields["di"], data[3:]))
    elif data:
        fields["data"] = data.hex()
    return Message(
        protocol="cjt188",
        device_id=fields["address"],
        kind=fields["control"],
        fields=fields,
        frame=frame,
        readings=tuple(_readings(fields)),
    )


def _content(meter: int, control: int, identifier: str, data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {"data": data.hex()} if data else {}
    if control == ANSWER and identifier in METERING:
        if len(data) == 19 and meter not in HEAT:
            found.update(_water(data))
        elif len(data) == 43 and meter in HEAT:
            found.update(_heat(data))
    return found


def _number(raw: bytes, decimals: int) -> Decimal | None:
    digits = raw[::-1].hex()
    return Decimal(int(digits)).scaleb(-decimals) if digits.isdecimal() else None


def _with_unit(name: str, raw: bytes, decimals: int = 2) -> dict[str, Any]:
    """Four bytes of BCD, low byte first, and the code of the unit."""
    unit = UNITS.get(raw[4], f"{raw[4]:02X}")
    return {f"{name}_total": _number(raw[:4], decimals), f"{name}_unit": unit}


def _water(data: bytes) -> dict[str, Any]:
    """Table 5: current total, total of the settlement day, real time, state."""
    return {
        **_with_unit("current", data[0:5]),
        **_with_unit("settle", data[5:10]),
        "clock": data[10:17][::-1].hex(),
        "status": data[17:19].hex(),
    }


def _heat(data: bytes) -> dict[str, Any]:
    """Table 6: heat of the settlement day and now, power, flow, volume, temperatures, hours, real time, state."""
    return {
        **_with_unit("settle", data[0:5]),
        **_with_unit("current", data[5:10]),
        **_with_unit("power", data[10:15]),
        **_with_unit("flow", data[15:20], 4),
        **_with_unit("volume", data[20:25]),
        "supply_c": _number(data[25:28], 2),
        "return_c": _number(data[28:31], 2),
        "hours": _number(data[31:34], 0),
        "clock": data[34:41][::-1].hex(),
        "status": data[41:43].hex(),
    }


def _readings(fields: dict[str, Any]) -> Iterator[Reading]:
    """At the meter's own clock; where that was never set, at the time of asking."""
    at: datetime = moment(str(fields.get("clock", ""))) or clock.now()
    for name in ("current", "power", "flow", "volume"):
        if f"{name}_total" in fields:
            yield Reading(
                device_id=fields["address"],
                code=name,
                observed_at=at,
                value=fields[f"{name}_total"],
                unit=fields[f"{name}_unit"],
            )
    for name in ("supply_c", "return_c"):
        if name in fields:
            yield Reading(device_id=fields["address"], code=name, observed_at=at, value=fields[name], unit="℃")


def encode(*, meter_type: int, address: str, control: int, data: bytes = b"") -> bytes:
    """A whole frame; `address` of fourteen digits."""
    frame = bytes([START, meter_type]) + bytes.fromhex(address)[::-1] + bytes([control, len(data)]) + data
    return frame + bytes([sum8(frame), STOP])


def read(*, meter_type: int, address: str, serial: int, identifier: str = "901F") -> bytes:
    """Ask a meter for its readings."""
    return encode(
        meter_type=meter_type, address=address, control=READ, data=bytes.fromhex(identifier) + bytes([serial])
    )


class CJT188(Memoryless):
    """The protocol as the gateway uses it. Nothing that a meter sends is answered."""

    name: ClassVar[str] = "cjt188"
    label: ClassVar[Label] = Label(zh="CJ/T 188 户用计量仪表", en="CJ/T 188 household meters")
    default_port: ClassVar[int] = 9188
    transports: ClassVar[tuple[str, ...]] = ("tcp",)

    def split(self, buffer: bytes) -> tuple[list[bytes], bytes]:
        return cut(buffer, mark=b"\x68", size=_size, is_whole=_is_whole, idle=WAKE)

    def decode(self, frame: bytes) -> Message:
        return decode(frame)


PROTOCOLS.register(CJT188.name, CJT188())
