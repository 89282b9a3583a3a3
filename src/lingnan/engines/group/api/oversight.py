"""Exchange, guidance, inspections and scorecards for machines. Writes take an Idempotency-Key."""

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from lingnan.engines.group.api.door import DOORS, once_only
from lingnan.engines.group.models import Exchange, Guidance, Inspection, Scorecard
from lingnan.engines.group.selectors import exchange as register
from lingnan.engines.group.selectors import inspections as inspected
from lingnan.engines.group.selectors import scorecards as cards
from lingnan.engines.group.services import exchange, guidance, inspections
from lingnan.engines.group.services.scorecards import compute_year
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.machines import caller

router = Router(tags=["group"], auth=DOORS)
Found = dict[str, object]


class ExchangeIn(Schema):
    """A visit, an agreement or an event with a partner (made, where it is new)."""

    kind: str
    title: str
    partner: str
    partner_kind: str = "province"
    unit: str
    starts_on: date
    ends_on: date | None = None
    people: str = ""
    summary: str = ""
    number: str = ""


class FollowUpIn(Schema):
    """Something that follows: who, by when."""

    text: str
    unit: str
    due_on: date


class ResultIn(Schema):
    """What came of it."""

    result: str


class GuidanceIn(Schema):
    """Guidance to units: `opinion` or `hint`."""

    kind: str
    title: str
    text: str
    units: list[str]
    sign_by: date | None = None


class NoteIn(Schema):
    """What the unit will do with it."""

    note: str = ""


class InspectionIn(Schema):
    """An inspection to come."""

    title: str
    unit: str
    starts_on: date
    ends_on: date
    team: str
    scope: str = ""


class FindingIn(Schema):
    """serious or ordinary with a demand and a date; good with neither."""

    grade: str
    text: str
    place: str = ""
    demand: str = ""
    due_on: date | None = None


class IssueIn(Schema):
    """The summary that goes with the findings."""

    version: int
    summary: str


class RecheckIn(Schema):
    """What was seen; not mended wants a new date."""

    is_mended: bool
    text: str
    due_on: date | None = None


def exchange_out(one: Exchange) -> Found:
    """An exchange with what follows."""
    follows = [{"id": item.pk, "text": item.text, "unit": item.unit_id, "due_on": item.due_on, "done_on": item.done_on,
                "result": item.result} for item in one.follow_ups.all()]  # fmt: skip
    return {
        "id": one.pk, "kind": one.kind, "title": one.title, "partner": one.partner.name, "unit": one.unit_id,
        "starts_on": one.starts_on, "ends_on": one.ends_on, "number": one.number, "summary": one.summary,
        "is_sample": one.is_sample, "follow_ups": follows,
    }  # fmt: skip


@router.get("/exchanges")
def list_exchanges(request: HttpRequest) -> list[Found]:
    """The register of exchange and cooperation, for members of the group."""
    return [exchange_out(one) for one in register.exchanges(caller(request))]


@router.post("/exchanges")
def add_exchange(request: HttpRequest, sent: ExchangeIn) -> Found:
    """Register one."""

    def work(by: Actor) -> Found:
        facts = sent.dict()
        partner = exchange.add_partner(by=by, name=facts.pop("partner"), kind=facts.pop("partner_kind"))
        return exchange_out(exchange.register_exchange(by=by, partner=partner, unit_key=facts.pop("unit"), **facts))

    return once_only(request, work, who=caller)


@router.post("/exchanges/{pk}/follow-ups")
def add_follow_up(request: HttpRequest, pk: int, sent: FollowUpIn) -> Found:
    """Something that follows from it."""

    def work(by: Actor) -> Found:
        item = exchange.add_follow_up(by=by, exchange_id=pk, text=sent.text, unit_key=sent.unit, due_on=sent.due_on)
        return {"id": item.pk, "due_on": item.due_on}

    return once_only(request, work, who=caller)


@router.post("/follow-ups/{pk}/done")
def finish_follow_up(request: HttpRequest, pk: int, sent: ResultIn) -> Found:
    """It is done."""

    def work(by: Actor) -> Found:
        item = exchange.finish_follow_up(by=by, item_id=pk, result=sent.result)
        return {"id": item.pk, "done_on": item.done_on}

    return once_only(request, work, who=caller)


def guidance_out(one: Guidance) -> Found:
    """Guidance with who signed."""
    return {
        "number": one.number, "kind": one.kind, "title": one.title, "text": one.text, "sent_on": one.sent_on,
        "sign_by": one.sign_by, "is_sample": one.is_sample,
        "receipts": [{"unit": r.unit_id, "signed_on": r.signed_on, "note": r.note} for r in one.receipts.all()],
    }  # fmt: skip


