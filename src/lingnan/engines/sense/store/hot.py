"""The relational table of recent observations, clustered by datastream and time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from lingnan.engines.sense.models import LatestObservation, Observation
from lingnan.engines.sense.quality import Quality
from lingnan.engines.sense.store import Put, Row

INSERT = (
    "INSERT INTO sense_observation"
    " (datastream_id, observed_at, value, quality, device_flag, received_at, frame_id, sequence)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, 0) ON CONFLICT (datastream_id, observed_at, sequence) DO NOTHING"
)
QUALITIES = {quality.value: quality for quality in Quality}
LOOKUP = 300  # keys in one query of what stood there


class HotStore:
    """Observation and LatestObservation, written together in the caller's transaction."""

    def put(self, rows: Sequence[Row]) -> Put:
        if not rows:
            return Put(new=[], taken=[])
        written = _insert(rows)
        new: Sequence[Row] = rows
        taken: list[tuple[Row, Row]] = []
        if written < len(rows):
            there = self._at(rows)
            taken = [(row, there[key]) for row in rows if there[key := _key(row)].frame != row.frame]
            clashes = {id(row) for row, _ in taken}
            new = [row for row in rows if id(row) not in clashes]
        _raise_latest(new)
        return Put(new=new, taken=taken)

    def replace(self, row: Row) -> None:
        key = {"datastream_id": row.datastream, "observed_at": row.observed_at, "sequence": row.sequence}
        Observation.objects.filter(**key).update(
            value=row.value,
            quality=row.quality,
            device_flag=row.device_flag,
            received_at=row.received_at,
            frame_id=row.frame,
        )
        LatestObservation.objects.filter(**key).update(
            value=row.value, quality=row.quality, received_at=row.received_at
        )

    def series(self, datastreams: Iterable[int], start: datetime, end: datetime) -> list[Row]:
        found = Observation.objects.filter(
            datastream_id__in=list(datastreams), observed_at__gte=start, observed_at__lt=end, sequence=0
        )
        return _rows(found.order_by("datastream_id", "observed_at"))

    def newest(self, datastreams: Iterable[int], *, before: datetime | None = None, limit: int = 100) -> list[Row]:
        found = Observation.objects.filter(datastream_id__in=list(datastreams), sequence=0)
        if before is not None:
            found = found.filter(observed_at__lt=before)
        return _rows(found.order_by("-observed_at", "datastream_id")[:limit])

    def _at(self, rows: Sequence[Row]) -> dict[tuple[int, datetime], Row]:
        """What stands at the keys of these rows."""
        moments: dict[int, list[datetime]] = {}
        for row in rows:
            moments.setdefault(row.datastream, []).append(row.observed_at)
        found: dict[tuple[int, datetime], Row] = {}
        for datastream, times in moments.items():
            rest = iter(times)
            while part := list(islice(rest, LOOKUP)):
                kept = Observation.objects.filter(datastream_id=datastream, observed_at__in=part, sequence=0)
                found.update((_key(row), row) for row in _rows(kept))
        return found


def _key(row: Row) -> tuple[int, datetime]:
    return row.datastream, row.observed_at


FIELDS = ("datastream_id", "observed_at", "value", "quality", "device_flag", "received_at", "frame_id")


def _rows(found: QuerySet[Observation]) -> list[Row]:
    """Rows straight from the columns: years of stations are read often, and model instances would cost more."""
    return [
        Row(
            datastream=datastream,
            observed_at=observed_at,
            value=value,
            quality=QUALITIES[quality],
            device_flag=device_flag,
            received_at=received_at,
            frame=frame,
        )
        for datastream, observed_at, value, quality, device_flag, received_at, frame in found.values_list(*FIELDS)
    ]


def moments() -> Callable[[datetime], str | datetime | None]:
    """The database's form of a time; readings of one frame share theirs, so each is worked out once a batch."""
    adapt = connection.ops.adapt_datetimefield_value
    return cache(adapt)


