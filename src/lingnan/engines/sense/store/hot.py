"""The relational table of recent observations, clustered by datastream and time."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from itertools import islice

from django.db import connection
from django.db.models import QuerySet

from lingnan.engines.sense.models import LatestObservation, Observation
from lingnan.engines.sense.quality import Quality
from lingnan.engines.sense.store import Put, Row

INSERT = (
    "INSERT INTO sense_observation (datastream_id, observed_at, value, quality, device_flag, received_at, frame_id)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (datastream_id, observed_at) DO NOTHING"
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
        Observation.objects.filter(datastream_id=row.datastream, observed_at=row.observed_at).update(
            value=row.value,
            quality=row.quality,
            device_flag=row.device_flag,
            received_at=row.received_at,
            frame_id=row.frame,
        )
        LatestObservation.objects.filter(datastream_id=row.datastream, observed_at=row.observed_at).update(
            value=row.value, quality=row.quality, received_at=row.received_at
        )

    def series(self, datastreams: Iterable[int], start: datetime, end: datetime) -> list[Row]:
        found = Observation.objects.filter(
            datastream_id__in=list(datastreams), observed_at__gte=start, observed_at__lt=end
        )
        return _rows(found.order_by("datastream_id", "observed_at"))

    def newest(self, datastreams: Iterable[int], *, before: datetime | None = None, limit: int = 100) -> list[Row]:
        found = Observation.objects.filter(datastream_id__in=list(datastreams))
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
                kept = Observation.objects.filter(datastream_id=datastream, observed_at__in=part)
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


def _raise_latest(rows: Sequence[Row]) -> None:
    """Keep the newest row of each datastream; an older one that arrives late changes nothing."""
    newest: dict[int, Row] = {}
    for row in rows:
        if row.datastream not in newest or newest[row.datastream].observed_at <= row.observed_at:
            newest[row.datastream] = row
    moment = moments()
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO sense_latestobservation (datastream_id, observed_at, value, quality, received_at)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (datastream_id) DO UPDATE SET observed_at = excluded.observed_at,"
            " value = excluded.value, quality = excluded.quality, received_at = excluded.received_at"
            " WHERE excluded.observed_at >= sense_latestobservation.observed_at",
            [
                (
                    row.datastream,
                    moment(row.observed_at),
                    None if row.value is None else format(row.value, "f"),
                    int(row.quality),
                    moment(row.received_at),
                )
                for row in newest.values()
            ],
        )
