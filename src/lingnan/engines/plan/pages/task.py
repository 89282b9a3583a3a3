"""A task: what is the next step, and whose is it?"""

from collections.abc import Sequence
from datetime import date

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from lingnan.core.labels import Label
from lingnan.engines.identity.actor import actor_of
from lingnan.engines.identity.calendar import today
from lingnan.engines.plan.life import LABELS, STEPS, WORKED, Step
from lingnan.engines.plan.models import Milestone, Task
from lingnan.engines.plan.pages.board import row_strip
from lingnan.engines.plan.pages.documents import CHANGES
from lingnan.engines.plan.selectors.board import RELATED, row_of
from lingnan.engines.plan.selectors.editions import Saying, sayings
from lingnan.engines.plan.selectors.life import Waiting, facts_of, reportable_quarter, stages, waiting
from lingnan.engines.plan.selectors.work import number_rows, steps_for

SHOWN_WITH = (
    *(name for name in RELATED if name != "milestones"),
    "plan__members",
    "parts__units__unit",
    "ratings__unit",
    "numbers",
    "indicator_systems",
    "supervision",
)
SHOWN = 8  # entries of the thread before "all"
QUICK = ("sign", "agree")  # steps that one press takes, without a page of their own
HIDDEN = ("remind", "change_milestone", "refuse_extension", "return_claim")  # taken elsewhere, or beside another step
MAIN = ("sign", "grant_extension", "issue", "close", "agree", "report", "claim", "meet_milestone", "rate")


def task_page(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The task with its way, what it waits for, its milestones, numbers, parts and thread."""
    by, on = actor_of(request.user), today()
    proven = Prefetch("milestones", Milestone.objects.select_related("proof"))
    query = Task.objects.select_related("plan", "parent").prefetch_related(proven, *SHOWN_WITH)
    task = get_object_or_404(query, plan_id=key, number=number)
    facts = facts_of(task)
    row = row_of(task, plan=task.plan, on=on)
    steps = steps_for(by, facts)
    events = list(task.events.select_related("unit", "attachment").order_by("-pk"))
    shown = events if request.GET.get("all") else events[:SHOWN]
    quarter = reportable_quarter(task.plan, on)
    reported = quarter in {report.period for report in task.progress.all()}
    next_steps = waiting(task, facts, quarter=quarter, is_reported=reported, on=on)
    claimed_on = next((event.happened_on for event in events if event.act == "claim"), None)
    said = sayings(task)
    context = {
        "task": task,
        "plan": task.plan,
        "row": row,
        "state": LABELS[facts.state],
        "stages": stages(task, facts, registered_on=registered_on(task), claimed_on=claimed_on),
        "next_steps": [(one, step_taken_by(one, steps)) for one in next_steps],
        "main": main_step(next_steps, steps),
        "others": [step for step in steps.values() if step.act not in HIDDEN],
        "quick": QUICK,
        "steps": steps,
        "may_ask": "ask_extension" in steps,
        "strip": row_strip(task.plan, row, on, (task.plan.period_from.year, task.plan.period_to.year)),
        "numbers": number_rows(task),
        "parts": [(part, part_light(part, task, on)) for part in task.parts.all()],
        "events": [(event, STEPS.get(event.act)) for event in shown],
        "sayings": [(each, change_words(each, said), address_of(each)) for each in said],
        "place": place_of(task, said),
        "older": len(events) - len(shown),
        "today": on,
        "may_remind": "remind" in steps and facts.state in WORKED,
    }
    return render(request, "plan/task.html", context)


def address_of(said: Saying) -> str:
    """Where a document says it; empty where the document's review does not show it."""
    return f"{reverse('plan:document', args=[said.document])}#{said.anchor}" if said.anchor else ""


def change_words(said: Saying, all_of_them: Sequence[Saying]) -> Label:
    """What a document did to the task; the one that made it set it."""
    is_first = said is all_of_them[-1]
    return Label(zh="设立", en="Sets it") if is_first and said.change == "new" else CHANGES[said.change]


def place_of(task: Task, said: Sequence[Saying]) -> str:
    """Where the words that rule today stand: the last document that names the task without dropping it."""
    ruling = next((address_of(each) for each in said if each.change != "dropped"), "")
    if ruling or said or task.parent_id or task.source_end <= task.source_start:
        return ruling
    return f"{reverse('plan:document', args=[task.plan_id])}#task-{task.number}"


def registered_on(task: Task) -> date | None:
    """The day on which the task was taken in: of a part, the day it was issued."""
    if task.parent_id:
        return task.issued_on
    return task.issued_on if task.issued_on and task.plan.adopted_at is None else adopted_on(task)


def adopted_on(task: Task) -> date | None:
    """The day of adoption, but never after the day on which the task was issued."""
    adopted = task.plan.adopted_at.date() if task.plan.adopted_at else None
    return min(day for day in (adopted, task.issued_on) if day) if adopted or task.issued_on else None


def step_taken_by(one: Waiting, steps: dict[str, Step]) -> Step | None:
    """The step, where the viewer may take it."""
    return steps.get(one.act)


def main_step(next_steps: list[Waiting], steps: dict[str, Step]) -> Step | None:
    """The one thing that the viewer should do here: what the task waits for, else a report."""
    wanted = {one.act for one in next_steps}
    return next((steps[act] for act in MAIN if act in steps and act in wanted), steps.get("report"))


def part_light(part: Task, task: Task, on: date) -> object:
    """The light of a part: late, near or on its way, by its own milestones; its reports are its own."""
    return row_of(part, plan=task.plan, on=on, asks_reports=False).light
