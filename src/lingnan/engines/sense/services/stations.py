"""Stations and devices: registered, approved, and the units that answer for them."""

from dataclasses import dataclass

from django.db import transaction

from lingnan.core.errors import Conflict, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Region, Unit
from lingnan.engines.identity.rights import require
from lingnan.engines.sense.models import Device, Station
from lingnan.engines.sense.services.admission import password_digest
from lingnan.engines.sense.services.things import ensure_thing


@dataclass(frozen=True, kw_only=True)
class StationFacts:
    """What is said of a station when it is registered."""

    key: str
    label: Label
    kind: str
    region: str
    unit: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    is_sample: bool = False
    source: str = ""


@transaction.atomic
def register_station(*, by: Actor, facts: StationFacts) -> Station:
    """Add a station, or bring what is known of it up to date; the same facts again leave no trace."""
    require(by, "sense.register", unit=facts.unit or "", region=facts.region)
    values = {
        "name": facts.label.zh,
        "name_en": facts.label.en,
        "kind": facts.kind,
        "region_id": facts.region,
        "unit_id": facts.unit,
        "longitude": facts.longitude,
        "latitude": facts.latitude,
        "is_sample": facts.is_sample,
        "source": facts.source,
    }
    kept = Station.objects.filter(key=facts.key).first()
    if kept and all(getattr(kept, name) == value for name, value in values.items()):
        return kept
    station, made = Station.objects.update_or_create(key=facts.key, defaults=values)
    ensure_thing(station)
    verb = "登记" if made else "更新"
    audit.record(
        by=by,
        verb="sense.register",
        about=f"sense.station:{station.key}",
        summary=f"{verb}站点 {station.name}",
        after=values,
    )
    return station


@transaction.atomic
def approve_device(*, by: Actor, protocol: str, address: str, station: str, password: str | None = None) -> Device:
    """Let a device send for a station; it need not have been seen before. With a password, it must give that one."""
    place = Station.objects.filter(key=station).first()
    if place is None:
        raise NotFound(Label(zh=f"没有站点 {station}", en=f"There is no station {station}"))
    require(by, "sense.approve", unit=place.unit_id or "", region=place.region_id)
    device = Device.objects.select_for_update().filter(protocol=protocol, address=address).first()
    device = device or Device(protocol=protocol, address=address)
    if device.is_approved and device.station_id != place.pk:
        raise Conflict(
            Label(
                zh=f"设备 {address} 已经属于站点 {device.station_id}，先停用再改派",
                en=f"Device {address} belongs to station {device.station_id}; end it there first",
            )
        )
    was = {"approved": device.is_approved, "station": device.station_id}
    device.is_approved, device.station = True, place
    if password is not None:
        device.password = password_digest(protocol, address, password)
    device.save()
    audit.record(
        by=by,
        verb="sense.approve",
        about=f"sense.device:{device.pk}",
        summary=f"批准设备 {address} 为 {place.name} 发送数据",
        before=was,
        after={"approved": True, "station": place.pk},
    )
    return device


@transaction.atomic
def ensure_monitoring_centres(*, by: Actor) -> dict[str, Unit]:
    """The environment monitoring centre of each city, an institution under its government; by the city's code."""
    require(by, "sense.register")
    centres: dict[str, Unit] = {}
    governments = set(Unit.objects.filter(key__startswith="gov-").values_list("key", flat=True))
    for city in Region.objects.filter(level="city", valid_to=None):
        government = f"gov-{city.code}"
        centre, made = Unit.objects.get_or_create(
            key=f"emc-{city.code}",
            defaults={
                "name": f"{city.name}环境监测中心站",
                "name_en": f"{city.name_en or city.name} Environmental Monitoring Centre",
                "kind": "institution",
                "region": city,
                "parent_id": government if government in governments else None,
                "source": "演示：各地级市环境监测中心站",
            },
        )
        centres[city.code] = centre
        if made:
            audit.record(
                by=by, verb="sense.register", about=f"identity.unit:{centre.key}", summary=f"登记单位 {centre.name}"
            )
    return centres
