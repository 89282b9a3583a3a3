"""What other engines have to say about a city on its page: the plan engine brings its supervision items."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor


@dataclass(frozen=True, kw_only=True)
class CityNote:
    """One line: its light, what it is, by when, and where it stands. `indicator` ties it to a line of the table."""

    light: str
    title: Label
    url: str
    due: date | None = None
    indicator: str = ""


Source = Callable[[Actor, str], Iterable[CityNote]]
SOURCES: list[Source] = []


def register(source: Source) -> Source:
    """Add a source of notes; it is asked with the actor and the city's code."""
    SOURCES.append(source)
    return source


def notes_about(by: Actor, region: str) -> list[CityNote]:
    """All notes about a city, those with the nearest date first."""
    found = [note for source in SOURCES for note in source(by, region)]
    return sorted(found, key=lambda note: (note.due or date.max, note.title.zh))
