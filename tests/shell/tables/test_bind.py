"""A table does what its address says, without script: sort, filter, states, search, pages, files."""

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from python_calamine import CalamineWorkbook

from lingnan.core.labels import Label
from lingnan.core.missing import Missing, MissingReason
from lingnan.shell.tables import BoundTable, Choice, Column, Filter, State, Table, bind


@dataclass(frozen=True, kw_only=True)
class Row:
    number: int
    title: str
    light: str
    unit: str
    value: Decimal | Missing


LACK = Missing(reason=MissingReason.NOT_REPORTED)
ROWS = [
    Row(number=1, title="统筹协调", light="ok", unit="经信", value=Decimal("2.5")),
    Row(number=2, title="智慧环保", light="late", unit="环保", value=LACK),
    Row(number=3, title="=SUM(A1)", light="warn", unit="经信", value=Decimal("-1.5")),
    Row(number=4, title="智慧民政", light="miss", unit="民政", value=Decimal(10)),
]
TABLE = Table(
    key="tasks",
    caption=Label(zh="任务", en="Tasks"),
    columns=(
        Column(key="number", label=Label(zh="号", en="No."), kind="number"),
        Column(key="title", label=Label(zh="任务", en="Task"), on_phone="lead"),
        Column(key="light", label=Label(zh="状态", en="State"), kind="light"),
        Column(key="value", label=Label(zh="面积", en="Area"), kind="number", unit=Label(zh="平方米", en="m²")),
        Column(key="unit", label=Label(zh="单位", en="Unit"), is_shown=False),
    ),
    states=(State(key="late", light="late"), State(key="ok", light="ok")),
    state_of=lambda row: row.light,
    default_sort="light",
    filters=(
        Filter(
            key="unit",
            label=Label(zh="单位", en="Unit"),
            choices=lambda: [Choice(key="经信", label="经信"), Choice(key="环保", label="环保")],
            test=lambda row, key: row.unit == key,
        ),
    ),
    row_url=lambda row: f"/tasks/{row.number}",
)


def bound(address: str, rows: list[Row] = ROWS, table: Table = TABLE) -> BoundTable:
    return bind(table, rows, RequestFactory().get(address), today=date(2018, 4, 16))


def numbers(table: BoundTable) -> list[int]:
    return [row.number for row in table.chosen]


def test_trouble_comes_first_without_being_asked() -> None:
    # late, not reported, due soon, on track: the order of the lights
    assert numbers(bound("/x")) == [2, 4, 3, 1]


def test_missing_values_stay_at_the_end_whichever_way_it_is_sorted() -> None:
    assert numbers(bound("/x?sort=value")) == [3, 1, 4, 2]
    assert numbers(bound("/x?sort=-value")) == [4, 1, 3, 2]


def test_an_unknown_column_in_the_address_is_as_none() -> None:
    assert numbers(bound("/x?sort=secret__password")) == [2, 4, 3, 1]


def test_a_second_click_turns_the_order_round() -> None:
    head = next(head for head in bound("/x?sort=value").heads if head.column.key == "value")
    assert (head.direction, head.sort_url) == ("ascending", "/x?sort=-value")


def test_chips_count_what_passes_the_filters() -> None:
    chips = {chip.label: chip.count for chip in bound("/x?unit=%E7%BB%8F%E4%BF%A1").chips}
    assert chips == {"全部": 2, "逾期": 0, "正常": 1}


def test_a_chip_keeps_the_filter_and_leaves_the_page() -> None:
    table = bound("/x?unit=a&page=3")
    assert table.chips[1].url == "/x?unit=a&state=late"


def test_filters_and_state_together() -> None:
    assert numbers(bound("/x?unit=%E7%BB%8F%E4%BF%A1&state=ok")) == [1]


def test_an_empty_result_says_which_filter_stands_and_offers_to_clear_it() -> None:
    table = bound("/x?unit=%E7%8E%AF%E4%BF%9D&state=ok&sort=number")
    assert table.total == 0
    assert table.is_filtered
    assert table.said_filters == "单位 环保、正常"
    assert table.clear_url == "/x?sort=number"


def many(count: int) -> list[Row]:
    return [Row(number=n, title=str(n), light="ok", unit="a", value=Decimal(n)) for n in range(1, count + 1)]


def test_fifty_rows_a_page() -> None:
    table = bound("/x?page=3&sort=number", many(122))
    assert (table.first, table.last, table.total) == (101, 122, 122)
    assert table.span == "第 101–122 项，共 122 项"
    assert (table.previous_url, table.next_url) == ("/x?sort=number&page=2", "")


@pytest.mark.parametrize("page", ["0", "99", "-1", "x", "１"])
def test_a_page_beyond_the_rows_is_brought_inside(page: str) -> None:
    table = bound(f"/x?page={page}", many(60))
    assert 1 <= table.page <= 2
    assert table.lines


def test_columns_chosen_in_the_address() -> None:
    assert [c.key for c in bound("/x?columns=unit&columns=title").columns] == ["title", "unit"]
    assert [c.key for c in bound("/x").columns] == ["number", "title", "light", "value"]


def draw(table: BoundTable) -> str:
    return engines["django"].from_string("{% load lingnan %}{% table t %}").render({"t": table}, table_request())


def table_request() -> object:
    return RequestFactory().get("/x")


def test_missing_is_printed_as_its_reason_and_never_as_zero() -> None:
    page = draw(bound("/x?state=late"))
    assert "未报送" in page
    assert ">0<" not in page


def test_what_rows_hold_is_escaped() -> None:
    nasty = [Row(number=1, title="<script>x</script>", light="ok", unit="", value=Decimal(1))]
    assert "<script>" not in draw(bound("/x", nasty))


def test_the_sorted_column_says_so_to_screen_readers() -> None:
    assert 'aria-sort="descending"' in draw(bound("/x?sort=-value"))


def test_an_empty_table_says_what_would_fill_it() -> None:
    hint = Label(zh="通过计划后会列在这里。", en="Tasks appear here once a plan is adopted.")
    table = Table(key="none", caption=TABLE.caption, columns=TABLE.columns, empty_hint=hint)
    with translation.override("en"):
        assert hint.en in draw(bound("/x", [], table))


def test_csv_opens_in_a_spreadsheet_and_runs_no_formula() -> None:
    answer = bound("/x?format=csv&sort=number").download()
    assert answer is not None
    text = answer.content.decode("utf-8-sig")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert text.splitlines() == [
        "号,任务,状态,面积（平方米）",
        "1,统筹协调,G 正常,2.5",
        "2,智慧环保,R 逾期,未报送",
        "3,'=SUM(A1),Y 临期,-1.5",
        "4,智慧民政,M 未报送,10",
    ]


def test_xlsx_keeps_figures_as_figures() -> None:
    answer = bound("/x?format=xlsx&sort=number").download()
    assert answer is not None
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1] == [1.0, "统筹协调", "G 正常", 2.5]
    assert rows[3][1] == "=SUM(A1)"


def test_all_pages_are_in_the_file() -> None:
    answer = bound("/x?format=csv&page=2", many(120)).download()
    assert answer is not None
    assert len(answer.content.decode().splitlines()) == 121


def test_an_unasked_file_is_none() -> None:
    assert bound("/x").download() is None
    assert bound("/x?format=exe").download() is None
