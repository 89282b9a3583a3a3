"""How sure a rank is: weights and values vary within stated bounds, and the ranks that come out give the interval.

The index engine does the arithmetic; here the framework becomes its tree, and the values its data.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from lingnan.engines.evaluate.frameworks import Framework, Node
from lingnan.engines.evaluate.scoring import Values
from lingnan.index import Chain, Dataset, Element, Goalposts, Normalise, Scoring, Table, Tree, YesNo
from lingnan.index.arrays import Floats
from lingnan.index.replicates import Scores, Workbench
from lingnan.index.sensitivity import monte_carlo, spreads_of
from lingnan.index.vary import Plan, Vary

CHAIN = Chain(normalise=Normalise(method="none"))
RULED = Chain(normalise=Normalise(method="scoring"))  # where a leaf has a scale of its own
VALUE_SETS = 20  # sets of varied values; the draws of weights are shared out among them


def rank_intervals(framework: Framework, values: Values, regions: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """Lowest and highest rank of each region in the middle 90 % of the draws. The same seed, the same answer.

    Every weight and every value is multiplied by its own factor, evenly spread over 1 ± swing.
    """
    spreads = spreads_of(_drawn(framework, values, regions))
    return {spread.unit: spread.interval for spread in spreads if spread.nominal}


def _drawn(framework: Framework, values: Values, regions: Sequence[str]) -> Scores:
    """All replicates side by side; the nominal scores are those of the untouched values.

    Points between fixed goalposts do not depend on other units, so every set of varied values stands as further
    units of one run: what was drawn for the weights then meets every set.
    """
    setting, tree = framework.interval, tree_of(framework)
    random = np.random.Generator(np.random.PCG64(setting.seed))
    each = max(setting.draws // VALUE_SETS, 2)
    many = len(regions)
    factors = 1 + float(setting.value_swing) * (2 * random.random((VALUE_SETS + 1, many, len(framework.leaves))) - 1)
    factors[0] = 1
    table = Table(
        units=tuple(f"{number}:{region}" for number in range(VALUE_SETS + 1) for region in regions),
        codes=tuple(leaf.key for leaf in framework.leaves),
        values=_values(framework, _matrix(framework, values, regions), factors).reshape(-1, len(framework.leaves)),
    )
    vary = (Vary(setting="weights", noise=((0, float(setting.weight_swing)),), sets=each),)
    plan = Plan(vary=vary, draws=each, seed=setting.seed, bootstrap=0)
    data = Dataset(table=table, denominators={}, groups={}, names={})
    chain = RULED if has_scales(framework) else CHAIN
    _, scores = monte_carlo(Workbench(data=data, tree=tree), chain, plan)
    sets = [scores.values[many * number : many * (number + 1)] for number in range(1, VALUE_SETS + 1)]
    return replace(scores, units=tuple(regions), nominal=scores.nominal[:many], values=np.hstack(sets))


def _matrix(framework: Framework, values: Values, regions: Sequence[str]) -> Floats:
    """Regions × indicators; a missing value is not a number."""
    rows = [[values.get(leaf.key, {}).get(region) for leaf in framework.leaves] for region in regions]
    return np.array([[np.nan if value is None else float(value) for value in row] for row in rows])


def has_scales(framework: Framework) -> bool:
    """Whether any leaf is scored otherwise than between goalposts; the index engine then applies every scale."""
    return any(leaf.scale is not None for leaf in framework.leaves)


def _values(framework: Framework, matrix: Floats, factors: Floats) -> Floats:
    """What the chain starts from: points where all leaves have goalposts, else the values. Yes and no do not swing."""
    if not has_scales(framework):
        return _points(framework, matrix * factors)
    fixed = [isinstance(leaf.scale, YesNo) for leaf in framework.leaves]
    return np.asarray(matrix * np.where(fixed, 1.0, factors))


def _points(framework: Framework, values: Floats) -> Floats:
    """Points between the goalposts; floats serve here, since nothing is judged by them."""
    worst = np.array([float(leaf.worst or 0) for leaf in framework.leaves])
    best = np.array([float(leaf.best or 0) for leaf in framework.leaves])
    return np.asarray(np.clip((values - worst) / (best - worst), 0, 1) * 100)


def tree_of(framework: Framework) -> Tree:
    """The framework as a tree of the index engine: weights in points of the whole."""
    return Tree(elements=tuple(_elements(framework.root, None, has_scales(framework))), adding="points")


def _elements(node: Node, parent: str | None, is_ruled: bool) -> Iterator[Element]:
    yield Element(code=node.key, parent=parent, weight=float(node.weight), scoring=_scoring(node) if is_ruled else None)
    for child in node.children:
        yield from _elements(child, node.key, is_ruled)


def _scoring(node: Node) -> Scoring | None:
    if node.worst is None or node.best is None:
        return node.scale
    return Goalposts(worst=node.worst, best=node.best)
