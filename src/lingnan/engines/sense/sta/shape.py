"""Rows into JSON: each field is selected as text and written as it stands, so digits stay those that were given."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any
from urllib.parse import quote

from lingnan.engines.sense.quality import QUALITY_NAMES
from lingnan.engines.sense.sta import identifiers, times
from lingnan.engines.sense.sta.compile import Source
from lingnan.engines.sense.sta.entities import Entity, Field
from lingnan.engines.sense.sta.faults import Refused
from lingnan.engines.sense.sta.options import Options

Row = Sequence[Any]  # Any: what a database driver gives
Write = Callable[[Row, int], str | None]  # a row and the place of the field's first column
SAFE = "$,()'/:;=@*"
SELF = {"id", "@iot.id", "@iot.selfLink"}


def said(text: str) -> str:
    """A text in JSON."""
    return encode_basestring(text)


def as_json(sql: str) -> str:
    """A JSON column as text."""
    return f"CAST({sql} AS TEXT)" if times.is_postgresql() else sql


def columns_of(field: Field, source: Source) -> list[str]:
    """The SQL of a field's columns."""
    source.needs(field.join)
    sql = source.sql(field.sql)
    if field.kind in ("json", "geometry"):
        return [as_json(sql)]
    if field.kind == "instant":
        return [times.as_text(sql)]
    if field.kind == "interval":
        return [times.as_text(sql), times.as_text(source.sql(field.end))]
    if field.kind == "unit":
        return [f"{source.alias}.{column}" for column in ("unit_name", "unit_symbol", "unit_definition")]
    if field.kind == "result":
        return [f"CAST({sql} AS TEXT)", as_json(f"{source.alias}d.result")]
    if field.kind == "quality":
        return [as_json(sql), f"{source.alias}.quality", f"{source.alias}.device_flag"]
    return [sql]


def write_text(row: Row, at: int) -> str | None:
    return None if row[at] is None else encode_basestring(row[at])


def write_json(row: Row, at: int) -> str | None:
    value: str | None = row[at]
    return value


def write_instant(row: Row, at: int) -> str | None:
    return None if row[at] is None else f'"{times.shown(row[at])}"'


def write_span(row: Row, at: int) -> str | None:
    start, end = row[at], row[at + 1]
    if start is None:
        return None
    return f'"{times.shown(start)}"' if end is None else f'"{times.shown(start)}/{times.shown(end)}"'


def write_unit(row: Row, at: int) -> str | None:
    parts = zip(("name", "symbol", "definition"), row[at : at + 3], strict=True)
    return "{" + ",".join(f'"{name}":{"null" if part is None else said(part)}' for name, part in parts) + "}"


def write_result(row: Row, at: int) -> str | None:
    value: str | None = row[at]
    return row[at + 1] if value is None else value


def write_quality(row: Row, at: int) -> str | None:
    """As it was given; else the engine's flag, where it says something."""
    if row[at] is not None:
        return str(row[at])
    if not row[at + 1]:
        return None
    name = QUALITY_NAMES[row[at + 1]]
    flag = f',"flag":{said(row[at + 2])}' if row[at + 2] else ""
    return f'{{"quality":{said(name)}{flag}}}'


WRITERS: Mapping[str, Write] = {
    "text": write_text,
    "json": write_json,
    "geometry": write_json,
    "instant": write_instant,
    "interval": write_span,
    "unit": write_unit,
    "result": write_result,
    "quality": write_quality,
}


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What of an entity is shown: its fields with their columns' places, whether its names, which links."""

    entity: Entity
    fields: tuple[tuple[Field, int, Write], ...]
    has_self: bool
    links: tuple[str, ...]


def chosen(entity: Entity, options: Options) -> tuple[list[Field], bool, list[str]]:
    """The fields, the names and the links that `$select` leaves; an unknown name is refused."""
    expanded = {expand.name for expand in options.expand}
    if not options.select:
        links = [name for name in entity.relations if name not in expanded]
        return list(entity.fields.values()), True, links
    wanted = set(options.select)
    known = {*entity.fields, *entity.relations, *SELF}
    if unknown := [name for name in options.select if name.partition("/")[0] not in known]:
        raise Refused(f"{entity.name} has no {unknown[0]!r}", where="$select", allowed=", ".join(sorted(known)))
    heads = {name.partition("/")[0] for name in wanted}
    fields = [field for name, field in entity.fields.items() if name in heads]
    return fields, bool(wanted & SELF), [name for name in entity.relations if name in wanted - expanded]


def shape_of(entity: Entity, options: Options, source: Source, start: int) -> tuple[Shape, list[str]]:
    """The shape and the columns to select from `start` on."""
    fields, has_self, links = chosen(entity, options)
    columns: list[str] = []
    placed = []
    for field in fields:
        placed.append((field, start + len(columns), WRITERS[field.kind]))
        columns.extend(columns_of(field, source))
    return Shape(entity=entity, fields=tuple(placed), has_self=has_self, links=tuple(links)), columns


def identifier(entity: Entity, row: Row) -> int:
    """An entity's id from the first columns of its row."""
    if entity.is_observation:
        return identifiers.name(row[0], row[1], row[2])
    number: int = row[0]
    return number


def address(root: str, entity: Entity, number: int) -> str:
    """`…/Things(1)`."""
    return f"{root}/{entity.plural}({number})"


def written(shape: Shape, row: Row, root: str, expanded: Iterable[str]) -> str:
    """The entity as JSON text; `expanded` are finished members for the related ones."""
    entity = shape.entity
    parts = []
    number = identifier(entity, row)
    place = address(root, entity, number) if shape.has_self or shape.links else ""
    if shape.has_self:
        parts.append(f'"@iot.id":{number},"@iot.selfLink":"{place}"')
    for field, at, write in shape.fields:
        text = write(row, at)
        if text is not None:
            parts.append(f'"{field.name}":{text}')
        elif field.shows_null:
            parts.append(f'"{field.name}":null')
    parts.extend(expanded)
    parts.extend(f'"{name}@iot.navigationLink":"{place}/{name}"' for name in linked(shape, row))
    return "{" + ",".join(parts) + "}"


def linked(shape: Shape, row: Row) -> Iterable[str]:
    """An observation belongs to a datastream or to a multi-datastream: both links stand, one of them answers."""
    return shape.links


def query_text(options: Iterable[tuple[str, str]]) -> str:
    """Options as the query string of a link."""
    return "&".join(f"{name}={quote(value, safe=SAFE)}" for name, value in options)
