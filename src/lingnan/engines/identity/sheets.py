"""Read a table that people fill in: xlsx or CSV, with every fault named by file, sheet, row and column."""

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from lingnan.core.errors import Fault, Invalid
from lingnan.core.labels import Label
from lingnan.core.words import place_in_file
from lingnan.engines.identity.media import MB, check_archive

MAX_SIZE = 10 * MB
MAX_ROWS = 20_000
HEAD_WITHIN = 5  # the head may stand under a title


@dataclass(frozen=True, kw_only=True)
class Field:
    """A column that is asked for: its head, whether each row must fill it, and an example for the template."""

    key: str
    head: str
    required: bool = False
    example: str = ""
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row with its number as the sheet shows it, and each asked cell as text."""

    number: int
    cells: dict[str, str]


@dataclass(kw_only=True)
class Grid:
    """What was read; faults are collected here while the rows are judged."""

    file: str
    sheet: int
    fields: tuple[Field, ...]
    lines: list[Line] = field(default_factory=list)
    found: list[tuple[int, int, Fault]] = field(default_factory=list)

    def fault(self, line: Line, key: str, reason: str, allowed: str = "") -> None:
        """Note a fault of one cell."""
        head = next((f.head for f in self.fields if f.key == key), key)
        where = place_in_file(self.file, sheet=self.sheet, row=line.number, column=head)
        self.found.append((line.number, self.place(key), Fault(where=where, reason=reason, allowed=allowed)))

    def place(self, key: str) -> int:
        """The place of a column among those asked for."""
        return next((n for n, f in enumerate(self.fields) if f.key == key), len(self.fields))

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault, row by row and column by column."""
        return tuple(fault for _, _, fault in sorted(self.found, key=lambda entry: entry[:2]))


def read_grid(*, name: str, content: bytes, fields: tuple[Field, ...]) -> Grid:
    """The first sheet that has the heads asked for. Refused whole: wrong type, too large, empty, a column missing."""
    tables = tables_of(name, content)
    for number, rows in enumerate(tables, start=1):
        at = head_row(rows, fields)
        if at is not None:
            return fill(Grid(file=name, sheet=number, fields=fields), rows, at)
    raise columns_missing(name, tables, fields)


def tables_of(name: str, content: bytes) -> list[list[list[str]]]:
    """Every sheet as rows of texts."""
    suffix = Path(name).suffix.lower()
    if suffix not in {".xlsx", ".csv"}:
        raise Invalid(
            name,
            Label(
                zh=f"“{suffix or '没有扩展名'}”不能导入，请用 .xlsx 或 .csv",
                en=f"“{suffix or 'no ending'}” cannot be taken in; use .xlsx or .csv",
            ),
        )
    if not content:
        raise Invalid(name, Label(zh="文件是空的（0 字节）", en="The file is empty (0 bytes)"))
    refuse_size(name, len(content))
    tables = from_xlsx(name, content) if suffix == ".xlsx" else [from_csv(name, content)]
    if not any(any(row) for rows in tables for row in rows):
        raise Invalid(name, Label(zh="表里没有内容", en="The sheet is empty"))
    return tables


def refuse_size(name: str, size: int) -> None:
    """Refuse a file larger than a sheet of people can be."""
    if size > MAX_SIZE:
        raise Invalid(
            name,
            Label(
                zh=f"{size / MB:.0f} MB，超过 {MAX_SIZE // MB} MB；请拆成几个文件",
                en=f"{size / MB:.0f} MB, over {MAX_SIZE // MB} MB; split it into several files",
            ),
        )


def from_xlsx(name: str, content: bytes) -> list[list[list[str]]]:
    """All sheets of a workbook."""
    check_archive(name, "xl/workbook.xml", io.BytesIO(content))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in book.sheet_names]
    except CalamineError as error:
        raise Invalid(
            name,
            Label(
                zh=f"打不开这个工作簿（{error}）；请用表格程序另存为 .xlsx 再上传",
                en=f"The workbook does not open ({error}); save it as .xlsx again",
            ),
        ) from None
    return [[[as_text(cell) for cell in row] for row in rows] for rows in sheets]


