"""Frameworks read from rule files and from editions that an office adopted; checked when they are read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from lingnan import rules
from lingnan.core.errors import Fault, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.engines.evaluate.frameworks import scales
from lingnan.engines.evaluate.frameworks.tree import HUNDRED, INDEX, INDEX_LABEL, Framework, Interval, Node
from lingnan.rules import RuleSet, Value

FOLDER = Path(__file__).resolve().parents[3] / "data" / "frameworks"


Kept = Callable[[], Sequence[Framework]]
KEPT: list[Kept] = []  # further editions, adopted by an office: the app registers where they are kept


def known() -> tuple[str, ...]:
    """The keys of all frameworks, as in ?framework=."""
    _read()
    prefix = "framework."
    return tuple(_key(name) for name in rules.RULES.ids() if name.startswith(prefix))


def editions(key: str) -> tuple[Framework, ...]:
    """Every edition of one framework, oldest first: those of the files and those adopted since."""
    _read()
    shipped = [_framework(kept) for kept in _editions(key)]
    adopted = [each for kept in KEPT for each in kept() if each.key == key]
    return tuple(sorted([*shipped, *adopted], key=lambda each: each.in_force_from))


def edition(key: str, name: str) -> Framework:
    """One edition by its name, whatever its dates."""
    found = editions(key)
    for each in found:
        if each.edition == name:
            return each
    names = [each.edition for each in found]
    said = Label(
        zh=f"评价框架 {key} 没有 {name!r} 版；有：{'、'.join(names)}",
        en=f"The framework {key} has no edition {name!r}; there are: {', '.join(names)}",
    )
    raise NotFound(said)


def of_year(key: str, year: int) -> Framework:
    """The edition in force at the end of the year judged: of those that hold that day, the one that began last."""
    day = date(year, 12, 31)
    held = [
        each
        for each in editions(key)
        if each.in_force_from <= day and not (each.in_force_to and each.in_force_to <= day)
    ]
    if not held:
        began = [f"{each.edition} {each.in_force_from}" for each in editions(key)]
        said = Label(
            zh=f"{year} 年没有施行的评价框架 {key}；有：{'、'.join(began)}",
            en=f"No edition of the framework {key} was in force in {year}; there are: {', '.join(began)}",
        )
        raise NotFound(said)
    return held[-1]


def _read() -> None:
    rules.add_folder(FOLDER)


def _editions(key: str) -> Sequence[RuleSet]:
    if key not in known():
        raise NotFound(
            Label(
                zh=f"没有评价框架 {key!r}；有：{'、'.join(known())}",
                en=f"There is no framework {key!r}; there are: {', '.join(known())}",
            )
        )
    return rules.editions(_rule_id(key))


def _rule_id(key: str) -> str:
    return "framework." + key.replace("-", "_")


def _key(rule_id: str) -> str:
    return rule_id.removeprefix("framework.").replace("_", "-")


def _framework(kept: RuleSet) -> Framework:
    children = tuple(_node(row) for row in kept.rows("nodes"))
    found = Framework(
        key=_key(kept.id),
        label=kept.label,
        edition=kept.edition,
        in_force_from=kept.in_force_from,
        in_force_to=kept.in_force_to,
        source=kept.source,
        clause=kept.clause,
        confidence=kept.confidence,
        note=kept.note,
        floor=kept.number("floor"),
        floor_reason=_label(kept.table("floor_reason")),
        needs=kept.number("needs"),
        score_breaks=kept.numbers("score_breaks"),
        interval=Interval(
            percent=kept.integer("interval", "percent"),
            draws=kept.integer("interval", "draws"),
            seed=kept.integer("interval", "seed"),
            weight_swing=kept.number("interval", "weight_swing"),
            value_swing=kept.number("interval", "value_swing"),
        ),
        root=Node(key=INDEX, label=INDEX_LABEL, weight=HUNDRED, children=children),
    )
    if faults := tuple(check(found)):
        raise Invalid(
            f"{found.key} {found.edition}", Label(zh="评价框架有错", en="the framework has faults"), faults=faults
        )
    return found


def check(framework: Framework) -> Iterator[Fault]:
    """What is wrong with the tree: weights that do not add up, a key twice, goalposts that say nothing."""
    where = f"{framework.key} {framework.edition}"
    seen: set[str] = set()
    for node in framework.root.walk():
        spot = f"{where} {node.key}"
        if node.key in seen:
            yield Fault(
                where=spot,
                reason=Label(zh="同一个键出现两次", en="the same key twice"),
                allowed=Label(zh="每个节点一个键", en="one key for each node"),
            )
        seen.add(node.key)
        total = sum((child.weight for child in node.children), Decimal(0))
        if node.children and total != node.weight:
            yield Fault(
                where=spot,
                reason=Label(
                    zh=f"下级权重之和为 {total}，应为 {node.weight}",
                    en=f"the weights below add up to {total}, not {node.weight}",
                ),
                allowed=Label(zh="下级之和等于本级", en="the parts add up to the whole"),
            )
        if node.is_leaf:
            yield from _check_leaf(node, spot)


def _check_leaf(node: Node, spot: str) -> Iterator[Fault]:
    if node.scale is not None:
        yield from _check_scale(node, spot)
    elif not node.weight:
        yield Fault(where=spot, reason=NO_WEIGHT, allowed=WEIGHT_NEEDED)
    elif node.worst is None or node.best is None or node.worst == node.best:
        yield Fault(
            where=spot,
            reason=Label(zh="指标没有目标值，或两个目标值相同", en="no goalposts, or both are the same"),
            allowed=Label(zh="worst 与 best 不相等", en="worst and best differ"),
        )
    elif (node.best > node.worst) is not (INDICATORS.get(node.key).direction > 0):
        yield Fault(
            where=spot,
            reason=Label(zh="目标值的方向与指标的方向相反", en="the goalposts point against the indicator"),
            allowed=Label(zh="正向指标 best > worst", en="best > worst where more is better"),
        )
    if not node.goalpost_source:
        yield Fault(
            where=spot,
            reason=Label(zh="目标值没有写明来源", en="no source of the goalposts"),
            allowed="goalpost_source",
        )


NO_WEIGHT = Label(zh="权重是 0", en="the weight is 0")
WEIGHT_NEEDED = Label(zh="只有加分和一票限制不占权重", en="only a bonus and a veto have no weight")


def _check_scale(node: Node, spot: str) -> Iterator[Fault]:
    """A weighted scale has a weight; a bonus or a veto has none and cannot be supervised by its points."""
    if node.is_extra is bool(node.weight):
        yield Fault(
            where=spot,
            reason=Label(zh=f"权重是 {node.weight}", en=f"the weight is {node.weight}"),
            allowed=WEIGHT_NEEDED,
        )
    if node.is_extra and node.supervised:
        reason = Label(zh="加分和一票限制不能列入督办", en="a bonus or a veto cannot be supervised")
        yield Fault(where=spot, reason=reason)
    if node.worst is not None or node.best is not None:
        reason = Label(zh="既有目标值又有计分方式", en="has both goalposts and a scale")
        yield Fault(where=spot, reason=reason, allowed=Label(zh="二选一", en="one of the two"))


def _node(row: Mapping[str, Value]) -> Node:
    key = str(row["key"])
    children = row.get("children") or ()
    label, scale = row.get("label"), row.get("scale")
    return Node(
        key=key,
        label=_label(label) if isinstance(label, Mapping) else INDICATORS.get(key).label,
        weight=Decimal(str(row["weight"])),
        children=tuple(_node(child) for child in children if isinstance(child, Mapping))
        if isinstance(children, tuple)
        else (),
        worst=_number(row.get("worst")),
        best=_number(row.get("best")),
        goalpost_source=str(row.get("goalpost_source") or ""),
        unit_key=str(row.get("unit_key") or ""),
        supervised=bool(row.get("supervised")),
        breaks=tuple(Decimal(str(item)) for item in _items(row.get("breaks"))),
        scale=scales.from_row(scale) if isinstance(scale, Mapping) else None,
    )


def _items(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else ()


def _number(value: Value) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _label(row: Mapping[str, Value]) -> Label:
    return Label(zh=str(row["zh"]), en=str(row["en"]))
