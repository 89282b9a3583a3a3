"""Tables as files: xlsx with the unit in the head and CSV that spreadsheets open in Chinese."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a text that begins so as a formula
MOST_NAME = 31  # characters of a sheet's name


@dataclass(frozen=True, kw_only=True)
class SheetColumn:
    """A column: its head, the unit behind it, and how many decimals its figures show."""

    head: str
    unit: str = ""
    decimals: int | None = None

    @property
    def title(self) -> str:
        return f"{self.head}（{self.unit}）" if self.unit else self.head


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table with its title above and its notes (source, edition, fingerprint) below."""

    name: str
    title: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[object]]
    notes: Sequence[str] = ()


def as_csv(sheet: Sheet) -> bytes:
    """Head and rows only, so that a program can read it; with a byte-order mark for spreadsheets."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.title for column in sheet.columns])
    writer.writerows([[harmless(value) for value in row] for row in sheet.rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def harmless(value: object) -> object:
    """The value, marked as text where a spreadsheet would run it as a formula."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def as_xlsx(*sheets: Sheet) -> bytes:
    """A workbook: title, head, rows, notes; heads stay in view, figures are figures."""
    import xlsxwriter  # noqa: PLC0415  not at web start

    out = io.BytesIO()
    # fixed date: the same table gives the same bytes
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001  the format holds no zone
    formats = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "note": book.add_format({"font_color": "#566067"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    for sheet in sheets:
        _write(book, sheet, formats)
    book.close()
    return out.getvalue()


def _write(book: Any, sheet: Sheet, formats: Mapping[str, Any]) -> None:  # Any: xlsxwriter has no types
    page = book.add_worksheet(sheet.name[:MOST_NAME])
    page.write(0, 0, sheet.title, formats["title"])
    figures = [
        book.add_format({"num_format": "#,##0" + ("." + "0" * c.decimals if c.decimals else "")})
        if c.decimals is not None
        else None
        for c in sheet.columns
    ]
    for place, column in enumerate(sheet.columns):
        page.write(1, place, column.title, formats["head"])
        page.set_column(place, place, max(10, min(24, len(column.title) * 1.6)))
    for line, row in enumerate(sheet.rows, start=2):
        for place, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
                page.write_number(line, place, value, figures[place])
            elif isinstance(value, date):
                page.write_datetime(line, place, value, formats["day"])
            else:
                page.write_string(line, place, str(value))
    for line, note in enumerate(sheet.notes, start=len(sheet.rows) + 3):
        page.write(line, 0, note, formats["note"])
    page.freeze_panes(2, 3)
