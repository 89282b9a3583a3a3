"""Work on tasks: progress, milestones, reminders, closing."""

from datetime import UTC, date, datetime

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.periods import Period
from lingnan.core.words import period as period_words
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Attachment
from lingnan.engines.identity.rights import require
from lingnan.engines.plan.lights import last_closed_quarter
from lingnan.engines.plan.models import Milestone, Progress, Task

LONGEST_TEXT = 4000


def answering_units(task: Task) -> list[str]:
    """The units that answer for a task: those named, and every member where a collective (各成员单位) is named."""
    named = list(task.units.values_list("unit_id", flat=True))
    units = [unit for unit in named if unit]
    if None in named:
        units += [unit for unit in task.plan.members.values_list("unit_id", flat=True) if unit and unit not in units]
    return units


def responsible_unit(by: Actor, task: Task) -> str:
    """The actor's unit if it answers for the task, else the first that does (for the rights check)."""
    units = answering_units(task)
    if not units:
        raise Conflict(f"任务 {task.number} 没有认得出的责任单位，请先更正")
    return by.unit_key if by.unit_key in units else units[0]


@transaction.atomic
def report_progress(
    *,
    by: Actor,
    task_id: int,
    text: str,
    period: str = "",
    attachment: Attachment | None = None,
    on: date | None = None,
    is_sample: bool = False,
) -> Progress:
    """Report what a unit did on a task in a quarter (by default the one that is now due)."""
    task = Task.objects.get(pk=task_id)
    unit = responsible_unit(by, task)
    require(by, "plan.report_progress", unit=unit)
    text = text.strip()
    if not text:
        raise Invalid("进展", "请写一句话：做了什么，到了哪一步")
    if len(text) > LONGEST_TEXT:
        raise Invalid("进展", f"最多 {LONGEST_TEXT} 字，您写了 {len(text)} 字")
    day = on or today()
    progress = Progress.objects.create(
        task=task,
        unit_id=unit,
        account_id=by.account_id,
        period=period or last_closed_quarter(day),
        reported_on=day,
        text=text,
        attachment=attachment,
        recorded_at=datetime.now(UTC),
        is_sample=is_sample,
    )
    summary = f"报送任务 {task.number}“{task.title}”{period_words(Period.parse(progress.period), 'zh')}进展"
    after = {"period": progress.period, "text": text, "unit": unit}
    audit.record(by=by, verb="plan.report_progress", about=f"plan.task:{task.pk}", summary=summary, after=after)
    return progress


@transaction.atomic
def meet_milestone(*, by: Actor, milestone_id: int, met_on: date, evidence: str) -> Milestone:
    """Record that a milestone was met, with what proves it; without evidence the light stays yellow."""
    milestone = Milestone.objects.select_for_update().select_related("task").get(pk=milestone_id)
    require(by, "plan.meet_milestone", unit=responsible_unit(by, milestone.task))
    if milestone.met_on:
        raise Conflict(f"“{milestone.title}”已在 {milestone.met_on} 登记完成")
    if met_on > today():
        raise Invalid("完成日期", f"{met_on} 还没有到，今天是 {today()}")
    milestone.met_on, milestone.evidence = met_on, evidence.strip()
    milestone.save()
    audit.record(
        by=by,
        verb="plan.meet_milestone",
        about=f"plan.task:{milestone.task_id}",
        summary=f"任务 {milestone.task.number} 节点“{milestone.title}”完成",
        after={"milestone": milestone.pk, "met_on": met_on, "evidence": evidence},
    )
    return milestone


@transaction.atomic
def close_task(*, by: Actor, task_id: int, version: int, note: str) -> Task:
    """Close a task whose milestones are all met and proven."""
    task = Task.objects.select_for_update().get(pk=task_id)
    require(by, "plan.close_task")
    if task.version != version:
        raise Conflict("这项任务刚被别人改过，请看过最新内容再办")
    open_steps = [m.title for m in task.milestones.all() if m.met_on is None or not m.evidence]
    if open_steps:
        raise Conflict("还有节点未完成或没有佐证：" + "、".join(open_steps))
    task.state, task.version = "done", task.version + 1
    task.save()
    audit.record(
        by=by, verb="plan.close_task", about=f"plan.task:{task.pk}", summary=f"核定任务 {task.number} 办结：{note}"
    )
    return task
