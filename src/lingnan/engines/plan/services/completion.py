"""From the claim of completion to the rating: agreed by every lead, reviewed by the office, closed with evidence.

What was closed or dropped too early is reopened here.
"""

from datetime import date

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Attachment
from lingnan.engines.plan.deadlines import due_after
from lingnan.engines.plan.life import state_after
from lingnan.engines.plan.models import Rating, Task, TaskUnit
from lingnan.engines.plan.services.life import Taking, begin, finish, wanted

GRADES = dict(Rating.GRADES)


def agree_here(taking: Taking) -> None:
    """The acting lead's own agreement to the completion now claimed."""
    role = TaskUnit.objects.filter(task=taking.task, unit=taking.unit, role="lead")
    role.update(agreed_on=taking.on)


def agreements_begin_anew(taking: Taking) -> None:
    """A claim that went back needs every lead's agreement again."""
    TaskUnit.objects.filter(task=taking.task).update(agreed_on=None)


@transaction.atomic
def claim(
    *,
    by: Actor,
    task_id: int,
    text: str,
    unit: str = "",
    version: int | None = None,
    attachment: Attachment | None = None,
    on: date | None = None,
    is_sample: bool = False,
) -> Task:
    """A lead says that the task is done: every milestone met, every part closed. Other leads then agree or object."""
    taking = begin(by=by, act="claim", task_id=task_id, unit=unit, version=version, on=on)
    agree_here(taking)
    finish(taking, text=wanted(taking.step, text), attachment=attachment, is_sample=is_sample)
    return taking.task


@transaction.atomic
def agree(*, by: Actor, task_id: int, text: str = "", unit: str = "", is_sample: bool = False) -> Task:
    """Another lead agrees that the task is done."""
    taking = begin(by=by, act="agree", task_id=task_id, unit=unit)
    due = due_after(taking.task.state_on or taking.on, "agree")
    agree_here(taking)
    finish(taking, text=text.strip(), due_on=due, is_sample=is_sample)
    return taking.task


@transaction.atomic
def object_to_claim(*, by: Actor, task_id: int, text: str, unit: str = "") -> Task:
    """Another lead says why the task is not done; the work goes on."""
    return back_to_work(by=by, act="object", task_id=task_id, text=text, unit=unit)


@transaction.atomic
def withdraw_claim(*, by: Actor, task_id: int, text: str) -> Task:
    """The unit that claimed takes it back."""
    return back_to_work(by=by, act="withdraw_claim", task_id=task_id, text=text)


@transaction.atomic
def return_claim(*, by: Actor, task_id: int, text: str, version: int | None = None, is_sample: bool = False) -> Task:
    """The office sends the claim back and says what is missing."""
    return back_to_work(by=by, act="return_claim", task_id=task_id, text=text, version=version, is_sample=is_sample)


def back_to_work(
    *,
    by: Actor,
    act: str,
    task_id: int,
    text: str,
    unit: str = "",
    version: int | None = None,
    is_sample: bool = False,
) -> Task:
    """Any way in which a claim goes back: with a reason, and agreements begin anew."""
    taking = begin(by=by, act=act, task_id=task_id, unit=unit, version=version)
    within = taking.step.within
    due = due_after(taking.task.state_on or taking.on, within) if within else None
    note = wanted(taking.step, text)
    agreements_begin_anew(taking)
    finish(taking, text=note, due_on=due, is_sample=is_sample)
    return taking.task


@transaction.atomic
def close_task(
    *,
    by: Actor,
    task_id: int,
    version: int | None = None,
    note: str,
    on: date | None = None,
    is_sample: bool = False,
) -> Task:
    """The office closes a claimed task whose milestones are all met and proven and whose leads all agree."""
    taking = begin(by=by, act="close", task_id=task_id, version=version, on=on)
    taking.task.closed_on = taking.on
    due = due_after(taking.task.state_on or taking.on, "review")
    finish(taking, text=wanted(taking.step, note), due_on=due, verb="plan.close_task", is_sample=is_sample)
    return taking.task


@transaction.atomic
def rate(
    *,
    by: Actor,
    task_id: int,
    unit_key: str,
    grade: str,
    comment: str = "",
    on: date | None = None,
    is_sample: bool = False,
) -> Rating:
    """How well one lead unit did a closed task; once. A grade under B needs its reason."""
    taking = begin(by=by, act="rate", task_id=task_id, on=on)
    if unit_key not in taking.facts.leads | taking.facts.cooperating:
        raise Invalid(Label(zh="单位", en="Unit"), Label(zh="不是这项任务的单位", en="Not a unit of this task"))
    if grade not in GRADES:
        raise Invalid(
            Label(zh="评价", en="Grade"), Label(zh=f"应为 {'、'.join(GRADES)}", en=f"One of {', '.join(GRADES)}")
        )
    if grade in "CD" and not comment.strip():
        raise Invalid(Label(zh="评语", en="Comment"), Label(zh="合格及以下请写明理由", en="Say why, for C and D"))
    if Rating.objects.filter(task=taking.task, unit=unit_key).exists():
        raise Conflict(Label(zh="已经评价过", en="It was rated already"))
    rating = Rating.objects.create(
        task=taking.task,
        unit_id=unit_key,
        grade=grade,
        comment=comment.strip(),
        account_id=by.account_id,
        rated_on=taking.on,
        is_sample=is_sample,
    )
    due = due_after(taking.task.closed_on or taking.on, "rate")
    detail = f" {rating.unit.name}：{GRADES[grade]}"
    finish(
        taking,
        text=rating.comment,
        detail=detail,
        facts={"grade": grade, "unit": unit_key},
        due_on=due,
        is_sample=is_sample,
    )
    return rating


@transaction.atomic
def reopen_task(*, by: Actor, task_id: int, text: str, version: int | None = None, is_sample: bool = False) -> Task:
    """The office takes up a closed or dropped task again, with the reason.

    It runs on where every lead had signed, else it waits to be issued anew. Agreements and ratings were about an end
    that is no end: agreements begin anew, ratings are withdrawn and stay readable in the thread.
    """
    taking = begin(by=by, act="reopen", task_id=task_id, version=version)
    task, note = taking.task, wanted(taking.step, text)
    rated = {one.unit_id: one.grade for one in task.ratings.all()}
    task.ratings.all().delete()
    agreements_begin_anew(taking)
    task.closed_on = None
    if state_after("reopen", taking.facts, unit=taking.unit) == "registered":
        task.issued_on = task.sign_by = None
        TaskUnit.objects.filter(task=task).update(signed_on=None, signed_by=None)
    facts = {"ratings_withdrawn": rated} if rated else {}
    finish(taking, text=note, facts=facts, verb="plan.reopen_task", is_sample=is_sample)
    return task
