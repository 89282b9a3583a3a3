"""A page for each step of a task's life: one question, a short form, one button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.selectors.units import open_units
from lingnan.engines.plan.deadlines import due_after
from lingnan.engines.plan.life import STEPS, Facts, Step, why_not
from lingnan.engines.plan.models import Plan, ProgressDraft, Task
from lingnan.engines.plan.pages import taskforms as f
from lingnan.engines.plan.pages.uploads import attach
from lingnan.engines.plan.selectors.board import label_of
from lingnan.engines.plan.selectors.life import FACTS, facts_of
from lingnan.engines.plan.selectors.work import last_numbers, periods_to_report
from lingnan.engines.plan.services import work
from lingnan.engines.plan.services.life import is_office
from lingnan.shell.acts import SeriousAct
from lingnan.shell.language import bi, current, say


@dataclass(frozen=True, kw_only=True)
class At:
    """Where a step is taken: the task, its facts, and who asks."""

    request: HttpRequest
    by: Actor
    task: Task
    facts: Facts
    step: Step

    @property
    def post(self) -> Any:  # Any: None or Django's own dictionary of the sent form
        """What was sent, or None where the page is only looked at."""
        return self.request.POST if self.request.method == "POST" else None

    def file(self) -> Any:  # Any: an Attachment, or None without a file
        """The file that came with the form, kept."""
        return attach(self.request, self.by, about=f"plan.task:{self.task.pk}")


Data = dict[str, Any]  # Any: whatever a form's fields clean to


@dataclass(frozen=True, kw_only=True)
class Page:
    """How a step looks: its form, what it does, what to know before, and a second button where there are two ways."""

    form: Callable[[At], forms.Form]
    run: Callable[[At, Data], object]
    hint: Label | None = None
    other: tuple[str, Label] | None = None  # value of `verb`, words of the button
    has_file: bool = False
    keeps_draft: bool = False


def note_form(zh: str, en: str, *, with_file: bool = False) -> Callable[[At], forms.Form]:
    """The form of a step that needs only words."""

    def make(at: At) -> forms.Form:
        files = at.request.FILES or None
        initial = {"version": at.task.version}
        label, needed = bi(zh, en), at.step.note
        return f.StepForm(at.post, files, label=label, needed=needed, with_file=with_file, initial=initial)

    return make


def open_steps(at: At) -> list[Any]:  # Any: Milestone rows
    """Milestones that are not met, or not proven."""
    return [one for one in at.task.milestones.all() if not one.met_on or not (one.evidence or one.proof_id)]


def unit_choices(*, first: str = "") -> list[tuple[str, str]]:
    """Units that exist today; one's own first."""
    units = sorted(open_units(today()).exclude(kind="company"), key=lambda unit: (unit.key != first, unit.key))
    return [(unit.key, say(unit)) for unit in units]


def report_form(at: At) -> forms.Form:
    """The quarter's report, with what was begun before and the numbers as last given."""
    numbers = list(at.task.numbers.all())
    draft = ProgressDraft.objects.filter(task=at.task, account=at.by.account_id).first() if at.by.account_id else None
    initial = {"text": draft.text, **draft.numbers} if draft else {}
    periods = periods_to_report(at.task, unit=at.by.unit_key, on=today())
    last = last_numbers(at.task, unit=at.by.unit_key)
    return f.ReportForm(at.post, at.request.FILES or None, periods=periods, numbers=numbers, last=last, initial=initial)


def run_report(at: At, data: Data) -> object:
    return work.report_progress(
        by=at.by,
        task_id=at.task.pk,
        text=data["text"],
        period=data["period"],
        numbers=data["numbers"],
        attachment=at.file(),
    )


def meet_form(at: At) -> forms.Form:
    initial = {"met_on": today().isoformat(), "milestone": at.request.GET.get("milestone", "")}
    return f.MeetForm(at.post, at.request.FILES or None, steps=open_steps(at), initial=initial)


def run_meet(at: At, data: Data) -> object:
    step, met_on, evidence = int(data["milestone"]), data["met_on"], data["evidence"]
    return work.meet_milestone(by=at.by, milestone_id=step, met_on=met_on, evidence=evidence, proof=at.file())


