"""Guidance and inspections as their readers see them: the office all, a unit its own."""

from django.db.models import QuerySet

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.models import Guidance, Inspection
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import scope


def sees_all(by: Actor) -> bool:
    """Does the actor oversee every unit?"""
    return not by.is_public and scope(by).reach == "all" and "expert" not in by.roles


def guidance(by: Actor) -> QuerySet[Guidance]:
    """What was sent: everything for who oversees all, else what the actor's unit received."""
    found = Guidance.objects.prefetch_related("receipts__unit")
    if sees_all(by):
        return found
    return found.filter(receipts__unit=by.unit_key) if by.unit_key else found.none()


def guidance_numbered(by: Actor, *, number: str) -> Guidance:
    """One guidance."""
    found = guidance(by).select_related("attachment").filter(number=number).first()
    if found is None:
        raise NotFound(Label(zh=f"没有您能看的指导意见 {number}", en=f"There is no guidance {number} that you may see"))
    return found


def inspections(by: Actor) -> QuerySet[Inspection]:
    """Inspections: all for who oversees all and for inspectors; a city sees its own once they are issued."""
    found = Inspection.objects.select_related("unit", "region").prefetch_related("findings__item", "findings__rechecks")
    if sees_all(by):
        return found
    if by.is_public:
        return found.none()
    return found.filter(scope(by).filter(unit_field="unit", region_field="region")).exclude(state="planned")


def inspection(by: Actor, *, number: str) -> Inspection:
    """One inspection with its findings."""
    found = inspections(by).filter(number=number).first()
    if found is None:
        raise NotFound(
            Label(zh=f"没有您能看的督导检查 {number}", en=f"There is no inspection {number} that you may see")
        )
    return found
