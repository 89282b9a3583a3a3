"""An official document after GB/T 9704-2012: the numbers of the standard, read back from the docx and from the PDF."""

import io
from collections import Counter
from datetime import date

import pdfplumber
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from lingnan.core.documents.letter_files import make_docx, make_letter_pdf
from lingnan.core.documents.letters import (
    Annex,
    Letter,
    Part,
    annex_lines,
    chinese_number,
    mark,
    numbered,
    signature_places,
    title_lines,
    width,
)

LETTER = Letter(
    title="关于报送2017年度进展的通知",
    number="粤智办〔2018〕12号",
    to="各成员单位",
    parts=numbered(
        [
            Part(text="时间", level=1),
            Part(text="请于4月30日前报送。"),
            Part(text="方式", level=2),
            Part(text="按附表填写。", lead="填写。", level=3),
        ]
    ),
    issuer="工作组办公室",
    signed_on=date(2018, 4, 16),
    annexes=[Annex(title="附表", columns=["单位", "期限"], rows=[["省教育厅", "2018-04-30"]], is_wide=True)],
    attendance=[("出席", "张三、李四")],
    copies="省府办公厅",
    printed_by="工作组办公室",
)
FULL = Letter(title="题", signed_on=date(2018, 4, 16), parts=[Part(text="字" * 28 * 60)])


def docx_of(letter: Letter) -> object:
    return Document(io.BytesIO(make_docx(letter)))


def test_page_margins_and_grid_are_those_of_the_standard() -> None:
    section = docx_of(LETTER).sections[0]  # type: ignore[attr-defined]
    # 5.2.1: A4; the format counts in twentieths of a point, so a micrometre is lost
    assert [round(side.mm, 1) for side in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(side.mm, 1) for side in margins] == [37, 28, 26, 35]  # leaves 156 × 225 mm
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    pitch = int(grid.get(qn("w:linePitch")))
    assert 22 * pitch <= 225 / 25.4 * 1440 < 23 * pitch  # 5.2.3: 22 lines, no 23rd
    character = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert 28 * character <= 156 / 25.4 * 72 < 29 * character  # 28 characters, no 29th


