"""More time for a milestone: asked with a reason, decided by the office."""

from datetime import date

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Attachment
from lingnan.engines.plan.deadlines import due_after
from lingnan.engines.plan.models import Extension, Milestone
from lingnan.engines.plan.services.life import begin, finish, wanted

NEW_DUE = Label(zh="新期限", en="New date")


@transaction.atomic
def ask_extension(
    *,
    by: Actor,
    milestone_id: int,
    due: date,
    reason: str,
    unit: str = "",
    attachment: Attachment | None = None,
    is_sample: bool = False,
) -> Extension:
    """A lead unit asks for a later date for one milestone."""
    milestone = Milestone.objects.get(pk=milestone_id)
    taking = begin(by=by, act="ask_extension", task_id=milestone.task_id, unit=unit)
    milestone.refresh_from_db()
    note = wanted(taking.step, reason)
    if milestone.met_on:
        raise Conflict(Label(zh="这个节点已经完成", en="This milestone is met"))
    if due <= milestone.due:
        raise Invalid(NEW_DUE, Label(zh=f"要晚于现在的期限 {milestone.due}", en=f"Later than {milestone.due}"))
    if due <= taking.on:
        raise Invalid(NEW_DUE, Label(zh=f"{due} 已经过去", en=f"{due} is past"))
    if milestone.extensions.filter(state="asked").exists():
        raise Conflict(Label(zh="这个节点的延期申请还没有批复", en="A request for this milestone is open"))
    extension = Extension.objects.create(
        task=taking.task,
        milestone=milestone,
        title=milestone.title,
        unit_id=taking.unit,
        due_before=milestone.due,
        due_asked=due,
        reason=note,
        attachment=attachment,
        account_id=by.account_id,
        asked_on=taking.on,
        decide_by=due_after(taking.on, "decide_extension"),
        is_sample=is_sample,
    )
    facts = {"extension": extension.pk, "milestone": milestone.title, "from": milestone.due, "to": due}
    detail = f" 节点“{milestone.title}”{milestone.due} → {due}"
    finish(taking, text=note, detail=detail, facts=facts, attachment=attachment, is_sample=is_sample)
    return extension


def open_extension(extension_id: int) -> Extension:
    """The request, locked; decided ones are refused."""
    extension = Extension.objects.select_for_update(of=("self",)).get(pk=extension_id)
    if extension.state != "asked":
        raise Conflict(Label(zh=f"这份申请{extension.get_state_display()}", en=f"This request is {extension.state}"))
    return extension


@transaction.atomic
def grant_extension(*, by: Actor, extension_id: int, due: date | None = None, text: str = "") -> Extension:
    """The office grants the date asked for, or another one; the milestone moves and remembers its first date."""
    extension = open_extension(extension_id)
    taking = begin(by=by, act="grant_extension", task_id=extension.task_id)
    granted = due or extension.due_asked
    if granted <= extension.due_before:
        raise Invalid(
            NEW_DUE, Label(zh=f"要晚于原期限 {extension.due_before}", en=f"Later than {extension.due_before}")
        )
    if (milestone := extension.milestone) is not None:
        milestone.first_due = milestone.first_due or milestone.due
        milestone.due = granted
        milestone.save()
    extension.due_granted = granted
    decide(extension, "granted", text.strip(), taking.on)
    facts = {"extension": extension.pk, "from": extension.due_before, "to": granted}
    detail = f" 节点“{extension.title}”延至 {granted}"
    finish(taking, text=extension.decision, detail=detail, facts=facts, due_on=extension.decide_by)
    return extension


@transaction.atomic
def refuse_extension(*, by: Actor, extension_id: int, text: str) -> Extension:
    """The office refuses, with its reason; the date stays."""
    extension = open_extension(extension_id)
    taking = begin(by=by, act="refuse_extension", task_id=extension.task_id)
    decide(extension, "refused", wanted(taking.step, text), taking.on)
    detail = f" 节点“{extension.title}”仍为 {extension.due_before}"
    facts = {"extension": extension.pk}
    finish(taking, text=extension.decision, detail=detail, facts=facts, due_on=extension.decide_by)
    return extension


@transaction.atomic
def withdraw_extension(*, by: Actor, extension_id: int, text: str = "") -> Extension:
    """The unit that asked takes its request back."""
    extension = open_extension(extension_id)
    taking = begin(by=by, act="withdraw_extension", task_id=extension.task_id, unit=extension.unit_id)
    if taking.unit != extension.unit_id:
        raise Conflict(Label(zh="只有申请的单位可以撤回", en="Only the unit that asked can withdraw it"))
    decide(extension, "withdrawn", text.strip(), taking.on)
    finish(taking, text=extension.decision, facts={"extension": extension.pk})
    return extension


def decide(extension: Extension, state: str, text: str, on: date) -> None:
    """Save what became of the request."""
    extension.state, extension.decision, extension.decided_on = state, text, on
    extension.save()
