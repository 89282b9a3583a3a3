"""Milestones and parts of a task: added, changed with a reason, met with evidence."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.core.words import day as day_words
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Attachment, Unit
from lingnan.engines.plan.deadlines import due_after
from lingnan.engines.plan.models import Milestone, Task, TaskUnit
from lingnan.engines.plan.services.life import begin, finish, is_office, wanted

FIRST_PART = 1001  # numbers below belong to the document
DEEPEST = 3
DUE = Label(zh="期限", en="Due")
NAME = Label(zh="名称", en="Name")


def named(title: str) -> str:
    """A title without blanks around it; empty is refused."""
    if not title.strip():
        raise Invalid(NAME, Label(zh="请写名称", en="Give it a name"))
    return title.strip()[:200]


@transaction.atomic
def add_milestone(*, by: Actor, task_id: int, title: str, due: date, kind: str = "by", unit: str = "") -> Milestone:
    """Add a milestone to a running task."""
    taking = begin(by=by, act="set_milestone", task_id=task_id, unit=unit)
    milestone = Milestone.objects.create(
        task=taking.task, title=named(title), written=day_words(due), due=due, kind=kind, is_added=True
    )
    facts = {"milestone": milestone.pk, "title": milestone.title, "due": due}
    finish(taking, detail=f"“{milestone.title}”（{due} 前）", facts=facts, is_sample=False)
    return milestone


@transaction.atomic
def change_milestone(*, by: Actor, milestone_id: int, title: str, due: date, reason: str, drop: bool = False) -> None:
    """Change or drop a milestone, with the reason. A unit changes what people set; a promise of the document is the
    office's to change: the unit asks for an extension."""
    milestone = Milestone.objects.get(pk=milestone_id)
    taking = begin(by=by, act="change_milestone", task_id=milestone.task_id)
    milestone.refresh_from_db()
    if not milestone.is_added and not is_office(by):
        raise Conflict(
            Label(zh="文件规定的期限不能自行调整，请申请延期", en="The document set this date: ask for an extension")
        )
    if milestone.met_on:
        raise Conflict(Label(zh="这个节点已经完成，不能再改", en="This milestone is met and stays"))
    if drop and not milestone.is_added:
        raise Conflict(Label(zh="文件规定的节点不能删", en="A milestone of the document cannot be dropped"))
    note = wanted(taking.step, reason)
    before = {"title": milestone.title, "due": milestone.due}
    if drop:
        milestone.delete()
        finish(taking, text=note, detail=f"，撤销“{before['title']}”", facts={"before": before, "after": None})
        return
    milestone.first_due = milestone.first_due or (milestone.due if due != milestone.due else None)
    milestone.title, milestone.due = named(title), due
    milestone.save()
    detail = f"“{milestone.title}”（{before['due']} → {due}）"
    finish(taking, text=note, detail=detail, facts={"before": before, "after": {"title": title, "due": due}})


@transaction.atomic
def meet_milestone(
    *,
    by: Actor,
    milestone_id: int,
    met_on: date,
    evidence: str,
    proof: Attachment | None = None,
    on: date | None = None,
    is_sample: bool = False,
) -> Milestone:
    """Record that a milestone was met, with what proves it; without evidence the light stays yellow."""
    milestone = Milestone.objects.select_related("task").get(pk=milestone_id)
    taking = begin(by=by, act="meet_milestone", task_id=milestone.task_id, on=on)
    milestone.refresh_from_db()
    if milestone.met_on and (milestone.evidence or milestone.proof_id):
        raise Conflict(
            Label(zh=f"“{milestone.title}”已在 {milestone.met_on} 登记完成", en="It is recorded as met already")
        )
    if met_on > today():
        raise Invalid(
            Label(zh="完成日期", en="Met on"),
            Label(zh=f"{met_on} 还没有到，今天是 {today()}", en=f"{met_on} has not come; today is {today()}"),
        )
    milestone.met_on, milestone.evidence = milestone.met_on or met_on, evidence.strip()[:400]
    milestone.proof = proof
    milestone.save()
    facts = {"milestone": milestone.pk, "met_on": met_on, "evidence": milestone.evidence}
    finish(
        taking,
        detail=f" 节点“{milestone.title}”",
        text=milestone.evidence,
        facts=facts,
        attachment=proof,
        due_on=milestone.due if met_on > milestone.due else None,
        is_sample=is_sample,
    )
    return milestone


@transaction.atomic
def divide(*, by: Actor, task_id: int, title: str, due: date, unit_key: str = "", year: int | None = None) -> Task:
    """Divide a part off a running task: it goes to a unit (by default the one that divides) and has a life of its own.

    A part for one's own unit runs at once; another unit signs for it first.
    """
    taking = begin(by=by, act="divide", task_id=task_id)
    task = taking.task
    if len(task.shown_number.split(".")) >= DEEPEST:
        raise Conflict(Label(zh=f"任务最多分 {DEEPEST} 级", en=f"Tasks divide into at most {DEEPEST} levels"))
    unit = Unit.objects.filter(pk=unit_key or taking.unit).first()
    if unit is None:
        raise Invalid(Label(zh="责任单位", en="Unit"), Label(zh=f"没有“{unit_key}”", en=f"No unit {unit_key!r}"))
    part = new_part(task, title=named(title), due=due, leads=[unit], on=taking.on, year=year)
    if unit.key == taking.unit:
        TaskUnit.objects.filter(task=part).update(signed_on=taking.on, signed_by=by.account_id)
        part.state = "running"
        part.save()
    facts = {"part": part.number, "title": part.title, "due": due, "unit": unit.key}
    finish(taking, detail=f"：{part.code} {part.title}（{unit.name}，{due} 前）", facts=facts)
    return part


def new_part(
    task: Task, *, title: str, due: date, leads: list[Unit], on: date, year: int | None = None, text: str = ""
) -> Task:
    """The rows of a part that is issued on a day, with one milestone: its due date."""
    highest = Task.objects.filter(plan=task.plan_id, number__gte=FIRST_PART).aggregate(most=Max("number"))["most"]
    parts = [int(code.rsplit(".", 1)[1]) for code in task.parts.values_list("code", flat=True) if "." in code]
    part = Task.objects.create(
        plan_id=task.plan_id,
        parent=task,
        number=(highest or FIRST_PART - 1) + 1,
        code=f"{task.shown_number}.{max(parts, default=0) + 1}",
        title=title,
        text=text or title,
        source_start=task.source_start,
        source_end=task.source_end,
        year=year,
        state="issued",
        state_on=on,
        issued_on=on,
        sign_by=due_after(on, "sign"),
        is_sample=task.is_sample,
    )
    TaskUnit.objects.bulk_create(
        TaskUnit(task=part, order=n, role="lead", written=unit.name, unit=unit) for n, unit in enumerate(leads, 1)
    )
    Milestone.objects.create(task=part, title=title, written=day_words(due), due=due, kind="by", is_added=True)
    return part
