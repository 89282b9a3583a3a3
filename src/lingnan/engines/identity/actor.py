"""Who acts: the one form in which every service and selector learns it."""

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import AnonymousUser

from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Account
from lingnan.engines.identity.once import once


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person (or the system, or the public) with a unit, the unit's region and roles."""

    name: str
    account_id: int | None = None
    unit_key: str = ""
    unit_name: str = ""
    unit_name_en: str = ""
    unit_kind: str = ""
    region_code: str = ""
    roles: frozenset[str] = frozenset()

    @cached_property
    def is_public(self) -> bool:
        """Nobody signed in."""
        return "public" in self.roles


SYSTEM = Actor(name="系统", roles=frozenset({"system"}))
PUBLIC = Actor(name="公众", roles=frozenset({"public"}))


def actor_of(user: Account | AnonymousUser | object) -> Actor:
    """The actor behind a signed-in account; the public for anybody else."""
    if not isinstance(user, Account) or not user.is_active:
        return PUBLIC
    return once(("identity.actor", user.pk), lambda: ask_actor(user))


def ask_actor(user: Account) -> Actor:
    """The actor of an active account, with the roles that it holds today."""
    day = today()
    roles = {
        grant.role
        for grant in user.grants.all()
        if (grant.valid_from is None or grant.valid_from <= day) and (grant.valid_to is None or day < grant.valid_to)
    }
    unit = user.unit
    return Actor(
        name=user.display_name or user.username,
        account_id=user.pk,
        unit_key=unit.key if unit else "",
        unit_name=unit.name if unit else "",
        unit_name_en=unit.name_en if unit else "",
        unit_kind=unit.kind if unit else "",
        region_code=unit.region_id if unit else "",
        roles=frozenset(roles),
    )
