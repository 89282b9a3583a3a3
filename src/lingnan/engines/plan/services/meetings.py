"""Decisions of meetings. One with a unit and a date becomes a supervision item by itself, or a task of the plan.

How a meeting is prepared, invited and minuted: `lingnan.engines.group.services.meetings`.
"""

from datetime import date

from django.db import transaction

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Unit
from lingnan.engines.identity.rights import require
from lingnan.engines.plan.models import Decision, Meeting, Milestone, Plan, Task, TaskUnit
from lingnan.engines.plan.services.issuing import issue
from lingnan.engines.plan.services.supervision import open_supervision

FIRST_OF_PARTS = 1001  # parts of tasks are numbered from here on


@transaction.atomic
def hold_meeting(*, by: Actor, plan_key: str, title: str, held_on: date, is_sample: bool = False) -> Meeting:
    """Record a meeting of the workgroup that was held."""
    require(by, "plan.hold_meeting")
    if not title.strip():
        raise Invalid(
            Label(zh="会议名称", en="Meeting"),
            Label(zh="请写会议名称，如“工作组第四次会议”", en="Give the meeting a name"),
        )
    plan = Plan.objects.get(pk=plan_key)
    meeting = Meeting.objects.create(plan=plan, title=title.strip(), held_on=held_on, is_sample=is_sample)
    audit.record(by=by, verb="plan.hold_meeting", about=f"plan.meeting:{meeting.pk}", summary=f"登记会议：{title}")
    return meeting


@transaction.atomic
def record_decision(
    *, by: Actor, meeting_id: int, text: str, unit_key: str, due_on: date, as_task: bool = False
) -> Decision:
    """Record one decision; its supervision item opens with it, or its task stands in the plan."""
    require(by, "plan.hold_meeting")
    meeting = Meeting.objects.select_related("plan").get(pk=meeting_id)
    if due_on < meeting.held_on:
        raise Invalid(
            Label(zh="期限", en="Due"),
            Label(
                zh=f"{due_on} 早于会议日期 {meeting.held_on}", en=f"{due_on} is before the meeting, {meeting.held_on}"
            ),
        )
    if not text.strip():
        raise Invalid(Label(zh="议定事项", en="Decision"), Label(zh="请写清做什么", en="Say what is to be done"))
    decision = Decision.objects.create(meeting=meeting, text=text.strip(), unit_id=unit_key, due_on=due_on)
    audit.record(
        by=by,
        verb="plan.record_decision",
        about=f"plan.meeting:{meeting.pk}",
        summary=f"{meeting.title}议定：{text}",
        after={"unit": unit_key, "due_on": due_on},
    )
    if as_task:
        add_decided_task(decision, by=by)
    else:
        supervise(decision, by=by)
    return decision


def supervise(decision: Decision, *, by: Actor) -> None:
    """The supervision item of a decision."""
    meeting = decision.meeting
    open_supervision(
        by=by,
        source=f"plan.decision:{decision.pk}",
        title=Label(zh=decision.text, en=f"Decision of {meeting.held_on}: {decision.text}"),
        reason={
            "kind": "decision",
            "meeting": meeting.title,
            "held_on": meeting.held_on,
            "url": f"/group/meetings/{meeting.pk}",
        },
        unit_key=decision.unit_id,
        due_on=decision.due_on,
        decision=decision,
        is_sample=meeting.is_sample,
    )


def add_decided_task(decision: Decision, *, by: Actor) -> Task:
    """A new task of the plan, led by the unit, with the decision's date as its milestone; no place in the text.

    It is registered and issued as any other: it has its thread, the unit is told and signs within its days.
    """
    meeting, unit = decision.meeting, Unit.objects.get(pk=decision.unit_id)
    numbers = Task.objects.select_for_update().filter(plan=meeting.plan_id, number__lt=FIRST_OF_PARTS)
    task = Task.objects.create(
        plan=meeting.plan,
        number=max(numbers.values_list("number", flat=True), default=0) + 1,
        title=decision.text[:200],
        text=f"{decision.text}（{meeting.title}议定，{meeting.held_on}）",
        source_start=0,
        source_end=0,
        state_on=today(),
        is_sample=meeting.is_sample,
    )
    TaskUnit.objects.create(task=task, order=1, role="lead", written=unit.name, unit=unit)
    Milestone.objects.create(
        task=task, title=decision.text[:200], written="会议议定", due=decision.due_on, kind="by", is_added=True
    )
    decision.task = task
    decision.save(update_fields=["task"])
    audit.record(
        by=by,
        verb="plan.add_task",
        about=f"plan.task:{task.pk}",
        summary=f"{meeting.title}议定，立为任务 {task.number}“{task.title}”，{unit.name}牵头",
        after={"decision": decision.pk, "due": decision.due_on},
    )
    return issue(by=by, task_id=task.pk)
