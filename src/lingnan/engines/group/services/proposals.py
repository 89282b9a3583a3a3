"""Proposals: written, submitted and checked for overlap, sent back, withdrawn, decided by a meeting."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from lingnan.core.errors import Conflict, Fault, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.models import Overlap, Proposal
from lingnan.engines.group.services.drafting import next_number, plan_in_force, wanted
from lingnan.engines.group.services.overlaps import check_again
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services.notifications import notify_role, notify_unit

OPEN_TO_WRITE = ("draft", "returned")
UNDER_WAY = ("submitted", "circulating", "ready", "scheduled")


@dataclass(frozen=True, kw_only=True)
class ProposalText:
    """What a unit writes of its planned work. A draft may lack all but the title."""

    title: str
    purpose: str = ""
    content: str = ""
    systems: str = ""
    needs: str = ""
    budget: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def save_draft(
    *, by: Actor, text: ProposalText, number: str = "", version: int = 0, unit_key: str = "", is_sample: bool = False
) -> Proposal:
    """Keep a draft, a new one where no number is given. Only the unit sees it."""
    unit = unit_key or by.unit_key
    require(by, "group.propose", unit=unit)
    title = wanted(text.title, Label(zh="工作名称", en="Title"), most=120)
    if text.starts_on and text.ends_on and text.ends_on < text.starts_on:
        raise Invalid(
            Label(zh="完成时间", en="End"),
            Label(
                zh=f"{text.ends_on} 早于开始时间 {text.starts_on}",
                en=f"{text.ends_on} is before the start, {text.starts_on}",
            ),
        )
    if text.budget is not None and text.budget < 0:
        raise Invalid(Label(zh="预算", en="Budget"), Label(zh="不能小于 0 万元", en="Not below 0"))
    proposal = locked(by, number, version, states=OPEN_TO_WRITE) if number else new_proposal(by, unit)
    fields = ("purpose", "content", "systems", "needs", "budget", "starts_on", "ends_on")
    before = {name: getattr(proposal, name) for name in ("title", *fields)} if number else None
    proposal.title = title
    for name in fields:
        value = getattr(text, name)
        setattr(proposal, name, value.strip() if isinstance(value, str) else value)
    proposal.is_sample = proposal.is_sample or is_sample
    after = {name: getattr(proposal, name) for name in ("title", *fields)}
    keep(proposal, by=by, verb="draft", what=f"起草建议：{title}", before=before, after=after)
    return proposal


def new_proposal(by: Actor, unit: str) -> Proposal:
    """An empty draft of the unit with the next number of the year."""
    day = today()
    numbers = list(Proposal.objects.select_for_update().values_list("number", flat=True))
    return Proposal(
        plan=plan_in_force(),
        number=next_number(numbers, day.year),
        unit_id=unit,
        account_id=by.account_id,
        written_on=day,
        version=0,
    )


def locked(by: Actor, number: str, version: int, *, states: tuple[str, ...]) -> Proposal:
    """The proposal, locked for a step; a Conflict where somebody was faster or its state does not allow it."""
    proposal = Proposal.objects.select_for_update().filter(number=number).first()
    if proposal is None:
        raise NotFound(Label(zh=f"没有建议 {number}", en=f"There is no proposal {number}"))
    if proposal.version != version:
        raise Conflict(
            Label(
                zh="这条建议刚被别人办过，请看过最新内容再办",
                en="Somebody else just changed this proposal: look again first",
            )
        )
    if proposal.state not in states:
        raise Conflict(
            Label(
                zh=f"建议 {number} 现在是“{proposal.get_state_display()}”，不能这样办",
                en=f"Proposal {number} is {proposal.state}: not possible",
            )
        )
    return proposal


def keep(proposal: Proposal, *, by: Actor, verb: str, what: str, before: object = None, after: object = None) -> None:
    """Save the proposal's step with its audit entry."""
    proposal.version += 1
    proposal.save()
    about = f"group.proposal:{proposal.number}"
    seen = after or {"state": proposal.state}
    audit.record(by=by, verb=f"group.proposal_{verb}", about=about, summary=what, before=before, after=seen)


def missing(proposal: Proposal) -> tuple[Fault, ...]:
    """What a proposal still lacks before it can be submitted, all at once."""
    asked = (
        (Label(zh="解决什么问题", en="What it mends"), proposal.purpose),
        (Label(zh="做什么", en="What is to be done"), proposal.content),
        (Label(zh="开始时间", en="Start"), proposal.starts_on),
        (Label(zh="完成时间", en="End"), proposal.ends_on),
    )
    needed = Label(zh="提交前请填写", en="Needed before it is submitted")
    return tuple(Fault(where=name, reason=needed) for name, value in asked if not value)


