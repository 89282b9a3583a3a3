"""Entities made, changed and removed: one way for all, by the table of entities; a few have a story of their own.

Everything in one request is one transaction: a deep insert that fails half-way leaves nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from lingnan.core.events import announce, listeners_of
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import require
from lingnan.engines.sense import models as tables
from lingnan.engines.sense.events import EntityChanged
from lingnan.engines.sense.sta import geometry, observing, stories, times
from lingnan.engines.sense.sta.entities import ENTITIES, Entity, Field, Relation
from lingnan.engines.sense.sta.faults import Refused, missing
from lingnan.engines.sense.sta.observing import Kept, New, Stream

Body = Mapping[str, Any]  # a JSON object
DEEPEST = 6
MOST_ENTITIES = 20_000  # in one request
MODELS: Mapping[str, type[models.Model]] = {
    "Thing": tables.Thing,
    "Location": tables.Location,
    "HistoricalLocation": tables.HistoricalLocation,
    "Datastream": tables.Datastream,
    "MultiDatastream": tables.Datastream,
    "Sensor": tables.Sensor,
    "ObservedProperty": tables.PropertyEntry,
    "FeatureOfInterest": tables.FeatureOfInterest,
}
INVERSE = {"Things": "Thing", "Datastreams": "Datastream", "MultiDatastreams": "MultiDatastream"}


@dataclass(frozen=True, kw_only=True)
class Link:
    """Something that a new entity hangs on: the relation's name as the new entity has it, and the other's id."""

    name: str
    id: int


@dataclass(kw_only=True)
class Writer:
    """One request's writing: who, under which label, what the request said (kept as the frame of its observations)."""

    by: Actor
    label: str
    head: str
    body: bytes = b""
    made: int = 0

    # --- making ------------------------------------------------------------------------------------------------

    def create(self, entity: Entity, body: object, links: Sequence[Link] = (), depth: int = 0) -> int:
        """Make an entity with all that its body brings along; its id."""
        given = self.checked(entity, body, depth)
        if entity.is_observation:
            return self.observe([given], links, depth).names[0]
        values = fields_of(entity, given, is_whole=True)
        related = self.related(entity, given, links, depth)
        row = stories.MAKERS.get(entity.name, plain)(self.by, MODELS[entity.name], values, related)
        number = int(row.pk)
        self.note(entity, number, "made", given)
        self.children(entity, number, given, depth)
        return number

    def checked(self, entity: Entity, body: object, depth: int) -> Body:
        """A body that is an object of things this entity has."""
        if not isinstance(body, dict):
            raise Refused(f"{entity.name} is made from an object")
        self.made += 1
        if self.made > MOST_ENTITIES:
            raise Refused("too many entities in one request", status=413, allowed=f"{MOST_ENTITIES}")
        if depth > DEEPEST:
            raise Refused("nested too deeply", allowed=f"{DEEPEST}")
        known = {*entity.fields, *entity.relations}
        if unknown := [name for name in body if name not in known and "@" not in name and name != "id"]:
            raise Refused(f"{entity.name} has no {unknown[0]!r}", allowed=", ".join(sorted(known)))
        return body

    def related(self, entity: Entity, given: Body, links: Sequence[Link], depth: int) -> dict[str, list[int]]:
        """What the entity hangs on: linked, or made on the way. To-many ones that must be there first come here too."""
        found = {link.name: [link.id] for link in links}
        for name, relation in entity.relations.items():
            if name not in given or not self.comes_first(relation):
                continue
            value = given[name]
            items = value if relation.is_many and isinstance(value, list) else [value]
            ids = [self.link_or_make(relation, item, depth) for item in items]
            if name in found and not relation.is_many and found[name] != ids:
                raise Refused(f"the address names another {name} than the body", where=name)
            found[name] = [*found.get(name, ()), *ids] if relation.is_many else ids
        absent = [name for name, relation in entity.relations.items() if relation.is_required and not found.get(name)]
        if absent:
            raise Refused(f"{entity.name} needs {absent[0]}", where=absent[0])
        return found

    def comes_first(self, relation: Relation) -> bool:
        """Many-to-many ends and to-one relations are written with the row; what hangs on it comes after."""
        return not relation.is_many or bool(relation.through)

    def link_or_make(self, relation: Relation, item: object, depth: int) -> int:
        """`{"@iot.id": 1}` links what is there; anything else is made."""
        target = ENTITIES[relation.target]
        if isinstance(item, dict) and ("@iot.id" in item or set(item) == {"id"}):
            number = item.get("@iot.id", item.get("id"))
            return linked(target, number)
        return self.create(target, item, depth=depth + 1)

    def children(self, entity: Entity, number: int, given: Body, depth: int) -> None:
        """Entities in the body that hang on the new one."""
        for name, relation in entity.relations.items():
            items = given.get(name)
            if items is None or self.comes_first(relation):
                continue
            if not isinstance(items, list):
                raise Refused("is no list", where=name)
            target = ENTITIES[relation.target]
            back = Link(name=inverse(entity, target), id=number)
            if target.is_observation:
                bodies = [self.checked(target, item, depth + 1) for item in items]
                self.observe(bodies, [back], depth + 1)
                continue
            for item in items:
                if isinstance(item, dict) and "@iot.id" in item:
                    self.update(
                        target, linked(target, item["@iot.id"]), {back.name: {"@iot.id": number}}, is_whole=False
                    )
                else:
                    self.create(target, item, [back], depth + 1)

    # --- observations ------------------------------------------------------------------------------------------

    def observe(self, bodies: Sequence[Body], links: Sequence[Link], depth: int = 0) -> Kept:
        """Store observations, each with the datastream and feature that it or the address names."""
        entity = ENTITIES["Observation"]
        if not bodies:
            return Kept()
        found = [self.targets(entity, body, links, depth) for body in bodies]
        streams = observing.streams_of(sorted({stream for stream, _ in found}))
        defaults: dict[int, int] = {}
        news = []
        for body, (number, named) in zip(bodies, found, strict=True):
            stream = observing.allowed_stream(self.by, number, streams)
            if bool(stream.properties) != self.is_multi(body, links):
                raise missing(f"{'Datastream' if stream.properties else 'MultiDatastream'}({number})")
            if named is None and number not in defaults:
                defaults[number] = observing.default_feature(stream)
            news.append(self.new_observation(body, stream, defaults[number] if named is None else named))
        return self.store(news, streams)

    def is_multi(self, body: Body, links: Sequence[Link]) -> bool:
        """Whether address or body speak of a multi-datastream."""
        return body.get("MultiDatastream") is not None or any(link.name == "MultiDatastream" for link in links)

    def stream_named(self, relation: Relation, item: object, depth: int) -> int:
        """The number of a datastream; whether it is there is seen when its facts are read."""
        number = item.get("@iot.id") if isinstance(item, dict) else None
        if type(number) is int and 0 <= number < 2**63:
            return number
        return self.link_or_make(relation, item, depth)

    def new_observation(self, body: Body, stream: Stream, feature: int) -> New:
        if "result" not in body:
            raise Refused("Observation needs result", where="result")
        at = body.get("phenomenonTime")
        new = New(stream=stream.id, at=None, value=None, feature=feature, is_timed=at is not None)
        if at is None:
            new.at = observing.now()
        for name in entity_fields("Observation"):
            if name in body:
                observing.fill(new, name, body[name], stream)
        return new

    def targets(self, entity: Entity, body: Body, links: Sequence[Link], depth: int) -> tuple[int, int | None]:
        """The datastream (of either kind) and the feature of one observation."""
        named = {link.name: link.id for link in links}
        for name in ("Datastream", "MultiDatastream", "FeatureOfInterest"):
            if body.get(name) is None:
                continue
            find = self.link_or_make if name == "FeatureOfInterest" else self.stream_named
            number = find(entity.relations[name], body[name], depth)
            if name in named and named[name] != number:
                raise Refused(f"the address names another {name} than the body", where=name)
            named[name] = number
        streams = [named[name] for name in ("Datastream", "MultiDatastream") if name in named]
        if len(streams) != 1:
            raise Refused("Observation needs a Datastream or a MultiDatastream", where="Datastream")
        return streams[0], named.get("FeatureOfInterest")

    def store(self, news: Sequence[New], streams: Mapping[int, Stream]) -> Kept:
        return observing.store(news, streams, by=self.by, label=self.label, head=self.head, body=self.body)

    # --- changing ----------------------------------------------------------------------------------------------

    def update(self, entity: Entity, number: int, body: object, *, is_whole: bool) -> None:
        """Change an entity: what is given (PATCH), or all of it (PUT)."""
        given = self.checked(entity, body, 0)
        row = kept_row(entity, number)
        require_over(self.by, entity, row)
        before = described(entity, row)
        for column, value in fields_of(entity, given, is_whole=is_whole).items():
            setattr(row, column, value)
        related = {
            name: [self.link_or_make(relation, item, 0) for item in as_list(given[name])]
            for name, relation in entity.relations.items()
            if name in given and self.comes_first(relation)
        }
        change: Callable[..., None] = stories.CHANGERS.get(entity.name, changed)
        change(self.by, row, related)
        self.note(entity, number, "changed", given, before=before)
        for name, relation in entity.relations.items():
            if name in given and not self.comes_first(relation):
                self.children(entity, number, {name: given[name]}, 0)

    def remove(self, entity: Entity, number: int) -> None:
        """Remove an entity with what cannot be without it."""
        row = kept_row(entity, number)
        require_over(self.by, entity, row)
        before = described(entity, row)
        stories.remove(entity.name, row)
        self.note(entity, number, "removed", {}, before=before)

    def note(
        self, entity: Entity, number: int, change: str, given: Body, before: Mapping[str, object] | None = None
    ) -> None:
        """The audit entry, and the news for whoever listens."""
        words = {"made": "新建", "changed": "修改", "removed": "删除"}
        names = tuple(name for name in given if name in entity.fields)
        audit.record(
            by=self.by,
            verb="sense.tell",
            about=f"sta.{entity.name}:{number}",
            summary=f"{words[change]} {entity.name}({number})",
            before=before,
            after=observing.thawed({name: given[name] for name in names}) or None,
        )
        if listeners_of(EntityChanged):
            fact = EntityChanged(entity=entity.name, id=number, change=change, fields=names)
            transaction.on_commit(lambda: announce(fact))


