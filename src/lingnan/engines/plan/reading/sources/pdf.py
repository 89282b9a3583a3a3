"""Text PDF: lines page by page, ruled tables as lines of cells. Scans and locked files are refused with what to do."""

import io
import re
import time
from collections import Counter

import pdfplumber
import pypdfium2  # type: ignore[import-untyped]
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from lingnan.core.errors import Invalid
from lingnan.engines.plan.reading.sources.tabular import table_lines

MAX_PAGES, MAX_SECONDS = 600, 60.0
_FEW_CHARACTERS, _RULES, _EDGE_REPEATS = 20, 6, 3
_PATH = 2  # FPDF_PAGEOBJ_PATH: lines and boxes


def read_pdf(data: bytes, *, name: str) -> str:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or b"/Encrypt" in data
        raise Invalid(name, "PDF 已加密：请去掉密码后再导入" if locked else "PDF 已损坏：请从原文件重新导出") from error
    try:
        return _read(document, data, name=name)
    finally:
        document.close()


def _read(document: pypdfium2.PdfDocument, data: bytes, *, name: str) -> str:
    if len(document) > MAX_PAGES:
        raise Invalid(name, f"PDF 有 {len(document)} 页，超过 {MAX_PAGES} 页：请拆分后导入")
    started = time.monotonic()
    pages = []
    for number in range(len(document)):
        if time.monotonic() - started > MAX_SECONDS:
            raise Invalid(name, f"读到第 {number} 页已超过 {MAX_SECONDS:.0f} 秒，停止读取：请拆分后导入")
        pages.append(_page(document, data, number))
    if sum(len(line) for page in pages for line in page) < _FEW_CHARACTERS * max(1, len(pages)):
        raise Invalid(name, "PDF 里几乎没有文字，像是扫描件：请先做文字识别（OCR），或导入 docx、txt 原文件")
    return "\n".join(_closed_up(line) for page in _without_edges(pages) for line in page)


_GAP = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef“”]) (?=[\w\u3000-\u9fff\uff00-\uffef“”])|(?<=[\d%]) (?=[\u4e00-\u9fff])"
)


def _closed_up(line: str) -> str:
    """Without the gaps that typesetting leaves between Chinese characters and figures."""
    return line if "\t" in line else _GAP.sub("", line)


def _page(document: pypdfium2.PdfDocument, data: bytes, number: int) -> list[str]:
    page = document[number]
    rules = sum(1 for each in page.get_objects(max_depth=2) if each.type == _PATH)
    if rules >= _RULES:
        lines = _page_with_tables(data, number)
        if lines is not None:
            return lines
    text = page.get_textpage().get_text_bounded()
    return [line.strip() for line in text.replace("\r\n", "\n").replace("\ufffe", "").split("\n")]


def _page_with_tables(data: bytes, number: int) -> list[str] | None:
    """Words outside the tables in order of height, each table as its rows; None where no table is ruled."""
    try:
        with pdfplumber.open(io.BytesIO(data), pages=[number + 1]) as opened:
            page = opened.pages[0]
            tables = page.find_tables()
            if not tables:
                return None
            blocks: list[tuple[float, list[str]]] = []
            rest = page
            for table in tables:
                rows = [["" if cell is None else cell for cell in row] for row in table.extract()]
                blocks.append((table.bbox[1], table_lines(rows)))
                rest = rest.outside_bbox(table.bbox)
            blocks += [(line["top"], [line["text"]]) for line in rest.extract_text_lines(return_chars=False)]
    except (PDFSyntaxError, PdfminerException, ValueError, TypeError, KeyError):
        return None
    return [line for _, lines in sorted(blocks, key=lambda block: block[0]) for line in lines]


def _without_edges(pages: list[list[str]]) -> list[list[str]]:
    """Running heads and page numbers off: what stands first or last on page after page."""
    trimmed = [[line for line in page if line.strip()] for page in pages]
    heads = Counter(page[0] for page in trimmed if page)
    feet = Counter(page[-1] for page in trimmed if page)
    out = []
    for page in trimmed:
        if page and (_is_number(page[-1]) or feet[page[-1]] >= _EDGE_REPEATS):
            page = page[:-1]  # noqa: PLW2901  the page as it goes on
        if page and (_is_number(page[0]) or heads[page[0]] >= _EDGE_REPEATS):
            page = page[1:]  # noqa: PLW2901
        out.append(page)
    return out


def _is_number(line: str) -> bool:
    return line.strip(" -—–·").isdigit() and len(line.strip()) <= len("— 100 —")
