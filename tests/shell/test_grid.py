"""A data-entry grid judged on the server: out of range asks why, empty asks why missing, nothing becomes 0."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from lingnan.core.labels import Label
from lingnan.core.missing import Missing, MissingReason
from lingnan.shell.grid import Grid, Row, blank, figure, read

ROAD = Row(
    key="area",
    label=Label(zh="道路面积", en="Road area"),
    unit=Label(zh="万平方米", en="10⁴ m²"),
    previous=Decimal(1204),
    low=Decimal(900),
    high=Decimal(1500),
)
YEAR = Label(zh="2017年", en="2017")
GRID = Grid(caption=YEAR, period=YEAR, previous_period=YEAR, rows=(ROAD,))


def fault(**data: str) -> tuple[str, str] | None:
    with translation.override("zh-hans"):
        return read(GRID, {name.replace("_", "-"): text for name, text in data.items()}).entries[0].fault


def test_a_usual_figure_passes_with_its_value() -> None:
    sheet = read(GRID, {"area": "1,204"})
    assert sheet.is_valid
    assert sheet.entries[0].value == Decimal(1204)


@pytest.mark.parametrize("text", ["900", "1500"])
def test_the_ends_of_the_range_are_inside(text: str) -> None:
    assert fault(area=text) is None


def test_out_of_range_asks_for_a_reason_and_forbids_nothing() -> None:
    assert fault(area="1640") == ("area-why", "道路面积 1640 不在一般范围 900–1,500 内：请写原因")
    sheet = read(GRID, {"area": "1640", "area-why": "并入一个县"})
    assert sheet.is_valid
    assert sheet.entries[0].value == Decimal(1640)


def test_an_empty_cell_asks_why_and_is_missing_never_nought() -> None:
    assert fault(area="") == ("area-missing", "道路面积没有填：请选缺失原因")
    assert read(GRID, {"area": "", "area-missing": "invalid"}).entries[0].value == Missing(reason=MissingReason.INVALID)


def test_a_reason_that_is_not_on_the_list_is_none() -> None:
    # "not due" is the calendar's word; the other is nobody's
    for reason in ("not_due", "lazy"):
        assert read(GRID, {"area-missing": reason}).faults[0][0] == "id_area-missing"


def test_what_is_no_number_is_said_with_an_example() -> None:
    # row 22 of the word table (ux.md section 5), the example being last period's figure
    assert fault(area="约80") == ("area", "道路面积应为数字，您填的是“约80”。填 1,204，或留空并选原因")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,204.5", "1204.5"),
        ("−3", None),
        ("-3", "-3"),
        ("１２", "12"),
        ("1,2", None),
        ("1e999999", None),
        ("NaN", None),
    ],
)
def test_figures_are_read_as_people_write_them(text: str, value: str | None) -> None:
    # "−3" carries U+2212, which words.number prints: what we print must be readable again
    expected = Decimal(value) if value else Decimal(-3) if text == "−3" else None
    assert figure(text) == expected


def test_nothing_is_wrong_with_a_blank_sheet() -> None:
    assert blank(GRID).is_valid


@pytest.mark.django_db
def test_without_script_the_page_says_what_is_wrong_on_top_and_keeps_the_answers() -> None:
    page = Client().get("/design?area=1640&people=70&lamps=12&spent=3").content.decode()
    assert '<a href="#id_area-why">道路面积 1640 不在一般范围 900–1,500 内：请写原因</a>' in page
    assert 'value="1640"' in page


def test_the_field_at_fault_says_so_to_who_cannot_see_it() -> None:
    drawn = render_to_string("shell/grid.html", {"sheet": read(GRID, {"area": "1640"})})
    assert 'name="area-why" aria-invalid="true" aria-describedby="id_area_error"' in drawn
    assert drawn.count("aria-invalid") == 1
