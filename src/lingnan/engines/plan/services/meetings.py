"""Meetings and what they decide. A decision with a unit and a date becomes a supervision item by itself."""

from datetime import date

from django.db import transaction

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import require
from lingnan.engines.plan.models import Decision, Meeting, Plan
from lingnan.engines.plan.services.supervision import open_supervision


@transaction.atomic
def hold_meeting(*, by: Actor, plan_key: str, title: str, held_on: date, is_sample: bool = False) -> Meeting:
    """Record a meeting of the workgroup."""
    require(by, "plan.hold_meeting")
    if not title.strip():
        raise Invalid("会议名称", "请写会议名称，如“工作组第四次会议”")
    plan = Plan.objects.get(pk=plan_key)
    meeting = Meeting.objects.create(plan=plan, title=title.strip(), held_on=held_on, is_sample=is_sample)
    audit.record(by=by, verb="plan.hold_meeting", about=f"plan.meeting:{meeting.pk}", summary=f"登记会议：{title}")
    return meeting


@transaction.atomic
def record_decision(*, by: Actor, meeting_id: int, text: str, unit_key: str, due_on: date) -> Decision:
    """Record one decision; its supervision item opens with it."""
    require(by, "plan.hold_meeting")
    meeting = Meeting.objects.get(pk=meeting_id)
    if due_on < meeting.held_on:
        raise Invalid("期限", f"{due_on} 早于会议日期 {meeting.held_on}")
    if not text.strip():
        raise Invalid("议定事项", "请写清做什么")
    decision = Decision.objects.create(meeting=meeting, text=text.strip(), unit_id=unit_key, due_on=due_on)
    audit.record(
        by=by,
        verb="plan.record_decision",
        about=f"plan.meeting:{meeting.pk}",
        summary=f"{meeting.title}议定：{text}",
        after={"unit": unit_key, "due_on": due_on},
    )
    open_supervision(
        by=by,
        source=f"plan.decision:{decision.pk}",
        title=Label(zh=decision.text, en=f"Decision of {meeting.held_on}: {decision.text}"),
        reason={"kind": "decision", "meeting": meeting.title, "held_on": meeting.held_on},
        unit_key=unit_key,
        due_on=due_on,
        decision=decision,
        is_sample=meeting.is_sample,
    )
    return decision
