"""Frames become observations: each once, in one transaction with the latest values, alerts and the batch's audit entry.

Nothing may be acknowledged to a device before `ingest` has returned: until then it is not committed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db import connection, transaction
from django.db.models import Max

from lingnan.core import clock
from lingnan.core.events import announce
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.sense.actions import require_ingest
from lingnan.engines.sense.arrivals import Arrival, Outcome, Reading, Stored
from lingnan.engines.sense.events import AlertRaised
from lingnan.engines.sense.models import Batch, Device, FrameLog
from lingnan.engines.sense.quality import Quality, of_flag
from lingnan.engines.sense.services import admission
from lingnan.engines.sense.services.alerts import Judgement, judge
from lingnan.engines.sense.services.datastreams import Streams
from lingnan.engines.sense.services.revisions import revise
from lingnan.engines.sense.store import Put, Row, store

WRITER_LOCK = 0x5E45E  # PostgreSQL's advisory lock: one writer at a time numbers frames and batches


@dataclass(frozen=True, kw_only=True)
class _Admitted:
    """An arrival that will be stored, with its device and the number its frame gets."""

    arrival: Arrival
    device: Device
    frame: int
    digest: str


@dataclass(kw_only=True)
class Writer:
    """Ingests for one process: keeps what it learnt of datastreams from one batch to the next."""

    by: Actor
    streams: Streams = field(default_factory=Streams)

    def ingest(self, arrivals: Sequence[Arrival]) -> Stored:
        """Store the arrivals in one commit. Those of unknown or unapproved devices are held, not stored."""
        require_ingest(self.by)
        if not arrivals:
            return Stored(outcomes=())
        try:
            with transaction.atomic():
                return self._ingest(arrivals)
        except BaseException:
            self.streams.forget()  # what was learnt in a transaction that did not happen is not known
            raise

    def _ingest(self, arrivals: Sequence[Arrival]) -> Stored:
        lock_writer()
        devices = admission.devices_of(arrivals)
        outcomes = [self._admit(arrival, devices) for arrival in arrivals]
        admitted = [a for a, outcome in zip(arrivals, outcomes, strict=True) if outcome is Outcome.STORED]
        fresh = self._number(arrivals, outcomes, devices)
        if not fresh:
            admission.saw(heard(admitted, devices), unknown={}, data={})
            return Stored(outcomes=tuple(outcomes))
        rows = self._rows(fresh)
        batch = record_batch(fresh, observations=len(rows), by=self.by)
        put = store().put(rows)
        revised = revise(put.taken, by=self.by, why="设备重新发送了不同的值")
        alerts = judge(self._judgements(put, revised))
        admission.saw(heard(admitted, devices), unknown=self.streams.take_unknown(), data=newest_data(fresh))
        facts = [AlertRaised(alert=alert.pk, rule=alert.rule) for alert in alerts]
        transaction.on_commit(lambda: announce_all(facts))
        return Stored(
            outcomes=tuple(outcomes),
            batch=batch.pk,
            observations=len(put.new),
            revisions=len(revised),
            alerts=tuple(alert.pk for alert in alerts),
        )

    def _admit(self, arrival: Arrival, devices: dict[tuple[str, str], Device]) -> Outcome:
        device = devices.get((arrival.protocol, arrival.address))
        if device is None or not device.is_approved or device.station_id is None:
            devices[arrival.protocol, arrival.address] = admission.hold(arrival, device)
            return Outcome.HELD
        if not admission.is_password(device, arrival.password):
            admission.refuse_password(arrival)
            return Outcome.WRONG_PASSWORD
        return Outcome.STORED

    def _number(
        self, arrivals: Sequence[Arrival], outcomes: list[Outcome], devices: dict[tuple[str, str], Device]
    ) -> list[_Admitted]:
        """Number the frames that are not in the log yet; mark the others as duplicates in `outcomes`."""
        digests = [arrival.digest for arrival in arrivals]
        known = set(
            FrameLog.objects.filter(
                device__in={device.pk for device in devices.values()}, digest__in=set(digests)
            ).values_list("device_id", "digest")
        )
        number = (FrameLog.objects.aggregate(last=Max("id"))["last"] or 0) + 1
        fresh: list[_Admitted] = []
        for place, (arrival, digest) in enumerate(zip(arrivals, digests, strict=True)):
            if outcomes[place] is not Outcome.STORED or not (arrival.readings or arrival.is_part):
                continue  # a heartbeat or log-in says only that the device is there: nothing of it is kept
            device = devices[arrival.protocol, arrival.address]
            if (device.pk, digest) in known:
                outcomes[place] = Outcome.DUPLICATE
                continue
            known.add((device.pk, digest))
            fresh.append(_Admitted(arrival=arrival, device=device, frame=number + len(fresh), digest=digest))
        return fresh

    def _rows(self, fresh: Sequence[_Admitted]) -> list[Row]:
        rows = []
        for kept in fresh:
            for reading in kept.arrival.readings:
                row = self._row(kept, reading)
                if row:
                    rows.append(row)
        return rows

    def _row(self, kept: _Admitted, reading: Reading) -> Row | None:
        """The reading as a row; None where no sector declared its factor code (the frame is kept all the same)."""
        protocol = kept.arrival.protocol
        stream = self.streams.of(kept.device, protocol=protocol, code=reading.code, statistic=reading.statistic)
        if stream is None:
            return None
        quality = of_flag(protocol, reading.flag)
        if quality.is_usable and reading.value is not None and not stream.property.in_range(reading.value):
            quality = Quality.IMPOSSIBLE
        return Row(
            datastream=stream.id,
            observed_at=reading.observed_at,
            value=reading.value,
            quality=quality,
            device_flag=reading.flag[:8],
            received_at=kept.arrival.received_at,
            frame=kept.frame,
        )

    def _judgements(self, put: Put, revised: Sequence[Row]) -> list[Judgement]:
        """What alert rules must judge: new and corrected values that are usable and have a rule."""
        return [
            Judgement(stream=stream, row=row, rule=rule)
            for row in (*put.new, *revised)
            if row.value is not None and (stream := self.streams.by_id(row.datastream)).rules and row.quality.is_usable
            for rule in stream.rules
        ]


def announce_all(facts: Sequence[AlertRaised]) -> None:
    """Tell the listeners; the rows stand already."""
    for fact in facts:
        announce(fact)


def ingest(arrivals: Sequence[Arrival], *, by: Actor) -> Stored:
    """Store arrivals once, outside a gateway (a bulk import, a replay, a test)."""
    return Writer(by=by).ingest(arrivals)


def lock_writer() -> None:
    """One writer at a time. SQLite's immediate transaction is that lock already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER_LOCK])


