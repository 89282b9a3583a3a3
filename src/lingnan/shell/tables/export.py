"""The same rows as a file: CSV that spreadsheets open in Chinese, or xlsx."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

from lingnan.core.clock import local
from lingnan.core.missing import Missing
from lingnan.shell import words
from lingnan.shell.language import say
from lingnan.shell.svg.lights import LIGHTS
from lingnan.shell.tables.declare import Column, Row, Table

RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run these as a formula
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(table: Table, columns: list[Column], rows: Iterable[Row], kind: str) -> HttpResponse:
    """A response that saves as `<caption>.csv` or `.xlsx`."""
    written = [column for column in columns if column.kind not in {"drawing", "verb"}]
    grid = [[head(column) for column in written], *([text(column, row) for column in written] for row in rows)]
    response = HttpResponse(as_csv(grid) if kind == "csv" else as_xlsx(grid), content_type=TYPES[kind])
    response.headers["Content-Disposition"] = disposition(f"{say(table.caption)}.{kind}", f"{table.key}.{kind}")
    return response


def disposition(name: str, plain_name: str) -> str:
    """RFC 6266: the plain name for old clients, the full one in UTF-8."""
    from urllib.parse import quote  # noqa: PLC0415 - only needed here

    return f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name)}"


def head(column: Column) -> str:
    unit = f"（{say(column.unit)}）" if column.unit else ""
    return f"{say(column.label)}{unit}"


def text(column: Column, row: Row) -> Any:  # what a sheet may hold
    """Figures stay figures, missing values are their words, lights are letter and word."""
    value = column.of(row)
    if isinstance(value, Missing):
        return words.absent(value)
    if value is None:
        return ""
    if column.kind == "light" and value in LIGHTS:
        light = LIGHTS[str(value)]
        return f"{light.letter} {say(column.word(row) if column.word else light.label)}"
    if isinstance(value, datetime):
        return local(value).replace(tzinfo=None)
    if isinstance(value, date | int | float | Decimal):
        return value
    return say(value)


def as_csv(grid: list[list[Any]]) -> str:
    """With a byte-order mark, so that spreadsheets read it as UTF-8."""
    out = io.StringIO()
    out.write("\ufeff")
    csv.writer(out).writerows([[harmless(value) for value in line] for line in grid])
    return out.getvalue()


def harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def as_xlsx(grid: list[list[Any]]) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - not at web start

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, grid[0], bold)
    for at, line in enumerate(grid[1:], 1):
        for place, value in enumerate(line):
            sheet.write(at, place, value, day if isinstance(value, date) else None)
    sheet.freeze_panes(1, 1)
    sheet.autofit()
    book.close()
    return out.getvalue()