@router.get("/guidance")
def list_guidance(request: HttpRequest) -> list[Found]:
    """What was sent: all for the office, a unit's own for the unit."""
    return [guidance_out(one) for one in inspected.guidance(caller(request))]


@router.post("/guidance")
def send_guidance(request: HttpRequest, sent: GuidanceIn) -> Found:
    """Send guidance to units."""

    def work(by: Actor) -> Found:
        facts = sent.dict()
        return guidance_out(guidance.send_guidance(by=by, unit_keys=tuple(facts.pop("units")), **facts))

    return once_only(request, work, who=caller)


@router.post("/guidance/{number}/sign")
def sign_guidance(request: HttpRequest, number: str, sent: NoteIn) -> Found:
    """The caller's unit signs for it."""

    def work(by: Actor) -> Found:
        receipt = guidance.sign_for(by=by, number=number, note=sent.note)
        return {"unit": receipt.unit_id, "signed_on": receipt.signed_on}

    return once_only(request, work, who=caller)


def inspection_out(one: Inspection) -> Found:
    """An inspection with its findings and what became of each."""
    findings = [
        {"id": f.pk, "grade": f.grade, "place": f.place, "text": f.text, "demand": f.demand, "due_on": f.due_on,
         "supervision": f.item.number if f.item else None, "state": f.item.state if f.item else None,
         "rechecks": [{"on": r.checked_on, "is_mended": r.is_mended, "text": r.text} for r in f.rechecks.all()]}
        for f in one.findings.all()
    ]  # fmt: skip
    return {
        "number": one.number, "title": one.title, "unit": one.unit_id, "region": one.region_id, "state": one.state,
        "starts_on": one.starts_on, "ends_on": one.ends_on, "team": one.team, "summary": one.summary,
        "version": one.version, "is_sample": one.is_sample, "findings": findings,
    }  # fmt: skip


@router.get("/inspections")
def list_inspections(request: HttpRequest) -> list[Found]:
    """Inspections: all for the office, a city's own once issued."""
    return [inspection_out(one) for one in inspected.inspections(caller(request))]


@router.get("/inspections/{number}")
def one_inspection(request: HttpRequest, number: str) -> Found:
    """One inspection."""
    return inspection_out(inspected.inspection(caller(request), number=number))


@router.post("/inspections")
def add_inspection(request: HttpRequest, sent: InspectionIn) -> Found:
    """Plan one."""

    def work(by: Actor) -> Found:
        facts = sent.dict()
        return inspection_out(inspections.plan_inspection(by=by, unit_key=facts.pop("unit"), **facts))

    return once_only(request, work, who=caller)


@router.post("/inspections/{number}/findings")
def add_finding(request: HttpRequest, number: str, sent: FindingIn) -> Found:
    """Take down a finding."""

    def work(by: Actor) -> Found:
        found = inspections.add_finding(by=by, number=number, **sent.dict())
        return {"id": found.pk, "grade": found.grade, "due_on": found.due_on}

    return once_only(request, work, who=caller)


@router.post("/inspections/{number}/issue")
def issue_findings(request: HttpRequest, number: str, sent: IssueIn) -> Found:
    """Feed the findings back; what must be mended is supervised."""
    return once_only(
        request, lambda by: inspection_out(inspections.issue_findings(by=by, number=number, **sent.dict())), who=caller
    )


@router.post("/findings/{pk}/rechecks")
def add_recheck(request: HttpRequest, pk: int, sent: RecheckIn) -> Found:
    """Somebody looked again."""

    def work(by: Actor) -> Found:
        done = inspections.recheck(by=by, finding_id=pk, **sent.dict())
        return {"id": done.pk, "is_mended": done.is_mended, "on": done.checked_on}

    return once_only(request, work, who=caller)


def card_out(one: Scorecard) -> Found:
    """A scorecard with its parts and every row behind them."""
    return {
        "year": one.year, "run": one.run, "kind": one.kind, "unit": one.unit_id, "region": one.region_id,
        "total": None if one.total is None else str(one.total), "missing": one.missing or None,
        "weight_present": str(one.weight_present), "parts": one.parts, "rule": one.rule, "edition": one.edition,
        "as_of": one.as_of, "digest": one.digest, "is_sample": one.is_sample,
    }  # fmt: skip


@router.get("/scorecards/{year}")
def list_scorecards(request: HttpRequest, year: int, kind: str = "", run: int = 0) -> list[Found]:
    """The newest run of a year (or a named one), as far as the caller may see it."""
    return [card_out(one) for one in cards.scorecards(caller(request), year=year, kind=kind, run=run)]


@router.post("/scorecards/{year}")
def add_scorecards(request: HttpRequest, year: int) -> Found:
    """Compute a year; the same digits again give the run that is there."""
    return once_only(request, lambda by: {"year": year, "run": compute_year(by=by, year=year)}, who=caller)
