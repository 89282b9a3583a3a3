"""Read units: by any name, on a day, with what became of them."""

from datetime import date

from django.db.models import Q, QuerySet

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity.models import Unit, UnitSuccession

UNIT = Label(zh="单位", en="Unit")


def open_on(on: date) -> Q:
    """The condition that a unit exists on a day (from its first day on, until before its last)."""
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_to=None) | Q(valid_to__gt=on))


def open_units(on: date, *, kind: str = "") -> QuerySet[Unit]:
    """Units that exist on a day, of one kind or of all."""
    units = Unit.objects.filter(open_on(on))
    return units.filter(kind=kind) if kind else units


def unit_named(name: str, *, on: date) -> Unit | None:
    """The unit that a name meant on a day: its full name or any alias. Of several the open one; else the last ended."""
    name = name.strip()
    matching = Unit.objects.filter(Q(name=name) | Q(aliases__name=name)).distinct()
    found = list(matching)
    existing = [unit for unit in found if is_open(unit, on)]
    exact = [unit for unit in existing if unit.name == name]
    if exact or len(existing) == 1:
        return (exact or existing)[0]
    if existing:
        return None  # two units are called so: the caller must ask
    ended = [unit for unit in found if unit.valid_to and unit.valid_to <= on]
    return max(ended, key=lambda unit: unit.valid_to or date.min, default=None)


def unit_keyed(key: str, *, field: Label = UNIT) -> Unit:
    """The unit of a key, whatever became of it; Invalid at `field` where there never was one."""
    found = Unit.objects.filter(pk=key).first()
    if found is None:
        raise Invalid(field, Label(zh=f"没有代号为“{key}”的单位", en=f"There is no unit with the key {key}"))
    return found


def is_open(unit: Unit, on: date) -> bool:
    """Does the unit exist on this day?"""
    return (unit.valid_from is None or unit.valid_from <= on) and (unit.valid_to is None or on < unit.valid_to)


def successors(unit: Unit | str, *, on: date) -> list[Unit]:
    """The units that stand for this one on a day: itself while it exists, else those that took over, followed on."""
    start = Unit.objects.get(pk=unit) if isinstance(unit, str) else unit
    found: list[Unit] = []
    waiting, seen = [start], {start.pk}
    while waiting:
        at = waiting.pop(0)
        if at.valid_to is None or on < at.valid_to:
            found.append(at)
            continue
        steps = UnitSuccession.objects.filter(before=at, happened_on__lte=on).select_related("after").order_by("pk")
        for step in steps:
            if step.after_id not in seen:
                seen.add(step.after_id)
                waiting.append(step.after)
    return found


def lineage(unit: Unit) -> list[UnitSuccession]:
    """What this unit came from and what came of it, as far back and on as is known, by date."""
    steps = walk(unit.pk, back=True) | walk(unit.pk, back=False)
    return sorted(steps.values(), key=lambda step: (step.happened_on, step.pk))


def walk(start: str, *, back: bool) -> dict[int, UnitSuccession]:
    """The successions in one direction only: else each merger would pull in all its other members."""
    steps: dict[int, UnitSuccession] = {}
    waiting = [start]
    while waiting:
        at = waiting.pop()
        near = UnitSuccession.objects.filter(**{"after" if back else "before": at}).select_related("before", "after")
        for step in near:
            if step.pk not in steps:
                steps[step.pk] = step
                waiting.append(step.before_id if back else step.after_id)
    return steps
