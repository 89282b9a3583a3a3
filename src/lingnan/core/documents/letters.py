"""Official letters as docx after GB/T 9704-2012: page, margins, 22 lines of 28 characters in 仿宋 三号."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lingnan.core import words

# GB/T 9704-2012, 5.2: A4, upper margin 37 mm, left 28 mm, type area 156 mm × 225 mm
PAGE = (210, 297)
MARGINS = {"top_margin": 37, "left_margin": 28, "right_margin": 26, "bottom_margin": 35}
# 5.2.3: body in 仿宋 三号 (16 pt); 22 lines on 225 mm give 28.95 pt a line; title 小标宋 二号 (22 pt), heads 黑体, 楷体
BODY, TITLE, HEAD, SECOND = "仿宋", "方正小标宋简体", "黑体", "楷体"
BODY_POINTS, TITLE_POINTS, LINE_POINTS = 16, 22, 28.95


@dataclass(frozen=True, kw_only=True)
class Part:
    """A passage of the letter: `level` 0 is body, 1 is 一、, 2 is （一）."""

    text: str
    level: int = 0


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter or notice: title, document number, main recipient, parts, issuer and date; tables stand at the end."""

    title: str
    issuer: str
    signed_on: date
    number: str = ""
    to: str = ""
    parts: Sequence[Part] = ()
    tables: Sequence[tuple[str, Sequence[Sequence[str]]]] = ()


def make_docx(letter: Letter) -> bytes:
    """The letter as a docx file."""
    from docx import Document  # noqa: PLC0415  not at web start
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE[0]), Mm(PAGE[1])
    for name, width in MARGINS.items():
        setattr(section, name, Mm(width))
    document.core_properties.created = datetime(2000, 1, 1)  # noqa: DTZ001  the same letter gives the same bytes
    document.core_properties.title = letter.title
    if letter.number:
        _paragraph(document, letter.number, align=ALIGN.CENTER)
    _paragraph(document, letter.title, font=TITLE, points=TITLE_POINTS, align=ALIGN.CENTER)
    if letter.to:
        _paragraph(document, f"{letter.to}：")
    for part in letter.parts:
        _paragraph(document, part.text, font=(BODY, HEAD, SECOND)[part.level], indent=2)
    _paragraph(document, letter.issuer, align=ALIGN.RIGHT)
    _paragraph(document, words.day(letter.signed_on), align=ALIGN.RIGHT)
    for caption, rows in letter.tables:
        _paragraph(document, caption, font=HEAD)
        _table(document, rows)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# Any below: python-docx has no types


def _paragraph(
    document: Any, text: str, *, font: str = BODY, points: float = BODY_POINTS, align: Any = None, indent: int = 0
) -> None:
    from docx.shared import Pt  # noqa: PLC0415

    paragraph = document.add_paragraph()
    if align is not None:
        paragraph.alignment = align
    paragraph.paragraph_format.line_spacing = Pt(LINE_POINTS)
    paragraph.paragraph_format.space_after = Pt(0)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(points * indent)
    _set_font(paragraph.add_run(text), font, points)


def _set_font(run: Any, font: str, points: float) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    run.font.size = Pt(points)
    run.font.name = "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        return
    table = document.add_table(rows=0, cols=len(rows[0]))
    table.style = "Table Grid"
    for line, row in enumerate(rows):
        cells = table.add_row().cells
        for place, text in enumerate(row):
            run = cells[place].paragraphs[0].add_run(text)
            _set_font(run, HEAD if line == 0 else BODY, 12)
