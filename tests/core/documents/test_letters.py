"""A letter after GB/T 9704-2012: A4, margins of the standard, body in 仿宋 三号 on a grid of 22 lines."""

import io
from datetime import date

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from lingnan.core.documents.letters import Letter, Part, make_docx

LETTER = Letter(
    title="关于报送2017年度进展的通知",
    number="粤智办〔2018〕12号",
    to="各成员单位",
    parts=[Part(text="一、时间", level=1), Part(text="请于4月30日前报送。")],
    issuer="工作组办公室",
    signed_on=date(2018, 4, 16),
    tables=[("附表", [["单位", "期限"], ["省教育厅", "2018-04-30"]])],
)


def test_page_and_type_are_those_of_the_standard() -> None:
    document = Document(io.BytesIO(make_docx(LETTER)))
    section = document.sections[0]
    # 5.1: A4; the format counts in twentieths of a point, so a micrometre is lost
    assert [round(side.mm, 1) for side in (section.page_width, section.page_height)] == [210, 297]
    assert [round(side.mm, 1) for side in (section.top_margin, section.left_margin)] == [37, 28]  # 5.2.1
    body = next(p for p in document.paragraphs if p.text.startswith("请于"))
    assert body.runs[0].font.size == Pt(16)  # 三号
    assert body.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert body.paragraph_format.first_line_indent == Pt(32)  # two characters


def test_words_stand_in_order() -> None:
    document = Document(io.BytesIO(make_docx(LETTER)))
    texts = [p.text for p in document.paragraphs]
    assert texts[:3] == ["粤智办〔2018〕12号", "关于报送2017年度进展的通知", "各成员单位："]
    assert texts[-2] == "2018年4月16日"
    assert document.tables[0].cell(1, 0).text == "省教育厅"
