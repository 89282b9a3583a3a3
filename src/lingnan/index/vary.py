"""What is uncertain: which settings vary, over what, and how a draw becomes a replicate that can be replayed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from lingnan.core.errors import Invalid
from lingnan.index.arrays import Floats
from lingnan.index.chain import SECTIONS, Aggregate, Chain, Settings, chain_of
from lingnan.index.replicates import N_MINMAX, N_ZSCORE, Variant, changed
from lingnan.index.tree import Tree

NORMS = {"n_minmax": N_MINMAX, "n_zscore": N_ZSCORE}
AGGREGATIONS = {
    "a_amean": Aggregate(methods=("amean",)),
    "a_gmean": Aggregate(methods=("gmean",)),
}
SHORT: dict[str, Mapping[str, object]] = {"normalise": NORMS, "aggregate": AGGREGATIONS}
WeightSets = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, kw_only=True)
class Vary:
    """One uncertain setting: alternatives to choose from, a range to draw from, or noise on the weights.

    `setting` is "section.name", a whole "section", "weights" or "drop". Noise 0.25 on a level draws every weight of
    that level from 75 % to 125 % of its value; `sets` different sets are drawn once and then chosen from.
    """

    setting: str
    options: tuple[object, ...] = ()
    low: float | None = None
    high: float | None = None
    noise: tuple[tuple[int, float], ...] = ()  # level (0: every level), size
    sets: int = 0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A Monte Carlo study: N base draws, a seed, and what varies."""

    vary: tuple[Vary, ...]
    draws: int = 500
    seed: int = 2017
    bootstrap: int = 1000
    target: str = "rank_shift"


def plan_of(document: Settings, chain: Chain, *, where: str = "settings") -> Plan:
    """A plan from the section [sensitivity]."""
    given = dict(document)
    rows = given.pop("vary", [])
    known = {each.name for each in fields(Plan)} - {"vary"}
    if unknown := sorted(set(given) - known):
        raise Invalid(f"{where}：sensitivity.{unknown[0]}", f"没有这个设置；可选：{'、'.join(sorted(known))}、vary")
    for name in ("draws", "seed", "bootstrap"):
        value = given.get(name, 2)
        if not isinstance(value, int) or isinstance(value, bool) or value < (2 if name == "draws" else 0):
            raise Invalid(f"{where}：sensitivity.{name}", f"{value!r} 不是合用的整数")
    if not rows:
        raise Invalid(f"{where}：sensitivity.vary", "没有一项会变，没有可算的")
    vary = tuple(_vary(row, chain, f"{where}：sensitivity.vary 第 {number} 项") for number, row in enumerate(rows, 1))
    if twice := [each.setting for each in vary if sum(other.setting == each.setting for other in vary) > 1]:
        raise Invalid(f"{where}：sensitivity.vary", f"{twice[0]} 写了两次")
    if {"weights", "weigh"} <= {each.setting.partition(".")[0] for each in vary}:
        raise Invalid(f"{where}：sensitivity.vary", "weights 与 weigh 只能变一个：变动的权重会盖过另一个")
    return Plan(vary=vary, **given)


_FIELDS = {"options": ({"options"}, set()), "range": ({"range"}, set()), "noise": ({"noise"}, {"sets"})}


def _vary(row: Settings, chain: Chain, where: str) -> Vary:
    setting = row.get("setting")
    if not isinstance(setting, str):
        raise Invalid(where, "应写 setting")
    wanted = "noise" if setting == "weights" else "range" if "range" in row else "options"
    needed, also = _FIELDS[wanted]
    if extra := sorted(set(row) - needed - also - {"setting"}):
        raise Invalid(f"{where}：{extra[0]}", f"{setting} 不用这个设置，写了也不起作用")
    if needed - set(row):
        raise Invalid(where, f"{setting} 应写 {wanted}")
    if setting == "weights":
        return _noise(row, where)
    if setting != "drop":
        _known_setting(setting, chain, where)
    if wanted == "range":
        return _range(setting, row["range"], chain, where)
    options = tuple(_option(setting, option, chain, where) for option in row["options"])
    if len({_cell(setting, option) for option in options}) < 2:  # noqa: PLR2004 - one is no choice
        raise Invalid(where, f"{setting} 只有一种取法，不会有影响")
    return Vary(setting=setting, options=options)


def _known_setting(setting: str, chain: Chain, where: str) -> None:
    section, _, name = setting.partition(".")
    if section not in SECTIONS or (name and name not in {each.name for each in fields(SECTIONS[section])}):
        raise Invalid(where, f"没有设置“{setting}”；可写 节.设置、整节、weights 或 drop")
    part = getattr(chain, section)
    if name and section != "aggregate" and name != "method" and name not in part.used:
        raise Invalid(where, f"现在的方法 {part.method} 不用 {setting}，变了也不起作用")


def _noise(row: Settings, where: str) -> Vary:
    noise, sets = row["noise"], row.get("sets", 100)
    pairs = {0: noise} if isinstance(noise, int | float) else {int(level): size for level, size in dict(noise).items()}
    sizes = [size if isinstance(size, int | float) and not isinstance(size, bool) else 0 for size in pairs.values()]
    if not sizes or not all(0 < size <= 1 for size in sizes):
        raise Invalid(f"{where}：noise", "应在 0（不含）到 1 之间")
    if not isinstance(sets, int) or sets < 2:  # noqa: PLR2004 - one is no choice
        raise Invalid(f"{where}：sets", "至少 2 组")
    return Vary(setting="weights", noise=tuple(sorted((k, float(v)) for k, v in pairs.items())), sets=sets)


