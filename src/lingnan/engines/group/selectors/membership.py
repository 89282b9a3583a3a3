"""Who sits in the working group on a day, and what each unit's seats were."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from lingnan.core.labels import Label
from lingnan.engines.group.labels import DUTIES
from lingnan.engines.group.models import OfficeDuty, Seat
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.attachments import SEES_ALL
from lingnan.engines.identity.models import Unit
from lingnan.engines.identity.once import once
from lingnan.engines.identity.selectors.units import lineage

ORDER = {key: place for place, (key, _) in enumerate(Seat.DUTIES)}


def held_on(on: date) -> Q:
    """The condition that a seat is held on a day."""
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))


def is_member(by: Actor) -> bool:
    """Does the actor belong to the group (its unit holds an open seat) or oversee everything?"""
    if by.is_public:
        return False
    if by.roles & SEES_ALL:
        return True
    has_seat = Seat.objects.filter(unit=by.unit_key, valid_to=None).exists
    return bool(by.unit_key) and once(("group.member", by.unit_key), has_seat)


@dataclass(frozen=True, kw_only=True)
class SeatRow:
    """A seat as one reader sees it: numbers only for members."""

    seat: Seat
    phone: str
    mobile: str
    email: str
    sees_numbers: bool

    @property
    def duty(self) -> Label:
        """What the seat is called."""
        return DUTIES[self.seat.duty]

    @property
    def place(self) -> tuple[int, str, str]:
        """Chief, deputies, members, office, liaison officers; then by unit."""
        return ORDER[self.seat.duty], self.seat.unit_id, self.seat.name


def row_of(seat: Seat, sees: bool) -> SeatRow:
    """The seat for a reader who sees the numbers, or does not."""
    numbers = (seat.phone, seat.mobile, seat.email) if sees else ("", "", "")
    return SeatRow(seat=seat, phone=numbers[0], mobile=numbers[1], email=numbers[2], sees_numbers=sees)


def directory(by: Actor, *, on: date) -> list[SeatRow]:
    """Everybody who holds a seat on a day, the chief first."""
    return rows(by, Seat.objects.filter(held_on(on)))


def rows(by: Actor, seats: QuerySet[Seat]) -> list[SeatRow]:
    """Seats as the actor may see them."""
    sees = is_member(by)
    found = seats.select_related("unit", "account", "replaces", "letter")
    return sorted((row_of(seat, sees) for seat in found), key=lambda row: row.place)


def unit_family(unit: Unit) -> set[str]:
    """The unit with those it came from and those that took over."""
    return {unit.pk} | {step.before_id for step in lineage(unit)} | {step.after_id for step in lineage(unit)}


def unit_history(by: Actor, *, unit: Unit) -> list[SeatRow]:
    """Every seat that a unit, its predecessors or its successors ever held, the newest first."""
    found = rows(by, Seat.objects.filter(unit__in=unit_family(unit)))
    return sorted(found, key=lambda row: (row.seat.valid_from, -row.place[0]), reverse=True)


def duties(*, on: date | None = None) -> list[OfficeDuty]:
    """Duties of the office; those that hold on a day, where one is given."""
    found = OfficeDuty.objects.select_related("seat__unit")
    if on is not None:
        found = found.filter(Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on)))
    return list(found)


def units_without(duty: str, units: Iterable[Unit], *, on: date) -> list[Unit]:
    """The units of which nobody holds such a seat on a day."""
    there = set(Seat.objects.filter(held_on(on), duty=duty).values_list("unit_id", flat=True))
    return [unit for unit in units if unit.pk not in there]
