"""Does the tree hang together? Correlations with flags, reliability, principal components, what an element changes."""

from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import Literal

import numpy as np

from lingnan.core.errors import Invalid
from lingnan.index.aggregate import aggregate
from lingnan.index.arrays import Floats, Table, ranks
from lingnan.index.chain import Chain
from lingnan.index.scores import Run
from lingnan.index.tree import Tree

Kind = Literal["pearson", "spearman"]
FEWEST_PAIRS = 4
REDUNDANT, WEAK, CONFLICTING = 0.92, 0.3, -0.4
ACCEPTABLE_ALPHA = 0.7


@dataclass(frozen=True, kw_only=True)
class Correlation:
    """Two elements over the units that have both. `flag` names what is remarkable, if anything.

    redundant: 0.92 or more (counted twice); weak: between -0.3 and 0.3; negative: -0.4 or less (pulls the other way).
    """

    a: str
    b: str
    value: float | None
    pairs: int
    flag: str


def pearson(x: Floats, y: Floats) -> float | None:
    """None under four pairs or where one side is constant.

    >>> round(pearson(np.array([1.0, 2, 3, 4]), np.array([1.0, 3, 2, 4])), 12)
    0.8
    """
    both = ~(np.isnan(x) | np.isnan(y))
    x, y = x[both], y[both]
    if x.size < FEWEST_PAIRS or x.min() == x.max() or y.min() == y.max():
        return None
    dx, dy = x - x.mean(), y - y.mean()
    return float((dx * dy).sum()) / sqrt(float((dx * dx).sum()) * float((dy * dy).sum()))


def spearman(x: Floats, y: Floats) -> float | None:
    """Pearson of the mean ranks, over the units that have both."""
    both = ~(np.isnan(x) | np.isnan(y))
    return pearson(_mean_ranks(x[both]), _mean_ranks(y[both]))


def _mean_ranks(x: Floats) -> Floats:
    _, which, counts = np.unique(x, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[which.ravel()])


def flag_of(value: float | None) -> str:
    """What is remarkable about a correlation between siblings."""
    if value is None:
        return "none"
    if value >= REDUNDANT:
        return "redundant"
    if value <= CONFLICTING:
        return "negative"
    return "weak" if abs(value) < WEAK else ""


def correlation(table: Table, a: str, b: str, kind: Kind = "pearson") -> Correlation:
    """Two columns of a table."""
    x, y = table.column(a), table.column(b)
    value = pearson(x, y) if kind == "pearson" else spearman(x, y)
    pairs = int((~(np.isnan(x) | np.isnan(y))).sum())
    return Correlation(a=a, b=b, value=value, pairs=pairs, flag=flag_of(value))


def sibling_correlations(table: Table, tree: Tree, kind: Kind = "pearson") -> tuple[Correlation, ...]:
    """Every pair below the same parent."""
    return tuple(
        correlation(table, a, b, kind)
        for below in tree.children.values()
        for a, b in combinations([code for code in below if code in table.position], 2)
    )


def parent_correlations(table: Table, tree: Tree, kind: Kind = "pearson") -> tuple[Correlation, ...]:
    """Every element with its parent and with the index: a weak or negative one hardly speaks through the index."""
    pairs = [(element.code, element.parent) for element in tree.elements if element.parent]
    pairs += [(a, tree.index) for a, parent in pairs if parent != tree.index]
    return tuple(correlation(table, a, b, kind) for a, b in pairs if a in table.position and b in table.position)


@dataclass(frozen=True, kw_only=True)
class Reliability:
    """Cronbach's alpha of the children of one parent, over the units that have all of them."""

    parent: str
    children: int
    units: int
    alpha: float | None
    acceptable: bool | None


def cronbach_alpha(values: Floats) -> float | None:
    """k/(k−1)·(1 − Σ var / var Σ), over complete rows; None for fewer than two columns or three rows.

    >>> round(cronbach_alpha(np.array([[1.0, 2], [2, 3], [3, 5], [4, 4]])), 6)
    0.888889
    """
    kept = values[~np.isnan(values).any(axis=1)]
    k = kept.shape[1]
    if k < 2 or len(kept) < 3:  # noqa: PLR2004 - what a variance of a sum needs
        return None
    whole = float(kept.sum(axis=1).var(ddof=1))
    return None if whole == 0 else k / (k - 1) * (1 - float(kept.var(axis=0, ddof=1).sum()) / whole)


