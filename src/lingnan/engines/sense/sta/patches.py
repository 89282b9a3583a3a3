"""JSON Patch (RFC 6902) over an entity's own JSON."""

import copy
from collections.abc import Sequence
from typing import Any

from lingnan.engines.sense.sta.faults import Refused

Json = Any  # whatever JSON can say
MOST = 1000
KIND = "application/json-patch+json"
MISSING = object()


def applied(document: Json, operations: Json) -> Json:
    """The document after the operations; the first that cannot be done refuses all."""
    if not isinstance(operations, list):
        raise Refused("a JSON Patch is a list of operations")
    if len(operations) > MOST:
        raise Refused("too many operations", allowed=f"{MOST}")
    found = copy.deepcopy(document)
    for place, operation in enumerate(operations):
        try:
            found = one(found, operation)
        except Refused as fault:
            raise Refused(f"operation {place}: {fault}", status=fault.status) from fault
    return found


def one(document: Json, operation: Json) -> Json:
    if not isinstance(operation, dict):
        raise Refused("is no object")
    kind, path = operation.get("op"), steps(operation.get("path"))
    if kind in ("add", "replace", "test") and "value" not in operation:
        raise Refused("has no value")
    if kind == "add":
        return put(document, path, operation["value"])
    if kind == "replace":
        get(document, path)
        return put(taken(document, path), path, operation["value"])
    if kind == "remove":
        get(document, path)
        return taken(document, path)
    if kind in ("move", "copy"):
        source = steps(operation.get("from"))
        value = copy.deepcopy(get(document, source))
        return put(taken(document, source) if kind == "move" else document, path, value)
    if kind == "test":
        if get(document, path) != operation["value"]:
            raise Refused(f"{operation['path']} has another value", status=409)
        return document
    raise Refused(f"unknown operation {kind!r}", allowed="add, remove, replace, move, copy, test")


def steps(pointer: Json) -> list[str]:
    """A JSON Pointer (RFC 6901)."""
    if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
        raise Refused(f"{pointer!r} is no JSON Pointer", allowed="e.g. /properties/region")
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def index(owner: Sequence[Json], step: str, *, may_append: bool = False) -> int:
    if may_append and step == "-":
        return len(owner)
    if not step.isdigit() or int(step) >= len(owner) + may_append:
        raise Refused(f"there is no item {step!r}")
    return int(step)


def get(document: Json, path: Sequence[str]) -> Json:
    for step in path:
        if isinstance(document, dict) and step in document:
            document = document[step]
        elif isinstance(document, list):
            document = document[index(document, step)]
        else:
            raise Refused(f"there is no {'/'.join(path)!r}")
    return document


def put(document: Json, path: Sequence[str], value: Json) -> Json:
    if not path:
        return value
    owner = get(document, path[:-1])
    if isinstance(owner, dict):
        owner[path[-1]] = value
    elif isinstance(owner, list):
        owner.insert(index(owner, path[-1], may_append=True), value)
    else:
        raise Refused(f"{'/'.join(path[:-1])!r} has no members")
    return document


def taken(document: Json, path: Sequence[str]) -> Json:
    if not path:
        return None
    owner = get(document, path[:-1])
    if isinstance(owner, dict):
        owner.pop(path[-1], None)
    elif isinstance(owner, list):
        del owner[index(owner, path[-1])]
    return document