def change_form(at: At) -> forms.Form:
    chosen = at.request.POST.get("milestone") or at.request.GET.get("milestone") or "0"
    found = next((one for one in at.task.milestones.all() if str(one.pk) == chosen), None)
    if found is None:
        raise NotFound(Label(zh="没有这个节点", en="There is no such milestone"))
    initial = {"milestone": found.pk, "title": found.title, "due": found.due.isoformat()}
    form = f.ChangeMilestoneForm(at.post, initial=initial)
    if not found.is_added:
        del form.fields["drop"]
    return form


def run_change(at: At, data: Data) -> object:
    step, drop = data["milestone"], bool(data.get("drop"))
    return work.change_milestone(
        by=at.by, milestone_id=step, title=data["title"], due=data["due"], reason=data["reason"], drop=drop
    )


def extension_form(at: At) -> forms.Form:
    initial = {"milestone": at.request.GET.get("milestone", "")}
    steps = [one for one in at.task.milestones.all() if not one.met_on]
    return f.ExtensionForm(at.post, at.request.FILES or None, steps=steps, initial=initial)


def run_extension(at: At, data: Data) -> object:
    step, due = int(data["milestone"]), data["due"]
    return work.ask_extension(by=at.by, milestone_id=step, due=due, reason=data["reason"], attachment=at.file())


def decide_form(at: At) -> forms.Form:
    return f.DecideExtensionForm(at.post, asked=[one for one in at.task.extensions.all() if one.state == "asked"])


def run_decide(at: At, data: Data) -> object:
    chosen = int(data["extension"])
    if at.request.POST.get("verb") == "refuse":
        return work.refuse_extension(by=at.by, extension_id=chosen, text=data["note"])
    return work.grant_extension(by=at.by, extension_id=chosen, due=data["due"], text=data["note"])


def run_withdraw_extension(at: At, data: Data) -> object:
    asked = next(one for one in at.task.extensions.all() if one.state == "asked" and one.unit_id == at.by.unit_key)
    return work.withdraw_extension(by=at.by, extension_id=asked.pk, text=data["note"])


def run_review(at: At, data: Data) -> object:
    if at.request.POST.get("verb") == "return":
        return work.return_claim(by=at.by, task_id=at.task.pk, text=data["note"], version=data["version"])
    return work.close_task(by=at.by, task_id=at.task.pk, note=data["note"], version=data["version"])


def rate_form(at: At) -> forms.Form:
    leads = [one for one in at.task.units.all() if one.unit_id in at.facts.leads - at.facts.rated]
    return f.RateForm(at.post, units=[(one.unit_id or "", say(label_of(one))) for one in leads])


def run_rate(at: At, data: Data) -> object:
    return work.rate(by=at.by, task_id=at.task.pk, unit_key=data["unit"], grade=data["grade"], comment=data["comment"])


def edit_form(at: At) -> forms.Form:
    task = at.task
    roles: dict[str, list[str]] = {"lead": [], "cooperating": []}
    for one in task.units.all():
        if one.unit_id:
            roles[one.role].append(one.unit_id)
    initial = {"version": task.version, "title": task.title, "text": task.text,
               "leads": roles["lead"], "cooperating": roles["cooperating"]}  # fmt: skip
    return f.EditForm(at.post, units=unit_choices(), initial=initial)


def run_edit(at: At, data: Data) -> object:
    return work.edit_task(
        by=at.by,
        task_id=at.task.pk,
        version=data["version"],
        title=data["title"],
        text=data["text"],
        reason=data["reason"],
        leads=tuple(data["leads"]),
        cooperating=tuple(data["cooperating"]),
    )


def run_number(at: At, data: Data) -> object:
    return work.declare_number(by=at.by, task_id=at.task.pk, **data)


def run_divide(at: At, data: Data) -> object:
    return work.divide(by=at.by, task_id=at.task.pk, title=data["title"], due=data["due"], unit_key=data["unit"])


