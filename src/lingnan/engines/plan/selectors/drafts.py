"""What of a document waits for a person, as the review shows it: a fixed number of queries, whatever its length."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.plan.models import DraftProposal, DraftTask, Plan, ReviewStep


@dataclass(frozen=True, kw_only=True)
class ReviewModel:
    """A document with its drafts, their proposals, and the steps that can be undone."""

    plan: Plan
    drafts: Sequence[DraftTask]
    proposals: dict[int, list[DraftProposal]]
    steps: dict[int, int]  # draft → the step that decided it last and can be undone
    last_step: ReviewStep | None

    @property
    def accepted(self) -> int:
        return sum(draft.state == "accepted" for draft in self.drafts)

    @property
    def undecided(self) -> list[DraftTask]:
        return [draft for draft in self.drafts if draft.state == "open"]

    @property
    def doubtful(self) -> int:
        """Undecided ones that a person must look at."""
        return sum(bool(draft.doubts) for draft in self.undecided)

    @property
    def certain(self) -> int:
        """How many `accept_certain` would take."""
        return sum(draft.is_certain and draft.change != "dropped" for draft in self.undecided)

    @property
    def silent(self) -> list[dict[str, Any]]:  # Any: a doubt of the reader's JSON
        """Numbered items that name nobody and are no task; one that a person has made a task is none any more."""
        doubts = [d for d in self.plan.reading.get("uncertain") or () if d["code"] == "silent_item" and d["source"]]
        return [d for d in doubts if overlapping(self.drafts, d["source"]["start"], d["source"]["end"]) is None]

    @property
    def open_proposals(self) -> int:
        return sum(each.state == "open" for found in self.proposals.values() for each in found)


def overlapping(drafts: Iterable[DraftTask], start: int, end: int) -> DraftTask | None:
    """The found task that has a part of a place in the document, if any has."""
    for draft in drafts:
        for a, b in ((draft.source_start, draft.source_end), *draft.places):
            if a < end and start < b:
                return draft
    return None


def document(by: Actor, key: str) -> Plan:
    """A document that the actor may see: those in force are public, drafts are for who signed in."""
    plan = Plan.objects.filter(pk=key).first()
    if plan is None or (by.is_public and plan.state not in {"adopted", "applied"}):
        raise NotFound(Label(zh=f"没有您能看的方案“{key}”", en="There is no such plan that you may see"))
    return plan


def review_model(plan: Plan) -> ReviewModel:
    """Everything that the review page and the API show of a document, in three queries."""
    drafts = list(plan.drafts.exclude(state="merged").select_related("task"))
    proposals: dict[int, list[DraftProposal]] = {}
    for proposal in DraftProposal.objects.filter(draft__plan=plan).exclude(draft__state="merged"):
        proposals.setdefault(proposal.draft_id, []).append(proposal)
    undoable = list(ReviewStep.objects.filter(plan=plan, undone_at=None).only("versions", "summary", "verb", "plan"))
    versions = {str(draft.pk): draft.version for draft in drafts}
    steps: dict[int, int] = {}
    for step in undoable:
        for pk, version in step.versions.items():
            if versions.get(pk) == version:
                steps.setdefault(int(pk), step.pk)
    return ReviewModel(
        plan=plan, drafts=drafts, proposals=proposals, steps=steps, last_step=undoable[0] if undoable else None
    )
