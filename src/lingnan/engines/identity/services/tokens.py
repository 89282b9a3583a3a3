"""Keys for machines: made once, kept only as a digest, bounded by scopes and days, revoked at once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from time import monotonic

from django.db import connection, transaction

from lingnan.core import clock
from lingnan.core.errors import Conflict, Invalid, LingnanError, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor, ask_actor
from lingnan.engines.identity.models import Account, Token, Unit
from lingnan.engines.identity.rights import require

SCOPES: dict[str, Label] = {}
PREFIX = "lgn_"
HINT = 9  # letters of a token that may be shown: the prefix and five more
LAST_USED_STEP = timedelta(minutes=5)  # how exactly the last use is kept: a write for every request would cost more


def declare_scope(key: str, *, zh: str, en: str) -> str:
    """Register what a token may be allowed to do, named `engine:verb`."""
    SCOPES[key] = Label(zh=zh, en=en)
    return key


declare_scope("sense:read", zh="读取本单位的监测数据", en="Read the unit's observations")
declare_scope("sense:write", zh="写入监测数据", en="Store observations")


class BadToken(LingnanError):
    """No such token, or it is revoked or expired. Which of them is not told to strangers."""

    status = 401


@dataclass(frozen=True, kw_only=True)
class NewToken:
    """A token just made, with its secret: shown once, kept nowhere."""

    token: Token
    secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Bearer:
    """Who presents a token: the actor it stands for, and the scopes it is bounded by."""

    token: int
    actor: Actor
    scopes: frozenset[str]


def digest(secret: str) -> str:
    """What is kept of a token. It is 256 random bits, so a fast hash is enough: there is nothing to guess."""
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_token(
    *, by: Actor, scopes: Sequence[str], name: str = "", username: str = "", unit: str = "", days: int = 365
) -> NewToken:
    """Make a token that acts for an account, for a unit, or (neither named) for the installation."""
    require(by, "identity.manage_tokens")
    check(scopes, days=days, username=username, unit=unit)
    secret = PREFIX + secrets.token_urlsafe(32)
    now = clock.now()
    token = Token.objects.create(
        name=name or "、".join(SCOPES[scope].zh for scope in scopes),
        digest=digest(secret),
        hint=secret[:HINT],
        scopes=sorted(set(scopes)),
        account=_account(username),
        unit=_unit(unit),
        created_at=now,
        expires_at=now + timedelta(days=days) if days else None,
    )
    audit.record(by=by, verb="identity.create_token", about=f"identity.token:{token.pk}",
                 summary=f"签发令牌 {token}", after=described(token))  # fmt: skip
    return NewToken(token=token, secret=secret)


def check(scopes: Sequence[str], *, days: int, username: str, unit: str) -> None:
    """Only scopes that exist, at least one; days from 0 (never ends); one bearer."""
    known = "、".join(sorted(SCOPES))
    if not scopes:
        raise Invalid(
            "scope", Label(zh=f"至少要有一个权限范围，可用：{known}", en=f"At least one scope is needed: {known}")
        )
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        raise Invalid(
            "scope",
            Label(
                zh=f"没有权限范围 {'、'.join(unknown)}，可用：{known}",
                en=f"There is no scope {', '.join(unknown)}; there are: {known}",
            ),
        )
    if days < 0:
        raise Invalid(
            "days", Label(zh="有效天数不能为负，0 表示长期有效", en="Days cannot be negative; 0 is without end")
        )
    if username and unit:
        raise Invalid("unit", Label(zh="账号与单位只能指定一个", en="Name an account or a unit, not both"))


def _account(username: str) -> Account | None:
    if not username:
        return None
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise NotFound(Label(zh=f"没有在用的账号“{username}”", en=f"There is no open account “{username}”"))
    return account


def _unit(key: str) -> Unit | None:
    if not key:
        return None
    unit = Unit.objects.filter(pk=key).first()
    if unit is None:
        raise NotFound(Label(zh=f"没有代号为“{key}”的单位", en=f"There is no unit “{key}”"))
    return unit


def described(token: Token) -> dict[str, object]:
    """A token as lists and the audit trail show it; never the secret."""
    return {
        "id": token.pk,
        "name": token.name,
        "hint": f"{token.hint}…",
        "scopes": token.scopes,
        "account": token.account.username if token.account else None,
        "unit": token.unit_id,
        "created_at": token.created_at.isoformat(),
        "expires_at": token.expires_at.isoformat() if token.expires_at else None,
        "last_used_at": token.last_used_at.isoformat() if token.last_used_at else None,
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
    }


@transaction.atomic
def revoke_token(*, by: Actor, number: int, reason: str = "") -> Token:
    """End a token now."""
    require(by, "identity.manage_tokens")
    token = Token.objects.select_for_update().filter(pk=number).first()
    if token is None:
        raise NotFound(Label(zh=f"没有编号为 {number} 的令牌", en=f"There is no token with number {number}"))
    if token.revoked_at:
        raise Conflict(
            Label(
                zh=f"令牌 {token} 已于 {clock.local(token.revoked_at):%Y-%m-%d %H:%M} 收回",
                en=f"Token {token} was withdrawn at {clock.local(token.revoked_at):%Y-%m-%d %H:%M}",
            )
        )
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    audit.record(by=by, verb="identity.revoke_token", about=f"identity.token:{token.pk}",
                 summary=f"收回令牌 {token}" + (f"：{reason}" if reason else ""))  # fmt: skip
    return token


STANDING = """SELECT t.id, CASE WHEN t.last_used_at IS NULL OR t.last_used_at < %s THEN 1 ELSE 0 END
 FROM identity_token t LEFT JOIN identity_account a ON a.id = t.account_id
 WHERE t.digest = %s AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > %s)
 AND (t.account_id IS NULL OR a.is_active)"""
MOST_REMEMBERED = 10_000
REMEMBERED = 30.0  # seconds for which a bearer's roles are not asked again; whether the token stands is asked each time
_bearers: dict[str, tuple[float, Bearer]] = {}


def bearer(secret: str) -> Bearer:
    """Who presents this token now; BadToken where nobody may."""
    key, now = digest(secret), datetime.now(UTC)
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [adapt(now - LAST_USED_STEP), key, adapt(now)])
        row = cursor.fetchone()
    if row is None:
        _bearers.pop(key, None)
        raise BadToken("令牌无效、已过期或已收回")
    number, is_stale = row
    if is_stale:
        Token.objects.filter(pk=number).update(last_used_at=now)
    since, known = _bearers.get(key, (0.0, None))
    if known is None or known.token != number or monotonic() - since > REMEMBERED:
        token = Token.objects.select_related("account", "unit").get(pk=number)
        known = Bearer(token=token.pk, actor=actor_of_token(token), scopes=frozenset(token.scopes))
        if len(_bearers) > MOST_REMEMBERED:
            _bearers.clear()
        _bearers[key] = monotonic(), known
    return known


def actor_of_token(token: Token) -> Actor:
    """The account's actor; a unit's operator; or the system itself, under the token's name."""
    if token.account:
        return ask_actor(token.account)
    name = f"令牌 {token.name}"
    if token.unit is None:
        return Actor(name=name, roles=frozenset({"system"}))
    return Actor(
        name=name,
        unit_key=token.unit.key,
        unit_name=token.unit.name,
        unit_name_en=token.unit.name_en,
        unit_kind=token.unit.kind,
        region_code=token.unit.region_id,
        roles=frozenset({"operator"}),
    )
