"""What waits for a person: engines bring sources, home shows them with the most urgent first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import AuditHead
from lingnan.engines.identity.once import is_asked, once


@dataclass(frozen=True, kw_only=True)
class TodoItem:
    """One thing to do: what, by when, who asks, and the page where it is done."""

    key: str
    title: Label
    kind: Label
    verb: Label
    url: str
    due: date | None
    asked_by: str = ""
    weight: int = 0  # among equal dates the heavier first: supervision 30, case 20, report 10
    is_sample: bool = False
    is_reminded: bool = False  # its own engine reminds the person; escalation begins with the head of the unit


SUPERVISED = 30  # the weight of what the office keeps asking about

Source = Callable[[Actor, date], Iterable[TodoItem]]
SOURCES: list[Source] = []
WAITING: list[Source] = []


def register(source: Source, *, waiting: bool = False) -> Source:
    """Add a source of items that wait for the actor (or, with `waiting`, that the actor waits for)."""
    (WAITING if waiting else SOURCES).append(source)
    return source


def items_for(by: Actor, *, on: date, waiting: bool = False) -> list[TodoItem]:
    """All items of the actor: overdue and supervised first, then by date; without a date last."""
    return once(("identity.todo", by, on, waiting), lambda: ask_items(by, on, waiting))


def count_for(by: Actor, *, on: date) -> int:
    """How many things wait for the actor, for the rail of every page: asked anew only when something was done.

    Every act leaves an entry at the end of the audit chain, so a count is good as long as the chain ends where it did;
    that is one query instead of those of all sources, in however many processes the pages are served.
    """
    head = AuditHead.objects.values_list("digest", flat=True).first()
    key = (by, on)
    if not head or is_asked(("identity.todo", by, on, False)):
        return len(items_for(by, on=on))
    kept = _counts.get(key)
    if kept is None or kept[0] != head:
        if len(_counts) >= MOST_KEPT:
            _counts.clear()
        _counts[key] = kept = (head, len(items_for(by, on=on)))
    return kept[1]


MOST_KEPT = 5_000  # people whose count is at hand
_counts: dict[tuple[Actor, date], tuple[str, int]] = {}


def ask_items(by: Actor, on: date, waiting: bool) -> list[TodoItem]:
    """Every source asked, in order of urgency."""
    items = [item for source in (WAITING if waiting else SOURCES) for item in source(by, on)]
    return sorted(items, key=lambda item: urgency(item, on))


def urgency(item: TodoItem, on: date) -> tuple[bool, bool, date, int, str]:
    """Overdue before the rest, what is supervised before other work, then by date and weight."""
    due = item.due or date.max
    return (due >= on, item.weight < SUPERVISED, due, -item.weight, item.key)
