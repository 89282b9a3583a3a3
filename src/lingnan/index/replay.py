"""Replaying recorded replicates: a file of settings, a file of weights, the same scores to the last bit."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from lingnan.core.errors import Invalid
from lingnan.index.chain import Chain
from lingnan.index.replicates import Scores, Workbench
from lingnan.index.tables import Faults, Sheet, numbers, read_sheet, write_rows, written
from lingnan.index.tree import Tree
from lingnan.index.vary import AGGREGATIONS, NORMS, Replicates, WeightSets, read_cell, variant_of

STANDARD = ("winmax", "norm", "weight_set", "agg")
MEANT = {"winmax": "treat.winmax", "norm": "normalise", "weight_set": "weights", "agg": "aggregate"}
WEIGHT_COLUMNS = ("set", "iCode", "Level", "Weight")


def read_weights(path: Path, tree: Tree) -> dict[str, dict[str, float]]:
    """Weight sets by name; every set names every element once, with its level."""
    sheet = read_sheet(path)
    sheet.need(*WEIGHT_COLUMNS)
    faults = Faults(sheet.name)
    weights, levels = numbers(sheet, "Weight", faults), numbers(sheet, "Level", faults)
    sets: dict[str, dict[str, float]] = {}
    for row, (name, code) in enumerate(zip(sheet.columns["set"], sheet.columns["iCode"], strict=True)):
        one = sets.setdefault(name, {})
        if code not in tree.by_code:
            faults.add(sheet.at(row, "iCode"), f"指标树里没有“{code}”")
        elif code in one:
            faults.add(sheet.at(row, "iCode"), f"第 {name} 组里“{code}”重复")
        elif levels[row] != tree.by_code[code].level:
            faults.add(sheet.at(row, "Level"), f"{code} 在第 {tree.by_code[code].level} 级，不是 {levels[row]:g}")
        elif not weights[row] >= 0:
            faults.add(sheet.at(row, "Weight"), f"“{sheet.columns['Weight'][row]}”不是 0 或正数")
        else:
            one[code] = float(weights[row])
    faults.stop_if_any()
    for name, one in sets.items():
        one.setdefault(tree.index, 1.0)  # the top has no siblings
        if missing := [code for code in tree.codes if code not in one]:
            faults.add(sheet.name, f"第 {name} 组缺少 {len(missing)} 个权重：{'、'.join(missing[:5])}")
        for parent, below in tree.children.items():
            if not missing and not sum(one[code] for code in below if tree.is_weighed(code)) > 0:
                faults.add(sheet.name, f"第 {name} 组里 {parent} 的下级权重之和为 0")
    faults.stop_if_any()
    return sets


def read_replicates(path: Path, chain: Chain, sets: WeightSets) -> tuple[tuple[str, ...], Replicates]:
    """Names and replicates. Either the five standard columns, or `rep` and the names of settings."""
    sheet = read_sheet(path)
    sheet.need("rep")
    columns = tuple(column for column in sheet.columns if column != "rep")
    if set(columns) & set(STANDARD):
        sheet.need(*STANDARD)
        if extra := [column for column in columns if column not in STANDARD]:
            raise Invalid(f"{sheet.name} 第 1 行", f"不认识的列：{'、'.join(extra)}")
    faults, rows, variants = Faults(sheet.name), [], []
    standard = set(columns) == set(STANDARD)
    if standard and chain.treat.method != "winsorise":
        raise Invalid(f"{sheet.name} 第 1 行", f"链的极值处理方法是 {chain.treat.method}，不用 winmax，变了也不起作用")
    for row in range(len(sheet)):
        cells = {column: sheet.columns[column][row] for column in columns}
        if standard:
            values = _standard(sheet, row, cells, sets, faults)
        else:
            values = _named(sheet, row, cells, chain, sets, faults)
        if values is not None:
            variants.append(variant_of(values, chain, sets))
        rows.append(tuple(cells.values()))
    names = tuple(sheet.columns["rep"])
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        faults.add(sheet.name, f"rep 重复：{'、'.join(twice[:5])}")
    faults.stop_if_any()
    settings = tuple(MEANT.get(column, column) for column in columns)
    return names, Replicates(settings=settings, rows=tuple(rows), variants=tuple(variants), weight_sets=sets)


def _standard(
    sheet: Sheet, row: int, cells: Mapping[str, str], sets: WeightSets, faults: Faults
) -> dict[str, object] | None:
    before = len(faults.found)
    winmax = cells["winmax"]
    if not winmax.isdigit():
        faults.add(sheet.at(row, "winmax"), f"“{winmax}”不是 0 或正整数")
    if cells["norm"] not in NORMS:
        faults.add(sheet.at(row, "norm"), f"没有方法“{cells['norm']}”", "、".join(NORMS))
    if cells["agg"] not in AGGREGATIONS:
        faults.add(sheet.at(row, "agg"), f"没有方法“{cells['agg']}”", "、".join(AGGREGATIONS))
    _known_set(sheet, row, "weight_set", cells["weight_set"], sets, faults)
    if len(faults.found) > before:
        return None
    return {
        "treat.winmax": int(winmax),
        "normalise": NORMS[cells["norm"]],
        "weights": cells["weight_set"],
        "aggregate": AGGREGATIONS[cells["agg"]],
    }


def _known_set(sheet: Sheet, row: int, column: str, name: str, sets: WeightSets, faults: Faults) -> None:
    if not name:
        faults.add(sheet.at(row, column), "没有写用哪一组权重")
    elif name not in sets:
        faults.add(sheet.at(row, column), f"权重文件里没有第“{name}”组")


def _named(
    sheet: Sheet,
    row: int,
    cells: Mapping[str, str],
    chain: Chain,
    sets: WeightSets,
    faults: Faults,
) -> dict[str, object] | None:
    before, values = len(faults.found), {}
    for column, cell in cells.items():
        if column == "weights":
            _known_set(sheet, row, column, cell, sets, faults)
        try:
            values[column] = read_cell(column, cell, chain, sheet.at(row, column))
        except (Invalid, ValueError) as error:
            faults.add(sheet.at(row, column), str(error))
    return values if len(faults.found) == before else None


def write_replicates(path: Path, made: Replicates, names: tuple[str, ...]) -> None:
    """The standard five columns where exactly those settings vary, else the names of the settings."""
    if set(made.settings) == set(MEANT.values()) and _only_short(made):
        order = [made.settings.index(MEANT[column]) for column in STANDARD]
        rows = [(name, *(row[place] for place in order)) for name, row in zip(names, made.rows, strict=True)]
        write_rows(path, ("rep", *STANDARD), rows)
        return
    write_rows(path, ("rep", *made.settings), [(n, *row) for n, row in zip(names, made.rows, strict=True)])


def _only_short(made: Replicates) -> bool:
    norm, agg = made.settings.index("normalise"), made.settings.index("aggregate")
    return all(row[norm] in NORMS and row[agg] in AGGREGATIONS for row in made.rows)


def write_weights(path: Path, sets: WeightSets, tree: Tree) -> None:
    """Every digit, so that a replay starts from the same numbers."""
    rows = (
        (name, code, tree.by_code[code].level, repr(one[code])) for name, one in sets.items() for code in tree.codes
    )
    write_rows(path, WEIGHT_COLUMNS, rows)


def write_scores(path: Path, scores: Scores, names: tuple[str, ...]) -> None:
    """uCode, Nominal, then the index of each replicate; empty where there is none."""
    whole = np.column_stack([scores.nominal, scores.values])
    rows = ((unit, *map(written, row)) for unit, row in zip(scores.units, whole.tolist(), strict=True))
    write_rows(path, ("uCode", "Nominal", *names), rows)


def columns_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """r_1, r_2, …: what the replicate is called in the file, with r_ before it where it is a bare number."""
    return tuple(f"r_{name}" if name.isdigit() else name for name in names)


def replay(bench: Workbench, chain: Chain, made: Replicates) -> Scores:
    """The index of every unit in every replicate."""
    return bench.scores(chain, made.variants)