def _range(setting: str, ends: Any, chain: Chain, where: str) -> Vary:
    if not isinstance(ends, list) or len(ends) != 2 or not ends[0] < ends[1]:  # noqa: PLR2004 - two ends
        raise Invalid(f"{where}：range", "应为 [小, 大]")
    if "." not in setting or setting == "treat.winmax":
        raise Invalid(f"{where}：range", f"{setting} 请用 options 列出取法")
    for end in ends:
        changed(chain, setting, float(end))
    return Vary(setting=setting, low=float(ends[0]), high=float(ends[1]))


def _option(setting: str, option: Any, chain: Chain, where: str) -> object:
    """A ready value: a section object, a number or text; wrong ones are refused by the settings themselves."""
    if setting == "drop":
        return str(option)
    section, _, name = setting.partition(".")
    if name:
        changed(chain, setting, tuple(option) if isinstance(option, list) else option)
        return tuple(option) if isinstance(option, list) else option
    if isinstance(option, str):
        short = SHORT.get(section, {})
        if option not in short:
            raise Invalid(where, f"{section} 没有“{option}”；可选：{'、'.join(short) or '写成表 {method = …}'}")
        return short[option]
    return getattr(chain_of({section: option}, where=where), section)


def _cell(setting: str, value: object) -> str:
    """How a value is written in a replicates file."""
    for word, meant in SHORT.get(setting, {}).items():
        if value == meant:
            return word
    if "." not in setting and setting in SECTIONS:
        part: Any = value
        return json.dumps({k: v for k, v in part.as_settings().items() if v is not None}, ensure_ascii=False)
    if isinstance(value, tuple):
        return json.dumps(value)
    return repr(value) if isinstance(value, float) else str(value)


def read_cell(setting: str, cell: str, chain: Chain, where: str) -> object:
    """The reverse of writing it."""
    if setting in ("weights", "drop"):
        return cell
    section, _, name = setting.partition(".")
    option: Any = cell
    if cell[:1] in "[{" or (name and cell.replace(".", "").replace("-", "").replace("e", "").isdigit()):
        option = json.loads(cell)
    elif cell in ("True", "False"):
        option = cell == "True"
    return _option(setting, option, chain, where if name else f"{where}（{section}）")


@dataclass(frozen=True, kw_only=True, eq=False)
class Replicates:
    """Replicates as they are written to a file: one cell a setting, and the weight sets by name."""

    settings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    variants: tuple[Variant, ...]
    weight_sets: WeightSets


def weight_sets(
    tree: Tree, vary: Vary, rng: np.random.Generator, base: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """Named sets of noisy weights: every weight of a named level times 1 ± up to its noise, uniformly."""
    noise = dict(vary.noise)
    if absent := sorted(level for level in noise if level and not any(e.level == level for e in tree.elements)):
        raise Invalid("sensitivity.vary.noise", f"没有第 {absent[0]} 级")
    sets: dict[str, dict[str, float]] = {}
    for number in range(1, vary.sets + 1):
        moved = rng.uniform(-1.0, 1.0, size=len(tree.codes)).tolist()
        sets[f"w{number}"] = {
            code: base[code] * (1 + noise.get(tree.by_code[code].level, noise.get(0, 0.0)) * move)
            for code, move in zip(tree.codes, moved, strict=True)
        }
    return sets


def replicates_of(sample: Floats, plan: Plan, chain: Chain, sets: WeightSets) -> Replicates:
    """A sample of numbers in [0, 1), one column a setting, turned into replicates."""
    rows, variants = [], []
    names = list(sets)
    for draw in sample.tolist():
        values = [value_at(each, u, names) for each, u in zip(plan.vary, draw, strict=True)]
        variants.append(variant_of({e.setting: v for e, v in zip(plan.vary, values, strict=True)}, chain, sets))
        rows.append(tuple(_cell(each.setting, value) for each, value in zip(plan.vary, values, strict=True)))
    return Replicates(
        settings=tuple(each.setting for each in plan.vary),
        rows=tuple(rows),
        variants=tuple(variants),
        weight_sets=sets,
    )


def value_at(each: Vary, u: float, sets: Sequence[str]) -> object:
    """The value that a uniform number chooses: equal parts of [0, 1) for alternatives, a straight line for a range."""
    if each.low is not None and each.high is not None:
        return each.low + u * (each.high - each.low)
    options: Sequence[object] = sets if each.setting == "weights" else each.options
    return options[min(int(u * len(options)), len(options) - 1)]


def variant_of(values: Mapping[str, object], chain: Chain, sets: WeightSets) -> Variant:
    """One replicate: whole sections first, then single settings, so that both may vary."""
    weights, drop = None, None
    for setting in sorted(values, key=lambda name: "." in name):
        value = values[setting]
        if setting == "weights":
            weights = sets[str(value)]
        elif setting == "drop":
            drop = str(value) or None
        else:
            chain = changed(chain, setting, value)
    return Variant(chain=chain, weights=weights, drop=drop)
