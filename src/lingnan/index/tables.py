"""The two-table form: CSV in, each fault with file, line and column; CSV out with 15 significant digits."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from lingnan.core.errors import Fault, Invalid
from lingnan.index.arrays import Dataset, Floats, Table
from lingnan.index.tree import Adding, Element, Tree

MISSING = {"", "NA", "NaN", "nan"}
NOT_VALUES = {"uName", "uCode", "Time"}
META_COLUMNS = ("iCode", "Level", "Parent", "Weight", "Direction", "Type")
TYPES = ("Indicator", "Aggregate", "Group", "Denominator", "Other")
MOST_FAULTS = 20
MOST_ROWS = 2_000_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Sheet:
    """A CSV file as text: its columns, and the line of each row in the file."""

    name: str
    columns: Mapping[str, list[str]]
    lines: Sequence[int]

    def __len__(self) -> int:
        return len(self.lines)

    def at(self, row: int, column: str) -> str:
        return f"{self.name} 第 {self.lines[row]} 行“{column}”列"

    def need(self, *columns: str) -> None:
        """An `Invalid` that names every column which is not there."""
        if missing := [column for column in columns if column not in self.columns]:
            have = "、".join(list(self.columns)[:MOST_FAULTS])
            more = f" 等 {len(missing)} 列" if len(missing) > MOST_FAULTS else ""
            raise Invalid(f"{self.name} 第 1 行", f"缺少列：{'、'.join(missing[:MOST_FAULTS])}{more}；已有：{have}")


class Faults:
    """Collects what is wrong, then raises everything at once (the first twenty are listed)."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Fault] = []

    def add(self, where: str, reason: str, allowed: str = "") -> None:
        self.found.append(Fault(where=where, reason=reason, allowed=allowed))

    def stop_if_any(self) -> None:
        if self.found:
            told = "；".join(str(fault).removeprefix(f"{self.name} ") for fault in self.found[:3])
            more = f"……共 {len(self.found)} 处" if len(self.found) > 3 else ""  # noqa: PLR2004 - enough for a sentence
            raise Invalid(self.name, told + more, faults=tuple(self.found[:MOST_FAULTS]))


def read_sheet(path: Path) -> Sheet:
    """A CSV file (UTF-8, with or without a mark at its start); every row must have as many cells as the first."""
    name = path.name
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            if not any(header):
                raise Invalid(name, "空文件，第一行应是列名")
            if twice := sorted({column for column in header if header.count(column) > 1}):
                raise Invalid(f"{name} 第 1 行", f"列名重复：{'、'.join(twice)}")
            lines, columns = _columns(name, reader, len(header))
    except FileNotFoundError as error:
        raise Invalid(str(path), "没有这个文件") from error
    except IsADirectoryError as error:
        raise Invalid(str(path), "是文件夹，不是文件") from error
    except UnicodeDecodeError as error:
        raise Invalid(name, f"不是 UTF-8 文本（第 {error.start} 字节），请另存为 UTF-8") from error
    except csv.Error as error:
        raise Invalid(name, f"第 {reader.line_num} 行不是 CSV：{error}") from error
    return Sheet(name=name, columns=dict(zip(header, columns, strict=True)), lines=lines)


def _columns(name: str, reader: Iterator[list[str]], width: int) -> tuple[list[int], list[list[str]]]:
    lines: list[int] = []
    columns: list[list[str]] = [[] for _ in range(width)]
    adders = [column.append for column in columns]
    for row in reader:
        if not row:
            continue
        if len(row) != width:
            line = getattr(reader, "line_num", 0)
            raise Invalid(f"{name} 第 {line} 行", f"有 {len(row)} 格，第一行有 {width} 格")
        for add, cell in zip(adders, row, strict=True):
            add(cell)
        lines.append(getattr(reader, "line_num", 0))
        if len(lines) > MOST_ROWS:
            raise Invalid(name, f"超过 {MOST_ROWS} 行；请分开计算")
    return lines, columns


def numbers(sheet: Sheet, column: str, faults: Faults) -> Floats:
    """A column of numbers; empty or NA is missing; anything else is a fault with its line."""
    cells = sheet.columns[column]
    quick = _quick(cells)
    if quick is not None:
        return quick
    out = np.full(len(cells), np.nan)
    for row, cell in enumerate(cells):
        if cell in MISSING:
            continue
        try:
            value = float(cell)
        except ValueError:
            faults.add(sheet.at(row, column), f"“{cell}”不是数字", "缺失请留空或写 NA")
            continue
        if not np.isfinite(value) or "_" in cell:
            faults.add(sheet.at(row, column), f"“{cell}”不是有限的数字", "缺失请留空或写 NA")
        else:
            out[row] = value
    return out


