"""Proposals, circulation, matters and meetings for machines. Writes take an Idempotency-Key."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from lingnan.engines.group.api.door import DOORS, once_only, reader
from lingnan.engines.group.models import Circulation, Matter, Proposal
from lingnan.engines.group.selectors import circulation as read_rounds
from lingnan.engines.group.selectors import matters as read_matters
from lingnan.engines.group.selectors import meetings as read_meetings
from lingnan.engines.group.selectors import proposals as read_proposals
from lingnan.engines.group.services import agenda, circulation, matters, meetings, proposals
from lingnan.engines.group.services.circulation import Point
from lingnan.engines.group.services.proposals import ProposalText
from lingnan.engines.identity.actor import Actor
from lingnan.engines.plan.models import Meeting

router = Router(tags=["group"], auth=DOORS)
Found = dict[str, object]


class ProposalIn(Schema):
    """What a unit plans; `submit` sends it off at once."""

    title: str
    purpose: str = ""
    content: str = ""
    systems: list[str] = Field(default_factory=list)
    needs: list[str] = Field(default_factory=list)
    budget: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    submit: bool = False


class VersionIn(Schema):
    """The version that was looked at: a Conflict tells that somebody was faster."""

    version: int


class CirculateIn(VersionIn):
    """Whom to ask, and for how many working days."""

    units: list[str]
    working_days: int = 5
    letter: str = ""


class PointIn(Schema):
    """One point of an answer."""

    text: str
    clause: str = ""


class AnswerIn(Schema):
    """A unit's answer; no points is "no objection"."""

    points: list[PointIn] = Field(default_factory=list)
    note: str = ""


class AdoptionIn(Schema):
    """adopted, partly or refused; the last two with their reason."""

    adoption: str
    reason: str = ""


class MatterIn(Schema):
    """A problem between departments (`problem`) or a policy to draft (`policy`)."""

    kind: str
    title: str
    text: str
    lead: str
    due_on: date | None = None
    task: int = 0


class DraftIn(VersionIn):
    """A further version of a matter's text."""

    text: str
    note: str = ""


class SigningIn(VersionIn):
    """Who signs, in this order."""

    units: list[str]
    working_days: int = matters.DAYS_TO_SIGN


class SignIn(VersionIn):
    """`returned` with a note sends the text back; else it is signed."""

    returned: bool = False
    note: str = ""


class MeetingIn(Schema):
    """A meeting to plan."""

    title: str
    held_on: date
    starts_at: str = ""
    place: str = ""
    chair: str = ""


class PicksIn(Schema):
    """proposal:2018-001, matter:2018-002, task:8."""

    picks: list[str]


class ReplyIn(Schema):
    """coming, substitute or declined."""

    state: str
    person: str = ""
    note: str = ""


class DecisionIn(Schema):
    """One decision; `as_task` makes it a task of the plan instead of a supervision item."""

    text: str
    unit: str
    due_on: date
    item: int | None = None
    as_task: bool = False


def proposal_out(one: Proposal) -> Found:
    """A proposal with what is like it."""
    return {
        "number": one.number,
        "title": one.title,
        "unit": one.unit_id,
        "state": one.state,
        "version": one.version,
        "purpose": one.purpose,
        "content": one.content,
        "systems": one.systems.splitlines(),
        "needs": one.needs.splitlines(),
        "budget": one.budget,
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "submitted_on": one.submitted_on,
        "decided_on": one.decided_on,
        "outcome": one.outcome,
        "is_sample": one.is_sample,
        "overlaps": [
            {"kind": row.kind, "about": row.about, "title": row.title, "url": row.url, "score": row.score,
             "words": row.words, "names": row.names, "units": row.units, "finding": row.finding, "note": row.note}
            for row in one.overlaps.all()
        ],
    }  # fmt: skip


@router.get("/proposals")
def list_proposals(request: HttpRequest, state: str = "") -> list[Found]:
    """Proposals that the caller may see, the newest first."""
    rows = read_proposals.proposals(reader(request)).prefetch_related("overlaps")
    return [proposal_out(row) for row in (rows.filter(state=state) if state else rows)]


@router.get("/proposals/{number}")
def one_proposal(request: HttpRequest, number: str) -> Found:
    """One proposal."""
    return proposal_out(read_proposals.proposal(reader(request), number=number))


@router.post("/proposals")
def add_proposal(request: HttpRequest, sent: ProposalIn) -> Found:
    """A draft of the caller's unit, submitted at once where asked."""

    def work(by: Actor) -> Found:
        text = ProposalText(
            title=sent.title, purpose=sent.purpose, content=sent.content, systems="\n".join(sent.systems),
            needs="\n".join(sent.needs), budget=sent.budget, starts_on=sent.starts_on, ends_on=sent.ends_on,
        )  # fmt: skip
        made = proposals.save_draft(by=by, text=text)
        if sent.submit:
            made = proposals.submit(by=by, number=made.number, version=made.version)
        return proposal_out(made)

    return once_only(request, work)


