"""People: accounts, roles, passwords, sessions."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import date

from axes.utils import reset as forget_failures
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from lingnan.core.errors import Conflict, Invalid, NotFound, in_language
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Account, RoleGrant, SignIn, Unit
from lingnan.engines.identity.rights import ROLES, require
from lingnan.engines.identity.selectors.units import is_open, unit_keyed

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what is easily misread on paper
GROUPS, GROUP = 4, 4
USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
GIVEN_BY_NOBODY = {"system", "public"}


@dataclass(frozen=True, kw_only=True)
class NewPassword:
    """An account with the password generated for it; shown once, kept nowhere."""

    account: Account
    password: str = field(repr=False)


def generated_password() -> str:
    """About 79 bits, in groups that can be read out: `k7mq-2vxa-…`."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def about(account: Account) -> str:
    """How the audit trail names an account."""
    return f"identity.account:{account.pk}"


def described(account: Account) -> dict[str, object]:
    """An account as the audit trail shows it: who, where, which roles; never a password."""
    return {
        "username": account.username,
        "display_name": account.display_name,
        "unit": account.unit_id,
        "email": account.email,
        "phone": account.phone,
        "is_active": account.is_active,
        "roles": sorted(account.grants.values_list("role", flat=True)),
    }


def account_or_fault(account_id: int) -> Account:
    """The account, locked; or NotFound."""
    account = Account.objects.select_for_update(of=("self",)).filter(pk=account_id).first()
    if account is None:
        raise NotFound(Label(zh=f"没有编号为 {account_id} 的账号", en=f"There is no account with number {account_id}"))
    return account


def check_unit(unit_key: str) -> Unit:
    """The unit, if it exists today."""
    unit = unit_keyed(unit_key)
    if not is_open(unit, today()):
        raise Invalid(
            Label(zh="单位", en="Unit"),
            Label(
                zh=f"{unit.name}在 {today()} 不存在（{unit.valid_from or '…'} 至 {unit.valid_to or '今'}）",
                en=f"{unit.name_en or unit.name} exists only from {unit.valid_from or '…'} to {unit.valid_to or 'now'}",
            ),
        )
    return unit


def check_role(role: str, unit: Unit | None) -> None:
    """Refuse an unknown role, one that nobody is given, and the office's role outside the office."""
    if role not in ROLES or role in GIVEN_BY_NOBODY:
        known = "、".join(f"{key}（{r.label.zh}）" for key, r in ROLES.items() if key not in GIVEN_BY_NOBODY)
        raise Invalid(
            Label(zh="角色", en="Role"),
            Label(zh=f"没有“{role}”这个角色；可用：{known}", en=f"There is no role {role}; there are: {known}"),
        )
    if role == "office" and (unit is None or unit.kind != "office"):
        raise Invalid(
            Label(zh="角色", en="Role"),
            Label(
                zh="“工作组办公室”角色只能授给办公室的人员",
                en="The role of the working group's office is only for people of the office",
            ),
        )


@transaction.atomic
def create_account(
    *,
    by: Actor,
    username: str,
    display_name: str,
    unit_key: str,
    roles: tuple[str, ...] = (),
    email: str = "",
    phone: str = "",
    language: str = "zh",
    must_change: bool = True,
) -> NewPassword:
    """A new account with a generated password."""
    require(by, "identity.manage_accounts", unit=unit_key)
    check_person(username=username, display_name=display_name, email=email)
    unit = check_unit(unit_key)
    for role in roles:
        check_role(role, unit)
    password = generated_password()
    account = Account(
        username=username, display_name=display_name.strip(), unit=unit, email=email.strip(), phone=phone.strip(),
        language=language, must_change_password=must_change,
    )  # fmt: skip
    account.set_password(password)
    account.save()
    RoleGrant.objects.bulk_create([RoleGrant(account=account, role=role) for role in dict.fromkeys(roles)])
    audit.record(by=by, verb="identity.create_account", about=about(account), after=described(account),
                 summary=f"新建账号 {account.username}（{account.display_name}，{unit.name}）")  # fmt: skip
    return NewPassword(account=account, password=password)


