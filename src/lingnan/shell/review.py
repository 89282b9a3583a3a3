"""A document beside what was read from it: every item knows its passage, what is doubtful comes first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from lingnan.core.labels import Label

Verdict = Literal["accept", "correct", "reject"]
VERDICTS: tuple[Verdict, ...] = ("accept", "correct", "reject")


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A stretch of the text as received; with a key it is the source of the item of that key."""

    text: str
    key: str = ""
    line: int = 1


@dataclass(frozen=True, kw_only=True)
class Item:
    """Something read: in the words of the document; `value` is what a correction would replace."""

    key: str
    title: str
    facts: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    value: str = ""
    verdict: Verdict | None = None

    @property
    def is_open(self) -> bool:
        """A person must still look: the reader doubted, and nobody decided."""
        return bool(self.doubts) and self.verdict is None


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
    item_prefix: str = "item"
    action: str = ""

    @property
    def ordered(self) -> list[Item]:
        """What is open first; otherwise as in the document."""
        return sorted(self.items, key=lambda item: not item.is_open)

    @property
    def unresolved(self) -> int:
        return sum(item.is_open for item in self.items)


def passages(cuts: Iterable[tuple[str, str]]) -> tuple[Passage, ...]:
    """(text, key or "") in the order of the document -> passages that know the line they begin on."""
    found = []
    line = 1
    for text, key in cuts:
        blank = text[: len(text) - len(text.lstrip())]
        found.append(Passage(text=text, key=key, line=line + blank.count("\n")))
        line += text.count("\n")
    return tuple(found)
