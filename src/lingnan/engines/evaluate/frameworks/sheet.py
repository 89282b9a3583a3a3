"""A framework as a table, a node a row: out for an office to work on, in with every faulty cell named."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.engines.evaluate.frameworks import scales
from lingnan.engines.evaluate.frameworks.scales import Scale
from lingnan.engines.evaluate.frameworks.tree import HUNDRED, INDEX, Framework, Node
from lingnan.engines.identity.sheets import Field, Grid, Line, read_grid

YES, NO = "是", "否"
BREAKS = 4
DEEPEST = 6
FIELDS = (
    Field(key="key", head="代号", required=True, example="gdp_per_capita"),
    Field(key="parent", head="上级代号", example="economy", hint="空着的是一级"),
    Field(key="zh", head="名称", hint="指标空着时用指标目录的名称"),
    Field(key="en", head="英文名"),
    Field(key="weight", head="权重", required=True, example="20"),
    Field(key="worst", head="最差"),
    Field(key="best", head="最好"),
    Field(key="scale", head="计分方式", hint="JSON，例如 {\"kind\": \"bands\", \"edges\": [60], \"points\": [0, 100]}"),
    Field(key="source", head="目标值来源"),
    Field(key="unit", head="责任单位代号"),
    Field(key="supervised", head="列入督办", example=YES),
    Field(key="breaks", head="分级", hint="四个数，用分号隔开"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """A row that is sound by itself."""

    line: Line
    parent: str
    node: Node


def rows_of(framework: Framework) -> Iterator[tuple[str, ...]]:
    """Every node under the index, in the order of FIELDS; numbers as their exact text."""
    for node in framework.root.walk():
        if node.key == INDEX:
            continue
        above = framework.parent(node.key)
        yield (
            node.key,
            "" if above is None or above.key == INDEX else above.key,
            node.label.zh,
            node.label.en,
            str(node.weight),
            "" if node.worst is None else str(node.worst),
            "" if node.best is None else str(node.best),
            json.dumps(scales.as_json(node.scale), ensure_ascii=False) if node.scale else "",
            node.goalpost_source,
            node.unit_key,
            YES if node.supervised else NO if node.is_leaf else "",
            ";".join(str(edge) for edge in node.breaks),
        )


def read(base: Framework, *, name: str, content: bytes) -> Framework:
    """The base with the tree of the sheet; Invalid names every faulty cell, and nothing is taken."""
    grid = read_grid(name=name, content=content, fields=FIELDS)
    rows = [parsed for line in grid.lines if (parsed := _row(grid, line))]
    _shape(grid, rows)
    if grid.faults:
        said = Label(
            zh=f"有 {len(grid.faults)} 处要改，没有存入", en=f"{len(grid.faults)} things to mend; nothing was stored"
        )
        raise Invalid(name, said, faults=grid.faults)
    return replace(base, root=replace(base.root, children=_below("", rows)), _by_key={})


def _row(grid: Grid, line: Line) -> Parsed | None:
    cells = line.cells
    before = len(grid.found)
    number = {key: _number(grid, line, key) for key in ("weight", "worst", "best")}
    scale = _scale(grid, line)
    label = _label(grid, line)
    if cells["supervised"] not in {"", YES, NO}:
        grid.fault(line, "supervised", f"“{cells['supervised']}”", f"{YES} 或 {NO}")
    breaks = _breaks(grid, line)
    if len(grid.found) > before or label is None:
        return None
    node = Node(
        key=cells["key"],
        label=label,
        weight=number["weight"] or Decimal(0),
        worst=number["worst"],
        best=number["best"],
        scale=scale,
        goalpost_source=cells["source"],
        unit_key=cells["unit"],
        supervised=cells["supervised"] == YES,
        breaks=breaks,
    )
    return Parsed(line=line, parent=cells["parent"], node=node)


def _number(grid: Grid, line: Line, key: str) -> Decimal | None:
    text = line.cells[key]
    if not text:
        return None
    try:
        found = Decimal(text)
    except ArithmeticError:
        found = Decimal("NaN")
    if not found.is_finite():
        grid.fault(line, key, f"“{text}”不是数", "数字，例如 20 或 7.5")
        return None
    if key == "weight" and not 0 <= found <= HUNDRED:
        grid.fault(line, key, f"{text}", "0 至 100")
    return found


def _scale(grid: Grid, line: Line) -> Scale | None:
    text = line.cells["scale"]
    if not text:
        return None
    try:
        return scales.from_row(json.loads(text))
    except Invalid as error:
        grid.fault(line, "scale", error.text("zh"), "、".join(scales.KINDS))
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        grid.fault(line, "scale", f"读不出：{error}", 'JSON，例如 {"kind": "yes_no"}')
    return None


def _label(grid: Grid, line: Line) -> Label | None:
    zh, en, key = line.cells["zh"], line.cells["en"], line.cells["key"]
    if zh and en:
        return Label(zh=zh, en=en)
    if key in INDICATORS:
        kept = INDICATORS.get(key).label
        return Label(zh=zh or kept.zh, en=en or kept.en)
    grid.fault(line, "zh" if not zh else "en", "没有填", "领域要写中英文名称")
    return None


def _breaks(grid: Grid, line: Line) -> tuple[Decimal, ...]:
    text = line.cells["breaks"].replace("；", ";")
    if not text:
        return ()
    try:
        found = tuple(Decimal(part.strip()) for part in text.split(";"))
    except ArithmeticError:
        found = ()
    if len(found) != BREAKS or any(not edge.is_finite() for edge in found) or list(found) != sorted(set(found)):
        grid.fault(line, "breaks", f"“{text}”", "四个由小到大的数，用分号隔开")
    return found


def _shape(grid: Grid, rows: Sequence[Parsed]) -> None:
    """Parents that are there, no circle, no key twice, leaves that are declared indicators."""
    keys = [row.node.key for row in rows]
    parents = {row.node.key: row.parent for row in rows}
    for row in rows:
        key = row.node.key
        if keys.count(key) > 1:
            grid.fault(row.line, "key", f"“{key}”出现 {keys.count(key)} 次", "每个节点一行")
        if row.parent and row.parent not in parents:
            grid.fault(row.line, "parent", f"没有“{row.parent}”这一行", "表内已有的代号，或空着")
        elif _depth(key, parents) > DEEPEST:
            grid.fault(row.line, "parent", "上级关系成环，或太深", f"至多 {DEEPEST} 级")
        if key not in parents.values() and key not in INDICATORS:
            grid.fault(row.line, "key", f"没有“{key}”这个指标，下面也没有节点", "指标目录里的代号")


def _depth(key: str, parents: dict[str, str]) -> int:
    steps, at = 0, key
    while at and steps <= DEEPEST:
        steps, at = steps + 1, parents.get(at, "")
    return steps


def _below(parent: str, rows: Sequence[Parsed]) -> tuple[Node, ...]:
    return tuple(replace(row.node, children=_below(row.node.key, rows)) for row in rows if row.parent == parent)
