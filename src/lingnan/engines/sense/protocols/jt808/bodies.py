"""The message bodies of JT/T 808: each a small table read from bytes. Chinese text is GBK."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from struct import Struct
from typing import Any

from lingnan.core.errors import FrameError
from lingnan.engines.sense.protocols.base import CST

Body = dict[str, Any]


def text(data: bytes) -> str:
    """A text field: GBK, filled with zero bytes at either end."""
    return data.strip(b"\0").decode("gb18030", "replace").strip()


class Reader:
    """Reads big-endian fields in order; asking for more than there is is a FrameError."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> bytes:
        part = self.data[self.at : self.at + size]
        if len(part) < size:
            raise FrameError(f"{size} bytes expected, {len(part)} left", self.at)
        self.at += size
        return part

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def text(self, size: int) -> str:
        return text(self.take(size))

    def rest(self) -> bytes:
        part = self.data[self.at :]
        self.at = len(self.data)
        return part

    @property
    def left(self) -> int:
        return len(self.data) - self.at


def general_reply(body: bytes, _: bool) -> Body:
    reader = Reader(body)
    return {
        "reply_serial": reader.number(2),
        "reply_id": f"0x{reader.number(2):04X}",
        "result": reader.number(1),
    }


def registration(body: bytes, is_2019: bool) -> Body:
    """0x0100. The fields grew with the editions: model 8 bytes in 2011, 20 in 2013, 30 in 2019 (table 7)."""
    maker, model, terminal = (11, 30, 30) if is_2019 else (5, 20, 7) if len(body) >= 37 else (5, 8, 7)
    reader = Reader(body)
    return {
        "province": reader.number(2),
        "city": reader.number(2),
        "maker": reader.text(maker),
        "model": reader.text(model),
        "terminal_id": reader.text(terminal),
        "plate_color": reader.number(1),
        "plate": text(reader.rest()),
    }


def registration_reply(body: bytes, _: bool) -> Body:
    """0x8100: the authentication code is there only where the registration succeeded."""
    reader = Reader(body)
    found: Body = {"reply_serial": reader.number(2), "result": reader.number(1)}
    if reader.left:
        found["auth"] = text(reader.rest())
    return found


def authentication(body: bytes, is_2019: bool) -> Body:
    """0x0102: since 2019 the code has a length before it, IMEI (15) and software version (20) after it."""
    reader = Reader(body)
    if not is_2019:
        return {"auth": text(reader.rest())}
    code = reader.text(reader.number(1))
    return {"auth": code, "imei": reader.text(min(15, reader.left)), "software": text(reader.rest())}


# --- positions


def _tenth(value: int) -> Decimal:
    return Decimal(value).scaleb(-1)


# Additional items whose meaning the standard fixes (table 27 of 2013, table 27 of 2019): id -> length, key, reading.
EXTRAS: Mapping[int, tuple[int, str, Callable[[int], Any]]] = {
    0x01: (4, "mileage_km", _tenth),
    0x02: (2, "fuel_l", _tenth),
    0x03: (2, "recorder_speed_kmh", _tenth),
    0x04: (2, "event_id", int),
    0x25: (4, "signals", "{:08X}".format),
    0x2A: (2, "io_status", "{:04X}".format),
    0x2B: (4, "analog", "{:08X}".format),
    0x30: (1, "signal", int),
    0x31: (1, "satellites", int),
}
POSITION = 28
_FIXED = Struct(">IIIIHHH")
_BCD = [high * 10 + low if high < 10 and low < 10 else 99 for high in range(16) for low in range(16)]  # 99: no digits


def _moment(raw: bytes) -> datetime | None:
    """Six bytes of BCD, from the year of this century to the second."""
    year, month, day, hour, minute, second = [_BCD[byte] for byte in raw]
    try:
        return datetime(2000 + year, month, day, hour, minute, second, tzinfo=CST)
    except ValueError:
        return None


def position(body: bytes, _: bool = False) -> Body:
    """0x0200: 28 fixed bytes and additional items."""
    if len(body) < POSITION:
        raise FrameError(f"a position takes {POSITION} bytes, {len(body)} found", len(body))
    _, status, lat, lon, altitude, speed, direction = _FIXED.unpack_from(body)
    at = _moment(body[22:28])
    found: Body = {
        "alarm": body[0:4].hex().upper(),
        "status": body[4:8].hex().upper(),
        "lat": Decimal(lat).scaleb(-6),
        "lon": Decimal(lon).scaleb(-6),
        "altitude_m": altitude,
        "speed_kmh": Decimal(speed).scaleb(-1),
        "direction_deg": direction,
        "time_bcd": body[22:28].hex(),
        "acc_on": bool(status & 1),
        "positioned": bool(status & 2),
        "south": bool(status & 4),
        "west": bool(status & 8),
        "time": at.isoformat() if at else None,
        "at": at,
    }
    found["extra"], is_cut = _extras(body)
    if is_cut:
        found["extra_truncated"] = True
    return found


