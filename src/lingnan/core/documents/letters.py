"""Official documents after GB/T 9704-2012: what they hold and the numbers of the standard.

`letter_files.make_docx` and `make_letter_pdf` set the same `Letter`: the one names the prescribed fonts,
the other substitutes what is installed and says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lingnan.core import words

# 5.2.1: A4; upper margin 37 mm, binding margin 28 mm, type area 156 mm × 225 mm
PAGE = (210, 297)
TYPE_AREA = (156, 225)
TOP, LEFT = 37, 28
RIGHT, BOTTOM = PAGE[0] - LEFT - TYPE_AREA[0], PAGE[1] - TOP - TYPE_AREA[1]
LINES, CHARACTERS = 22, 28  # 5.2.3
POINTS_PER_MM = 72 / 25.4
LINE_POINTS = int(TYPE_AREA[1] * POINTS_PER_MM / LINES * 20) / 20  # 28.95, in the twentieths that docx counts
CHARACTER_POINTS = TYPE_AREA[0] * POINTS_PER_MM / CHARACTERS  # 15.79: 16 pt set a little closer

# 5.2.2 and 7.2-7.3: 三号 is 16 pt, 二号 22 pt, 四号 14 pt, 小四 12 pt
BODY_POINTS, TITLE_POINTS, SMALL_POINTS, TABLE_POINTS = 16, 22, 14, 12
MASTHEAD_POINTS = 36  # 7.2.4 leaves the size to the issuer: large enough to stand out, smaller than the page is wide
BODY, TITLE, HEAD, SECOND, DIGITS = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
FONT_OF_LEVEL = (BODY, HEAD, SECOND, BODY, BODY)  # 7.3.3: first level 黑体, second 楷体, third and fourth 仿宋
RED = "FF0000"

_DIGITS = "零一二三四五六七八九"
NARROW = 0x2E80  # characters below take half a place: digits, Latin letters
MOST_SIMPLE = 10
FAR = 6  # how far from the middle a title may be cut
BEGINNINGS = ("智慧", "工作", "进展", "情况", "任务", "建设", "关于", "会议")
MOST_ON_A_LINE = 19  # characters of a title in 22 pt on 156 mm


@dataclass(frozen=True, kw_only=True)
class Part:
    """A paragraph: `level` 0 is body, 1 is 一、, 2 is （一）, 3 is 1., 4 is （1）.

    `lead` runs on into `text`: in 黑体 before body (出席：…), in the level's font before a level's text.
    """

    text: str
    level: int = 0
    lead: str = ""


@dataclass(frozen=True, kw_only=True)
class Annex:
    """An annexed table on pages of its own; `is_wide` turns them. `shares` say how the columns divide the width."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    shares: Sequence[float] = ()
    is_wide: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """An official document. What is blank leaves nothing behind.

    `masthead` is the red 发文机关标志 (with its red line), `number` 发文字号, `to` 主送机关, `attendance` the lists of
    minutes (出席, 列席, 请假), `remark` 附注, `copies` 抄送, `printed_by` 印发机关.
    """

    title: str
    issuer: str = ""
    signed_on: date
    masthead: str = ""
    number: str = ""
    to: str = ""
    parts: Sequence[Part] = ()
    attendance: Sequence[tuple[str, str]] = ()
    annexes: Sequence[Annex] = ()
    remark: str = ""
    copies: str = ""
    printed_by: str = ""


def chinese_number(number: int) -> str:
    """Up to 99 as official documents count: 1 → 一, 10 → 十, 21 → 二十一.

    >>> [chinese_number(n) for n in (1, 10, 11, 20, 24)]
    ['一', '十', '十一', '二十', '二十四']
    """
    tens, ones = divmod(number, MOST_SIMPLE)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def mark(level: int, number: int) -> str:
    """The number of a heading, 7.3.3: 一、 （一） 1. （1）."""
    return ("", f"{chinese_number(number)}、", f"（{chinese_number(number)}）", f"{number}．", f"（{number}）")[level]


def numbered(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The same parts with their numbers; a higher heading begins the lower ones again."""
    counts = [0, 0, 0, 0, 0]
    found = []
    for part in parts:
        if part.level:
            counts[part.level] += 1
            counts[part.level + 1 :] = [0] * (len(counts) - part.level - 1)
            number = mark(part.level, counts[part.level])
            part = replace(part, lead=number + part.lead) if part.lead else replace(part, text=number + part.text)  # noqa: PLW2901
        found.append(part)
    return tuple(found)


def width(text: str) -> float:
    """How many characters wide a text is: digits and Latin letters take half a place.

    >>> width("2018年4月16日")
    6.5
    """
    return sum(0.5 if ord(char) < NARROW else 1 for char in text)


def signature_places(letter: Letter) -> tuple[float, float]:
    """Characters left free at the right of the issuer and of the date, 7.3.5.3 (no seal).

    The issuer stands two from the edge and the date begins two further right than it; where the date is the longer one
    it stands two from the edge and the issuer moves.
    """
    dated = width(words.day(letter.signed_on))
    if letter.issuer and width(letter.issuer) - 2 >= dated:
        return 2, width(letter.issuer) - dated
    return (4 + dated - width(letter.issuer), 2) if letter.issuer else (2, 2)


def title_lines(title: str) -> list[str]:
    """A title on lines that hold it (7.3.1: whole words, shaped like a trapezium); cut behind a good place."""
    if width(title) <= MOST_ON_A_LINE:
        return [title]
    count = int(-(-width(title) // MOST_ON_A_LINE))
    lines, rest = [], title
    for left in range(count, 1, -1):
        at = _cut(rest, round(len(rest) / left))
        lines.append(rest[:at])
        rest = rest[at:]
    return [*lines, rest]


def _cut(text: str, wanted: int) -> int:
    """Near the place wanted, between words that titles are made of; there itself where none is near."""
    fitting = [at for at in range(2, len(text) - 1) if abs(at - wanted) <= FAR and width(text[:at]) <= MOST_ON_A_LINE]
    near = [at for at in fitting if _is_between_words(text, at)]
    return min(near, key=lambda at: abs(at - wanted)) if near else wanted


def _is_between_words(text: str, at: int) -> bool:
    return text[at] not in "、》）的" and (text[at - 1] in "的于和及、》）年度" or text[at:].startswith(BEGINNINGS))


def masthead_points(masthead: str) -> float:
    """As large as its line allows, at most 36 pt."""
    return min(MASTHEAD_POINTS, int(TYPE_AREA[0] * POINTS_PER_MM / max(width(masthead), 1)))


def annex_lines(annexes: Sequence[Annex]) -> list[str]:
    """附件说明, 7.3.4: 附件：1.… when several, without a number when one."""
    if len(annexes) == 1:
        return [f"附件：{annexes[0].title}"]
    return [f"{'附件：' if not at else '　　　'}{at + 1}．{annex.title}" for at, annex in enumerate(annexes)]


def annex_name(place: int, of: int) -> str:
    """The head of an annex: 附件, or 附件2."""
    return "附件" if of == 1 else f"附件{place + 1}"
