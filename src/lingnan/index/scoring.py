"""How a declared indicator turns its value into points: goalposts, piecewise, bands, yes/no, bonus, veto.

Every limit is fixed in the framework, so the points of one year compare with those of another. Values are judged
as decimals as written: 0.3 is three tenths, not the nearest binary number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from lingnan.core.errors import Invalid


@dataclass(frozen=True, kw_only=True)
class Goalposts:
    """A straight line from `worst` (0 points) to `best` (`top` points); beyond the posts it stays there.

    `best` may be the smaller number: less is better then, whatever the direction says.

    >>> Goalposts(worst=20, best=80)(Decimal(50))
    Decimal('50')
    """

    worst: Decimal | float
    best: Decimal | float
    top: Decimal | float = 100
    truncate: bool = True

    def __post_init__(self) -> None:
        if self.worst == self.best:
            raise Invalid("goalposts", f"最差与最好都是 {self.worst}，分不出高低")

    def __call__(self, value: Decimal) -> Decimal:
        worst, best = number(self.worst), number(self.best)
        points, top = (value - worst) * number(self.top) / (best - worst), number(self.top)
        return min(max(points, Decimal(0)), top) if self.truncate else points


@dataclass(frozen=True, kw_only=True)
class Piecewise:
    """Straight lines between given points (value, points), flat beyond the first and the last.

    >>> Piecewise(points=((0, 0), (60, 60), (80, 100)))(Decimal(70))
    Decimal('80')
    """

    points: tuple[tuple[Decimal | float, Decimal | float], ...]

    def __post_init__(self) -> None:
        xs = [number(x) for x, _ in self.points]
        if len(xs) < 2 or any(a >= b for a, b in pairwise(xs)):  # noqa: PLR2004 - a line needs two points
            raise Invalid("piecewise", "至少两个点，数值从小到大排列")

    def __call__(self, value: Decimal) -> Decimal:
        line = [(number(x), number(y)) for x, y in self.points]
        if value <= line[0][0]:
            return line[0][1]
        for (x0, y0), (x1, y1) in pairwise(line):
            if value <= x1:
                return y0 + (value - x0) * (y1 - y0) / (x1 - x0)
        return line[-1][1]


@dataclass(frozen=True, kw_only=True)
class Bands:
    """Steps: the first points below the first edge, the next from that edge on (an edge belongs to what it begins).

    >>> Bands(edges=(60, 80), points=(0, 60, 100))(Decimal("79.9"))
    Decimal('60')
    """

    edges: tuple[Decimal | float, ...]
    points: tuple[Decimal | float, ...]

    def __post_init__(self) -> None:
        edges = [number(edge) for edge in self.edges]
        if len(self.points) != len(edges) + 1 or any(a >= b for a, b in pairwise(edges)):
            raise Invalid("bands", "分界从小到大，分值比分界多一个")

    def __call__(self, value: Decimal) -> Decimal:
        return number(self.points[sum(value >= number(edge) for edge in self.edges)])


@dataclass(frozen=True, kw_only=True)
class YesNo:
    """1 gives the points, 0 gives none; nothing else is an answer."""

    points: Decimal | float = 100

    def __call__(self, value: Decimal) -> Decimal:
        if value not in (0, 1):
            raise Invalid("yes/no", f"{value} 不是 1（是）或 0（否）")
        return number(self.points) * value


@dataclass(frozen=True, kw_only=True)
class Bonus:
    """Adds `each` points per unit of value to its parent's mean, at most `most`; the parent never passes `ceiling`.

    It has no weight among its siblings; a missing value adds nothing.
    """

    each: Decimal | float = 1
    most: Decimal | float
    ceiling: Decimal | float = 100

    def __call__(self, value: Decimal) -> Decimal:
        return min(max(value * number(self.each), Decimal(0)), number(self.most))


@dataclass(frozen=True, kw_only=True)
class Veto:
    """Caps its parent at `ceiling` where the value is `at_least` (or `below`) a limit; shows 1 where it strikes.

    A missing value does not strike: what is not known is not held against anybody, but availability shows it.
    """

    ceiling: Decimal | float = 0
    at_least: Decimal | float | None = None
    below: Decimal | float | None = None

    def __post_init__(self) -> None:
        if (self.at_least is None) is (self.below is None):
            raise Invalid("veto", "at_least 与 below 写且只写一个")

    def __call__(self, value: Decimal) -> Decimal:
        if self.at_least is not None:
            return Decimal(value >= number(self.at_least))
        return Decimal(self.below is not None and value < number(self.below))


Scoring = Goalposts | Piecewise | Bands | YesNo | Bonus | Veto
Points = Callable[[Decimal], Decimal]


def number(value: Decimal | float) -> Decimal:
    """The decimal as it is written."""
    return value if isinstance(value, Decimal) else Decimal(repr(value) if isinstance(value, float) else value)
