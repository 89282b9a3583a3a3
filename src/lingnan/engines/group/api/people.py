"""Members, experts, draws and opinions for machines. Writes take an Idempotency-Key."""

from datetime import date

from django.http import HttpRequest
from ninja import Field, Router, Schema

from lingnan.engines.group.api.door import DOORS, once_only
from lingnan.engines.group.models import Draw, Expert, Opinion, Seat
from lingnan.engines.group.selectors import experts as pool
from lingnan.engines.group.selectors import membership as seats
from lingnan.engines.group.selectors.membership import SeatRow
from lingnan.engines.group.services import draws, experts, membership, opinions
from lingnan.engines.group.services.membership import Person
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.machines import caller

router = Router(tags=["group"], auth=DOORS)
Found = dict[str, object]


class PersonIn(Schema):
    """Who takes a seat, as the letter says."""

    name: str
    title: str = ""
    rank: str = "division"
    phone: str = ""
    mobile: str = ""
    email: str = ""
    account: int | None = None
    basis: str = ""

    def person(self) -> Person:
        """As the service takes it."""
        facts = self.dict()
        return Person(account_id=facts.pop("account"), **facts)


class SeatIn(Schema):
    """A new seat."""

    duty: str
    unit: str
    person: PersonIn
    valid_from: date


class ReplaceIn(Schema):
    """Another person in a seat from a day."""

    version: int
    person: PersonIn
    on: date


class EndIn(Schema):
    """A seat that ends without a successor."""

    version: int
    on: date
    reason: str


class ExpertIn(Schema):
    """Somebody for the pool."""

    name: str
    field: str
    employer: str
    valid_from: date
    title: str = ""
    further_fields: list[str] = Field(default_factory=list)
    phone: str = ""
    email: str = ""


class InterestIn(Schema):
    """What binds an expert to an organisation."""

    kind: str
    organisation: str
    until: date | None = None
    note: str = ""


class DrawIn(Schema):
    """What is drawn for, whom it concerns, how many: `total`, or `wanted` by field."""

    title: str
    applicants: list[str] = Field(default_factory=list)
    total: int = 0
    wanted: dict[str, int] = Field(default_factory=dict)
    public_seed: str = ""


class RefusalIn(Schema):
    """One who was drawn declines."""

    version: int
    expert: str
    reason: str


class AskIn(Schema):
    """A question to one expert."""

    expert: str
    title: str
    question: str
    about: str = ""
    url: str = ""
    working_days: int = 0


class OpinionIn(Schema):
    """The expert's answer: agree, agree_if, disagree or abstain, with the reasons."""

    version: int
    verdict: str
    text: str


def seat_out(row: SeatRow) -> Found:
    """A seat; numbers only for members of the group."""
    seat = row.seat
    return {
        "id": seat.pk, "duty": seat.duty, "unit": seat.unit_id, "name": seat.name, "title": seat.title,
        "rank": seat.rank, "valid_from": seat.valid_from, "valid_to": seat.valid_to, "replaces": seat.replaces_id,
        "basis": seat.basis, "phone": row.phone, "mobile": row.mobile, "email": row.email, "version": seat.version,
        "is_sample": seat.is_sample,
    }  # fmt: skip


def seen(by: Actor, seat: Seat) -> Found:
    """A seat just written."""
    return seat_out(seats.row_of(seat, seats.is_member(by)))


@router.get("/members")
def list_members(request: HttpRequest, on: date | None = None) -> list[Found]:
    """Everybody who holds a seat on a day (today, where none is given)."""
    return [seat_out(row) for row in seats.directory(caller(request), on=on or today())]


@router.post("/members")
def add_member(request: HttpRequest, sent: SeatIn) -> Found:
    """Open a seat."""

    def work(by: Actor) -> Found:
        person = sent.person.person()
        return seen(by, membership.appoint(by=by, duty=sent.duty, unit_key=sent.unit, person=person,
                                           valid_from=sent.valid_from))  # fmt: skip

    return once_only(request, work, who=caller)


@router.post("/members/{seat}/replace")
def replace_member(request: HttpRequest, seat: int, sent: ReplaceIn) -> Found:
    """Another person takes the seat; what was open is handed over."""

    def work(by: Actor) -> Found:
        person = sent.person.person()
        return seen(by, membership.replace(by=by, seat_id=seat, version=sent.version, person=person, on=sent.on))

    return once_only(request, work, who=caller)


@router.post("/members/{seat}/end")
def end_member(request: HttpRequest, seat: int, sent: EndIn) -> Found:
    """A seat ends."""

    def work(by: Actor) -> Found:
        return seen(by, membership.end_seat(by=by, seat_id=seat, **sent.dict()))

    return once_only(request, work, who=caller)


