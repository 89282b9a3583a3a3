"""The demonstration's plan: our own document read by our own importer, and sample work on its tasks."""

from datetime import date
from pathlib import Path

from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.plan.lights import quarter_due
from lingnan.engines.plan.models import Meeting, Milestone, Plan, Progress, Task
from lingnan.engines.plan.services.documents import adopt, import_plan
from lingnan.engines.plan.services.meetings import hold_meeting, record_decision
from lingnan.engines.plan.services.work import close_task, meet_milestone, report_progress

DOCUMENT = Path(__file__).resolve().parents[2] / "data/demo/plan-2015-2017.txt"
QUARTERS = [f"{year}Q{quarter}" for year in (2015, 2016, 2017) for quarter in (1, 2, 3, 4)]
LATE = (8, 11)  # sample: their last milestone is not met
SILENT = (18,)  # sample: the last quarter was not reported
CLOSED = (1, 2, 16)  # sample: reviewed and closed


def take_in(path: Path) -> Plan:
    """Import a document and adopt it, unless that was done before."""
    plan = import_plan(by=SYSTEM, name=path.name, content=path.read_bytes(), is_sample=path == DOCUMENT)
    if plan.state == "draft":
        adopt(by=SYSTEM, plan_key=plan.key)
        plan.refresh_from_db()
    return plan


def sample_work(plan: Plan) -> int:
    """Made-up reports, milestones and a meeting, marked as samples; how many reports there are now."""
    for task in Task.objects.filter(plan=plan).prefetch_related("units", "milestones", "progress"):
        report_quarters(task)
        meet_milestones(task)
        if task.number in CLOSED and task.state == "running":
            close_task(by=SYSTEM, task_id=task.pk, version=task.version, note="样例：已核定")
    if not Meeting.objects.filter(plan=plan).exists():
        hold_sample_meeting(plan)
    return Progress.objects.filter(task__plan=plan).count()


def report_quarters(task: Task) -> None:
    """A report a quarter, those not reported yet; the silent tasks miss the last one."""
    quarters = QUARTERS[:-1] if task.number in SILENT else QUARTERS
    there = {each.period for each in task.progress.all()}
    for quarter in (each for each in quarters if each not in there and task.state == "running"):
        text = f"样例：{task.title}按分工推进，{quarter[:4]}年第{quarter[5]}季度工作已完成"
        report_progress(
            by=SYSTEM,
            task_id=task.pk,
            text=text,
            period=quarter,
            on=quarter_due(quarter).replace(day=15),
            is_sample=True,
        )


def meet_milestones(task: Task) -> None:
    """Every milestone met on its day, but the last of the late tasks."""
    steps = list(Milestone.objects.filter(task=task, met_on=None))
    last = max((step.due for step in steps), default=None)
    for step in steps:
        if task.number in LATE and step.due == last:
            continue
        meet_milestone(by=SYSTEM, milestone_id=step.pk, met_on=step.due, evidence="样例佐证：验收意见")


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