def _extras(body: bytes) -> tuple[list[Body], bool]:
    """Items of id, length and value; one that is longer than what is left ends the list."""
    found: list[Body] = []
    at, end = POSITION, len(body)
    while at < end:
        if at + 1 == end or at + 2 + body[at + 1] > end:
            return found, True
        identifier, size = body[at], body[at + 1]
        raw = body[at + 2 : at + 2 + size]
        item: Body = {"id": f"{identifier:02X}", "raw": raw.hex()}
        known = EXTRAS.get(identifier)
        if known and known[0] == size:
            item[known[1]] = known[2](int.from_bytes(raw, "big"))
        found.append(item)
        at += 2 + size
    return found, False


def answered_position(body: bytes, _: bool) -> Body:
    """0x0201, 0x0500: the serial of the question, then a position."""
    reader = Reader(body)
    return {"reply_serial": reader.number(2), "position": position(reader.rest())}


def batch(body: bytes, _: bool) -> Body:
    """0x0704: positions kept while there was no line (type 1), or several at once (type 0)."""
    reader = Reader(body)
    count, kind = reader.number(2), reader.number(1)
    positions = [position(reader.take(reader.number(2))) for _ in range(min(count, reader.left // POSITION))]
    return {"count": count, "type": kind, "positions": positions}


# --- the rest


def parameters(reader: Reader, count: int) -> list[Body]:
    found: list[Body] = []
    for _ in range(count):
        identifier = reader.number(4)
        found.append({"id": f"{identifier:08X}", "raw": reader.take(reader.number(1)).hex()})
    return found


def parameter_answer(body: bytes, _: bool) -> Body:
    reader = Reader(body)
    serial, count = reader.number(2), reader.number(1)
    return {"reply_serial": serial, "parameters": parameters(reader, count)}


def parameter_setting(body: bytes, _: bool) -> Body:
    reader = Reader(body)
    return {"parameters": parameters(reader, reader.number(1))}


def retransmission(body: bytes, _: bool) -> Body:
    """0x8003 and 0x0005: which packets of which message are to be sent again. The count is one byte up to 2013."""
    reader = Reader(body)
    serial = reader.number(2)
    count = reader.number(1 if reader.left % 2 else 2)
    return {"first_serial": serial, "packets": [reader.number(2) for _ in range(min(count, reader.left // 2))]}


def server_time(body: bytes, _: bool) -> Body:
    digits = Reader(body).take(6).hex()
    return {"utc": f"20{digits}"}


def message_text(body: bytes, is_2019: bool) -> Body:
    """0x8300: a text for the terminal; since 2019 with a type."""
    reader = Reader(body)
    found: Body = {"flag": reader.number(1)}
    if is_2019:
        found["type"] = reader.number(1)
    return {**found, "text": text(reader.rest())}


def multimedia(body: bytes, _: bool) -> Body:
    """0x0801: what was recorded, where, and the data (or its first packet)."""
    reader = Reader(body)
    found: Body = {
        "multimedia_id": reader.number(4),
        "type": reader.number(1),
        "format": reader.number(1),
        "event": reader.number(1),
        "channel": reader.number(1),
        "position": position(reader.take(POSITION)),
    }
    return {**found, "data_bytes": len(reader.rest())}


def multimedia_answer(body: bytes, _: bool) -> Body:
    """0x8800: received whole, or the packets to send again."""
    reader = Reader(body)
    found: Body = {"multimedia_id": reader.number(4)}
    if reader.left:
        count = reader.number(1)
        found["packets"] = [reader.number(2) for _ in range(min(count, reader.left // 2))]
    return found


def driver(body: bytes, is_2019: bool) -> Body:
    """0x0702 since 2013: a driver's card is put in or taken out."""
    reader = Reader(body)
    found: Body = {"status": reader.number(1), "time_bcd": reader.take(6).hex()}
    if found["status"] != 1 or not reader.left:
        return found
    found["card_result"] = reader.number(1)
    if found["card_result"] == 0:
        found["name"] = reader.text(reader.number(1))
        found["certificate"] = reader.text(20)
        found["issuer"] = reader.text(reader.number(1))
        found["valid_until"] = reader.take(4).hex()
    if is_2019 and reader.left:
        found["id_number"] = text(reader.rest())
    return found


def passthrough(body: bytes, _: bool) -> Body:
    reader = Reader(body)
    return {"type": reader.number(1), "data": reader.rest().hex()}


BODIES: Mapping[str, Callable[[bytes, bool], Body]] = {
    "0x0001": general_reply,
    "0x8001": general_reply,
    "0x0100": registration,
    "0x8100": registration_reply,
    "0x0102": authentication,
    "0x0200": position,
    "0x0201": answered_position,
    "0x0500": answered_position,
    "0x0704": batch,
    "0x0104": parameter_answer,
    "0x8103": parameter_setting,
    "0x8003": retransmission,
    "0x0005": retransmission,
    "0x8004": server_time,
    "0x8300": message_text,
    "0x0801": multimedia,
    "0x8800": multimedia_answer,
    "0x0702": driver,
    "0x0900": passthrough,
    "0x8900": passthrough,
}
