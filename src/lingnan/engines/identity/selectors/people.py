"""Read people, as far as the actor may see them."""

from django.db.models import QuerySet

from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Account
from lingnan.engines.identity.rights import require, scope


def people(by: Actor) -> QuerySet[Account]:
    """Accounts within the actor's reach: all for the office and administrators, the own unit for the others."""
    require(by, "identity.see_people")
    reach = scope(by, "identity.see_people").filter(unit_field="unit", region_field="unit__region")
    return Account.objects.filter(reach).select_related("unit").prefetch_related("grants").order_by("username")
