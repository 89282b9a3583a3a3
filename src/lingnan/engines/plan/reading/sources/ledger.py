"""xlsx: an office's existing ledger, sheet by sheet, as lines of cells."""

import io
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook

from lingnan.core.errors import Invalid
from lingnan.engines.plan.reading.sources.archive import Archive
from lingnan.engines.plan.reading.sources.tabular import table_lines

MAX_ROWS, MAX_COLUMNS = 20_000, 60


def _text(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)


def sheets(data: bytes, *, name: str) -> dict[str, list[list[str]]]:
    """Cells as text by sheet, from the first used cell, merged cells filled by the value they show."""
    Archive(data, name=name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = {}
        for title in book.sheet_names:
            sheet = book.get_sheet_by_name(title)
            if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS * 10:
                raise Invalid(
                    f"{name} 工作表“{title}”", f"有 {sheet.total_height} 行，超过 {MAX_ROWS} 行：请拆分后导入"
                )
            rows = [[_text(cell) for cell in row[:MAX_COLUMNS]] for row in sheet.to_python(skip_empty_area=False)]
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
                _fill(rows, top, left, bottom, right)
            found[title] = rows
    except (CalamineError, ValueError, OSError) as error:
        raise Invalid(name, "表格已损坏或已加密，打不开：请重新另存为 xlsx") from error
    return found


def _fill(rows: list[list[str]], top: int, left: int, bottom: int, right: int) -> None:
    """A cell merged downwards shows its value in every row; sideways it stays once."""
    if top >= len(rows) or left >= len(rows[top]) or left != right:
        return
    for row in rows[top + 1 : bottom + 1]:
        row[left] = rows[top][left]


def read_xlsx(data: bytes, *, name: str) -> str:
    lines: list[str] = []
    for rows in sheets(data, name=name).values():
        lines.extend(line for line in table_lines(rows) if line.strip())
    return "\n".join(lines)
