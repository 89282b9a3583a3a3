"""Proposals as their readers see them: drafts only for the unit that writes them."""

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.models import Proposal
from lingnan.engines.group.selectors.business import may_read
from lingnan.engines.identity.actor import Actor

URGENCY = ("submitted", "ready", "circulating", "returned", "draft", "scheduled")  # who waits longest for the office
OWN = ("draft", "withdrawn")


def proposals(by: Actor) -> QuerySet[Proposal]:
    """What the actor may see: submitted ones of all units, and every one of its own."""
    if not may_read(by):
        return Proposal.objects.none()
    seen = ~Q(state__in=OWN) | Q(unit=by.unit_key)
    waits = [When(state=state, then=Value(n)) for n, state in enumerate(URGENCY)]
    urgency = Case(*waits, default=Value(len(URGENCY)), output_field=IntegerField())
    found = Proposal.objects.filter(seen).select_related("unit")
    return found.annotate(alike=Count("overlaps", distinct=True), urgency=urgency)


def proposal(by: Actor, *, number: str) -> Proposal:
    """One proposal with what was found alike and its rounds; NotFound where there is none that the actor may see."""
    related = ("overlaps", "circulations__answers__unit", "agenda_items__meeting", "agenda_items__decisions")
    found = proposals(by).prefetch_related(*related).filter(number=number).first()
    if found is None:
        raise NotFound(Label(zh=f"没有您能看的建议 {number}", en=f"No proposal {number} that you may see"))
    return found
