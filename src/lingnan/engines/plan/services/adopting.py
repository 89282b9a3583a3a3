"""The review is finished: what was accepted becomes tasks of a plan in force."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import transaction

from lingnan.core.errors import Conflict, Fault
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Unit
from lingnan.engines.identity.rights import require
from lingnan.engines.plan.draft_units import NameBook, answering
from lingnan.engines.plan.models import (
    DraftProposal,
    DraftTask,
    IndicatorSystem,
    Milestone,
    Plan,
    PlanMember,
    Task,
    TaskEdition,
    TaskNumber,
    TaskUnit,
)
from lingnan.engines.plan.services.issuing import issue_plan
from lingnan.engines.plan.services.milestones import new_part
from lingnan.engines.plan.services.progress import declare_number
from lingnan.engines.plan.services.reviewing import Act, plan_in_review, wanted_reason

LISTED = 10
PERIOD_END = "方案期末"


class Undecided(Conflict):
    """The review is not finished; `faults` names what is left."""

    def __init__(self, message: Label, *, faults: tuple[Fault, ...]) -> None:
        super().__init__(message)
        self.faults = faults


@transaction.atomic
def adopt(*, by: Actor, plan_key: str, leave_out: str = "", issue: bool = True) -> Plan:
    """Finish the review: accepted drafts become tasks. Undecided ones are refused by name, or left out for a reason.

    With `issue` the tasks go out to their units at once; without, they stay registered until somebody issues them.
    """
    require(by, "plan.adopt")
    plan = plan_in_review(plan_key)
    if plan.amends_id:
        raise Conflict(
            Label(zh=f"《{plan.title}》是对现行方案的修订，请用“并入”", en="It amends a plan in force: apply it")
        )
    finish_review(plan, by=by, leave_out=leave_out)
    accepted = list(plan.drafts.filter(state="accepted"))
    if not accepted:
        raise Conflict(Label(zh=f"《{plan.title}》没有一项接受的任务，不能采用", en="No task of it was accepted"))
    add_members(plan)
    for number, draft in enumerate(accepted, 1):
        add_task(plan, draft, number=number)
    plan.state, plan.adopted_at = "adopted", datetime.now(UTC)
    plan.save(update_fields=["state", "adopted_at"])
    left = plan.drafts.filter(state="dropped").count()
    summary = f"采用方案《{plan.title}》，{len(accepted)} 项任务立项" + (f"，{left} 项不采用" if left else "")
    audit.record(by=by, verb="plan.adopt", about=f"plan.plan:{plan.key}", summary=summary, after={"on": today()})
    if issue:
        issue_plan(by=by, plan_key=plan.key)
    return plan


def finish_review(plan: Plan, *, by: Actor, leave_out: str) -> None:
    """Nothing may be undecided: refused with the list, unless the rest is left out for a reason."""
    if plan.period_is_assumed:
        raise Conflict(
            Label(
                zh="文件没有写实施期限，请先在“文件信息”里填写，再完成审阅",
                en="The document names no period: give it first",
            )
        )
    undecided = list(plan.drafts.filter(state="open"))
    if not undecided:
        return
    if not leave_out.strip():
        titles = "、".join(f"{draft.number}“{draft.title}”" for draft in undecided[:LISTED])
        more = f"等 {len(undecided)} 项" if len(undecided) > LISTED else ""
        faults = tuple(
            Fault(
                where=Label(zh=f"任务 {d.number}“{d.title}”", en=f"Task {d.number} “{d.title}”"),
                reason=d.doubts[0]["message"] if d.doubts else Label(zh="还没有决定", en="not decided yet"),
            )
            for d in undecided
        )
        words = Label(
            zh=f"还有 {len(undecided)} 项没有决定：{titles}{more}", en=f"{len(undecided)} are undecided: {titles}{more}"
        )
        raise Undecided(words, faults=faults)
    act = Act(plan, by=by, verb="drop_draft")
    act.touch(*undecided)
    for draft in undecided:
        act.decide(draft, "dropped", wanted_reason(leave_out))
    act.finish(f"未决定的 {len(undecided)} 项不采用：{leave_out.strip()}")


def add_members(plan: Plan) -> None:
    """The members of the workgroup that the document names."""
    reading = Plan.objects.only("reading").get(pk=plan.pk).reading
    book = NameBook(reading["members_resolved"], on=plan.period_from, day=today())
    PlanMember.objects.bulk_create(
        PlanMember(plan=plan, order=n, written=name[:80], unit_id=book.meaning(name[:80])["unit"])
        for n, name in enumerate(dict.fromkeys(reading["members"]), 1)
    )


def add_task(plan: Plan, draft: DraftTask, *, number: int) -> Task:
    """An accepted draft as a task of a plan, with its units, milestones and what was proposed and accepted."""
    task = Task.objects.create(
        plan=plan,
        number=number,
        title=draft.title,
        text=draft.text,
        source_start=draft.source_start,
        source_end=draft.source_end,
        is_sample=plan.is_sample,
        state_on=today(),
    )
    add_units(task, draft)
    add_milestones(task, draft, period_to=plan.period_to)
    accepted = draft.proposals.filter(state="accepted")
    for proposal in accepted:
        make_real(proposal, task)
    draft.task = task
    draft.save(update_fields=["task"])
    keep_edition(task, draft)
    return task


def add_units(task: Task, draft: DraftTask) -> None:
    """Who answers: names as written; the unit that stands for each today."""
    known = set(Unit.objects.filter(pk__in=[u for u in map(answering, draft.units) if u]).values_list("pk", flat=True))
    TaskUnit.objects.bulk_create(
        TaskUnit(task=task, order=n, role=said["role"], written=said["written"], unit_id=key if key in known else None)
        for n, said in enumerate(draft.units, 1)
        for key in [answering(said)]
    )


def add_milestones(task: Task, draft: DraftTask, *, period_to: date) -> None:
    """The dates that the task names, and its end with the plan where none of them is as late as that."""
    dated = [(each, date.fromisoformat(each["due"])) for each in draft.dates if each["due"]]
    Milestone.objects.bulk_create(
        Milestone(task=task, title=task.title, written=each["text"], due=due, kind=each["kind"]) for each, due in dated
    )
    if not any(due >= period_to for _, due in dated):
        Milestone.objects.create(task=task, title="方案期末总结", written=PERIOD_END, due=period_to, kind="by")


def make_real(proposal: DraftProposal, task: Task, *, by: Actor | None = None) -> None:
    """An accepted proposal as a row of its task. Without a date it is due with the plan.

    `by` is who accepts it of a task that is out already: a number is then a step of the task's own life, told there.
    """
    is_told = by is not None and proposal.kind == "indicator"
    proposal.made = tell_number(proposal, task, by=by) if by and is_told else MAKERS[proposal.kind](proposal, task)
    proposal.save(update_fields=["made"])


def make_system(proposal: DraftProposal, task: Task) -> str:
    """A system of indicators that the task applies."""
    made, _ = IndicatorSystem.objects.get_or_create(task=task, name=proposal.title[:160])
    return f"plan.indicator_system:{made.pk}"


def make_number(proposal: DraftProposal, task: Task) -> str:
    """A number that the task promises and its units will report."""
    target, measured_in = figure_of(proposal.target)
    made, _ = TaskNumber.objects.get_or_create(
        task=task,
        name=proposal.title[:80],
        defaults={
            "measured_in": measured_in,
            "target": target,
            "target_on": proposal.due,
            "written": proposal.written[:200],
        },
    )
    return f"plan.number:{made.pk}"


def tell_number(proposal: DraftProposal, task: Task, *, by: Actor) -> str:
    """The same for a task in force: declared as by hand, in its thread; a closed task refuses it."""
    target, measured_in = figure_of(proposal.target)
    if task.numbers.filter(name=proposal.title[:80]).exists():
        return make_number(proposal, task)
    made = declare_number(
        by=by,
        task_id=task.pk,
        name=proposal.title[:80],
        measured_in=measured_in,
        target=target,
        target_on=proposal.due,
        written=proposal.written,
    )
    return f"plan.number:{made.pk}"


def figure_of(target: str) -> tuple[Decimal | None, str]:
    """`≥ 90%` → 90 and %; a number that is written in no digits is left to people."""
    found = re.match(r"^[≥≤\s约近超]*(?P<figure>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>.*)$", target)
    if found is None:
        return None, ""
    return Decimal(found["figure"].replace(",", "")), found["unit"][:20]


def make_milestone(proposal: DraftProposal, task: Task) -> str:
    """A step with its date; where the document names none, people set it to the end of the plan."""
    made = Milestone.objects.create(
        task=task,
        title=proposal.title,
        written=proposal.written[:60],
        due=proposal.due or task.plan.period_to,
        is_added=proposal.due is None,
    )
    return f"plan.milestone:{made.pk}"


def make_part(proposal: DraftProposal, task: Task) -> str:
    """A part of the task that its known leads lead; of a task that is out already it goes out at once."""
    due = proposal.due or task.plan.period_to
    leads = [unit.unit for unit in task.units.filter(role="lead").select_related("unit") if unit.unit]
    part = new_part(task, title=proposal.title, due=due, leads=leads, on=today(), text=proposal.written)
    part.source_start, part.source_end = proposal.source_start, proposal.source_end
    if task.state == "registered":
        part.state, part.issued_on, part.sign_by = "registered", None, None
    part.save()
    return f"plan.task:{part.pk}"


MAKERS = {
    "indicator_system": make_system,
    "indicator": make_number,
    "milestone": make_milestone,
    "subtask": make_part,
}


def keep_edition(task: Task, draft: DraftTask) -> TaskEdition:
    """What this document says of the task, for whoever asks later."""
    facts = {
        "lead": [u["written"] for u in draft.units if u["role"] == "lead"],
        "cooperating": [u["written"] for u in draft.units if u["role"] == "cooperating"],
        "deadlines": draft.dates,
        "indicator_systems": list(
            draft.proposals.filter(kind="indicator_system").exclude(state="dropped").values_list("title", flat=True)
        ),
        "clause": draft.clause,
    }
    return TaskEdition.objects.create(
        task=task,
        document_id=draft.plan_id,
        change=draft.change or "new",
        number=draft.number,
        title=draft.title,
        text=draft.text,
        places=[[draft.source_start, draft.source_end], *draft.places],
        facts=facts,
        reasons=draft.change_reasons,
        adopted_on=today(),
    )
