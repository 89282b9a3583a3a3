"""GB/T 32960.3-2016: electric vehicles. `##`, command, answer, VIN, encryption, length, data, XOR."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from lingnan.core import clock
from lingnan.core.errors import FrameError
from lingnan.core.labels import Label
from lingnan.engines.sense.protocols.base import CST, PROTOCOLS, Memoryless, Message, Reading
from lingnan.engines.sense.protocols.framing import cut, xor

MARKS = {b"##": "2016", b"$$": "2025"}  # the edition of 2025 keeps this envelope; its data units are not read
HEAD = 24
LONGEST = 65531
LOGIN, REALTIME, RESENT, LOGOUT, PLATFORM_LOGIN, PLATFORM_LOGOUT, HEARTBEAT, TIME = range(1, 9)
COMMAND = 0xFE  # in the answer field: this is no answer
DONE, WRONG, VIN_TAKEN = 1, 2, 3
ENCRYPTED = frozenset({2, 3})  # RSA, AES128
Unit = dict[str, Any]


def _size(buffer: bytes, start: int) -> int | None:
    if len(buffer) - start < HEAD:
        return None
    length = buffer[start + 22] << 8 | buffer[start + 23]
    return HEAD + length + 1 if length <= LONGEST else 0


def _is_whole(frame: bytes) -> bool:
    return xor(frame[2:]) == 0


def open_frame(frame: bytes) -> dict[str, Any]:
    """Check mark, length and XOR; the header under the names of the standard."""
    if frame[:2] not in MARKS:
        raise FrameError("no ## at the start", 0)
    if len(frame) < HEAD + 1:
        raise FrameError(f"{len(frame)} bytes, a frame has at least {HEAD + 1}", len(frame))
    length = frame[22] << 8 | frame[23]
    if len(frame) != HEAD + length + 1:
        raise FrameError(f"length {length} given, {len(frame) - HEAD - 1} found", 22)
    if xor(frame[2:]):
        raise FrameError(f"XOR {frame[-1]:02X} given, {xor(frame[2:-1]):02X} computed", len(frame) - 1)
    return {
        "version": MARKS[frame[:2]],
        "command": f"{frame[2]:02X}",
        "response": f"{frame[3]:02X}",
        "vin": frame[4:21].decode("ascii", "replace").rstrip("\0"),
        "encryption": frame[21],
        "length": length,
        "bcc": f"{frame[-1]:02X}",
    }


def decode(frame: bytes) -> Message:
    """One frame with its readings, or FrameError. Data units that do not keep to their table are named, not refused."""
    fields = open_frame(frame)
    data, is_plain = frame[HEAD:-1], fields["encryption"] not in ENCRYPTED
    at = moment_of(data) if is_plain and len(data) >= 6 else None
    if at:
        fields["time"] = at.isoformat()
    if is_plain and fields["version"] == "2016":
        _command(frame[2], data, fields)
    return Message(
        protocol="gb32960",
        device_id=fields["vin"],
        kind=fields["command"],
        fields=fields,
        frame=frame,
        readings=tuple(_readings(fields, at)) if at else (),
        needs_reply=frame[3] == COMMAND and frame[2] <= TIME,
        sent_at=at,
    )


def moment_of(data: bytes) -> datetime | None:
    """Six bytes: year of this century, month, day, hour, minute, second, in UTC+8."""
    try:
        return datetime(2000 + data[0], data[1], data[2], data[3], data[4], data[5], tzinfo=CST)
    except ValueError:
        return None


def _command(command: int, data: bytes, fields: dict[str, Any]) -> None:
    if command in {REALTIME, RESENT} and len(data) >= 6:
        fields["info"] = list(units_of(data[6:]))
    elif command == LOGIN and len(data) >= 30:
        fields["login"] = _login(data[6:])
    elif command == PLATFORM_LOGIN and len(data) >= 41:
        fields["platform_login"] = {
            "serial": data[6] << 8 | data[7],
            "user": _text(data[8:20]),
            "password": _text(data[20:40]),
            "encryption": data[40],
        }
    elif command in {LOGOUT, PLATFORM_LOGOUT} and len(data) >= 8:
        fields["logout_serial"] = data[6] << 8 | data[7]


def _text(data: bytes) -> str:
    return data.decode("gb18030", "replace").strip("\0 ")


def _login(data: bytes) -> Unit:
    count, length = data[22], data[23]
    codes = [_text(data[24 + at : 24 + at + length]) for at in range(0, count * length, length or 1)]
    return {
        "serial": data[0] << 8 | data[1],
        "iccid": _text(data[2:22]),
        "subsystems": count,
        "code_length": length,
        "codes": codes,
    }


# --- data units: tables 9 to 18. The largest value of a field means invalid, the one before abnormal: both are none.


class _Fields:
    """Reads fields in order."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at

    def raw(self, size: int) -> int:
        part = self.data[self.at : self.at + size]
        if len(part) < size:
            raise FrameError(f"{size} bytes expected, {len(part)} left", self.at)
        self.at += size
        return int.from_bytes(part, "big")

    def whole(self, size: int, offset: int = 0) -> int | None:
        value = self.raw(size)
        return None if value >= (1 << 8 * size) - 2 else value - offset

    def scaled(self, size: int, decimals: int, offset: int = 0) -> Decimal | None:
        value = self.whole(size)
        return None if value is None else Decimal(value).scaleb(-decimals) - offset


