"""The agenda: what the office puts on it, in which order, and what the meeting made of each item."""

from datetime import date

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.models import AgendaItem, Matter, Proposal
from lingnan.engines.group.services import matters, proposals
from lingnan.engines.group.services.drafting import wanted
from lingnan.engines.group.services.meetings import AFTER, BEFORE, keep, last_order, locked, renumber, tell
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.selectors.units import unit_keyed
from lingnan.engines.plan.models import Decision, Meeting, Task
from lingnan.engines.plan.services.meetings import record_decision

PROPOSAL_STATES = {
    "agreed": "agreed",
    "changed": "agreed",
    "refused": "refused",
    "postponed": "ready",
    "noted": "ready",
}
MATTER_STATES = {"agreed": "settled", "changed": "open", "refused": "open", "postponed": "ready", "noted": "ready"}


@transaction.atomic
def put_on_agenda(*, by: Actor, meeting_id: int, picks: tuple[str, ...]) -> int:
    """Put things on the agenda: `proposal:2018-001`, `matter:2018-002`, `task:8`. How many were new."""
    require(by, "group.prepare_meeting")
    meeting = locked(meeting_id, states=BEFORE)
    added = sum(add(meeting, pick, by=by) for pick in picks)
    if added:
        renumber(meeting)
        keep(meeting, by=by, verb="agenda", what=f"“{meeting.title}”列入 {added} 项议题", after={"picks": list(picks)})
    return added


def add(meeting: Meeting, pick: str, *, by: Actor) -> bool:
    """One thing; False where it stands on this agenda already."""
    kind, _, number = pick.partition(":")
    if kind == "proposal":
        return add_proposal(meeting, number, by=by)
    if kind == "matter":
        return add_matter(meeting, number, by=by)
    if kind == "task" and number.isdigit():
        return add_task(meeting, int(number))
    raise Invalid(Label(zh="议题", en="Agenda item"), Label(zh=f"认不出“{pick}”", en=f'"{pick}" is not known'))


def add_proposal(meeting: Meeting, number: str, *, by: Actor) -> bool:
    """A proposal whose comments are in."""
    proposal = Proposal.objects.select_for_update().filter(number=number).first()
    if proposal and proposal.agenda_items.filter(meeting=meeting).exists():
        return False
    if proposal is None or proposal.state != "ready":
        raise Conflict(Label(zh=f"建议 {number} 还不能上会", en=f"Proposal {number} is not ready for a meeting"))
    why = f"相近 {proposal.overlaps.count()} 处" if proposal.overlaps.exists() else "未查出相近工作"
    title = f"审议{proposal.unit.name}“{proposal.title}”"
    make(meeting, kind="proposal", title=title, unit_id=proposal.unit_id, proposal=proposal, why=why)
    proposal.state = "scheduled"
    proposals.keep(proposal, by=by, verb="schedule", what=f"建议 {number} 列入“{meeting.title}”议程")
    return True


def add_matter(meeting: Meeting, number: str, *, by: Actor) -> bool:
    """A matter that was signed off, or that the office found ready."""
    matter = Matter.objects.select_for_update().filter(number=number).first()
    if matter and matter.agenda_items.filter(meeting=meeting).exists():
        return False
    if matter is None or matter.state != "ready":
        raise Conflict(Label(zh=f"事项 {number} 还不能上会", en=f"Matter {number} is not ready for a meeting"))
    make(meeting, kind="matter", title=f"研究{matter.title}", unit_id=matter.lead_id, matter=matter,
         why=matter.get_kind_display())  # fmt: skip
    matter.state = "scheduled"
    matters.keep(matter, by=by, verb="schedule", what=f"“{matter.title}”列入“{meeting.title}”议程")
    return True


def add_task(meeting: Meeting, number: int) -> bool:
    """A task of the plan, with what is wrong with it that day."""
    from lingnan.engines.group.selectors.meetings import red_tasks  # noqa: PLC0415 -- reads the board, which is large

    task = Task.objects.filter(plan=meeting.plan_id, number=number).first()
    if task is None:
        raise NotFound(Label(zh=f"方案里没有第 {number} 项任务", en=f"The plan has no task {number}"))
    if task.agenda_items.filter(meeting=meeting).exists():
        return False
    row = next((row for row in red_tasks(meeting.plan) if row.task_id == task.pk), None)
    lead = task.units.filter(role="lead", unit__isnull=False).first()
    title, why = f"听取任务 {task.shown_number}“{task.title}”进展", row.light.why.zh if row else ""
    make(meeting, kind="task", title=title, unit_id=lead.unit_id if lead else None, task=task, why=why)
    return True


