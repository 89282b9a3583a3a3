"""Figures keep every digit in all three formats; words that look like formulas do no harm."""

import csv
import io
import json
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from lingnan.core.documents.exact import FORMATS, ExactColumn, ExactTable, holds, plain, write
from lingnan.core.labels import Label

LONG = Decimal("27.71428571428571428571428571")  # 28 digits: a float keeps 15 to 17 of them
TABLE = ExactTable(
    name="probe",
    title=Label(zh="试", en="Probe"),
    columns=(
        ExactColumn(key="region", label=Label(zh="城市", en="City")),
        ExactColumn(key="value", label=Label(zh="数值", en="Value"), kind="exact"),
        ExactColumn(key="rank", label=Label(zh="名次", en="Rank"), kind="integer"),
        ExactColumn(key="is_sample", label=Label(zh="样例", en="Sample"), kind="flag"),
    ),
    rows=(("=广州", LONG, 1, True), ("深圳", Decimal("-0.10"), None, False), ("珠海", None, 3, False)),
    about=((Label(zh="指纹", en="Fingerprint"), "abc"),),
)


def test_csv_keeps_digits_and_a_minus_is_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(write(TABLE, "csv").decode("utf-8-sig"))))
    assert [row["value"] for row in rows] == [str(LONG), "-0.10", ""]
    assert rows[0]["region"] == "'=广州"
    assert [row["is_sample"] for row in rows] == ["true", "false", "false"]


def test_parquet_keeps_digits_and_says_its_origin() -> None:
    table = pq.read_table(io.BytesIO(write(TABLE, "parquet")))
    assert table.column("value").to_pylist() == [str(LONG), "-0.10", None]
    assert table.column("rank").to_pylist() == [1, None, 3]
    assert table.column("region").to_pylist()[0] == "=广州"  # nothing runs formulas here
    assert json.loads(table.schema.metadata[b"about"]) == [{"zh": "指纹", "en": "Fingerprint", "value": "abc"}]
    assert table.schema.field("value").metadata[b"en"] == b"Value"


def test_xlsx_writes_as_text_what_a_float_would_cut() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(write(TABLE, "xlsx", "en")))
    rows = book.get_sheet_by_index(0).to_python()
    values = [row[1] for row in rows[2:5]]
    assert values[:2] == [str(LONG), -0.1]
    assert book.get_sheet_by_name("About").to_python()[2] == ["Fingerprint", "abc"]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_table_gives_the_same_bytes(kind: str) -> None:
    assert write(TABLE, kind) == write(TABLE, kind)  # type: ignore[arg-type]


def test_where_a_spreadsheet_loses_digits() -> None:
    assert holds(Decimal("123456789012345"))  # 15 digits
    assert not holds(Decimal("1234567890123456"))
    assert holds(Decimal("1.500000000000000000"))  # zeros at the end carry nothing
    assert plain(Decimal("1E+3")) == "1000"
