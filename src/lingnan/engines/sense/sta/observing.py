"""Observations stored: many in one statement, exact, each once, with latest value, extent, alerts, frame and audit.

This is the hot path of the door: a thousand rows cost a few statements, and no object is made for a row.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import connection, transaction

from lingnan.core import clock
from lingnan.core.events import announce, listeners_of
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import require
from lingnan.engines.sense.declare import PROPERTIES, AlertRule, ObservedProperty, alert_rules_for
from lingnan.engines.sense.events import AlertRaised, ObservationsStored
from lingnan.engines.sense.models import Datastream, Device, FeatureOfInterest
from lingnan.engines.sense.quality import Quality
from lingnan.engines.sense.services.alerts import Judgement, judge
from lingnan.engines.sense.services.batches import keep_request, next_numbers
from lingnan.engines.sense.services.datastreams import Stream as JudgedStream
from lingnan.engines.sense.services.ingest import announce_all, lock_writer
from lingnan.engines.sense.services.things import feature_of, note_feature
from lingnan.engines.sense.sta import geometry, identifiers, times
from lingnan.engines.sense.sta.faults import Refused, missing
from lingnan.engines.sense.sta.query import rows_of
from lingnan.engines.sense.store import Row
from lingnan.engines.sense.store.hot import Extent, raise_extents

LONGEST_NUMBER = 60  # characters
WIDEST_EXPONENT = 50
PROTOCOL = "sensorthings"
Moment = Any  # as the database takes it: text in SQLite, a datetime in PostgreSQL
INSERT = (
    "INSERT INTO sense_observation (datastream_id, observed_at, value, quality, device_flag, received_at, frame_id,"
    " sequence, result_at, feature_id) VALUES (%s, %s, %s, %s, '', %s, %s, %s, %s, %s)"
    " ON CONFLICT (datastream_id, observed_at, sequence) DO NOTHING"
)
DETAIL = (
    "INSERT INTO sense_observationdetail (datastream_id, observed_at, sequence, ended_at, result, result_quality,"
    " valid_from, valid_to, parameters) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (datastream_id, observed_at, sequence) DO NOTHING"
)


class Number(str):
    """A number in a body, as the text that was sent: `13.10` stays `13.10`."""

    __slots__ = ()


def parse(body: bytes) -> Any:  # Any: whatever JSON can say
    """A body's JSON with numbers kept as text; what is no JSON is refused with the place."""
    try:
        return json.loads(body, parse_float=Number, parse_constant=refuse_constant)
    except (ValueError, RecursionError) as fault:
        raise Refused(f"the body is no JSON: {fault}") from fault


def refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no number in JSON")


