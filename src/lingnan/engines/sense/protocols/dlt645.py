"""DL/T 645-1997 and -2007: electricity meters. `68`, address, `68`, control, length, data + 33H, sum, `16`."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from lingnan.core import clock
from lingnan.core.errors import FrameError
from lingnan.core.labels import Label
from lingnan.engines.sense.protocols.base import PROTOCOLS, Memoryless, Message, Reading
from lingnan.engines.sense.protocols.framing import cut, sum8

START, STOP = 0x68, 0x16
WAKE = b"\xfe"  # bytes sent to wake the receiver
HEAD, TAIL = 10, 2
MASK = 0x33
FROM_METER, ERROR, MORE = 0x80, 0x40, 0x20
WITH_ID_2007, WITH_ID_1997 = frozenset({0x11, 0x12, 0x14}), frozenset({0x01, 0x02, 0x04})
READ_2007, READ_1997 = 0x11, 0x01


def _size(buffer: bytes, start: int) -> int | None:
    if len(buffer) - start < HEAD:
        return None
    return HEAD + buffer[start + 9] + TAIL if buffer[start + 7] == START else 0


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
    if frame[7] != START:
        raise FrameError("no second 68 after the address", woken + 7)
    if len(frame) != HEAD + frame[9] + TAIL:
        raise FrameError(f"length {frame[9]} given, {len(frame) - HEAD - TAIL} found", woken + 9)
    if frame[-1] != STOP:
        raise FrameError("no 16 at the end", woken + len(frame) - 1)
    if sum8(frame[:-2]) != frame[-2]:
        raise FrameError(f"sum {frame[-2]:02X} given, {sum8(frame[:-2]):02X} computed", woken + len(frame) - 2)
    return frame


def decode(frame: bytes) -> Message:
    """One frame with its reading, or FrameError."""
    checked = open_frame(frame)
    control = checked[8]
    data = bytes((byte - MASK) & 0xFF for byte in checked[HEAD:-TAIL])
    fields: dict[str, Any] = {
        "address": checked[6:0:-1].hex(),
        "control": f"{control:02X}",
        "from_meter": bool(control & FROM_METER),
        "error": bool(control & ERROR),
        "more": bool(control & MORE),
        "function": control & 0x1F,
        "data": data.hex(),
        "cs": f"{checked[-2]:02X}",
    }
    _identified(fields, data)
    return Message(
        protocol="dlt645",
        device_id=fields["address"],
        kind=fields["control"],
        fields=fields,
        frame=frame,
        readings=_readings(fields),
    )


def _identified(fields: dict[str, Any], data: bytes) -> None:
    """Data identifier and value: four bytes since 2007, two in 1997, low byte first."""
    if fields["error"]:
        fields["error_code"] = f"{data[0]:02X}" if data else None
        return
    function = fields["function"]
    if function in WITH_ID_2007 and len(data) >= 4:
        edition, width = "2007", 4
    elif function in WITH_ID_1997 and len(data) >= 2:
        edition, width = "1997", 2
    else:
        return
    identifier, value = data[:width][::-1].hex().upper(), data[width:][::-1]
    fields.update(edition=edition, di=identifier, value_bytes=value.hex())
    form = form_of(identifier, edition)
    if form and fields["from_meter"] and len(value) == form.size and (found := form.read(value)) is not None:
        fields.update(value=found, unit=form.unit)


# --- what the identifiers mean


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """How a value is written: bytes of BCD, decimals, unit, and whether the highest bit is its sign."""

    size: int
    decimals: int
    unit: str
    signed: bool = False

    def read(self, value: bytes) -> Decimal | None:
        """The number; none where it is no BCD (FF: the meter does not have it)."""
        negative = self.signed and bool(value[0] & 0x80) and value.strip(b"\xff") != b""
        digits = (bytes([value[0] & 0x7F]) + value[1:] if negative else value).hex()
        if not digits.isdecimal():
            return None
        number = Decimal(int(digits)).scaleb(-self.decimals)
        return -number if negative else number


_ENERGY_UNITS = {0: "kWh", 1: "kWh", 2: "kWh", **dict.fromkeys(range(3, 9), "kvarh"), 9: "kVAh", 10: "kVAh"}
# DL/T 645-2007, table A.3: the second byte of the variables 02xxxxxx.
_VARIABLES = {
    0x01: Form(size=2, decimals=1, unit="V"),
    0x02: Form(size=3, decimals=3, unit="A", signed=True),
    0x03: Form(size=3, decimals=4, unit="kW", signed=True),
    0x04: Form(size=3, decimals=4, unit="kvar", signed=True),
    0x05: Form(size=3, decimals=4, unit="kVA", signed=True),
    0x06: Form(size=2, decimals=3, unit="", signed=True),
    0x07: Form(size=2, decimals=1, unit="°"),
    0x08: Form(size=2, decimals=2, unit="%"),
    0x09: Form(size=2, decimals=2, unit="%"),
}
_OTHERS = {
    0x01: Form(size=3, decimals=3, unit="A", signed=True),
    0x02: Form(size=2, decimals=2, unit="Hz"),
    0x03: Form(size=3, decimals=4, unit="kW", signed=True),
    0x04: Form(size=3, decimals=4, unit="kW", signed=True),
    0x05: Form(size=3, decimals=4, unit="kvar", signed=True),
    0x06: Form(size=3, decimals=4, unit="kVA", signed=True),
    0x07: Form(size=2, decimals=1, unit="℃", signed=True),
    0x08: Form(size=2, decimals=2, unit="V"),
    0x09: Form(size=2, decimals=2, unit="V"),
    0x0A: Form(size=4, decimals=0, unit="min"),
}


def form_of(identifier: str, edition: str) -> Form | None:
    """How the value of this identifier is written; none for blocks and for what the product does not read."""
    numbers = bytes.fromhex(identifier)
    return _form_2007(*numbers) if edition == "2007" else _form_1997(*numbers)


def _form_2007(group: int, kind: int, item: int, settlement: int) -> Form | None:
    if 0xFF in (kind, item, settlement):  # a block of several values
        return None
    if group == 0x00 and kind in _ENERGY_UNITS:
        return Form(size=4, decimals=2, unit=_ENERGY_UNITS[kind], signed=kind in {0, 3, 4})
    if group == 0x02 and kind == 0x80:
        return _OTHERS.get(settlement)
    return _VARIABLES.get(kind) if group == 0x02 else None


def _form_1997(group: int, item: int) -> Form | None:
    """DL/T 645-1997, table A: energy 90/91, maximum demand A0/A1, variables B6."""
    if item & 0x0F == 0x0F:
        return None
    if group in {0x90, 0x91}:
        return Form(size=4, decimals=2, unit="kWh" if group == 0x90 else "kvarh")
    if group in {0xA0, 0xA1}:
        return Form(size=3, decimals=4, unit="kW" if group == 0xA0 else "kvar")
    if group != 0xB6:
        return None
    return {
        0x1: Form(size=2, decimals=0, unit="V"),
        0x2: Form(size=2, decimals=2, unit="A"),
        0x3: Form(size=3, decimals=4, unit="kW"),
        0x4: Form(size=2, decimals=2, unit="kvar"),
        0x5: Form(size=2, decimals=3, unit=""),
    }.get(item >> 4)


def _readings(fields: dict[str, Any]) -> tuple[Reading, ...]:
    """A meter sends no time with a value: it is the time of asking."""
    if "value" not in fields:
        return ()
    return (
        Reading(
            device_id=fields["address"],
            code=fields["di"],
            observed_at=clock.now(),
            value=fields["value"],
            unit=fields["unit"],
        ),
    )


# --- what is said: the platform asks, the meter answers


def encode(*, address: str, control: int, data: bytes = b"") -> bytes:
    """A whole frame; `address` of twelve digits (`AAAAAAAAAAAA`: whichever meter hears it)."""
    frame = b"\x68" + bytes.fromhex(address)[::-1] + bytes([START, control, len(data)])
    frame += bytes((byte + MASK) & 0xFF for byte in data)
    return frame + bytes([sum8(frame), STOP])


def read(*, address: str, identifier: str) -> bytes:
    """Ask for the value of an identifier: eight hex digits are of the 2007 edition, four of 1997."""
    control = READ_2007 if len(identifier) == 8 else READ_1997
    return encode(address=address, control=control, data=bytes.fromhex(identifier)[::-1])


def read_address() -> bytes:
    """Ask the one meter on the line for its address (2007 edition)."""
    return encode(address="AA" * 6, control=0x13)


class DLT645(Memoryless):
    """The protocol as the gateway uses it. Nothing that a meter sends is answered."""

    name: ClassVar[str] = "dlt645"
    label: ClassVar[Label] = Label(zh="DL/T 645 电能表", en="DL/T 645 electricity meters")
    default_port: ClassVar[int] = 9645
    transports: ClassVar[tuple[str, ...]] = ("tcp",)

    def split(self, buffer: bytes) -> tuple[list[bytes], bytes]:
        return cut(buffer, mark=b"\x68", size=_size, is_whole=_is_whole, idle=WAKE)

    def decode(self, frame: bytes) -> Message:
        return decode(frame)


PROTOCOLS.register(DLT645.name, DLT645())
