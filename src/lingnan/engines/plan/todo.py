"""What of the plan waits for a person."""

from collections.abc import Iterator
from datetime import date

from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Notification
from lingnan.engines.identity.rights import scope
from lingnan.engines.identity.todo import TodoItem, register
from lingnan.engines.plan.lights import quarter_due
from lingnan.engines.plan.models import SupervisionItem, Task
from lingnan.engines.plan.selectors.board import chased_count, current_plan, expected_quarter

OFFICE = Label(zh="工作组办公室", en="Working-group office")


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


@register
def progress_to_report(by: Actor, on: date) -> Iterator[TodoItem]:
    """Tasks that the actor's unit leads and of which the quarter now due, or the one closed last, is not reported."""
    plan = current_plan()
    if plan is None or not by.unit_key or not scope(by, "plan.report_progress").allows(unit=by.unit_key):
        return
    quarter = expected_quarter(plan, on)
    if not quarter:
        return
    mine = Task.objects.filter(plan=plan, state="running", units__unit=by.unit_key, units__role="lead")
    for task in mine.exclude(progress__period=quarter).distinct():
        yield TodoItem(
            key=f"plan.progress:{task.pk}:{quarter}",
            title=Label(zh=f"{quarter} 进展：{task.title}", en=f"Progress of {quarter}: task {task.number}"),
            kind=Label(zh="填报", en="Report"),
            verb=Label(zh="填报", en="Report"),
            url=f"/plan/{plan.key}/tasks/{task.number}#report",
            due=quarter_due(quarter),
            asked_by=OFFICE.zh,
            weight=10,
        )


@register
def tasks_to_chase(by: Actor, on: date) -> Iterator[TodoItem]:
    """For the office: the late and unreported tasks of the plan in force, as one thing to do today."""
    plan = current_plan()
    if plan is None or not scope(by, "plan.remind").allows():
        return
    chased = chased_count(plan, on)
    if chased and not Notification.objects.filter(key__startswith="plan.remind:", key__endswith=f":{on}"):
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
