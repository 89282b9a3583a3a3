"""Rule files: YAML, read with exact decimals, checked against a schema, faults named by file and line."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from lingnan.core.errors import Fault, Invalid
from lingnan.core.labels import Label
from lingnan.rules.editions import RuleSet, Value, frozen

Document = dict[str, Any]  # Any: a YAML document before it is checked

_DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_WORDS = {"type": "string", "minLength": 1}
SCHEMA: Document = {
    "type": "object",
    "additionalProperties": False,
    "required": ["rule", "label", "editions"],
    "properties": {
        "rule": {"type": "string", "pattern": r"^[a-z][a-z0-9_.]*$"},
        "label": {
            "type": "object",
            "additionalProperties": False,
            "required": ["zh", "en"],
            "properties": {"zh": _WORDS, "en": _WORDS},
        },
        "note": {"type": "string"},
        "values_schema": {"type": "object"},
        "editions": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["edition", "in_force_from", "source", "clause", "confidence", "values"],
                "properties": {
                    "edition": _WORDS,
                    "in_force_from": _DAY,
                    "in_force_to": {"anyOf": [_DAY, {"type": "null"}]},
                    "source": _WORDS,
                    "clause": _WORDS,
                    "confidence": {"enum": ["read", "public page", "memory", "inferred", "own choice"]},
                    "note": {"type": "string"},
                    "values": {"type": "object", "minProperties": 1},
                },
            },
        },
    },
}


class _ExactLoader(yaml.SafeLoader):
    """Numbers with a point become Decimals, dates stay texts, a key twice is refused."""


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    try:
        return Decimal(str(loader.construct_scalar(node)).replace("_", ""))
    except ArithmeticError as fault:
        raise yaml.constructor.ConstructorError(None, None, f"{node.value!r} is no number", node.start_mark) from fault


def _text(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[object, object]:
    pairs: dict[object, object] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in pairs:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", key_node.start_mark)
        pairs[key] = loader.construct_object(value_node, deep=True)
    return pairs


_ExactLoader.add_constructor("tag:yaml.org,2002:float", _decimal)
_ExactLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_ExactLoader.add_constructor("tag:yaml.org,2002:timestamp", _text)


def _is_number(_: object, instance: object) -> bool:
    return isinstance(instance, int | Decimal) and not isinstance(instance, bool)


@cache
def _validator() -> Any:  # Any: a class that jsonschema makes
    """The validator in which Decimals are numbers. Loaded with the first rule file: it costs a third of a second."""
    import jsonschema  # noqa: PLC0415

    return jsonschema.validators.extend(  # type: ignore[no-untyped-call]
        jsonschema.Draft202012Validator,
        type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine("number", _is_number),
    )


def load_file(path: Path) -> tuple[RuleSet, ...]:
    """Every edition in one rule file; all its faults in one error, each with its line."""
    text = path.read_text(encoding="utf-8")
    document, node = _parsed(text, path)
    faults = list(_faults(document, SCHEMA, node, path))
    if not faults and (schema := _values_schema(document, path)):
        for index, row in enumerate(document["editions"]):
            faults += _faults(row["values"], schema, node, path, above=("editions", index, "values"))
    if faults:
        raise Invalid(path.name, "; ".join(str(fault) for fault in faults), faults=tuple(faults))
    return tuple(_rule_set(document, row, node, path, index) for index, row in enumerate(document["editions"]))


def _values_schema(document: Document, path: Path) -> Document | None:
    """The schema of the values: written in the file, or `{file: NAME}` for one that several files share."""
    schema: Document | None = document.get("values_schema")
    if schema is None or set(schema) != {"file"}:
        return schema
    shared = path.parent / str(schema["file"])
    if not shared.is_file():
        raise Invalid(path.name, Label(zh=f"没有格式文件 {shared.name}", en=f"there is no schema file {shared.name}"))
    return cast(Document, json.loads(shared.read_text(encoding="utf-8")))


def _parsed(text: str, path: Path) -> tuple[Document, yaml.Node | None]:
    try:
        loader = _ExactLoader(text)
        node = loader.get_single_node()
        document = loader.construct_document(node) if node else None
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f"{path.name}:{mark.line + 1}" if mark else path.name
        problem = str(getattr(fault, "problem", None) or fault)
        raise Invalid(where, problem, faults=(Fault(where=where, reason=problem),)) from fault
    if not isinstance(document, dict):
        raise Invalid(path.name, "不是规则文件：应为含 rule、label、editions 的表")
    return cast(Document, document), node


def _faults(
    document: object, schema: Document, node: yaml.Node | None, path: Path, above: tuple[str | int, ...] = ()
) -> Iterator[Fault]:
    for error in sorted(
        _validator()(schema).iter_errors(document), key=lambda error: list(map(str, error.absolute_path))
    ):
        place = (*above, *error.absolute_path)
        line = _line(node, place)
        spot = ".".join(map(str, place)) or "file"
        yield Fault(where=f"{path.name}:{line}", reason=f"{spot}: {error.message}")


def _line(node: yaml.Node | None, place: tuple[str | int, ...]) -> int:
    """The line of the value at `place`; of the nearest level above it where that is absent."""
    for step in place:
        below: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            below = next((value for key, value in node.value if key.value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            below = node.value[step]
        if below is None:
            break
        node = below
    return node.start_mark.line + 1 if node else 1


def _rule_set(document: Document, row: Document, node: yaml.Node | None, path: Path, index: int) -> RuleSet:
    start = _day(row, "in_force_from", node, path, index)
    end = _day(row, "in_force_to", node, path, index) if row.get("in_force_to") else None
    if end is not None and start is not None and end <= start:
        where = f"{path.name}:{_line(node, ('editions', index, 'in_force_to'))}"
        raise Invalid(where, f"{row['edition']}: in_force_to {end} does not lie after in_force_from {start}")
    return RuleSet(
        id=document["rule"],
        label=Label(**document["label"]),
        edition=row["edition"],
        in_force_from=start,
        in_force_to=end,
        source=row["source"],
        clause=row["clause"],
        confidence=row["confidence"],
        note=row.get("note", ""),
        values=cast(Mapping[str, Value], frozen(row["values"])),
    )


def _day(row: Document, key: str, node: yaml.Node | None, path: Path, index: int) -> date:
    try:
        return date.fromisoformat(row[key])
    except ValueError as fault:
        where = f"{path.name}:{_line(node, ('editions', index, key))}"
        raise Invalid(where, f"{key} {row[key]!r} 不是日历上的一天") from fault
