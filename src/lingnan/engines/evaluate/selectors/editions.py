"""What differs between two editions of a framework, node by node."""

from dataclasses import dataclass
from typing import Literal

from lingnan.engines.evaluate.frameworks import Framework, Node

Change = Literal["new", "dropped", "changed", "kept"]
ORDER: dict[Change, int] = {"changed": 0, "new": 1, "dropped": 2, "kept": 3}


@dataclass(frozen=True, kw_only=True)
class NodeChange:
    """One node in both editions; `before` or `after` is None where it stands in one only."""

    before: Node | None
    after: Node | None
    depth: int

    @property
    def node(self) -> Node:
        """The node as it stands last."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - one of the two is there by construction
        return found

    @property
    def kind(self) -> Change:
        if self.before is None:
            return "new"
        if self.after is None:
            return "dropped"
        return "kept" if _facts(self.before) == _facts(self.after) else "changed"


def compare(before: Framework, after: Framework) -> tuple[NodeChange, ...]:
    """Every node of either edition, in the order of the newer; dropped nodes follow at the end."""
    old = {node.key: node for node in before.root.walk()}
    new = {node.key: node for node in after.root.walk()}
    found = [NodeChange(before=old.get(key), after=node, depth=len(after.path(key)) - 1) for key, node in new.items()]
    gone = [
        NodeChange(before=node, after=None, depth=len(before.path(key)) - 1)
        for key, node in old.items()
        if key not in new
    ]
    return (*found, *gone)


def _facts(node: Node) -> tuple[object, ...]:
    """What decides a score or a supervision; not the children, who stand for themselves, nor the words of a source."""
    return (node.weight, node.worst, node.best, node.scale, node.breaks, node.unit_key, node.supervised, node.label)
