"""From text as found to clean simplified text, with a map from every clean character back to the original.

A page converter writes some traditional characters with their reading behind them (規(guī)范): a faulty table, not a
remark of the authors. The bracket goes when it holds one syllable with one tone mark that is a reading of the very
character before it; every other bracket stays.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from lingnan.engines.plan.reading.numbering import starts_block
from lingnan.engines.plan.reading.result import Span

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜḿńňǹ"
_PINYIN = re.compile(rf"(?<=[{HAN}])[ \u3000]?[(（]([a-zü]*[{_TONES}][a-zü]*)[)）]")
_TONELESS = re.compile(rf"(?<=[{HAN}])[(（]([a-zü]{{1,6}})[)）]")
_CONVERTED = 3  # readings with a tone mark that show a text went through such a converter
# Marks of a plain text format that pasted documents carry: headings, quotes, bold, list dashes before a field.
_MARKDOWN = re.compile(
    r"(?m)^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?)(?:#{1,6}[ \t]+)?|\*\*|__(?=[\u4e00-\u9fff（【\d])|(?<=[\u4e00-\u9fff）】：:])__"
    r"|^[ \t]*[-*+•·][ \t]+(?=[【（(]?[\u4e00-\u9fff]{2,8}[】）)]?[ \t]*\**[：:])"
)
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b\x0e-\x1f\x7f]")
_WIDE = {
    ord(c): chr(ord(c) - 0xFEE0)
    for c in map(chr, (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)))
}
_WIDE |= {0x3000: " ", 0xA0: " ", 0xFF05: "%", 0x2028: "\n", 0x2029: "\n", 0x85: "\n"}

# One form of every punctuation mark, character for character, so that places in the folded text are places in the clean one.
_FOLD = str.maketrans(
    {
        "(": "（", ")": "）", "[": "（", "]": "）", "〔": "（", "〕": "）", "【": "（", "】": "）", "［": "（", "］": "）", "{": "（",
        "}": "）", "｛": "（", "｝": "）", "<": "（", ">": "）", "＜": "（", "＞": "）", "〈": "（", "〉": "）", "﹤": "（", "﹥": "）", "〖": "（", "〗": "）", "﹝": "（", "﹞": "）", "「": "“", "」": "”", "『": "“", "』": "”",
        ",": "，", ";": "；", ":": "：", "﹔": "；", "﹕": "：", "∶": "：", "!": "！", "?": "？", "､": "、", "｡": "。", "﹑": "、", "﹐": "，",
        "．": ".", "－": "-", "—": "-", "–": "-", "―": "-", "─": "-", "−": "-", "‐": "-", "‑": "-", "～": "~", "〜": "~", "∼": "~", "\t": " ", "｜": "|", "│": "|", "┃": "|", "：": "：",
    }
)  # fmt: skip

_FURNITURE = re.compile(
    r"^(?:第\s*\d{1,4}\s*页|第\s*\d+\s*页\s*[,，/]?\s*共\s*\d+\s*页|\d{1,4}\s*/\s*\d{1,4}"
    r"|(?:当前位置|您(?:现在)?(?:的)?(?:所在)?位置)[:：].*|(?:【|\[)?\s*字(?:体|号)\s*[:：].*|(?:打印|关闭|收藏|分享到?|返回顶部|返回首页|上一篇|下一篇|扫一扫|微信|微博|打印本页|关闭窗口|责任编辑)[\s|:：、].{0,60}"
    r"|(?:打印|关闭|收藏|分享|返回顶部|扫一扫在手机打开当前页|打印本页|关闭窗口)|(?:来源|信息来源|浏览次数|阅读次数|点击数|发布时间|发布日期|字号|索引号|索 引 号|编辑|责任编辑|作者)\s*[:：].{0,80}"
    r"|(?:版权所有|粤ICP备|ICP备案).*)$"
)
_PAGE_NUMBER = re.compile(r"^[-—–－·]+\s*\d{1,4}\s*[-—–－·]+$")
_SENTENCE_END = "。！？；：!?;:”"
_WRAP_SHARE, _WRAP_LINES, _WRAP_MIN, _WRAP_SLACK = 0.5, 4, 18, 3
_LONGEST_OPEN_CLAUSE = 600


@dataclass(frozen=True, kw_only=True)
class CleanText:
    """Clean text beside its original; `origin[i]` is the place in the original of clean character i (one more at the end)."""

    text: str
    original: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The place in the original of the clean characters `start:end`."""
        if end <= start:
            return Span(start=self.origin[start], end=self.origin[start])
        last = self.origin[end - 1] + 1
        following = self.origin[end]
        tail = self.original[last:following]
        pinyin = re.match(r"[ \u3000]?[(（][a-zü]*[^\W\d_][a-zü]*[)）]", tail)
        return Span(
            start=self.origin[start], end=last + (pinyin.end() if pinyin and not tail[: pinyin.end()].isascii() else 0)
        )


def fold(text: str) -> str:
    """The same text with one form of each bracket, comma, colon and dash; as long as the text it was made from."""
    return text.translate(_FOLD)


