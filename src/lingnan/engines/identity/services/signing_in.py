"""Sign in: account, password and (where it is set up) code, judged together; lock-out; at most three sessions."""

from datetime import UTC, datetime, timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.signals import user_login_failed
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django_otp import login as otp_login

from lingnan.core.errors import LingnanError
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import PUBLIC, actor_of
from lingnan.engines.identity.models import Account, SignIn
from lingnan.engines.identity.services.codes import has_codes, matching_device

MAX_SESSIONS = 3
WRONG = "账号、密码或验证码不对"


class Refused(LingnanError):
    """Not signed in; never says which of the three was wrong."""

    status = 401


class LockedOut(LingnanError):
    """Too many failures; `minutes` until the next try."""

    status = 429

    def __init__(self, minutes: int) -> None:
        super().__init__(f"失败次数过多，请 {minutes} 分钟后再试")
        self.minutes = minutes


def sign_in(request: HttpRequest, *, username: str, password: str, code: str = "") -> Account:
    """Begin a session; Refused or LockedOut otherwise. A wrong code counts as a failure like a wrong password."""
    username = username.strip().lower()[:150]
    refuse_if_locked(request, username)
    account = authenticate(request, username=username, password=password)
    device = None
    if isinstance(account, Account) and has_codes(account):
        device = matching_device(account, code)
        if device is None:
            user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)
            account = None
    if not isinstance(account, Account):
        note_failure(request, username)
        refuse_if_locked(request, username)
        raise Refused(WRONG)
    begin(request, account, device)
    return account


def refuse_if_locked(request: HttpRequest, username: str) -> None:
    """LockedOut, with the minutes left, while the account name is locked (existing or not: that is not told)."""
    if not AxesProxyHandler.is_locked(request, {"username": username}):
        return
    last = AccessAttempt.objects.filter(username=username).order_by("-attempt_time").first()
    cool_off = get_cool_off(request) or timedelta(minutes=15)
    left = (last.attempt_time if last else datetime.now(UTC)) + cool_off - datetime.now(UTC)
    raise LockedOut(max(1, -int(-left.total_seconds() // 60)))


def note_failure(request: HttpRequest, username: str) -> None:
    """One audit entry for a failure of an account that exists. Unknown names are not kept: some are passwords."""
    account = Account.objects.filter(username=username).first()
    if account is None:
        return
    locked = AxesProxyHandler.is_locked(request, {"username": username})
    summary = f"{account} 登录失败" + ("，已锁定" if locked else "")
    verb = "identity.lock_out" if locked else "identity.sign_in_failed"
    where = {"address": address_of(request)}
    audit.record(by=PUBLIC, verb=verb, about=f"identity.account:{account.pk}", summary=summary, after=where)


def begin(request: HttpRequest, account: Account, device: object | None) -> None:
    """A new session; the oldest ones end beyond the limit."""
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    if device is not None:
        otp_login(request, device)
    if not request.session.session_key:
        request.session.save()
    with transaction.atomic():
        SignIn.objects.create(
            account=account,
            session_key=request.session.session_key or "",
            began_at=datetime.now(UTC),
            address=address_of(request),
            agent=request.headers.get("User-Agent", "")[:200],
        )
        ended = end_oldest(account)
        audit.record(by=actor_of(account), verb="identity.sign_in", about=f"identity.account:{account.pk}",
                     summary=f"{account} 登录" + (f"，结束更早的 {ended} 个登录" if ended else ""),
                     after={"address": address_of(request), "second_step": device is not None})  # fmt: skip


def end_oldest(account: Account) -> int:
    """End what is over the limit, the oldest first; forget rows whose session is gone."""
    rows = list(account.sign_ins.order_by("-began_at", "-pk"))
    alive = set(
        Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=datetime.now(UTC))
        .values_list("session_key", flat=True)
    )  # fmt: skip
    kept = [row for row in rows if row.session_key in alive][:MAX_SESSIONS]
    gone = [row for row in rows if row not in kept]
    keys = [row.session_key for row in gone]
    Session.objects.filter(session_key__in=keys).delete()
    SignIn.objects.filter(session_key__in=keys).delete()
    return sum(row.session_key in alive for row in gone)


def sign_out(request: HttpRequest) -> None:
    """End this session."""
    if isinstance(request.user, Account):
        SignIn.objects.filter(session_key=request.session.session_key or "").delete()
        audit.record(by=actor_of(request.user), verb="identity.sign_out",
                     about=f"identity.account:{request.user.pk}", summary=f"{request.user} 退出")  # fmt: skip
    logout(request)


def address_of(request: HttpRequest) -> str:
    """Where the request came from, as the server sees it."""
    return str(request.META.get("REMOTE_ADDR", ""))[:45]
