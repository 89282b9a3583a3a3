"""A framework as a tree of weighted nodes, and everything about it that an assessment keeps."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from lingnan.core import words
from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate.frameworks import scales
from lingnan.engines.evaluate.frameworks.scales import Extra, Scale

HUNDRED = Decimal(100)
INDEX = "index"
INDEX_LABEL = Label(zh="综合指数", en="Composite index")
Json = dict[str, Any]  # Any: what stands in an assessment's JSON columns


@dataclass(frozen=True, kw_only=True)
class Node:
    """A domain (with children) or an indicator (a leaf). `weight` is in points of 100.

    A leaf is scored between goalposts (`worst`, `best`) or by a declared `scale`; a bonus or a veto has no weight.
    """

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
    scale: Scale | None = None

    @property
    def is_extra(self) -> bool:
        """A bonus or a veto: acts on its parent, beside the weighted mean."""
        return isinstance(self.scale, Extra)

    @property
    def how(self) -> Label | None:
        """How a leaf's value becomes points, in words."""
        if self.scale is not None:
            return scales.said(self.scale)
        if self.worst is None or self.best is None:
            return None
        worst, best = words.number(self.worst), words.number(self.best)
        return Label(zh=f"最差 {worst}，最好 {best}", en=f"worst {worst}, best {best}")

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
            raise NotFound(
                Label(
                    zh=f"评价框架 {self.key}（{self.edition}）没有 {key!r}；有：{'、'.join(self._by_key)}",
                    en=f"Framework {self.key} ({self.edition}) has no {key!r}; there are: {', '.join(self._by_key)}",
                )
            )
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
            "key": self.key, "label": label_json(self.label), "edition": self.edition,
            "in_force_from": self.in_force_from.isoformat(),
            "in_force_to": self.in_force_to.isoformat() if self.in_force_to else None,
            "source": self.source, "clause": self.clause, "confidence": self.confidence, "note": self.note,
            "floor": str(self.floor), "floor_reason": label_json(self.floor_reason), "needs": str(self.needs),
            "score_breaks": [str(item) for item in self.score_breaks],
            "interval": {
                "percent": self.interval.percent, "draws": self.interval.draws, "seed": self.interval.seed,
                "weight_swing": str(self.interval.weight_swing), "value_swing": str(self.interval.value_swing),
            },
            "root": node_json(self.root),
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
            root=node_from_json(kept["root"]),
        )


def label_json(label: Label) -> Json:
    return {"zh": label.zh, "en": label.en}


def node_json(node: Node) -> Json:
    return {
        "key": node.key, "label": label_json(node.label), "weight": str(node.weight),
        "worst": None if node.worst is None else str(node.worst),
        "best": None if node.best is None else str(node.best),
        "goalpost_source": node.goalpost_source, "unit_key": node.unit_key, "supervised": node.supervised,
        "breaks": [str(item) for item in node.breaks],
        **({"scale": scales.as_json(node.scale)} if node.scale is not None else {}),
        "children": [node_json(child) for child in node.children],
    }  # fmt: skip


def node_from_json(kept: Json) -> Node:
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
        scale=scales.from_row(kept["scale"]) if "scale" in kept else None,
        children=tuple(node_from_json(child) for child in kept["children"]),
    )
