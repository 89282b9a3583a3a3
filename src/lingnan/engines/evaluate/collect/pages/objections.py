"""Objections: what a city doubts, what was answered, what was decided."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.evaluate.actions import ANSWER, DECIDE, OBJECT
from lingnan.engines.evaluate.collect.pages.forms import AnswerForm, DecideForm, ObjectForm
from lingnan.engines.evaluate.collect.selectors import opinions as read
from lingnan.engines.evaluate.collect.services import objections as service
from lingnan.engines.evaluate.collect.services.objections import RULINGS, STEPS
from lingnan.engines.evaluate.models import Objection
from lingnan.engines.evaluate.selectors.assessments import by_id, place_of
from lingnan.engines.evaluate.selectors.assessments import read as read_assessment
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.pages.door import actor, needs, signed_in
from lingnan.engines.identity.rights import scope
from lingnan.shell.language import bi, say
from lingnan.shell.tables import Column, State, Table, bind

OBJECTIONS = Table(
    key="objections",
    caption=Label(zh="异议", en="Objections"),
    columns=(
        Column(
            key="light",
            label=Label(zh="状态", en="State"),
            kind="light",
            on_phone="end",
            value=lambda row: read.objection_light(row, today()),
            word=lambda row: STEPS[row.state],
        ),
        Column(key="number", label=Label(zh="编号", en="Number")),
        Column(key="region", label=Label(zh="城市", en="City"), on_phone="lead", value=lambda row: row.region),
        Column(key="node", label=Label(zh="对哪个结果", en="About"), value=read.node_label),
        Column(key="year", label=Label(zh="年度", en="Year"), value=lambda row: row.assessment.year),
        Column(
            key="ruling",
            label=Label(zh="裁定", en="Decision"),
            value=lambda row: RULINGS[row.ruling] if row.ruling else "",
            empty=Label(zh="未裁定", en="not yet"),
        ),
        Column(key="due_on", label=Label(zh="答复期限", en="Answer due"), kind="date"),
    ),
    states=tuple(
        State(key=key, light={"filed": "warn", "answered": "warn", "decided": "done"}[key], label=label)
        for key, label in STEPS.items()
    ),
    state_of=lambda row: row.state,
    search_of=lambda row: f"{row.number} {row.region.name} {row.text}",
    default_sort="light",
    row_url=lambda row: reverse("evaluate:objection", args=[row.number]),
    empty=Label(zh="没有异议", en="No objections"),
    empty_hint=Label(zh="市政府在结果的证据页上提出", en="A city files them on the evidence page of a result"),
)


@signed_in
def listing(request: HttpRequest) -> HttpResponse:
    """Objections that this person may see, those that wait first."""
    rows = list(read.objections(actor(request)))
    bound = bind(OBJECTIONS, rows, request, today=today())
    if (answer := bound.download()) is not None:
        return answer
    waiting = sum(row.state != "decided" for row in rows)
    return render(request, "evaluate/collect/objections.html", {"objections": bound, "waiting": waiting})


@needs(OBJECT)
def new(request: HttpRequest, assessment: int, node: str, region: str) -> HttpResponse:
    """A city objects to one of its results."""
    by = actor(request)
    judged = read_assessment(by_id(by, assessment))
    result = judged.result(node, region)
    form = ObjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.file_objection(
                by=by, assessment=assessment, node=node, region=region, text=form.cleaned_data["text"]
            )
        except (Invalid, Conflict) as error:
            form.add_error(None, say(error))
        else:
            return HttpResponseRedirect(reverse("evaluate:objection", args=[made.number]))
    context = {"form": form, "judged": judged, "result": result, "place": place_of(result), "days": service.DAYS}
    return render(request, "evaluate/collect/object.html", context, status=422 if form.errors else 200)


@signed_in
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One objection with its answer and decision."""
    by = actor(request)
    row = read.objection_or_fault(by, number)
    form: AnswerForm | DecideForm | None = None
    if row.state == "filed" and scope(by, ANSWER).allows():
        form = AnswerForm(request.POST or None)
    elif row.state == "answered" and scope(by, DECIDE).allows():
        form = DecideForm(request.POST or None)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            settle(request, row, form)
        except (Invalid, Conflict) as error:
            form.add_error(None, say(error))
        else:
            return HttpResponseRedirect(request.path)
    judged = read_assessment(row.assessment)
    context = {
        "row": row,
        "step": STEPS[row.state],
        "light": read.objection_light(row, today()),
        "ruling": RULINGS.get(row.ruling),
        "judged": judged,
        "result": judged.result(row.node, row.region_id),
        "form": form,
        "is_decision": isinstance(form, DecideForm),
        "today": today(),
    }
    return render(request, "evaluate/collect/objection.html", context, status=422 if form and form.errors else 200)


def settle(request: HttpRequest, row: Objection, form: AnswerForm | DecideForm) -> None:
    """Answer or decide."""

    data = form.cleaned_data
    if isinstance(form, DecideForm):
        service.decide(by=actor(request), number=row.number, ruling=data["ruling"], text=data["text"])
        messages.info(request, bi("已裁定", "Decided"))
    else:
        service.answer(by=actor(request), number=row.number, text=data["text"])
        messages.info(request, bi("已答复，等办公室裁定", "Answered; the office decides"))