def _quick(cells: list[str]) -> Floats | None:
    """The whole column at once where nothing is wrong with it; None sends it to the cell by cell reading."""
    if "_" in "".join(cells):
        return None
    try:
        found = np.array([np.nan if cell in MISSING else float(cell) for cell in cells])
    except ValueError:
        return None
    gaps = int(np.isnan(found).sum())
    fine = not np.isinf(found).any() and gaps == sum(cell in MISSING for cell in cells)
    return found if fine else None


def read_tree(path: Path, *, adding: Adding = "relative") -> tuple[Tree, dict[str, tuple[str, ...]]]:
    """The indicator table: the tree, and the codes of the columns of type Group and Denominator."""
    sheet = read_sheet(path)
    sheet.need(*META_COLUMNS)
    faults = Faults(sheet.name)
    kinds: dict[str, list[str]] = {kind: [] for kind in TYPES}
    elements: list[Element] = []
    figures = {name: numbers(sheet, name, faults) for name in ("Level", "Weight", "Direction")}
    figures["Target"] = numbers(sheet, "Target", faults) if "Target" in sheet.columns else np.full(len(sheet), np.nan)
    places: dict[str, str] = {}
    for row, (code, kind) in enumerate(zip(sheet.columns["iCode"], sheet.columns["Type"], strict=True)):
        if not code or code in MISSING:
            faults.add(sheet.at(row, "iCode"), "编码是空的")
        elif code in places:
            faults.add(sheet.at(row, "iCode"), f"编码“{code}”重复", f"已在{places[code]}")
        elif kind not in TYPES:
            faults.add(sheet.at(row, "Type"), f"“{kind}”不是类型", "、".join(TYPES))
        else:
            kinds[kind].append(code)
            if kind in ("Indicator", "Aggregate"):
                elements += _element(sheet, row, figures, faults)
        places.setdefault(code, f"第 {sheet.lines[row]} 行")
    faults.stop_if_any()
    if not kinds["Indicator"]:
        raise Invalid(sheet.name, "没有一行的 Type 是 Indicator")
    try:
        tree = Tree(elements=tuple(elements), adding=adding, places={c: f"{sheet.name} {p}" for c, p in places.items()})
    except Invalid as error:
        told = error.reason.replace(f"{sheet.name} ", "")
        raise Invalid(sheet.name, told, faults=error.faults) from error
    if childless := [code for code in kinds["Aggregate"] if code not in tree.children]:
        raise Invalid(f"{sheet.name} {places[childless[0]]}", f"汇总节点“{childless[0]}”没有下级")
    if parents := [code for code in kinds["Indicator"] if code in tree.children]:
        raise Invalid(f"{sheet.name} {places[parents[0]]}", f"指标“{parents[0]}”是别人的上级，Type 应为 Aggregate")
    return tree, {kind: tuple(codes) for kind, codes in kinds.items()}


def _element(sheet: Sheet, row: int, figures: Mapping[str, Floats], faults: Faults) -> Iterator[Element]:
    wrong = len(faults.found)
    for name in ("Level", "Weight", "Direction"):
        if np.isnan(figures[name][row]) and sheet.columns[name][row] in MISSING:
            faults.add(sheet.at(row, name), "是空的")
    level, direction = figures["Level"][row], figures["Direction"][row]
    if level == level and level != int(level):  # noqa: PLR0124 - false only for not-a-number
        faults.add(sheet.at(row, "Level"), f"{level:g} 不是整数")
    if direction not in (1.0, -1.0) and not np.isnan(direction):
        faults.add(sheet.at(row, "Direction"), f"{direction:g}", "只能是 1 或 -1")
    if len(faults.found) > wrong or np.isnan([level, direction, figures["Weight"][row]]).any():
        return
    text = {name: column[row] for name, column in sheet.columns.items()}
    target = float(figures["Target"][row])
    yield Element(
        code=text["iCode"],
        parent=None if text["Parent"] in MISSING else text["Parent"],
        level=int(level),
        weight=float(figures["Weight"][row]),
        direction=int(direction),
        name=text.get("iName", ""),
        target=None if np.isnan(target) else target,
        denominator=None if text.get("Denominator", "") in MISSING else text["Denominator"],
    )