@router.post("/proposals/{number}/submit")
def submit_proposal(request: HttpRequest, number: str, sent: VersionIn) -> Found:
    """Submit a draft: the answer names what is like it."""
    return once_only(
        request, lambda by: proposal_out(proposals.submit(by=by, number=number, version=sent.version))
    )  # fmt: skip


@router.post("/proposals/{number}/circulate")
def circulate_proposal(request: HttpRequest, number: str, sent: CirculateIn) -> Found:
    """Ask units for comments."""

    def work(by: Actor) -> Found:
        row = circulation.circulate_proposal(
            by=by, number=number, version=sent.version, unit_keys=tuple(sent.units), working_days=sent.working_days,
            letter=sent.letter,
        )  # fmt: skip
        return round_out(row)

    return once_only(request, work)


def round_out(row: Circulation) -> Found:
    """A round with its table; silence is said as silence."""
    return {
        "id": row.pk,
        "proposal": row.proposal.number if row.proposal else None,
        "matter": row.matter.number if row.matter else None,
        "draft": row.draft.number if row.draft else None,
        "opened_on": row.opened_on,
        "due_on": row.due_on,
        "closed_on": row.closed_on,
        "version": row.version,
        "is_sample": row.is_sample,
        "answers": [
            {"unit": one.unit_id, "state": one.state, "given_on": one.given_on, "is_late": one.is_late,
             "points": [{"id": r.pk, "clause": r.clause, "text": r.text, "adoption": r.adoption, "reason": r.reason}
                        for r in one.remarks.all()]}
            for one in row.answers.all()
        ],
    }  # fmt: skip


@router.get("/circulations")
def list_rounds(request: HttpRequest) -> list[Found]:
    """Every round, the newest first."""
    rows = read_rounds.circulations(reader(request)).prefetch_related("answers__remarks")
    return [round_out(row) for row in rows]


@router.get("/circulations/{round_id}")
def one_round(request: HttpRequest, round_id: int) -> Found:
    """One round with every point and its adoption."""
    return round_out(read_rounds.circulation(reader(request), circulation_id=round_id))


@router.post("/circulations/{round_id}/answer")
def answer_round(request: HttpRequest, round_id: int, sent: AnswerIn) -> Found:
    """The answer of the caller's unit."""

    def work(by: Actor) -> Found:
        points = [Point(text=point.text, clause=point.clause) for point in sent.points]
        one = circulation.answer(by=by, circulation_id=round_id, points=points, note=sent.note)
        return {"unit": one.unit_id, "state": one.state, "given_on": one.given_on, "is_late": one.is_late}

    return once_only(request, work)


@router.post("/remarks/{remark_id}/adoption")
def settle_point(request: HttpRequest, remark_id: int, sent: AdoptionIn) -> Found:
    """Whether a point is adopted."""

    def work(by: Actor) -> Found:
        one = circulation.settle_remark(by=by, remark_id=remark_id, adoption=sent.adoption, reason=sent.reason)
        return {"id": one.pk, "adoption": one.adoption, "reason": one.reason}

    return once_only(request, work)


def matter_out(one: Matter) -> Found:
    """A matter with its versions and signatures."""
    return {
        "number": one.number,
        "kind": one.kind,
        "title": one.title,
        "text": one.text,
        "raised_by": one.raised_by_id,
        "lead": one.lead_id,
        "due_on": one.due_on,
        "state": one.state,
        "version": one.version,
        "outcome": one.outcome,
        "is_sample": one.is_sample,
        "drafts": [
            {"number": draft.number, "text": draft.text, "note": draft.note, "made_on": draft.made_on,
             "sign_offs": [{"unit": s.unit_id, "state": s.state, "due_on": s.due_on, "done_on": s.done_on}
                           for s in draft.sign_offs.all()]}
            for draft in one.drafts.all()
        ],
    }  # fmt: skip


@router.get("/matters")
def list_matters(request: HttpRequest, state: str = "") -> list[Found]:
    """Every matter, the newest first."""
    rows = read_matters.matters(reader(request)).prefetch_related("drafts__sign_offs")
    return [matter_out(row) for row in (rows.filter(state=state) if state else rows)]


@router.get("/matters/{number}")
def one_matter(request: HttpRequest, number: str) -> Found:
    """One matter."""
    return matter_out(read_matters.matter(reader(request), number=number))


@router.post("/matters")
def add_matter(request: HttpRequest, sent: MatterIn) -> Found:
    """Register a matter."""

    def work(by: Actor) -> Found:
        return matter_out(matters.raise_matter(
            by=by, kind=sent.kind, title=sent.title, text=sent.text, lead_key=sent.lead, due_on=sent.due_on,
            task_number=sent.task,
        ))  # fmt: skip

    return once_only(request, work)


@router.post("/matters/{number}/drafts")
def add_draft(request: HttpRequest, number: str, sent: DraftIn) -> Found:
    """A further version of the text."""

    def work(by: Actor) -> Found:
        made = matters.add_version(by=by, number=number, version=sent.version, text=sent.text, note=sent.note)
        return {"number": made.number, "made_on": made.made_on}

    return once_only(request, work)


