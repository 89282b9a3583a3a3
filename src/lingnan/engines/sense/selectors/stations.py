"""Stations as they are now: newest value, how old it is, whether something is wrong."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from lingnan.core import clock
from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import require
from lingnan.engines.sense.declare import PROPERTIES, STATISTICS, LimitInForce, ObservedProperty, alert_rules_for
from lingnan.engines.sense.models import Alert, Datastream, Device, LatestObservation, Station
from lingnan.engines.sense.observed import observed_of
from lingnan.engines.sense.quality import Quality
from lingnan.engines.sense.selectors.access import seen_stations, seen_streams

GRACE = 1.0  # intervals after which a value that should have come counts as silence


@dataclass(frozen=True, kw_only=True)
class Value:
    """The newest value of one datastream, with the limit it is held against, if there is one."""

    datastream: Datastream
    observed: ObservedProperty
    observed_at: datetime
    value: Decimal | None
    quality: Quality
    limit: LimitInForce | None
    is_past: bool
    is_fresh: bool

    @property
    def day(self) -> date:
        return clock.local(self.observed_at).date()

    @property
    def statistic(self) -> Label:
        return STATISTICS[self.datastream.statistic]


@dataclass(frozen=True, kw_only=True)
class StationRow:
    """A station for a list: its newest values, its alerts that are not closed, its light and why."""

    station: Station
    values: tuple[Value, ...]
    open_alerts: int
    waiting_devices: int

    @property
    def headline(self) -> Value | None:
        """The value a list shows: of the property that its sector declares first."""
        return self.values[0] if self.values else None

    @property
    def light(self) -> str:
        """Past a limit or with an open alert: late; silent: warn; nothing ever: none."""
        if self.open_alerts or any(value.is_past for value in self.values):
            return "late"
        if not self.values:
            return "none"
        return "ok" if all(value.is_fresh for value in self.values) else "warn"

    @property
    def word(self) -> Label:
        """What the light means here."""
        is_past = any(value.is_past for value in self.values)
        return {
            "late": Label(zh="超标", en="Above limit") if is_past else Label(zh="告警未结", en="Open alert"),
            "warn": Label(zh="停报", en="Silent"),
            "none": Label(zh="无数据", en="No data"),
            "ok": Label(zh="正常", en="Normal"),
        }[self.light]

    @property
    def label(self) -> Label:
        return Label(zh=self.station.name, en=self.station.name_en or self.station.name)


def business_now() -> datetime:
    """This moment on the business date: a demonstration that stands at another day judges freshness by that day."""
    return datetime.combine(today(), clock.now().time(), tzinfo=clock.ZONE)


def station_rows(by: Actor) -> list[StationRow]:
    """Every station, trouble first, in four queries."""
    require(by, "sense.read")
    return _rows(list(Station.objects.filter(seen_stations(by)).select_related("region", "unit")), by)


def station(by: Actor, key: str) -> StationRow:
    """One station."""
    require(by, "sense.read")
    found = Station.objects.select_related("region", "unit").filter(seen_stations(by), key=key).first()
    if found is None:
        raise NotFound(Label(zh=f"没有站点 {key}", en=f"There is no station {key}"))
    return _rows([found], by)[0]


def _rows(stations: list[Station], by: Actor) -> list[StationRow]:
    keys = [kept.key for kept in stations]
    values = _values(keys, by)
    alerts = _count(
        Alert.objects.exclude(state="closed")
        .filter(datastream__station__in=keys)
        .values_list("datastream__station_id", flat=True)
    )
    waiting = _count(Device.objects.filter(station__in=keys, is_approved=False).values_list("station_id", flat=True))
    rows = [
        StationRow(
            station=kept,
            values=tuple(values[kept.key]),
            open_alerts=alerts.get(kept.key, 0),
            waiting_devices=waiting.get(kept.key, 0),
        )
        for kept in stations
    ]
    order = {"late": 0, "warn": 1, "none": 2, "ok": 3}
    return sorted(rows, key=lambda row: (order[row.light], row.station.key))


def _count(keys: Iterable[str | None]) -> Mapping[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for key in keys:
        if key is not None:
            counts[key] += 1
    return counts


def _values(keys: list[str], by: Actor) -> Mapping[str, list[Value]]:
    """The newest values by station, in the order in which sectors declared their properties."""
    now = business_now()
    places = {key: place for place, key in enumerate(PROPERTIES.keys())}
    found = LatestObservation.objects.filter(
        seen_streams(by, "datastream__"), datastream__station__in=keys
    ).select_related("datastream__observed")
    values: dict[str, list[Value]] = defaultdict(list)
    for kept in sorted(found, key=lambda kept: places.get(kept.datastream.property, len(places))):
        values[kept.datastream.station_id].append(_value(kept, now))
    return values


def _value(kept: LatestObservation, now: datetime) -> Value:
    stream = kept.datastream
    quality = Quality(kept.quality)
    limit, is_past = limit_for(stream, kept.observed_at, kept.value if quality.is_usable else None)
    interval = timedelta(seconds=stream.expected_interval)
    return Value(
        datastream=stream,
        observed=observed_of(stream),
        observed_at=kept.observed_at,
        value=kept.value,
        quality=quality,
        limit=limit,
        is_past=is_past,
        is_fresh=now <= kept.observed_at + interval * (1 + GRACE),
    )


def limit_for(stream: Datastream, observed_at: datetime, value: Decimal | None) -> tuple[LimitInForce | None, bool]:
    """The limit of the day for this datastream (of its first alert rule), and whether the value is past it."""
    for rule in alert_rules_for(stream.property, stream.statistic):
        limit = rule.limit_on(clock.local(observed_at).date())
        return limit, value is not None and rule.is_past(value, limit.value)
    return None, False


def start_of(day: date) -> datetime:
    """The first moment of a day in the province."""
    return datetime.combine(day, time.min, tzinfo=clock.ZONE)
