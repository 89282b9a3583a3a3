"""Open cases follow the units: what a unit still holds, and who takes it when the unit is renamed, merged or split."""

from django.db import transaction

from lingnan.core.events import listen
from lingnan.engines.cases.models import Case
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.events import UnitsSucceeded
from lingnan.engines.identity.holders import Held, register_holder
from lingnan.engines.identity.models import Unit


@register_holder
def held(unit_key: str) -> list[Held]:
    """Open cases of the unit."""
    found = Case.objects.filter(unit=unit_key, state="open")
    return [Held(title=f"案件 {case.number} {case.title}", url=f"/cases/{case.number}") for case in found]


@transaction.atomic
def hand_over(fact: UnitsSucceeded) -> None:
    """Give open cases to the successor; closed ones and every act stay with the unit that did them."""
    heir = Unit.objects.get(pk=fact.after[0])
    for case in Case.objects.select_for_update(of=("self",)).filter(unit__in=fact.before, state="open"):
        before = {"unit": case.unit_id}
        case.unit = heir
        case.save(update_fields=["unit"])
        summary = f"案件 {case.number} 移交{heir.name}（自 {fact.on} 起）"
        audit.record(by=SYSTEM, verb="cases.hand_over", about=f"cases.case:{case.number}", summary=summary,
                     before=before, after={"unit": heir.key})  # fmt: skip


listen(UnitsSucceeded, hand_over)
