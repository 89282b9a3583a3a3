"""The machine doors: who may come in, and that asking twice writes once."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from ninja.responses import NinjaJSONEncoder
from ninja.security import HttpBearer, SessionAuth

from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.models import IdempotentCall
from lingnan.engines.identity.services.tokens import BadToken, bearer

Json = dict[str, Any]  # Any: whatever JSON can say
LONGEST_KEY = 120


class TokenDoor(HttpBearer):
    """A token with the scope that the method needs."""

    def __init__(self, *, read: str, write: str) -> None:
        super().__init__()
        self.read, self.write = read, write

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The actor behind the token; BadToken and NotAllowed say why not."""
        return bearer_of(token, self.read if request.method in {"GET", "HEAD"} else self.write)


class SessionDoor(SessionAuth):
    """A signed-in person; writes need the CSRF token as forms do."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The actor behind the session."""
        by = actor_of(request.user)
        return None if by.is_public else by


def bearer_of(secret: str, scope: str) -> Actor:
    """The actor that a token stands for; it must bear the scope."""
    known = bearer(secret)
    if scope not in known.scopes:
        raise NotAllowed(Label(zh=f"令牌没有 {scope} 权限", en=f"The token has no scope {scope}"))
    return known.actor


def caller(request: HttpRequest) -> Actor:
    """Who came through a TokenDoor or a SessionDoor; the services judge the act."""
    by: Actor = request.auth  # type: ignore[attr-defined]  # ninja puts there what the door gave
    return by


def writer(request: HttpRequest, scope: str) -> Actor:
    """Who writes: the bearer of a token with the scope, or somebody signed in who sent the page's own X-CSRFToken."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind:
        if kind.lower() != "bearer":
            raise BadToken("Authorization: Bearer …")
        return bearer_of(secret.strip(), scope)
    by = actor_of(request.user)
    if by.is_public:
        raise BadToken(
            Label(zh="写入需要令牌：Authorization: Bearer …", en="Writing needs a token: Authorization: Bearer …")
        )
    if CsrfViewMiddleware(nothing).process_view(request, nothing, (), {}) is not None:
        raise NotAllowed(Label(zh="缺少防伪令牌 X-CSRFToken", en="X-CSRFToken is missing or wrong"))
    return by


def nothing(request: HttpRequest) -> HttpResponse:
    """The view that the check against forgery asks for; never called."""
    return HttpResponse()


def once_only(request: HttpRequest, by: Actor, write: Callable[[], Json]) -> Json:
    """The answer of `write`; with an Idempotency-Key a second asking gets the first answer. In one transaction."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        with transaction.atomic():
            return write()
    if len(key) > LONGEST_KEY:
        raise Invalid("Idempotency-Key", Label(zh=f"最多 {LONGEST_KEY} 个字符", en=f"At most {LONGEST_KEY} characters"))
    who = (f"account:{by.account_id}" if by.account_id else by.unit_key or by.name)[:80]
    parts = (request.method or "", request.get_full_path(), request.body.decode("utf-8", "replace"))
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    kept = IdempotentCall.objects.filter(caller=who, key=key).first()
    if kept is not None:
        return same_answer(kept, digest)
    try:
        with transaction.atomic():
            row = IdempotentCall.objects.create(
                caller=who, key=key, digest=digest, answer={}, asked_at=datetime.now(UTC)
            )
            row.answer = json.loads(json.dumps(write(), cls=NinjaJSONEncoder))
            row.save(update_fields=["answer"])
            return dict(row.answer)
    except IntegrityError:
        kept = IdempotentCall.objects.filter(caller=who, key=key).first()
        if kept is None:
            raise
    return same_answer(kept, digest)


def same_answer(kept: IdempotentCall, digest: str) -> Json:
    """What was answered the first time; the same key for something else is refused."""
    if kept.digest != digest:
        raise Conflict(
            Label(zh="这个 Idempotency-Key 已用于另一个请求", en="This Idempotency-Key was used for another request")
        )
    return dict(kept.answer)
