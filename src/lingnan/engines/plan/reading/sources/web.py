"""html: the words a reader sees, paragraph by paragraph; tables of data as lines of cells. Scripts are never text."""

from collections.abc import Iterator

from lxml import etree, html
from lxml.html import HtmlElement

from lingnan.core.errors import Invalid
from lingnan.engines.plan.reading.sources.tabular import table_lines

_DROP = {
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "embed",
    "svg",
    "head",
    "nav",
    "form",
    "button",
    "select",
    "footer",
    "canvas",
    "video",
    "audio",
    "link",
    "meta",
}
_BLOCK = {
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "pre",
    "tr",
    "td",
    "th",
    "table",
    "tbody",
    "thead",
    "tfoot",
    "center",
    "figure",
    "body",
    "html",
    "aside",
    "address",
    "caption",
}
_LONG_CELL, _MAX_SPAN, _DEEPEST = 600, 50, 250


def _depth_within(root: HtmlElement, limit: int) -> bool:
    level = [root]
    for _ in range(limit):
        level = [child for element in level for child in element if isinstance(child.tag, str)]
        if not level:
            return True
    return False


def _cell_text(cell: HtmlElement) -> str:
    return " ".join(part for part in ("".join(block) for block in _blocks(cell)) if part.strip())


def _rows(table: HtmlElement) -> list[list[str]]:
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in row:
            if cell.tag not in {"td", "th"}:
                continue
            _fill(cells, hanging)
            text = _cell_text(cell)
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for offset in range(across):
                value = text if offset == 0 else ""
                if down > 1:
                    hanging[len(cells)] = (down - 1, value)
                cells.append(value)
        _fill(cells, hanging)
        rows.append(cells)
    return rows


def _fill(cells: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Cells that reach down from rows above."""
    while len(cells) in hanging:
        column = len(cells)
        left, text = hanging[column]
        cells.append(text)
        if left > 1:
            hanging[column] = (left - 1, text)
        else:
            del hanging[column]


def _span(cell: HtmlElement, name: str) -> int:
    raw = cell.get(name) or "1"
    return min(max(int(raw), 1), _MAX_SPAN) if raw.isdigit() else 1


def _is_data(table: HtmlElement) -> bool:
    """A table of data, not one that only lays out the page."""
    if any(inner is not table for inner in table.iter("table")):
        return False
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    if len(rows) <= 1 or max((len(row) for row in rows), default=0) <= 1:
        return False
    return all(len(cell.text_content()) < _LONG_CELL * 4 for row in rows for cell in row)


def _blocks(element: HtmlElement) -> Iterator[list[str]]:
    """Pieces of text, one list a block."""
    current: list[str] = [element.text or ""]
    for number, child in enumerate(element, start=1):
        if not isinstance(child.tag, str) or child.tag in _DROP:
            current.append(child.tail or "")
            continue
        if child.tag == "br":
            yield current
            current = [child.tail or ""]
        elif child.tag == "table" and _is_data(child):
            yield current
            yield from ([line] for line in table_lines(_rows(child)))
            current = [child.tail or ""]
        elif child.tag in _BLOCK:
            yield current
            inner = list(_blocks(child))
            if child.tag == "li" and element.tag == "ol" and inner:
                inner[0].insert(0, f"{number}.")
            yield from inner
            current = [child.tail or ""]
        else:
            pieces = list(_blocks(child))
            current.extend(pieces[0])
            for piece in pieces[1:]:
                yield current
                current = list(piece)
            current.append(child.tail or "")
    yield current


def read_html(text: str, *, name: str) -> str:
    """The visible text; the title element is not used, pages put their site's name there."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.replace("\x00", "").encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Invalid(name, "网页内容读不出来：文件为空或已损坏") from error
    if not _depth_within(root, _DEEPEST):
        raise Invalid(name, f"网页嵌套超过 {_DEEPEST} 层，拒绝读取")
    lines = []
    for block in _blocks(root):
        raw = "".join(block)
        lines.append(raw if "\t" in raw else " ".join(raw.split()))
    return "\n".join(line for line in lines if line.strip())
