"""Read the audit trail, and say a change in words."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.fields import canonical
from lingnan.engines.identity.models import AuditEntry
from lingnan.engines.identity.rights import require

COLUMNS = ("number", "recorded_at", "actor", "unit_key", "verb", "about", "summary", "before", "after", "digest")
SHORT = 80


def audit_entries(
    by: Actor, *, about: str = "", person: str = "", verb: str = "", text: str = ""
) -> QuerySet[AuditEntry]:
    """Entries of an object (`plan.task:12`, or `plan.*`), a person or unit, an act, or with a word in the summary."""
    require(by, "identity.see_audit")
    entries = AuditEntry.objects.all()
    if about:
        entries = entries.filter(about__startswith=about[:-1]) if about.endswith("*") else entries.filter(about=about)
    if person:
        entries = entries.filter(Q(actor__icontains=person) | Q(unit_key=person))
    if verb:
        entries = entries.filter(verb__startswith=verb)
    if text:
        entries = entries.filter(Q(summary__icontains=text) | Q(about__icontains=text) | Q(actor__icontains=text))
    return entries


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field of a change: what stood there and what stands there; None where there was nothing."""

    name: str
    before: str | None
    after: str | None


def differences(entry: AuditEntry) -> list[Difference]:
    """The fields that changed, by name; a value that is no object counts as one field."""
    old, new = as_object(entry.before), as_object(entry.after)
    names = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name) or name not in old]
    return [Difference(name=name, before=said(old, name), after=said(new, name)) for name in names]


def as_object(value: object) -> dict[str, object]:
    """A value as named fields."""
    return value if isinstance(value, dict) else {} if value is None else {"": value}


def said(values: dict[str, object], name: str) -> str | None:
    """A value as people read it."""
    if name not in values:
        return None
    value = values[name]
    if isinstance(value, list) and all(isinstance(item, str | int) for item in value):
        return "、".join(str(item) for item in value) or "（无）"
    if value is None or value == "":
        return "（无）"
    return value if isinstance(value, str) else canonical(value)