def check_person(*, username: str, display_name: str, email: str) -> None:
    """Refuse a wrong or used sign-in name, an empty name, a wrong mail address."""
    if not USERNAME.fullmatch(username):
        raise Invalid(
            Label(zh="账号", en="Account"),
            Label(
                zh=f"“{username}”不能作账号：小写字母开头，2 至 40 个小写字母、数字或 . _ -",
                en=f"{username} cannot be an account: 2 to 40 small letters, digits or . _ - after a first letter",
            ),
        )
    if Account.objects.filter(username=username).exists():
        raise Invalid(Label(zh="账号", en="Account"), Label(zh=f"“{username}”已有人使用", en=f"{username} is taken"))
    if not display_name.strip():
        raise Invalid(Label(zh="姓名", en="Name"), Label(zh="请填姓名", en="Please give the name"))
    if email and not EMAIL.fullmatch(email.strip()):
        raise Invalid(
            Label(zh="邮箱", en="E-mail"), Label(zh=f"“{email}”不是邮箱地址", en=f"{email} is not an e-mail address")
        )


@transaction.atomic
def grant_role(
    *, by: Actor, account_id: int, role: str, valid_from: date | None = None, valid_to: date | None = None
) -> RoleGrant:
    """Give a role, from a day to a day where it is for a time."""
    require(by, "identity.manage_roles")
    account = account_or_fault(account_id)
    check_role(role, account.unit)
    if valid_from and valid_to and valid_to <= valid_from:
        raise Invalid(
            Label(zh="有效期", en="Valid"),
            Label(
                zh=f"止期 {valid_to} 应晚于起期 {valid_from}",
                en=f"The end {valid_to} must be after the beginning {valid_from}",
            ),
        )
    before = described(account)
    days = {"valid_from": valid_from, "valid_to": valid_to}
    grant, _ = RoleGrant.objects.update_or_create(account=account, role=role, defaults=days)
    after = {**described(account), "granted": role, **days}
    audit.record(by=by, verb="identity.grant_role", about=about(account), before=before, after=after,
                 summary=f"授予 {account} 角色“{ROLES[role].label.zh}”")  # fmt: skip
    return grant


@transaction.atomic
def revoke_role(*, by: Actor, account_id: int, role: str) -> None:
    """Take a role away; never the last administrator's."""
    require(by, "identity.manage_roles")
    account = account_or_fault(account_id)
    grant = RoleGrant.objects.filter(account=account, role=role).first()
    if grant is None:
        return
    if role == "admin":
        keep_an_administrator(without=account)
    before = described(account)
    grant.delete()
    audit.record(by=by, verb="identity.revoke_role", about=about(account), before=before, after=described(account),
                 summary=f"收回 {account} 的角色“{ROLES[role].label.zh}”")  # fmt: skip


def keep_an_administrator(*, without: Account) -> None:
    """Refuse what would leave nobody who can manage accounts."""
    day = today()
    valid = (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gt=day))
    others = RoleGrant.objects.select_for_update(of=("self",)).filter(valid, role="admin", account__is_active=True)
    if not others.exclude(account=without).exists():
        raise Conflict(
            Label(
                zh=f"{without} 是最后一位系统管理员，先授予另一人再收回",
                en=f"{without} is the last administrator: make another one first",
            )
        )


@transaction.atomic
def deactivate(*, by: Actor, account_id: int, reason: str) -> None:
    """Close an account for sign-in and end its sessions; what the person did stays."""
    require(by, "identity.manage_accounts")
    account = account_or_fault(account_id)
    if account.pk == by.account_id:
        raise Conflict(
            Label(
                zh="不能停用自己的账号，请另一位系统管理员办理",
                en="You cannot close your own account; ask another administrator",
            )
        )
    if not reason.strip():
        raise Invalid(Label(zh="理由", en="Reason"), Label(zh="请写明停用的理由", en="Please say why it is closed"))
    if not account.is_active:
        return
    if account.grants.filter(role="admin").exists():
        keep_an_administrator(without=account)
    account.is_active = False
    account.save(update_fields=["is_active"])
    end_sessions(account)
    audit.record(by=by, verb="identity.deactivate", about=about(account), before={"is_active": True},
                 after={"is_active": False, "reason": reason}, summary=f"停用账号 {account}：{reason}")  # fmt: skip