@transaction.atomic
def submit(*, by: Actor, number: str, version: int, on: date | None = None) -> Proposal:
    """Submit a draft: it is compared with all that is known, and the office is told."""
    proposal = locked(by, number, version, states=OPEN_TO_WRITE)
    require(by, "group.propose", unit=proposal.unit_id)
    if faults := missing(proposal):
        raise Invalid(
            "",
            Label(zh="；".join(f.text("zh") for f in faults), en="; ".join(f.text("en") for f in faults)),
            faults=faults,
        )
    proposal.state, proposal.submitted_on = "submitted", on or today()
    found = check_again(proposal)
    what = f"{proposal.unit.name}提交建议 {number}“{proposal.title}”，查出相近 {found} 处"
    keep(proposal, by=by, verb="submit", what=what, after={"state": "submitted", "overlaps": found})
    notify_role(
        role="office",
        key=f"group.proposal:{number}:{proposal.version}",
        about=f"group.proposal:{number}",
        text=what,
        text_en=f"Proposal {number} was submitted; {found} similar found",
        url=f"/group/proposals/{number}",
    )
    return proposal


@transaction.atomic
def judge_overlap(*, by: Actor, overlap_id: int, finding: str, note: str = "") -> Overlap:
    """The office says what a likeness is: doubled work, related, or something else."""
    require(by, "group.handle")
    overlap = Overlap.objects.select_for_update().select_related("proposal").get(pk=overlap_id)
    if finding not in dict(Overlap.FINDINGS) or not finding:
        raise Invalid(
            Label(zh="判断", en="Finding"),
            Label(zh="请从“重复、相关、不同”里选", en="Choose doubled, related or different"),
        )
    if finding == "overlaps":
        wanted(note, Label(zh="说明", en="Note"), most=400)
    before = {"finding": overlap.finding}
    overlap.finding, overlap.note = finding, note.strip()[:400]
    overlap.save()
    what = f"建议 {overlap.proposal.number} 与{overlap.title}：{overlap.get_finding_display()}"
    after = {"finding": finding, "note": overlap.note}
    about = f"group.proposal:{overlap.proposal.number}"
    audit.record(by=by, verb="group.proposal_judge", about=about, summary=what, before=before, after=after)
    return overlap


@transaction.atomic
def send_back(*, by: Actor, number: str, version: int, reason: str) -> Proposal:
    """The office sends a proposal back to be changed, with the reason."""
    require(by, "group.handle")
    proposal = locked(by, number, version, states=("submitted", "ready"))
    proposal.state, proposal.outcome = "returned", wanted(reason, Label(zh="退回原因", en="Reason"), most=2000)
    keep(proposal, by=by, verb="return", what=f"退回建议 {number}：{reason[:200]}")
    tell_unit(proposal, f"建议 {number} 已退回：{reason}", f"Proposal {number} was sent back")
    return proposal


@transaction.atomic
def withdraw(*, by: Actor, number: str, version: int) -> Proposal:
    """The unit takes its proposal back, as long as no meeting has it on its agenda."""
    proposal = locked(by, number, version, states=(*OPEN_TO_WRITE, "submitted", "ready"))
    require(by, "group.propose", unit=proposal.unit_id)
    proposal.state = "withdrawn"
    keep(proposal, by=by, verb="withdraw", what=f"撤回建议 {number}“{proposal.title}”")
    return proposal


@transaction.atomic
def make_ready(*, by: Actor, number: str, version: int) -> Proposal:
    """The office holds that a proposal needs no comments, or no more, and may go to a meeting."""
    require(by, "group.handle")
    proposal = locked(by, number, version, states=("submitted",))
    proposal.state = "ready"
    keep(proposal, by=by, verb="ready", what=f"建议 {number} 可以上会")
    return proposal


def settle(proposal: Proposal, *, by: Actor, state: str, outcome: str, on: date) -> None:
    """What a meeting decided of the proposal; called by the meeting's own service."""
    proposal.state, proposal.outcome, proposal.decided_on = state, outcome, on
    what = f"建议 {proposal.number}“{proposal.title}”{proposal.get_state_display()}"
    keep(proposal, by=by, verb="decide", what=what)
    tell_unit(proposal, f"{what}：{outcome}", f"The meeting decided on proposal {proposal.number}")


def tell_unit(proposal: Proposal, text: str, text_en: str) -> None:
    """Tell the unit's people what became of its proposal."""
    notify_unit(
        unit_key=proposal.unit_id,
        key=f"group.proposal:{proposal.number}:{proposal.version}",
        about=f"group.proposal:{proposal.number}",
        text=text,
        text_en=text_en,
        url=f"/group/proposals/{proposal.number}",
        roles=("liaison", "leader"),
    )
