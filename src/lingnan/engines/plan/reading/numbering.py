"""Numbers of items as Chinese documents write them: 一、 （一） 1. （1） ① 第X条, and their order."""

import re
from dataclasses import dataclass

_DIGITS = {
    "〇": 0,
    "零": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "两": 2,
}
_TENS = {"十": 10, "百": 100}
CHINESE = "一二三四五六七八九十百零〇"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BRACKETED = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_DOTTED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_PARENTHESISED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_OPEN, _CLOSE = r"[(（〔\[［]", r"[)）〕\]］]"
_N = rf"[{CHINESE}]{{1,4}}"

# style -> pattern of the mark; the first group is its number. Order matters: longer forms first.
STYLES: dict[str, re.Pattern[str]] = {
    "part": re.compile(rf"第\s?({_N}|\d{{1,2}})\s?[编章部](?:分)?(?=[\s、：:]|[^\s、：:的于])"),
    "section": re.compile(rf"第\s?({_N}|\d{{1,2}})\s?节(?=[\s、：:]|[^\s])"),
    "article": re.compile(rf"第\s?({_N}|\d{{1,3}})\s?条(?=[\s、：:　]|[^\s款例])"),
    "annex": re.compile(r"附(?:件|表|录)\s?(\d{0,2})(?=[\s：:.、]|$)"),
    "task": re.compile(
        rf"(?:重点|督查|督办|民生|主要|具体)?(?:任务|事项|项目|工作|行动|工程|举措|实事|专项|措施)\s?({_N}|\d{{1,3}})\s?[：:、.．]"
        rf"|(?:任务|项目|事项)?(?:序号|编号)\s?[：:]\s?({_N}|\d{{1,3}})(?=\s|$)"
    ),
    "han": re.compile(rf"({_N})\s?[、．](?!\d)"),
    "han_bracket": re.compile(rf"{_OPEN}\s?({_N})\s?{_CLOSE}[、.．]?|([{_BRACKETED}])[、.．]?"),
    "decimal3": re.compile(r"(\d{1,2}[.．]\d{1,2}[.．]\d{1,2})[.．、]?(?=[^\d.%％])"),
    "decimal2": re.compile(r"(\d{1,2}[.．]\d{1,2})[.．、]?(?=[\s\u4e00-\u9fff“《])(?![万亿倍个元米公平吨年月%％])"),
    "digit": re.compile(
        rf"(\d{{1,3}})\s?(?:[.．、](?:(?!\d)|(?=(?:19|20)\d\d年|\d{{1,2}}[GgDd]))|[,，](?=[\u4e00-\u9fff]))|([{_DOTTED}])"
    ),
    "digit_bracket": re.compile(rf"{_OPEN}\s?(\d{{1,3}})\s?{_CLOSE}[、.．]?|([{_PARENTHESISED}])"),
    "digit_half": re.compile(r"(\d{1,2})[)）]"),
    "circled": re.compile(rf"([{_CIRCLED}])[、.．]?"),
}
FIELD_WORDS = (
    "牵头|责任|配合|协办|主办|参与|参加|协同|落实|负责|实施|承担|支持|联系|主责|协作|完成|时限|时间|进度|工作目标|目标任务|主要任务|工作任务|"
    "重点任务|工作内容|主要内容|工作措施|主要措施|工作举措|任务名称|成果|备注|任务|目标|措施|内容|联合"
)
_FIELD_LINE = re.compile(
    rf"^(?:[-—•·●■◆※*]\s*)?[【\[（(〔]?\s*(?:{FIELD_WORDS})[\u4e00-\u9fff（）()]{{0,8}}\s*(?:[】\])）〕]|[:：]|$)"
)
_CLAUSE_LINE = re.compile(r"^[(（〔\[［【][^)）〕\]］】]{0,40}(?:牵头|责任|负责|配合|厅|局|委|办|部)")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A number mark: where it stands in the text, its style and value."""

    style: str
    number: int
    start: int
    end: int
    text: str


def chinese_number(text: str) -> int:
    """二十四 -> 24, 十 -> 10, 一百零二 -> 102, 二〇 -> 20.

    >>> chinese_number("二十四"), chinese_number("十"), chinese_number("一百零二")
    (24, 10, 102)
    """
    if not any(c in _TENS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, last = 0, 0
    for char in text:
        if char in _TENS:
            total += (last or 1) * _TENS[char]
            last = 0
        else:
            last = _DIGITS[char]
    return total + last


def _value(raw: str) -> int:
    for row in (_CIRCLED, _BRACKETED, _DOTTED, _PARENTHESISED):
        if raw in row:
            return row.index(raw) + 1
    if raw and raw[0] in CHINESE:
        return chinese_number(raw)
    return int(re.split(r"[.．]", raw)[-1] or 0)


def mark_at(text: str, position: int = 0) -> Mark | None:
    """The number mark that begins at `position`, or None."""
    for style, pattern in STYLES.items():
        match = pattern.match(text, position)
        if match:
            raw = next((group for group in match.groups() if group is not None), "") or "0"
            return Mark(style=style, number=_value(raw), start=match.start(), end=match.end(), text=match.group())
    return None


def starts_block(line: str) -> bool:
    """Does a line begin something of its own (a numbered item, a field, a clause in brackets)?"""
    return mark_at(line) is not None or bool(_FIELD_LINE.match(line)) or bool(_CLAUSE_LINE.match(line))
