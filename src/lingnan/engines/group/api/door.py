"""Who comes through the API, and writes that count once however often they are sent."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.core.labels import Label
from lingnan.engines.group.models import SentRequest
from lingnan.engines.group.selectors.business import require_reader
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.services.tokens import bearer, declare_scope

READ = declare_scope("group:read", zh="读取工作组议事", en="Read the working group's business")
WRITE = declare_scope("group:write", zh="办理工作组议事", en="Act in the working group's business")
LONGEST_KEY = 120
Answer = dict[str, object]


class TokenDoor(HttpBearer):
    """A token with the scope that the method needs."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The actor behind the token; BadToken and NotAllowed say why not."""
        found = bearer(token)
        needed = READ if request.method in {"GET", "HEAD"} else WRITE
        if needed not in found.scopes:
            raise NotAllowed(Label(zh=f"令牌没有 {needed} 权限", en=f"The token lacks the scope {needed}"))
        return found.actor


class SessionDoor(SessionAuth):
    """A signed-in person; writes need the CSRF token as forms do."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The actor behind the session."""
        by = actor_of(request.user)
        return None if by.is_public else by


def reader(request: HttpRequest) -> Actor:
    """Who asks, if they may read the group's business."""
    by: Actor = request.auth  # type: ignore[attr-defined]  # ninja puts there what the door gave
    require_reader(by)
    return by


def caller(request: HttpRequest) -> Actor:
    """Who asks, whoever that is: the services judge the act."""
    by: Actor = request.auth  # type: ignore[attr-defined]  # ninja puts there what the door gave
    return by


def once_only(
    request: HttpRequest, work: Callable[[Actor], Answer], *, who: Callable[[HttpRequest], Actor] = reader
) -> Answer:
    """Do the work, once for each Idempotency-Key of the sender; the same key with another request is refused."""
    by = who(request)
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        return work(by)
    if len(key) > LONGEST_KEY:
        raise Invalid("Idempotency-Key", Label(zh=f"最长 {LONGEST_KEY} 字", en=f"At most {LONGEST_KEY} characters"))
    sender = f"account:{by.account_id}" if by.account_id else by.name[:80]
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
    if kept := SentRequest.objects.filter(sender=sender, key=key).first():
        return answered(kept, digest)
    try:
        with transaction.atomic():
            row = SentRequest.objects.create(sender=sender, key=key, digest=digest, sent_at=datetime.now(UTC))
            said: Answer = json.loads(json.dumps(work(by), default=str))
            row.answer = said
            row.save(update_fields=["answer"])
    except IntegrityError:
        kept = SentRequest.objects.filter(sender=sender, key=key).first()
        if kept is None:
            raise
        return answered(kept, digest)
    return said


def answered(kept: SentRequest, digest: str) -> Answer:
    """The answer of the first time."""
    if kept.digest != digest:
        raise Conflict(
            Label(zh="这个 Idempotency-Key 用在别的请求上了", en="This Idempotency-Key belongs to another request")
        )
    return dict(kept.answer or {})
