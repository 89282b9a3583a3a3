"""The collection for machines: a unit's own system reads what is asked of it and hands figures in.

Writes take an Idempotency-Key: sent again with the same body they are answered again and not done again.
"""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal

from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Schema
from ninja.security import HttpBearer, SessionAuth

from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.core.labels import Label
from lingnan.core.missing import Missing
from lingnan.engines.evaluate.actions import READ_ROUNDS, WRITE_VALUES
from lingnan.engines.evaluate.collect.selectors import rounds as read
from lingnan.engines.evaluate.collect.services.entries import Written, add_evidence, save_drafts, submit_entries
from lingnan.engines.evaluate.models import Receipt
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.services.tokens import bearer

LONGEST_KEY = 100


class TokenDoor(HttpBearer):
    """A token with the scope that the method needs."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The actor behind the token; BadToken and NotAllowed say why not."""
        found = bearer(token)
        needed = READ_ROUNDS if request.method in {"GET", "HEAD"} else WRITE_VALUES
        if needed not in found.scopes:
            raise NotAllowed(Label(zh=f"令牌没有 {needed} 权限", en=f"The token lacks the scope {needed}"))
        return found.actor


class SessionDoor(SessionAuth):
    """A signed-in person; writes need the CSRF token as forms do."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The actor behind the session."""
        by = actor_of(request.user)
        return None if by.is_public else by


router = Router(tags=["collection"], auth=[TokenDoor(), SessionDoor()])


class RoundOut(Schema):
    """A collection round."""

    key: str
    title: str
    period: str
    state: str
    asked: int
    approved: int
    is_sample: bool


class EntryOut(Schema):
    """One value of a round; figures as text, exactly as they are kept."""

    entry: int
    indicator: str
    place_code: str
    place_name: str
    unit: str
    level: str
    state: str
    waits_for: str
    value: str | None
    missing: str | None
    why: str
    previous: str | None
    measure: str
    evidence: int
    doubts: list[str]
    until: str | None


class FigureIn(Schema):
    """A figure, or why it is missing; an explanation; the address of its evidence."""

    entry: int
    value: Decimal | None = None
    missing: str = ""
    why: str = ""
    evidence_url: str = ""


class FiguresIn(Schema):
    """Figures kept as a draft, or handed in at once (`submit`): all or none."""

    figures: list[FigureIn]
    submit: bool = False


class TakenOut(Schema):
    """What was kept, and what was handed in."""

    changed: int
    submitted: list[int]


def by_of(request: HttpRequest) -> Actor:
    """Who asks."""
    by: Actor = request.auth  # type: ignore[attr-defined]  # ninja puts there what the door gave
    return by


@router.get("/rounds", response=list[RoundOut], summary="Collection rounds")
def rounds(request: HttpRequest) -> list[RoundOut]:
    """Every round, the newest first."""
    return [
        RoundOut(
            key=row.round.key, title=row.round.title, period=row.round.period, state=row.round.state, asked=row.asked,
            approved=row.approved, is_sample=row.round.is_sample,
        )
        for row in read.rounds(by_of(request))
    ]  # fmt: skip


@router.get("/rounds/{key}/entries", response=list[EntryOut], summary="Values of a round")
def entries(request: HttpRequest, key: str, state: str = "", unit: str = "") -> list[EntryOut]:
    """The values that the asker may see, with what the checks say of them."""
    rows = read.visible(by_of(request)).filter(assignment__round=read.round_or_fault(key)).order_by("pk")
    if state:
        rows = rows.filter(state=state)
    if unit:
        rows = rows.filter(unit=unit)
    return [entry_out(line) for line in read.lines(rows)]


def entry_out(line: read.EntryLine) -> EntryOut:
    row = line.entry
    return EntryOut(
        entry=row.pk, indicator=row.assignment.indicator, place_code=row.place_code, place_name=row.place_name,
        unit=row.unit_id, level=row.level, state=row.state, waits_for=row.waits_for,
        value=None if row.value is None else str(row.value), missing=row.missing or None, why=row.why,
        previous=None if isinstance(line.previous, Missing) else str(line.previous), measure=line.declared.unit.zh,
        evidence=line.evidence, doubts=[f"{doubt.severity}: {doubt.text.en}" for doubt in line.doubts],
        until=line.due.isoformat() if line.due else None,
    )  # fmt: skip


@router.post("/rounds/{key}/entries", response=TakenOut, summary="Report values")
def report(request: HttpRequest, key: str, given: FiguresIn) -> dict[str, object]:
    """Keep or hand in the figures of the asker's unit."""
    by = by_of(request)
    sent = request.headers.get("Idempotency-Key", "").strip()
    if len(sent) > LONGEST_KEY:
        raise Invalid("Idempotency-Key", Label(zh=f"最长 {LONGEST_KEY} 字", en=f"At most {LONGEST_KEY} characters"))
    digest = hashlib.sha256(f"{request.path}\n".encode() + request.body).hexdigest()
    account = by.account_id or 0
    with transaction.atomic():
        kept = Receipt.objects.filter(account_id=account, key=f"{by.unit_key}:{sent}").first() if sent else None
        if kept is not None:
            return answered(kept, digest)
        said = take(by, key, given)
        if sent:
            Receipt.objects.create(
                account_id=account, key=f"{by.unit_key}:{sent}", digest=digest, answer=json.loads(json.dumps(said)),
                received_at=datetime.now(UTC),
            )  # fmt: skip
    return said


def answered(kept: Receipt, digest: str) -> dict[str, object]:
    """The answer of the first time; the same key with another body is refused."""
    if kept.digest != digest:
        raise Conflict(
            Label(zh="这个 Idempotency-Key 用在别的请求上了", en="This Idempotency-Key belongs to another request")
        )
    return dict(kept.answer)


def take(by: Actor, key: str, given: FiguresIn) -> dict[str, object]:
    """All figures or none."""
    known = set(read.visible(by).filter(assignment__round=read.round_or_fault(key)).values_list("pk", flat=True))
    if foreign := [each.entry for each in given.figures if each.entry not in known]:
        raise Invalid("entry", f"这个批次里没有您的填报项 {'、'.join(map(str, foreign))}")
    written = [
        Written(entry=each.entry, value=each.value, missing=each.missing, why=each.why) for each in given.figures
    ]
    changed = save_drafts(by=by, written=written)
    for each in given.figures:
        if each.evidence_url:
            add_evidence(by=by, entry=each.entry, kind="link", text="", url=each.evidence_url)
    submitted = submit_entries(by=by, entries=[each.entry for each in given.figures]) if given.submit else []
    return {"changed": changed, "submitted": [row.pk for row in submitted]}
