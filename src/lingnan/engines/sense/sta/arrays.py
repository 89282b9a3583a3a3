"""CreateObservations: groups of rows under names of components, answered row by row."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lingnan.engines.sense.sta import observing
from lingnan.engines.sense.sta.faults import Refused
from lingnan.engines.sense.sta.observing import New, Stream
from lingnan.engines.sense.sta.query import rows_of
from lingnan.engines.sense.sta.write import Writer

MOST = 100_000  # rows in one request
Json = Any  # whatever JSON can say
Set = Callable[[New, Json], None]
FEATURE = ("FeatureOfInterest/id", "FeatureOfInterest/@iot.id")


def create(writer: Writer, body: Json, root: str) -> list[str]:
    """Store the rows; the link of each observation, or `error: …` for a row that cannot be stored."""
    groups = body if isinstance(body, list) else [body]
    if not all(isinstance(group, dict) for group in groups):
        raise Refused("CreateObservations takes a list of groups with Datastream, components and dataArray")
    if sum(len(rows_in(group)) for group in groups) > MOST:
        raise Refused("too many rows in one request", status=413, allowed=f"{MOST}")
    numbers = [stream_in(group) for group in groups]
    streams = observing.streams_of(sorted(set(numbers))) if numbers else {}
    answers: list[str | None] = []
    news: list[New] = []
    for group, number in zip(groups, numbers, strict=True):
        stream = observing.allowed_stream(writer.by, number, streams)
        for made in rows_made(group, stream):
            answers.append(made if isinstance(made, str) else None)
            if not isinstance(made, str):
                news.append(made)
    names = iter(writer.store(news, streams).names if news else ())
    front = f"{root}/Observations("
    return [f"{front}{next(names)})" if answer is None else answer for answer in answers]


def rows_in(group: Mapping[str, Json]) -> list[Json]:
    rows = group.get("dataArray")
    if not isinstance(rows, list):
        raise Refused("is no list of rows", where="dataArray")
    return rows


def stream_in(group: Mapping[str, Json]) -> int:
    for kind in ("Datastream", "MultiDatastream"):
        named = group.get(kind)
        if isinstance(named, dict):
            number = named.get("@iot.id", named.get("id"))
            if isinstance(number, str) and number.isdigit():
                number = int(number)
            if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**63:
                return number
    raise Refused("names no Datastream or MultiDatastream", where="CreateObservations", allowed='{"@iot.id": 1}')


def rows_made(group: Mapping[str, Json], stream: Stream) -> list[New | str]:
    """Each row as a new observation, or what is wrong with it."""
    components = group.get("components")
    if not isinstance(components, list) or not all(isinstance(name, str) for name in components):
        raise Refused("is no list of names", where="components")
    if "result" not in components or len(set(components)) != len(components):
        raise Refused("names result and each other component once", where="components")
    rows = rows_in(group)
    setters = [setter(name, stream) for name in components]
    features = known_features(rows, components)
    default = None if any(name in FEATURE for name in components) else observing.default_feature(stream)
    found: list[New | str] = []
    for row in rows:
        try:
            found.append(row_made(row, setters, stream, default, features))
        except Refused as fault:
            found.append(f"error: {fault}")
    return found


def row_made(row: Json, setters: Sequence[Set], stream: Stream, default: int | None, features: set[int]) -> New:
    if type(row) is not list or len(row) != len(setters):
        raise Refused(f"a row has {len(setters)} values")
    new = New(stream=stream.id, at=None, value=None, feature=default)
    for put, value in zip(setters, row, strict=True):
        put(new, value)
    if new.at is None:
        new.at, new.is_timed = observing.now(), False
    if new.feature is None:
        new.feature = observing.default_feature(stream)
    elif default is None and new.feature not in features:
        raise Refused(f"there is no FeatureOfInterest({str(new.feature)[:60]})")
    return new


def known_features(rows: Sequence[Json], components: Sequence[str]) -> set[int]:
    """Of the features that the rows name, those that are there."""
    at = next((place for place, name in enumerate(components) if name in FEATURE), None)
    if at is None:
        return set()
    named = {row[at] for row in rows if type(row) is list and len(row) > at and type(row[at]) is int}
    wanted = [number for number in named if abs(number) < 2**63]
    found: set[int] = set()
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        marks = ", ".join("%s" for _ in part)
        found |= {row[0] for row in rows_of(f"SELECT id FROM sense_featureofinterest WHERE id IN ({marks})", part)}  # noqa: S608
    return found


def setter(name: str, stream: Stream) -> Set:
    """How one component is put into an observation."""
    if name in FEATURE:
        return put_feature
    if name == "phenomenonTime":
        return put_time
    if name == "result" and not stream.properties:
        return put_result
    if name == "resultTime":
        return put_result_time
    if name not in observing.COMPONENTS:
        if name in ("id", "@iot.id"):
            return lambda new, value: None  # an array that was read may be written again; ids are ours
        raise Refused(f"an Observation has no {name!r}", where="components",
                      allowed=", ".join((*observing.COMPONENTS, FEATURE[0])))  # fmt: skip
    return lambda new, value: observing.fill(new, name, value, stream)


def put_feature(new: New, value: Json) -> None:
    if value is not None and type(value) is not int:
        raise Refused(f"there is no FeatureOfInterest({str(value)[:60]})")
    new.feature = value


def put_time(new: New, value: Json) -> None:
    if value is not None:
        new.at, new.end = observing.span(value, "phenomenonTime")


def put_result(new: New, value: Json) -> None:
    kind = type(value)
    if kind is observing.Number or kind is int:
        new.value = observing.digits(value)
    elif value is not None:
        new.result = observing.json_text(value)


def put_result_time(new: New, value: Json) -> None:
    if value is not None:
        new.result_at = observing.moment(value, "resultTime")
