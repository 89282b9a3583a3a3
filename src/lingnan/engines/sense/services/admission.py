"""Which devices may send: known, approved and with the right password; the others' frames are held or refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.contrib.auth.hashers import check_password, make_password

from lingnan.engines.sense.arrivals import Arrival
from lingnan.engines.sense.models import Device, Quarantine
from lingnan.engines.sense.services.quarantine import keep

HELD_AT_MOST = 100  # frames of one device that wait for its approval; a device may not fill the disk


@dataclass(kw_only=True)
class Passwords:
    """Passwords found right once are not hashed again for every frame; kept in memory as digests."""

    _right: set[tuple[int, str, str]] = field(default_factory=set)

    def match(self, device: Device, given: str | None) -> bool:
        """Is this the device's password? A device without one (its protocol has none) always matches."""
        if not device.password:
            return True
        key = device.pk, device.password, sha256((given or "").encode()).hexdigest()
        if key in self._right:
            return True
        if not check_password(given or "", device.password):
            return False
        self._right.add(key)
        return True


def devices_of(arrivals: Sequence[Arrival]) -> dict[tuple[str, str], Device]:
    """The devices of these arrivals by protocol and address, as they stand now (approval may just have changed)."""
    addresses = {arrival.address for arrival in arrivals}
    wanted = {(arrival.protocol, arrival.address) for arrival in arrivals}
    found = Device.objects.filter(address__in=addresses)
    return {key: device for device in found if (key := (device.protocol, device.address)) in wanted}


def hold(arrival: Arrival, device: Device | None) -> Device:
    """Note the device for approval (with the password it first came with) and keep its frame, up to a bound."""
    if device is None:
        device = Device.objects.create(
            protocol=arrival.protocol,
            address=arrival.address,
            first_seen=arrival.received_at,
            last_seen=arrival.received_at,
            peer=arrival.peer,
            password=make_password(arrival.password) if arrival.password else "",
        )
    held = Quarantine.objects.filter(protocol=arrival.protocol, address=arrival.address, kind="held", state="waiting")
    if held.count() < HELD_AT_MOST:
        keep(arrival.raw, protocol=arrival.protocol, kind="held", reason="设备未经批准", arrival=arrival)
    return device


def refuse_password(arrival: Arrival) -> None:
    """Keep the frame in quarantine: someone else may be speaking under this address."""
    keep(arrival.raw, protocol=arrival.protocol, kind="password", reason="口令与登记的不符", arrival=arrival)


def saw(seen: dict[int, tuple[datetime, str]], *, unknown: dict[int, set[str]]) -> None:
    """Note when each device was last heard, and factor codes that nobody declared."""
    devices = list(Device.objects.filter(pk__in=seen))
    for device in devices:
        device.last_seen, device.peer = seen[device.pk]
        device.first_seen = device.first_seen or device.last_seen
        device.unknown_codes = _joined(device.unknown_codes, unknown.get(device.pk, ()))
    Device.objects.bulk_update(devices, ["last_seen", "first_seen", "peer", "unknown_codes"])


def _joined(known: list[str], more: Iterable[str]) -> list[str]:
    return sorted({*known, *more})[:200]
