"""Changes that a document orders of another, without saying the whole again: 将第（八）项修改为“…”, 第三条增加一款 and their like.

What orders a change but fits no form is a doubt with its place, so that a person reads it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from lingnan.engines.plan.reading.cleaning import CleanText, clean
from lingnan.engines.plan.reading.numbering import chinese_number, mark_at
from lingnan.engines.plan.reading.result import Doubt, Span

PatchKind = Literal["whole", "words", "append", "cut", "new", "unread"]

_REF = r"第\s?[（(〔]?\s?(?P<n>[一二三四五六七八九十百\d]{1,4})\s?[）)〕]?\s?[项条点]"
_QUOTE = r"“(?P<quote>[^“”]*(?:“[^“”]*”[^“”]*)*)”"
_TO = r"(?:修改|修订|调整|变更|更改|替换|改)(?:成|为)"
_MORE = r"(?:增加|增补|补充|新增)"
_DROP = r"(?:删去|删除|取消|去掉)"
_PAIR = re.compile(rf"“(?P<old>[^“”]+)”[^“”。；\n]{{0,6}}{_TO}\s?[：:]?\s?“(?P<new>[^“”]*)”")
_FORMS: tuple[tuple[PatchKind, re.Pattern[str]], ...] = (
    ("cut", re.compile(rf"{_DROP}{_REF}[^“”。；\n]{{1,12}}{_QUOTE}")),
    ("cut", re.compile(rf"{_REF}[^“”。；\n]{{1,12}}{_QUOTE}[^“”。；\n]{{0,6}}{_DROP}")),
    ("whole", re.compile(rf"{_REF}(?:的?(?:全文|内容|表述|文字|任务))?(?:整体|统一)?{_TO}\s?[：:，,]?\s?{_QUOTE}")),
    ("words", re.compile(rf"{_REF}[^“”。；\n]{{0,16}}{_PAIR.pattern}(?:[、，,；]?(?:并)?(?:将|把)?{_PAIR.pattern.replace('?P<old>', '?:').replace('?P<new>', '?:')})*")),
    ("new", re.compile(rf"(?:{_REF}(?:之)?后[^“”。；\n]{{0,6}})?{_MORE}[一二两三四五1-9]?(?:项|条|个)[^“”。；\n]{{0,24}}?\s?{_QUOTE}")),
    ("append", re.compile(rf"{_REF}[^“”。；\n]{{0,10}}{_MORE}[^“”。；\n]{{0,20}}?\s?{_QUOTE}")),
)  # fmt: skip
_ORDERS = re.compile(
    rf"[^。；\n]*{_REF}[^。；\n]{{0,40}}?(?:{_TO}|{_MORE}|{_DROP}|作(?:相应|适当)?(?:修改|调整))[^。；\n]*"
)
_WHOLE_DROP = re.compile(rf"(?:{_DROP}|废止|停止执行|不再执行|不再实施|撤销)[^。；\n]{{0,12}}?{_REF}")


@dataclass(frozen=True, kw_only=True)
class Patch:
    """One ordered change: of which item, what goes and what comes; `words_at` is the place of the new words."""

    kind: PatchKind
    number: int
    at: Span
    pairs: tuple[tuple[str, str], ...] = ()
    words: str = ""
    words_at: Span | None = None


def read_patches(original: str) -> tuple[Patch, ...]:
    """Every ordered change of a document, in its order; those that fit no form as `unread`."""
    cleaned = clean(original)
    found = _formed(cleaned)
    taken = [(each.at.start, each.at.end) for each in found]
    for match in _ORDERS.finditer(cleaned.text):
        at = cleaned.span(*_trimmed(match))
        if _WHOLE_DROP.search(match[0]) or any(a < at.end and at.start < b for a, b in taken):
            continue
        found.append(Patch(kind="unread", number=_number(match["n"]), at=at, words=match[0].strip()))
    return tuple(sorted(found, key=lambda each: each.at.start))


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    blank = len(match[0]) - len(match[0].lstrip())
    return match.start() + blank, match.end()


def _formed(cleaned: CleanText) -> list[Patch]:
    """The changes that fit a form; where two forms read the same words, the one named first counts."""
    kept: list[Patch] = []
    for kind, pattern in _FORMS:
        for match in pattern.finditer(cleaned.text):
            patch = _patch(kind, match, cleaned)
            if not any(each.at.start < patch.at.end and patch.at.start < each.at.end for each in kept):
                kept.append(patch)
    return kept


def _patch(kind: PatchKind, match: re.Match[str], cleaned: CleanText) -> Patch:
    number, at = _number(match["n"]), cleaned.span(match.start(), match.end())
    if kind == "words":
        pairs = tuple((pair["old"], pair["new"]) for pair in _PAIR.finditer(match[0]))
        return Patch(kind=kind, number=number, at=at, pairs=pairs)
    if kind == "cut":
        return Patch(kind=kind, number=number, at=at, pairs=((match["quote"], ""),))
    place = cleaned.span(match.start("quote"), match.end("quote"))
    return Patch(kind=kind, number=number, at=at, words=match["quote"].strip(), words_at=place)


def _number(raw: str | None) -> int:
    if not raw:
        return 0
    return int(raw) if raw.isdigit() else chinese_number(raw)


def number_in(text: str) -> int:
    """The number that an item bears in its own words, 0 where it bears none: （八）建设 → 8."""
    mark = mark_at(text, len(text) - len(text.lstrip()))
    return mark.number if mark else 0


def patched(text: str, patch: Patch) -> tuple[str, tuple[Doubt, ...]]:
    """An item's words after a change, and what of the change could not be carried out.

    >>> change = read_patches("将第（八）项中的“两个市”修改为“五个市”。")[0]
    >>> patched("（八）在两个市试点。", change)[0]
    '（八）在五个市试点。'
    """
    if patch.kind == "whole":
        mark = mark_at(text, 0)
        keeps = mark is not None and mark_at(patch.words, 0) is None
        return (f"{text[: mark.end]}{patch.words}" if keeps and mark else patch.words), ()
    if patch.kind == "append":
        return f"{text.rstrip()}\n{patch.words}", ()
    doubts = []
    for old, new in patch.pairs:
        if old not in text:
            doubts.append(Doubt(code="patch_missed", message=f"现行文字里没有“{old}”，没有改动", at=patch.at))
        elif text.count(old) > 1:
            times = text.count(old)
            doubts.append(Doubt(code="patch_often", message=f"“{old}”在现行文字里有 {times} 处，都改了", at=patch.at))
        text = text.replace(old, new)
    return text, tuple(doubts)


def by_item(patches: tuple[Patch, ...]) -> Iterator[tuple[int, tuple[Patch, ...]]]:
    """The changes of each item together, in the order of the document; new items and unread orders are left out."""
    held: dict[int, list[Patch]] = {}
    for patch in patches:
        if patch.kind not in {"new", "unread"}:
            held.setdefault(patch.number, []).append(patch)
    for number, found in held.items():
        yield number, tuple(replace(each) for each in found)