@cache
def _readings(char: str) -> frozenset[str]:
    from pypinyin import Style, pinyin  # noqa: PLC0415  large, and needed only for texts with readings in brackets

    return frozenset(pinyin(char, style=Style.TONE, heteronym=True)[0])


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _bare(reading: str) -> str:
    """A reading without its tone mark."""
    return "".join(c for c in unicodedata.normalize("NFD", reading) if not unicodedata.combining(c))


def _is_reading(char: str, syllable: str) -> bool:
    return unicodedata.normalize("NFC", syllable) in _readings(char)


def simplify(text: str) -> str:
    """Simplified characters, never another length: where a phrase would change length, characters go one by one."""
    convert = _converter().convert
    whole: str = convert(text)
    if len(whole) == len(text):
        return whole
    lines = []
    for line in text.split("\n"):
        done: str = convert(line)
        lines.append(done if len(done) == len(line) else "".join(c if len(d := convert(c)) != 1 else d for c in line))
    return "\n".join(lines)


def _compatible(char: str) -> str:
    """Radicals and compatibility forms that PDF fonts leave behind, as the ordinary character."""
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


def _removed(text: str) -> Iterable[tuple[int, int]]:
    """Places that are no text of the authors: invisible characters, readings in brackets."""
    for pattern in (_INVISIBLE, _MARKDOWN):
        for match in pattern.finditer(text):
            yield match.span()
    toned = [m for m in _PINYIN.finditer(text) if _is_reading(text[m.start() - 1], m.group(1))]
    yield from (match.span() for match in toned)
    if len(toned) >= _CONVERTED:
        # Such a converter also writes neutral syllables without a mark: 號(hao).
        for match in _TONELESS.finditer(text):
            if match.group(1) in {_bare(reading) for reading in _readings(text[match.start() - 1])}:
                yield match.span()


def _characters(original: str) -> tuple[str, list[int]]:
    drop = sorted(_removed(original))
    chars: list[str] = []
    places: list[int] = []
    position = 0
    for start, end in [*drop, (len(original), len(original))]:
        if start > position:
            chars.append(original[position:start])
            places.extend(range(position, start))
        position = max(position, end)
    text = "".join(chars).translate(_WIDE)
    text = re.sub(r"[\u2e80-\u2fdf\uf900-\ufaff]", lambda m: _compatible(m.group()), text)
    return simplify(text), places


def _lines(text: str, places: list[int]) -> list[tuple[str, list[int]]]:
    """Lines without outer blanks and page furniture, each with its places."""
    found = []
    position = 0
    for raw in re.split(r"(\r\n|\r|\n|\f|\x0b)", text):
        if raw in {"\r\n", "\r", "\n", "\f", "\x0b"}:
            position += len(raw)
            continue
        left = len(raw) - len(raw.lstrip(" "))
        line = raw.strip(" ")
        if line.strip() and not _FURNITURE.match(line) and not _PAGE_NUMBER.match(line):
            found.append((line, places[position + left : position + left + len(line)]))
        position += len(raw)
    return found


def _wrap_width(lines: list[tuple[str, list[int]]]) -> int:
    """The width at which somebody broke the lines by hand or machine; 0 where lines are whole paragraphs."""
    lengths = sorted((len(line) for line, _ in lines if len(line) >= _WRAP_MIN), reverse=True)
    if len(lengths) < _WRAP_LINES:
        return 0
    widest = lengths[max(0, len(lengths) // 50)]
    full = [n for n in lengths if widest - _WRAP_SLACK <= n <= widest + _WRAP_SLACK]
    return widest if len(full) >= max(_WRAP_LINES, _WRAP_SHARE * len(lengths)) else 0


def _open_bracket(line: str) -> bool:
    folded = fold(line[-_LONGEST_OPEN_CLAUSE:])
    return folded.count("（") > folded.count("）")


def _goes_on(line: str, following: str, width: int) -> bool:
    """Was the line broken in the middle of a sentence?"""
    if "\t" in line or "|" in line or "\t" in following or starts_block(following):
        return False
    if _open_bracket(line):
        return True
    return bool(width) and len(line) >= width - _WRAP_SLACK and line[-1] not in _SENTENCE_END


def clean(original: str) -> CleanText:
    """Clean simplified text of `original`, its broken lines joined, with the character map."""
    text, places = _characters(original)
    lines = _lines(text, places)
    width = _wrap_width(lines)
    chars: list[str] = []
    origin: list[int] = []
    current = ""
    for index, (line, at) in enumerate(lines):
        chars.append(line)
        origin.extend(at)
        current = current[-_LONGEST_OPEN_CLAUSE:] + line
        if index + 1 < len(lines):
            if _goes_on(current, lines[index + 1][0], width):
                continue
            chars.append("\n")
            origin.append(at[-1] + 1 if at else 0)
        current = ""
    # After the last character: the end of the original, so that a span may end there.
    origin.append((origin[-1] + 1) if origin else 0)
    return CleanText(text="".join(chars), original=original, origin=tuple(origin))
