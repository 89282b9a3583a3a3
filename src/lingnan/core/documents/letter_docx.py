"""An official document as docx after GB/T 9704-2012, naming the prescribed fonts."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from lxml import etree

from lingnan.core import words
from lingnan.core.documents import letters as gb
from lingnan.core.documents.letters import Annex, Letter, Part

# Any in this file: python-docx has no types
FOOTER_MM = 25  # 7.5: the dashes of the page number stand 7 mm under the type area
BORDER = {"heavy": "8", "light": "6"}  # eighths of a point: 7.4.1 asks for 0.35 mm and 0.25 mm
AFTER_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")  # the schema has one order
KNOWN_AS = {gb.BODY: "仿宋", gb.SECOND: "楷体", gb.TITLE: "小标宋", gb.HEAD: "SimHei", gb.DIGITS: "SimSun"}


def make(letter: Letter) -> bytes:
    """The document as a docx file; the same letter gives the same text and layout."""
    document = Document()
    _styles(document)
    _page(document.sections[0])
    document.settings.odd_and_even_pages_header_footer = True
    properties = document.core_properties
    properties.created = properties.modified = datetime(2000, 1, 1)  # noqa: DTZ001  the format holds no zone
    properties.title, properties.author, properties.comments = letter.title, letter.issuer, ""
    properties.language = "zh-CN"
    _head(document, letter)
    for part in letter.parts:
        _part(document, part)
    _tail(document, letter)
    for place, annex in enumerate(letter.annexes):
        _annex(document, annex, gb.annex_name(place, len(letter.annexes)))
    _name_fonts(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _styles(document: Any) -> None:
    """The normal style is 仿宋 三号: the grid of characters counts from it."""
    style = document.styles["Normal"]
    style.font.size = Pt(gb.BODY_POINTS)
    style.font.name = "Times New Roman"
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), gb.BODY)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.rPr.append(language)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.line_spacing = Pt(gb.LINE_POINTS)


def _page(section: Any, *, is_wide: bool = False) -> None:
    """Paper, margins, the grid of 22 lines of 28 characters, page numbers."""
    sides = {"top": gb.TOP, "left": gb.LEFT, "right": gb.RIGHT, "bottom": gb.BOTTOM}
    width, height = gb.PAGE
    if is_wide:  # 5.2.5: a wide table lies on its side, head towards the binding edge
        section.orientation = WD_ORIENT.LANDSCAPE
        width, height = height, width
        sides = {"top": gb.LEFT, "left": gb.BOTTOM, "right": gb.TOP, "bottom": gb.RIGHT}
    else:
        section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    for name, room in sides.items():
        setattr(section, f"{name}_margin", Mm(room))
    section.header_distance, section.footer_distance = Mm(15), Mm(FOOTER_MM if not is_wide else 16)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines" if is_wide else "linesAndChars")
    grid.set(qn("w:linePitch"), str(round(gb.LINE_POINTS * 20)))
    if not is_wide:
        grid.set(qn("w:charSpace"), str(int((gb.CHARACTER_POINTS - gb.BODY_POINTS) * 4096) - 1))
    section._sectPr.append(grid)
    _page_number(section.footer, is_right=True)
    _page_number(section.even_page_footer, is_right=False)


def _page_number(footer: Any, *, is_right: bool) -> None:
    """7.5: 四号 half-width 宋体 digits between dashes; odd pages one character from the right, even from the left."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = ALIGN.RIGHT if is_right else ALIGN.LEFT
    form = paragraph.paragraph_format
    form.line_spacing = Pt(gb.SMALL_POINTS + 2)
    form.right_indent, form.left_indent = (Pt(gb.SMALL_POINTS), Pt(0)) if is_right else (Pt(0), Pt(gb.SMALL_POINTS))
    _run(paragraph, "— ", gb.DIGITS, gb.SMALL_POINTS, latin=gb.DIGITS)
    _field(paragraph, "PAGE")
    _run(paragraph, " —", gb.DIGITS, gb.SMALL_POINTS, latin=gb.DIGITS)


def _field(paragraph: Any, code: str) -> None:

    for kind in ("begin", "instr", "separate", "text", "end"):
        run = _run(paragraph, "1" if kind == "text" else "", gb.DIGITS, gb.SMALL_POINTS, latin=gb.DIGITS)
        if kind == "instr":
            element = OxmlElement("w:instrText")
            element.text = f" {code} "
        elif kind != "text":
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            continue
        run._element.append(element)