def from_csv(name: str, content: bytes) -> list[list[str]]:
    """A CSV in UTF-8 or GB 18030, with commas, semicolons or tabs."""
    text = ""
    for coding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(coding)
            break
        except UnicodeDecodeError:
            continue
    if not text or "\x00" in text:
        raise Invalid(
            name,
            Label(
                zh="文本编码无法识别；请用 UTF-8 或 GB 18030 保存",
                en="Unknown text encoding; save as UTF-8 or GB 18030",
            ),
        )
    first = text.splitlines()[0] if text.splitlines() else ""
    mark = max(",;\t", key=first.count)
    try:
        return [
            [cell.strip() for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        ]
    except csv.Error as error:
        raise Invalid(name, Label(zh=f"不是正确的 CSV：{error}", en=f"Not a right CSV: {error}")) from None


def as_text(cell: object) -> str:
    """A cell as people read it: 12.0 is 12, a date is 2018-04-16."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if (cell.hour, cell.minute) == (0, 0) else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def plain_head(text: str) -> str:
    """A head without blanks and remarks: `账号（小写字母）` → `账号`."""
    return text.replace("\n", "").replace(" ", "").split("（")[0].split("(")[0].rstrip("*＊")


def head_row(rows: list[list[str]], fields: tuple[Field, ...]) -> int | None:
    """Where the heads stand, if all required ones are there."""
    wanted = {f.head for f in fields if f.required}
    for at, row in enumerate(rows[:HEAD_WITHIN]):
        if wanted <= {plain_head(cell) for cell in row}:
            return at
    return None


def columns_missing(name: str, tables: list[list[list[str]]], fields: tuple[Field, ...]) -> Invalid:
    """Which columns are not there, judged by the row that looks most like the head."""
    candidates = [
        (number, at, {plain_head(cell) for cell in row})
        for number, rows in enumerate(tables, start=1)
        for at, row in enumerate(rows[:HEAD_WITHIN], start=1)
    ]
    heads = {f.head for f in fields}
    number, at, seen = max(candidates, key=lambda candidate: len(heads & candidate[2]))
    all_heads = "、".join(f.head for f in fields)
    faults = tuple(
        Fault(
            where=place_in_file(name, sheet=number, row=at, column=f.head),
            reason=Label(zh="缺少这一列", en="this column is missing"),
            allowed=Label(zh=f"应有：{all_heads}", en=f"wanted: {all_heads}"),
        )
        for f in fields
        if f.required and f.head not in seen
    )
    return Invalid(name, Label(zh=f"缺少 {len(faults)} 列", en=f"{len(faults)} columns are missing"), faults=faults)


def fill(grid: Grid, rows: list[list[str]], at: int) -> Grid:
    """Take the rows below the head; blank ones are passed over, an unfilled required cell is a fault."""
    heads = [plain_head(cell) for cell in rows[at]]
    places = {f.key: heads.index(f.head) for f in grid.fields if f.head in heads}
    body = [(number, row) for number, row in enumerate(rows[at + 1 :], start=at + 2) if any(row)]
    if len(body) > MAX_ROWS:
        raise Invalid(
            grid.file,
            Label(
                zh=f"{len(body)} 行，超过 {MAX_ROWS} 行；请拆成几个文件",
                en=f"{len(body)} rows, over {MAX_ROWS}; split it into several files",
            ),
        )
    if not body:
        raise Invalid(grid.file, Label(zh="只有表头，没有数据行", en="Only a header, no rows"))
    for number, row in body:
        cells = {f.key: row[places[f.key]] if f.key in places and places[f.key] < len(row) else "" for f in grid.fields}
        line = Line(number=number, cells=cells)
        grid.lines.append(line)
        for f in grid.fields:
            if f.required and not cells[f.key]:
                grid.fault(line, f.key, "没有填", f"例如：{f.example}" if f.example else "")
    return grid


def template(*, title: str, fields: tuple[Field, ...]) -> bytes:
    """An empty workbook to fill in: heads, one example row under a remark, notes on a second sheet."""
    import xlsxwriter  # noqa: PLC0415 -- not at web start

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet, notes = book.add_worksheet(title[:31]), book.add_worksheet("说明")
    for place, f in enumerate(fields):
        sheet.write_string(0, place, f.head, bold)
        sheet.set_column(place, place, max(12, len(f.head) * 3))
        notes.write_row(place + 1, 0, [f.head, "必填" if f.required else "选填", f.example, f.hint])
    notes.write_row(0, 0, ["列", "", "例", "说明"], bold)
    notes.set_column(0, 3, 28)
    sheet.freeze_panes(1, 1)
    book.close()
    return out.getvalue()
