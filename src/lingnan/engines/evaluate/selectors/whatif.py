"""Another set of weights tried on a year's own values: nothing is stored, the rules in force stand beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.frameworks import HUNDRED, INDEX, Framework, Node
from lingnan.engines.evaluate.scoring import ranks, score_region
from lingnan.engines.evaluate.selectors.assessments import Judged, NodeResult
from lingnan.engines.evaluate.uncertainty import rank_intervals
from lingnan.rules.exact import half_even

DIGITS = Decimal("1E-20")  # finer than any digit of a score
MOST = Decimal(1000)  # of a weight that somebody types
SHOWN_DIGITS = 10


@dataclass(frozen=True, kw_only=True)
class TriedRow:
    """A city under the weights in force and under those tried."""

    now: NodeResult
    score: Decimal | None
    rank: int | None
    low: int | None
    high: int | None

    @property
    def won(self) -> int | None:
        """Places won (+) or lost (−) by the change; None where one of the ranks is missing."""
        return None if self.rank is None or self.now.rank is None else self.now.rank - self.rank


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What came out: the framework as tried, and every city, best under the trial first."""

    framework: Framework
    rows: tuple[TriedRow, ...]
    is_changed: bool

    @property
    def moved(self) -> int:
        """Cities whose rank changes."""
        return sum(1 for row in self.rows if row.won)


def trial(judged: Judged, *, edition: str = "", weights: Mapping[str, str] | None = None) -> Trial:
    """The values of an assessment under another edition's tree, under changed weights, or both."""
    base = frameworks.edition(judged.framework.key, edition) if edition else judged.framework
    tried = reweighted(base, weights or {})
    leaves = {leaf.key for leaf in judged.framework.leaves}
    values = {
        region: {
            key: result.value
            for key, result in judged.of_region(region).items()
            if key in leaves and result.value is not None
        }
        for region in judged.regions
    }
    known = {leaf.key for leaf in tried.leaves}
    scores = {
        region: score_region(tried, {key: value for key, value in row.items() if key in known})[INDEX].points
        for region, row in values.items()
    }
    places = ranks(scores)
    table = {key: {region: row[key] for region, row in values.items() if key in row} for key in known}
    spans = rank_intervals(tried, table, [region for region in judged.regions if region in places]) if places else {}
    rows = [
        TriedRow(
            now=judged.result(INDEX, region),
            score=None if (points := scores[region]) is None else half_even(points, SHOWN_DIGITS),
            rank=places.get(region),
            low=min(spans[region][0], places[region]) if region in spans else None,
            high=max(spans[region][1], places[region]) if region in spans else None,
        )
        for region in judged.regions
    ]
    ordered = sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.now.rank or 0))
    return Trial(framework=tried, rows=tuple(ordered), is_changed=tried.root != judged.framework.root)


def reweighted(framework: Framework, weights: Mapping[str, str]) -> Framework:
    """The framework with typed weights. Siblings share their parent's points in proportion to what was typed.

    Raises Invalid, naming the node, for what is no number from 0 to 1000, or where all siblings got 0.
    """
    typed = {key: read_weight(framework.node(key), text) for key, text in weights.items() if text.strip()}
    return replace(framework, root=_shared(framework.root, HUNDRED, typed), _by_key={}) if typed else framework


def read_weight(node: Node, text: str) -> Decimal:
    """A weight that somebody typed; Invalid names the node."""
    allowed = Label(zh=f"请填 0 至 {MOST} 的数", en=f"Please give a number from 0 to {MOST}")
    try:
        found = Decimal(text.strip())
    except ArithmeticError:
        raise Invalid(node.label, allowed) from None
    if not (found.is_finite() and 0 <= found <= MOST):
        raise Invalid(node.label, allowed)
    return found


def _shared(node: Node, points: Decimal, typed: Mapping[str, Decimal]) -> Node:
    if node.is_leaf:
        return replace(node, weight=points)
    wanted = {child.key: typed.get(child.key, child.weight) for child in node.children}
    total = sum(wanted.values(), Decimal(0))
    if not total:
        raise Invalid(
            node.label,
            Label(zh="下级权重不能全是 0", en="the weights below cannot all be 0"),
        )
    kept = [child for child in node.children if wanted[child.key]]
    children = tuple(_shared(each, (points * wanted[each.key] / total).quantize(DIGITS), typed) for each in kept)
    return replace(node, weight=points, children=children)
