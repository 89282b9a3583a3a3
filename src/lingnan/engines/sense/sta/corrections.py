"""Observations changed and removed: the old value stays as a revision, a corrected time moves the row, not its name."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from lingnan.core import clock
from lingnan.engines.identity import audit
from lingnan.engines.sense.models import Observation, ObservationAlias, ObservationDetail, Revision
from lingnan.engines.sense.services.ingest import lock_writer
from lingnan.engines.sense.sta import identifiers, observing, stories, times
from lingnan.engines.sense.sta.entities import ENTITIES
from lingnan.engines.sense.sta.faults import Refused, missing
from lingnan.engines.sense.sta.observing import New
from lingnan.engines.sense.sta.write import Writer

Key = tuple[int, datetime, int]
WHY = "SensorThings"


def row_at(key: Key) -> Observation:
    row = Observation.objects.filter(pk=key).first()
    if row is None:
        raise missing("Observation")
    return row


def parts(writer: Writer, key: Key) -> tuple[Observation, ObservationDetail | None, observing.Stream]:
    """The row, its detail and its datastream, which the actor must reach."""
    lock_writer()
    row = row_at(key)
    stream = observing.allowed_stream(writer.by, key[0], observing.streams_of([key[0]]))
    return row, ObservationDetail.objects.filter(pk=key).first(), stream


def change(writer: Writer, key: Key, body: object, *, is_whole: bool) -> int:
    """PATCH or PUT; the name under which the observation lies afterwards."""
    given = writer.checked(ENTITIES["Observation"], body, 0)
    row, detail, stream = parts(writer, key)
    if is_whole and "result" not in given:
        raise Refused("Observation needs result", where="result")
    new = New(stream=key[0], at=times.stored(row.observed_at), value=None, feature=row.feature_id)
    if not is_whole:
        keep(new, row, detail)
    for name in observing.COMPONENTS:
        if name in given:
            reset(new, name)
            observing.fill(new, name, given[name], stream)
    for name in ("Datastream", "MultiDatastream"):
        if (
            given.get(name) is not None
            and writer.link_or_make(ENTITIES["Observation"].relations[name], given[name], 0) != key[0]
        ):
            raise Refused("an observation stays in its datastream; remove it and make another", where=name, status=409)
    if given.get("FeatureOfInterest") is not None:
        relation = ENTITIES["Observation"].relations["FeatureOfInterest"]
        new.feature = writer.link_or_make(relation, given["FeatureOfInterest"], 0)
    return put_back(writer, key, row, new, stream)


def keep(new: New, row: Observation, detail: ObservationDetail | None) -> None:
    """What stood there, as a start for what is given."""
    new.value = None if row.value is None else format(row.value, "f")
    new.result_at = None if row.result_at is None else times.stored(row.result_at)
    if detail is None:
        return

    def text(value: Any) -> str | None:
        return None if value is None else observing.json_text(value)

    new.end = times.stored(detail.ended_at) if detail.ended_at else None
    new.result, new.quality, new.parameters = text(detail.result), text(detail.result_quality), text(detail.parameters)
    if detail.valid_from:
        new.valid = times.stored(detail.valid_from), times.stored(detail.valid_to) if detail.valid_to else None


def reset(new: New, name: str) -> None:
    """A component given as null is emptied; a new time has its own end."""
    empty: Mapping[str, Sequence[str]] = {
        "phenomenonTime": ("end",),
        "resultTime": ("result_at",),
        "validTime": ("valid",),
        "resultQuality": ("quality",),
        "parameters": ("parameters",),
    }
    for slot in empty.get(name, ()):
        setattr(new, slot, None)


def put_back(writer: Writer, key: Key, row: Observation, new: New, stream: observing.Stream) -> int:
    """The changed row in its place, or in the place of its new time; the old value beside it."""
    moved = times.text_of(new.at) != times.text_of(times.stored(row.observed_at))
    quality = observing.judged(new, stream)
    name = observing.name_of(New(stream=key[0], at=times.stored(row.observed_at), value=None), key[2])
    take_out(key)
    if moved:
        sequence, is_new = observing.place(new, quality, at=times.stored(row.received_at), frame=row.frame_id)
        if not is_new:
            raise Refused("the same observation is there already", status=409)
        _point(name, key, new, sequence)
    else:
        sequence = key[2]
        with connection.cursor() as cursor:
            cursor.execute(
                observing.INSERT,
                (new.stream, new.at, new.value, quality, times.stored(row.received_at), row.frame_id, sequence,
                 new.result_at, new.feature),
            )  # fmt: skip
            if new.has_detail:
                cursor.execute(observing.DETAIL, new.detail(sequence))
    _revision(writer, row, new, quality, "修改")
    if new.feature is not None:
        observing.widen([(new.stream, new.feature)])
    stories.recount(key[0])
    return observing.name_of(new, sequence)


def _point(name: int, key: Key, new: New, sequence: int) -> None:
    """The names it had lead to where it lies now."""
    at = new.at if isinstance(new.at, datetime) else times.parsed(new.at)
    ObservationAlias.objects.filter(datastream_id=key[0], observed_at=key[1], sequence=key[2]).update(
        observed_at=at, sequence=sequence
    )
    ObservationAlias.objects.filter(name=str(observing.name_of(new, sequence))).delete()
    ObservationAlias.objects.update_or_create(
        name=str(name), defaults={"datastream_id": key[0], "observed_at": at, "sequence": sequence}
    )


def take_out(key: Key) -> None:
    ObservationDetail.objects.filter(pk=key).delete()
    Observation.objects.filter(pk=key).delete()


def remove(writer: Writer, key: Key) -> None:
    """DELETE: the value stays as a revision."""
    row, _, _ = parts(writer, key)
    take_out(key)
    _revision(writer, row, None, 0, "删除")
    ObservationAlias.objects.filter(datastream_id=key[0], observed_at=key[1], sequence=key[2]).delete()
    stories.recount(key[0])


def _revision(writer: Writer, row: Observation, new: New | None, quality: int, verb: str) -> None:
    """Who changed what, beside the value and in the audit trail."""
    value = Decimal(new.value) if new and new.value is not None else None
    Revision.objects.create(
        datastream_id=row.datastream_id, observed_at=row.observed_at, old_value=row.value, old_quality=row.quality,
        old_frame=row.frame_id, new_value=value, new_quality=quality, revised_at=clock.now(),
        who=writer.by.name[:120], why=f"{WHY} {verb}",
    )  # fmt: skip
    name = identifiers.name(row.datastream_id, times.text_of(times.stored(row.observed_at)), row.sequence)
    audit.record(
        by=writer.by, verb="sense.tell", about=f"sta.Observation:{name}", summary=f"{verb} Observation({name})",
        before={"value": str(row.value) if row.value is not None else None},
        after={"value": new.value, "result": new.result} if new else None,
    )  # fmt: skip
