"""A task: how far is it, what is next?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render

from lingnan.core.errors import Conflict, Invalid
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Attachment, AuditEntry
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.lights import last_closed_quarter
from lingnan.engines.plan.models import Milestone, Task
from lingnan.engines.plan.pages.board import row_strip
from lingnan.engines.plan.pages.forms import MilestoneForm, ProgressForm
from lingnan.engines.plan.pages.uploads import attach
from lingnan.engines.plan.selectors.board import row_of
from lingnan.engines.plan.services.work import answering_units, close_task, meet_milestone, report_progress
from lingnan.shell.language import bi

LOG = 6  # entries and reports shown before "all"


def task_page(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The task with its milestones, reports, people and clause; its units report here."""
    by = actor_of(request.user)
    related = ("units__unit", "milestones", "indicator_systems", "progress__unit", "progress__account")
    query = Task.objects.select_related("plan").prefetch_related(*related, "progress__attachment__file", "supervision")
    task = get_object_or_404(query, plan_id=key, number=number)
    form, step_form = ProgressForm(), None
    steps = [step for step in task.milestones.all() if step.met_on is None]
    if request.method == "POST":
        answer, form, step_form = act(request, by, task, steps)
        if answer is not None:
            return answer
    may_report = by.unit_key in answering_units(task) and scope(by, "plan.report_progress").allows(unit=by.unit_key)
    row = row_of(task, plan=task.plan, on=today())
    context = {
        "task": task,
        "plan": task.plan,
        "row": row,
        "strip": row_strip(task.plan, row, today(), (task.plan.period_from.year, task.plan.period_to.year)),
        "form": form,
        "step_form": step_form
        or (MilestoneForm(steps=steps, initial={"met_on": today().isoformat()}) if steps else None),
        "may_report": may_report or scope(by, "plan.close_task").allows(),
        "may_close": scope(by, "plan.close_task").allows() and task.state == "running",
        "quarter": last_closed_quarter(today()),
        "today": today(),
        "reports": list(task.progress.all())[: None if request.GET.get("all") else LOG],
        "older": max(len(task.progress.all()) - LOG, 0) if not request.GET.get("all") else 0,
        "log": AuditEntry.objects.filter(about=f"plan.task:{task.pk}").order_by("-number")[:LOG]
        if not by.is_public
        else [],
    }
    return render(request, "plan/task.html", context)


def act(
    request: HttpRequest, by: Actor, task: Task, steps: list[Milestone]
) -> tuple[HttpResponse | None, ProgressForm, MilestoneForm | None]:
    """What a form on the page asked for: report, record a milestone, close. A fault stays on its form."""
    form, step_form = ProgressForm(), None
    verb = request.POST.get("verb", "")
    try:
        if verb == "report":
            form = ProgressForm(request.POST, request.FILES)
            if not form.is_valid():
                return None, form, None
            report(request, by, task, form)
            messages.info(request, bi("已报送", "Reported"))
        elif verb == "milestone":
            step_form = MilestoneForm(request.POST, steps=steps)
            if not step_form.is_valid():
                return None, form, step_form
            record(by, step_form)
            messages.info(request, bi("节点已登记", "Milestone recorded"))
        elif verb == "close":
            version = int(request.POST.get("version") or 0)
            close_task(by=by, task_id=task.pk, version=version, note=request.POST.get("note", ""))
            messages.info(request, bi("任务已办结", "Task closed"))
    except (Invalid, Conflict) as error:
        bound = step_form or form
        if bound.is_bound:
            bound.add_error(None, str(error))
            return None, form, step_form
        messages.warning(request, str(error))
    return HttpResponseRedirect(request.path), form, step_form


def record(by: Actor, form: MilestoneForm) -> None:
    """One milestone met."""
    data = form.cleaned_data
    meet_milestone(by=by, milestone_id=int(data["milestone"]), met_on=data["met_on"], evidence=data["evidence"])


def report(request: HttpRequest, by: Actor, task: Task, form: ProgressForm) -> None:
    """One progress report with its file."""
    file: Attachment | None = attach(request, by, about=f"plan.task:{task.pk}")
    report_progress(by=by, task_id=task.pk, text=form.cleaned_data["text"], attachment=file)
