"""Frameworks: trees of weighted nodes kept as dated rule-sets under data/frameworks; checked when they are read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from lingnan import rules
from lingnan.core.errors import Fault, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.rules import RuleSet, Value

FOLDER = Path(__file__).resolve().parents[2] / "data" / "frameworks"
HUNDRED = Decimal(100)
INDEX = "index"
INDEX_LABEL = Label(zh="综合指数", en="Composite index")
Json = dict[str, Any]  # Any: what stands in an assessment's JSON columns


@dataclass(frozen=True, kw_only=True)
class Node:
    """A domain (with children) or an indicator (a leaf with goalposts). `weight` is in points of 100."""

    key: str
    label: Label
    weight: Decimal
    children: tuple["Node", ...] = ()
    worst: Decimal | None = None
    best: Decimal | None = None
    goalpost_source: str = ""
    unit_key: str = ""
    supervised: bool = False
    breaks: tuple[Decimal, ...] = ()

    @property
    def is_leaf(self) -> bool:
        return not self.children

    def walk(self) -> Iterator["Node"]:
        """This node, then everything under it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, kw_only=True)
class Interval:
    """How the rank interval is drawn: share covered, number of draws, seed, how far weights and values may swing."""

    percent: int
    draws: int
    seed: int
    weight_swing: Decimal
    value_swing: Decimal


@dataclass(frozen=True, kw_only=True)
class Framework:
    """One edition of a framework. `needs` is the weight that must be present before a composite is given."""

    key: str
    label: Label
    edition: str
    in_force_from: date
    in_force_to: date | None
    source: str
    clause: str
    confidence: str
    note: str
    floor: Decimal
    floor_reason: Label
    needs: Decimal
    score_breaks: tuple[Decimal, ...]
    interval: Interval
    root: Node
    _by_key: dict[str, Node] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_key.update({node.key: node for node in self.root.walk()})

    @property
    def leaves(self) -> tuple[Node, ...]:
        return tuple(node for node in self.root.walk() if node.is_leaf)

    def node(self, key: str) -> Node:
        if key not in self._by_key:
            raise NotFound(f"评价框架 {self.key}（{self.edition}）没有 {key!r}；有：{'、'.join(self._by_key)}")
        return self._by_key[key]

    def parent(self, key: str) -> Node | None:
        return next((node for node in self.root.walk() if any(child.key == key for child in node.children)), None)

    def path(self, key: str) -> tuple[Node, ...]:
        """From the index down to this node."""
        above = self.parent(key)
        return (*(self.path(above.key) if above else ()), self.node(key))

    def as_json(self) -> Json:
        """Everything that decides a score, as an assessment keeps it: numbers as their exact text."""
        return {
            "key": self.key, "label": _label_json(self.label), "edition": self.edition,
            "in_force_from": self.in_force_from.isoformat(),
            "in_force_to": self.in_force_to.isoformat() if self.in_force_to else None,
            "source": self.source, "clause": self.clause, "confidence": self.confidence, "note": self.note,
            "floor": str(self.floor), "floor_reason": _label_json(self.floor_reason), "needs": str(self.needs),
            "score_breaks": [str(item) for item in self.score_breaks],
            "interval": {
                "percent": self.interval.percent, "draws": self.interval.draws, "seed": self.interval.seed,
                "weight_swing": str(self.interval.weight_swing), "value_swing": str(self.interval.value_swing),
            },
            "root": _node_json(self.root),
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Json) -> "Framework":
        """The framework as an assessment kept it, whatever the files say today."""
        swing = kept["interval"]
        return cls(
            key=kept["key"],
            label=Label(**kept["label"]),
            edition=kept["edition"],
            in_force_from=date.fromisoformat(kept["in_force_from"]),
            in_force_to=date.fromisoformat(kept["in_force_to"]) if kept["in_force_to"] else None,
            source=kept["source"],
            clause=kept["clause"],
            confidence=kept["confidence"],
            note=kept["note"],
            floor=Decimal(kept["floor"]),
            floor_reason=Label(**kept["floor_reason"]),
            needs=Decimal(kept["needs"]),
            score_breaks=tuple(Decimal(item) for item in kept["score_breaks"]),
            interval=Interval(
                percent=swing["percent"],
                draws=swing["draws"],
                seed=swing["seed"],
                weight_swing=Decimal(swing["weight_swing"]),
                value_swing=Decimal(swing["value_swing"]),
            ),
            root=_node_from_json(kept["root"]),
        )


def known() -> tuple[str, ...]:
    """The keys of all frameworks, as in ?framework=."""
    _read()
    prefix = "framework."
    return tuple(_key(name) for name in rules.RULES.ids() if name.startswith(prefix))


def editions(key: str) -> tuple[Framework, ...]:
    """Every edition of one framework, oldest first."""
    _read()
    return tuple(_framework(kept) for kept in _editions(key))


def edition(key: str, name: str) -> Framework:
    """One edition by its name, whatever its dates."""
    _read()
    _editions(key)
    return _framework(rules.edition(_rule_id(key), name))


def of_year(key: str, year: int) -> Framework:
    """The edition in force at the end of the year judged."""
    _read()
    _editions(key)
    return _framework(rules.in_force(_rule_id(key), on=date(year + 1, 1, 1) - timedelta(days=1)))