def _vehicle(f: _Fields) -> Unit:
    return {
        "status": f.whole(1),
        "charge": f.whole(1),
        "mode": f.whole(1),
        "speed_kmh": f.scaled(2, 1),
        "odometer_km": f.scaled(4, 1),
        "voltage_v": f.scaled(2, 1),
        "current_a": f.scaled(2, 1, 1000),
        "soc": f.whole(1),
        "dcdc": f.whole(1),
        "gear": f"{f.raw(1):02X}",
        "insulation_kohm": f.raw(2),
        "accelerator": f.whole(1),
        "brake": f.whole(1),
    }


def _motor(f: _Fields) -> Unit:
    return {
        "no": f.raw(1),
        "state": f.whole(1),
        "controller_temp_c": f.whole(1, 40),
        "rpm": f.whole(2, 20000),
        "torque_nm": f.scaled(2, 1, 2000),
        "motor_temp_c": f.whole(1, 40),
        "input_v": f.scaled(2, 1),
        "bus_a": f.scaled(2, 1, 1000),
    }


def _fuel_cell(f: _Fields) -> Unit:
    found: Unit = {
        "voltage_v": f.scaled(2, 1),
        "current_a": f.scaled(2, 1),
        "consumption_kg_100km": f.scaled(2, 2),
    }
    found["temps_c"] = [f.whole(1, 40) for _ in range(f.whole(2) or 0)]
    found["max_h2_temp_c"] = f.scaled(2, 1, 40)
    found["max_h2_temp_probe"] = f.whole(1)
    found["max_h2_ppm"] = f.whole(2)
    found["max_h2_sensor"] = f.whole(1)
    found["max_h2_mpa"] = f.scaled(2, 1)
    found["max_h2_pressure_sensor"] = f.whole(1)
    found["dcdc"] = f.whole(1)
    return found


def _engine(f: _Fields) -> Unit:
    return {"state": f.whole(1), "rpm": f.whole(2), "consumption_l_100km": f.scaled(2, 2)}


def _position(f: _Fields) -> Unit:
    status = f.raw(1)
    return {
        "valid": not status & 1,
        "south": bool(status & 2),
        "west": bool(status & 4),
        "lon": f.scaled(4, 6),
        "lat": f.scaled(4, 6),
    }


def _extremes(f: _Fields) -> Unit:
    found: Unit = {}
    for name, read in (
        ("v", lambda: f.scaled(2, 3)),
        ("t", lambda: f.whole(1, 40)),
    ):
        for end in ("max", "min"):
            found[f"{end}_{name}_sub"] = f.whole(1)
            found[f"{end}_{name}_{'cell' if name == 'v' else 'probe'}"] = f.whole(1)
            found[f"{end}_v" if name == "v" else f"{end}_t_c"] = read()
    return found


def _alarm(f: _Fields) -> Unit:
    found: Unit = {"level": f.whole(1), "flags": f"{f.raw(4):08X}"}
    for group in ("battery", "motor", "engine", "other"):
        found[group] = [f"{f.raw(4):08X}" for _ in range(f.whole(1) or 0)]
    return found


def _cells(f: _Fields) -> Unit:
    found: Unit = {
        "no": f.raw(1),
        "voltage_v": f.scaled(2, 1),
        "current_a": f.scaled(2, 1, 1000),
        "cells": f.whole(2),
        "frame_start": f.whole(2),
    }
    found["cell_v"] = [f.scaled(2, 3) for _ in range(f.whole(1) or 0)]
    return found


def _probes(f: _Fields) -> Unit:
    number = f.raw(1)
    return {"no": number, "temps_c": [f.whole(1, 40) for _ in range(f.whole(2) or 0)]}


def _listed(key: str, one: Callable[[_Fields], Unit]) -> Callable[[_Fields], Unit]:
    return lambda f: {key: [one(f) for _ in range(f.whole(1) or 0)]}


