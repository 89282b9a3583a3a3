"""The rail: entries in the order of the loop, registered by the rooms that have pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.urls import NoReverseMatch, reverse

from lingnan.core.labels import Label
from lingnan.shell.providers import ANSWERS, Visitor
from lingnan.shell.svg.icons import ICONS, OF_SECTION

Section = Literal["todo", "plan", "group", "run", "evaluate", "report", "supervise", "system"]
SECTIONS: dict[Section, Label] = {
    "todo": Label(zh="待办", en="To do"),
    "plan": Label(zh="计划", en="Plan"),
    "group": Label(zh="工作组", en="Working group"),
    "run": Label(zh="运行", en="Run"),
    "evaluate": Label(zh="评价", en="Evaluate"),
    "report": Label(zh="报告", en="Report"),
    "supervise": Label(zh="督办", en="Supervise"),
    "system": Label(zh="系统", en="System"),
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the rail. Who may not see it does not; a visitor without account sees only `public` ones."""

    section: Section
    key: str
    label: Label
    url_name: str
    order: int = 50
    count: Callable[[Visitor], int | None] | None = None
    needs: str | None = None
    public: bool = False
    on_phone: int = 0  # place 1 to 3 in the bottom bar of a phone
    go: Literal["", "h", "t", "r", "m"] = ""  # the letter after g that leads here: home, tasks, ranking, map
    letter: str = ""  # the character of the narrow rail; else the first of the Chinese name
    icon: str = ""  # its sign in English (lingnan.shell.svg.icons); else that of the section


@dataclass(frozen=True, kw_only=True)
class Line:
    """An entry as one visitor sees it now."""

    key: str
    label: Label
    url: str
    count: int | None
    is_current: bool
    on_phone: int
    go: str
    letter: str
    icon: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """A section of the rail with its lines."""

    key: Section
    label: Label
    lines: tuple[Line, ...]


ENTRIES: dict[str, Entry] = {}


def register(entry: Entry) -> Entry:
    """Add an entry; its key is `engine.page` and stands once."""
    if entry.key in ENTRIES:
        raise ValueError(f"navigation entry {entry.key} is registered twice")
    if entry.section not in SECTIONS:
        raise ValueError(f"navigation entry {entry.key}: no section {entry.section!r}, there are {list(SECTIONS)}")
    if entry.icon and entry.icon not in ICONS:
        raise ValueError(f"navigation entry {entry.key}: no icon {entry.icon!r}, there are {sorted(ICONS)}")
    ENTRIES[entry.key] = entry
    return entry


def groups(by: Visitor, *, path: str, current: str = "") -> list[Group]:
    """The rail of a visitor. The current entry is the one named, else the one whose address the path goes on from."""
    shown = [(entry, url) for entry in ENTRIES.values() if (url := address(entry)) and may_see(by, entry)]
    here = current or current_key(path, shown)
    ordered = sorted(shown, key=lambda pair: (pair[0].order, pair[0].key))
    return [
        Group(
            key=section,
            label=label,
            lines=tuple(line(by, entry, url, here) for entry, url in ordered if entry.section == section),
        )
        for section, label in SECTIONS.items()
        if any(entry.section == section for entry, _ in ordered)
    ]


def may_see(by: Visitor, entry: Entry) -> bool:
    """Public entries for all; others for who signed in and, where an action is needed, may do it."""
    if entry.public:
        return True
    return not by.is_public and (entry.needs is None or ANSWERS.allowed(by, entry.needs))


def address(entry: Entry) -> str:
    """Where the entry leads; empty while the page does not exist."""
    try:
        return reverse(entry.url_name)
    except NoReverseMatch:
        return ""


def current_key(path: str, shown: list[tuple[Entry, str]]) -> str:
    """The entry with the longest address that `path` is or goes on from."""
    fitting = [(len(url), entry.key) for entry, url in shown if path == url or (url != "/" and path.startswith(url))]
    return max(fitting)[1] if fitting else ""


def line(by: Visitor, entry: Entry, url: str, here: str) -> Line:
    return Line(
        key=entry.key,
        label=entry.label,
        url=url,
        count=entry.count(by) if entry.count else None,
        is_current=entry.key == here,
        on_phone=entry.on_phone,
        go=entry.go,
        letter=entry.letter or entry.label.zh[0],
        icon=entry.icon or OF_SECTION[entry.section],
    )
