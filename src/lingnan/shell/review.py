"""A document beside what was read from it: every item knows its passage, what is doubtful comes first."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from lingnan.core.labels import Label

Verdict = Literal["accept", "correct", "reject"]
VERDICTS: tuple[Verdict, ...] = ("accept", "correct", "reject")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A stretch inside a passage that a part of its item comes from."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A stretch of the text as received; with a key it is the source of the item of that key."""

    text: str
    key: str = ""
    line: int = 1
    marks: tuple[Mark, ...] = ()

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The text without blanks around it, cut at its marks: (text, key of the mark or "")."""
        found: list[tuple[str, str]] = []
        at, last = len(self.text) - len(self.text.lstrip()), len(self.text.rstrip())
        for mark in sorted(self.marks, key=lambda each: each.start):
            start, end = max(mark.start, at), min(mark.end, last)
            if start < end:
                found += [(self.text[at:start], ""), (self.text[start:end], mark.key)]
                at = end
        return [piece for piece in [*found, (self.text[at:last], "")] if piece[0]]


@dataclass(frozen=True, kw_only=True)
class Part:
    """Something that an item brings with it, decided on its own: a proposal with the words it comes from."""

    key: str
    kind: Label
    title: str
    facts: tuple[str, ...] = ()
    verdict: Verdict | None = None
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Item:
    """Something read: in the words of the document; `value` is what a correction would replace.

    With `url` an item is corrected and left out on its own page, and a decided one can be taken back by `undo`.
    """

    key: str
    title: str
    facts: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    value: str = ""
    verdict: Verdict | None = None
    tag: Label | None = None
    note: str = ""
    url: str = ""
    version: int = 0
    undo: int = 0
    parts: tuple[Part, ...] = ()

    @property
    def is_open(self) -> bool:
        """A person must still look: the reader doubted, and nobody decided."""
        return bool(self.doubts) and self.verdict is None


@dataclass(frozen=True, kw_only=True)
class Loose:
    """A stretch of the text that gave no item, why, and that a person may make one of it with one press."""

    key: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Review:
    """Both sides. Without `action` the items are shown, but nothing is decided one by one."""

    passages: tuple[Passage, ...]
    items: tuple[Item, ...]
    heading: Label
    document_name: str = ""
    document_url: str = ""
    note: Label | None = None
    general: tuple[str, ...] = ()
    loose: tuple[Loose, ...] = ()
    take: Label | None = None
    item_prefix: str = "item"
    action: str = ""

    @property
    def ordered(self) -> list[Item]:
        """What is doubtful first, then what nobody decided; otherwise as in the document."""
        return sorted(self.items, key=lambda item: 0 if item.is_open else 1 if item.verdict is None else 2)

    @property
    def unresolved(self) -> int:
        return sum(item.is_open for item in self.items)

    @property
    def accepted(self) -> int:
        """Items that a person took, corrected or not."""
        return sum(item.verdict in {"accept", "correct"} for item in self.items)


def passages(cuts: Iterable[tuple[str, str]], marks: Iterable[Mark] = ()) -> tuple[Passage, ...]:
    """(text, key or "") in the order of the document -> passages that know the line they begin on.

    `marks` have their places in the whole text; each goes to the passage that holds it.
    """
    found = []
    line, at = 1, 0
    waiting = sorted(marks, key=lambda mark: mark.start)
    starts = [mark.start for mark in waiting]
    for text, key in cuts:
        blank = text[: len(text) - len(text.lstrip())]
        end = at + len(text)
        held = waiting[bisect_left(starts, at) : bisect_left(starts, end)] if key else []
        inside = tuple(Mark(key=m.key, start=m.start - at, end=min(m.end, end) - at) for m in held)
        found.append(Passage(text=text, key=key, line=line + blank.count("\n"), marks=inside))
        line += text.count("\n")
        at = end
    return tuple(found)