PAGES: dict[str, Page] = {
    "issue": Page(
        form=note_form("说明", "Note"),
        run=lambda at, data: work.issue(by=at.by, task_id=at.task.pk, version=data["version"]),
        hint=Label(
            zh="牵头单位和配合单位会收到通知，牵头单位按时限签收。", en="Its units are told; each lead signs for it."
        ),
    ),
    "sign": Page(
        form=note_form("说明", "Note"),
        run=lambda at, data: work.sign(by=at.by, task_id=at.task.pk, text=data["note"]),
        hint=Label(
            zh="签收后本单位对这项任务负责；职责不符的可以退回。", en="Your unit answers for the task from now on."
        ),
    ),
    "send_back": Page(
        form=note_form("退回原因", "Reason"),
        run=lambda at, data: work.send_back(by=at.by, task_id=at.task.pk, text=data["note"], version=data["version"]),
        hint=Label(zh="写明为什么不属于本单位，或哪里需要改。", en="Say why it is not yours, or what must change."),
    ),
    "divide": Page(
        form=lambda at: f.PartForm(at.post, units=unit_choices(first=at.by.unit_key)),
        run=run_divide,
        hint=Label(
            zh="分给本单位的立即推进；分给别的单位的由对方签收。",
            en="Your own part runs at once; another unit signs first.",
        ),
    ),
    "set_milestone": Page(
        form=lambda at: f.MilestoneForm(at.post),
        run=lambda at, data: work.add_milestone(by=at.by, task_id=at.task.pk, title=data["title"], due=data["due"]),
    ),
    "change_milestone": Page(form=change_form, run=run_change),
    "meet_milestone": Page(form=meet_form, run=run_meet, has_file=True),
    "declare_number": Page(
        form=lambda at: f.NumberForm(at.post),
        run=run_number,
        hint=Label(
            zh="以后每次填报都会问这个数，并带出上次的值。",
            en="Each report will ask for it, with the last value filled in.",
        ),
    ),
    "report": Page(form=report_form, run=run_report, has_file=True, keeps_draft=True),
    "ask_extension": Page(form=extension_form, run=run_extension, has_file=True),
    "withdraw_extension": Page(form=note_form("说明", "Note"), run=run_withdraw_extension),
    "grant_extension": Page(form=decide_form, run=run_decide, other=("refuse", STEPS["refuse_extension"].label)),
    "claim": Page(
        form=note_form("完成情况", "What was done", with_file=True),
        run=lambda at, data: work.claim(
            by=at.by, task_id=at.task.pk, text=data["note"], version=data["version"], attachment=at.file()
        ),
        has_file=True,
        hint=Label(zh="其他牵头单位同意后，由工作组办公室审核。", en="The other leads agree, then the office reviews."),
    ),
    "agree": Page(
        form=note_form("意见", "Opinion"),
        run=lambda at, data: work.agree(by=at.by, task_id=at.task.pk, text=data["note"]),
    ),
    "object": Page(
        form=note_form("不同意的原因", "Why not"),
        run=lambda at, data: work.object_to_claim(by=at.by, task_id=at.task.pk, text=data["note"]),
    ),
    "withdraw_claim": Page(
        form=note_form("原因", "Reason"),
        run=lambda at, data: work.withdraw_claim(by=at.by, task_id=at.task.pk, text=data["note"]),
    ),
    "close": Page(
        form=note_form("审核意见", "Finding"),
        run=run_review,
        other=("return", STEPS["return_claim"].label),
        hint=Label(
            zh="办结后不再催办和报送；没有佐证的不能办结。",
            en="Nothing is asked for after closing; without evidence it cannot close.",
        ),
    ),
    "rate": Page(
        form=rate_form,
        run=run_rate,
        hint=Label(zh="每个牵头单位评价一次，计入年终考评。", en="Once for each lead; it counts at the year's end."),
    ),
    "edit": Page(form=edit_form, run=run_edit),
    "drop": Page(
        form=note_form("取消原因", "Reason"),
        run=lambda at, data: work.drop_task(by=at.by, task_id=at.task.pk, text=data["note"], version=data["version"]),
        hint=Label(
            zh="已报送的内容都保留；办公室可以恢复办理。", en="All that was reported stays; the office can reopen it."
        ),
    ),
    "reopen": Page(
        form=note_form("恢复原因", "Reason"),
        run=lambda at, data: work.reopen_task(by=at.by, task_id=at.task.pk, text=data["note"], version=data["version"]),
        hint=Label(
            zh="各单位会收到通知；办结评价撤回，再次办结时重新评价。",
            en="Its units are told; ratings are withdrawn and given anew when it is closed again.",
        ),
    ),
}
SAME_PAGE = {"refuse_extension": "grant_extension", "return_claim": "close"}  # two ways of one decision


