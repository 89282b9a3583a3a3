"""The demonstration's plan: our own document read by our own importer, and sample work on its tasks."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.plan.lights import quarter_due
from lingnan.engines.plan.models import DivisionUnit, Meeting, Milestone, Plan, Progress, Task, TaskNumber
from lingnan.engines.plan.services.adopting import adopt
from lingnan.engines.plan.services.division import answer_item, ask_units, draft_division
from lingnan.engines.plan.services.importing import import_plan
from lingnan.engines.plan.services.meetings import hold_meeting, record_decision
from lingnan.engines.plan.services.reviewing import accept_certain, accept_draft
from lingnan.engines.plan.services.work import (
    ask_extension,
    claim,
    close_task,
    declare_number,
    divide,
    issue_plan,
    meet_milestone,
    rate,
    report_progress,
    return_claim,
    sign,
)

DOCUMENT = Path(__file__).resolve().parents[2] / "data/demo/plan-2015-2017.txt"
QUARTERS = [f"{year}Q{quarter}" for year in (2015, 2016, 2017) for quarter in (1, 2, 3, 4)]
LATE = (8, 11)  # sample: their last milestone is not met
SILENT = (18,)  # sample: the last quarter was not reported
CLOSED = {1: "A", 2: "B", 16: ""}  # sample: reviewed and closed, with the grade where it is rated
CLAIMED = (5, 14)  # sample: completion claimed; the second has another lead that must agree
RETURNED = 7  # sample: claimed, and sent back by the office
ASKS = 11  # sample: asks for more time
DIVIDED = 9  # sample: has parts of its own
COUNTED = 12  # sample: reports a number each quarter
ISSUED_ON, SIGNED_ON, CLAIMED_ON = date(2015, 1, 5), date(2015, 1, 7), date(2018, 4, 9)


LOOKED_AT = "演示：工作组办公室对照原文核对后接受"


def take_in(path: Path) -> Plan:
    """Import a document, review it as an office would and adopt it; a review that was broken off is taken up again."""
    plan = import_plan(by=SYSTEM, name=path.name, content=path.read_bytes(), is_sample=path == DOCUMENT)
    if plan.state == "draft":
        accept_certain(by=SYSTEM, plan_key=plan.key)
        for draft in plan.drafts.filter(state="open"):
            accept_draft(by=SYSTEM, plan_key=plan.key, draft_id=draft.pk, version=draft.version, reason=LOOKED_AT)
        plan = adopt(by=SYSTEM, plan_key=plan.key, issue=not plan.is_sample)
        plan.refresh_from_db()
    return plan


def sample_work(plan: Plan) -> int:
    """Made-up work on the tasks, marked as samples, at every step of a task's life; how many reports there are now."""
    if issue_plan(by=SYSTEM, plan_key=plan.key, on=ISSUED_ON):
        sign_all(plan)
    for task in Task.objects.filter(plan=plan, parent=None).prefetch_related("units", "milestones", "progress"):
        report_quarters(task)
        meet_milestones(task)
    take_sample_steps(plan)
    divide_sample_year(plan)
    if not Meeting.objects.filter(plan=plan).exists():
        hold_sample_meeting(plan)
    return Progress.objects.filter(task__plan=plan).count()


def sign_all(plan: Plan) -> None:
    """Every lead signs; one of them two days late."""
    for task in Task.objects.filter(plan=plan, state="issued").prefetch_related("units"):
        for unit in task.units.all():
            if unit.role == "lead" and unit.unit_id:
                on = SIGNED_ON if task.number not in SILENT else date(2015, 1, 12)
                sign(by=SYSTEM, task_id=task.pk, unit=unit.unit_id, on=on)


def take_sample_steps(plan: Plan) -> None:
    """Some tasks further on: closed and rated, claimed, returned, asking for more time, divided."""
    tasks = {task.number: task for task in Task.objects.filter(plan=plan, parent=None, state="running")}
    for number, grade in CLOSED.items():
        if number in tasks:
            close_sample(tasks[number], grade)
    for number in (*CLAIMED, RETURNED):
        if number in tasks:
            claim(
                by=SYSTEM, task_id=tasks[number].pk, text="样例：各节点已完成，申请办结", on=CLAIMED_ON, is_sample=True
            )
    if RETURNED in tasks:
        text = "样例：验收意见没有写明试点单位，请补充后再报"
        return_claim(by=SYSTEM, task_id=tasks[RETURNED].pk, text=text, is_sample=True)
    late = Milestone.objects.filter(task__plan=plan, task__number=ASKS, met_on=None, extensions=None).first()
    if late:
        reason = "样例：设备招标延后，已签合同，六月底前完成"
        ask_extension(by=SYSTEM, milestone_id=late.pk, due=date(2018, 6, 29), reason=reason, is_sample=True)
    if DIVIDED in tasks and not tasks[DIVIDED].parts.exists():
        for title, due in (
            ("样例：中小学数字校园建设", date(2018, 5, 31)),
            ("样例：教师信息化培训", date(2018, 6, 30)),
        ):
            divide(by=SYSTEM, task_id=tasks[DIVIDED].pk, title=title, due=due)


