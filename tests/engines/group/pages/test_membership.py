"""The directory and its pages, in both languages, within a fixed number of queries; sheets with every fault named."""

import io
from collections.abc import Callable
from datetime import date

import pytest
import xlsxwriter
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lingnan.engines.group.models import Seat
from lingnan.engines.group.services.membership import Person, appoint
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Unit

DIRECTORY = 42  # whatever the number of people; the rail counts of every room are among them


@pytest.fixture
def crowd(office: Actor) -> None:
    """Two hundred seats in forty units."""
    for n in range(40):
        Unit.objects.create(key=f"u-{n}", name=f"第{n}单位", kind="department", region_id="440000")
        for m in range(5):
            duty = "liaison" if m == 0 else "member"
            appoint(by=office, duty=duty, unit_key=f"u-{n}", person=Person(name=f"甲{n}乙{m}", mobile="13900000000"),
                    valid_from=date(2018, 1, 1))  # fmt: skip


@pytest.mark.usefixtures("crowd")
def test_the_directory_takes_few_queries(
    office: Actor, signed_in: Callable[[Actor], Client], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(office)
    client.get("/group/")
    with django_assert_max_num_queries(DIRECTORY):
        body = client.get("/group/").content.decode()
    assert "200 人，40 个单位" in body
    assert "tel:13900000000" in body


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(("language", "says"), [("zh", "登录后可见"), ("en", "Sign in to see")])
def test_the_public_sees_names_without_numbers(client: Client, language: str, says: str) -> None:
    body = client.get(f"/group/?lang={language}", follow=True).content.decode()
    assert says in body
    assert "13900000000" not in body
    assert "13900000000" not in client.get("/group/?format=csv").content.decode()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_opens_with_nothing_and_with_a_seat(
    office: Actor, signed_in: Callable[[Actor], Client], language: str
) -> None:
    client = signed_in(office)
    for url in ("/group/", "/group/duties", "/group/units/gd-police", "/group/seats/new", "/group/import/members"):
        assert client.get(f"{url}?lang={language}", follow=True).status_code == 200, url
    seat = appoint(by=office, duty="chief", unit_key="gd-police", person=Person(name="甲", rank="province"),
                   valid_from=date(2018, 1, 1))  # fmt: skip
    for url in (f"/group/seats/{seat.pk}", "/group/units/gd-police"):
        assert client.get(url).status_code == 200
    assert "不是日期" in client.get("/group/?on=2018-13-01&lang=zh", follow=True).content.decode()


def test_the_office_appoints_and_replaces_on_the_page(office: Actor, signed_in: Callable[[Actor], Client]) -> None:
    client = signed_in(office)
    form = {"duty": "liaison", "unit": "gd-police", "name": "周敏", "rank": "division", "on": "2018-01-01"}
    assert client.post("/group/seats/new", form).status_code == 302
    seat = Seat.objects.get()
    fix = {"verb": "correct", "version": 1, "title": "处长", "mobile": "13800000002"}
    assert client.post(f"/group/seats/{seat.pk}", fix).status_code == 302
    seat.refresh_from_db()
    assert (seat.title, seat.mobile, seat.version) == ("处长", "13800000002", 2)
    change = {"verb": "replace", "version": 2, "name": "陈洁", "rank": "division", "on": "2018-04-16"}
    assert "更替函" in client.post(f"/group/seats/{seat.pk}", change).content.decode()
    assert client.post(f"/group/seats/{seat.pk}", {**change, "basis": "粤公函〔2018〕3号"}).status_code == 302
    assert list(Seat.objects.filter(valid_to=None).values_list("name", flat=True)) == ["陈洁"]


def sheet(*rows: tuple[str, ...]) -> io.BytesIO:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    for number, row in enumerate((("职责", "单位", "姓名", "级别", "起", "账号"), *rows)):
        page.write_row(number, 0, row)
    book.close()
    out.seek(0)
    out.name = "名录.xlsx"
    return out


def test_every_faulty_cell_is_named_and_nothing_stored(office: Actor, signed_in: Callable[[Actor], Client]) -> None:
    wrong = sheet(
        ("联络员", "省教育厅", "甲", "科级", "2018-01-01", ""),
        ("通讯员", "省文化厅", "", "处级", "去年", "nobody"),
        ("联络员", "广东省教育厅", "乙", "处级", "2018-01-01", ""),
    )
    answer = signed_in(office).post("/group/import/members", {"file": wrong})
    body = answer.content.decode()
    assert answer.status_code == 422
    for where, reason in (
        ("第 2 行", "联络员应为处级"),
        ("第 3 行", "没有“通讯员”"),
        ("第 3 行", "“省文化厅”不是现有单位"),
        ("第 3 行", "没有填"),
        ("第 3 行", "“去年”不是日期"),
        ("第 3 行", "没有账号“nobody”"),
        ("第 4 行", "甲已是联络员"),
    ):
        assert where in body
        assert reason in body, reason
    assert Seat.objects.count() == 0


def test_a_right_sheet_is_stored_when_confirmed(office: Actor, signed_in: Callable[[Actor], Client]) -> None:
    client = signed_in(office)
    right = sheet(
        ("联络员", "省教育厅", "甲", "处级", "2018-01-01", ""), ("成员", "gd-police", "乙", "厅局级", "2018-01-01", "")
    )
    body = client.post("/group/import/members", {"file": right}).content.decode()
    signed = body.split('name="confirmed" value="')[1].split('"')[0]
    assert Seat.objects.count() == 0
    assert "已存入 2 人" in client.post("/group/import/members", {"confirmed": signed}).content.decode()
    assert Seat.objects.count() == 2
    assert client.post("/group/import/members", {"confirmed": signed + "x"}).status_code == 422
