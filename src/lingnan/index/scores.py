"""One run of a chain: every step kept, and the short form that engines call."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from lingnan.core.errors import Invalid
from lingnan.index.aggregate import aggregate
from lingnan.index.arrays import Bools, Dataset, Floats, Table, from_mapping, ranks
from lingnan.index.chain import Chain
from lingnan.index.normalise import normalise
from lingnan.index.prepare import Imputed, Removed, denominate, impute, screen
from lingnan.index.treat import Treatment, treat
from lingnan.index.tree import Tree
from lingnan.index.weigh import weights_for

Cells = dict[str, dict[str, float | None]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Run:
    """Every step of a chain as a table, and what was filled in, removed and treated on the way."""

    raw: Table
    denominated: Table
    imputed: Table
    screened: Table
    treated: Table
    normalised: Table
    aggregated: Table
    ranks: Table
    weights: Mapping[str, float]
    filled: tuple[Imputed, ...]
    removed: tuple[Removed, ...]
    treatments: tuple[Treatment, ...]
    warnings: tuple[str, ...]

    STEPS = ("raw", "denominated", "imputed", "screened", "treated", "normalised", "aggregated", "ranks")


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a page needs: unit → code → number, None where there is none, with the reasons in `warnings`."""

    index: str
    normalised: Cells
    scores: Cells
    ranks: dict[str, dict[str, int | None]]
    weights: Mapping[str, float]
    warnings: tuple[str, ...]

    def score(self, unit: str, code: str | None = None) -> float | None:
        """The score of a unit in an element, the index unless another is named; None for a unit screened out."""
        return self.scores.get(unit, {}).get(code or self.index)

    def rank(self, unit: str, code: str | None = None) -> int | None:
        """Rank 1 is the highest; equal scores share the smallest rank."""
        return self.ranks.get(unit, {}).get(code or self.index)


def reduced(tree: Tree, table: Table) -> Tree:
    """The tree without the indicators that were screened out."""
    for element in tree.indicators:
        if element.code not in table.position and element.code in tree.by_code:
            tree = tree.without(element.code)
    return tree


def run(data: Dataset, tree: Tree, chain: Chain) -> Run:
    """All steps of a chain."""
    if not data.table.units:
        raise Invalid("values", "没有一个单位")
    denominated = denominate(data, tree, chain.denominate)
    imputed, filled = impute(denominated, data, tree, chain.impute, chain.denominate)
    screened, removed = screen(imputed, chain.screen)
    treated, treatments = treat(screened, chain.treat)
    kept = reduced(tree, screened)
    normalised, warnings = normalise(treated, kept, chain.normalise)
    weights, notes = weights_for(normalised, kept, chain)
    aggregated = aggregate(normalised, kept, chain.aggregate, weights)
    return Run(
        raw=data.table,
        denominated=denominated,
        imputed=imputed,
        screened=screened,
        treated=treated,
        normalised=normalised,
        aggregated=aggregated,
        ranks=aggregated.with_values(ranks(aggregated.values)),
        weights=weights,
        filled=filled,
        removed=removed,
        treatments=treatments,
        warnings=(*_empty_units(data.table), *warnings, *notes),
    )


def _empty_units(table: Table) -> list[str]:
    empty: Bools = np.asarray(np.isnan(table.values).all(axis=1))
    return [f"单位 {unit} 没有任何数据" for unit, none in zip(table.units, empty, strict=True) if none]


def dataset(
    values: Mapping[str, Mapping[str, float | Decimal | None]],
    tree: Tree,
    *,
    denominators: Mapping[str, Mapping[str, float]] | None = None,
    groups: Mapping[str, Mapping[str, str]] | None = None,
) -> Dataset:
    """A data set from unit → code → value; denominators and groups are name → unit → value."""
    table = from_mapping(values, [element.code for element in tree.indicators])
    nothing: Mapping[str, float] = {}

    def column(known: Mapping[str, float]) -> Floats:
        return np.array([float(known.get(unit, np.nan)) for unit in table.units])

    return Dataset(
        table=table,
        denominators={name: column(known or nothing) for name, known in (denominators or {}).items()},
        groups={name: tuple(known.get(u, "") for u in table.units) for name, known in (groups or {}).items()},
        names={},
    )


def score(
    values: Mapping[str, Mapping[str, float | Decimal | None]],
    tree: Tree,
    chain: Chain | None = None,
    *,
    groups: Mapping[str, Mapping[str, str]] | None = None,
) -> Result:
    """Scores and ranks of every unit at every level.

    >>> from lingnan.index import Element, Tree, Goalposts, Chain, Normalise
    >>> tree = Tree(elements=(
    ...     Element(code="index"),
    ...     Element(code="speed", parent="index", weight=2, scoring=Goalposts(worst=0, best=50)),
    ...     Element(code="pm25", parent="index", weight=1, scoring=Goalposts(worst=75, best=15)),
    ... ))
    >>> cities = {"gz": {"speed": 40, "pm25": 33}, "sz": {"speed": 45, "pm25": 27}, "mm": {"speed": 20, "pm25": None}}
    >>> result = score(cities, tree, Chain(normalise=Normalise(method="scoring")))
    >>> result.normalised["gz"], result.score("gz"), result.rank("gz")
    ({'speed': 80.0, 'pm25': 70.0}, 76.66666666666667, 2)
    >>> result.score("mm"), result.rank("sz")
    (40.0, 1)
    """
    done = run(dataset(values, tree, groups=groups), tree, chain or Chain())
    whole = {
        unit: {c: None if r is None else int(r) for c, r in cells.items()}
        for unit, cells in done.ranks.as_dict().items()
    }
    return Result(
        index=tree.index,
        normalised=done.normalised.as_dict(),
        scores=done.aggregated.as_dict(),
        ranks=whole,
        weights=done.weights,
        warnings=done.warnings,
    )