def reliabilities(table: Table, tree: Tree) -> tuple[Reliability, ...]:
    """Alpha of every group of siblings; under 0.7 they hardly measure one thing."""
    found = []
    for parent, below in tree.children.items():
        codes = [code for code in below if code in table.position and tree.is_weighed(code)]
        values = table.columns(codes).values
        alpha = cronbach_alpha(values)
        complete = int((~np.isnan(values).any(axis=1)).sum())
        acceptable = None if alpha is None else alpha >= ACCEPTABLE_ALPHA
        found.append(
            Reliability(parent=parent, children=len(codes), units=complete, alpha=alpha, acceptable=acceptable)
        )
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class Components:
    """Principal components of the correlations: shares of variance, largest first, and loadings in that order."""

    codes: tuple[str, ...]
    units: int
    shares: tuple[float, ...]
    loadings: dict[str, tuple[float, ...]]

    @property
    def above_one(self) -> int:
        """How many components carry more than one indicator's worth of variance (Kaiser's rule)."""
        return sum(share * len(self.codes) > 1 for share in self.shares)


def principal_components(table: Table, codes: tuple[str, ...]) -> Components:
    """Over the units that have all of the codes; signs so that the loadings of each component add up to 0 or more."""
    values = table.columns(codes).values
    kept = values[~np.isnan(values).any(axis=1)]
    if len(kept) < 3 or len(codes) < 2:  # noqa: PLR2004 - what a correlation needs
        raise Invalid("pca", f"至少 2 个指标和 3 个数据齐全的单位，现有 {len(codes)} 个和 {len(kept)} 个")
    if (same := kept.min(axis=0) == kept.max(axis=0)).any():
        raise Invalid(codes[int(np.flatnonzero(same)[0])], "所有单位的值相同，主成分没有定义")
    values_of, vectors = np.linalg.eigh(np.corrcoef(kept, rowvar=False))
    order = np.argsort(values_of)[::-1]
    roots, vectors = np.clip(values_of[order], 0, None), vectors[:, order]
    vectors = vectors * np.where(vectors.sum(axis=0) < 0, -1.0, 1.0)
    loadings = vectors * np.sqrt(roots)
    return Components(
        codes=codes,
        units=len(kept),
        shares=tuple((roots / roots.sum()).tolist()),
        loadings={code: tuple(row) for code, row in zip(codes, loadings.tolist(), strict=True)},
    )


@dataclass(frozen=True, kw_only=True)
class Removal:
    """What the ranks of the index would be without one element."""

    code: str
    mean_shift: float
    largest_shift: int
    unit: str


def removals(done: Run, tree: Tree, chain: Chain, *, level: int = 1) -> tuple[Removal, ...]:
    """Each element of a level left out in turn: mean and largest rank shift of the index, largest first."""
    before = ranks(done.aggregated.column(tree.index)[:, None])[:, 0]
    found = []
    for element in tree.elements:
        if element.level != level or element.parent is None or element.code not in done.aggregated.position:
            continue
        less = tree.without(element.code)
        kept = done.normalised.columns([each.code for each in less.indicators if each.code in done.normalised.position])
        after = aggregate(kept, less, chain.aggregate, {code: done.weights.get(code, 0.0) for code in less.codes})
        shift = np.abs(ranks(after.column(tree.index)[:, None])[:, 0] - before)
        most = int(np.nanargmax(shift))
        found.append(
            Removal(
                code=element.code,
                mean_shift=float(np.nanmean(shift)),
                largest_shift=int(shift[most]),
                unit=done.aggregated.units[most],
            )
        )
    return tuple(sorted(found, key=lambda each: (-each.mean_shift, each.code)))


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One indicator of one unit: its normalised value, its rank, and how far it stands from the middle unit."""

    code: str
    value: float
    rank: int
    of: int
    above_median: float


def strengths_and_weaknesses(
    done: Run, unit: str, *, count: int = 5
) -> tuple[tuple[Standing, ...], tuple[Standing, ...]]:
    """The best and the worst ranked indicators of a unit; ties go to the larger distance from the median unit."""
    if unit not in done.normalised.row:
        raise Invalid("unit", f"没有单位“{unit}”，或它因数据不足被剔除")
    standings = []
    for code in done.normalised.codes:
        value, rank = done.normalised.value(unit, code), done.ranks.value(unit, code)
        if value is None or rank is None:
            continue
        column = done.normalised.column(code)
        known = column[~np.isnan(column)]
        middle = float(np.median(known))
        standings.append(Standing(code=code, value=value, rank=int(rank), of=known.size, above_median=value - middle))
    best = sorted(standings, key=lambda each: (each.rank, -each.above_median))[:count]
    worst = sorted(standings, key=lambda each: (each.of - each.rank, each.above_median))[:count]
    return tuple(best), tuple(worst)


def availability(raw: Table, tree: Tree) -> Table:
    """Share of indicators that a unit has, under every aggregate (columns) and overall."""
    below: dict[str, list[str]] = {element.code: [element.code] for element in tree.indicators}
    for parent, codes in tree.children.items():
        below[parent] = [leaf for code in codes for leaf in below[code]]
    known = ~np.isnan(raw.values)
    parents = tuple(tree.children)
    shares = [known[:, [raw.position[leaf] for leaf in below[parent]]].mean(axis=1) for parent in parents]
    return Table(units=raw.units, codes=parents, values=np.column_stack(shares))
