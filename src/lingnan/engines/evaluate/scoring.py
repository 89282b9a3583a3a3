"""Arithmetic of scores: values in, points out, exactly. No database, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lingnan.engines.evaluate.frameworks import HUNDRED, Framework, Node
from lingnan.index import Bonus, Veto
from lingnan.index.scoring import number

Values = Mapping[str, Mapping[str, Decimal]]  # indicator → region → value; an absent value is missing


@dataclass(frozen=True, kw_only=True)
class Score:
    """Points of 100 of one node, and its weight after rescaling over the siblings present (0 where it is missing)."""

    points: Fraction | None
    weight: Fraction


def points(value: Decimal, node: Node) -> Fraction:
    """Where the value lies between the goalposts, as 0 to 100; beyond a goalpost counts as at it.

    >>> from lingnan.core.labels import Label
    >>> road = Node(key="road", label=Label(zh="路", en="Road"), weight=Decimal(15), worst=Decimal(0), best=Decimal(35))
    >>> points(Decimal("15.75"), road)
    Fraction(45, 1)
    """
    if node.scale is not None:
        return Fraction(node.scale(value))
    if node.worst is None or node.best is None:
        raise ValueError(f"{node.key} has no goalposts")
    worst, best = Fraction(node.worst), Fraction(node.best)
    share = (Fraction(value) - worst) / (best - worst)
    return min(max(share, Fraction(0)), Fraction(1)) * 100


def score_region(framework: Framework, values: Mapping[str, Decimal]) -> dict[str, Score]:
    """Every node's score for one region. Weights are rescaled over the children present, level by level."""
    found: dict[str, Score] = {}
    total = _score(framework.root, values, found)
    present = sum((node.weight for node in framework.leaves if node.key in values), Decimal(0))
    root = total if present >= framework.needs else None
    found[framework.root.key] = Score(points=root, weight=Fraction(HUNDRED))
    return found


def _score(node: Node, values: Mapping[str, Decimal], found: dict[str, Score]) -> Fraction | None:
    if node.is_leaf:
        return points(values[node.key], node) if node.key in values else None
    scores = {child.key: _score(child, values, found) for child in node.children}
    present = sum((Fraction(child.weight) for child in node.children if scores[child.key] is not None), Fraction(0))
    if not present:
        found.update({child.key: Score(points=scores[child.key], weight=Fraction(0)) for child in node.children})
        return None
    total = Fraction(0)
    for child in node.children:
        score = scores[child.key]
        weight = Fraction(0) if score is None else Fraction(child.weight) / present * Fraction(node.weight)
        found[child.key] = Score(points=score, weight=weight)
        if score is not None:
            total += score * Fraction(child.weight) / present
    return _capped(total, node, scores)


def _capped(total: Fraction, node: Node, scores: Mapping[str, Fraction | None]) -> Fraction:
    """Bonuses first, then vetoes: a veto is stronger than any bonus. What is missing neither helps nor strikes."""
    for child in node.children:
        extra = scores[child.key]
        if isinstance(child.scale, Bonus) and extra:
            total = max(total, min(total + extra, Fraction(number(child.scale.ceiling))))
    for child in node.children:
        if isinstance(child.scale, Veto) and scores[child.key]:
            total = min(total, Fraction(number(child.scale.ceiling)))
    return total


def ranks(scores: Mapping[str, Fraction | None]) -> dict[str, int]:
    """Rank 1 is the highest; ties take the smallest rank; a missing score has no rank."""
    present: Sequence[Fraction] = [score for score in scores.values() if score is not None]
    ordered = sorted(present, reverse=True)
    first = {score: place for place, score in reversed(list(enumerate(ordered, start=1)))}
    return {key: first[score] for key, score in scores.items() if score is not None}