def thawed(value: Any) -> Any:
    """Numbers inside objects, as JSON is written again."""
    if isinstance(value, Number):
        return float(value)
    if isinstance(value, dict):
        return {name: thawed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [thawed(inner) for inner in value]
    return value


def json_text(value: Any) -> str:
    """JSON as it is stored, with the digits of its numbers."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)}: {json_text(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(json_text, value)) + "]"
    return json.dumps(value)


def digits(value: int | Number) -> str:
    """A number as the store keeps it: plain digits, no exponent."""
    text = str(value)
    if len(text) > LONGEST_NUMBER:
        raise Refused("has too many digits", where="result", allowed=f"{LONGEST_NUMBER}")
    if "e" not in text and "E" not in text:
        return text
    try:
        exact = Decimal(text)
    except InvalidOperation:
        raise Refused(f"{text!r} is no number", where="result") from None
    if abs(exact.adjusted()) > WIDEST_EXPONENT:
        raise Refused(f"{text!r} is out of range", where="result", allowed=f"10^±{WIDEST_EXPONENT}")
    return format(exact, "f")


@dataclass(kw_only=True, slots=True)
class New:
    """One observation to be stored; times as the database takes them."""

    stream: int
    at: Moment
    value: str | None
    end: Moment | None = None
    result: str | None = None  # JSON text, where the result is no number
    result_at: Moment | None = None
    feature: int | None = None
    quality: str | None = None
    valid: tuple[Moment, Moment | None] | None = None
    parameters: str | None = None
    is_timed: bool = True  # False: nobody said when; it is as it comes in, and never the same as another

    @property
    def has_detail(self) -> bool:
        return not (
            self.end is None
            and self.result is None
            and self.quality is None
            and self.valid is None
            and self.parameters is None
        )

    def detail(self, sequence: int) -> tuple[Any, ...]:
        start, end = self.valid or (None, None)
        return self.stream, self.at, sequence, self.end, self.result, self.quality, start, end, self.parameters


@dataclass(frozen=True, kw_only=True)
class Stream:
    """What must be known of a datastream to store its observations."""

    id: int
    thing: int
    properties: int  # how many a multi-datastream observes; 0: not one
    declared: ObservedProperty | None
    rules: tuple[AlertRule, ...]
    statistic: str
    interval: int
    unit: str
    region: str
    feature: int | None  # the one made from where its thing stands
    observed: int | None = None  # the same, where it was observed before


FIND = """SELECT d.id, d.thing_id, d.property, d.statistic, d.expected_interval, s.unit_id, s.region_id,
 CASE WHEN d.is_multi THEN (SELECT COUNT(*) FROM sense_multiproperty m WHERE m.datastream_id = d.id) ELSE 0 END,
 (SELECT MIN(f.id) FROM sense_location_things l JOIN sense_featureofinterest f ON f.location_id = l.location_id
 WHERE l.thing_id = d.thing_id) AS feature, (SELECT MIN(o.feature_id) FROM sense_datastreamfeature o
 WHERE o.datastream_id = d.id AND o.feature_id = (SELECT MIN(f.id) FROM sense_location_things l
 JOIN sense_featureofinterest f ON f.location_id = l.location_id WHERE l.thing_id = d.thing_id))
 FROM sense_datastream d JOIN sense_station s ON s.key = d.station_id WHERE d.id IN ({marks})"""


def streams_of(numbers: Sequence[int]) -> Mapping[int, Stream]:
    """The datastreams by number."""
    marks = ", ".join("%s" for _ in numbers)
    found = {}
    for number, thing, key, statistic, interval, unit, region, parts, feature, observed in rows_of(
        FIND.format(marks=marks), numbers
    ):
        declared = PROPERTIES.get(key) if key in PROPERTIES else None
        rules = alert_rules_for(key, statistic) if declared else ()
        found[number] = Stream(
            id=number, thing=thing, properties=parts, declared=declared, rules=rules, statistic=statistic,
            interval=interval, unit=unit or "", region=region, feature=feature, observed=observed,
        )  # fmt: skip
    return found


def allowed_stream(by: Actor, number: int, known: Mapping[int, Stream], kind: str = "Datastream") -> Stream:
    """The datastream, if the actor may store observations of its unit."""
    stream = known.get(number)
    if stream is None:
        raise missing(f"{kind}({number})")
    require(by, "sense.tell", unit=stream.unit, region=stream.region)
    return stream


def default_feature(stream: Stream) -> int:
    """The feature made from where the thing stands; without a location there is none to be made."""
    if stream.feature is not None:
        return stream.feature
    from lingnan.engines.sense.models import Location  # noqa: PLC0415

    for location in Location.objects.filter(things=stream.thing).order_by("pk"):
        if location.encoding_type in geometry.GEOJSON_TYPES or location.min_x is not None:
            return int(feature_of(location).pk)
    raise Refused("names no FeatureOfInterest, and its Thing has no Location from which one could be made",
                  where="Observation")  # fmt: skip


# --- from JSON -----------------------------------------------------------------------------------------------------


def moment(text: object, where: str) -> Moment:
    """A time as the database takes it."""
    if isinstance(text, str) and len(text) == 20 and text[-1] == "Z" and not times.is_postgresql():  # noqa: PLR2004
        times.instant(text, where)  # the plain form is only cut, once it is known to be a time
        return f"{text[:10]} {text[11:19]}"
    return times.stored(times.instant(text, where))


def span(text: object, where: str) -> tuple[Moment, Moment | None]:
    if isinstance(text, str) and "/" in text:
        start, end = times.span(text, where)
        return times.stored(start), times.stored(end) if end else None
    return moment(text, where), None


def now() -> Moment:
    """This millisecond: fine enough for a time that nobody gave, and its name stays short."""
    at = clock.now().astimezone(UTC)
    return times.stored(at.replace(microsecond=at.microsecond // 1000 * 1000))


def result_of(value: Any, stream: Stream) -> tuple[str | None, str | None]:
    """A number as digits, all else as JSON text."""
    if stream.properties and (not isinstance(value, list) or len(value) != stream.properties):
        raise Refused("a MultiDatastream's result has a value for each of its properties", where="result",
                      allowed=f"a list of {stream.properties}")  # fmt: skip
    kind = type(value)
    if kind is Number or kind is int:
        return digits(value), None
    return None, None if value is None else json_text(value)


def fill(new: New, name: str, value: Any, stream: Stream) -> None:
    """Set one component of an observation."""
    if name == "result":
        new.value, new.result = result_of(value, stream)
    elif value is None:
        return
    elif name == "phenomenonTime":
        new.at, new.end = span(value, name)
    elif name == "resultTime":
        new.result_at = moment(value, name)
    elif name == "validTime":
        new.valid = span(value, name)
    elif name == "resultQuality":
        new.quality = json_text(value)
    elif name == "parameters":
        if not isinstance(value, dict):
            raise Refused("is no object", where=name)
        new.parameters = json_text(value)
    else:
        raise Refused(f"an Observation has no {name!r}", allowed=", ".join(COMPONENTS))


COMPONENTS = ("phenomenonTime", "result", "resultTime", "resultQuality", "validTime", "parameters")


# --- storing -------------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Kept:
    """What became of the observations of a request, in their order."""

    names: list[int] = field(default_factory=list)
    is_new: list[bool] = field(default_factory=list)


def sender(by: Actor, label: str) -> int:
    """A new device, under which requests of a token or account are kept."""
    at = clock.now()
    made = Device.objects.create(
        protocol=PROTOCOL, address=label, is_approved=True, first_seen=at, last_seen=at, peer=by.name[:60]
    )
    return int(made.pk)


def store(news: Sequence[New], streams: Mapping[int, Stream], *, by: Actor, label: str, head: str, body: bytes) -> Kept:
    """Store observations in the caller's transaction: each once; what was there already is answered as such."""
    lock_writer()
    received = clock.now()
    at = times.stored(received.astimezone(UTC))
    frame, batch, device = next_numbers(PROTOCOL, label)
    qualities = [judged(new, streams[new.stream]) for new in news]
    placed = insert(news, qualities, at=at, frame=frame)
    fresh = [(new, sequence, quality) for new, (sequence, is_new), quality in zip(news, placed, qualities, strict=True)
             if is_new]  # fmt: skip
    if fresh:
        raw = f"{head} {received.astimezone(UTC).isoformat()}\n".encode() + body
        keep_request(by=by, device=device or sender(by, label), raw=raw, received_at=received, frame=frame, batch=batch,
                     observations=len(fresh))  # fmt: skip
        raise_extents(extents(fresh, at))
        pairs = {(new.stream, new.feature) for new, _, _ in fresh if new.feature is not None}
        widen(pair for pair in pairs if pair[1] != streams[pair[0]].observed)
        follow(fresh, streams, received=received, frame=frame)
    return Kept(names=[name_of(new, sequence) for new, (sequence, _) in zip(news, placed, strict=True)],
                is_new=[is_new for _, is_new in placed])  # fmt: skip


def name_of(new: New, sequence: int) -> int:
    at = new.at if isinstance(new.at, str) else new.at.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return identifiers.name(new.stream, at, sequence)


def judged(new: New, stream: Stream) -> int:
    """The quality on arrival: what cannot be is kept and marked."""
    if stream.declared is None or new.value is None:
        return 0
    return 0 if stream.declared.in_range(Decimal(new.value)) else int(Quality.IMPOSSIBLE)


def insert(news: Sequence[New], qualities: Sequence[int], *, at: Moment, frame: int) -> list[tuple[int, bool]]:
    """Write the rows; for each its sequence and whether it is new."""
    keys = {(new.stream, new.at) for new in news}
    if len(keys) < len(news):
        return [place(new, quality, at=at, frame=frame) for new, quality in zip(news, qualities, strict=True)]
    rows = [
        (new.stream, new.at, new.value, quality, at, frame, 0, new.result_at, new.feature)
        for new, quality in zip(news, qualities, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, rows)
        written = cursor.rowcount
    if written < len(news):
        taken = taken_keys(news, frame)
        return [
            place(new, quality, at=at, frame=frame) if (new.stream, new.at) in taken else detailed(new)
            for new, quality in zip(news, qualities, strict=True)
        ]
    details = [new.detail(0) for new in news if new.has_detail]
    if details:
        with connection.cursor() as cursor:
            cursor.executemany(DETAIL, details)
    return [(0, True)] * len(news)


def detailed(new: New) -> tuple[int, bool]:
    """A row that was written; its detail follows."""
    if new.has_detail:
        with connection.cursor() as cursor:
            cursor.execute(DETAIL, new.detail(0))
    return 0, True


def taken_keys(news: Sequence[New], frame: int) -> set[tuple[int, Moment]]:
    """Of these keys, those where another request's row stands."""
    found: set[tuple[int, Moment]] = set()
    by_stream: dict[int, list[Moment]] = {}
    for new in news:
        by_stream.setdefault(new.stream, []).append(new.at)
    for stream, moments in by_stream.items():
        for start in range(0, len(moments), 500):
            part = moments[start : start + 500]
            marks = ", ".join("%s" for _ in part)
            sql = (
                f"SELECT {plain('observed_at')} FROM sense_observation WHERE datastream_id = %s AND sequence = 0"  # noqa: S608
                f" AND frame_id <> %s AND observed_at IN ({marks})"
            )
            found.update((stream, row[0]) for row in rows_of(sql, [stream, frame, *part]))
    return found


def plain(column: str) -> str:
    """A time column in the form in which rows are written."""
    return column if times.is_postgresql() else f"{column} || ''"


SAME = """SELECT o.sequence, CAST(o.value AS TEXT), {at}, o.feature_id, {end}, CAST(d.result AS TEXT),
 CAST(d.result_quality AS TEXT), {start}, {to}, CAST(d.parameters AS TEXT)
 FROM sense_observation o LEFT JOIN sense_observationdetail d ON d.datastream_id = o.datastream_id
 AND d.observed_at = o.observed_at AND d.sequence = o.sequence
 WHERE o.datastream_id = %s AND o.observed_at = %s ORDER BY o.sequence"""


def place(new: New, quality: int, *, at: Moment, frame: int) -> tuple[int, bool]:
    """One row at a moment that may be taken: the same observation again is that one, another follows it."""
    sql = SAME.format(
        at=plain("o.result_at"), end=plain("d.ended_at"), start=plain("d.valid_from"), to=plain("d.valid_to")
    )
    rows = rows_of(sql, [new.stream, new.at])
    while rows and not new.is_timed:
        moved = new.at if isinstance(new.at, datetime) else times.parsed(new.at)
        new.at = times.stored(moved + timedelta(milliseconds=1))
        rows = rows_of(sql, [new.stream, new.at])
    for row in rows:
        if is_same(new, row):
            return int(row[0]), False
    sequence = int(rows[-1][0]) + 1 if rows else 0
    if sequence > 32_000:  # noqa: PLR2004  the column's bound
        raise Refused("too many observations of one moment", status=409)
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT, (new.stream, new.at, new.value, quality, at, frame, sequence, new.result_at, new.feature)
        )
        if new.has_detail:
            cursor.execute(DETAIL, new.detail(sequence))
    return sequence, True


def is_same(new: New, row: Sequence[Any]) -> bool:
    """Does this row say what the new one says?"""
    _, value, result_at, feature, end, result, quality, start, to, parameters = row
    valid = (start, to) if start is not None else None
    return (
        (None if value is None else Decimal(value)) == (None if new.value is None else Decimal(new.value))
        and result_at == new.result_at
        and feature in (None, new.feature)
        and end == new.end
        and valid == new.valid
        and all(
            same_json(a, b) for a, b in ((result, new.result), (quality, new.quality), (parameters, new.parameters))
        )
    )


def same_json(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one is other
    return bool(json.loads(one) == json.loads(other))


def extents(fresh: Sequence[tuple[New, int, int]], at: Moment) -> Mapping[int, Extent]:
    """What these rows add to each datastream."""
    found: dict[int, Extent] = {}
    for new, sequence, quality in fresh:
        extent = found.get(new.stream)
        if extent is None:
            extent = found[new.stream] = Extent(
                newest=(new.at, sequence, new.value, quality, at), count=0, first_at=new.at
            )
        extent.count += 1
        if (new.at, sequence) > extent.newest[:2]:
            extent.newest = (new.at, sequence, new.value, quality, at)
        elif new.at < extent.first_at:
            extent.first_at = new.at
        if new.end is not None and (extent.until is None or new.end > extent.until):
            extent.until = new.end
        if new.result_at is not None:
            first, last = extent.result_first, extent.result_last
            extent.result_first = new.result_at if first is None else min(first, new.result_at)
            extent.result_last = new.result_at if last is None else max(last, new.result_at)
    return found


def widen(pairs: Iterable[tuple[int, int]]) -> None:
    """Datastreams that observe a feature for the first time grow by its bounds."""
    for stream, feature in pairs:
        known = "SELECT 1 FROM sense_datastreamfeature WHERE datastream_id = %s AND feature_id = %s"
        if not rows_of(known, [stream, feature]):
            note_feature([Datastream(pk=stream)], FeatureOfInterest(pk=feature))


def follow(
    fresh: Sequence[tuple[New, int, int]], streams: Mapping[int, Stream], *, received: datetime, frame: int
) -> None:
    """Alerts for values past a limit; whoever listens hears after the commit."""
    judgements = [
        Judgement(stream=judged_stream(stream), row=row_of(new, received, frame), rule=rule)
        for new, sequence, quality in fresh
        if (stream := streams[new.stream]).rules and new.value is not None and not quality and not sequence
        for rule in stream.rules
    ]
    if judgements:
        facts = [AlertRaised(alert=alert.pk, rule=alert.rule) for alert in judge(judgements)]
        transaction.on_commit(lambda: announce_all(facts))
    if listeners_of(ObservationsStored):
        keys = tuple((new.stream, times.text_of(new.at), sequence) for new, sequence, _ in fresh)
        transaction.on_commit(lambda: announce(ObservationsStored(keys=keys)))


def judged_stream(stream: Stream) -> JudgedStream:
    assert stream.declared is not None  # noqa: S101  rules belong to declared properties
    return JudgedStream(id=stream.id, statistic=stream.statistic, interval=stream.interval, property=stream.declared,
                        rules=stream.rules)  # fmt: skip


def row_of(new: New, received: datetime, frame: int) -> Row:
    at = new.at if isinstance(new.at, datetime) else times.parsed(new.at)
    return Row(datastream=new.stream, observed_at=at, value=Decimal(new.value or 0), quality=Quality.VALID,
               device_flag="", received_at=received, frame=frame)  # fmt: skip
