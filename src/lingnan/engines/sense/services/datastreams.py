"""Which datastream a factor code of a device means; made when its first value comes."""

from collections import defaultdict
from dataclasses import dataclass, field

from lingnan.engines.sense.declare import (
    PROPERTIES,
    STATISTICS,
    AlertRule,
    ObservedProperty,
    alert_rules_for,
    property_of,
)
from lingnan.engines.sense.models import Datastream, Device
from lingnan.engines.sense.services.things import describe

# How often a value of each period comes; real-time intervals differ by device profile, ten minutes until one says so.
INTERVALS = {"rtd": 600, "minute": 600, "hour": 3600, "day": 86400}


@dataclass(frozen=True, kw_only=True, slots=True)
class Stream:
    """A datastream with its declaration and the alert rules that judge it."""

    id: int
    statistic: str
    interval: int
    property: ObservedProperty
    rules: tuple[AlertRule, ...]


@dataclass(kw_only=True)
class Streams:
    """The datastreams that one writer has met. They are never removed, so what was learnt stays true."""

    _known: dict[tuple[str, str, str, str], Stream | None] = field(default_factory=dict)
    _by_id: dict[int, Stream] = field(default_factory=dict)
    _unknown: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    def of(self, device: Device, *, protocol: str, code: str, statistic: str) -> Stream | None:
        """The datastream of this device's station; None (and remembered) where no sector declared the code."""
        key = device.station_id or "", protocol, code, statistic
        if key not in self._known:
            self._known[key] = self._find(*key)
        stream = self._known[key]
        if stream is None:
            self._unknown[device.pk].add(code)
        return stream

    def by_id(self, datastream: int) -> Stream:
        return self._by_id[datastream]

    def take_unknown(self) -> dict[int, set[str]]:
        """The factor codes nobody declared, by device, since last asked."""
        taken, self._unknown = self._unknown, defaultdict(set)
        return taken

    def forget(self) -> None:
        """After a transaction that was rolled back."""
        self._known.clear()
        self._by_id.clear()
        self._unknown.clear()

    def _find(self, station: str, protocol: str, code: str, statistic: str) -> Stream | None:
        declared = property_of(protocol, code)
        if declared is None or statistic not in STATISTICS:
            return None
        stream = stream_of(ensure_datastream(station, declared.key, statistic))
        self._by_id[stream.id] = stream
        return stream


def ensure_datastream(station: str, property_key: str, statistic: str) -> Datastream:
    """The datastream, made at its first value with the unit its property declares."""
    stream, made = Datastream.objects.get_or_create(
        station_id=station,
        property=property_key,
        statistic=statistic,
        series=0,
        defaults={
            "unit": PROPERTIES.get(property_key).unit,
            "expected_interval": INTERVALS[statistic.rpartition("_")[2]],
        },
    )
    return describe(stream) if made else stream


def stream_of(datastream: Datastream) -> Stream:
    """The datastream with its declaration and rules."""
    return Stream(
        id=datastream.pk,
        statistic=datastream.statistic,
        interval=datastream.expected_interval,
        property=PROPERTIES.get(datastream.property),
        rules=alert_rules_for(datastream.property, datastream.statistic),
    )
