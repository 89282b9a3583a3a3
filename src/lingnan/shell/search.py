"""One search box over everything: rooms register who finds what."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lingnan.core.labels import Label
from lingnan.shell.navigation import ENTRIES, address, may_see
from lingnan.shell.providers import Visitor

EACH = 5  # hits shown of each group


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing found: its name, where it is, and a quiet word beside it."""

    title: str | Label
    url: str
    note: str = ""


Finder = Callable[[Visitor, str], Iterable[Hit]]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A group of results with the function that finds them."""

    key: str
    label: Label
    order: int
    find: Finder


@dataclass(frozen=True, kw_only=True)
class Found:
    """The hits of one group."""

    label: Label
    hits: tuple[Hit, ...]


KINDS: dict[str, Kind] = {}


def register(key: str, label: Label, find: Finder, *, order: int = 50) -> Finder:
    """Add a kind of result (`plan.tasks`). `find(by, text)` gives the best first and shows only what `by` may see."""
    if key in KINDS:
        raise ValueError(f"search kind {key} is registered twice")
    KINDS[key] = Kind(key=key, label=label, order=order, find=find)
    return find


def search(by: Visitor, text: str) -> list[Found]:
    """Results of each kind, five each; nothing for an empty text."""
    wanted = text.strip()
    if not wanted:
        return []
    found = []
    for kind in sorted(KINDS.values(), key=lambda kind: (kind.order, kind.key)):
        hits = tuple(hit for _, hit in zip(range(EACH), kind.find(by, wanted), strict=False))
        if hits:
            found.append(Found(label=kind.label, hits=hits))
    return found


def find_pages(by: Visitor, text: str) -> Iterable[Hit]:
    """Pages of the rail whose name in either language holds the text."""
    for entry in ENTRIES.values():
        names = f"{entry.label.zh} {entry.label.en}".lower()
        if text.lower() in names and may_see(by, entry) and (url := address(entry)):
            yield Hit(title=entry.label, url=url)


register("shell.pages", Label(zh="页面", en="Pages"), find_pages, order=10)
