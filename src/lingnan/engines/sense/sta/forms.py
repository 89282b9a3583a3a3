"""The other forms of a result: data array, CSV, GeoJSON."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lingnan.engines.sense.sta import query, shape
from lingnan.engines.sense.sta.answers import Answer, Request
from lingnan.engines.sense.sta.entities import ENTITIES, Entity
from lingnan.engines.sense.sta.faults import Refused
from lingnan.engines.sense.sta.links import listed, next_link
from lingnan.engines.sense.sta.options import Options
from lingnan.engines.sense.sta.paths import Target
from lingnan.engines.sense.sta.query import Context

Json = Any  # whatever JSON can say
DEEPEST = 12


class Exact(float):
    """A number that is written again with the digits with which it came."""

    text: str

    def __new__(cls, text: str) -> "Exact":
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __repr__(self) -> str:
        return self.text


def dumped(value: Json) -> str:
    """JSON with exact numbers: the standard writer asks a float for its digits, not a number for its text."""
    if isinstance(value, Exact):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{shape.said(str(k))}:{dumped(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(dumped, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def data_array(target: Target, options: Options, context: Context, request: Request) -> Answer:
    """Observations by datastream: the names of the components once, then rows of values."""
    if not target.entity.is_observation:
        raise Refused(f"dataArray is not a form of {target.entity.plural}", where="$resultFormat")

    plain = Options(**{**options.__dict__, "expand": ()})
    made = query.draft(target.entity, plain, context, target.parent.relation if target.parent else None,
                       is_seen=bool(target.parent and target.parent.is_stream))  # fmt: skip
    rows, page = query.rows_and_page(made, target.parent)
    groups: dict[int, list[str]] = {}
    components = components_of(made)
    for row in rows:
        groups.setdefault(row[0], []).append("[" + ",".join(values_of(made, row)) + "]")
    kinds = streams(list(groups))
    items = [
        f'{{"{kinds[stream]}@iot.navigationLink":"{context.root}/{ENTITIES[kinds[stream]].plural}({stream})",'
        f'"{kinds[stream]}":{{"@iot.id":{stream}}},'
        f'"components":{json.dumps(components)},"dataArray@iot.count":{len(found)},"dataArray":[{",".join(found)}]}}'
        for stream, found in groups.items()
    ]
    return Answer(body=listed(page, items, next_link(page, options, context, request)))


def streams(numbers: list[int]) -> Mapping[int, str]:
    """Which of them are multi-datastreams."""
    if not numbers:
        return {}
    marks = ", ".join("%s" for _ in numbers)
    sql = f"SELECT id, CASE WHEN is_multi THEN 1 ELSE 0 END FROM sense_datastream WHERE id IN ({marks})"  # noqa: S608
    rows = query.rows_of(sql, numbers)
    return {row[0]: "MultiDatastream" if row[1] else "Datastream" for row in rows}


def components_of(made: query.Draft) -> list[str]:
    assert made.shape is not None  # noqa: S101  draft() always shapes
    return [*(["id"] if made.shape.has_self else []), *(field.name for field, _, _ in made.shape.fields)]


def values_of(made: query.Draft, row: shape.Row) -> Iterator[str]:
    assert made.shape is not None  # noqa: S101
    if made.shape.has_self:
        yield json.dumps(shape.identifier(made.entity, row))
    for _, at, write in made.shape.fields:
        yield write(row, at) or "null"


def flat(prefix: str, value: Json, depth: int = 0) -> Iterator[tuple[str, Json]]:
    """`{"a": {"b": 1}}` → `a/b`, 1."""
    if isinstance(value, dict) and value and depth < DEEPEST:
        for name, inner in value.items():
            if not name.endswith(("@iot.navigationLink", "@iot.nextLink", "@iot.selfLink")):
                yield from flat(f"{prefix}/{name}" if prefix else name, inner, depth + 1)
    else:
        yield prefix, value


def tidy(value: Json) -> str:
    """A cell. A text that a spreadsheet would run as a formula is shown as text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
    return dumped(value)


def as_csv(target: Target, options: Options, context: Context, request: Request) -> Answer:
    """One line an entity; parts of objects and expanded entities are columns of their own."""
    page = query.collection(target.entity, options, context, target.parent)
    found = [dict(flat("", json.loads(item, parse_float=Exact))) for item in page.items]
    heads: dict[str, None] = {} if found else dict.fromkeys(heads_of(target.entity, options))
    for row in found:
        heads.update(dict.fromkeys(row))
    names = {"@iot.id": "id"}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([names.get(head, head) for head in heads])
    writer.writerows([tidy(row.get(head)) for head in heads] for row in found)
    headers = {"Content-Disposition": f'attachment; filename="{target.entity.plural}.csv"'}
    if page.token:
        headers["Link"] = f'<{next_link(page, options, context, request)}>; rel="next"'
    return Answer(body="\ufeff" + out.getvalue(), kind="text/csv; charset=utf-8", headers=headers)


def heads_of(entity: Entity, options: Options) -> list[str]:
    return list(options.select) or ["@iot.id", *entity.fields]


GEOMETRIES = ("location", "feature", "observedArea")


def as_geojson(target: Target, options: Options, context: Context, request: Request) -> Answer:
    """A feature an entity, at its own geometry or that of the first related entity that has one."""
    page = query.collection(target.entity, options, context, target.parent)
    features = []
    for item in page.items:
        entity = json.loads(item, parse_float=Exact)
        geometry = place_of(entity)
        kept = {
            name: value for name, value in flat("", entity) if not name.startswith(tuple(f"{g}/" for g in GEOMETRIES))
        }
        features.append({"type": "Feature", "id": entity.get("@iot.id"), "geometry": geometry, "properties": kept})
    body: dict[str, Json] = {"type": "FeatureCollection", "features": features}
    if page.count is not None:
        body["@iot.count"] = page.count
    if page.token:
        body["@iot.nextLink"] = next_link(page, options, context, request)
    return Answer(body=dumped(body), kind="application/geo+json")


def place_of(entity: Json, depth: int = 0) -> Json:
    """The nearest geometry: the entity's own, then those of what was brought along."""
    if isinstance(entity, list):
        return next((found for inner in entity if (found := place_of(inner, depth + 1))), None)
    if not isinstance(entity, dict) or depth > DEEPEST:
        return None
    for name in GEOMETRIES:
        value = entity.get(name)
        if isinstance(value, dict) and "type" in value:
            return value.get("geometry") if value["type"] == "Feature" else value
    inner = (value for name, value in entity.items() if name not in ("properties", "parameters", "result"))
    return next((found for value in inner if (found := place_of(value, depth + 1))), None)


FORMS: Mapping[str, Callable[[Target, Options, Context, Request], Answer]] = {
    "dataArray": data_array,
    "CSV": as_csv,
    "GeoJSON": as_geojson,
}
