"""Every accepted form gives the same tasks; what cannot or must not be read is refused with what to do."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
import typst
import xlsxwriter

from lingnan.core.errors import Invalid
from lingnan.engines.plan.reading import PlanReading, read_document
from lingnan.engines.plan.reading.intake import MAX_BYTES

TEXT = (
    "海西省智慧港口建设工作方案（2022—2024年）\n"
    "为推进港口智慧化，制定本方案。\n"
    "一、主要任务\n"
    "（一）建设自动化码头。2023年底前建成2个自动化码头。（省交通运输厅牵头，工业和信息化厅配合）\n"
    "（二）推行无纸化通关。（省商务厅、省税务局按职责分工负责）\n"
)
# Read by hand from the lines above.
EXPECTED = [
    ("建设自动化码头", ("省交通运输厅",), ("省工业和信息化厅",)),
    ("推行无纸化通关", ("省商务厅", "省税务局"), ()),
]


def tasks(reading: PlanReading) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(task.title, task.lead, task.cooperating) for task in reading.tasks]


def zipped(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in entries.items():
            archive.writestr(path, data)
    return buffer.getvalue()


def as_docx() -> bytes:
    document = docx.Document()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def as_ofd() -> bytes:
    objects = "".join(
        f'<ofd:TextObject ID="{i}" Boundary="20 {20 + 8 * i} 170 6" Size="4.2"><ofd:TextCode X="0" Y="4">{line}</ofd:TextCode></ofd:TextObject>'
        for i, line in enumerate(TEXT.splitlines())
    )
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    return zipped(
        {
            "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>".encode(),
            "Doc_0/Document.xml": f'<ofd:Document {space}><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'.encode(),
            "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {space}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>".encode(),
        }
    )


def as_pdf() -> bytes:
    lines = "\n\n".join(line.replace("#", "\\#") for line in TEXT.splitlines())
    made = typst.compile(
        f'#set text(font: "Noto Serif CJK SC", size: 12pt)\n#set page(numbering: "1")\n{lines}'.encode()
    )
    assert isinstance(made, bytes)
    return made


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("utf-16"),
        TEXT.encode("gb18030"),
        TEXT.replace("\n", "\r\n").encode(),
        as_docx(),
        ("<html><body>" + "".join(f"<p>{line}</p>" for line in TEXT.splitlines()) + "</body></html>").encode(),
        as_ofd(),
        as_pdf(),
    ],
    ids=["utf8", "utf8-bom", "utf16", "gb18030", "crlf", "docx", "html", "ofd", "pdf"],
)
def test_the_same_plan_in_every_form(data: bytes) -> None:
    reading = read_document(data, name="方案")
    assert tasks(reading) == EXPECTED
    assert reading.title == "海西省智慧港口建设工作方案（2022—2024年）"
    assert [str(d.due) for d in reading.tasks[0].deadlines] == ["2023-12-31"]


def test_docx_numbers_drawn_by_word_and_merged_cells() -> None:
    document = docx.Document()
    document.add_paragraph("东湖市数据共享任务表（2024年）")
    table = document.add_table(rows=3, cols=4)
    for row, cells in enumerate(
        [
            ("序号", "工作任务", "牵头单位", "完成时限"),
            ("1", "编目录", "市大数据局", "2024年3月底前"),
            ("2", "建平台", "", "2024年底"),
        ]
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    document.add_paragraph("完成数据标准制定。（市司法局）", style="List Number")
    buffer = io.BytesIO()
    document.save(buffer)
    reading = read_document(buffer.getvalue(), name="任务表.docx")
    assert tasks(reading) == [
        ("编目录", ("市大数据局",), ()),
        ("建平台", ("市大数据局",), ()),
        ("完成数据标准制定", ("市司法局",), ()),
    ]
    assert [task.numeral for task in reading.tasks] == ["1", "2", "1."]


def ledger(rows: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("台账")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


HEAD: list[object] = ["序号", "任务名称", "牵头单位", "配合单位", "完成时限"]


def test_ledger_columns_are_matched_by_their_heads() -> None:
    reading = read_document(
        ledger(
            [
                ["2025年任务台账"],
                HEAD,
                [1, "建泊位库", "市城管局", "市公安局、市住建局", "2025年6月底前"],
                [2, "通平台", "市大数据局", "", "2025-09-30"],
            ]
        ),
        name="台账.xlsx",
    )
    assert tasks(reading) == [("建泊位库", ("市城管局",), ("市公安局", "市住建局")), ("通平台", ("市大数据局",), ())]
    assert [[str(d.due) for d in task.deadlines] for task in reading.tasks] == [["2025-06-30"], ["2025-09-30"]]


def test_every_faulty_cell_of_a_ledger_is_named() -> None:
    rows = [
        HEAD,
        [1, "建泊位库", "市城管局", "", "尽快吧"],
        [2, "", "市公安局", "", "2025年底"],
        [3, "通平台", "", "", "2025年底"],
        [3, "修路", "市交通局", "", "2025年底"],
    ]
    with pytest.raises(Invalid) as caught:
        read_document(ledger(rows), name="台账.xlsx")
    places = [fault.where for fault in caught.value.faults]
    # Row 2: a time that is none; row 3: no task; row 4: no unit; row 5: number 3 again.
    assert [place.rsplit(" ", 1)[-1] for place in places] == ["E2", "B3", "C4", "A5"]
    assert all("台账" in place for place in places)


def test_a_ledger_without_unit_columns_says_what_was_expected() -> None:
    with pytest.raises(Invalid, match="牵头单位"):
        read_document(ledger([["序号", "任务名称"], [1, "建泊位库"]]), name="台账.xlsx")


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "空.txt", "空的"),
        (b"   \n\n", "空.txt", "没有文字"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧.doc", "另存为 docx"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "图.png", "图片"),
        (b"%PDF-1.4\ngarbage", "坏.pdf", "损坏"),
        (b"PK\x03\x04" + b"\0" * 100, "坏.docx", "损坏"),
        ("会议通知\n请准时参加。\n".encode(), "通知.txt", "没有找到任务"),
        (bytes(range(1, 32)) * 30, "程序.txt", "不是文本"),
        (zipped({"a.txt": b"x"}), "其他.zip", "docx"),
    ],
)
def test_refused_with_a_reason(data: bytes, name: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as caught:
        read_document(data, name=name)
    assert name in str(caught.value)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(Invalid, match="200 MB"):
        read_document(path)
    assert MAX_BYTES < 200 * 1024 * 1024


def test_zip_bomb_external_entity_and_script_do_no_harm() -> None:
    with pytest.raises(Invalid, match="压缩炸弹"):
        read_document(zipped({"word/document.xml": b"0" * 30_000_000}), name="弹.docx")
    entity = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>&x;</w:body></w:document>'
    with pytest.raises(Invalid, match="外部实体"):
        read_document(zipped({"word/document.xml": entity}), name="实体.docx")
    page = (
        "<html><script>document.write('（一）假任务。（省公安厅）')</script><body>"
        + "".join(f"<p>{x}</p>" for x in TEXT.splitlines())
        + "</body></html>"
    )
    assert tasks(read_document(page.encode(), name="网页.html")) == EXPECTED


def test_a_scanned_pdf_is_refused_with_what_to_do() -> None:
    made = typst.compile(b"#rect(width: 100pt, height: 100pt)")
    assert isinstance(made, bytes)
    with pytest.raises(Invalid, match="扫描件"):
        read_document(made, name="扫描.pdf")
