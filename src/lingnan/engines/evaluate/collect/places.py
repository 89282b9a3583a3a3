"""The divisions as they stood at the end of a year: who could report it, and what they are today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ABOLISHED = "撤销"
CODE = 6


@dataclass(frozen=True, kw_only=True)
class Place:
    """A division of the period: its code and name then, its city, and the codes of what it is today."""

    code: str
    name: str
    city: str
    today: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One code-by-code change: an empty old code is an establishment, an empty new one an end."""

    year: int
    kind: str
    old: str
    old_name: str
    new: str


def city_of(code: str) -> str:
    """440183 → 440100."""
    return f"{code[:4]}00"


def places_at(year: int, *, present: Mapping[str, str], changes: Iterable[Change]) -> list[Place]:
    """The counties at the end of `year`: those of today (code → name), every later change undone, newest first.

    >>> later = [Change(year=2018, kind="新设", old="", old_name="", new="440311")]
    >>> [p.name for p in places_at(2017, present={"440306": "宝安区", "440311": "光明区"}, changes=later)]
    ['宝安区']
    """
    names = dict(present)
    leads_to: dict[str, tuple[str, ...]] = {code: (code,) for code in present}
    standing = set(present)
    for change in sorted((each for each in changes if each.year > year), key=lambda each: -each.year):
        if change.old and change.old != change.new:
            standing.add(change.old)
            names[change.old] = change.old_name
            leads_to[change.old] = leads_to.get(change.new, ())
        if change.new and change.new != change.old and change.kind != ABOLISHED:
            standing.discard(change.new)
    return [
        Place(code=code, name=names[code], city=city_of(code), today=leads_to[code])
        for code in sorted(standing)
        if len(code) == CODE
    ]
