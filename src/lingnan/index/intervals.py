"""Ranks with their intervals: what every page shows by default."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lingnan.core.errors import Invalid
from lingnan.index.chain import Chain
from lingnan.index.replicates import Workbench
from lingnan.index.scores import dataset
from lingnan.index.sensitivity import RankSpread, monte_carlo, spreads_of
from lingnan.index.tree import Tree
from lingnan.index.vary import Plan, Vary

SEED, REPLICATES, NOISE = 2017, 1000, 0.25


@dataclass(frozen=True, kw_only=True)
class RankIntervals:
    """Rank and 5-95 % interval by unit, and what they come from; `failed` replicates had no answer."""

    by_unit: Mapping[str, RankSpread]
    seed: int
    replicates: int
    failed: int
    varied: tuple[str, ...]

    def __getitem__(self, unit: str) -> RankSpread:
        return self.by_unit[unit]


def rank_intervals(
    values: Mapping[str, Mapping[str, float | Decimal | None]],
    tree: Tree,
    chain: Chain | None = None,
    *,
    vary: Sequence[Vary] = (Vary(setting="weights", noise=((0, NOISE),), sets=REPLICATES),),
    replicates: int = REPLICATES,
    seed: int = SEED,
    groups: Mapping[str, Mapping[str, str]] | None = None,
) -> RankIntervals:
    """Ranks under uncertain settings; by default every weight may be 25 % larger or smaller, independently.

    The same values, settings and seed give the same intervals (the seed is in the answer, for the page to show).
    A unit without a score is not in `by_unit`.

    >>> from lingnan.index import Element, Tree
    >>> tree = Tree(elements=(Element(code="i"), Element(code="a", parent="i"), Element(code="b", parent="i")))
    >>> cities = {"gz": {"a": 9, "b": 8}, "sz": {"a": 8, "b": 9.1}, "mm": {"a": 1, "b": 2}}
    >>> spread = rank_intervals(cities, tree)
    >>> spread["sz"].nominal, spread["sz"].interval, spread["mm"].interval
    (1, (1, 2), (3, 3))
    """
    if replicates < 1:
        raise Invalid("replicates", f"{replicates} 不是正整数")
    chain = chain or Chain()
    bench = Workbench(data=dataset(values, tree, groups=groups), tree=tree)
    plan = Plan(vary=tuple(vary), draws=replicates, seed=seed, bootstrap=0)
    _, scores = monte_carlo(bench, chain, plan)
    spreads = spreads_of(scores)
    return RankIntervals(
        by_unit={spread.unit: spread for spread in spreads if spread.nominal},
        seed=seed,
        replicates=replicates,
        failed=len(scores.failed),
        varied=tuple(each.setting for each in vary),
    )
