"""A sheet of people or units: every faulty cell is named, nothing is stored until confirmed, then all or none."""

import io
from collections.abc import Sequence

import pytest
import xlsxwriter

from lingnan.core.errors import Invalid
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import Account, AuditEntry, Unit
from lingnan.engines.identity.services.imports import (
    PEOPLE,
    UNITS,
    import_people,
    import_units,
    preview_people,
    preview_units,
)
from lingnan.engines.identity.sheets import read_grid, template

pytestmark = pytest.mark.usefixtures("town", "quick_passwords")
HEAD = ["账号", "姓名", "单位", "角色", "邮箱"]


def workbook(*sheets: Sequence[Sequence[object]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for rows in sheets:
        page = book.add_worksheet()
        for n, row in enumerate(rows):
            page.write_row(n, 0, row)
    book.close()
    return out.getvalue()


def faults_of(rows: Sequence[Sequence[object]]) -> list[tuple[str, str]]:
    preview = preview_people(by=SYSTEM, name="人员.xlsx", content=workbook(rows))
    return [(str(fault.where), str(fault.reason)) for fault in preview.faults]


def test_a_faultless_file_becomes_accounts_with_passwords() -> None:
    content = workbook(
        [
            HEAD,
            ["zhang", "张华", "省教育厅", ["联络员", "负责人"][0], ""],
            ["li", "李明", "gov-440100", "clerk", "li@example.org"],
        ]
    )
    preview = preview_people(by=SYSTEM, name="人员.xlsx", content=content)
    assert preview.faults == ()
    assert not Account.objects.exists()
    made = import_people(by=SYSTEM, preview=preview)
    assert [m.account.username for m in made] == ["zhang", "li"]
    assert Account.objects.get(username="zhang").unit_id == "gd-education"
    assert all(m.account.check_password(m.password) for m in made)
    assert AuditEntry.objects.filter(verb="identity.import_people").count() == 1


def test_every_faulty_cell_is_named_by_file_sheet_row_and_column() -> None:
    rows = [
        ["2018年人员名册"],
        HEAD,
        ["zhang", "张华", "省教育厅", "联络员", "zhang@"],
        ["ZHANG2", "", "省魔法厅", "国王", ""],
        ["zhang", "张三", "省教育厅", "系统", ""],
    ]
    found = faults_of(rows)
    assert ("人员.xlsx 第 1 表第 3 行“邮箱”列", "“zhang@”不是邮箱地址") in found
    assert ("人员.xlsx 第 1 表第 4 行“账号”列", "“ZHANG2”不能作账号") in found
    assert ("人员.xlsx 第 1 表第 4 行“姓名”列", "没有填") in found
    assert ("人员.xlsx 第 1 表第 4 行“单位”列", "“省魔法厅”不是现有单位") in found
    assert ("人员.xlsx 第 1 表第 4 行“角色”列", "没有“国王”这个角色") in found
    assert ("人员.xlsx 第 1 表第 5 行“账号”列", "“zhang”和第 3 行重复") in found
    assert ("人员.xlsx 第 1 表第 5 行“角色”列", "没有“system”这个角色") in found
    assert len(found) == 7


def test_a_faulty_file_stores_nothing() -> None:
    content = workbook([HEAD, ["zhang", "张华", "省教育厅", "联络员"], ["li", "李明", "省魔法厅", "联络员"]])
    preview = preview_people(by=SYSTEM, name="人员.xlsx", content=content)
    with pytest.raises(Invalid, match="有 1 处要改"):
        import_people(by=SYSTEM, preview=preview)
    assert not Account.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_name_taken_meanwhile_undoes_the_whole_import() -> None:
    content = workbook([HEAD, ["zhang", "张华", "省教育厅", "联络员"], ["li", "李明", "省教育厅", "联络员"]])
    preview = preview_people(by=SYSTEM, name="人员.xlsx", content=content)
    Account.objects.create(username="li", unit_id="gd-police")
    with pytest.raises(Invalid, match="已有人使用"):
        import_people(by=SYSTEM, preview=preview)
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"x", "请用 .xlsx 或 .csv"),
        ("a.xlsx", b"", "空的"),
        ("a.xlsx", b"not a workbook", "内容不是 xlsx"),
        ("a.csv", b"\x00\x01", "编码"),
        ("a.csv", b"\r\n\r\n", "没有内容"),
        ("a.csv", "账号,姓名,单位,角色\n".encode(), "只有表头"),
        ("a.csv", b"x" * (200 * 1024 * 1024), "200 MB，超过 10 MB"),
        ("a.csv", ("账号,姓名,单位,角色\n" + "a,b,c,d\n" * 20_001).encode(), "20001 行"),
    ],
)
def test_a_file_that_is_no_such_sheet_is_refused_whole(name: str, content: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        preview_people(by=SYSTEM, name=name, content=content)
    assert name in str(refused.value)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        preview_people(by=SYSTEM, name="人员.csv", content="账号,姓名,角色\nzhang,张华,联络员\n".encode())
    assert [(str(f.where), str(f.reason)) for f in refused.value.faults] == [
        ("人员.csv 第 1 表第 1 行“单位”列", "缺少这一列")
    ]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_as_offices_make_it(coding: str, mark: str) -> None:
    text = (
        mark.join(["账号", "姓名", "单位", "角色"])
        + "\r\n"
        + mark.join(["zhang", "张华", "省教育厅", "联络员"])
        + "\r\n"
    )
    grid = read_grid(name="人员.csv", content=text.encode(coding), fields=PEOPLE)
    assert grid.faults == ()
    assert grid.lines[0].cells["display_name"] == "张华"


def test_the_second_sheet_is_found() -> None:
    grid = read_grid(name="a.xlsx", content=workbook([["说明"]], [HEAD, [1.0, "张", "b", "c"]]), fields=PEOPLE)
    assert grid.sheet == 2
    assert grid.lines[0].cells["username"] == "1"


def test_the_template_is_what_the_reader_wants() -> None:
    for fields in (PEOPLE, UNITS):
        with pytest.raises(Invalid, match="只有表头"):
            read_grid(name="模板.xlsx", content=template(title="人员", fields=fields), fields=fields)


def test_units_come_in_with_their_superiors_in_any_order() -> None:
    head = ["代号", "名称", "类别", "行政区划", "上级单位", "别名", "设立日期"]
    rows = [
        head,
        ["gz-centre", "广州市监测中心", "事业单位", "广州市", "gz-eco", "市监测中心、监测中心", "2017-01-01"],
        ["gz-eco", "广州市生态环境局", "省直部门", "440100", "广州市人民政府", "", ""],
    ]
    preview = preview_units(by=SYSTEM, name="单位.xlsx", content=workbook(rows))
    assert preview.faults == ()
    assert import_units(by=SYSTEM, preview=preview) == 2
    centre = Unit.objects.get(pk="gz-centre")
    assert (centre.parent_id, centre.region_id, str(centre.valid_from)) == ("gz-eco", "440100", "2017-01-01")
    assert {alias.name for alias in centre.aliases.all()} == {"市监测中心", "监测中心"}


def test_faulty_units_are_named() -> None:
    head = ["代号", "名称", "类别", "行政区划", "上级单位", "设立日期"]
    rows = [
        head,
        ["gd-education", "广东省教育厅", "部门", "火星市", "省魔法厅", "2017-13-01"],
        ["A B", "甲", "企业", "440000", "", ""],
    ]
    preview = preview_units(by=SYSTEM, name="单位.xlsx", content=workbook(rows))
    assert [(f.where.split("第 1 表")[1], f.reason) for f in preview.faults] == [
        ("第 2 行“代号”列", "“gd-education”已有单位使用"),
        ("第 2 行“名称”列", "“广东省教育厅”已存在"),
        ("第 2 行“类别”列", "没有“部门”这一类"),
        ("第 2 行“行政区划”列", "没有“火星市”这个行政区划"),
        ("第 2 行“上级单位”列", "“省魔法厅”不是现有单位"),
        ("第 2 行“设立日期”列", "2017-13-01 不是日期"),
        ("第 3 行“代号”列", "“A B”不能作代号"),
    ]
