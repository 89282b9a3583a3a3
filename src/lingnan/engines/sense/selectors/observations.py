"""Series of values, and the way from one value back to the bytes that a device sent."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from lingnan.core import clock
from lingnan.core.errors import FrameError, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import AuditEntry
from lingnan.engines.identity.rights import require
from lingnan.engines.sense.declare import PROPERTIES, LimitInForce, ObservedProperty
from lingnan.engines.sense.decoding import message_of
from lingnan.engines.sense.models import Alert, Datastream, FrameLog, Observation, Revision
from lingnan.engines.sense.observed import observed_of
from lingnan.engines.sense.protocols.base import PROTOCOLS
from lingnan.engines.sense.quality import Quality
from lingnan.engines.sense.selectors.access import seen_streams
from lingnan.engines.sense.selectors.stations import limit_for, start_of
from lingnan.engines.sense.store import Row, store

DailyValue = tuple[date, Decimal | None, Quality, str]


def observation_id(datastream: int, observed_at: datetime) -> str:
    """How an observation is called in an address: its datastream and the second (UTC) of its moment.

    >>> observation_id(12, datetime(2017, 12, 23, tzinfo=clock.ZONE))
    '12-20171222T160000'
    """
    return f"{datastream}-{observed_at.astimezone(UTC):%Y%m%dT%H%M%S}"


def parse_observation_id(text: str) -> tuple[int, datetime]:
    """The datastream and moment that an identifier names."""
    datastream, _, moment = text.partition("-")
    try:
        return int(datastream), datetime.strptime(moment, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError as fault:
        raise NotFound(Label(zh=f"没有观测值 {text}", en=f"There is no observation {text}")) from fault


def datastreams_of(by: Actor, station: str) -> list[Datastream]:
    """The datastreams of a station, in the order in which sectors declared their properties."""
    require(by, "sense.read")
    places = {key: place for place, key in enumerate(PROPERTIES.keys())}
    found = Datastream.objects.filter(seen_streams(by), station=station).select_related("observed")
    return sorted(found, key=lambda stream: (places.get(stream.property, len(places)), stream.statistic))


def series(by: Actor, datastream: int, start: date, end: date) -> list[Row]:
    """The values of a datastream on the days from `start` to `end`, both included, in time order."""
    require(by, "sense.read")
    return store().series([datastream], start_of(start), start_of(end + timedelta(days=1)))


def daily_values(property_key: str, regions: Sequence[str], start: date, end: date) -> Mapping[str, list[DailyValue]]:
    """Daily means of a property at every station of the regions: (day, value, quality, observation id) by region."""
    streams = {
        stream.pk: stream.station.region_id
        for stream in Datastream.objects.filter(
            property=property_key, statistic="avg_day", station__region__in=regions
        ).select_related("station")
    }
    found: dict[str, list[DailyValue]] = defaultdict(list)
    for row in store().series(sorted(streams), start_of(start), start_of(end + timedelta(days=1))):
        day = clock.local(row.observed_at).date()
        found[streams[row.datastream]].append(
            (day, row.value, row.quality, observation_id(row.datastream, row.observed_at))
        )
    return found


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One observation and all that stands behind it."""

    observation: Observation
    datastream: Datastream
    observed: ObservedProperty
    quality: Quality
    limit: LimitInForce | None
    is_past: bool
    frame: FrameLog | None
    text: str
    fields: Mapping[str, object]
    reply: str
    entry: AuditEntry | None
    revisions: tuple[Revision, ...]
    alerts: tuple[Alert, ...]


def evidence(by: Actor, identifier: str) -> Evidence:
    """From an observation down to the frame, its batch and the audit entry of the batch."""
    require(by, "sense.read")
    datastream, moment = parse_observation_id(identifier)
    kept = (
        Observation.objects.filter(
            seen_streams(by, "datastream__"), datastream_id=datastream, observed_at=moment, sequence=0
        )
        .select_related("datastream__station__region", "datastream__station__unit", "datastream__observed")
        .first()
    )
    if kept is None:
        raise NotFound(Label(zh=f"没有观测值 {identifier}", en=f"There is no observation {identifier}"))
    stream = kept.datastream
    frame = FrameLog.objects.filter(pk=kept.frame_id).select_related("device", "batch").first()
    text, fields, reply = frame_words(frame) if frame else ("", {}, "")
    about = f"sense.batch:{frame.batch_id}" if frame else ""
    quality = Quality(kept.quality)
    limit, is_past = limit_for(stream, moment, kept.value if quality.is_usable else None)
    return Evidence(
        observation=kept,
        datastream=stream,
        observed=observed_of(stream),
        quality=quality,
        limit=limit,
        is_past=is_past,
        frame=frame,
        text=text,
        fields=fields,
        reply=reply,
        entry=AuditEntry.objects.filter(verb="sense.ingest", about=about).first() if about else None,
        revisions=tuple(Revision.objects.filter(datastream=stream, observed_at=moment)),
        alerts=tuple(Alert.objects.filter(datastream=stream, observed_at__lte=moment, last_observed_at__gte=moment)),
    )


def frame_words(frame: FrameLog) -> tuple[str, Mapping[str, object], str]:
    """A stored frame as text (hex where it is no text), decoded, and the answer that it got. Passwords are hidden."""
    raw = bytes(frame.raw)
    if frame.device.protocol not in PROTOCOLS:  # a request of the machine door: words as they came
        return raw.decode("utf-8", "replace"), {}, ""
    protocol = PROTOCOLS.get(frame.device.protocol)
    try:
        message = message_of(frame.device.protocol, raw)
    except FrameError as fault:
        return as_text(raw), {"error": str(fault)}, ""
    secret = (message.password or "").encode()
    fields = {key: "••••••" if key == "PW" else value for key, value in message.fields.items()}
    answer = protocol.reply(message)
    return as_text(raw, secret), fields, as_text(answer, secret) if answer else ""


def as_text(raw: bytes, secret: bytes = b"") -> str:
    """Printable bytes as they are, others in hex; a password never shows."""
    if secret:
        raw = raw.replace(b"PW=" + secret, b"PW=******")
    text = raw.rstrip(b"\r\n")
    return text.decode("ascii") if text.isascii() and text.decode("ascii").isprintable() else raw.hex(" ").upper()
