"""The full matrix: every role, every action, on things near and far."""

import itertools
from collections.abc import Callable

import pytest

from lingnan.core.errors import NotAllowed
from lingnan.engines.identity.actor import PUBLIC, SYSTEM, Actor, actor_of
from lingnan.engines.identity.models import Account, Unit
from lingnan.engines.identity.rights import ACTIONS, ROLES, is_within, require, scope

# what is near and what is far for an actor of gov-440100 (the city of Guangzhou, 440100)
THINGS = {
    "own": ("gov-440100", "440100"),
    "county of own city": ("gov-440103", "440103"),
    "town of own city": ("", "440103001"),
    "other city": ("gov-441200", "441200"),
    "department of the province": ("gd-education", "440000"),
}
# written by hand from design.md section 5: how far each role's acts go
NEAR = {
    "unit": {"own"},
    "region": {"own", "county of own city", "town of own city"},
    "all": set(THINGS),
}
REACHES = {
    "office": "all", "reviewer": "all", "expert": "all", "auditor": "all", "admin": "all", "system": "all",
    "public": "all", "leader": "unit", "liaison": "unit", "clerk": "region", "operator": "region",
}  # fmt: skip


def holder(role: str) -> Actor:
    return Actor(name=role, account_id=1, unit_key="gov-440100", region_code="440100", roles=frozenset({role}))


def test_every_role_stands_in_the_table() -> None:
    assert set(REACHES) == set(ROLES)
    assert {role.key: role.reach for role in ROLES.values()} == REACHES


@pytest.mark.parametrize(("role", "action"), list(itertools.product(sorted(ROLES), sorted(ACTIONS))))
def test_a_role_may_do_what_is_declared_as_far_as_it_reaches(role: str, action: str) -> None:
    for thing, (unit, region) in THINGS.items():
        may = role in ACTIONS[action].roles and thing in NEAR[REACHES[role]]
        assert scope(holder(role), action).allows(unit=unit, region=region) is may, thing
        if may:
            require(holder(role), action, unit=unit, region=region)
        else:
            with pytest.raises(NotAllowed, match="只有"):
                require(holder(role), action, unit=unit, region=region)


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.usefixtures("town")
def test_the_filter_says_the_same_as_the_question(role: str) -> None:
    """A list never shows what a page would refuse, and the other way round."""
    actions = [action for action in ACTIONS if role in ACTIONS[action].roles][:1] or ["identity.load"]
    reach = scope(holder(role), actions[0])
    listed = set(
        Unit.objects.filter(reach.filter(unit_field="key", region_field="region")).values_list("key", flat=True)
    )
    asked = {unit.key for unit in Unit.objects.all() if reach.allows(unit=unit.key, region=unit.region_id)}
    assert listed == asked


def test_nobody_is_allowed_by_accident() -> None:
    bare = Actor(name="无", account_id=3, unit_key="gov-440100", region_code="440100")
    for action in ACTIONS:
        assert not scope(bare, action).allows()
        assert scope(SYSTEM, action).allows()
    assert not any(scope(PUBLIC, action).allows() for action in ACTIONS if action.startswith("identity."))
    with pytest.raises(KeyError, match="unknown action"):
        scope(SYSTEM, "identity.fly")


def test_within_goes_by_the_leading_digits() -> None:
    assert is_within("440103001", "440100")
    assert is_within("440100", "440000")
    assert is_within("441900003", "441900")
    assert not is_within("441200", "440100")
    assert not is_within("440000", "440100")
    assert not is_within("440103", "")


def test_a_person_acts_by_unit_and_roles_in_force(person: Callable[..., Account]) -> None:
    account = person("zhang", "gov-440103", "clerk", "liaison")
    account.grants.filter(role="clerk").update(valid_to="2000-01-01")
    by = actor_of(Account.objects.get(pk=account.pk))
    assert (by.unit_key, by.region_code, by.unit_kind) == ("gov-440103", "440103", "county_government")
    assert by.roles == {"liaison"}
    account.is_active = False
    assert actor_of(account) is PUBLIC
