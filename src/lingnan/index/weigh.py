"""Weights: given, equal, from principal components, from entropy, or optimised to wished importance."""

from collections.abc import Callable, Mapping

import numpy as np

from lingnan.core.errors import Invalid
from lingnan.index.aggregate import aggregate
from lingnan.index.arrays import Floats, Table
from lingnan.index.chain import Chain
from lingnan.index.tree import Tree

FEW_UNITS = 30
REACH = 3.0  # an optimised weight stays within e³ (about 20) times the given one, either way
REACHED = 1e-6


def weights_for(normalised: Table, tree: Tree, chain: Chain) -> tuple[dict[str, float], tuple[str, ...]]:
    """The weight of every element, and what should be known about how it came about."""
    given, method = tree.weights, chain.weigh.method
    if method == "given":
        return given, ()
    if method == "equal":
        return dict.fromkeys(given, 1.0), ()
    level = chain.weigh.get("level")
    if not 1 <= level < tree.height:
        raise Invalid("weigh.level", f"{level} 不在 1 到 {tree.height - 1} 之间")
    scores = aggregate(normalised, tree, chain.aggregate, given)
    if method == "optimised":
        return optimised(normalised, tree, chain, level)
    rule = {"pca": pca_weights, "entropy": entropy_weights}[method]
    weights = dict(given)
    for parent, below in tree.children.items():
        codes = [code for code in below if tree.by_code[code].level == level and tree.is_weighed(code)]
        if len(codes) > 1:
            weights |= rule(scores.columns(codes), parent)
    few = len(normalised.units) < FEW_UNITS
    return weights, (few_units(method, len(normalised.units)),) if few else ()


def few_units(method: str, count: int) -> str:
    return f"{method} 权重由 {count} 个单位的数据推出，少于 {FEW_UNITS} 个，换一个单位就可能大变，不宜作正式权重"


def _complete(table: Table, parent: str) -> Floats:
    kept: Floats = table.values[~np.isnan(table.values).any(axis=1)]
    if len(kept) < 3:  # noqa: PLR2004 - a spread needs three
        raise Invalid(parent, f"只有 {len(kept)} 个单位的下级数据齐全，不能由数据推出权重")
    return kept


def pca_weights(table: Table, parent: str) -> dict[str, float]:
    """Squared loadings on the first principal component of the correlations: they add up to 1."""
    kept = _complete(table, parent)
    if (kept.std(axis=0) == 0).any():
        raise Invalid(parent, "有下级的值全部相同，主成分没有定义")
    _, vectors = np.linalg.eigh(np.corrcoef(kept, rowvar=False))
    return dict(zip(table.codes, (vectors[:, -1] ** 2).tolist(), strict=True))


def entropy_weights(table: Table, parent: str) -> dict[str, float]:
    """Share of 1 − entropy: the more the units differ, the more an indicator weighs (says nothing about importance)."""
    kept = _complete(table, parent)
    if (kept < 0).any() or (kept.sum(axis=0) <= 0).any():
        raise Invalid(parent, "熵权只能用 0 或正数，请换归一化方法")
    parts = kept / kept.sum(axis=0)
    logs = np.log(np.where(parts > 0, parts, 1.0))
    spread = 1 + (parts * logs).sum(axis=0) / np.log(len(kept))
    if spread.sum() <= 0:
        raise Invalid(parent, "各下级的值全部相同，熵权没有定义")
    return dict(zip(table.codes, (spread / spread.sum()).tolist(), strict=True))


def importance(normalised: Table, tree: Tree, chain: Chain, weights: Mapping[str, float], codes: list[str]) -> Floats:
    """Pearson correlation of each element with the index under these weights."""
    scores = aggregate(normalised, tree, chain.aggregate, weights)
    index = scores.column(tree.index)
    return np.array([_correlation(scores.column(code), index) for code in codes])


def _correlation(x: Floats, y: Floats) -> float:
    both = ~(np.isnan(x) | np.isnan(y))
    if both.sum() < 3 or np.ptp(x[both]) == 0 or np.ptp(y[both]) == 0:  # noqa: PLR2004 - fewer say nothing
        return 0.0
    return float(np.corrcoef(x[both], y[both])[0, 1])


def optimised(normalised: Table, tree: Tree, chain: Chain, level: int) -> tuple[dict[str, float], tuple[str, ...]]:
    """Weights of one level that bring the correlations with the index to the wished shares (Nelder-Mead)."""
    codes = [code for code in tree.codes if tree.by_code[code].level == level and tree.is_weighed(code)]
    wished = dict(chain.weigh.get("targets") or tuple((code, 1.0) for code in codes))
    if set(wished) != set(codes):
        raise Invalid("weigh.targets", f"应正好写这一级的 {'、'.join(codes)}")
    target = np.array([wished[code] for code in codes])
    if (target <= 0).any():
        raise Invalid("weigh.targets", "应为正数")
    target = target / target.sum()

    given = np.array([tree.by_code[code].weight for code in codes])
    if (given <= 0).any():
        raise Invalid("weigh.level", "这一级有权重为 0 的指标，不能优化")

    def weights_of(logs: Floats) -> dict[str, float]:
        return tree.weights | dict(zip(codes, (given * np.exp(np.clip(logs, -REACH, REACH))).tolist(), strict=True))

    def spread(logs: Floats) -> float:
        reached = importance(normalised, tree, chain, weights_of(logs), codes)
        total = reached.sum()
        off = float(((reached / total - target) ** 2).sum()) if total > 0 else float(len(codes))
        return off + float((np.abs(logs) > REACH).sum())

    logs, off = _searched(spread, len(codes))
    said = (f"优化后各项重要性与目标的平方差之和是 {off:.3g}，没有达到目标（负相关或同源的指标达不到）",)
    return weights_of(logs), said if off > REACHED else ()


def _searched(spread: Callable[[Floats], float], size: int) -> tuple[Floats, float]:
    from scipy.optimize import minimize  # noqa: PLC0415 - half a second to load, for this method alone

    options = {"xatol": 1e-6, "fatol": 1e-12, "maxiter": 400 * size}
    found = minimize(spread, np.zeros(size), method="Nelder-Mead", options=options)
    return np.asarray(found.x), float(found.fun)