def record_batch(fresh: Sequence[_Admitted], *, observations: int, by: Actor) -> Batch:
    """The batch, its frames, and its one entry in the audit chain."""
    digest = batch_digest([kept.digest for kept in fresh])
    batch = Batch.objects.create(
        pk=(Batch.objects.aggregate(last=Max("id"))["last"] or 0) + 1,
        stored_at=clock.now(),
        frames=len(fresh),
        observations=observations,
        digest=digest,
    )
    FrameLog.objects.bulk_create(
        [
            FrameLog(
                pk=kept.frame,
                device=kept.device,
                batch=batch,
                received_at=kept.arrival.received_at,
                digest=kept.digest,
                raw=kept.arrival.raw,
            )
            for kept in fresh
        ]
    )
    audit.record(
        by=by,
        verb="sense.ingest",
        about=f"sense.batch:{batch.pk}",
        summary=f"接收 {len(fresh)} 帧、{observations} 个观测值",
        after={"sha256": digest, "frames": len(fresh), "observations": observations},
    )
    return batch


def batch_digest(frame_digests: Sequence[str]) -> str:
    """SHA-256 over the digests of a batch's frames, one a line, in the order of their numbers."""
    return sha256("\n".join(frame_digests).encode()).hexdigest()


def newest_data(fresh: Sequence[_Admitted]) -> dict[int, datetime]:
    """By device, the newest moment that its new values are about."""
    found: dict[int, datetime] = {}
    for kept in fresh:
        for reading in kept.arrival.readings:
            device = kept.device.pk
            if device not in found or reading.observed_at > found[device]:
                found[device] = reading.observed_at
    return found


def heard(admitted: Sequence[Arrival], devices: dict[tuple[str, str], Device]) -> dict[int, tuple[datetime, str]]:
    """When each admitted device was last heard in this batch, and from where."""
    seen: dict[int, tuple[datetime, str]] = {}
    for arrival in admitted:
        device = devices[arrival.protocol, arrival.address].pk
        if device not in seen or seen[device][0] <= arrival.received_at:
            seen[device] = arrival.received_at, arrival.peer
    return seen
