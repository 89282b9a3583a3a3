"""The collection for machines: a unit's own system reads what is asked of it and hands figures in.

Writes take an Idempotency-Key: sent again with the same body they are answered again and not done again.
"""

from decimal import Decimal

from django.http import HttpRequest
from ninja import Router, Schema

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.core.missing import Missing
from lingnan.engines.evaluate.actions import READ_ROUNDS, WRITE_VALUES
from lingnan.engines.evaluate.collect.selectors import rounds as read
from lingnan.engines.evaluate.collect.services.entries import Written, add_evidence, save_drafts, submit_entries
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.machines import Json, SessionDoor, TokenDoor, caller, once_only

router = Router(tags=["collection"], auth=[TokenDoor(read=READ_ROUNDS, write=WRITE_VALUES), SessionDoor()])


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


@router.get("/rounds", response=list[RoundOut], summary="Collection rounds")
def rounds(request: HttpRequest) -> list[RoundOut]:
    """Every round, the newest first."""
    return [
        RoundOut(
            key=row.round.key, title=row.round.title, period=row.round.period, state=row.round.state, asked=row.asked,
            approved=row.approved, is_sample=row.round.is_sample,
        )
        for row in read.rounds(caller(request))
    ]  # fmt: skip


@router.get("/rounds/{key}/entries", response=list[EntryOut], summary="Values of a round")
def entries(request: HttpRequest, key: str, state: str = "", unit: str = "") -> list[EntryOut]:
    """The values that the asker may see, with what the checks say of them."""
    rows = read.visible(caller(request)).filter(assignment__round=read.round_or_fault(key)).order_by("pk")
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
def report(request: HttpRequest, key: str, given: FiguresIn) -> Json:
    """Keep or hand in the figures of the asker's unit."""
    by = caller(request)
    return once_only(request, by, lambda: take(by, key, given))


def take(by: Actor, key: str, given: FiguresIn) -> Json:
    """All figures or none."""
    known = set(read.visible(by).filter(assignment__round=read.round_or_fault(key)).values_list("pk", flat=True))
    if foreign := [each.entry for each in given.figures if each.entry not in known]:
        listed = ", ".join(map(str, foreign))
        raise Invalid(
            "entry",
            Label(zh=f"这个批次里没有您的填报项 {listed}", en=f"This round has no such entries of yours: {listed}"),
        )
    written = [
        Written(entry=each.entry, value=each.value, missing=each.missing, why=each.why) for each in given.figures
    ]
    changed = save_drafts(by=by, written=written)
    for each in given.figures:
        if each.evidence_url:
            add_evidence(by=by, entry=each.entry, kind="link", text="", url=each.evidence_url)
    submitted = submit_entries(by=by, entries=[each.entry for each in given.figures]) if given.submit else []
    return {"changed": changed, "submitted": [row.pk for row in submitted]}
