"""What the sentences propose: accepted, changed or left, during the review and later."""

from datetime import date

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import require
from lingnan.engines.plan.models import DraftProposal, Plan
from lingnan.engines.plan.services.adopting import make_real

KINDS = dict(DraftProposal.KINDS)
WORDS = {"accepted": "接受提议", "dropped": "不采用提议", "open": "撤回对提议的决定"}
LONGEST_TITLE, LONGEST_TARGET = 200, 60


def proposal_as_seen(plan_key: str, proposal_id: int, version: int) -> DraftProposal:
    """The proposal, its plan locked; a Conflict where somebody was faster or it became something already."""
    plan = Plan.objects.defer("original_text", "clean_text", "reading").select_for_update(of=("self",)).get(pk=plan_key)
    if plan.state == "withdrawn":
        raise Conflict(Label(zh=f"《{plan.title}》已撤回", en="The document was withdrawn"))
    found = DraftProposal.objects.select_related("draft__task", "draft__plan").filter(pk=proposal_id, draft__plan=plan)
    proposal = found.first()
    if proposal is None:
        raise NotFound(Label(zh="没有这条提议", en="No such proposal"))
    if proposal.version != version:
        raise Conflict(
            Label(zh=f"提议“{proposal.title}”刚被别人办过：{proposal.get_state_display()}",
                  en="Somebody just decided this proposal: look again first")
        )  # fmt: skip
    if proposal.made:
        raise Conflict(
            Label(zh=f"“{proposal.title}”已经立项，请在任务里改", en="It is part of the task already: change it there")
        )
    return proposal


@transaction.atomic
def decide_proposal(*, by: Actor, plan_key: str, proposal_id: int, version: int, state: str) -> DraftProposal:
    """Accept a proposal, leave it, or take that back. Of a task in force it becomes real at once."""
    require(by, "plan.decide_proposal")
    if state not in WORDS:
        raise Invalid(Label(zh="决定", en="Decision"), f"“{state}”")
    proposal = proposal_as_seen(plan_key, proposal_id, version)
    proposal.state, proposal.version = state, proposal.version + 1
    proposal.save(update_fields=["state", "version"])
    task = proposal.draft.task
    if state == "accepted" and task is not None and proposal.draft.plan.state in {"adopted", "applied"}:
        make_real(proposal, task, by=by)
    note(proposal, by=by, what=WORDS[state])
    return proposal


@transaction.atomic
def correct_proposal(
    *,
    by: Actor,
    plan_key: str,
    proposal_id: int,
    version: int,
    kind: str,
    title: str,
    target: str = "",
    due: date | None = None,
) -> DraftProposal:
    """Change what a proposal is, and accept it so."""
    require(by, "plan.decide_proposal")
    proposal = proposal_as_seen(plan_key, proposal_id, version)
    if kind not in KINDS:
        raise Invalid(Label(zh="种类", en="Kind"), f"“{kind}”")
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid(
            Label(zh="名称", en="Name"), Label(zh=f"1 到 {LONGEST_TITLE} 字", en=f"1 to {LONGEST_TITLE} characters")
        )
    if len(target) > LONGEST_TARGET:
        raise Invalid(
            Label(zh="目标值", en="Target"),
            Label(zh=f"最多 {LONGEST_TARGET} 字", en=f"{LONGEST_TARGET} characters at most"),
        )
    proposal.kind, proposal.title, proposal.target, proposal.due = kind, title, target.strip(), due
    proposal.save(update_fields=["kind", "title", "target", "due"])
    note(proposal, by=by, what="更正提议")
    return decide_proposal(by=by, plan_key=plan_key, proposal_id=proposal.pk, version=version, state="accepted")


def note(proposal: DraftProposal, *, by: Actor, what: str) -> None:
    """Its audit entry."""
    kind = proposal.get_kind_display()
    summary = f"{what}：任务 {proposal.draft.number} {kind}“{proposal.title}”"[:400]
    after = {"kind": proposal.kind, "title": proposal.title, "target": proposal.target, "due": proposal.due}
    about = f"plan.plan:{proposal.draft.plan_id}"
    audit.record(by=by, verb="plan.decide_proposal", about=about, summary=summary, after=after)
