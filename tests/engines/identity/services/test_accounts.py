"""People: made with a generated password, given roles, closed, never without an administrator."""

from collections.abc import Callable
from datetime import date

import pytest

from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import SYSTEM, Actor, actor_of
from lingnan.engines.identity.models import Account, AuditEntry
from lingnan.engines.identity.services.accounts import (
    change_password,
    create_account,
    deactivate,
    generated_password,
    grant_role,
    move_account,
    reactivate,
    reset_password,
    revoke_role,
)

pytestmark = pytest.mark.usefixtures("town", "quick_passwords")
ADMIN = Actor(name="管理员", account_id=99, roles=frozenset({"admin"}))


def create(**changes: object) -> Account:
    wanted: dict[str, object] = {"username": "zhang.hua", "display_name": "张华", "unit_key": "gd-education", **changes}
    return create_account(by=ADMIN, **wanted).account  # type: ignore[arg-type]


def test_a_new_account_gets_a_password_that_works_and_is_kept_nowhere() -> None:
    made = create_account(by=ADMIN, username="zhang", display_name="张华", unit_key="gd-education", roles=("liaison",))
    account = Account.objects.get(username="zhang")
    assert account.check_password(made.password)
    assert account.must_change_password
    assert actor_of(account).roles == {"liaison"}
    assert made.password not in repr(made)
    assert not AuditEntry.objects.filter(after__contains=made.password).exists()
    assert not AuditEntry.objects.filter(summary__contains=made.password).exists()
    assert list(audit.verify()) == []


def test_generated_passwords_are_long_and_differ() -> None:
    some = {generated_password() for _ in range(200)}
    assert len(some) == 200
    assert all(len(password) == 19 and not set(password) & set("il10o") for password in some)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "Zhang"}, "账号"),
        ({"username": "z"}, "账号"),
        ({"username": "zhang hua"}, "账号"),
        ({"display_name": " "}, "姓名"),
        ({"unit_key": "gd-none"}, "单位"),
        ({"email": "zhang@"}, "邮箱"),
        ({"roles": ("king",)}, "角色"),
        ({"roles": ("system",)}, "角色"),
        ({"roles": ("office",)}, "角色"),  # only people of the office hold the office's role
    ],
)
def test_a_wrong_account_is_refused(change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        create(**change)
    assert refused.value.field == field
    assert not Account.objects.exists()


def test_a_name_is_used_once() -> None:
    create()
    with pytest.raises(Invalid, match="已有人使用"):
        create()


def test_roles_are_given_for_a_time_and_taken_back() -> None:
    account = create()
    grant_role(by=ADMIN, account_id=account.pk, role="clerk", valid_from=date(2000, 1, 1), valid_to=date(2001, 1, 1))
    assert actor_of(Account.objects.get(pk=account.pk)).roles == frozenset()
    grant_role(by=ADMIN, account_id=account.pk, role="clerk")
    assert actor_of(Account.objects.get(pk=account.pk)).roles == {"clerk"}
    revoke_role(by=ADMIN, account_id=account.pk, role="clerk")
    assert actor_of(Account.objects.get(pk=account.pk)).roles == frozenset()
    with pytest.raises(Invalid, match="止期"):
        grant_role(
            by=ADMIN, account_id=account.pk, role="clerk", valid_from=date(2001, 1, 1), valid_to=date(2001, 1, 1)
        )


def test_the_last_administrator_stays() -> None:
    first = create(username="first", roles=("admin",))
    with pytest.raises(Conflict, match="最后一位"):
        revoke_role(by=ADMIN, account_id=first.pk, role="admin")
    with pytest.raises(Conflict, match="最后一位"):
        deactivate(by=ADMIN, account_id=first.pk, reason="离职")
    create(username="second", roles=("admin",))
    deactivate(by=ADMIN, account_id=first.pk, reason="离职")
    assert not Account.objects.get(pk=first.pk).is_active


def test_nobody_closes_the_own_account_or_without_reason() -> None:
    me, other = create(username="me", roles=("admin",)), create(username="other")
    by = actor_of(me)
    with pytest.raises(Conflict, match="自己"):
        deactivate(by=by, account_id=me.pk, reason="x")
    with pytest.raises(Invalid, match="理由"):
        deactivate(by=by, account_id=other.pk, reason=" ")
    deactivate(by=by, account_id=other.pk, reason="调离")
    made = reactivate(by=by, account_id=other.pk)
    assert Account.objects.get(pk=other.pk).check_password(made.password)


def test_only_administrators_manage_people(person: Callable[..., Account]) -> None:
    office = actor_of(person("o", "gd-office", "office"))
    for act in (
        lambda: create_account(by=office, username="new", display_name="新", unit_key="gd-office"),
        lambda: grant_role(by=office, account_id=office.account_id or 0, role="admin"),
        lambda: reset_password(by=office, account_id=office.account_id or 0),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_office_role_does_not_leave_the_office() -> None:
    account = create(unit_key="gd-office", roles=("office",))
    with pytest.raises(Invalid, match="办公室"):
        move_account(by=ADMIN, account_id=account.pk, unit_key="gd-education")
    revoke_role(by=ADMIN, account_id=account.pk, role="office")
    assert move_account(by=ADMIN, account_id=account.pk, unit_key="gd-education").unit_id == "gd-education"


def test_one_changes_the_own_password() -> None:
    made = create_account(by=SYSTEM, username="zhang", display_name="张", unit_key="gd-education")
    by = actor_of(made.account)
    for old, new, said in (
        ("wrong", "another long one", "原密码不对"),
        (made.password, "short", "至少 12"),
        (made.password, "password1234", "太常见"),
        (made.password, made.password, "相同"),
    ):
        with pytest.raises(Invalid, match=said):
            change_password(by=by, old=old, new=new)
    change_password(by=by, old=made.password, new="紫荆花开在岭南的春天里呀")
    account = Account.objects.get(username="zhang")
    assert account.check_password("紫荆花开在岭南的春天里呀")
    assert not account.must_change_password