def _head(document: Any, letter: Letter) -> None:
    """发文机关标志, 发文字号, the red line, the title two lines under it, 主送机关 after a blank line."""
    if letter.masthead:
        _blank(document)
        points = gb.masthead_points(letter.masthead)
        _line(document, letter.masthead, font=gb.TITLE, points=points, align="center", color=gb.RED, lines=2)
        _blank(document)
        _rule(_line(document, letter.number, align="center"), "bottom", "18", gb.RED, space="11")  # 7.2.7: 4 mm under
        _blank(document, 2)
    elif letter.number:
        _line(document, letter.number, align="center")
        _blank(document)
    for text in gb.title_lines(letter.title):
        _line(document, text, font=gb.TITLE, points=gb.TITLE_POINTS, align="center", keep=True)
    _blank(document)
    if letter.to:
        _line(document, f"{letter.to}：")


def _part(document: Any, part: Part) -> None:
    """A paragraph two characters in, its heading in the font of its level."""
    font = gb.FONT_OF_LEVEL[part.level]
    paragraph = _line(document, "", indent=2, keep=bool(part.level) and not part.lead)
    if part.lead:
        _run(paragraph, part.lead, font if part.level else gb.HEAD)
    _run(paragraph, part.text, gb.BODY if part.lead else font)


def _tail(document: Any, letter: Letter) -> None:
    """附件说明, 署名, 成文日期, attendance, 附注, 版记."""
    if letter.annexes:
        _blank(document)
        for text in gb.annex_lines(letter.annexes):
            _hanging(document, text, 3 if len(letter.annexes) == 1 else 4)
    if letter.issuer:
        _blank(document)
        issuer, dated = gb.signature_places(letter)
        _line(document, letter.issuer, align="right", right=issuer, keep=True)
        _line(document, words.day(letter.signed_on), align="right", right=dated)
    if letter.attendance:
        _blank(document)
    for name, people in letter.attendance:
        paragraph = _hanging(document, "", gb.width(name) + 1)
        _run(paragraph, f"{name}：", gb.HEAD)
        _run(paragraph, people)
    if letter.remark:
        _line(document, f"（{letter.remark}）", indent=2)
    _record(document, letter)


def _record(document: Any, letter: Letter) -> None:
    """版记, 7.4: 抄送 and 印发 between rules, at the foot of the last page of the body."""
    lines = []
    if letter.copies:
        lines.append(f"抄送：{letter.copies}。")
    if letter.printed_by:
        lines.append(f"{letter.printed_by}\t{words.day(letter.signed_on)}印发")
    for at, text in enumerate(lines):
        paragraph = _line(document, "", points=gb.SMALL_POINTS)
        form = paragraph.paragraph_format

        form.left_indent = form.right_indent = Pt(gb.SMALL_POINTS)
        form.tab_stops.add_tab_stop(Mm(gb.TYPE_AREA[0]) - Pt(gb.SMALL_POINTS), WD_TAB_ALIGNMENT.RIGHT)
        _run(paragraph, text, gb.BODY, gb.SMALL_POINTS)
        _rule(paragraph, "top", BORDER["heavy"] if not at else BORDER["light"])
        if at == len(lines) - 1:
            _rule(paragraph, "bottom", BORDER["heavy"])
        _to_the_foot(paragraph)


def _to_the_foot(paragraph: Any) -> None:
    """A frame at the lower edge of the type area (7.4: the last line of the last page)."""
    frame = OxmlElement("w:framePr")
    settings = {
        "w": str(round(gb.TYPE_AREA[0] * gb.POINTS_PER_MM * 20)),
        "hSpace": "0",
        "wrap": "notBeside",
        "hAnchor": "margin",
        "xAlign": "left",
        "vAnchor": "margin",
        "yAlign": "bottom",
    }
    for name, value in settings.items():
        frame.set(qn(f"w:{name}"), value)
    paragraph._p.get_or_add_pPr().insert_element_before(frame, "w:pBdr", *AFTER_BORDERS)


def _annex(document: Any, annex: Annex, name: str) -> None:
    """An annex on pages of its own: its name on the first line, its title on the third, the table (7.3.7)."""

    _page(document.add_section(WD_SECTION.NEW_PAGE), is_wide=annex.is_wide)
    _line(document, name, font=gb.HEAD, keep=True)
    _blank(document)
    for text in gb.title_lines(annex.title):
        _line(document, text, font=gb.TITLE, points=gb.TITLE_POINTS, align="center", keep=True)
    _blank(document)
    _table(document, annex)
    if annex.note:
        _line(document, annex.note, points=gb.TABLE_POINTS)