def _insert(rows: Sequence[Row]) -> int:
    moment = moments()
    values = [
        (
            row.datastream,
            moment(row.observed_at),
            None if row.value is None else format(row.value, "f"),
            int(row.quality),
            row.device_flag,
            moment(row.received_at),
            row.frame,
        )
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, values)
        return int(cursor.rowcount)


Moment = Any  # a datetime, or the text that is the database's own form already; one batch has one form


@dataclass(kw_only=True, slots=True)
class Extent:
    """What one batch adds to a datastream: its newest row, how many rows, and between which moments they lie."""

    newest: tuple[Moment, int, str | None, int, Moment]  # moment, sequence, value, quality, received
    count: int
    first_at: Moment
    until: Moment | None = None
    result_first: Moment | None = None
    result_last: Moment | None = None


UPSERT = """INSERT INTO sense_latestobservation AS kept
 (datastream_id, observed_at, sequence, value, quality, received_at,
 observations, first_at, until, result_first, result_last) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
 ON CONFLICT (datastream_id) DO UPDATE SET
 value = CASE WHEN {newer} THEN excluded.value ELSE kept.value END,
 quality = CASE WHEN {newer} THEN excluded.quality ELSE kept.quality END,
 received_at = CASE WHEN {newer} THEN excluded.received_at ELSE kept.received_at END,
 sequence = CASE WHEN {newer} THEN excluded.sequence ELSE kept.sequence END,
 observed_at = CASE WHEN {newer} THEN excluded.observed_at ELSE kept.observed_at END,
 observations = kept.observations + excluded.observations,
 first_at = {least}(COALESCE(kept.first_at, excluded.first_at), excluded.first_at),
 until = {most}(COALESCE(kept.until, excluded.until), COALESCE(excluded.until, kept.until)),
 result_first = {least}(COALESCE(kept.result_first, excluded.result_first),
 COALESCE(excluded.result_first, kept.result_first)),
 result_last = {most}(COALESCE(kept.result_last, excluded.result_last),
 COALESCE(excluded.result_last, kept.result_last))"""
NEWER = (
    "(excluded.observed_at > kept.observed_at"
    " OR (excluded.observed_at = kept.observed_at AND excluded.sequence >= kept.sequence))"
)


def raise_extents(extents: Mapping[int, Extent]) -> None:
    """Bring the newest value and the extent of each datastream up to date; what arrives late does not replace."""
    adapt = moments()

    def moment(when: Moment) -> Moment:
        return when if isinstance(when, str) else adapt(when)

    least, most = ("LEAST", "GREATEST") if connection.vendor == "postgresql" else ("MIN", "MAX")

    def told(when: Moment | None) -> Moment | None:
        return None if when is None else moment(when)

    rows = []
    for datastream, extent in extents.items():
        at, sequence, value, quality, received = extent.newest
        rows.append(
            (
                datastream,
                moment(at),
                sequence,
                value,
                quality,
                moment(received),
                extent.count,
                moment(extent.first_at),
                told(extent.until),
                told(extent.result_first),
                told(extent.result_last),
            )
        )
    with connection.cursor() as cursor:
        cursor.executemany(UPSERT.format(newer=NEWER, least=least, most=most), rows)


def _raise_latest(rows: Sequence[Row]) -> None:
    """Keep the newest row of each datastream; an older one that arrives late changes nothing but the extent."""
    extents: dict[int, Extent] = {}
    for row in rows:
        extent = extents.get(row.datastream)
        if extent is None:
            extents[row.datastream] = Extent(newest=_newest(row), count=1, first_at=row.observed_at)
            continue
        extent.count += 1
        if row.observed_at >= extent.newest[0]:
            extent.newest = _newest(row)
        elif row.observed_at < extent.first_at:
            extent.first_at = row.observed_at
    raise_extents(extents)


def _newest(row: Row) -> tuple[datetime, int, str | None, int, datetime]:
    value = None if row.value is None else format(row.value, "f")
    return row.observed_at, row.sequence, value, int(row.quality), row.received_at
