"""Where a collected value comes from: the round, who reported and approved it, on what it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from lingnan.core.labels import Label
from lingnan.engines.evaluate.models import EntryAct, EntryEvidence, IndicatorValue

VERBS = {
    "submitted": Label(zh="报送", en="Reported"),
    "approved": Label(zh="审核通过", en="Approved"),
}


@dataclass(frozen=True, kw_only=True)
class Handled:
    """One act on a collected value: what, which unit, who, when."""

    verb: Label
    unit: str
    who: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What the page of a value says of its collection; every part may be absent."""

    round_title: Label | None = None
    entry: int | None = None
    handled: tuple[Handled, ...] = ()
    evidence: tuple[tuple[str, str], ...] = ()  # words and address
    is_bare: bool = False
    sample: int | None = None  # of a survey
    low: Decimal | None = None
    high: Decimal | None = None


def handled(values: Sequence[int]) -> list[Handled]:
    """Who reported these values, and their parts, and who approved them: what still stands, oldest first. One query."""
    if not values:
        return []
    mine = Q(entry__result__in=values) | Q(entry__whole__result__in=values)
    acts = EntryAct.objects.filter(mine, verb__in=("submitted", "returned", "recalled", "approved", "withdrawn"))
    standing: dict[int, list[EntryAct]] = {}
    for act in acts.order_by("done_at", "id"):
        known = standing.setdefault(act.entry_id, [])
        if act.verb in {"submitted", "returned", "recalled"}:
            known.clear()
        if act.verb == "withdrawn" and known:
            known.pop()
        if act.verb in VERBS:
            known.append(act)
    found = [act for acts_of in standing.values() for act in acts_of]
    return [
        Handled(verb=VERBS[act.verb], unit=act.unit_name, who=act.who, at=act.done_at)
        for act in sorted(found, key=lambda act: (act.done_at, act.pk))
    ]


def origin(row: IndicatorValue) -> Origin:
    """The collection behind one stored value."""
    survey = getattr(row, "survey_estimate", None)
    if survey is not None:
        return Origin(sample=survey.size, low=survey.low, high=survey.high, is_bare=not row.is_evidenced)
    entry = getattr(row, "entry", None)
    if entry is None:
        return Origin(is_bare=not row.is_evidenced)
    collection = entry.assignment.round
    mine = Q(entry=entry) | Q(entry__whole=entry)
    evidence = (
        EntryEvidence.objects.filter(mine).exclude(kind="lineage").select_related("entry").order_by("entry", "id")
    )
    return Origin(
        round_title=Label(zh=collection.title, en=collection.title_en or collection.title),
        entry=entry.pk,
        handled=tuple(handled([row.pk])),
        evidence=tuple((f"{each.entry.place_name}：{each.text}", each.url) for each in evidence),
        is_bare=not row.is_evidenced,
    )