def test_fonts_are_the_prescribed_ones() -> None:
    """7.3: title 小标宋 二号, first level 黑体, second 楷体, third and body 仿宋 三号, two characters in."""
    document = docx_of(LETTER)
    fonts = {
        paragraph.text: (paragraph.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")), paragraph.runs[0].font.size)
        for paragraph in document.paragraphs  # type: ignore[attr-defined]
        if paragraph.runs
    }
    assert fonts["关于报送2017年度进展的通知"] == ("方正小标宋简体", Pt(22))
    assert fonts["一、时间"] == ("黑体", Pt(16))
    assert fonts["（一）方式"] == ("楷体_GB2312", Pt(16))
    assert fonts["1．填写。按附表填写。"] == ("仿宋_GB2312", Pt(16))
    assert fonts["请于4月30日前报送。"] == ("仿宋_GB2312", Pt(16))
    body = next(p for p in document.paragraphs if p.text.startswith("请于"))  # type: ignore[attr-defined]
    assert body.paragraph_format.first_line_indent == Pt(32)


def test_odd_and_even_pages_bear_their_number_at_opposite_sides() -> None:
    """7.5: 四号 half-width digits between dashes, one character from the outer edge."""
    document = docx_of(LETTER)
    assert document.settings.odd_and_even_pages_header_footer  # type: ignore[attr-defined]
    section = document.sections[0]  # type: ignore[attr-defined]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.text, even.text) == ("— 1 —", "— 1 —")
    assert odd.paragraph_format.right_indent == even.paragraph_format.left_indent == Pt(14)
    assert odd._p.findall(".//" + qn("w:instrText"))[0].text.strip() == "PAGE"


def test_words_stand_in_order() -> None:
    document = docx_of(LETTER)
    texts = [p.text for p in document.paragraphs if p.text]  # type: ignore[attr-defined]
    assert texts == [
        "粤智办〔2018〕12号",
        "关于报送2017年度进展的通知",
        "各成员单位：",
        "一、时间",
        "请于4月30日前报送。",
        "（一）方式",
        "1．填写。按附表填写。",
        "附件：附表",
        "工作组办公室",
        "2018年4月16日",
        "出席：张三、李四",
        "抄送：省府办公厅。",
        "工作组办公室\t2018年4月16日印发",
        "附件",
        "附表",
    ]
    assert document.tables[0].cell(1, 0).text == "省教育厅"  # type: ignore[attr-defined]
    annex = document.sections[1]  # type: ignore[attr-defined]
    assert round(annex.page_width.mm) == 297


def test_children_of_a_paragraph_keep_the_order_of_the_schema() -> None:
    """CT_PPr is a sequence: an editor refuses a document whose properties stand out of it."""
    order = [
        "pStyle",
        "keepNext",
        "keepLines",
        "framePr",
        "widowControl",
        "pBdr",
        "tabs",
        "spacing",
        "ind",
        "jc",
        "sectPr",
    ]
    for paragraph in docx_of(LETTER).paragraphs:  # type: ignore[attr-defined]
        names = [child.tag.split("}")[1] for child in paragraph._p.pPr]
        assert names == sorted(names, key=order.index), paragraph.text


def test_a_full_pdf_page_holds_22_lines_of_28_characters() -> None:
    with pdfplumber.open(io.BytesIO(make_letter_pdf(FULL).content)) as pdf:
        lines = Counter(round(char["top"]) for char in pdf.pages[1].chars if char["text"] == "字")
        assert sorted(lines.values()) == [28] * 22
        first, last = pdf.pages[1].chars[0], max(char["x1"] for char in pdf.pages[1].chars if char["text"] == "字")
        assert first["x0"] / 72 * 25.4 == pytest.approx(28, abs=0.5)
        assert last / 72 * 25.4 == pytest.approx(210 - 26, abs=0.5)
        dashes = [[c["x0"] / 72 * 25.4 for c in page.chars if c["text"] == "—"] for page in pdf.pages[:2]]
        assert dashes[0][0] > 150  # page 1 at the right
        assert dashes[1][0] < 40  # page 2 at the left


def test_the_pdf_says_which_fonts_stand_in() -> None:
    with pdfplumber.open(io.BytesIO(make_letter_pdf(LETTER).content)) as pdf:
        text = "".join(page.extract_text() for page in pdf.pages)
    assert "以思源宋体代替仿宋_GB2312" in text
    assert "以思源黑体代替黑体" in text


def test_levels_are_numbered_as_the_standard_says() -> None:
    parts = [Part(text=t, level=n) for t, n in (("a", 1), ("b", 2), ("c", 2), ("d", 1), ("e", 2), ("f", 3), ("g", 4))]
    assert [p.text for p in numbered(parts)] == ["一、a", "（一）b", "（二）c", "二、d", "（一）e", "1．f", "（1）g"]
    assert mark(1, 24) == "二十四、"
    assert [chinese_number(n) for n in (1, 10, 19, 20, 99)] == ["一", "十", "十九", "二十", "九十九"]


def test_the_date_begins_two_characters_right_of_the_issuer() -> None:
    """7.3.5.3, without a seal: two free places behind the issuer; a longer date takes its place."""
    long = Letter(title="题", issuer="广东省智慧城市工作组办公室", signed_on=date(2018, 4, 16))
    issuer, dated = signature_places(long)
    assert issuer == 2
    assert (issuer + width(long.issuer)) - (dated + width("2018年4月16日")) == 2
    short = Letter(title="题", issuer="省府", signed_on=date(2018, 4, 16))
    issuer, dated = signature_places(short)
    assert dated == 2
    assert (issuer + width(short.issuer)) - (dated + width("2018年4月16日")) == 2


def test_a_long_title_is_cut_between_words() -> None:
    assert title_lines("关于2018年第一季度智慧城市工作进展情况的通报") == [
        "关于2018年第一季度",
        "智慧城市工作进展情况的通报",
    ]
    assert title_lines("情况通报") == ["情况通报"]


def test_annexes_are_counted_only_when_several() -> None:
    one, two = Annex(title="甲", columns=[], rows=[]), Annex(title="乙", columns=[], rows=[])
    assert annex_lines([one]) == ["附件：甲"]
    assert annex_lines([one, two]) == ["附件：1．甲", "　　　2．乙"]
