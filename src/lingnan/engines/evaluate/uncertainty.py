"""How sure a rank is: weights and values vary within stated bounds, and the ranks that come out give the interval."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from lingnan.engines.evaluate.frameworks import Framework, Node
from lingnan.engines.evaluate.scoring import Values

Matrix = NDArray[np.float64]


def rank_intervals(framework: Framework, values: Values, regions: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """Lowest and highest rank of each region in the middle `percent` of the draws. The same seed, the same answer.

    Every weight and every value is multiplied by its own factor, evenly spread over 1 ± swing.
    """
    setting = framework.interval
    random = np.random.Generator(np.random.PCG64(setting.seed))
    scores = _simulated(framework, values, regions, random)
    order = np.sort(scores, axis=1)
    # rank = 1 + how many are higher; ties take the smallest rank, as in the table itself
    ranks = np.empty(scores.shape, dtype=np.int64)
    for draw in range(setting.draws):
        ranks[draw] = len(regions) - np.searchsorted(order[draw], scores[draw], side="right") + 1
    tail = (100 - setting.percent) / 2
    low = np.percentile(ranks, tail, axis=0, method="lower")
    high = np.percentile(ranks, 100 - tail, axis=0, method="higher")
    return {region: (int(low[n]), int(high[n])) for n, region in enumerate(regions)}


def _simulated(framework: Framework, values: Values, regions: Sequence[str], random: np.random.Generator) -> Matrix:
    """Scores as draws × regions."""
    setting = framework.interval

    def factors(shape: tuple[int, ...], swing: float) -> Matrix:
        return 1 + swing * (2 * random.random(shape) - 1)

    def of(node: Node) -> Matrix:
        if node.is_leaf:
            given = values.get(node.key, {})
            row = np.array([float(given[region]) if region in given else np.nan for region in regions])
            varied = row * factors((setting.draws, len(regions)), float(setting.value_swing))
            worst, best = float(node.worst or 0), float(node.best or 0)
            return np.clip((varied - worst) / (best - worst), 0, 1) * 100
        total = np.zeros((setting.draws, len(regions)))
        weights = np.zeros((setting.draws, len(regions)))
        for child in node.children:
            scores = of(child)
            weight = float(child.weight) * factors((setting.draws, 1), float(setting.weight_swing))
            present = ~np.isnan(scores)
            total += np.where(present, scores, 0) * weight
            weights += np.where(present, weight, 0)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(weights > 0, total / weights, np.nan)

    return of(framework.root)