@router.post("/matters/{number}/circulate")
def circulate_matter(request: HttpRequest, number: str, sent: CirculateIn) -> Found:
    """Send the newest version round."""

    def work(by: Actor) -> Found:
        return round_out(circulation.circulate_matter(
            by=by, number=number, version=sent.version, unit_keys=tuple(sent.units), working_days=sent.working_days,
            letter=sent.letter,
        ))  # fmt: skip

    return once_only(request, work)


@router.post("/matters/{number}/signing")
def start_signing(request: HttpRequest, number: str, sent: SigningIn) -> Found:
    """Send the newest version to be signed."""

    def work(by: Actor) -> Found:
        places = matters.start_signing(
            by=by, number=number, version=sent.version, unit_keys=tuple(sent.units), working_days=sent.working_days
        )
        return {"sign_offs": [{"unit": place.unit_id, "state": place.state} for place in places]}

    return once_only(request, work)


@router.post("/matters/{number}/sign")
def sign_matter(request: HttpRequest, number: str, sent: SignIn) -> Found:
    """Sign, or send back with the reason."""

    def work(by: Actor) -> Found:
        if sent.returned:
            done = matters.return_signing(by=by, number=number, version=sent.version, reason=sent.note)
        else:
            done = matters.sign(by=by, number=number, version=sent.version, note=sent.note)
        return {"number": done.number, "state": done.state, "version": done.version}

    return once_only(request, work)


def meeting_out(one: Meeting) -> Found:
    """A meeting with its agenda, invitations and decisions."""
    return {
        "id": one.pk,
        "title": one.title,
        "held_on": one.held_on,
        "starts_at": one.starts_at,
        "place": one.place,
        "chair": one.chair,
        "state": one.state,
        "version": one.version,
        "minutes_number": one.minutes_number,
        "issued_on": one.issued_on,
        "is_sample": one.is_sample,
        "agenda": [
            {"id": item.pk, "order": item.order, "kind": item.kind, "title": item.title, "unit": item.unit_id,
             "why": item.why, "outcome": item.outcome, "minutes": item.minutes}
            for item in one.agenda.all()
        ],
        "invitations": [
            {"unit": row.unit_id, "state": row.state, "person": row.person, "attended": row.attended}
            for row in one.invitations.all()
        ],
        "decisions": [
            {"id": row.pk, "text": row.text, "unit": row.unit_id, "due_on": row.due_on,
             "supervision": [item.number for item in row.supervision.all()],
             "task": row.task.number if row.task else None}
            for row in one.decisions.all()
        ],
    }  # fmt: skip


@router.get("/meetings")
def list_meetings(request: HttpRequest) -> list[Found]:
    """Every meeting, the newest first."""
    rows = read_meetings.meetings(reader(request)).prefetch_related(
        "agenda", "invitations", "decisions__supervision", "decisions__task"
    )
    return [meeting_out(row) for row in rows]


@router.get("/meetings/{meeting_id}")
def one_meeting(request: HttpRequest, meeting_id: int) -> Found:
    """One meeting."""
    return meeting_out(read_meetings.meeting(reader(request), meeting_id=meeting_id))


@router.post("/meetings")
def add_meeting(request: HttpRequest, sent: MeetingIn) -> Found:
    """Plan a meeting: what is still open from earlier ones stands on its agenda."""
    return once_only(request, lambda by: meeting_out(meetings.plan_meeting(by=by, **sent.dict())))


@router.post("/meetings/{meeting_id}/agenda")
def add_items(request: HttpRequest, meeting_id: int, sent: PicksIn) -> Found:
    """Put things on the agenda; how many were new."""
    return once_only(
        request, lambda by: {"added": agenda.put_on_agenda(by=by, meeting_id=meeting_id, picks=tuple(sent.picks))}
    )  # fmt: skip


@router.post("/meetings/{meeting_id}/invite")
def send_invitations(request: HttpRequest, meeting_id: int, sent: VersionIn) -> Found:
    """Invite every unit on the list."""
    return once_only(
        request, lambda by: meeting_out(meetings.invite(by=by, meeting_id=meeting_id, version=sent.version))
    )  # fmt: skip


@router.post("/meetings/{meeting_id}/reply")
def reply(request: HttpRequest, meeting_id: int, sent: ReplyIn) -> Found:
    """Who of the caller's unit comes."""

    def work(by: Actor) -> Found:
        one = meetings.reply_invitation(
            by=by, meeting_id=meeting_id, state=sent.state, person=sent.person, note=sent.note
        )
        return {"unit": one.unit_id, "state": one.state, "person": one.person}

    return once_only(request, work)


@router.post("/meetings/{meeting_id}/decisions")
def add_decision(request: HttpRequest, meeting_id: int, sent: DecisionIn) -> Found:
    """One decision of a held meeting: its supervision item or task comes with it."""

    def work(by: Actor) -> Found:
        one = agenda.decide(
            by=by, meeting_id=meeting_id, text=sent.text, unit_key=sent.unit, due_on=sent.due_on, item_id=sent.item,
            as_task=sent.as_task,
        )  # fmt: skip
        numbers = [item.number for item in one.supervision.all()]
        return {"id": one.pk, "supervision": numbers, "task": one.task.number if one.task else None}

    return once_only(request, work)