def act_page(request: HttpRequest, key: str, number: int, act: str) -> HttpResponse:
    """One step of one task: look, fill in, do."""
    act = SAME_PAGE.get(act, act)
    if act not in PAGES:
        raise NotFound(Label(zh="没有这个环节", en="There is no such step"))
    by, page, step = actor_of(request.user), PAGES[act], STEPS[act]
    query = Task.objects.select_related("plan").prefetch_related(*FACTS, "numbers", "plan__members")
    task = get_object_or_404(query, plan_id=key, number=number)
    facts = facts_of(task)
    require(by, step.action, unit=by.unit_key if by.unit_key in facts.leads | facts.cooperating else "?")
    if (fault := why_not(act, facts, unit=by.unit_key, is_office=is_office(by))) is not None:
        messages.warning(request, say(fault))
        return HttpResponseRedirect(task_url(task))
    at = At(request=request, by=by, task=task, facts=facts, step=step)
    if request.method == "POST" and request.POST.get("verb") == "draft" and page.keeps_draft:
        return keep_draft(at)
    form = page.form(at)
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            page.run(at, form.cleaned_data)
        except (Invalid, Conflict) as error:
            form.add_error(None, error.text(current()))
            theirs = task if act == "edit" and isinstance(error, Conflict) else None
        else:
            messages.info(request, bi("{a}：已记下", "{a}: recorded", a=say(step.label)))
            return HttpResponseRedirect(f"{task_url(task)}#thread")
    context = {"task": task, "plan": task.plan, "step": step, "page": page, "form": form, "theirs": theirs,
               "url": task_url(task), "keep": f"plan.task.{task.pk}.{act}"}  # fmt: skip
    return render(request, "plan/task_act.html", context)


def issue_page(request: HttpRequest, key: str) -> HttpResponse:
    """Issue every registered task of a plan at once, after a look at how many and to whom."""
    by = actor_of(request.user)
    require(by, "plan.issue")
    plan = get_object_or_404(Plan.objects.defer("original_text", "clean_text", "reading"), pk=key)
    tasks = list(plan.tasks.filter(state="registered").prefetch_related("units"))
    back = reverse("plan:plan", args=[key])
    if request.method == "POST":
        count = work.issue_plan(by=by, plan_key=key)
        messages.info(request, bi("已交办 {n} 项任务", "{n} task{n_s} issued", n=count))
        return HttpResponseRedirect(back)
    leads = {unit.unit_id for task in tasks for unit in task.units.all() if unit.role == "lead" and unit.unit_id}
    lost = [task.shown_number for task in tasks if not any(unit.role == "lead" for unit in task.units.all())]
    sign_by = due_after(today(), "sign")
    told = Label(
        zh=f"{len(tasks)} 项任务交给 {len(leads)} 个牵头单位，他们会收到通知，于 {sign_by} 前签收",
        en=f"{len(tasks)} tasks go to {len(leads)} lead units; they are told and sign by {sign_by}",
    )
    waits = Label(
        zh=f"没有牵头单位、暂不交办：{'、'.join(lost)}", en=f"Without a lead unit, they wait: {', '.join(lost)}"
    )
    act = SeriousAct(
        title=Label(zh=f"交办《{plan.title}》的任务？", en="Issue the tasks of this plan?"),
        consequences=(told, waits) if lost else (told,),
        undo=Label(zh="交办后不能收回；单位可以退回，办公室可以取消", en="It cannot be undone; units may send back"),
        verb=Label(zh=f"交办 {len(tasks)} 项任务", en=f"Issue {len(tasks)} tasks"),
        cancel_url=back,
        needs_reason=False,
    )
    return render(request, "shell/confirm.html", {"act": act})


def keep_draft(at: At) -> HttpResponse:
    """Save what was begun, whatever is still missing in it."""
    numbers = {name: str(value) for name, value in at.request.POST.items() if name.startswith("number_")}
    work.save_draft(by=at.by, task_id=at.task.pk, text=at.request.POST.get("text", ""), numbers=numbers)
    messages.info(at.request, bi("草稿已存，换一台设备也能接着写", "Draft kept; go on writing on any device"))
    return HttpResponseRedirect(at.request.path)


def task_url(task: Task) -> str:
    """The task's page."""
    return reverse("plan:task", args=[task.plan_id, task.number])
