"""OFD (GB/T 33190): the text objects of every page, put back into lines by their place on the page."""

import posixpath
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from lingnan.core.errors import Invalid
from lingnan.engines.plan.reading.sources.archive import Archive

MAX_PAGES = 600
_SAME_LINE = 0.6  # share of the size of type by which one line's characters may differ in height
_DEFAULT_SIZE = 4.2


def _local(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _find(root: Element, *names: str) -> Iterator[Element]:
    for element in root.iter():
        if _local(element) in names:
            yield element


def _path(base: str, location: str) -> str:
    """A location in the package: from the root with a leading slash, else beside the file that names it."""
    location = location.strip()
    joined = location if location.startswith("/") else posixpath.join(posixpath.dirname(base), location)
    return posixpath.normpath(joined).lstrip("/")


def _floats(raw: str | None) -> list[float]:
    return [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", raw or "")]


def _pieces(page: Element) -> Iterator[tuple[float, float, float, str]]:
    """(y, x, size, text) of every text code of a page."""
    for text in _find(page, "TextObject"):
        boundary = [*_floats(text.get("Boundary")), 0.0, 0.0, 0.0, 0.0]
        size = (_floats(text.get("Size")) or [_DEFAULT_SIZE])[0]
        for code in _find(text, "TextCode"):
            x, y = _floats(code.get("X")) or [0.0], _floats(code.get("Y")) or [0.0]
            yield boundary[1] + y[0], boundary[0] + x[0], size, "".join(code.itertext())


def _lines(page: Element) -> list[str]:
    rows: list[tuple[float, list[tuple[float, str]]]] = []
    for y, x, size, text in sorted(_pieces(page)):
        if rows and abs(rows[-1][0] - y) <= _SAME_LINE * size:
            rows[-1][1].append((x, text))
        else:
            rows.append((y, [(x, text)]))
    return ["".join(text for _, text in sorted(row)) for _, row in rows]


def read_ofd(data: bytes, *, name: str) -> str:
    archive = Archive(data, name=name)
    roots = [each.text or "" for each in _find(archive.xml("OFD.xml"), "DocRoot")]
    if not roots:
        raise Invalid(name, "文件已损坏：OFD.xml 没有指向文档（DocRoot）")
    lines: list[str] = []
    for root in roots:
        document = _path("OFD.xml", root)
        pages = [each.get("BaseLoc", "") for each in _find(archive.xml(document), "Page") if each.get("BaseLoc")]
        if len(pages) > MAX_PAGES:
            raise Invalid(name, f"OFD 有 {len(pages)} 页，超过 {MAX_PAGES} 页：请拆分后导入")
        for page in pages:
            lines.extend(_lines(archive.xml(_path(document, page))))
    if not "".join(lines).strip():
        raise Invalid(name, "OFD 里没有文字，像是扫描件：请先做文字识别（OCR），或导入 docx、txt 原文件")
    return "\n".join(lines)
