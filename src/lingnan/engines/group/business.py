"""Open business follows the units: proposals, matters, comments and signatures that wait for a unit that is no more."""

from django.db import transaction

from lingnan.core.events import listen
from lingnan.engines.group.models import Answer, Invitation, Matter, Proposal, SignOff
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.events import UnitsSucceeded
from lingnan.engines.identity.holders import Held, register_holder
from lingnan.engines.identity.models import Unit

PROPOSED = ("draft", "submitted", "circulating", "ready", "scheduled", "returned")
OPEN = ("open", "circulating", "signing", "ready", "scheduled")


@register_holder
def held(unit_key: str) -> list[Held]:
    """Proposals and matters of the unit that are under way, and texts it has to sign."""
    proposals = Proposal.objects.filter(unit=unit_key, state__in=PROPOSED)
    matters = Matter.objects.filter(lead=unit_key, state__in=OPEN)
    places = SignOff.objects.filter(unit=unit_key, state__in=("waiting", "asked"), draft__matter__state="signing")
    signing = [place.draft.matter for place in places.select_related("draft__matter")]
    return [
        *[Held(title=f"建议 {one.number} {one.title}", url=f"/group/proposals/{one.number}") for one in proposals],
        *[Held(title=f"事项 {one.number} {one.title}", url=f"/group/matters/{one.number}") for one in matters],
        *[Held(title=f"会签 {one.number} {one.title}", url=f"/group/matters/{one.number}") for one in signing],
    ]


@transaction.atomic
def hand_over(fact: UnitsSucceeded) -> None:
    """Give what is under way to the successor. What was said under the old name stays under it."""
    heir = Unit.objects.get(pk=fact.after[0])
    for key in fact.before:
        for one in Proposal.objects.filter(unit=key, state__in=PROPOSED):
            Proposal.objects.filter(pk=one.pk).update(unit=heir)
            note(f"group.proposal:{one.number}", f"建议 {one.number}", key, heir)
        for matter in Matter.objects.filter(lead=key, state__in=OPEN):
            Matter.objects.filter(pk=matter.pk).update(lead=heir)
            note(f"group.matter:{matter.number}", f"事项 {matter.number}", key, heir)
        # where the heir is asked itself, it answers once; the old unit's place stays as it is
        waiting = Answer.objects.filter(unit=key, state="waiting").exclude(circulation__answers__unit=heir)
        Answer.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(unit=heir)
        places = SignOff.objects.filter(unit=key, state__in=("waiting", "asked")).exclude(draft__sign_offs__unit=heir)
        SignOff.objects.filter(pk__in=list(places.values_list("pk", flat=True))).update(unit=heir)
        invited = Invitation.objects.filter(unit=key, meeting__state__in=("planned", "invited"))
        new = list(invited.exclude(meeting__invitations__unit=heir).values_list("pk", flat=True))
        Invitation.objects.filter(pk__in=new).update(unit=heir)


def note(about: str, what: str, before: str, heir: Unit) -> None:
    """One audit entry for one piece of business."""
    summary = f"{what}移交{heir.name}"
    change = {"unit": before}, {"unit": heir.key}
    audit.record(by=SYSTEM, verb="group.hand_over", about=about, summary=summary, before=change[0], after=change[1])


listen(UnitsSucceeded, hand_over)
