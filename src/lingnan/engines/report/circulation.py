"""The whole report as docx, for circulation and comment: the same words and figures as the frozen snapshot."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lingnan.core import words
from lingnan.core.labels import Label
from lingnan.engines.report.editing import PLACES, Texts
from lingnan.engines.report.passages import passages
from lingnan.engines.report.printing import Imprint, methods, tables_of
from lingnan.engines.report.snapshot import Content

# Any in this file: python-docx has no types
SERIF, SANS = "SimSun", "SimHei"
STILL = (2000, 1, 1, 0, 0, 0)  # of every part of the file: the same edition gives the same bytes


def make_docx(content: Content, imprint: Imprint, texts: Texts) -> bytes:
    """Title, foreword, chapters with the editor's comments, tables, methods, English summary, errata, fingerprint."""
    from docx import Document  # noqa: PLC0415  not at web start

    book = Document()
    _styles(book)
    _properties(book, content, imprint)
    _front(book, content, imprint)
    if "foreword" in texts:
        book.add_heading(PLACES["foreword"].zh, level=1)
        _paragraphs(book, texts["foreword"].zh)
    _summary(book, content, texts)
    _tables(book, content, texts)
    _back(book, content, imprint, texts)
    return still(book)


def still(book: Any) -> bytes:
    """The file with one fixed moment in its archive."""
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, STILL), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _styles(book: Any) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Mm, Pt, RGBColor  # noqa: PLC0415

    for name, font, size in (
        ("Normal", SERIF, 11),
        ("Title", SANS, 24),
        ("Heading 1", SANS, 16),
        ("Heading 2", SANS, 12),
    ):
        style = book.styles[name]
        style.font.name, style.font.size = "Times New Roman", Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), font)
        for theme in ("asciiTheme", "eastAsiaTheme", "hAnsiTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x1B, 0x56, 0x76)
    book.styles["Normal"].paragraph_format.space_after = Pt(6)
    section = book.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(22)


def _properties(book: Any, content: Content, imprint: Imprint) -> None:
    kept = book.core_properties
    kept.created = kept.modified = datetime(*imprint.dated.timetuple()[:3])  # noqa: DTZ001  the format holds no zone
    kept.title, kept.author, kept.language = _title(content), imprint.office, "zh-CN"
    kept.comments = f"SHA-256 {imprint.content_hash}"


def _title(content: Content) -> str:
    return f"{content.judged.framework.label.zh.split('（')[0]}年度报告（{content.year}）"


def _front(book: Any, content: Content, imprint: Imprint) -> None:
    book.add_heading(_title(content), level=0)
    state = "发布" if imprint.is_published else "编制，未发布"
    book.add_paragraph(f"{imprint.office}　{words.day(imprint.dated)}{state}　第 {imprint.number} 版")
    if content.judged.framework.note:
        book.add_paragraph(content.judged.framework.note)
    if content.judged.is_sample:
        book.add_paragraph("含样例数据：带“样例”字样的数由平台演示产生，不反映实际。")


def _paragraphs(book: Any, texts: Sequence[str]) -> None:
    from docx.shared import Pt  # noqa: PLC0415

    for text in texts:
        book.add_paragraph(text).paragraph_format.first_line_indent = Pt(22)


def _chapter(book: Any, place: str, texts: Texts, *, name: Label | None = None) -> None:
    book.add_heading((name or PLACES[place]).zh, level=1)
    if place in texts:
        _paragraphs(book, texts[place].zh)


def _summary(book: Any, content: Content, texts: Texts) -> None:
    _chapter(book, "summary", texts)
    for passage in passages(content, "zh"):
        book.add_heading(passage.head.zh, level=2)
        _paragraphs(book, [passage.text])


def _tables(book: Any, content: Content, texts: Texts) -> None:
    data: Any = tables_of(content)
    _chapter(book, "ranking", texts)
    tops = {city["name"]: city for city in data["cities"]}
    rows = [[c["rank"], c["name"], c["score"], c["place"], c["change"]] for c in tops.values()]
    _table(book, ["名次", "城市", "得分（分）", "名次与区间", "较上年"], rows)
    _chapter(book, "domains", texts)
    heads = ["名次", "城市", "综合指数（分）", *(f"{name}（分）" for name in data["domains"])]
    _table(book, heads, [[c["rank"], c["name"], c["score"], *c["domains"]] for c in tops.values()])
    _chapter(book, "cities", texts)
    for city in tops.values():
        book.add_heading(f"{city['name']}　{city['place']}　{city['score']} 分", level=2)
        rows = [
            [
                r["name"] + ("（样例）" if r["is_sample"] else "") + (" △" if r["mark"] else ""),
                r["value"], r["unit"], r["score"], r["rank"],
            ]
            for r in city["rows"]
        ]  # fmt: skip
        _table(book, ["指标", "数值", "单位", "得分（分）", "名次"], rows)
    book.add_paragraph("△ 带质量标记，见证据页。")


def _table(book: Any, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    table = book.add_table(rows=1 + len(rows), cols=len(heads), style="Light List Accent 1")
    head = OxmlElement("w:tblHeader")  # repeated on every page
    table.rows[0]._tr.get_or_add_trPr().append(head)
    # cells are asked for once: each look at table.cell() walks the whole grid
    for line, texts in zip(table.rows, [heads, *rows], strict=True):
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text in zip(line.cells, texts, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.add_run(text).font.size = Pt(9)


def _back(book: Any, content: Content, imprint: Imprint, texts: Texts) -> None:
    _chapter(book, "methods", texts)
    _paragraphs(book, methods(content))
    book.add_heading("English summary", level=1)
    for passage in passages(content, "en"):
        book.add_heading(passage.head.en, level=2)
        book.add_paragraph(passage.text)
    book.add_heading("勘误", level=1)
    if imprint.errata:
        rows = [[str(each[key]) for key in ("at", "place", "wrong", "right")] for each in imprint.errata]
        _table(book, ["日期", "位置", "原文", "更正"], rows)
    else:
        book.add_paragraph("本版发布后没有勘误。更正只以勘误公布，已发布的数不改动。")
    book.add_paragraph(f"SHA-256 {imprint.content_hash}　岭南 {imprint.code_version}")
