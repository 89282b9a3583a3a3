"""Sheets: unit in the head, figures as figures, nothing that a spreadsheet would run."""

import io
from datetime import date
from decimal import Decimal

from python_calamine import CalamineWorkbook

from lingnan.core.documents.sheets import Sheet, SheetColumn, as_csv, as_xlsx

SHEET = Sheet(
    name="2017",
    title="排名 2017",
    columns=[SheetColumn(head="城市"), SheetColumn(head="得分", unit="分", decimals=2), SheetColumn(head="日期")],
    rows=[["广州市", Decimal("71.25"), date(2018, 3, 30)], ["=HYPERLINK(1)", None, "未报送"]],
    notes=["SHA-256 abc"],
)


def test_xlsx_reads_back() -> None:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(SHEET))).get_sheet_by_name("2017").to_python()
    assert rows[0][0] == "排名 2017"
    assert rows[1] == ["城市", "得分（分）", "日期"]
    assert rows[2] == ["广州市", 71.25, date(2018, 3, 30)]
    assert rows[3] == ["=HYPERLINK(1)", "", "未报送"]  # a text, not a formula
    assert rows[-1][0] == "SHA-256 abc"


def test_csv_is_head_and_rows_for_programs() -> None:
    text = as_csv(SHEET).decode("utf-8-sig")
    assert text.splitlines() == ["城市,得分（分）,日期", "广州市,71.25,2018-03-30", "'=HYPERLINK(1),,未报送"]


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert as_xlsx(SHEET) == as_xlsx(SHEET)
