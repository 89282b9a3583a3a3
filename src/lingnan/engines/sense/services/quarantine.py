"""Bytes that were not stored: kept with the reason and place, counted when they come again, replayed or dismissed."""

from hashlib import sha256

from django.db.models import F

from lingnan.core import clock
from lingnan.core.errors import FrameError
from lingnan.engines.sense.arrivals import Arrival
from lingnan.engines.sense.models import Quarantine

KEPT_BYTES = 4096
HELD_BYTES = 262_144  # of what can be stored once its device is approved: all of it
WAITING_AT_MOST = 2000  # of one peer; beyond it only the count of what is there already may rise


def refuse(raw: bytes, error: FrameError, *, protocol: str, peer: str, address: str = "") -> None:
    """Keep a frame that the codec refused."""
    keep(raw, protocol=protocol, kind="refused", reason=error.reason, offset=error.offset, peer=peer, address=address)


def keep(
    raw: bytes,
    *,
    protocol: str,
    kind: str,
    reason: str,
    offset: int | None = None,
    peer: str = "",
    address: str = "",
    arrival: Arrival | None = None,
) -> None:
    """Keep bytes once; the same from the same peer are counted."""
    if arrival:
        peer, address = arrival.peer, arrival.address
    digest = sha256(raw).hexdigest()
    same = Quarantine.objects.filter(protocol=protocol, peer=peer, digest=digest)
    if same.update(times=F("times") + 1, received_at=clock.now()):
        return
    if Quarantine.objects.filter(peer=peer, state="waiting").count() >= WAITING_AT_MOST:
        return
    Quarantine.objects.create(
        kind=kind,
        protocol=protocol,
        peer=peer,
        address=address,
        received_at=arrival.received_at if arrival else clock.now(),
        reason=reason[:300],
        offset=offset,
        digest=digest,
        raw=raw[: HELD_BYTES if arrival else KEPT_BYTES],
    )