def make(
    meeting: Meeting, *, kind: str, title: str, unit_id: str | None, why: str = "", proposal: Proposal | None = None,
    matter: Matter | None = None, task: Task | None = None,
) -> AgendaItem:  # fmt: skip
    """The row of an agenda item, at the end."""
    return AgendaItem.objects.create(
        meeting=meeting,
        order=last_order(meeting),
        kind=kind,
        title=title[:200],
        unit_id=unit_id,
        why=why[:300],
        proposal=proposal,
        matter=matter,
        task=task,
    )


@transaction.atomic
def add_free(*, by: Actor, meeting_id: int, title: str, unit_key: str = "") -> AgendaItem:
    """Anything else that the office wants talked over; after the meeting too, for what came up in it."""
    require(by, "group.prepare_meeting")
    meeting = locked(meeting_id, states=(*BEFORE, *AFTER))
    item = make(
        meeting,
        kind="free",
        title=wanted(title, Label(zh="议题", en="Agenda item"), most=200),
        unit_id=unit_key or None,
    )
    keep(meeting, by=by, verb="agenda", what=f"“{meeting.title}”列入议题：{item.title}")
    return item


def item_of(item_id: int, *, states: tuple[str, ...]) -> tuple[Meeting, AgendaItem]:
    """An item with its meeting, locked."""
    item = AgendaItem.objects.filter(pk=item_id).first()
    if item is None:
        raise NotFound(Label(zh="议程上没有这一项", en="No such item on the agenda"))
    meeting = locked(item.meeting_id, states=states)
    return meeting, AgendaItem.objects.select_for_update().get(pk=item_id)


@transaction.atomic
def move_item(*, by: Actor, item_id: int, up: bool) -> None:
    """One place up or down. What is still open from before stays first."""
    require(by, "group.prepare_meeting")
    meeting, item = item_of(item_id, states=BEFORE)
    others = meeting.agenda.filter(order__lt=item.order) if up else meeting.agenda.filter(order__gt=item.order)
    other = others.order_by("-order" if up else "order").first()
    if other is None or (other.kind == "followup") != (item.kind == "followup"):
        return
    item.order, other.order = other.order, item.order
    item.save(update_fields=["order"])
    other.save(update_fields=["order"])
    keep(
        meeting,
        by=by,
        verb="agenda",
        what=f"“{meeting.title}”议程调整顺序",
        after={"item": item.pk, "order": item.order},
    )


@transaction.atomic
def take_off_agenda(*, by: Actor, item_id: int) -> None:
    """Take an item off; a proposal or matter waits for another meeting. What is still open cannot be taken off."""
    require(by, "group.prepare_meeting")
    meeting, item = item_of(item_id, states=BEFORE)
    if item.kind == "followup":
        raise Conflict(
            Label(zh="未办结的议定事项自动列入，不能删去", en="Open decisions come back by themselves and stay")
        )
    give_back(item, by=by)
    title = item.title
    item.delete()
    renumber(meeting)
    keep(meeting, by=by, verb="agenda", what=f"“{meeting.title}”撤下议题：{title}")


def give_back(item: AgendaItem, *, by: Actor) -> None:
    """The proposal or matter of an item is ready for another meeting."""
    if item.proposal and item.proposal.state == "scheduled":
        item.proposal.state = "ready"
        proposals.keep(item.proposal, by=by, verb="unschedule", what=f"建议 {item.proposal.number} 撤下议程")
    if item.matter and item.matter.state == "scheduled":
        item.matter.state = "ready"
        matters.keep(item.matter, by=by, verb="unschedule", what=f"“{item.matter.title}”撤下议程")


@transaction.atomic
def cancel_meeting(*, by: Actor, meeting_id: int, version: int, reason: str) -> Meeting:
    """Call a meeting off, with the reason; what was on its agenda waits for another."""
    require(by, "group.prepare_meeting")
    meeting = locked(meeting_id, version, states=BEFORE)
    said = wanted(reason, Label(zh="原因", en="Reason"), most=300)
    for item in meeting.agenda.exclude(kind="followup").select_related("proposal", "matter"):
        give_back(item, by=by)
    meeting.state = "cancelled"
    keep(meeting, by=by, verb="cancel", what=f"取消“{meeting.title}”：{said}")
    for one in meeting.invitations.exclude(state="listed"):
        tell(meeting, one.unit_id, key="cancelled", text=f"“{meeting.title}”取消：{said}",
             text_en=f"The meeting on {meeting.held_on} is called off")  # fmt: skip
    return meeting