def entity_fields(name: str) -> Sequence[str]:
    return tuple(ENTITIES[name].fields)


def as_list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value]


def inverse(entity: Entity, target: Entity) -> str:
    """How the related entity calls this one."""
    return entity.name if entity.name in target.relations else entity.plural


def linked(target: Entity, number: object) -> int:
    """The id of an entity that must be there."""
    if isinstance(number, str) and number.isascii() and number.isdigit() and len(number) < len(str(2**63)):
        number = int(number)
    if (
        not isinstance(number, int)
        or isinstance(number, bool)
        or abs(number) >= 2**63
        or not rows(target).filter(pk=number).exists()
    ):
        raise Refused(f"there is no {target.name}({str(number)[:60]})", where=target.name)
    return number


def rows(entity: Entity) -> models.QuerySet[Any]:
    """The rows of an entity."""
    found: models.QuerySet[Any] = MODELS[entity.name]._default_manager.all()
    return found.filter(is_multi=entity.name == "MultiDatastream") if entity.is_stream else found


def kept_row(entity: Entity, number: int) -> Any:
    """The row, locked."""
    row = rows(entity).select_for_update(of=("self",)).filter(pk=number).first()
    if row is None:
        raise missing(f"{entity.name}({number})")
    return row


# --- fields --------------------------------------------------------------------------------------------------------


