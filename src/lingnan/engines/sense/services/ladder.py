"""The ladder of messages of each device: its last messages and what it was told, one row a device, bounded.

It is for reading only: evidence is the frame log, which keeps every stored frame. No password is ever written here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lingnan.core import clock
from lingnan.core.errors import FrameError
from lingnan.engines.sense.models import Device, DeviceLadder
from lingnan.engines.sense.protocols.base import PROTOCOLS, Message

RUNGS_KEPT = 40
TEXT_AT_MOST = 1200  # characters of one message's bytes
READINGS_AT_MOST = 8
ADDRESSES_AT_ONCE = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One message on a line; `is_up`: the device said it."""

    at: datetime
    is_up: bool
    raw: bytes
    secret: str = ""


def write_down(said: Mapping[tuple[str, str], Sequence[Said]]) -> int:
    """Add messages to the ladders of the devices that are registered; how many ladders were written."""
    keys = list(said)
    return sum(
        _write({key: said[key] for key in keys[at : at + ADDRESSES_AT_ONCE]})
        for at in range(0, len(keys), ADDRESSES_AT_ONCE)
    )


@transaction.atomic
def _write(said: Mapping[tuple[str, str], Sequence[Said]]) -> int:
    found = Device.objects.filter(address__in={address for _, address in said}).only("pk", "protocol", "address")
    devices = {device.pk: key for device in found if (key := (device.protocol, device.address)) in said}
    ladders = {kept.device_id: kept for kept in DeviceLadder.objects.filter(device__in=devices)}
    now = clock.now()
    rows = []
    for pk, key in devices.items():
        rungs = ladders[pk].rungs if pk in ladders else []
        rungs = [*rungs, *(rung(key[0], one) for one in said[key])][-RUNGS_KEPT:]
        rows.append(DeviceLadder(device_id=pk, rungs=rungs, updated_at=now))
    DeviceLadder.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["device"], update_fields=["rungs", "updated_at"]
    )
    return len(rows)


def rung(protocol: str, said: Said) -> dict[str, object]:
    """A message as its ladder keeps it: when, which way, its kind, its values, its bytes without the password."""
    message = _decoded(protocol, said.raw)
    values = message.readings[:READINGS_AT_MOST] if message else ()
    return {
        "at": said.at.isoformat(),
        "up": said.is_up,
        "kind": message.kind if message else "",
        "values": [[one.code, one.statistic, None if one.value is None else str(one.value)] for one in values],
        "more": max(0, len(message.readings) - READINGS_AT_MOST) if message else 0,
        "text": readable(protocol, said.raw, said.secret)[:TEXT_AT_MOST],
    }


def readable(protocol: str, raw: bytes, secret: str) -> str:
    """Text as it is, other bytes in hex; the password is starred in both."""
    if protocol == "hj212" and secret:
        raw = raw.replace(f"PW={secret}".encode(), b"PW=******")
    text = raw.rstrip(b"\r\n")
    if text.isascii() and text.decode("ascii").isprintable():
        return text.decode("ascii")
    if protocol == "sl651" and len(raw) > 10:  # noqa: PLR2004  bytes 8 and 9: SL 651-2014, table 6.4-2
        return f"{raw[:8].hex(' ')} ** ** {raw[10:].hex(' ')}".upper()
    return raw.hex(" ").upper()


def _decoded(protocol: str, raw: bytes) -> Message | None:
    try:
        return PROTOCOLS.get(protocol).decode(raw)
    except FrameError:
        return None
