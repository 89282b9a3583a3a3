"""Long tables whose figures keep every digit: CSV, XLSX and Parquet with units, sources and origin in the file.

A decimal is text in CSV and Parquet; in XLSX it is a number only where the spreadsheet's floats hold all its digits.
"""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from lingnan.core.documents.sheets import Sheet, SheetColumn, as_xlsx, harmless
from lingnan.core.labels import Label, Language

Kind = Literal["text", "exact", "integer", "flag"]
Format = Literal["csv", "xlsx", "parquet"]
FORMATS: tuple[Format, ...] = ("csv", "xlsx", "parquet")
MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
FLOAT_DIGITS = 15  # what a spreadsheet keeps of a number
Cell = str | Decimal | int | bool | None


@dataclass(frozen=True, kw_only=True)
class ExactColumn:
    """A column: its key for programs, its name for people, and what it holds."""

    key: str
    label: Label
    kind: Kind = "text"


@dataclass(frozen=True, kw_only=True)
class ExactTable:
    """Rows with their origin: `about` says whose figures they are, under which rules, with which fingerprint."""

    name: str
    title: Label
    columns: Sequence[ExactColumn]
    rows: Sequence[Sequence[Cell]]
    about: Sequence[tuple[Label, str]]


def write(table: ExactTable, kind: Format, language: Language = "zh") -> bytes:
    """The table in one of the three formats; the same table gives the same bytes."""
    if kind == "csv":
        return _csv(table)
    return _xlsx(table, language) if kind == "xlsx" else _parquet(table)


def plain(value: Decimal) -> str:
    """Every digit as it is kept, without an exponent.

    >>> plain(Decimal("1E+3")), plain(Decimal("0.10"))
    ('1000', '0.10')
    """
    return f"{value:f}"


def _csv(table: ExactTable) -> bytes:
    """Keys as the head, so that a program reads it; with a byte-order mark for spreadsheets."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.key for column in table.columns])
    for row in table.rows:
        # only words can be mistaken for a formula: a figure with a minus stays a figure
        writer.writerow([harmless(value) if isinstance(value, str) else _text(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _text(value: Cell) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(value) if isinstance(value, Decimal) else None if value is None else str(value)


def _xlsx(table: ExactTable, language: Language) -> bytes:
    """A sheet of rows and a sheet that says what they are."""
    main = Sheet(
        name=table.name,
        title=table.title.text(language),
        columns=[SheetColumn(head=column.label.text(language)) for column in table.columns],
        rows=[[_in_sheet(value) for value in row] for row in table.rows],
    )
    origin = Sheet(
        name="来源" if language == "zh" else "About",
        title=table.title.text(language),
        columns=[
            SheetColumn(head="项" if language == "zh" else "Item"),
            SheetColumn(head="值" if language == "zh" else "Value"),
        ],
        rows=[[label.text(language), text] for label, text in table.about],
    )
    return as_xlsx(main, origin)


def _in_sheet(value: Cell) -> object:
    if isinstance(value, Decimal):
        return value if holds(value) else plain(value)
    return _text(value) if isinstance(value, bool) else value


def holds(value: Decimal) -> bool:
    """Does a spreadsheet's float keep every digit of this decimal?"""
    return len(value.normalize().as_tuple().digits) <= FLOAT_DIGITS


def _parquet(table: ExactTable) -> bytes:
    import pyarrow as pa  # noqa: PLC0415  not at web start
    import pyarrow.parquet as pq  # noqa: PLC0415

    types = {"text": pa.string(), "exact": pa.string(), "integer": pa.int64(), "flag": pa.bool_()}
    fields = [
        pa.field(
            column.key, types[column.kind], metadata={"zh": column.label.zh, "en": column.label.en, "kind": column.kind}
        )
        for column in table.columns
    ]
    about = [{"zh": label.zh, "en": label.en, "value": text} for label, text in table.about]
    schema = pa.schema(
        fields,
        metadata={
            "title_zh": table.title.zh,
            "title_en": table.title.en,
            "about": json.dumps(about, ensure_ascii=False),
        },
    )
    columns = [
        [_text(row[place]) if column.kind in {"text", "exact"} else row[place] for row in table.rows]
        for place, column in enumerate(table.columns)
    ]
    arrays = [pa.array(values, type=field.type) for values, field in zip(columns, fields, strict=True)]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()
