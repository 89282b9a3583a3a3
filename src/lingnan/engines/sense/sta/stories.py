"""What is particular to some entities: a thing is a station, moves leave history, removals cascade."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Max

from lingnan.core import clock
from lingnan.core.errors import Conflict
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Region
from lingnan.engines.identity.rights import require
from lingnan.engines.sense.declare import PROPERTIES, STATISTICS
from lingnan.engines.sense.models import (
    Alert,
    Datastream,
    DatastreamFeature,
    FeatureOfInterest,
    HistoricalLocation,
    LatestObservation,
    Location,
    MultiProperty,
    Observation,
    ObservationDetail,
    PropertyEntry,
    Revision,
    Sensor,
    Station,
    Thing,
)
from lingnan.engines.sense.services.things import area_of
from lingnan.engines.sense.sta.faults import Refused

Related = Mapping[str, Sequence[int]]
SOURCE = "SensorThings"
INTERVAL = 600  # seconds, where nothing says how often values come
PLACES = {"min_x": "longitude", "min_y": "latitude"}


# --- things and places ---------------------------------------------------------------------------------------------


def make_thing(by: Actor, model: type[models.Model], values: dict[str, Any], related: Related) -> Thing:
    """A thing is a station of the writer's unit."""
    region = by.region_code or home_region()
    require(by, "sense.tell", unit=by.unit_key, region=region)
    name = str(values["name"])
    station = Station.objects.create(
        key=f"thing-{secrets.token_hex(6)}", name=name[:80], name_en=name[:120], kind="other", region_id=region,
        unit_id=by.unit_key or None, source=SOURCE,
    )  # fmt: skip
    thing = Thing.objects.create(station=station, is_public=is_open(values.get("properties")), **values)
    if related.get("Locations"):
        move(thing, related["Locations"])
    return thing


def home_region() -> str:
    """Where a thing stands whose writer belongs to no unit: the province."""
    province = Region.objects.filter(level="province").order_by("code").first()
    if province is None:
        raise Conflict("还没有行政区划，先装入基础数据")
    return province.code


def is_open(properties: object) -> bool:
    """`{"access": "unit"}` among the properties: only the unit reads it. Else everybody does."""
    return not (isinstance(properties, dict) and properties.get("access") == "unit")


def move(thing: Thing, locations: Iterable[int], *, at: Any = None, history: bool = True) -> None:
    """The thing stands at these locations from now on; its history says so."""
    numbers = list(dict.fromkeys(locations))
    through = Location.things.through.objects
    through.filter(thing_id=thing.pk).delete()
    through.bulk_create([Location.things.through(thing_id=thing.pk, location_id=number) for number in numbers])
    if history:
        entry = HistoricalLocation.objects.create(thing=thing, time=at or clock.now())
        entry.locations.set(numbers)
    place = Location.objects.filter(pk__in=numbers, min_x__isnull=False).order_by("pk").first()
    station = thing.station
    if place and station.source == SOURCE and place.min_x == place.max_x:
        station.longitude, station.latitude = place.min_x, place.min_y
        station.save(update_fields=["longitude", "latitude"])


def make_location(by: Actor, model: type[models.Model], values: dict[str, Any], related: Related) -> Location:
    """Things that it is made for stand there at once."""
    require(by, "sense.tell")
    location = Location.objects.create(**values)
    bring(by, location, related.get("Things", ()))
    for number in related.get("HistoricalLocations", ()):
        entry = HistoricalLocation.objects.get(pk=number)
        require_station(by, entry.thing.station)
        entry.locations.add(location)
    return location


def bring(by: Actor, location: Location, things: Iterable[int]) -> None:
    for thing in Thing.objects.filter(pk__in=list(things)).select_related("station"):
        require_station(by, thing.station)
        move(thing, [location.pk])


def make_history(by: Actor, model: type[models.Model], values: dict[str, Any], related: Related) -> HistoricalLocation:
    """An entry later than all others is where the thing stands now."""
    thing = Thing.objects.select_related("station").get(pk=related["Thing"][0])
    require_station(by, thing.station)
    latest = thing.historical_locations.aggregate(last=Max("time"))["last"]
    entry = HistoricalLocation.objects.create(thing=thing, **values)
    entry.locations.set(related.get("Locations", ()))
    if related.get("Locations") and (latest is None or entry.time > latest):
        move(thing, related["Locations"], history=False)
    return entry


def require_station(by: Actor, station: Station) -> None:
    require(by, "sense.tell", unit=station.unit_id or "", region=station.region_id)


# --- datastreams ---------------------------------------------------------------------------------------------------


