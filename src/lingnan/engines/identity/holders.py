"""Who holds open work of a unit: engines say it, and a unit that still has some is not closed."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Held:
    """One piece of open work: what it is called and where it is seen."""

    title: str
    url: str = ""


Holder = Callable[[str], list[Held]]
HOLDERS: list[Holder] = []


def register_holder(holder: Holder) -> Holder:
    """Add a function that lists the open work of a unit (by key)."""
    HOLDERS.append(holder)
    return holder


def held_by(unit_key: str) -> list[Held]:
    """All open work of a unit, over all engines."""
    return [held for holder in HOLDERS for held in holder(unit_key)]