def _table(document: Any, annex: Annex) -> None:

    table = document.add_table(rows=0, cols=len(annex.columns))
    table.style = "Table Grid"
    table.autofit = False
    room = gb.TYPE_AREA[1] if annex.is_wide else gb.TYPE_AREA[0]
    shares = annex.shares or [1] * len(annex.columns)
    widths = [Mm(room * share / sum(shares)) for share in shares]
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = wide
    for at, row in enumerate([annex.columns, *annex.rows]):
        line = table.add_row()
        rule = OxmlElement("w:cantSplit")
        line._tr.get_or_add_trPr().append(rule)
        if not at:
            line._tr.trPr.append(OxmlElement("w:tblHeader"))
        _cells(line, row, widths, is_head=not at)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "60")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def _cells(line: Any, row: Sequence[str], widths: Sequence[Any], *, is_head: bool) -> None:

    for cell, text, wide in zip(line.cells, row, widths, strict=True):
        cell.width = wide
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = Pt(gb.TABLE_POINTS * 1.5)
        _run(paragraph, text, gb.HEAD if is_head else gb.BODY, gb.TABLE_POINTS)


def _line(
    document: Any,
    text: str,
    *,
    font: str = gb.BODY,
    points: float = gb.BODY_POINTS,
    align: str = "",
    indent: float = 0,
    right: float = 0,
    color: str = "",
    lines: int = 1,
    keep: bool = False,
) -> Any:
    """A paragraph on the grid of lines; `indent` and `right` count characters of body."""
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    if align:
        paragraph.alignment = {"center": ALIGN.CENTER, "right": ALIGN.RIGHT}[align]
    else:
        paragraph.alignment = ALIGN.JUSTIFY
    form.line_spacing = Pt(gb.LINE_POINTS * lines)
    if indent:
        form.first_line_indent = Pt(gb.BODY_POINTS * indent)
        _in_characters(paragraph, "firstLineChars", indent)
    if right:
        form.right_indent = Pt(gb.BODY_POINTS * right)
        _in_characters(paragraph, "rightChars", right)
    if keep:
        form.keep_with_next = True
    if text:
        _run(paragraph, text, font, points, color=color)
    return paragraph


def _hanging(document: Any, text: str, characters: float) -> Any:
    """Two characters in, further lines under the first character after the name."""
    paragraph = _line(document, text)
    form = paragraph.paragraph_format
    form.left_indent = Pt(gb.BODY_POINTS * (2 + characters))
    form.first_line_indent = Pt(-gb.BODY_POINTS * characters)
    return paragraph


def _in_characters(paragraph: Any, name: str, count: float) -> None:
    """Word counts an indent in hundredths of a character too, so that it follows the font."""
    paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn(f"w:{name}"), str(round(count * 100)))


def _blank(document: Any, count: int = 1) -> None:
    for _ in range(count):
        _line(document, "")


def _run(
    paragraph: Any,
    text: str,
    font: str = gb.BODY,
    points: float = gb.BODY_POINTS,
    *,
    latin: str = "Times New Roman",
    color: str = "",
) -> Any:

    run = paragraph.add_run(text)
    run.font.size = Pt(points)
    run.font.name = latin
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if color:
        run.font.color.rgb = RGBColor.from_string(color)
    return run


def _rule(paragraph: Any, side: str, eighths: str, color: str = "auto", *, space: str = "1") -> None:

    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, *AFTER_BORDERS)
    edge = OxmlElement(f"w:{side}")
    for name, value in {"val": "single", "sz": eighths, "space": space, "color": color}.items():
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)


def _name_fonts(document: Any) -> None:
    """The table of fonts with other names of the prescribed ones, so that an office suite finds the nearest it has."""
    for relation in document.part.rels.values():
        if not relation.reltype.endswith("/fontTable"):
            continue
        part = relation.target_part
        root = etree.fromstring(part.blob)
        space = root.nsmap["w"]
        for name, other in KNOWN_AS.items():
            font = etree.SubElement(root, f"{{{space}}}font")
            font.set(f"{{{space}}}name", name)
            etree.SubElement(font, f"{{{space}}}altName").set(f"{{{space}}}val", other)
            etree.SubElement(font, f"{{{space}}}charset").set(f"{{{space}}}val", "86")
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
