"""What of the plan waits for a person."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import scope
from lingnan.engines.identity.todo import TodoItem, register
from lingnan.engines.plan.deadlines import due_after
from lingnan.engines.plan.life import OPEN, STEPS
from lingnan.engines.plan.lights import NEAR
from lingnan.engines.plan.models import (
    DivisionUnit,
    Extension,
    Plan,
    Progress,
    Rating,
    Reminder,
    SupervisionItem,
    Task,
    TaskUnit,
)
from lingnan.engines.plan.selectors.board import chased_count, current_plan, expected_quarter
from lingnan.engines.plan.selectors.life import FACTS, OFFICE, Waiting, facts_of, waiting

LONG = ("original_text", "clean_text", "reading")
WEIGHTS = {"sign": 12, "report": 10, "agree": 14}
MOST_RATINGS = 5
SETTLE = Label(zh="处理意见", en="Settle")
REVIEW = Label(zh="办结审核", en="Review the claim")


def supervision_item(item: SupervisionItem, *, verb: Label) -> TodoItem:
    """A supervision item as something to do."""
    return TodoItem(
        key=f"plan.supervision:{item.number}",
        title=Label(zh=item.title, en=item.title_en or item.title),
        kind=Label(zh="督办", en="Supervision"),
        verb=verb,
        url=f"/plan/supervision/{item.number}",
        due=item.due_on,
        asked_by=OFFICE.zh,
        weight=30,
        is_sample=item.is_sample,
    )


@register
def supervision_to_answer(by: Actor, on: date) -> Iterator[TodoItem]:
    """Open items of the actor's unit; for the office, replies to decide."""
    if scope(by, "plan.close_supervision").allows():
        for item in SupervisionItem.objects.filter(state="replied"):
            yield supervision_item(item, verb=Label(zh="核定", en="Decide"))
    if by.unit_key and scope(by, "plan.reply").allows():
        for item in SupervisionItem.objects.filter(unit=by.unit_key, state="open"):
            yield supervision_item(item, verb=Label(zh="回复", en="Reply"))


def task_item(task: Task, one: Waiting, *, weight: int) -> TodoItem:
    """What a task waits for, as something to do."""
    step = STEPS[one.act]
    return TodoItem(
        key=f"plan.{one.act}:{task.pk}{':' + one.key if one.key else ''}",
        title=Label(zh=f"{one.what.zh}：{task.title}", en=f"{one.what.en}: task {task.shown_number}"),
        kind=Label(zh="任务", en="Task"),
        verb=step.label,
        url=f"/plan/{task.plan_id}/tasks/{task.number}/{one.act}",
        due=one.due,
        asked_by="" if one.is_office else OFFICE.zh,
        weight=weight,
        is_sample=task.is_sample,
        is_reminded=one.act in {"report", "meet_milestone"},
    )


@register
def steps_of_my_tasks(by: Actor, on: date) -> Iterator[TodoItem]:
    """What the tasks of the actor's unit wait for: signing, the report now due, dates that are near, the claim."""
    if not by.unit_key or not scope(by, "plan.sign").allows(unit=by.unit_key):
        return
    plans = {plan.pk: plan for plan in Plan.objects.filter(state="adopted").defer(*LONG)}
    mine = TaskUnit.objects.filter(unit=by.unit_key, role="lead", task__state__in=OPEN, task__plan__in=plans)
    tasks = Task.objects.filter(pk__in=mine.values("task")).prefetch_related(*FACTS)
    current = current_plan()
    quarter = expected_quarter(current, on) if current else ""
    reported = Progress.objects.filter(task=OuterRef("pk"), period=quarter)
    for task in tasks.annotate(is_reported=Exists(reported)):
        task.plan = plans[task.plan_id]
        asked = quarter if current and task.plan_id == current.pk and task.parent_id is None else ""
        for one in waiting(task, facts_of(task), quarter=asked, is_reported=task.is_reported, on=on):
            is_near = one.due is None or one.due <= on + NEAR
            if by.unit_key in one.units and is_near:
                yield task_item(task, one, weight=WEIGHTS.get(one.act, 8))


