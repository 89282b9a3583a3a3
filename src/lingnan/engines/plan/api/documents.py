"""Taking documents in by machine: the same acts as the review's pages, by token or by session.

Importing is idempotent by content: the same file gives the same document. Every other act names the version that its
caller saw; sent twice, the second answers 409 and changes nothing.
"""

from datetime import date

from django.http import HttpRequest
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity.machines import SessionDoor, TokenDoor, caller
from lingnan.engines.identity.media import MAX_SIZE, MB
from lingnan.engines.plan.models import DraftProposal, DraftTask, Plan
from lingnan.engines.plan.selectors.drafts import document, review_model
from lingnan.engines.plan.services.adopting import adopt
from lingnan.engines.plan.services.amending import apply_amendment
from lingnan.engines.plan.services.importing import import_plan
from lingnan.engines.plan.services.passages import take_passage
from lingnan.engines.plan.services.proposing import decide_proposal
from lingnan.engines.plan.services.reshaping import merge_drafts, split_draft
from lingnan.engines.plan.services.reviewing import (
    DateSaid,
    UnitSaid,
    accept_certain,
    accept_draft,
    correct_draft,
    drop_draft,
    undo,
)

SCOPE = "plan:review"


router = Router(tags=["plan documents"], auth=[TokenDoor(read=SCOPE, write=SCOPE), SessionDoor()])


# What goes out


class UnitOut(Schema):
    """A name as written, its role, the unit it meant at the plan's date and those that stand for it today."""

    written: str
    role: str
    unit: str | None
    name: str
    status: str
    today: list[dict[str, str]]
    suggestions: list[dict[str, str]]


class DateOut(Schema):
    """A date as written and the day it means."""

    text: str
    due: date | None
    kind: str


class DoubtOut(Schema):
    """Why a person must look."""

    code: str
    message: str


class ProposalOut(Schema):
    """What a sentence proposes."""

    id: int
    version: int
    kind: str
    title: str
    written: str
    target: str
    due: date | None
    state: str
    made: str
    source_start: int
    source_end: int


class DraftOut(Schema):
    """A found task."""

    id: int
    version: int
    number: int
    title: str
    text: str
    source_start: int
    source_end: int
    units: list[UnitOut]
    dates: list[DateOut]
    doubts: list[DoubtOut]
    state: str
    reason: str
    change: str
    change_reasons: list[str]
    task: int | None
    undo: int | None
    proposals: list[ProposalOut]


class DocumentOut(Schema):
    """A document in review or in force, with how far its review is."""

    key: str
    title: str
    number: str
    issuer: str
    state: str
    period_from: date
    period_to: date
    period_is_assumed: bool
    amends: str | None
    mode: str
    found: int
    accepted: int
    undecided: int
    doubtful: int
    drafts: list[DraftOut]


def proposal_out(each: DraftProposal) -> ProposalOut:
    names = ("version", "kind", "title", "written", "target", "due", "state", "made", "source_start", "source_end")
    return ProposalOut(id=each.pk, **{name: getattr(each, name) for name in names})


def draft_out(draft: DraftTask, step: int | None, proposals: list[DraftProposal]) -> DraftOut:
    names = ("version", "number", "title", "text", "source_start", "source_end", "units", "dates", "doubts", "state",
             "reason", "change", "change_reasons")  # fmt: skip
    return DraftOut(
        id=draft.pk,
        **{name: getattr(draft, name) for name in names},
        task=draft.task.number if draft.task else None,
        undo=step,
        proposals=[proposal_out(each) for each in proposals],
    )


def document_out(plan: Plan) -> DocumentOut:
    """A document as the API answers it: the review model, nothing else."""
    model = review_model(plan)
    names = ("key", "title", "number", "issuer", "state", "period_from", "period_to", "period_is_assumed", "mode")
    drafts = [draft_out(d, model.steps.get(d.pk), model.proposals.get(d.pk, [])) for d in model.drafts]
    return DocumentOut(
        **{name: getattr(plan, name) for name in names},
        amends=plan.amends_id,
        found=len(model.drafts),
        accepted=model.accepted,
        undecided=len(model.undecided),
        doubtful=model.doubtful,
        drafts=drafts,
    )


def answered(request: HttpRequest, key: str) -> DocumentOut:
    """The document after an act."""
    return document_out(document(caller(request), key))


# What comes in


class SeenIn(Schema):
    """The version that the caller saw."""

    version: int
    reason: str = ""


class UnitIn(Schema):
    """A unit as corrected; `means` is a key or a name, empty for a collective name."""

    written: str
    role: str
    means: str = ""
    remember: bool = False


class DateIn(Schema):
    """A date as corrected."""

    text: str
    due: date | None = None
    kind: str = "by"


class CorrectionIn(Schema):
    """What a found task really is."""

    version: int
    title: str
    units: list[UnitIn]
    dates: list[DateIn]
    accept: bool = False


class MergeIn(Schema):
    """Which other draft, and the versions seen."""

    version: int
    with_id: int
    with_version: int


class SplitIn(Schema):
    """Where to cut: the end of a sentence or a semicolon, as an offset into the document's original text."""

    version: int
    at: int


