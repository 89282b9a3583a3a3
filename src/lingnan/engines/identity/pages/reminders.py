"""Who is told what when: the rules of escalation, the jobs of the night, the mail that waits."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from lingnan.core.errors import LingnanError
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import NightlyRun, Notification
from lingnan.engines.identity.nightly import JOBS, run_nightly
from lingnan.engines.identity.pages.door import actor, needs
from lingnan.engines.identity.services.escalation import AUDIENCES, EscalationStep, edition_on, editions, set_steps
from lingnan.shell.forms import both, day, text
from lingnan.shell.language import bi, current

RUNS = 14


class StepsForm(forms.Form):
    """After how many working days each level is told; empty: never."""

    source = text(
        "依据", "Basis", size=40, most=200, hint=("例如：工作组办公室 2018 年第 3 号通知", "Such as: notice 3 of 2018")
    )
    in_force_from = day("自哪天起", "From")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        for key, label in AUDIENCES.items():
            zh, en = "逾期几个工作日后告知{who}", "Working days late until told: {who}"
            self.fields[key] = forms.IntegerField(
                label=bi(zh, en, who=label.text(current())),
                required=False,
                min_value=1,
                max_value=250,
                help_text=both("不填即不告知", "Empty: never told"),
                widget=forms.TextInput(attrs={"size": "4", "inputmode": "numeric"}),
            )
        self.order_fields([*AUDIENCES, "in_force_from", "source"])


@needs("identity.set_escalation")
def reminders(request: HttpRequest) -> HttpResponse:
    """Who is told of what is late, and did it go out?"""
    by, on = actor(request), today()
    if request.method == "POST" and "run" in request.POST:
        done = run_nightly(by=by, on=on, again=True)
        messages.info(request, bi("已运行 {n} 项作业", "{n} job{n_s} run", n=len(done)))
        return HttpResponseRedirect(request.path)
    now = edition_on(on)
    days = {step.tell: step.days_late for step in now.steps}
    form = StepsForm(request.POST) if request.method == "POST" else StepsForm(initial={**days, "in_force_from": on})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        steps = [EscalationStep(days_late=data[key], tell=key) for key in AUDIENCES if data[key]]
        try:
            set_steps(by=by, steps=steps, source=data["source"], on=data["in_force_from"])
        except LingnanError as error:
            form.add_error(None, error.text(current()))
        else:
            messages.info(request, bi("逐级提醒规则已更新", "The rules of escalation are changed"))
            return HttpResponseRedirect(request.path)
    waiting = Notification.objects.filter(mailed_at=None, read_at=None, account__is_active=True)
    runs = list(NightlyRun.objects.all()[:RUNS])
    context = {
        "form": form,
        "steps": [(step, AUDIENCES[step.tell]) for step in now.steps],
        "edition": now,
        "editions": editions(),
        "runs": [(run, JOBS[run.job].label if run.job in JOBS else run.job) for run in runs],
        "faults": sum(bool(run.fault) for run in runs),
        "waiting": waiting.exclude(account__email="").count(),
    }
    return render(request, "identity/reminders.html", context, status=422 if form.errors else 200)