def fields_of(entity: Entity, given: Body, *, is_whole: bool) -> dict[str, object]:
    """Column values from a body; of a whole entity, what is not given is empty or refused."""
    values: dict[str, object] = {}
    for name, field in entity.fields.items():
        if field.is_computed:
            continue
        if name in given and not (given[name] is None and field.is_nullable and not field.is_required):
            values.update(READERS[field.kind](field, given[name]))
        elif name in given or is_whole:
            if field.is_required:
                raise Refused(f"{entity.name} needs {name}", where=name)
            values.update(empty(field))
    return values


def column_of(field: Field) -> str:
    return field.sql.partition(".")[2]


def empty(field: Field) -> dict[str, object]:
    return {column_of(field): "" if field.kind == "text" else None}


def read_text(field: Field, value: Any) -> dict[str, object]:
    if not isinstance(value, str) or isinstance(value, observing.Number):
        raise Refused("is no text", where=field.name)
    if "\x00" in value:
        raise Refused("has a NUL character", where=field.name)
    return {column_of(field): value}


def read_json(field: Field, value: Any) -> dict[str, object]:
    if field.name == "properties" and not isinstance(value, dict):
        raise Refused("is no object", where=field.name)
    if field.name.startswith(("unitOf", "multi")) and not isinstance(value, list):
        raise Refused("is no list", where=field.name)
    return {column_of(field): clean(observing.thawed(value), field.name)}


