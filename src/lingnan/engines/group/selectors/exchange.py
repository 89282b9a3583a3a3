"""Exchanges as members of the group see them."""

from django.db.models import QuerySet

from lingnan.core.errors import NotAllowed, NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.models import Exchange, Partner
from lingnan.engines.group.selectors.membership import is_member
from lingnan.engines.identity.actor import Actor


def refuse_others(by: Actor) -> None:
    """The register is for members of the group."""
    if not is_member(by):
        raise NotAllowed(
            Label(zh="交流合作只对工作组成员单位公开", en="Exchanges are open to members of the working group only"),
            who="工作组成员单位",
        )


def exchanges(by: Actor) -> QuerySet[Exchange]:
    """Every exchange with its partner and what follows from it."""
    refuse_others(by)
    return Exchange.objects.select_related("partner", "unit").prefetch_related("follow_ups__unit")


def exchange(by: Actor, *, pk: int) -> Exchange:
    """One exchange."""
    found = exchanges(by).select_related("attachment").filter(pk=pk).first()
    if found is None:
        raise NotFound(Label(zh=f"没有交流合作 {pk}", en=f"There is no exchange {pk}"))
    return found


def partners(by: Actor) -> QuerySet[Partner]:
    """Every partner."""
    refuse_others(by)
    return Partner.objects.prefetch_related("exchanges")