def divide_sample_year(plan: Plan) -> None:
    """The division of 2018, out for consent: one unit agrees, one wants another date, the others are still silent."""
    division = draft_division(by=SYSTEM, plan_key=plan.key, year=2018, is_sample=True)
    if division.state != "draft":
        return
    ask_units(by=SYSTEM, division_id=division.pk, version=division.version)
    rows = DivisionUnit.objects.filter(item__division=division, item__task__number__in=(12, 15)).order_by("pk")
    for row, wish in zip(rows, ("", "样例：培训安排在第四季度，请把期限定在年底"), strict=False):
        answer_item(by=SYSTEM, row_id=row.pk, comment=wish)


def close_sample(task: Task, grade: str) -> None:
    """Claimed, reviewed, closed, and rated where there is a grade."""
    claim(by=SYSTEM, task_id=task.pk, text="样例：全部节点完成，佐证已附", on=date(2018, 1, 22), is_sample=True)
    close_task(by=SYSTEM, task_id=task.pk, note="样例：已核定", on=date(2018, 1, 30), is_sample=True)
    lead = task.units.filter(role="lead", unit__isnull=False).first()
    if grade and lead and lead.unit_id:
        comment = "样例：按期完成，佐证齐全"
        rate(by=SYSTEM, task_id=task.pk, unit_key=lead.unit_id, grade=grade, comment=comment,
             on=date(2018, 2, 5), is_sample=True)  # fmt: skip


def report_quarters(task: Task) -> None:
    """A report a quarter, those not reported yet; the silent tasks miss the last one."""
    quarters = QUARTERS[:-1] if task.number in SILENT else QUARTERS
    there = {each.period for each in task.progress.all()}
    number = sample_number(task) if task.number == COUNTED else None
    for quarter in (each for each in quarters if each not in there and task.state == "running"):
        text = f"样例：{task.title}按分工推进，{quarter[:4]}年第{quarter[5]}季度工作已完成"
        report_progress(
            by=SYSTEM,
            task_id=task.pk,
            text=text,
            period=quarter,
            on=quarter_due(quarter).replace(day=15),
            numbers={number.pk: Decimal(12 + 9 * QUARTERS.index(quarter))} if number else None,
            is_sample=True,
        )


def sample_number(task: Task) -> TaskNumber:
    """The number that one task reports each quarter."""
    kept = task.numbers.first()
    return kept or declare_number(
        by=SYSTEM, task_id=task.pk, name="接入区域平台的医院（样例）", measured_in="家", target=Decimal(120),
        target_on=date(2017, 12, 31), written="样例目标",
    )  # fmt: skip


def meet_milestones(task: Task) -> None:
    """Every milestone met on its day, but the last of the late tasks."""
    steps = list(Milestone.objects.filter(task=task, met_on=None))
    last = max((step.due for step in steps), default=None)
    for step in steps:
        if task.number in LATE and step.due == last:
            continue
        meet_milestone(
            by=SYSTEM, milestone_id=step.pk, met_on=step.due, evidence="样例佐证：验收意见", on=step.due, is_sample=True
        )


def hold_sample_meeting(plan: Plan) -> None:
    """One meeting with one decision, which opens its supervision item."""
    meeting = hold_meeting(
        by=SYSTEM, plan_key=plan.key, title="工作组第四次会议（样例）", held_on=date(2018, 3, 28), is_sample=True
    )
    lead = Task.objects.get(plan=plan, number=LATE[0]).units.filter(role="lead", unit__isnull=False).first()
    if lead and lead.unit_id:
        record_decision(
            by=SYSTEM,
            meeting_id=meeting.pk,
            text="样例：完成智慧广州时空信息云平台试点验收，向工作组提交验收报告",
            unit_key=lead.unit_id,
            due_on=date(2018, 4, 30),
        )