def clean(value: Any, where: str) -> Any:
    """JSON without NUL characters, which PostgreSQL cannot keep."""
    if isinstance(value, str) and "\x00" in value:
        raise Refused("has a NUL character", where=where)
    if isinstance(value, dict):
        for name, inner in value.items():
            clean(name, where)
            clean(inner, where)
    if isinstance(value, list):
        for inner in value:
            clean(inner, where)
    return value


def read_geometry(field: Field, value: Any) -> dict[str, object]:
    found = clean(observing.thawed(value), field.name)
    x0, y0, x1, y1 = geometry.bounds_of(found, field.name)
    return {column_of(field): found, "min_x": x0, "min_y": y0, "max_x": x1, "max_y": y1}


def read_instant(field: Field, value: Any) -> dict[str, object]:
    return {column_of(field): times.instant(value, field.name)}


def read_unit(field: Field, value: Any) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Refused("is no object with name, symbol and definition", where=field.name)
    parts = {}
    for part in ("name", "symbol", "definition"):
        text = value.get(part)
        if text is not None and not isinstance(text, str):
            raise Refused("is no text", where=f"{field.name}/{part}")
        parts[f"unit_{part}"] = text
    return {**parts, "unit": (parts["unit_symbol"] or "")[:100]}


READERS: Mapping[str, Callable[[Field, Any], dict[str, object]]] = {
    "text": read_text,
    "json": read_json,
    "geometry": read_geometry,
    "instant": read_instant,
    "unit": read_unit,
}


def plain(by: Actor, model: type[models.Model], values: Mapping[str, object], related: stories.Related) -> models.Model:
    """An entity without a story: its row. Anybody who may write at all may make one."""
    require(by, "sense.tell")
    return model._default_manager.create(**values)


def changed(by: Actor, row: Any, related: stories.Related) -> None:
    row.save()


def described(entity: Entity, row: Any) -> dict[str, object]:
    """The fields of a row, for the audit trail."""
    plain_kinds = (dict, list, str, int, float, type(None))
    values = {name: getattr(row, column_of(field)) for name, field in entity.fields.items() if not field.is_computed}
    return {name: value if isinstance(value, plain_kinds) else str(value) for name, value in values.items()}


def require_over(by: Actor, entity: Entity, row: Any) -> None:
    """The actor must reach every station that the entity belongs to."""
    require(by, "sense.tell")
    for station in stories.stations_of(entity.name, row):
        require(by, "sense.tell", unit=station.unit_id or "", region=station.region_id)
