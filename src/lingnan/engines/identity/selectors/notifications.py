"""What a person was told."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Notification


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was told about one object: the newest first."""

    about: str
    items: tuple[Notification, ...]

    @property
    def unread(self) -> int:
        return sum(item.read_at is None for item in self.items)

    @property
    def level(self) -> int:
        return max(item.level for item in self.items)


def notifications_of(by: Actor) -> QuerySet[Notification]:
    """Everything told to the actor, the newest first."""
    if by.account_id is None:
        return Notification.objects.none()
    return Notification.objects.filter(account_id=by.account_id).order_by("-told_at", "-pk")


def grouped(items: Iterable[Notification]) -> list[Told]:
    """By object; groups with unread first, then the graver, then the newer."""
    groups: dict[str, list[Notification]] = {}
    for item in items:
        groups.setdefault(item.about, []).append(item)
    told = [Told(about=about, items=tuple(found)) for about, found in groups.items()]
    return sorted(told, key=lambda t: (t.unread == 0, -t.level, -t.items[0].told_at.timestamp()))
