"""The numbered hierarchy of a document: 一、 （一） 1. （1） ① 第X条, also where the line breaks were lost."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lingnan.engines.plan.reading.cleaning import fold
from lingnan.engines.plan.reading.numbering import STYLES, Mark, mark_at

_INLINE_STYLES = ("han", "han_bracket", "digit", "digit_bracket", "article")
_INLINE = {style: re.compile(rf"(?<=[。；：）！）)\]】〕])\s*(?:{STYLES[style].pattern})") for style in _INLINE_STYLES}
_HEADED = re.compile(
    rf"(?:^|\n|[。）)])(?:{STYLES['han'].pattern})(?P<head>[^。；\n（）()]{{2,50}})(?P<mark>{STYLES['han_bracket'].pattern})"
)
_LONG_LINE = 80
_CLOSERS = re.compile(
    r"^(?:附件(?:[：:\s\d]|$)|本(?:方案|措施|意见|办法|计划|通知|行动(?:方案|计划)|规定|细则|文件|政策|分工)(?:自|由|从|有效期|实施期|执行期|的解释权|未尽|印发后)|（此件(?:主动|依申请|不)?公开.*|抄送[：:]|（?联系人[：:]|（?公开方式[：:]|主题词[：:]|.{2,30}(?:人民政府|办公厅|办公室|委员会|厅|局|领导小组)\n?$(?=\n20\d\d年\d+月\d+日)|20\d\d年\d{1,2}月\d{1,2}日$|[二〇○一三四五六七八九零]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日$|印发机关|.{0,30}20\d\d年\d{1,2}月\d{1,2}日印发$)"
)


@dataclass
class Item:
    """A numbered item: its mark, its extent in the clean text with everything below it, and the items below."""

    mark: Mark
    start: int
    end: int
    parent: "Item | None" = field(default=None, repr=False)
    children: list["Item"] = field(default_factory=list)
    inline: bool = False

    @property
    def own_end(self) -> int:
        """Where the item's own words end: before the first item below it."""
        return self.children[0].start if self.children else self.end

    @property
    def path(self) -> tuple[str, ...]:
        above = self.parent.path if self.parent else ()
        return (*above, self.mark.text.strip())

    def walk(self) -> Iterator["Item"]:
        yield self
        for child in self.children:
            yield from child.walk()


def _line_marks(text: str) -> list[Mark]:
    marks = []
    position = 0
    for line in text.split("\n"):
        mark = mark_at(text, position)
        if mark and mark.end <= position + len(line):
            marks.append(mark)
        position += len(line) + 1
    return marks


def _inline_candidates(text: str, folded: str) -> Iterator[Mark]:
    for pattern in _INLINE.values():
        for match in pattern.finditer(folded):
            position = match.start() + len(match.group()) - len(match.group().lstrip())
            mark = mark_at(text, position)
            if mark:
                yield mark
    for match in _HEADED.finditer(folded):
        mark = mark_at(text, match.start("mark"))
        if mark:
            yield mark


def _inline_marks(text: str, known: list[Mark]) -> list[Mark]:
    """Marks in the middle of long lines, taken only where they continue or open a sequence that no line carries."""
    starts = {mark.start for mark in known}
    at_lines: dict[str, int] = {}
    for mark in known:
        at_lines[mark.style] = at_lines.get(mark.style, 0) + 1
    folded = fold(text)
    headed = {m.start("mark") for m in _HEADED.finditer(folded)}
    found = [m for m in _inline_candidates(text, folded) if m.start not in starts]
    kept: list[Mark] = []
    expected: dict[str, int] = {}
    running: dict[str, int] = {}  # as expected, but over the borders of chapters: (三) … 二、… (四)
    for mark in sorted({m.start: m for m in (*found, *known)}.values(), key=lambda m: m.start):
        if mark.start in starts:
            expected[mark.style] = running[mark.style] = mark.number + 1
            for style in _below(mark.style):
                expected.pop(style, None)
            continue
        goes_on = running.get(mark.style) == mark.number and (mark.start in headed or mark.style not in at_lines)
        if goes_on or _accept(mark, expected, at_lines):
            kept.append(mark)
            expected[mark.style] = running[mark.style] = mark.number + 1
            for style in _below(mark.style):
                expected.pop(style, None)
    return kept


_ABOVE_HAN = {"part", "section", "annex"}
_ORDER = ("part", "section", "han", "han_bracket", "digit", "digit_bracket", "circled")


def _below(style: str) -> tuple[str, ...]:
    return _ORDER[_ORDER.index(style) + 1 :] if style in _ORDER else ()


def _accept(mark: Mark, expected: dict[str, int], at_lines: dict[str, int]) -> bool:
    if mark.number == 1:
        return mark.style not in at_lines
    return expected.get(mark.style) == mark.number


def _place(item: Item, stack: list[Item], roots: list[Item]) -> None:
    styles = [each.mark.style for each in stack]
    if item.mark.style in styles:
        del stack[styles.index(item.mark.style) :]
    elif item.mark.style in {"part", "annex"} or (
        item.mark.style == "han" and stack and stack[0].mark.style not in _ABOVE_HAN
    ):
        stack.clear()
    elif item.mark.style == "section":
        del stack[1:]
    parent = stack[-1] if stack else None
    item.parent = parent
    (parent.children if parent else roots).append(item)
    stack.append(item)


# A closing paragraph asks everybody to report; it ends the last task where no clause follows any more.
_ASKS_ALL = re.compile(
    r"^(?:请)?各(?:牵头|责任|有关|相关|成员|配合|承办)*(?:单位|部门|地)(?:、各(?:单位|部门|地))?[^。]{0,12}?(?:要|应|须|需|请|务必)"
)
_CLAUSE_LATER = re.compile(r"(?:牵头|责任|配合|负责)(?:单位|部门)?(?:：|，|）)|[局委厅办部府]）")


def _closing(text: str, start: int) -> int:
    """Where signature, annex list and copies begin, behind the last task."""
    position = start
    for line in text[start:].split("\n"):
        rest = fold(text[position : position + 120].split("\n", 1)[0])
        if position > start and (
            _CLOSERS.match(rest) or (_ASKS_ALL.match(rest) and not _CLAUSE_LATER.search(fold(text[position:])))
        ):
            return position - 1
        position += len(line) + 1
    return len(text)


def outline(text: str, *, skip: tuple[tuple[int, int], ...] = ()) -> list[Item]:
    """The top items of clean `text`; places in `skip` (tables) bear no numbers of their own."""
    marks = [m for m in _line_marks(text) if not any(a <= m.start < b for a, b in skip)]
    marks += [m for m in _inline_marks(text, marks) if not any(a <= m.start < b for a, b in skip)]
    marks.sort(key=lambda m: m.start)
    inline = {m.start for m in marks if m.start and text[m.start - 1] != "\n"}
    roots: list[Item] = []
    stack: list[Item] = []
    every: list[Item] = []
    for mark in marks:
        item = Item(mark=mark, start=mark.start, end=len(text), inline=mark.start in inline)
        _place(item, stack, roots)
        every.append(item)
    _close(every, text)
    return roots


def _close(every: list[Item], text: str) -> None:
    """Give every item its end: where the next item that is not below it begins."""
    last = _closing(text, every[-1].start) if every else len(text)
    open_items: list[Item] = []
    for item in every:
        while open_items and open_items[-1] is not item.parent:
            open_items.pop().end = item.start
        open_items.append(item)
    for item in open_items:
        item.end = last
