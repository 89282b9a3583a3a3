"""What devices sent, told in the nouns of SensorThings: a thing for each station, sensor, property and feature."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max, Min

from lingnan.core import clock
from lingnan.core.labels import Label
from lingnan.engines.sense.declare import PROPERTIES, STATISTICS
from lingnan.engines.sense.models import (
    Datastream,
    DatastreamFeature,
    Device,
    FeatureOfInterest,
    HistoricalLocation,
    Location,
    Observation,
    PropertyEntry,
    Sensor,
    Station,
    Thing,
)

GEOJSON = "application/geo+json"
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"


def ensure_thing(station: Station) -> Thing:
    """The station's thing, with its location where it has a position; brought up to date where the station changed."""
    thing, made = Thing.objects.get_or_create(
        station=station,
        defaults={
            "name": station.name,
            "description": station.name_en or station.name,
            "properties": {"station": station.key, "region": station.region_id, "unit": station.unit_id},
        },
    )
    if station.longitude is not None and station.latitude is not None:
        place(thing, station.longitude, station.latitude, is_new=made)
    return thing


def place(thing: Thing, longitude: float, latitude: float, *, is_new: bool) -> None:
    """The thing stands here: nothing where it did already, else a location and an entry of its history."""
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    here = None if is_new else thing.locations.order_by("pk").first()
    if here and here.location == point:
        return
    location = Location.objects.create(
        name=thing.name, description=f"{thing.name}的位置", encoding_type=GEOJSON, location=point,
        min_x=longitude, max_x=longitude, min_y=latitude, max_y=latitude,
    )  # fmt: skip
    location.things.add(thing)
    if here:
        location.things.through.objects.filter(thing=thing).exclude(location=location).delete()
        _leave(thing, feature_of(location))
    HistoricalLocation.objects.create(thing=thing, time=clock.now()).locations.add(location)


def _leave(thing: Thing, feature: FeatureOfInterest) -> None:
    """Rows that named no feature were about the old one: say so in them before the datastreams get the new one."""
    for stream in Datastream.objects.filter(thing=thing).exclude(feature=None):
        Observation.objects.filter(datastream=stream, feature=None).update(feature=stream.feature_id)
    streams = list(Datastream.objects.filter(thing=thing))
    Datastream.objects.filter(thing=thing).update(feature=feature)
    note_feature(streams, feature)


def feature_of(location: Location) -> FeatureOfInterest:
    """The feature made from a location; one, however many things stand there."""
    kept = FeatureOfInterest.objects.filter(location=location).order_by("pk").first()
    return kept or FeatureOfInterest.objects.create(
        name=location.name, description=location.description, encoding_type=location.encoding_type,
        feature=location.location, location=location,
        min_x=location.min_x, max_x=location.max_x, min_y=location.min_y, max_y=location.max_y,
    )  # fmt: skip


def note_feature(streams: Iterable[Datastream], feature: FeatureOfInterest) -> None:
    """These datastreams observe this feature: their area grows by it."""
    for stream in streams:
        if DatastreamFeature.objects.get_or_create(datastream=stream, feature=feature)[1]:
            Datastream.objects.filter(pk=stream.pk).update(observed_area=area_of(stream.pk))


def area_of(datastream: int) -> dict[str, object] | None:
    """The bounds of all features that a datastream observes, as GeoJSON: a point where they are one."""
    bounds = FeatureOfInterest.objects.filter(observing_datastreams__datastream=datastream).aggregate(
        x0=Min("min_x"), y0=Min("min_y"), x1=Max("max_x"), y1=Max("max_y")
    )
    x0, y0, x1, y1 = (bounds[name] for name in ("x0", "y0", "x1", "y1"))
    if x0 is None:
        return None
    if (x0, y0) == (x1, y1):
        return {"type": "Point", "coordinates": [x0, y0]}
    if x0 == x1 or y0 == y1:
        return {"type": "LineString", "coordinates": [[x0, y0], [x1, y1]]}
    return {"type": "Polygon", "coordinates": [[[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]]}


def ensure_property(key: str) -> PropertyEntry:
    """The entry of a property that a sector declared."""
    if key not in PROPERTIES:
        return PropertyEntry.objects.get_or_create(key=key, defaults={"name": key, "definition": key})[0]
    declared = PROPERTIES.get(key)
    facts = {"name": declared.label.zh, "description": declared.label.en, "definition": declared.standard,
             "properties": {"key": key, "unit": declared.unit}}  # fmt: skip
    return PropertyEntry.objects.get_or_create(key=key, defaults=facts)[0]


def ensure_sensor(station: Station) -> Sensor:
    """The sensor of the station's first device; where none is registered, one that says so."""
    device = Device.objects.filter(station=station).order_by("pk").first()
    if device is None:
        return Sensor.objects.get_or_create(
            name=f"{station.name}的仪器", device=None,
            defaults={"description": "未登记设备", "encoding_type": "text/plain", "metadata": station.key},
        )[0]  # fmt: skip
    words = device.protocol_label
    return Sensor.objects.get_or_create(
        device=device,
        defaults={"name": f"{words.zh} {device.address}", "description": f"{words.en} {device.address}",
                  "encoding_type": "text/plain", "metadata": f"{device.protocol} {device.address}"},
    )[0]  # fmt: skip


@transaction.atomic
def describe(stream: Datastream) -> Datastream:
    """Give a datastream of a device what SensorThings asks of one."""
    thing = ensure_thing(stream.station)
    observed = ensure_property(stream.property)
    statistic = STATISTICS.get(stream.statistic, Label(zh=stream.statistic, en=stream.statistic))
    place = thing.locations.order_by("pk").first()
    stream.thing, stream.observed, stream.sensor = thing, observed, ensure_sensor(stream.station)
    stream.name = f"{stream.station.name} {observed.name} {statistic.zh}"
    stream.description = f"{stream.station.name_en} {observed.description} {statistic.en}".strip()
    stream.observation_type = MEASUREMENT
    stream.unit_name = stream.unit_symbol = stream.unit_definition = stream.unit
    stream.properties = {"property": stream.property, "statistic": stream.statistic}
    stream.feature = feature_of(place) if place else None
    stream.save()
    if stream.feature:
        note_feature([stream], stream.feature)
    return stream


@transaction.atomic
def describe_all() -> int:
    """Stations and datastreams that SensorThings does not know yet; how many there were."""
    stations = list(Station.objects.filter(thing=None))
    streams = list(Datastream.objects.filter(thing=None).select_related("station"))
    for station in stations:
        ensure_thing(station)
    for stream in streams:
        describe(stream)
    return len(stations) + len(streams)
