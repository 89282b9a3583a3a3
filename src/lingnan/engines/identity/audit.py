"""The audit chain: every act leaves an entry whose digest covers the one before."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import AuditEntry, AuditHead

COVERED = ("number", "recorded_at", "account_id", "actor", "unit_key", "verb", "about", "summary", "before", "after")


def digest(entry: AuditEntry) -> str:
    """SHA-256 over the previous digest and every covered field, in canonical JSON."""
    fields = {name: getattr(entry, name) for name in COVERED}
    fields["recorded_at"] = entry.recorded_at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(f"{entry.previous}\n{text}".encode()).hexdigest()


@transaction.atomic
def record(
    *,
    by: Actor,
    verb: str,
    about: str,
    summary: str,
    before: object = None,
    after: object = None,
) -> AuditEntry:
    """Add one entry in the caller's transaction. `verb` is `engine.verb`, `about` `engine.noun:id`, summary Chinese."""
    AuditHead.objects.get_or_create(one=True)
    head = AuditHead.objects.select_for_update().get(one=True)
    entry = AuditEntry(
        number=head.number + 1,
        recorded_at=datetime.now(UTC),
        account_id=by.account_id,
        actor=by.name,
        unit_key=by.unit_key,
        verb=verb,
        about=about,
        summary=summary[:400],
        before=plain(before),
        after=plain(after),
        previous=head.digest,
    )
    entry.digest = digest(entry)
    entry.save(force_insert=True)
    head.number, head.digest = entry.number, entry.digest
    head.save()
    return entry


def plain(value: object) -> object:
    """The value as JSON will give it back, so that the digest is the same after a round trip."""
    return json.loads(json.dumps(value, ensure_ascii=False, default=str, sort_keys=True))


@dataclass(frozen=True, kw_only=True)
class ChainFault:
    """Where the chain is broken and how."""

    number: int
    reason: str


def verify() -> Iterator[ChainFault]:
    """Walk the chain from its first entry; yield every changed, missing or added entry."""
    previous, expected = "", 1
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != expected:
            yield ChainFault(number=expected, reason=f"entries {expected} to {entry.number - 1} are missing")
        elif entry.previous != previous:
            yield ChainFault(number=entry.number, reason="does not follow the entry before it")
        if digest(entry) != entry.digest:
            yield ChainFault(number=entry.number, reason="its content was changed after it was recorded")
        previous, expected = entry.digest, entry.number + 1
    head = AuditHead.objects.filter(one=True).first()
    if (head.number if head else 0) != expected - 1 or (head and head.digest != previous):
        yield ChainFault(number=expected, reason="the end of the chain was cut off")