def read_data(path: Path, tree: Tree, kinds: Mapping[str, tuple[str, ...]], *, time: int | None = None) -> Dataset:
    """The unit table: indicator columns in the order of the tree, denominators and groups by name.

    With several years in the column Time, `time` says which one is wanted; the others may fill its gaps.
    """
    sheet = read_sheet(path)
    sheet.need("uCode", *(element.code for element in tree.indicators), *kinds["Denominator"], *kinds["Group"])
    faults = Faults(sheet.name)
    years = _years(sheet, faults)
    _unit_codes(sheet, years, faults)
    known = {code for codes in kinds.values() for code in codes} | NOT_VALUES
    if unknown := [column for column in sheet.columns if column not in known]:
        faults.add(f"{sheet.name} 第 1 行", f"这些列不在指标表中：{'、'.join(unknown[:MOST_FAULTS])}")
    values = np.column_stack([numbers(sheet, element.code, faults) for element in tree.indicators])
    denominators = {code: numbers(sheet, code, faults) for code in kinds["Denominator"]}
    faults.stop_if_any()
    if not len(sheet):
        raise Invalid(sheet.name, "没有一个单位")
    wanted = _wanted(sheet, years, time)

    def part(year: int | None) -> Dataset:
        rows = [row for row, one in enumerate(years) if one == year]
        units = tuple(sheet.columns["uCode"][row] for row in rows)
        titles = sheet.columns.get("uName", sheet.columns["uCode"])
        return Dataset(
            table=Table(units=units, codes=tuple(element.code for element in tree.indicators), values=values[rows]),
            denominators={code: column[rows] for code, column in denominators.items()},
            groups={code: tuple(_word(sheet.columns[code][row]) for row in rows) for code in kinds["Group"]},
            names={sheet.columns["uCode"][row]: titles[row] for row in rows},
            year=year,
        )

    others = {year: part(year) for year in dict.fromkeys(years) if year is not None and year != wanted}
    return replace(part(wanted), others=others)


def _word(cell: str) -> str:
    return "" if cell in MISSING else cell


def _years(sheet: Sheet, faults: Faults) -> list[int | None]:
    if "Time" not in sheet.columns:
        return [None] * len(sheet)
    years: list[int | None] = []
    for row, cell in enumerate(sheet.columns["Time"]):
        if not cell.isdigit():
            faults.add(sheet.at(row, "Time"), f"“{cell}”不是年份")
        years.append(int(cell) if cell.isdigit() else None)
    return years


def _wanted(sheet: Sheet, years: Sequence[int | None], time: int | None) -> int | None:
    have = sorted({year for year in years if year is not None})
    if time is None:
        if len(have) > 1:
            raise Invalid(sheet.name, f"有 {len(have)} 年的数据（{have[0]}—{have[-1]}），请说明要哪一年（--time）")
        return have[0] if have else None
    if time not in have:
        said = f"没有 {time} 年的数据；有：{'、'.join(map(str, have))}" if have else "没有 Time 列，不能选年份"
        raise Invalid(sheet.name, said)
    return time


def _unit_codes(sheet: Sheet, years: Sequence[int | None], faults: Faults) -> None:
    seen: dict[tuple[str, int | None], int] = {}
    for row, key in enumerate(zip(sheet.columns["uCode"], years, strict=True)):
        if not key[0]:
            faults.add(sheet.at(row, "uCode"), "单位编码是空的")
        elif key in seen:
            faults.add(sheet.at(row, "uCode"), f"单位编码“{key[0]}”重复", f"已在第 {sheet.lines[seen[key]]} 行")
        seen.setdefault(key, row)


def written(value: float) -> str:
    """15 significant digits, nothing for what is missing, no sign on zero.

    >>> written(1 / 3), written(100.0), written(float("nan"))
    ('0.333333333333333', '100', '')
    """
    return "" if value != value else format(value + 0.0, ".15g")  # noqa: PLR0124 - true only for not-a-number


def write_table(path: Path, table: Table, *, first: str = "uCode") -> None:
    """First column the unit, then a column per code. Whole rows are formatted at once: a million rows are usual."""
    whole_row = ",".join(["%.15g"] * len(table.codes))
    gaps: list[bool] = np.asarray(np.isnan(table.values).any(axis=1)).tolist()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((first, *table.codes))
        for unit, row, has_gap in zip(table.units, (table.values + 0.0).tolist(), gaps, strict=True):
            if has_gap or _must_be_quoted(unit):
                writer.writerow((unit, *map(written, row)))
            else:
                file.write(f"{unit},{whole_row % tuple(row)}\n")


def _must_be_quoted(text: str) -> bool:
    return not text or any(mark in text for mark in ',"\r\n')


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A CSV file with Unix line ends: the same rows give the same bytes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
