"""POST, PATCH, PUT, DELETE: the address says what is meant, the writer does it, the answer shows it."""

import json
import re

from django.db import transaction

from lingnan.engines.identity.actor import Actor
from lingnan.engines.sense.sta import arrays, corrections, forms, identifiers, patches, paths, query, shape, times
from lingnan.engines.sense.sta.answers import Answer, Request
from lingnan.engines.sense.sta.entities import ENTITIES, Entity
from lingnan.engines.sense.sta.faults import Refused, missing
from lingnan.engines.sense.sta.observing import parse
from lingnan.engines.sense.sta.options import PLAIN, Options
from lingnan.engines.sense.sta.paths import Target
from lingnan.engines.sense.sta.query import Context
from lingnan.engines.sense.sta.write import Link, Writer, inverse

CREATE = ("CreateObservations", "BulkObservations")  # the second is what istSOS calls it
STRAIGHT = re.compile(r"(Datastream|MultiDatastream)s\((\d{1,18})\)/Observations", re.ASCII)


def writer_of(request: Request, by: Actor) -> Writer:
    label = f"account-{by.account_id}" if by.account_id else (by.unit_key or "system")
    return Writer(by=by, label=label[:60], head=f"{request.method} {request.path}", body=request.body)


def post(request: Request, context: Context, by: Actor) -> Answer:
    """Make an entity in its set, or among those related to another."""
    body = parse(request.body)
    writer = writer_of(request, by)
    path = request.path.strip("/")
    with transaction.atomic():
        if path in CREATE:
            return Answer(status=201, body=json.dumps(arrays.create(writer, body, context.root)))
        straight = STRAIGHT.fullmatch(path)
        if straight:  # the storing of an observation finds its datastream itself
            link = Link(name=straight.group(1), id=int(straight.group(2)))
            return observed(writer, body, [link], ENTITIES["Observation"], context)
        target = paths.resolve(path, context)
        if target.is_one or target.ending or target.steps:
            raise Refused("POST goes to a collection", status=405)
        links = links_of(target)
        if target.entity.is_observation:
            return observed(writer, body, links, target.entity, context)
        number = writer.create(target.entity, body, links)
    return made(target.entity, number, context)


def links_of(target: Target) -> list[Link]:
    """What the address says that the new entity hangs on."""
    parent = target.parent
    if parent is None:
        return []
    if parent.relation.name == "ObservedProperties":
        raise Refused("the properties of a MultiDatastream are set with it, not added", status=400)
    if not isinstance(parent.value, int):
        raise missing(parent.entity.name)
    return [Link(name=inverse(parent.entity, target.entity), id=parent.value)]


def observed(writer: Writer, body: object, links: list[Link], entity: Entity, context: Context) -> Answer:
    """One observation: new, or the same as one that is there, which is said."""
    kept = writer.observe([writer.checked(entity, body, 0)], links)
    name, is_new = kept.names[0], kept.is_new[0]
    place = shape.address(context.root, entity, name)
    said: dict[str, object] = {"@iot.id": name, "@iot.selfLink": place}
    if not is_new:
        said["@lingnan.duplicateOf"] = place
    return Answer(status=201 if is_new else 200, body=json.dumps(said), headers={"Location": place})


def made(entity: Entity, number: int, context: Context) -> Answer:
    place = shape.address(context.root, entity, number)
    text = query.single(entity, (number,), PLAIN, context) or "{}"
    return Answer(status=201, body=text, headers={"Location": place})


def patch(request: Request, context: Context, by: Actor) -> Answer:
    return change(request, context, by, is_whole=False)


def put(request: Request, context: Context, by: Actor) -> Answer:
    return change(request, context, by, is_whole=True)


def change(request: Request, context: Context, by: Actor, *, is_whole: bool) -> Answer:
    """Change the one entity that the address means."""
    body = parse(request.body)
    writer = writer_of(request, by)
    with transaction.atomic():
        target = one(request, context)
        key = tuple(paths.row_key(target, context))
        if request.header("content-type").startswith(patches.KIND):
            body, is_whole = patched(target.entity, key, body, context), False
        if target.entity.is_observation:
            at = times.parsed(key[1])
            name = corrections.change(writer, (key[0], at, key[2]), body, is_whole=is_whole)
            moved = identifiers.key(name)
            text = query.single(target.entity, (moved[0], times.stored(moved[1]), moved[2]), PLAIN, context)
            place = shape.address(context.root, target.entity, name)
        else:
            writer.update(target.entity, key[0], body, is_whole=is_whole)
            text = query.single(target.entity, key, PLAIN, context)
            place = shape.address(context.root, target.entity, key[0])
    return Answer(body=text or "{}", headers={"Location": place})


def patched(entity: Entity, key: tuple[object, ...], operations: object, context: Context) -> dict[str, object]:
    """What a JSON Patch changes, as the fields that are other than before."""
    if entity.is_observation:
        key = (key[0], times.stored(times.parsed(str(key[1]))), key[2])
    text = query.single(entity, key, Options(select=tuple(entity.fields)), context)
    before = json.loads(text or "{}", parse_float=forms.Exact)
    after = patches.applied(before, json.loads(forms.dumped(operations_of(operations)), parse_float=forms.Exact))
    if not isinstance(after, dict):
        raise Refused("what is left is no object")
    changed = {name: value for name, value in after.items() if name not in before or before[name] != value}
    gone = {name: None for name in before if name not in after}
    renewed: dict[str, object] = parse(forms.dumped({**changed, **gone}).encode())
    return renewed


def operations_of(value: object) -> object:
    """The operations with their numbers as numbers again."""
    from lingnan.engines.sense.sta.observing import Number  # noqa: PLC0415

    if isinstance(value, Number):
        return forms.Exact(value)
    if isinstance(value, dict):
        return {name: operations_of(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [operations_of(inner) for inner in value]
    return value


def delete(request: Request, context: Context, by: Actor) -> Answer:
    """Remove the one entity that the address means."""
    writer = writer_of(request, by)
    with transaction.atomic():
        target = one(request, context)
        key = tuple(paths.row_key(target, context))
        if target.entity.is_observation:
            corrections.remove(writer, (key[0], times.parsed(key[1]), key[2]))
        else:
            writer.remove(target.entity, key[0])
    return Answer(status=200, body="")


def one(request: Request, context: Context) -> Target:
    target = paths.resolve(request.path, context)
    if not target.is_one or target.ending or target.steps:
        raise Refused(f"{request.method} goes to one entity", status=405)
    return target