class PassageIn(Schema):
    """A stretch of the document that gave no task, as offsets into its original text."""

    start: int
    end: int


class ProposalIn(Schema):
    """accepted, dropped or open."""

    version: int
    state: str


class FinishIn(Schema):
    """Why undecided drafts are left out; empty: they refuse the act, by name."""

    leave_out: str = ""
    issue: bool = False


@router.post("/documents", response=DocumentOut)
def take_in(
    request: HttpRequest, file: File[UploadedFile], amends: Form[str] = "", mode: Form[str] = ""
) -> DocumentOut:
    """A document comes in for review. `amends` names a plan in force, `mode` is edition or amendment."""
    name, size = file.name or "file", file.size or 0
    if size > MAX_SIZE:
        raise Invalid(name, Label(zh=f"最多 {MAX_SIZE // MB} MB", en=f"at most {MAX_SIZE // MB} MB"))
    return document_out(import_plan(by=caller(request), name=name, content=file.read(), amends=amends, mode=mode))


@router.get("/documents/{key}", response=DocumentOut)
def one_document(request: HttpRequest, key: str) -> DocumentOut:
    """A document with everything found in it."""
    return answered(request, key)


@router.get("/documents/{key}/difference", response=list[DraftOut])
def difference(request: HttpRequest, key: str) -> list[DraftOut]:
    """What an amending document changes, adds and drops; what it keeps is left out."""
    return [draft for draft in answered(request, key).drafts if draft.change not in {"", "kept"}]


@router.post("/documents/{key}/accept-certain", response=DocumentOut)
def certain(request: HttpRequest, key: str) -> DocumentOut:
    """Accept every draft without doubts."""
    accept_certain(by=caller(request), plan_key=key)
    return answered(request, key)


@router.post("/documents/{key}/drafts", response=DocumentOut)
def take(request: HttpRequest, key: str, said: PassageIn) -> DocumentOut:
    """A stretch that gave no task becomes one to review."""
    take_passage(by=caller(request), plan_key=key, start=said.start, end=said.end)
    return answered(request, key)


@router.post("/documents/{key}/drafts/{draft_id}/accept", response=DocumentOut)
def accept(request: HttpRequest, key: str, draft_id: int, said: SeenIn) -> DocumentOut:
    """Accept a found task as it stands."""
    accept_draft(by=caller(request), plan_key=key, draft_id=draft_id, version=said.version, reason=said.reason)
    return answered(request, key)


@router.post("/documents/{key}/drafts/{draft_id}/drop", response=DocumentOut)
def drop(request: HttpRequest, key: str, draft_id: int, said: SeenIn) -> DocumentOut:
    """Leave a found task out, with the reason."""
    drop_draft(by=caller(request), plan_key=key, draft_id=draft_id, version=said.version, reason=said.reason)
    return answered(request, key)


@router.post("/documents/{key}/drafts/{draft_id}/correct", response=DocumentOut)
def correct(request: HttpRequest, key: str, draft_id: int, said: CorrectionIn) -> DocumentOut:
    """Say what a found task really is."""
    correct_draft(
        by=caller(request),
        plan_key=key,
        draft_id=draft_id,
        version=said.version,
        title=said.title,
        units=[UnitSaid(**unit.dict()) for unit in said.units],
        dates=[DateSaid(**each.dict()) for each in said.dates],
        accept=said.accept,
    )
    return answered(request, key)


@router.post("/documents/{key}/drafts/{draft_id}/merge", response=DocumentOut)
def merge(request: HttpRequest, key: str, draft_id: int, said: MergeIn) -> DocumentOut:
    """Two found tasks are one."""
    merge_drafts(by=caller(request), plan_key=key, draft_id=draft_id, **said.dict())
    return answered(request, key)


@router.post("/documents/{key}/drafts/{draft_id}/split", response=DocumentOut)
def split(request: HttpRequest, key: str, draft_id: int, said: SplitIn) -> DocumentOut:
    """One found task is two."""
    split_draft(by=caller(request), plan_key=key, draft_id=draft_id, **said.dict())
    return answered(request, key)


@router.post("/documents/{key}/proposals/{proposal_id}", response=DocumentOut)
def propose(request: HttpRequest, key: str, proposal_id: int, said: ProposalIn) -> DocumentOut:
    """Decide a proposal."""
    decide_proposal(by=caller(request), plan_key=key, proposal_id=proposal_id, **said.dict())
    return answered(request, key)


@router.post("/documents/{key}/steps/{step_id}/undo", response=DocumentOut)
def take_back(request: HttpRequest, key: str, step_id: int) -> DocumentOut:
    """Undo a step of the review."""
    undo(by=caller(request), plan_key=key, step_id=step_id)
    return answered(request, key)


@router.post("/documents/{key}/adopt", response=DocumentOut)
def finish(request: HttpRequest, key: str, said: FinishIn) -> DocumentOut:
    """Finish the review: a plan of its own is adopted, an amendment applied. Undecided drafts answer 409, by name."""
    by = caller(request)
    carry_out = apply_amendment if document(by, key).amends_id else adopt
    carry_out(by=by, plan_key=key, leave_out=said.leave_out, issue=said.issue)
    return answered(request, key)
