"""docx: paragraphs with the numbers that Word draws by itself, and tables with their merged cells."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from lingnan.core.errors import Invalid
from lingnan.engines.plan.reading.sources.archive import Archive
from lingnan.engines.plan.reading.sources.tabular import table_lines

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
    "taiwaneseCounting",
    "chineseLegalSimplified",
    "taiwaneseCountingThousand",
}
_TEN, _HUNDRED = 10, 100
_DEEPEST = 9


def in_chinese(number: int) -> str:
    """24 -> 二十四, for numbers that lists reach."""
    if number < _TEN:
        return _DIGITS[number]
    if number >= _HUNDRED:
        return "".join(_DIGITS[int(d)] for d in str(number))
    tens, ones = divmod(number, _TEN)
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _drawn(number: int, form: str) -> str:
    if form in _CHINESE:
        return in_chinese(number)
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= len(_CIRCLED):
        return _CIRCLED[number - 1]
    return str(number)


@dataclass
class _Level:
    text: str
    form: str
    start: int


@dataclass
class _Lists:
    """The lists of numbering.xml and how far each has counted."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    counts: dict[str, list[int | None]] = field(default_factory=dict)

    def mark(self, number_id: str, level: int) -> str:
        key = self.abstract.get(number_id, "")
        known = self.levels.get(key, {})
        if level not in known or known[level].form in {"bullet", "none"}:
            return ""
        counts = self.counts.setdefault(key, [None] * (_DEEPEST + 1))
        current = counts[level]
        counts[level] = known[level].start if current is None else current + 1
        counts[level + 1 :] = [None] * (_DEEPEST - level)
        text = known[level].text
        for depth in range(level + 1):
            value = counts[depth]
            if depth in known:
                text = text.replace(
                    f"%{depth + 1}", _drawn(known[depth].start if value is None else value, known[depth].form)
                )
        return text


def _attribute(element: Element | None, name: str = "val") -> str:
    return "" if element is None else element.get(f"{_W}{name}", "")


def _lists(archive: Archive) -> _Lists:
    lists = _Lists()
    if not archive.has("word/numbering.xml"):
        return lists
    root = archive.xml("word/numbering.xml")
    for abstract in root.iter(f"{_W}abstractNum"):
        levels = {}
        for level in abstract.iter(f"{_W}lvl"):
            start = _attribute(level.find(f"{_W}start")) or "1"
            depth = level.get(f"{_W}ilvl", "0")
            if depth.isdigit() and int(depth) < _DEEPEST:
                levels[int(depth)] = _Level(
                    text=_attribute(level.find(f"{_W}lvlText")),
                    form=_attribute(level.find(f"{_W}numFmt")) or "decimal",
                    start=int(start) if start.isdigit() else 1,
                )
        lists.levels[abstract.get(f"{_W}abstractNumId", "")] = levels
    for number in root.iter(f"{_W}num"):
        lists.abstract[number.get(f"{_W}numId", "")] = _attribute(number.find(f"{_W}abstractNumId"))
    return lists


def _style_lists(archive: Archive) -> dict[str, tuple[str, int]]:
    """Paragraph styles that number by themselves: style id -> (list, level)."""
    if not archive.has("word/styles.xml"):
        return {}
    found = {}
    for style in archive.xml("word/styles.xml").iter(f"{_W}style"):
        numbering = style.find(f"{_W}pPr/{_W}numPr")
        if numbering is not None and (number_id := _attribute(numbering.find(f"{_W}numId"))):
            level = _attribute(numbering.find(f"{_W}ilvl")) or "0"
            found[style.get(f"{_W}styleId", "")] = (number_id, int(level) if level.isdigit() else 0)
    return found


def _runs(paragraph: Element) -> str:
    """Text of a paragraph as it stands with changes accepted: inserted words stay, deleted ones (w:delText) do not."""
    parts = []
    for element in paragraph.iter():
        if element.tag == f"{_W}t":
            parts.append(element.text or "")
        elif element.tag == f"{_W}tab":
            parts.append(" ")
        elif element.tag in {f"{_W}br", f"{_W}cr"}:
            parts.append("\n")
    return "".join(parts)


class _Reader:
    def __init__(self, archive: Archive) -> None:
        self.lists = _lists(archive)
        self.styles = _style_lists(archive)

    def paragraph(self, element: Element) -> str:
        text = _runs(element)
        numbering = element.find(f"{_W}pPr/{_W}numPr")
        style = _attribute(element.find(f"{_W}pPr/{_W}pStyle"))
        number_id, level = self.styles.get(style, ("", 0))
        if numbering is not None:
            number_id = _attribute(numbering.find(f"{_W}numId")) or number_id
            depth = _attribute(numbering.find(f"{_W}ilvl"))
            level = int(depth) if depth.isdigit() else level
        mark = self.lists.mark(number_id, min(level, _DEEPEST - 1)) if number_id and text.strip() else ""
        return mark + text

    def cell(self, element: Element) -> str:
        return "\n".join(self.paragraph(p) for p in element.iter(f"{_W}p"))

    def table(self, element: Element) -> list[str]:
        rows: list[list[str]] = []
        for row in element.findall(f"{_W}tr"):
            cells: list[str] = []
            for cell in row.findall(f"{_W}tc"):
                span = _attribute(cell.find(f"{_W}tcPr/{_W}gridSpan"))
                merged = cell.find(f"{_W}tcPr/{_W}vMerge")
                column = len(cells)
                goes_on = merged is not None and _attribute(merged) != "restart"
                above = rows[-1][column] if goes_on and rows and column < len(rows[-1]) else ""
                cells.append(above if goes_on else self.cell(cell))
                cells.extend([""] * (min(int(span), 64) - 1 if span.isdigit() else 0))
            rows.append(cells)
        return table_lines(rows)

    def blocks(self, parent: Element) -> Iterator[str]:
        for element in parent:
            if element.tag == f"{_W}p":
                yield self.paragraph(element)
            elif element.tag == f"{_W}tbl":
                yield from self.table(element)
            elif element.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
                yield from self.blocks(element)


def read_docx(data: bytes, *, name: str) -> str:
    archive = Archive(data, name=name)
    body = archive.xml("word/document.xml").find(f"{_W}body")
    if body is None:
        raise Invalid(name, "文件已损坏：docx 里没有正文")
    return "\n".join(_Reader(archive).blocks(body))