@transaction.atomic
def settle_item(*, by: Actor, item_id: int, outcome: str, minutes: str) -> AgendaItem:
    """What the meeting made of an item. A proposal or matter goes its way with it; only once for each."""
    require(by, "group.prepare_meeting")
    meeting, item = item_of(item_id, states=AFTER)
    if outcome not in dict(AgendaItem.OUTCOMES) or not outcome:
        raise Invalid(Label(zh="议定结果", en="Outcome"), Label(zh="请从列表里选", en="Choose from the list"))
    said = wanted(minutes, Label(zh="纪要文字", en="Minutes"), most=4000)
    if item.outcome and item.outcome != outcome and (item.proposal_id or item.matter_id):
        raise Conflict(
            Label(zh="结果已经登记，只能改文字", en="The outcome is recorded: only its words may be changed")
        )
    first = not item.outcome
    before = {"outcome": item.outcome, "minutes": item.minutes}
    item.outcome, item.minutes = outcome, said
    item.save()
    if first and item.proposal:
        proposals.settle(item.proposal, by=by, state=PROPOSAL_STATES[outcome], outcome=said, on=meeting.held_on)
    if first and item.matter:
        matters.settle(item.matter, by=by, state=MATTER_STATES[outcome], outcome=said, on=meeting.held_on)
    what = f"{meeting.title}：{item.title}，{item.get_outcome_display()}"
    audit.record(by=by, verb="group.meeting_settle", about=f"plan.meeting:{meeting.pk}", summary=what, before=before,
                 after={"outcome": outcome, "minutes": said})  # fmt: skip
    return item


@transaction.atomic
def decide(
    *,
    by: Actor,
    meeting_id: int,
    text: str,
    unit_key: str,
    due_on: date,
    item_id: int | None = None,
    as_task: bool = False,
) -> Decision:
    """One decision (议定事项): a supervision item by itself, or a new task of the plan; linked to its agenda item."""
    meeting = locked(meeting_id, states=AFTER)
    item = meeting.agenda.filter(pk=item_id).first() if item_id else None
    if item_id and item is None:
        raise NotFound(Label(zh="议程上没有这一项", en="No such item on the agenda"))
    unit_keyed(unit_key, field=Label(zh="责任单位", en="Unit"))
    said = wanted(text, Label(zh="议定事项", en="Decision"), most=400)
    decision = record_decision(
        by=by, meeting_id=meeting.pk, text=said, unit_key=unit_key, due_on=due_on, as_task=as_task
    )
    if item:
        item.decisions.add(decision)
    keep(meeting, by=by, verb="decided", what=f"“{meeting.title}”议定：{said}", after={"decision": decision.pk})
    return decision


@transaction.atomic
def draft_minutes(*, by: Actor, meeting_id: int, version: int, opening: str, chair: str = "") -> Meeting:
    """Write the first paragraph; from then on the minutes can be looked at as a document."""
    require(by, "group.prepare_meeting")
    meeting = locked(meeting_id, version, states=AFTER)
    meeting.opening = wanted(opening, Label(zh="开头", en="Opening"), most=2000)
    meeting.chair = chair.strip() or meeting.chair
    meeting.state = "drafted"
    keep(meeting, by=by, verb="draft", what=f"起草“{meeting.title}”纪要")
    return meeting


@transaction.atomic
def issue_minutes(*, by: Actor, meeting_id: int, version: int, number: str, on: date | None = None) -> Meeting:
    """Issue the minutes under a document number: every item has its outcome, nothing changes afterwards."""
    require(by, "group.issue_minutes")
    meeting = locked(meeting_id, version, states=("drafted",))
    if left := [item.title for item in meeting.agenda.filter(outcome="")]:
        raise Conflict(Label(zh="还有议题没有写结果：" + "、".join(left), en=f"{len(left)} items have no outcome yet"))
    meeting.minutes_number = wanted(number, Label(zh="纪要编号", en="Number"), most=60)
    if Meeting.objects.filter(minutes_number=meeting.minutes_number).exclude(pk=meeting.pk).exists():
        raise Conflict(
            Label(zh=f"编号 {meeting.minutes_number} 用过了", en=f"Number {meeting.minutes_number} is taken")
        )
    meeting.issued_on = on or today()
    if meeting.issued_on < meeting.held_on:
        raise Invalid(Label(zh="印发日期", en="Issued on"), Label(zh="早于会议日期", en="Before the meeting"))
    meeting.state = "issued"
    keep(meeting, by=by, verb="issue", what=f"印发“{meeting.title}”纪要（{meeting.minutes_number}）")
    for one in meeting.invitations.all():
        tell(meeting, one.unit_id, key="issued", text=f"“{meeting.title}”纪要已印发（{meeting.minutes_number}）",
             text_en="The minutes are issued")  # fmt: skip
    return meeting
