"""Seats follow the units: who sits for a unit goes on sitting for the one that takes over."""

from django.db import transaction

from lingnan.core.events import listen
from lingnan.engines.group.models import Seat
from lingnan.engines.group.services.membership import about, end_row
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.events import UnitsSucceeded
from lingnan.engines.identity.holders import Held, register_holder
from lingnan.engines.identity.models import Unit


@register_holder
def held(unit_key: str) -> list[Held]:
    """Open seats of a unit: it is not closed while somebody sits for it."""
    seats = Seat.objects.filter(unit=unit_key, valid_to=None)
    return [Held(title=f"工作组{seat.get_duty_display()} {seat.name}", url=f"/group/seats/{seat.pk}") for seat in seats]


@transaction.atomic
def follow(fact: UnitsSucceeded) -> None:
    """End each open seat on the day and open it at the heir: same person, same duty, the old unit in its history.

    Where the heir has a liaison officer already, the former one's seat only ends.
    """
    heir = Unit.objects.get(pk=fact.after[0])
    taken = Seat.objects.filter(unit=heir, duty="liaison", valid_to=None).exists()
    for seat in list(Seat.objects.filter(unit__in=fact.before, valid_to=None).select_related("unit")):
        end_row(seat, max(fact.on, seat.valid_from), f"{seat.unit.name}的职责由{heir.name}承担")
        if seat.duty == "liaison" and taken:
            continue
        taken = taken or seat.duty == "liaison"
        reopen(seat, heir)


def reopen(seat: Seat, heir: Unit) -> None:
    """The same person's seat at the unit that takes over."""
    assert seat.valid_to is not None  # noqa: S101  just ended
    kept = {field: getattr(seat, field) for field in
            ("duty", "name", "title", "rank", "phone", "mobile", "email", "account_id", "is_sample")}  # fmt: skip
    after = Seat.objects.create(**kept, unit=heir, valid_from=seat.valid_to, replaces=seat, basis="机构改革，职责承接")
    summary = f"{seat.name}的工作组{seat.get_duty_display()}席位由{seat.unit.name}转到{heir.name}"
    audit.record(by=SYSTEM, verb="group.hand_over", about=about(after), summary=summary,
                 before={"unit": seat.unit_id}, after={"unit": heir.pk})  # fmt: skip


listen(UnitsSucceeded, follow)
