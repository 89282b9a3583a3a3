"""A panel of experts: each scores alone; the office sees the means with their agreement and adopts them."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.documents.sheets import Sheet, SheetColumn, as_xlsx
from lingnan.core.errors import Conflict, Fault, Invalid
from lingnan.core.labels import Label
from lingnan.engines.evaluate.actions import RATE, RUN_PANEL
from lingnan.engines.evaluate.collect.estimates import ENOUGH
from lingnan.engines.evaluate.collect.pages.fill import XLSX
from lingnan.engines.evaluate.collect.pages.forms import PanelForm
from lingnan.engines.evaluate.collect.pages.rounds import form_page
from lingnan.engines.evaluate.collect.selectors import opinions as read
from lingnan.engines.evaluate.collect.services import panels as service
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Region
from lingnan.engines.identity.pages.door import actor, needs, signed_in
from lingnan.engines.identity.rights import scope
from lingnan.engines.identity.sheets import refuse_size
from lingnan.shell.grid import figure
from lingnan.shell.language import bi, say
from lingnan.shell.tables import Column, Table, bind

SCORED = Table(
    key="scored",
    caption=Label(zh="各市评分", en="Scores"),
    columns=(
        Column(key="region", label=Label(zh="城市", en="City"), on_phone="lead", value=lambda row: row.region),
        Column(key="mean", label=Label(zh="平均分", en="Mean"), kind="number", decimals=1),
        Column(key="lowest", label=Label(zh="最低", en="Lowest"), kind="number", decimals=1),
        Column(key="highest", label=Label(zh="最高", en="Highest"), kind="number", decimals=1),
        Column(key="count", label=Label(zh="评分人数", en="Raters"), kind="number"),
    ),
    default_sort="mean",
    empty=Label(zh="还没有人评分", en="Nobody has scored yet"),
)


@needs(RUN_PANEL)
def new(request: HttpRequest) -> HttpResponse:
    """Ask the experts."""
    form = PanelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.open_panel(by=actor(request), **form.cleaned_data)
        except (Invalid, Conflict) as error:
            form.add_error(None, say(error))
        else:
            return HttpResponseRedirect(reverse("evaluate:panel", args=[made.pk]))
    return form_page(
        request,
        form,
        Label(zh="开始专家评分", en="Begin a panel"),
        Label(zh="请专家评哪个指标，什么时候截止？", en="Which indicator, until when?"),
        reverse("evaluate:surveys"),
    )


@signed_in
def show(request: HttpRequest, key: str) -> HttpResponse:
    """For an expert the form of scores; for the office the means and the agreement."""
    by = actor(request)
    panel = read.panel_or_fault(by, key)
    may_rate = panel.state == "open" and scope(by, RATE).allows() and today() <= panel.closes_on
    may_run = scope(by, RUN_PANEL).allows()
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            return act(request, key)
        except Invalid as error:
            faults = error.faults
        except Conflict as error:
            faults = (Fault(where="", reason=say(error)),)
    seen = read.scores(panel, by=by, whole=may_run or panel.state != "open")
    bound = bind(SCORED, seen.rows, request, today=today())
    if (answer := bound.download()) is not None:
        return answer
    typed = request.POST if faults else {}
    mine = (
        [(city, typed.get(city.code, ""), seen.mine.get(city.code)) for city in Region.objects.filter(level="city")]
        if may_rate
        else []
    )
    context = {
        "panel": panel,
        "title": Label(zh=panel.title, en=panel.title_en or panel.title),
        "declared": INDICATORS.get(panel.indicator),
        "scored": bound,
        "seen": seen,
        "mine": mine,
        "faults": faults,
        "may_rate": may_rate,
        "may_adopt": may_run and panel.state == "open",
        "enough": ENOUGH,
        "is_weak": seen.agreement is not None and seen.agreement < ENOUGH,
    }
    return render(request, "evaluate/collect/panel.html", context, status=422 if faults else 200)


def act(request: HttpRequest, key: str) -> HttpResponse:
    """Scores by form or sheet, or the adoption of the whole."""
    by = actor(request)
    if request.POST.get("act") == "adopt":
        count = service.adopt(by=by, key=key, reason=request.POST.get("reason", ""))
        messages.info(request, bi("已采用 {n} 个市的评分", "Adopted for {n} cities", n=count))
    elif file := request.FILES.get("file"):
        refuse_size(file.name or "file", file.size or 0)
        count = service.rate_by_sheet(by=by, key=key, name=file.name or "file", content=file.read())
        messages.info(request, bi("已存 {n} 个市的评分", "{n} scores saved", n=count))
    else:
        scores: dict[str, Decimal] = {}
        wrong: list[Fault] = []
        for city in Region.objects.filter(level="city"):
            text = request.POST.get(city.code, "").strip()
            score = figure(text) if text else None
            if text and score is None:
                wrong.append(Fault(where=city.name, reason=bi("“{t}”不是数字", "“{t}” is not a number", t=text)))
            elif score is not None:
                scores[city.code] = score
        if wrong:
            raise Invalid("", "", faults=tuple(wrong))
        count = service.rate(by=by, key=key, scores=scores)
        messages.info(request, bi("已存 {n} 个市的评分", "{n} scores saved", n=count))
    return HttpResponseRedirect(reverse("evaluate:panel", args=[key]))


@signed_in
def workbook(request: HttpRequest, key: str) -> HttpResponse:
    """The form of scores as a workbook, with what the expert gave already."""
    by = actor(request)
    panel = read.panel_or_fault(by, key)
    mine = read.scores(panel, by=by, whole=False).mine
    rows = [[city.code, city.name, mine.get(city.code)] for city in Region.objects.filter(level="city")]
    columns = [SheetColumn(head=field.head) for field in service.SCORES]
    content = as_xlsx(Sheet(name="评分", title=panel.title, columns=columns, rows=rows))
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{key}.xlsx"'
    return response
