"""Many runs of one chain: treated and normalised tables are computed once per setting, weights vary in one pass."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

import numpy as np

from lingnan.core.errors import Invalid
from lingnan.index.aggregate import aggregate_all
from lingnan.index.arrays import Dataset, Floats, Table
from lingnan.index.chain import Chain, Normalise
from lingnan.index.normalise import normalise
from lingnan.index.prepare import denominate, impute, screen
from lingnan.index.scores import reduced
from lingnan.index.treat import treat
from lingnan.index.tree import Tree
from lingnan.index.weigh import weights_for

Kept = TypeVar("Kept")
Progress = Callable[[int], object]
CELLS_AT_ONCE = 1 << 18  # scores of one element held at once: fits a processor's cache


@dataclass(frozen=True, kw_only=True, eq=False)
class Variant:
    """One replicate: a chain, the weights (None: those of the chain), an element left out."""

    chain: Chain
    weights: Mapping[str, float] | None = None
    drop: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Scores:
    """The index of every unit, untouched and in every replicate (columns); not-a-number where there is none."""

    units: tuple[str, ...]
    nominal: Floats
    values: Floats
    failed: Mapping[int, str]


class Memory(Generic[Kept]):
    """Keeps the last tables made, so that a study over a range of settings does not keep thousands."""

    def __init__(self, most: int = 64) -> None:
        self._kept: OrderedDict[object, Kept] = OrderedDict()
        self._most = most

    def get(self, key: object, make: Callable[[], Kept]) -> Kept:
        if key not in self._kept:
            self._kept[key] = make()
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


@dataclass(kw_only=True, eq=False)
class Workbench:
    """A data set and its tree, with every table that a setting needs computed once."""

    data: Dataset
    tree: Tree
    _denominated: Memory[Table] = field(default_factory=Memory)
    _screened: Memory[Table] = field(default_factory=Memory)
    _treated: Memory[Table] = field(default_factory=Memory)
    _normalised: Memory[tuple[Table, Tree]] = field(default_factory=Memory)

    def normalised(self, chain: Chain) -> tuple[Table, Tree]:
        """The normalised table and the tree without what screening removed."""

        def make() -> tuple[Table, Tree]:
            treated = self.treated(chain)
            tree = reduced(self.tree, treated)
            return normalise(treated, tree, chain.normalise)[0], tree

        key = (chain.denominate, chain.impute, chain.screen, chain.treat, chain.normalise)
        return self._normalised.get(key, make)

    def treated(self, chain: Chain) -> Table:
        key = (chain.denominate, chain.impute, chain.screen, chain.treat)
        return self._treated.get(key, lambda: treat(self.screened(chain), chain.treat)[0])

    def screened(self, chain: Chain) -> Table:
        def make() -> Table:
            whole = self._denominated.get(chain.denominate, lambda: denominate(self.data, self.tree, chain.denominate))
            filled, _ = impute(whole, self.data, self.tree, chain.impute, chain.denominate)
            return screen(filled, chain.screen)[0]

        return self._screened.get((chain.denominate, chain.impute, chain.screen), make)

    def weights(self, chain: Chain) -> dict[str, float]:
        """The weight of every element under a chain; elements that screening removed keep their given one."""
        table, tree = self.normalised(chain)
        return self.tree.weights | weights_for(table, tree, chain)[0]

    def scores(self, nominal: Chain, variants: Sequence[Variant], progress: Progress | None = None) -> Scores:
        """The index of every unit in every replicate; the untouched chain must have an answer."""
        if unknown := sorted({each.drop for each in variants if each.drop and each.drop not in self.tree.by_code}):
            raise Invalid("drop", f"指标树里没有这些元素：{'、'.join(unknown)}")
        values = np.full((len(self.data.table.units), len(variants)), np.nan)
        failed: dict[int, str] = {}
        together: dict[tuple[Chain, str | None], list[int]] = {}
        for place, variant in enumerate(variants):
            together.setdefault((variant.chain, variant.drop), []).append(place)
        for (chain, drop), places in together.items():
            try:
                self._fill(values, failed, chain, drop, places, variants)
            except Invalid as error:  # settings that fit each other badly: these replicates have no answer, others do
                failed.update(dict.fromkeys(places, str(error)))
            if progress is not None:
                progress(len(places))
        base = np.full((len(values), 1), np.nan)
        refused: dict[int, str] = {}
        self._fill(base, refused, nominal, None, [0], [Variant(chain=nominal)])
        if refused:
            raise Invalid("aggregate", refused[0])
        kept = ~np.isnan(base[:, 0]) | ~np.isnan(values).all(axis=1) if variants else ~np.isnan(base[:, 0])
        units = tuple(unit for unit, keep in zip(self.data.table.units, kept.tolist(), strict=True) if keep)
        return Scores(units=units, nominal=base[kept, 0], values=values[kept], failed=dict(sorted(failed.items())))

    def _fill(
        self,
        out: Floats,
        failed: dict[int, str],
        chain: Chain,
        drop: str | None,
        places: list[int],
        variants: Sequence[Variant],
    ) -> None:
        table, tree = self.normalised(chain)
        if drop is not None:
            tree = tree.without(drop)
            table = table.columns([element.code for element in tree.indicators])
        given, _ = weights_for(table, tree, chain)
        rows = np.array([self.data.table.row[unit] for unit in table.units])
        step = max(1, CELLS_AT_ONCE // max(len(table.units), 1))
        for start in range(0, len(places), step):
            part = places[start : start + step]
            weights = _weights(tree, given, [variants[place].weights for place in part])
            have, refused = aggregate_all(table, tree, chain.aggregate, weights)
            out[rows[:, None], np.array(part)[None, :]] = have[tree.index].T
            failed.update({part[place]: reason for place, reason in refused.items()})


def _weights(tree: Tree, given: Mapping[str, float], sets: Sequence[Mapping[str, float] | None]) -> dict[str, Floats]:
    return {code: np.array([(given if each is None else each)[code] for each in sets]) for code in tree.codes}


def changed(chain: Chain, setting: str, value: object) -> Chain:
    """The chain with one setting changed: a whole section ("normalise") or one of its settings ("treat.winmax").

    >>> from lingnan.index import Treat
    >>> changed(Chain(treat=Treat(method="winsorise")), "treat.winmax", 2).treat.winmax
    2
    """
    section, _, name = setting.partition(".")
    if not name:
        return replace(chain, **{section: value})  # type: ignore[arg-type]  # the section decides the type
    try:
        return replace(chain, **{section: replace(getattr(chain, section), **{name: value})})
    except TypeError as error:
        raise Invalid(setting, "没有这个设置") from error


N_MINMAX = Normalise(method="minmax", low=1.0, high=100.0)
N_ZSCORE = Normalise(method="zscore", mean=10.0, sd=2.0)
