"""Which devices may send: known, approved and with the right password; the others' frames are held or refused."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.crypto import constant_time_compare, salted_hmac

from lingnan.engines.sense.arrivals import Arrival
from lingnan.engines.sense.models import Device, Quarantine
from lingnan.engines.sense.services.quarantine import keep

HELD_AT_MOST = 100  # frames of one device that wait for its approval; a device may not fill the disk


def password_digest(protocol: str, address: str, password: str) -> str:
    """What is kept of a device's password: a digest keyed with the installation's secret.

    Device passwords are six digits, in clear on the wire: a slow hash would protect nothing once the table is read, and
    a slow hash for every frame would let anybody stop the writer. Without the key the digest cannot be tried out.
    """
    text = f"{protocol}|{address}|{password}"
    return salted_hmac("lingnan.sense.device", text, algorithm="sha256").hexdigest()


def is_password(device: Device, given: str | None) -> bool:
    """Is this the device's password? A device without one (its protocol has none) needs none."""
    if not device.password:
        return True
    return constant_time_compare(device.password, password_digest(device.protocol, device.address, given or ""))


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
            password=password_digest(arrival.protocol, arrival.address, arrival.password) if arrival.password else "",
        )
    held = Quarantine.objects.filter(protocol=arrival.protocol, address=arrival.address, kind="held", state="waiting")
    if not arrival.is_part and held.count() < HELD_AT_MOST:  # packets are held once, together
        keep(arrival.raw, protocol=arrival.protocol, kind="held", reason="设备未经批准", arrival=arrival)
    return device


def refuse_password(arrival: Arrival) -> None:
    """Keep the frame in quarantine: someone else may be speaking under this address."""
    keep(arrival.raw, protocol=arrival.protocol, kind="password", reason="口令与登记的不符", arrival=arrival)


def saw(seen: dict[int, tuple[datetime, str]], *, unknown: dict[int, set[str]], data: dict[int, datetime]) -> None:
    """Note when each device was last heard, of when its newest value is, and factor codes that nobody declared."""
    devices = list(Device.objects.filter(pk__in=seen))
    for device in devices:
        device.last_seen, device.peer = seen[device.pk]
        device.first_seen = device.first_seen or device.last_seen
        if device.pk in data:
            device.data_at = max(device.data_at or data[device.pk], data[device.pk])
        device.unknown_codes = _joined(device.unknown_codes, unknown.get(device.pk, ()))
    Device.objects.bulk_update(devices, ["last_seen", "first_seen", "peer", "unknown_codes", "data_at"])


def _joined(known: list[str], more: Iterable[str]) -> list[str]:
    return sorted({*known, *more})[:200]
