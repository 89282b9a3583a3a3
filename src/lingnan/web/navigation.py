"""Home in the rail."""

from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.todo import count_for
from lingnan.shell.navigation import Entry, register
from lingnan.shell.providers import Visitor


def waiting(by: Visitor) -> int | None:
    """How many things wait for this person."""
    return count_for(by, on=today()) if isinstance(by, Actor) else None


register(
    Entry(
        section="todo",
        key="home",
        label=Label(zh="待办", en="To do"),
        url_name="home",
        order=1,
        count=waiting,
        on_phone=1,
    )
)