UNITS: Mapping[int, tuple[str, Callable[[_Fields], Unit]]] = {
    0x01: ("vehicle", _vehicle),
    0x02: ("motors", _listed("motors", _motor)),
    0x03: ("fuel_cell", _fuel_cell),
    0x04: ("engine", _engine),
    0x05: ("position", _position),
    0x06: ("extremes", _extremes),
    0x07: ("alarm", _alarm),
    0x08: ("cell_voltages", _listed("subsystems", _cells)),
    0x09: ("temperatures", _listed("subsystems", _probes)),
}


def units_of(data: bytes) -> Iterator[Unit]:
    """The data units one after another. What has no table, or does not keep to it, ends the list as it is."""
    f = _Fields(data, 0)
    while f.at < len(data):
        start, kind = f.at, data[f.at]
        f.at += 1
        try:
            if kind in UNITS:
                name, read = UNITS[kind]
                yield {"type": name, **read(f)}
                continue
            if 0x80 <= kind < 0xFF:  # the maker's own, with a length
                size = f.raw(2)
                part = data[f.at : f.at + size]
                f.at += size
                yield {"type": f"user_{kind:02X}", "raw": part.hex()}
                continue
        except FrameError as error:
            yield {"type": f"cut_{kind:02X}", "raw": data[start:].hex(), "error": str(error)}
            return
        yield {"type": f"unknown_{kind:02X}", "raw": data[start:].hex()}
        return


# --- readings: what the platform watches of a vehicle; single cells stay in the message

WATCHED = {
    "speed_kmh": "km/h",
    "odometer_km": "km",
    "voltage_v": "V",
    "current_a": "A",
    "soc": "%",
    "insulation_kohm": "kΩ",
    "lon": "deg",
    "lat": "deg",
    "max_v": "V",
    "min_v": "V",
    "max_t_c": "℃",
    "min_t_c": "℃",
    "level": "",
}
OF_UNITS = frozenset({"vehicle", "position", "extremes", "alarm"})


def _readings(fields: dict[str, Any], at: datetime) -> Iterator[Reading]:
    for unit in fields.get("info", ()):
        if unit["type"] not in OF_UNITS:
            continue
        flag = "" if unit.get("valid", True) else "unpositioned"
        signs = {"lat": -1 if unit.get("south") else 1, "lon": -1 if unit.get("west") else 1}
        for code, measure in WATCHED.items():
            if code in unit:
                value = None if unit[code] is None else Decimal(unit[code]) * signs.get(code, 1)
                yield Reading(device_id=fields["vin"], code=code, observed_at=at, value=value, unit=measure, flag=flag)


# --- what is said


def encode(*, command: int, vin: str | bytes, response: int = COMMAND, data: bytes = b"", encryption: int = 1) -> bytes:
    """A whole frame; `vin` of seventeen signs."""
    number = vin.encode("ascii") if isinstance(vin, str) else vin
    head = bytes([command, response]) + number[:17].ljust(17, b"\0") + bytes([encryption])
    body = head + len(data).to_bytes(2, "big") + data
    return b"##" + body + bytes([xor(body)])


def stamp(at: datetime) -> bytes:
    """Six bytes of time."""
    local = at.astimezone(CST)
    return bytes([local.year - 2000, local.month, local.day, local.hour, local.minute, local.second])


def reply(message: Message, *, result: int = DONE) -> bytes | None:
    """The platform's answer: the same command with its result and the time that was sent (of the platform, for 08)."""
    if not message.needs_reply:
        return None
    command = message.frame[2]
    at = clock.now() if command == TIME else message.sent_at
    data = stamp(at) if at else b""
    return encode(command=command, vin=message.frame[4:21], response=result, data=data)


class GB32960(Memoryless):
    """The protocol as the gateway uses it."""

    name: ClassVar[str] = "gb32960"
    label: ClassVar[Label] = Label(zh="GB/T 32960 电动汽车", en="GB/T 32960 electric vehicles")
    default_port: ClassVar[int] = 9329
    transports: ClassVar[tuple[str, ...]] = ("tcp",)

    def split(self, buffer: bytes) -> tuple[list[bytes], bytes]:
        mark = b"$$" if buffer.startswith(b"$$") else b"##"  # a line speaks one edition
        return cut(buffer, mark=mark, size=_size, is_whole=_is_whole)

    def decode(self, frame: bytes) -> Message:
        return decode(frame)

    def reply(self, message: Message) -> bytes | None:
        return reply(message)


PROTOCOLS.register(GB32960.name, GB32960())