def _read() -> None:
    rules.add_folder(FOLDER)


def _editions(key: str) -> Sequence[RuleSet]:
    if key not in known():
        raise NotFound(f"没有评价框架 {key!r}；有：{'、'.join(known())}")
    return rules.editions(_rule_id(key))


def _rule_id(key: str) -> str:
    return "framework." + key.replace("-", "_")


def _key(rule_id: str) -> str:
    return rule_id.removeprefix("framework.").replace("_", "-")


def _framework(kept: RuleSet) -> Framework:
    children = tuple(_node(row) for row in kept.rows("nodes"))
    found = Framework(
        key=_key(kept.id),
        label=kept.label,
        edition=kept.edition,
        in_force_from=kept.in_force_from,
        in_force_to=kept.in_force_to,
        source=kept.source,
        clause=kept.clause,
        confidence=kept.confidence,
        note=kept.note,
        floor=kept.number("floor"),
        floor_reason=_label(kept.table("floor_reason")),
        needs=kept.number("needs"),
        score_breaks=kept.numbers("score_breaks"),
        interval=Interval(
            percent=kept.integer("interval", "percent"),
            draws=kept.integer("interval", "draws"),
            seed=kept.integer("interval", "seed"),
            weight_swing=kept.number("interval", "weight_swing"),
            value_swing=kept.number("interval", "value_swing"),
        ),
        root=Node(key=INDEX, label=INDEX_LABEL, weight=HUNDRED, children=children),
    )
    if faults := tuple(check(found)):
        raise Invalid(f"{found.key} {found.edition}", "评价框架有错", faults=faults)
    return found


def check(framework: Framework) -> Iterator[Fault]:
    """What is wrong with the tree: weights that do not add up, a key twice, goalposts that say nothing."""
    where = f"{framework.key} {framework.edition}"
    seen: set[str] = set()
    for node in framework.root.walk():
        spot = f"{where} {node.key}"
        if node.key in seen:
            yield Fault(where=spot, reason="同一个键出现两次", allowed="每个节点一个键")
        seen.add(node.key)
        total = sum((child.weight for child in node.children), Decimal(0))
        if node.children and total != node.weight:
            yield Fault(where=spot, reason=f"下级权重之和为 {total}，应为 {node.weight}", allowed="下级之和等于本级")
        if node.is_leaf:
            yield from _check_leaf(node, spot)


def _check_leaf(node: Node, spot: str) -> Iterator[Fault]:
    if node.worst is None or node.best is None or node.worst == node.best:
        yield Fault(where=spot, reason="指标没有目标值，或两个目标值相同", allowed="worst 与 best 不相等")
    elif (node.best > node.worst) is not (INDICATORS.get(node.key).direction > 0):
        yield Fault(where=spot, reason="目标值的方向与指标的方向相反", allowed="正向指标 best > worst")
    if not node.goalpost_source:
        yield Fault(where=spot, reason="目标值没有写明来源", allowed="goalpost_source")


def _node(row: Mapping[str, Value]) -> Node:
    key = str(row["key"])
    children = row.get("children") or ()
    label = row.get("label")
    return Node(
        key=key,
        label=_label(label) if isinstance(label, Mapping) else INDICATORS.get(key).label,
        weight=Decimal(str(row["weight"])),
        children=tuple(_node(child) for child in children if isinstance(child, Mapping))
        if isinstance(children, tuple)
        else (),
        worst=_number(row.get("worst")),
        best=_number(row.get("best")),
        goalpost_source=str(row.get("goalpost_source") or ""),
        unit_key=str(row.get("unit_key") or ""),
        supervised=bool(row.get("supervised")),
        breaks=tuple(Decimal(str(item)) for item in _items(row.get("breaks"))),
    )


def _items(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else ()


def _number(value: Value) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _label(row: Mapping[str, Value]) -> Label:
    return Label(zh=str(row["zh"]), en=str(row["en"]))


def _label_json(label: Label) -> Json:
    return {"zh": label.zh, "en": label.en}


def _node_json(node: Node) -> Json:
    return {
        "key": node.key, "label": _label_json(node.label), "weight": str(node.weight),
        "worst": None if node.worst is None else str(node.worst),
        "best": None if node.best is None else str(node.best),
        "goalpost_source": node.goalpost_source, "unit_key": node.unit_key, "supervised": node.supervised,
        "breaks": [str(item) for item in node.breaks],
        "children": [_node_json(child) for child in node.children],
    }  # fmt: skip


def _node_from_json(kept: Json) -> Node:
    return Node(
        key=kept["key"],
        label=Label(**kept["label"]),
        weight=Decimal(kept["weight"]),
        worst=None if kept["worst"] is None else Decimal(kept["worst"]),
        best=None if kept["best"] is None else Decimal(kept["best"]),
        goalpost_source=kept["goalpost_source"],
        unit_key=kept["unit_key"],
        supervised=kept["supervised"],
        breaks=tuple(Decimal(item) for item in kept["breaks"]),
        children=tuple(_node_from_json(child) for child in kept["children"]),
    )