def make_stream(by: Actor, model: type[models.Model], values: dict[str, Any], related: Related) -> Datastream:
    """A datastream beside those of devices; of a declared property, its values are judged by the declared rules."""
    thing = Thing.objects.select_related("station").get(pk=related["Thing"][0])
    require_station(by, thing.station)
    observed = PropertyEntry.objects.get(pk=related["ObservedProperty"][0])
    stream = Datastream(thing=thing, station=thing.station, sensor_id=related["Sensor"][0], observed=observed, **values)
    place_stream(stream, observed.key if observed.key and observed.key in PROPERTIES else f"sta.{observed.pk}")
    return stream


def make_multi(by: Actor, model: type[models.Model], values: dict[str, Any], related: Related) -> Datastream:
    """Several properties observed together, in order."""
    thing = Thing.objects.select_related("station").get(pk=related["Thing"][0])
    require_station(by, thing.station)
    observed = related["ObservedProperties"]
    check_parts(values["multi_types"], values["multi_units"], observed)
    stream = Datastream(thing=thing, station=thing.station, sensor_id=related["Sensor"][0], is_multi=True,
                        unit="", **values)  # fmt: skip
    stream.observation_type = stream.observation_type or COMPLEX
    place_stream(stream, f"sta.multi.{observed[0]}")
    set_parts(stream, observed)
    return stream


COMPLEX = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation"


def check_parts(types: Any, units: Any, observed: Sequence[int]) -> None:
    """A type and a unit for each property."""
    if not (isinstance(types, list) and isinstance(units, list) and len(types) == len(units) == len(observed)):
        raise Refused("a MultiDatastream has as many units and types as ObservedProperties", where="unitOfMeasurements",
                      allowed=str(len(observed)))  # fmt: skip


def set_parts(stream: Datastream, observed: Sequence[int]) -> None:
    MultiProperty.objects.filter(datastream=stream).delete()
    MultiProperty.objects.bulk_create(
        [MultiProperty(datastream=stream, observed_id=number, position=n) for n, number in enumerate(observed)]
    )


def place_stream(stream: Datastream, key: str) -> None:
    """Its property, statistic and a series that is free."""
    told = stream.properties if isinstance(stream.properties, dict) else {}
    statistic = told.get("statistic")
    interval = told.get("expectedInterval")
    stream.property = key
    stream.statistic = statistic if isinstance(statistic, str) and statistic in STATISTICS else "rtd"
    stream.expected_interval = int(interval) if isinstance(interval, int | float) and 0 < interval < 2**31 else INTERVAL
    same = Datastream.objects.filter(station=stream.station, property=key, statistic=stream.statistic)
    stream.series = (same.aggregate(last=Max("series"))["last"] or 0) + 1
    stream.is_public = is_open(stream.properties) and bool(stream.thing and stream.thing.is_public)
    stream.save()


# --- changes -------------------------------------------------------------------------------------------------------


def change_thing(by: Actor, row: Thing, related: Related) -> None:
    row.is_public = is_open(row.properties)
    row.save()
    streams = list(Datastream.objects.filter(thing=row))
    for stream in streams:
        stream.is_public = row.is_public and is_open(stream.properties)
    Datastream.objects.bulk_update(streams, ["is_public"])
    if row.station.source == SOURCE:
        Station.objects.filter(pk=row.station_id).update(name=row.name[:80], name_en=row.name[:120])
    if related.get("Locations"):
        move(row, related["Locations"])


def change_location(by: Actor, row: Location, related: Related) -> None:
    row.save()
    if "Things" in related:
        bring(by, row, related["Things"])


def change_history(by: Actor, row: HistoricalLocation, related: Related) -> None:
    if related.get("Thing"):
        row.thing = Thing.objects.get(pk=related["Thing"][0])
        require_station(by, row.thing.station)
    row.save()
    if "Locations" in related:
        row.locations.set(related["Locations"])


def change_stream(by: Actor, row: Datastream, related: Related) -> None:
    if related.get("Thing"):
        thing = Thing.objects.select_related("station").get(pk=related["Thing"][0])
        require_station(by, thing.station)
        if row.station_id != thing.station_id:
            if row.series == 0:
                raise Conflict("设备的数据流不能改挂到别的站点")
            row.thing, row.station = thing, thing.station
            place_stream(row, row.property)
    if related.get("Sensor"):
        row.sensor = Sensor.objects.get(pk=related["Sensor"][0])
    if related.get("ObservedProperty"):
        row.observed = PropertyEntry.objects.get(pk=related["ObservedProperty"][0])
    if related.get("ObservedProperties"):
        check_parts(row.multi_types, row.multi_units, related["ObservedProperties"])
        set_parts(row, related["ObservedProperties"])
    row.is_public = is_open(row.properties) and bool(row.thing and row.thing.is_public)
    row.save()


def change_feature(by: Actor, row: FeatureOfInterest, related: Related) -> None:
    """The area of every datastream that observes it may change."""
    row.save()
    for pair in DatastreamFeature.objects.filter(feature=row):
        Datastream.objects.filter(pk=pair.datastream_id).update(observed_area=area_of(pair.datastream_id))


