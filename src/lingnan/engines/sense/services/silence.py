"""Silence is an event: a device that should have sent and did not opens one alert, and closes it when data come.

Hysteresis: an alert opens after two expected intervals, closes when data are younger than 1¾ of one, and one that would
open again within three intervals of its closing is the same alert. Storms: while most devices are silent together the
fault is ours or the line's, and one storm stands for them all. A gateway that has just started waits before it judges.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Min

from lingnan.core import clock
from lingnan.core.events import announce
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.sense.actions import require_ingest
from lingnan.engines.sense.declare import SILENT
from lingnan.engines.sense.events import AlertRaised
from lingnan.engines.sense.models import Alert, Datastream, Device, GatewayPulse, LatestObservation, Shelf, Storm
from lingnan.engines.sense.selectors.stations import business_now
from lingnan.engines.sense.services.ingest import lock_writer

OPENS_AFTER, CLOSES_UNDER, SAME_WITHIN = 2.0, 1.75, 3.0  # expected intervals
SETTLING_AT_MOST = timedelta(hours=1)  # after a gateway's start
STORM_AT_LEAST, STORM_BEGINS, STORM_ENDS = 10, 0.5, 0.25  # devices; shares of those that should send
NEVER_SILENT = frozenset({"csv", "sensorthings"})  # imports, and doors whose senders promise no interval
WITHOUT_GATEWAY = frozenset({"push"})  # these come through the site itself


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What one look found."""

    judged: int = 0
    silent: int = 0
    opened: tuple[int, ...] = ()
    closed: int = 0
    is_storm: bool = False
    is_listening: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sender:
    """A device that should send, how long it may be silent, and how long it has been."""

    device: Device
    interval: timedelta
    age: timedelta

    @property
    def is_silent(self) -> bool:
        return self.age > self.interval * OPENS_AFTER


def beat(*, name: str, started_at: datetime, connections: int) -> None:
    """A gateway says that it listens."""
    GatewayPulse.objects.update_or_create(
        name=name[:80], defaults={"started_at": started_at, "beat_at": clock.now(), "connections": connections}
    )


def watch(*, by: Actor) -> Watched:
    """Look once: open, close, or call a storm."""
    require_ingest(by)
    with transaction.atomic():
        lock_writer()
        return _watch(by)


def _watch(by: Actor) -> Watched:
    since = _listening_since()
    senders = _senders(since)
    running = {alert.device_id: alert for alert in _running()}
    closed = [_close(running.pop(one.device.pk), one) for one in senders if _is_back(one, running)]
    shelved = set(Shelf.objects.filter(until__gt=clock.now(), ended_at=None).values_list("device_id", flat=True))
    silent = [one for one in senders if one.is_silent and one.device.pk not in shelved]
    fresh = [one for one in silent if one.device.pk not in running]
    storm = _storm(by, judged=len(senders), silent=len(silent), fresh=len(fresh))
    opened = [] if storm else _open(fresh)
    return Watched(
        judged=len(senders),
        silent=len(silent),
        opened=tuple(opened),
        closed=len(closed),
        is_storm=storm is not None,
        is_listening=since is not None,
    )


def _is_back(one: _Sender, running: Mapping[int | None, Alert]) -> bool:
    return one.device.pk in running and one.age <= one.interval * CLOSES_UNDER


def _listening_since() -> datetime | None:
    """Since when a gateway has been listening; None while none does."""
    alive = GatewayPulse.objects.filter(beat_at__gte=clock.now() - GatewayPulse.STALE)
    first: datetime | None = alive.aggregate(first=Min("started_at"))["first"]
    return first


def _senders(since: datetime | None) -> list[_Sender]:
    """The devices that may be judged now."""
    devices = list(
        Device.objects.filter(is_approved=True, station__isnull=False, data_at__isnull=False)
        .exclude(protocol__in=NEVER_SILENT)
        .select_related("profile", "station")
    )
    fastest = _fastest({device.station_id for device in devices if not _own_interval(device)})
    now, listening = business_now(), clock.now() - since if since else None
    senders = []
    for device in devices:
        seconds = _own_interval(device) or fastest.get(device.station_id)
        if not seconds or device.data_at is None:
            continue
        interval = timedelta(seconds=seconds)
        if device.protocol not in WITHOUT_GATEWAY and (
            listening is None or listening < min(interval, SETTLING_AT_MOST)
        ):
            continue
        senders.append(_Sender(device=device, interval=interval, age=now - device.data_at))
    return senders


