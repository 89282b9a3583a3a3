"""Units of a draft: the name as written, the unit that it meant at the plan's date, and who stands for it today."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from lingnan.engines.identity.models import Unit, UnitAlias
from lingnan.engines.identity.selectors.units import is_open, successors, unit_named

Named = dict[str, Any]  # Any: {written, role, unit, name, status, today, suggestions} as kept in DraftTask.units
LONGEST_NAME = 80


def units_of(task: Named, book: "NameBook") -> list[Named]:
    """Lead and cooperating units of a found task; a name that stands twice counts in its first role."""
    roles: dict[str, str] = {}
    for role in ("lead", "cooperating"):
        for name in task[role]:
            roles.setdefault(name[:LONGEST_NAME], role)
    return [{"written": name, "role": role, **book.meaning(name)} for name, role in roles.items()]


class NameBook:
    """What each written name means: as the reader resolved it, else as our own table of units has it."""

    def __init__(self, resolved: Iterable[Named], *, on: date, day: date) -> None:
        self.resolved = {one["name"][:LONGEST_NAME]: one for one in resolved}
        self.on, self.day = on, day
        self.units = in_force([one["then"]["key"] for one in self.resolved.values() if one["then"]])
        self.known_here = names_here(name for name, one in self.resolved.items() if one["status"] == "unknown")

    def learn(self, resolved: Iterable[Named]) -> None:
        """Names that were read later than the document."""
        new = [one for one in resolved if one["name"][:LONGEST_NAME] not in self.resolved]
        if new:
            self.resolved |= {one["name"][:LONGEST_NAME]: one for one in new}
            self.units |= in_force([one["then"]["key"] for one in new if one["then"]])
            self.known_here |= names_here(one["name"][:LONGEST_NAME] for one in new if one["status"] == "unknown")

    def meaning(self, name: str) -> Named:
        """Unit, status, who stands for it today, and suggestions where nobody is known by that name."""
        one = self.resolved.get(name)
        key = one["then"]["key"] if one and one["then"] else ""
        unit = self.units.get(key) or (unit_named(name, on=self.on) if name in self.known_here else None)
        if unit is not None:
            return meaning_of(unit, day=self.day)
        status = "collective" if one and one["status"] == "collective" else "unknown"
        return {
            "unit": None,
            "name": "",
            "status": status,
            "today": [],
            "suggestions": (one or {}).get("suggestions", []),
        }


def in_force(keys: list[str]) -> dict[str, Unit]:
    """Units by key."""
    return Unit.objects.in_bulk(list(set(keys)))


def names_here(names: Iterable[str]) -> set[str]:
    """Those of the names that our table has, as full name or alias."""
    asked = list(dict.fromkeys(names))
    if not asked:
        return set()
    full = Unit.objects.filter(name__in=asked).values_list("name", flat=True)
    return {*full, *UnitAlias.objects.filter(name__in=asked).values_list("name", flat=True)}


def meaning_of(unit: Unit, *, day: date) -> Named:
    """A known unit with those that stand for it on a day."""
    heirs = [unit] if is_open(unit, day) or unit.valid_to is None else successors(unit, on=day)
    today = [{"key": heir.key, "name": heir.name} for heir in heirs]
    return {"unit": unit.key, "name": unit.name, "status": "known", "today": today, "suggestions": []}


def find_unit(text: str, *, on: date) -> Unit | None:
    """The unit that a person names: by key, full name or alias; what was ended by then is found too."""
    text = text.strip()
    return Unit.objects.filter(Q(pk=text)).first() or unit_named(text, on=on)


def answering(named: Named) -> str | None:
    """Who answers from today: the unit itself, or the one that took over where it has ended and only one did."""
    heirs = named.get("today") or []
    return heirs[0]["key"] if len(heirs) == 1 else named.get("unit")
