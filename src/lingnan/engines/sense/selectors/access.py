"""Which datastreams and stations an actor may see: public ones, and those of the units and regions it reaches."""

from django.db.models import Q

from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import scope


def seen_streams(by: Actor, prefix: str = "") -> Q:
    """Condition over datastreams (or, with a prefix, over what hangs on them)."""
    reach = scope(by, "sense.read_private")
    if reach.reach == "all":
        return Q()
    public = Q(**{f"{prefix}is_public": True})
    if reach.reach is None:
        return public
    return public | reach.filter(unit_field=f"{prefix}station__unit", region_field=f"{prefix}station__region")


def seen_stations(by: Actor) -> Q:
    """Condition over stations; one that SensorThings does not know yet is public."""
    reach = scope(by, "sense.read_private")
    if reach.reach == "all":
        return Q()
    public = Q(thing=None) | Q(thing__is_public=True)
    return public if reach.reach is None else public | reach.filter(unit_field="unit", region_field="region")
