"""Surveys and panels in one list; a survey with its estimates, taken in by sheet or by summary."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.errors import Conflict, Fault, Invalid
from lingnan.core.labels import Label
from lingnan.engines.evaluate.actions import RATE, RUN_PANEL, SURVEY
from lingnan.engines.evaluate.collect.estimates import FEW
from lingnan.engines.evaluate.collect.pages.forms import EstimateForm, SurveyForm
from lingnan.engines.evaluate.collect.pages.rounds import form_page
from lingnan.engines.evaluate.collect.selectors import opinions as read
from lingnan.engines.evaluate.collect.services import surveys as service
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.pages.door import actor, needs, signed_in
from lingnan.engines.identity.rights import scope
from lingnan.engines.identity.sheets import refuse_size
from lingnan.shell.language import bi, say
from lingnan.shell.tables import Column, Table, bind

ADOPTED = Label(zh="已采用", en="Adopted")
AT_WORK = Label(zh="进行中", en="At work")

SOURCES = Table(
    key="opinions",
    caption=Label(zh="调查与评分", en="Surveys and scores"),
    columns=(
        Column(
            key="state",
            label=Label(zh="状态", en="State"),
            kind="light",
            on_phone="end",
            value=lambda row: "ok" if row.is_adopted else "warn",
            word=lambda row: ADOPTED if row.is_adopted else AT_WORK,
        ),
        Column(key="title", label=Label(zh="名称", en="Name"), on_phone="lead", value=lambda row: row.title),
        Column(key="kind", label=Label(zh="种类", en="Kind"), value=lambda row: row.kind.label),
        Column(key="indicator", label=Label(zh="指标", en="Indicator"), value=lambda row: row.declared.label),
        Column(key="period", label=Label(zh="年度", en="Year")),
        Column(key="cities", label=Label(zh="城市数", en="Cities"), kind="number"),
        Column(key="size", label=Label(zh="答卷或评分", en="Answers or scores"), kind="number"),
    ),
    row_url=lambda row: row.url,
    empty=Label(zh="还没有调查，也没有专家评分", en="No survey and no panel yet"),
)
ESTIMATES = Table(
    key="estimates",
    caption=Label(zh="各市结果", en="Cities"),
    columns=(
        Column(key="region", label=Label(zh="城市", en="City"), on_phone="lead", value=lambda row: row.region),
        Column(key="estimate", label=Label(zh="估计值", en="Estimate"), kind="number", decimals=1),
        Column(
            key="interval",
            label=Label(zh="95% 区间", en="95% interval"),
            value=read.interval_of,
            empty=Label(zh="答卷不足两份", en="fewer than two answers"),
        ),
        Column(key="size", label=Label(zh="样本量", en="Sample"), kind="number"),
        Column(key="design_effect", label=Label(zh="设计效应", en="Design effect"), kind="number", decimals=2),
        Column(
            key="marks",
            label=Label(zh="标记", en="Marks"),
            is_prose=True,
            value=lambda row: bi("样本少于 {n}", "fewer than {n} answers", n=FEW) if row.size < FEW else "",
        ),
    ),
    default_sort="estimate",
    row_url=lambda row: reverse("evaluate:value", args=[row.result_id]) if row.result_id else "",
    empty=Label(zh="还没有结果", en="No results yet"),
    empty_hint=Label(zh="上传答卷，或逐市录入汇总结果", en="Upload the answers, or enter a summary for each city"),
)


@signed_in
def listing(request: HttpRequest) -> HttpResponse:
    """Every survey and panel."""
    by = actor(request)
    rows = read.sources(by)
    bound = bind(SOURCES, rows, request, today=today())
    if (answer := bound.download()) is not None:
        return answer
    context = {
        "sources": bound,
        "at_work": sum(not row.is_adopted for row in rows),
        "may_survey": scope(by, SURVEY).allows(),
        "may_panel": scope(by, RUN_PANEL).allows(),
        "may_rate": scope(by, RATE).allows(),
    }
    return render(request, "evaluate/collect/surveys.html", context)


@needs(SURVEY)
def new(request: HttpRequest) -> HttpResponse:
    """Enter a survey."""
    form = SurveyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.open_survey(by=actor(request), **form.cleaned_data)
        except (Invalid, Conflict) as error:
            form.add_error(None, say(error))
        else:
            return HttpResponseRedirect(reverse("evaluate:survey", args=[made.pk]))
    return form_page(
        request,
        form,
        Label(zh="登记调查", en="Enter a survey"),
        Label(zh="问了谁，怎么问的？", en="Who was asked, and how?"),
        reverse("evaluate:surveys"),
    )


@signed_in
def show(request: HttpRequest, key: str) -> HttpResponse:
    """One survey: what it says of each city, and how sure."""
    by = actor(request)
    survey = read.survey_or_fault(by, key)
    may_enter = survey.state == "open" and scope(by, SURVEY).allows()
    form = EstimateForm() if may_enter else None
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            if request.POST.get("act") == "estimate":
                form = EstimateForm(request.POST)
                if form.is_valid():
                    service.set_estimate(by=by, key=key, **form.cleaned_data)
                    return done(request, bi("已录入", "Entered"), key)
            else:
                return take(request, key)
        except Invalid as error:
            faults = error.faults
        except Conflict as error:
            faults = (Fault(where="", reason=say(error)),)
    rows = list(survey.estimates.select_related("region"))
    bound = bind(ESTIMATES, rows, request, today=today())
    if (answer := bound.download()) is not None:
        return answer
    context = {
        "survey": survey,
        "title": Label(zh=survey.title, en=survey.title_en or survey.title),
        "declared": INDICATORS.get(survey.indicator),
        "estimates": bound,
        "size": sum(row.size for row in rows),
        "form": form,
        "faults": faults,
        "may_enter": may_enter,
    }
    is_wrong = bool(faults) or bool(form and form.errors)
    return render(request, "evaluate/collect/survey.html", context, status=422 if is_wrong else 200)


def take(request: HttpRequest, key: str) -> HttpResponse:
    """A sheet of answers, or the adoption of the whole."""
    by = actor(request)
    if request.POST.get("act") == "adopt":
        count = service.adopt(by=by, key=key)
        return done(request, bi("已采用 {n} 个市的结果", "Adopted for {n} cities", n=count), key)
    file = request.FILES.get("file")
    if file is None:
        raise Invalid("", bi("还没有选文件", "No file chosen yet"))
    refuse_size(file.name or "file", file.size or 0)
    count = service.take_answers(by=by, key=key, name=file.name or "file", content=file.read())
    return done(request, bi("已读入 {n} 份答卷", "{n} answers read", n=count), key)


def done(request: HttpRequest, text: str, key: str) -> HttpResponse:
    messages.info(request, text)
    return HttpResponseRedirect(reverse("evaluate:survey", args=[key]))
