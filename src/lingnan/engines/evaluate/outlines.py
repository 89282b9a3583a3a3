"""Evaluation systems that a plan names, and outlines: trees to collect by, too uncertain to score by.

A framework (frameworks.py) has every weight and goalpost and gives scores. An outline keeps what is known of a text
that is not at hand whole: each node says how sure it is, and a weight that is not known is absent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from lingnan import rules
from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate.declare import INDICATORS, Indicator
from lingnan.rules import RuleSet, Value

DATA = Path(__file__).resolve().parents[2] / "data"
SYSTEMS_RULE = "systems.plan_2015"


@dataclass(frozen=True, kw_only=True)
class OutlineNode:
    """An area, a part or an item. `weight` is in percent of the whole or of its parent; None where it is not known."""

    key: str
    label: Label
    weight: Decimal | None
    is_of_whole: bool
    confidence: str
    indicator: Indicator | None
    children: tuple["OutlineNode", ...] = ()

    def walk(self, depth: int = 0) -> Iterator[tuple["OutlineNode", int]]:
        """This node and everything under it, each with its depth."""
        yield self, depth
        for child in self.children:
            yield from child.walk(depth + 1)


@dataclass(frozen=True, kw_only=True)
class Outline:
    """One edition of an outline with its source."""

    key: str
    label: Label
    edition: str
    source: str
    note: str
    nodes: tuple[OutlineNode, ...]

    def walk(self) -> Iterator[tuple[OutlineNode, int]]:
        for node in self.nodes:
            yield from node.walk()

    @property
    def items(self) -> tuple[OutlineNode, ...]:
        """The leaves."""
        return tuple(node for node, _ in self.walk() if not node.children)


@dataclass(frozen=True, kw_only=True)
class UnitNamed:
    """A unit as the plan writes it, and the key of the unit it meant; empty for a collective."""

    written: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class System:
    """An evaluation system that the plan names, with what of it can be computed or collected here today."""

    key: str
    number: int
    label: Label
    task: int
    verb: str
    subjects: int
    is_annual: bool
    lead: tuple[UnitNamed, ...]
    cooperating: tuple[UnitNamed, ...]
    outline: str
    framework: str
    indicators: tuple[Indicator, ...]
    source: str
    note: str


def systems() -> tuple[System, ...]:
    """Every system of the plan, by its number."""
    rules.add_folder(DATA / "systems")
    kept = rules.editions(SYSTEMS_RULE)[-1]
    return tuple(_system(row, kept) for row in kept.rows("systems"))


def system(key: str) -> System:
    """One system by its key."""
    found = {each.key: each for each in systems()}
    if key not in found:
        raise NotFound(Label(zh=f"没有评价体系 {key!r}", en=f"There is no evaluation system {key!r}"))
    return found[key]


def outline(key: str) -> Outline:
    """The newest edition of an outline, as `national-2016`."""
    rules.add_folder(DATA / "outlines")
    kept = rules.editions("outline." + key.replace("-", "_"))[-1]
    return Outline(
        key=key,
        label=kept.label,
        edition=kept.edition,
        source=kept.source,
        note=kept.note,
        nodes=tuple(_node(row) for row in kept.rows("nodes")),
    )


def collected_by(each: System) -> tuple[Indicator, ...]:
    """The indicators of a system: its own list, or the items of its outline that are known by name."""
    if not each.outline:
        return each.indicators
    return tuple(item.indicator for item in outline(each.outline).items if item.indicator)


def _system(row: Mapping[str, Value], kept: RuleSet) -> System:
    return System(
        key=str(row["key"]),
        number=int(str(row["number"])),
        label=_label(row["label"]),
        task=int(str(row["task"])),
        verb=str(row["verb"]),
        subjects=int(str(row["subjects"])),
        is_annual=row["annual"] == "yes",
        lead=_units(row["lead"]),
        cooperating=_units(row.get("cooperating")),
        outline=str(row.get("outline") or ""),
        framework=str(row.get("framework") or ""),
        indicators=tuple(INDICATORS.get(str(key)) for key in _items(row.get("indicators"))),
        source=kept.source,
        note=kept.note,
    )


def _node(row: Mapping[str, Value]) -> OutlineNode:
    weight, indicator = row.get("weight"), row.get("indicator")
    return OutlineNode(
        key=str(row["key"]),
        label=_label(row["label"]),
        weight=None if weight is None else Decimal(str(weight)),
        is_of_whole=row["weight_of"] == "total",
        confidence=str(row["confidence"]),
        indicator=INDICATORS.get(str(indicator)) if indicator else None,
        children=tuple(_node(child) for child in _items(row.get("children")) if isinstance(child, Mapping)),
    )


def _units(rows: Value) -> tuple[UnitNamed, ...]:
    found = (row for row in _items(rows) if isinstance(row, Mapping))
    return tuple(UnitNamed(written=str(row["written"]), unit=str(row.get("unit") or "")) for row in found)


def _items(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else ()


def _label(row: Value) -> Label:
    if not isinstance(row, Mapping):
        raise TypeError(f"a label is a table of zh and en, not {row!r}")
    return Label(zh=str(row["zh"]), en=str(row["en"]))