@transaction.atomic
def reactivate(*, by: Actor, account_id: int) -> NewPassword:
    """Open a closed account again, with a new password."""
    require(by, "identity.manage_accounts")
    account = account_or_fault(account_id)
    account.is_active = True
    account.save(update_fields=["is_active"])
    audit.record(by=by, verb="identity.reactivate", about=about(account), before={"is_active": False},
                 after={"is_active": True}, summary=f"重新启用账号 {account}")  # fmt: skip
    return reset_password(by=by, account_id=account_id)


@transaction.atomic
def move_account(*, by: Actor, account_id: int, unit_key: str) -> Account:
    """Move a person to another unit; the roles go along where the new unit may have them."""
    require(by, "identity.manage_accounts")
    account, unit = account_or_fault(account_id), check_unit(unit_key)
    for role in account.grants.values_list("role", flat=True):
        check_role(role, unit)
    before = described(account)
    account.unit = unit
    account.save(update_fields=["unit"])
    audit.record(by=by, verb="identity.move_account", about=about(account), before=before, after=described(account),
                 summary=f"{account} 调往{unit.name}")  # fmt: skip
    return account


@transaction.atomic
def reset_password(*, by: Actor, account_id: int, also_codes: bool = False) -> NewPassword:
    """A new generated password; sessions end, a lock-out is lifted; with `also_codes` the six-digit code is removed."""
    require(by, "identity.manage_accounts")
    account = account_or_fault(account_id)
    password = generated_password()
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    if also_codes:
        TOTPDevice.objects.filter(user=account).delete()
        StaticDevice.objects.filter(user=account).delete()
    end_sessions(account)
    forget_failures(username=account.username)
    what = "密码和两步验证" if also_codes else "密码"
    audit.record(by=by, verb="identity.reset_password", about=about(account), after={"also_codes": also_codes},
                 summary=f"重置 {account} 的{what}")  # fmt: skip
    return NewPassword(account=account, password=password)


@transaction.atomic
def change_password(*, by: Actor, old: str, new: str, keep_session: str = "") -> Account:
    """Change one's own password; other sessions end."""
    if by.account_id is None:
        raise NotFound(Label(zh="请先登录", en="Please sign in first"))
    account = account_or_fault(by.account_id)
    if not account.check_password(old):
        raise Invalid(Label(zh="原密码", en="Old password"), Label(zh="原密码不对", en="The old password is wrong"))
    if old == new:
        raise Invalid(
            Label(zh="新密码", en="New password"),
            Label(zh="新密码和原密码相同，请换一个", en="The new password is the same as the old one; choose another"),
        )
    try:
        validate_password(new, account)
    except ValidationError as error:
        raise Invalid(
            Label(zh="新密码", en="New password"),
            password_faults(error),
        ) from None
    account.set_password(new)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    end_sessions(account, but=keep_session)
    audit.record(by=by, verb="identity.change_password", about=about(account), summary=f"{account} 修改了密码")
    return account


PASSWORD_FAULTS = {
    "password_too_short": Label(zh="密码至少 12 个字符", en="A password has at least 12 characters"),
    "password_too_common": Label(zh="这个密码太常见，请换一个", en="This password is too common; choose another"),
}


def password_faults(error: ValidationError) -> Label:
    """All that is wrong with a password, in one sentence."""
    found = [PASSWORD_FAULTS.get(each.code or "", str(each.message)) for each in error.error_list]
    zh, en = (joint.join(in_language(each, code) for each in found) for joint, code in (("；", "zh"), ("; ", "en")))
    return Label(zh=zh, en=en)


def end_sessions(account: Account, *, but: str = "") -> int:
    """End the sessions of an account (all but one); how many."""
    keys = list(account.sign_ins.exclude(session_key=but).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    SignIn.objects.filter(session_key__in=keys).delete()
    return len(keys)


@transaction.atomic
def end_session(*, by: Actor, sign_in_id: int) -> None:
    """End one of one's own sessions."""
    row = SignIn.objects.filter(pk=sign_in_id, account_id=by.account_id).first() if by.account_id else None
    if row is None:
        raise NotFound(Label(zh="没有这个登录，可能已经结束", en="There is no such session; it may have ended"))
    Session.objects.filter(session_key=row.session_key).delete()
    row.delete()
    audit.record(by=by, verb="identity.end_session", about=f"identity.account:{by.account_id}",
                 summary=f"{by.name} 结束了 {row.began_at:%Y-%m-%d %H:%M} UTC 的登录")  # fmt: skip