def expert_out(one: Expert) -> Found:
    """An expert with what binds them."""
    return {
        "number": one.number, "name": one.name, "title": one.title, "field": one.field,
        "further_fields": one.further_fields, "employer": one.employer, "valid_from": one.valid_from,
        "valid_to": one.valid_to, "is_sample": one.is_sample, "version": one.version,
        "interests": [{"kind": tie.kind, "organisation": tie.organisation, "until": tie.until}
                      for tie in one.interests.all()],
        "absences": [{"from": away.starts_on, "to": away.ends_on} for away in one.absences.all()],
    }  # fmt: skip


@router.get("/experts")
def list_experts(request: HttpRequest) -> list[Found]:
    """The pool, for who may see it; an expert sees themself."""
    return [expert_out(one) for one in pool.experts(caller(request))]


@router.post("/experts")
def add_expert(request: HttpRequest, sent: ExpertIn) -> Found:
    """Take somebody into the pool."""

    def work(by: Actor) -> Found:
        facts = sent.dict()
        further = tuple(facts.pop("further_fields"))
        return expert_out(experts.add_expert(by=by, further_fields=further, **facts))

    return once_only(request, work, who=caller)


@router.post("/experts/{number}/interests")
def add_interest(request: HttpRequest, number: str, sent: InterestIn) -> Found:
    """Declare what binds an expert to an organisation."""

    def work(by: Actor) -> Found:
        tie = experts.declare_interest(by=by, number=number, **sent.dict())
        return {"id": tie.pk, "kind": tie.kind, "organisation": tie.organisation, "unit": tie.unit_id}

    return once_only(request, work, who=caller)


def draw_out(one: Draw) -> Found:
    """A draw with the record that replays it."""
    drawn = [{"expert": each.expert.number, "name": each.expert.name, "field": each.stratum, "place": each.place,
              "state": each.state, "reason": each.reason} for each in one.drawn.select_related("expert")]  # fmt: skip
    return {
        "number": one.number, "title": one.title, "drawn_on": one.drawn_on, "seed": one.seed, "pool": one.digest,
        "applicants": one.applicants, "rule_edition": one.rule_edition, "version": one.version,
        "is_sample": one.is_sample, "drawn": drawn, "record": one.record,
    }  # fmt: skip


@router.get("/draws")
def list_draws(request: HttpRequest) -> list[Found]:
    """Every draw, the newest first."""
    return [draw_out(one) for one in pool.draws(caller(request))]


@router.get("/draws/{number}")
def one_draw(request: HttpRequest, number: str) -> Found:
    """One draw."""
    return draw_out(pool.draw_numbered(caller(request), number=number))


@router.post("/draws")
def add_draw(request: HttpRequest, sent: DrawIn) -> Found:
    """Draw now; a field that cannot be filled is named and nothing is drawn."""

    def work(by: Actor) -> Found:
        facts = sent.dict()
        applicants = tuple(facts.pop("applicants"))
        return draw_out(draws.draw_experts(by=by, applicants=applicants, **facts))

    return once_only(request, work, who=caller)


@router.post("/draws/{number}/refusals")
def add_refusal(request: HttpRequest, number: str, sent: RefusalIn) -> Found:
    """Somebody declines; the next in the order of the seed takes the place."""

    def work(by: Actor) -> Found:
        return draw_out(draws.record_refusal(by=by, number=number, version=sent.version, expert_number=sent.expert,
                                             reason=sent.reason))  # fmt: skip

    return once_only(request, work, who=caller)


def opinion_out(one: Opinion) -> Found:
    """An opinion; silence is said as silence."""
    return {
        "number": one.number, "expert": one.expert.number, "title": one.title, "question": one.question,
        "about": one.about, "asked_on": one.asked_on, "due_on": one.due_on, "state": one.state,
        "verdict": one.verdict, "text": one.text, "given_on": one.given_on, "version": one.version,
        "is_late": bool(one.given_on and one.given_on > one.due_on), "is_sample": one.is_sample,
    }  # fmt: skip


@router.get("/opinions")
def list_opinions(request: HttpRequest) -> list[Found]:
    """Opinions: all for who may see the pool, an expert's own for the expert."""
    return [opinion_out(one) for one in pool.opinions(caller(request))]


@router.post("/opinions")
def ask_opinion(request: HttpRequest, sent: AskIn) -> Found:
    """Ask an expert."""

    def work(by: Actor) -> Found:
        facts = sent.dict()
        return opinion_out(opinions.ask_opinion(by=by, expert_number=facts.pop("expert"), **facts))

    return once_only(request, work, who=caller)


@router.post("/opinions/{number}/answer")
def answer_opinion(request: HttpRequest, number: str, sent: OpinionIn) -> Found:
    """The expert's answer, in their own name."""
    return once_only(
        request, lambda by: opinion_out(opinions.give_opinion(by=by, number=number, **sent.dict())), who=caller
    )