def _own_interval(device: Device) -> int | None:
    """The device's own expected interval, else its profile's."""
    return device.expected_interval or (device.profile.expected_interval if device.profile else None)


def _fastest(stations: set[str | None]) -> dict[str | None, int]:
    """The shortest interval of a station's datastreams."""
    found = Datastream.objects.filter(station__in=stations, series=0, latest__isnull=False)
    return dict(found.values_list("station_id").annotate(least=Min("expected_interval")))


def _running() -> list[Alert]:
    return list(Alert.objects.filter(device__isnull=False).exclude(state="closed"))


def _minutes(span: timedelta) -> Decimal:
    return Decimal(int(span.total_seconds() // 60))


def _close(alert: Alert, one: _Sender) -> Alert:
    """Data came: the episode ends, with how long it was."""
    alert.state, alert.closed_at = "closed", clock.now()
    assert one.device.data_at is not None  # noqa: S101  judged only with data
    alert.worst_value = max(alert.worst_value or Decimal(0), _minutes(one.device.data_at - alert.observed_at))
    alert.last_observed_at = one.device.data_at
    alert.save(update_fields=["state", "closed_at", "worst_value", "last_observed_at"])
    return alert


def _storm(by: Actor, *, judged: int, silent: int, fresh: int) -> Storm | None:
    """The storm that stands now: begun, kept, or ended by this look."""
    storm = Storm.objects.filter(ended_at=None).first()
    if storm is None:
        if fresh < STORM_AT_LEAST or silent < judged * STORM_BEGINS:
            return None
        storm = Storm.objects.create(opened_at=clock.now(), devices=silent, judged=judged)
        summary = f"{judged} 台设备中 {silent} 台同时停报，合并为一次成片停报"
        audit.record(by=by, verb="sense.storm", about=f"sense.storm:{storm.pk}", summary=summary)
        return storm
    if silent < judged * STORM_ENDS or silent < STORM_AT_LEAST:
        storm.ended_at = clock.now()
        storm.save(update_fields=["ended_at"])
        summary = f"成片停报结束，{silent} 台设备仍然停报"
        audit.record(by=by, verb="sense.storm", about=f"sense.storm:{storm.pk}", summary=summary)
        return None
    if silent > storm.devices:
        storm.devices, storm.judged = silent, judged
        storm.save(update_fields=["devices", "judged"])
    return storm


def _open(fresh: Sequence[_Sender]) -> list[int]:
    """An alert for each, once; one that was closed a moment ago goes on instead."""
    latest = _latest({one.device.station_id for one in fresh})
    facts = []
    for one in fresh:
        newest = latest.get(one.device.station_id)
        if newest is None or _goes_on(one):
            continue
        alert = _new_alert(one, newest)
        if alert:
            facts.append(AlertRaised(alert=alert.pk, rule=alert.rule))
    transaction.on_commit(lambda: [announce(fact) for fact in facts])
    return [fact.alert for fact in facts]


def _latest(stations: set[str | None]) -> dict[str | None, LatestObservation]:
    found = LatestObservation.objects.filter(datastream__station__in=stations, datastream__series=0)
    return {kept.datastream.station_id: kept for kept in found.select_related("datastream").order_by("observed_at")}


def _goes_on(one: _Sender) -> bool:
    """Was its alert closed less than three intervals ago? Then it is open again: one alert for a line that flaps."""
    last = Alert.objects.filter(device=one.device, state="closed").order_by("-closed_at").first()
    if last is None or last.closed_at is None or clock.now() - last.closed_at > one.interval * SAME_WITHIN:
        return False
    if last.last_observed_at == last.observed_at:
        return False  # no data came in between: somebody closed it
    last.state, last.closed_at, last.times = "open", None, last.times + 1
    last.save(update_fields=["state", "closed_at", "times"])
    return True


def _new_alert(one: _Sender, newest: LatestObservation) -> Alert | None:
    assert one.device.station is not None  # noqa: S101  only approved devices with a station are judged
    rule = SILENT + one.device.station.kind
    same = {"rule": rule, "datastream_id": newest.datastream_id, "observed_at": newest.observed_at}
    alert, is_new = Alert.objects.get_or_create(
        **same,
        defaults={
            "device": one.device,
            "severity": "warning",
            "value": _minutes(one.age),
            "worst_value": _minutes(one.age),
            "limit": _minutes(one.interval * OPENS_AFTER),
            "last_observed_at": newest.observed_at,
            "opened_at": clock.now(),
        },
    )
    return alert if is_new else None