# --- removals ------------------------------------------------------------------------------------------------------


def remove(entity: str, row: Any) -> None:
    """Remove a row with what the standard says goes with it; what devices sent is not removed through this door."""
    if entity == "Thing":
        if row.station.source != SOURCE:
            raise Conflict(f"{row.name} 是登记的站点，不能从这里删除")
        drop_streams(Datastream.objects.filter(station=row.station))
        station = row.station
        row.delete()
        station.delete()
        return
    if entity in ("Datastream", "MultiDatastream"):
        drop_streams(Datastream.objects.filter(pk=row.pk))
        return
    if entity == "Sensor":
        drop_streams(Datastream.objects.filter(sensor=row))
    elif entity == "ObservedProperty":
        if row.key:
            raise Conflict(f"{row.name} 是平台声明的观测项目，不能删除")
        multi = MultiProperty.objects.filter(observed=row).values("datastream_id")
        drop_streams(Datastream.objects.filter(observed=row) | Datastream.objects.filter(pk__in=multi))
    elif entity == "Location":
        others = Location.objects.exclude(pk=row.pk)
        alone = HistoricalLocation.objects.filter(locations=row).exclude(locations__in=others)
        HistoricalLocation.objects.filter(pk__in=list(alone.values_list("pk", flat=True))).delete()
    elif entity == "FeatureOfInterest":
        drop_feature(row)
    row.delete()


def drop_feature(row: FeatureOfInterest) -> None:
    """Its observations go with it."""
    streams = list(DatastreamFeature.objects.filter(feature=row).values_list("datastream_id", flat=True))
    if Datastream.objects.filter(feature=row, series=0).exists():
        raise Conflict("设备的观测以它为观测对象，不能删除")
    for stream in streams:
        gone = Observation.objects.filter(datastream_id=stream, feature=row)
        for key in list(gone.values_list("datastream_id", "observed_at", "sequence")):
            ObservationDetail.objects.filter(pk=key).delete()
        gone.delete()
        recount(stream)
        DatastreamFeature.objects.filter(datastream_id=stream, feature=row).delete()
        Datastream.objects.filter(pk=stream).update(observed_area=area_of(stream))


def drop_streams(streams: models.QuerySet[Datastream]) -> None:
    found = list(streams)
    numbers = [stream.pk for stream in found]
    if any(stream.series == 0 for stream in found):
        raise Conflict("其中有设备发来的数据流，不能从这里删除")
    if Alert.objects.filter(datastream__in=numbers).exists():
        raise Conflict("其中有已经告警的数据流，不能删除")
    for model in (ObservationDetail, Observation, LatestObservation, Revision):
        model._default_manager.filter(datastream__in=numbers).delete()
    Datastream.objects.filter(pk__in=numbers).delete()


def recount(stream: int) -> None:
    """The newest value and the extent of a datastream, after something was taken out or changed."""
    LatestObservation.objects.filter(datastream_id=stream).delete()
    rows = Observation.objects.filter(datastream_id=stream)
    newest = rows.order_by("-observed_at", "-sequence").first()
    if newest is None:
        return
    told = rows.aggregate(first=models.Min("result_at"), last=Max("result_at"))
    until = ObservationDetail.objects.filter(datastream_id=stream).aggregate(last=Max("ended_at"))["last"]
    first = rows.order_by("observed_at").values_list("observed_at", flat=True)[0]
    LatestObservation.objects.create(
        datastream_id=stream, observed_at=newest.observed_at, value=newest.value, quality=newest.quality,
        received_at=newest.received_at, sequence=newest.sequence, observations=rows.count(), first_at=first,
        until=until, result_first=told["first"], result_last=told["last"],
    )  # fmt: skip


def stations_of(entity: str, row: Any) -> Iterable[Station]:
    """The stations that a row belongs to: who may change it follows from them."""
    if entity == "Thing":
        return [row.station]
    if entity in ("Datastream", "MultiDatastream"):
        return [row.station]
    if entity == "HistoricalLocation":
        return [row.thing.station]
    if entity == "Location":
        return Station.objects.filter(thing__locations=row)
    if entity == "Sensor":
        return Station.objects.filter(datastreams__sensor=row).distinct()
    if entity == "FeatureOfInterest":
        return Station.objects.filter(datastreams__observed_features__feature=row).distinct()
    return Station.objects.filter(datastreams__observed=row).distinct()


MAKERS: Mapping[str, Callable[..., Any]] = {
    "Thing": make_thing,
    "Location": make_location,
    "HistoricalLocation": make_history,
    "Datastream": make_stream,
    "MultiDatastream": make_multi,
}
CHANGERS: Mapping[str, Callable[..., None]] = {
    "Thing": change_thing,
    "Location": change_location,
    "HistoricalLocation": change_history,
    "Datastream": change_stream,
    "MultiDatastream": change_stream,
    "FeatureOfInterest": change_feature,
}
