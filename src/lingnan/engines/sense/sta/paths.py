"""Addresses below the door: `Things(1)/Datastreams(2)/Observations/$ref` into what is meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lingnan.engines.sense.sta import identifiers, query, times
from lingnan.engines.sense.sta.entities import ENTITIES, SETS, Entity
from lingnan.engines.sense.sta.faults import Refused, missing
from lingnan.engines.sense.sta.query import Context, Parent

LONGEST = 4000
DEEPEST = 12
KEYED = re.compile(r"([A-Za-z]+)\((.*)\)", re.DOTALL)
Key = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class Target:
    """What an address means: a collection (no key), an entity, or a property of one; then `$ref` or `$value`."""

    entity: Entity
    key: Key | None = None
    parent: Parent | None = None
    steps: tuple[str, ...] = ()  # into a property
    ending: str = ""
    is_one: bool = False  # an entity, by its key or by a to-one relation

    @property
    def is_collection(self) -> bool:
        return not self.is_one


def segments(path: str) -> list[str]:
    """The parts between slashes; those in quotes do not count."""
    if len(path) > LONGEST:
        raise Refused("the address is too long", allowed=f"{LONGEST} characters")
    found, start, quoted = [], 0, False
    for at, sign in enumerate(path):
        if sign == "'":
            quoted = not quoted
        elif sign == "/" and not quoted:
            found.append(path[start:at])
            start = at + 1
    found.append(path[start:])
    parts = [part for part in found if part]
    if len(parts) > DEEPEST:
        raise Refused("the address is too deep", allowed=f"{DEEPEST} parts")
    return parts


def key_of(entity: Entity, text: str) -> Key:
    """The key in the parentheses: a number, or a text in quotes."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == "'":
        text = text[1:-1].replace("''", "'")
    if entity.is_observation:
        datastream, moment, sequence = identifiers.key(text)
        return where_it_lies(text, (datastream, times.stored(moment), sequence))
    if not (text.isascii() and text.isdigit() and len(text) < len(str(2**63))):
        raise missing(f"{entity.name} {text[:60]!r}")
    return (int(text),)


def where_it_lies(name: str, key: Key) -> Key:
    """The key itself; for an observation whose time was corrected, the one under which it lies now."""
    there = "SELECT 1 FROM sense_observation WHERE datastream_id = %s AND observed_at = %s AND sequence = %s"
    if query.rows_of(there, key):
        return key
    at = times.as_text("observed_at")
    moved = f"SELECT datastream_id, {at}, sequence FROM sense_observationalias WHERE name = %s"  # noqa: S608
    found = query.rows_of(moved, [name])
    return (found[0][0], times.stored(times.parsed(found[0][1])), found[0][2]) if found else key


def split_key(part: str) -> tuple[str, str | None]:
    found = KEYED.fullmatch(part)
    return (found.group(1), found.group(2)) if found else (part, None)


def resolve(path: str, context: Context) -> Target:
    """Follow an address from the entity set on; every entity on the way must be there and be the one before's."""
    parts = segments(path)
    name, key = split_key(parts[0]) if parts else ("", None)
    entity = SETS.get(name)
    if entity is None:
        raise Refused(f"no entity set {name[:60]!r}", status=404, allowed=", ".join(SETS))
    target = at_key(Target(entity=entity), key)
    for place, part in enumerate(parts[1:], start=1):
        if part in ("$ref", "$value", "$count"):
            if place != len(parts) - 1:
                raise missing(part)
            return ended(target, part)
        if target.steps:
            target = Target(**{**target.__dict__, "steps": (*target.steps, part)})
            continue
        target = followed(target, part, context)
    return target


def at_key(target: Target, key: str | None) -> Target:
    if key is None:
        return target
    return Target(entity=target.entity, parent=target.parent, key=key_of(target.entity, key), is_one=True)


def followed(target: Target, part: str, context: Context) -> Target:
    """One step further: over a relation, or into a property."""
    name, key = split_key(part)
    relation = target.entity.relations.get(name)
    if target.is_collection:
        raise missing(f"{target.entity.plural}/{part[:60]}")
    if relation is None:
        if name in target.entity.fields or name in ("id", "@iot.id"):
            return Target(**{**target.__dict__, "steps": (name,)})
        known = ", ".join([*target.entity.fields, *target.entity.relations])
        raise Refused(f"{target.entity.name} has no {part[:60]!r}", status=404, allowed=known)
    there = query.found(target.entity, context, wanted=relation, key=target.key, parent=target.parent)
    if there is None:
        raise missing(f"{target.entity.name}")
    next_entity = ENTITIES[relation.target]
    parent = Parent(entity=target.entity, relation=relation, value=there[1])
    if not relation.is_many:
        if key is not None:
            raise missing(part[:60])
        return Target(entity=next_entity, parent=parent, is_one=True)
    return at_key(Target(entity=next_entity, parent=parent), key)


def ended(target: Target, ending: str) -> Target:
    if ending == "$value" and not target.steps:
        raise Refused("$value follows a property", status=400)
    if ending == "$ref" and target.steps:
        raise Refused("$ref follows an entity or a collection", status=400)
    if ending == "$count" and target.is_one:
        raise Refused("$count follows a collection", status=400)
    return Target(**{**target.__dict__, "ending": ending})


def row_key(target: Target, context: Context) -> Sequence[Any]:
    """The key of the one entity that is meant, which must be there."""
    there = query.found(target.entity, context, wanted=None, key=target.key, parent=target.parent)
    if there is None:
        raise missing(target.entity.name)
    return there[0]