@register
def steps_for_the_office(by: Actor, on: date) -> Iterator[TodoItem]:
    """What units wait for from the office: issuing, decisions on more time, reviews, ratings."""
    if not scope(by, "plan.issue").allows():
        return
    for extension in Extension.objects.filter(state="asked").select_related("task"):
        what = Label(zh=f"批复延期：{extension.title}", en="Decide on more time")
        one = Waiting(act="grant_extension", what=what, due=extension.decide_by, key=str(extension.pk))
        yield task_item(extension.task, one, weight=15)
    asked = Q(units__role="lead", units__unit__isnull=False, units__agreed_on=None)
    disagreeing = Task.objects.filter(asked, state="claimed")
    for task in Task.objects.filter(state="claimed").exclude(pk__in=disagreeing.values("pk")):
        due = due_after(task.state_on, "review") if task.state_on else None
        yield task_item(task, Waiting(act="close", what=REVIEW, due=due), weight=15)
    for plan in Plan.objects.filter(tasks__state="registered", state="adopted").defer(*LONG).distinct():
        count = plan.tasks.filter(state="registered").count()
        yield TodoItem(
            key=f"plan.issue:{plan.key}",
            title=Label(zh=f"{count} 项任务待交办", en=f"{count} tasks to issue"),
            kind=Label(zh="任务", en="Task"),
            verb=STEPS["issue"].label,
            url=f"/plan/{plan.key}/issue",
            due=None,
            weight=5,
            is_sample=plan.is_sample,
        )
    rated = Rating.objects.filter(task=OuterRef("pk"))
    unrated = Task.objects.filter(~Exists(rated), state="done", units__role="lead", units__unit__isnull=False)
    for task in unrated.distinct().order_by("closed_on")[:MOST_RATINGS]:
        due = due_after(task.closed_on, "rate") if task.closed_on else None
        yield task_item(task, Waiting(act="rate", what=STEPS["rate"].label, due=due), weight=2)


@register
def divisions_to_answer(by: Actor, on: date) -> Iterator[TodoItem]:
    """Divisions of work that ask the actor's unit; for the office, changes to settle."""
    rows = DivisionUnit.objects.filter(item__division__state="asked", item__left_out=False)
    if scope(by, "plan.divide_year").allows():
        rows = rows.filter(answer="changes", settled="")
    elif by.unit_key and scope(by, "plan.answer_division").allows(unit=by.unit_key):
        rows = rows.filter(unit=by.unit_key, answer="")
    else:
        return
    fields = ("item__division__plan", "item__division__year", "item__division__answer_by", "item__division__is_sample")
    for plan, year, due, is_sample in rows.order_by().values_list(*fields).distinct():
        yield TodoItem(
            key=f"plan.division:{plan}:{year}",
            title=Label(zh=f"{year} 年度任务分工征求意见", en=f"Division of work {year}"),
            kind=Label(zh="分工", en="Division"),
            verb=Label(zh="答复", en="Answer") if by.unit_key and "office" not in by.roles else SETTLE,
            url=f"/plan/{plan}/division/{year}",
            due=due,
            asked_by=OFFICE.zh,
            weight=12,
            is_sample=is_sample,
        )


@register
def tasks_to_chase(by: Actor, on: date) -> Iterator[TodoItem]:
    """For the office: the late and unreported tasks of the plan in force, as one thing to do today."""
    plan = current_plan()
    if plan is None or not scope(by, "plan.remind").allows():
        return
    chased = chased_count(plan, on)
    if chased and not Reminder.objects.filter(task__plan=plan, reminded_on=on, by_hand=True):
        yield TodoItem(
            key=f"plan.chase:{plan.key}:{on}",
            title=Label(
                zh=f"{chased} 项任务逾期或未报送，请催办",
                en=f"{chased} tasks are late or not reported: remind them",
            ),
            kind=Label(zh="催办", en="Reminder"),
            verb=Label(zh="催办", en="Remind"),
            url=f"/plan/{plan.key}",
            due=on,
            weight=20,
            is_sample=plan.is_sample,
        )


def supervision_awaited(by: Actor, on: date) -> Iterator[TodoItem]:
    """What the office waits for: open items of others."""
    if scope(by, "plan.supervise").allows():
        for item in SupervisionItem.objects.filter(state="open").select_related("unit"):
            yield supervision_item(item, verb=Label(zh="催办", en="Remind"))


register(supervision_awaited, waiting=True)


@register
def documents_to_review(by: Actor, on: date) -> Iterator[TodoItem]:
    """For the office: documents that were taken in and whose review is not finished."""
    if not scope(by, "plan.accept_draft").allows():
        return
    waiting = Plan.objects.filter(state="draft").only("key", "title", "imported_at", "is_sample")
    for plan in waiting.annotate(undecided=Count("drafts", filter=Q(drafts__state="open"))):
        yield TodoItem(
            key=f"plan.review:{plan.key}",
            title=Label(
                zh=f"审阅《{plan.title}》，{plan.undecided} 项没有决定",
                en=f"Review a plan document: {plan.undecided} found tasks undecided",
            ),
            kind=Label(zh="审阅", en="Review"),
            verb=Label(zh="审阅", en="Review"),
            url=f"/plan/{plan.key}/document",
            due=None,
            weight=15,
            is_sample=plan.is_sample,
        )
