"""What would lift a city's rank: each indicator raised alone, the rank counted anew, exactly. No database, no clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Literal

from lingnan.engines.evaluate.frameworks import Framework, Node
from lingnan.engines.evaluate.scoring import Values, ranks, score_region
from lingnan.index import Bands, Piecewise, YesNo

Aim = Literal["step", "median", "best"]
AIMS: tuple[Aim, ...] = ("step", "median", "best")
STEPS = 10  # the way from worst to best goalpost in ten steps: one step is ten points


@dataclass(frozen=True, kw_only=True)
class Lift:
    """One indicator raised to one aim: what the value would be, and what comes out with everything else unchanged."""

    node: Node
    aim: Aim
    value: Fraction | None  # as it is; None where it is missing
    to: Fraction
    score: Fraction
    score_before: Fraction
    rank: int
    rank_before: int

    @property
    def won(self) -> int:
        """Places won."""
        return self.rank_before - self.rank

    @property
    def gained(self) -> Fraction:
        """Points of the composite."""
        return self.score - self.score_before


def lifts(framework: Framework, values: Values, region: str, regions: tuple[str, ...]) -> tuple[Lift, ...]:
    """Every aim of every indicator that would raise the composite of `region`, most places first, then most points.

    The other cities stay as they are. Raising by one step comes before the median, the median before the best,
    where they win the same: the nearer aim is the cheaper one.
    """
    table = {each: _row(values, each) for each in regions}
    scores = {each: score_region(framework, table[each])[framework.root.key].points for each in regions}
    before, places = scores.get(region), ranks(scores)
    if before is None:
        return ()
    found = []
    for leaf in framework.leaves:
        for aim, to in aims(leaf, values.get(leaf.key, {}), region):
            raised = {**table[region], leaf.key: _exact(to)}
            score = score_region(framework, raised)[framework.root.key].points
            if score is None or score <= before:
                continue
            found.append(
                Lift(
                    node=leaf, aim=aim, value=_fraction(table[region].get(leaf.key)), to=to, score=score,
                    score_before=before, rank=ranks({**scores, region: score})[region], rank_before=places[region],
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda lift: (-lift.won, -lift.gained, AIMS.index(lift.aim), lift.node.key)))


def _row(values: Values, region: str) -> Mapping[str, Decimal]:
    return {key: row[region] for key, row in values.items() if region in row}


def _fraction(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _exact(value: Fraction) -> Decimal:
    """A decimal for the scale; scoring turns it into a fraction again. All aims are sums of decimals over 2 and 10."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def aims(leaf: Node, row: Mapping[str, Decimal], region: str) -> Iterator[tuple[Aim, Fraction]]:
    """Where the value may be raised to: the next step of its scale, the middle of all cities, the best of them."""
    mine = _fraction(row.get(region))
    if mine is not None and (step := next_step(leaf, mine)) is not None:
        yield "step", step
    if not row:
        return
    known = [Fraction(value) for value in row.values()]
    best = (min if falls(leaf) else max)(known)
    for aim, to in (("median", median(known)), ("best", best)):
        if mine is None or (to < mine if falls(leaf) else to > mine):
            yield aim, Fraction(to)  # type: ignore[misc]  # the two literals above


def falls(leaf: Node) -> bool:
    """Is less better?"""
    if leaf.worst is not None and leaf.best is not None:
        return leaf.best < leaf.worst
    if isinstance(leaf.scale, Piecewise):
        return leaf.scale.points[-1][1] < leaf.scale.points[0][1]
    if isinstance(leaf.scale, Bands):
        return leaf.scale.points[-1] < leaf.scale.points[0]
    return False


def next_step(leaf: Node, value: Fraction) -> Fraction | None:
    """The next whole ten points between the goalposts; the next knot or edge of a scale; None at the best already.

    >>> from lingnan.core.labels import Label
    >>> road = Node(key="road", label=Label(zh="路", en="Road"), weight=Decimal(15), worst=Decimal(0), best=Decimal(35))
    >>> next_step(road, Fraction("9.7"))
    Fraction(21, 2)
    """
    if leaf.worst is not None and leaf.best is not None:
        worst, way = Fraction(leaf.worst), Fraction(leaf.best) - Fraction(leaf.worst)
        share = max((value - worst) / way, Fraction(0)) if value != worst else Fraction(0)
        step = share * STEPS // 1 + 1
        return worst + way * step / STEPS if step <= STEPS else None
    if isinstance(leaf.scale, YesNo):
        return Fraction(1) if not value else None
    edges = _edges(leaf)
    ahead = [edge for edge in edges if (edge < value if falls(leaf) else edge > value)]
    return (max(ahead) if falls(leaf) else min(ahead)) if ahead else None


def _edges(leaf: Node) -> list[Fraction]:
    if isinstance(leaf.scale, Piecewise):
        return [Fraction(str(x)) for x, _ in leaf.scale.points]
    if isinstance(leaf.scale, Bands):
        return [Fraction(str(edge)) for edge in leaf.scale.edges]
    return []
