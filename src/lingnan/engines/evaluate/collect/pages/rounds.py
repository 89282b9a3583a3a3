"""The rounds, how far each unit is, and the acts of the office on a round."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.evaluate.actions import MANAGE_ROUNDS
from lingnan.engines.evaluate.approval import CHAINS, GONE, Level, State
from lingnan.engines.evaluate.collect.pages.forms import AssignForm, ExtendForm, RecutForm, RoundForm
from lingnan.engines.evaluate.collect.selectors import rounds as read
from lingnan.engines.evaluate.collect.services import rounds as service
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.engines.evaluate.models import Round
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.pages.door import actor, needs, signed_in
from lingnan.shell.acts import SeriousAct
from lingnan.shell.language import bi, say
from lingnan.shell.tables import Choice, Column, Filter, Table, bind
from lingnan.shell.tables import State as Chip

OPEN_WORD = Label(zh="进行中", en="Open")
CLOSED_WORD = Label(zh="已关闭", en="Closed")
ROUNDS = Table(
    key="rounds",
    caption=Label(zh="报送批次", en="Collection rounds"),
    columns=(
        Column(
            key="state",
            label=Label(zh="状态", en="State"),
            kind="light",
            on_phone="end",
            value=lambda row: "ok" if row.round.state == "open" else "done",
            word=lambda row: OPEN_WORD if row.round.state == "open" else CLOSED_WORD,
        ),
        Column(key="title", label=Label(zh="批次", en="Round"), on_phone="lead", value=lambda row: title_of(row.round)),
        Column(key="period", label=Label(zh="年度", en="Year"), value=lambda row: row.round.period),
        Column(key="asked", label=Label(zh="要报的数", en="Asked"), kind="number"),
        Column(key="approved", label=Label(zh="已审定", en="Approved"), kind="number"),
        Column(key="due", label=Label(zh="最后期限", en="Ends"), kind="date"),
    ),
    row_url=lambda row: reverse("evaluate:round", args=[row.round.pk]),
    empty=Label(zh="还没有报送批次", en="No round yet"),
    empty_hint=Label(
        zh="办公室开始一个批次后，这里列出要填报的单位和进度", en="The office begins one; the units then stand here"
    ),
)
VERBS = {
    "opened": Label(zh="开始", en="Opened"),
    "assigned": Label(zh="分派指标", en="Indicator assigned"),
    "extended": Label(zh="延期", en="Extended"),
    "closed": Label(zh="关闭", en="Closed"),
    "reopened": Label(zh="重新开放", en="Reopened"),
    "recut": Label(zh="调整填报范围", en="Territory recut"),
}


def title_of(collection: Round) -> Label:
    return Label(zh=collection.title, en=collection.title_en or collection.title)


def units_table(collection: Round) -> Table:
    """The units of one round, trouble first."""
    return Table(
        key="round-units",
        caption=Label(zh="各单位进度", en="Progress of the units"),
        columns=(
            Column(
                key="light",
                label=Label(zh="状态", en="State"),
                kind="light",
                on_phone="end",
                word=lambda row: WORDS[row.light],
            ),
            Column(key="unit", label=Label(zh="单位", en="Unit"), on_phone="lead", value=lambda row: row.unit),
            Column(
                key="level",
                label=Label(zh="层级", en="Level"),
                value=lambda row: row.level.label,
                is_quiet=True,
                is_shown=False,
            ),
            Column(
                key="handed_in",
                label=Label(zh="已报", en="Handed in"),
                value=lambda row: f"{row.handed_in} / {row.asked}" if row.asked else "",
                empty=Label(zh="只审核", en="judges only"),
            ),
            Column(key="returned", label=Label(zh="退回", en="Sent back"), kind="number"),
            Column(key="judging", label=Label(zh="等它审核", en="Waiting for it"), kind="number"),
            Column(key="approved", label=Label(zh="已通过", en="Passed"), kind="number"),
            Column(
                key="due",
                label=Label(zh="期限", en="Due"),
                kind="deadline",
                value=lambda row: None if row.light in {"ok", "done"} else row.due,
                empty=Label(zh="已办完", en="finished"),
            ),
            Column(
                key="extended",
                label=Label(zh="延期", en="Extended"),
                is_shown=False,
                value=lambda row: bi("是", "yes") if row.is_extended else "",
            ),
        ),
        states=tuple(Chip(key=key, light=key, label=WORDS[key]) for key in ("late", "warn", "none", "ok", "done")),
        state_of=lambda row: row.light,
        filters=(
            Filter(
                key="level",
                label=Label(zh="层级", en="Level"),
                choices=lambda: [Choice(key=level.value, label=level.label) for level in Level],
                test=lambda row, wanted: row.level == wanted,
            ),
        ),
        search_of=lambda row: f"{row.unit.name} {row.unit.name_en}",
        default_sort="light",
        row_url=lambda row: f"{reverse('evaluate:round_entries', args=[collection.pk])}?q={row.unit.name}",
        empty=Label(zh="还没有分派指标", en="No indicator is assigned yet"),
    )


WORDS = {
    "late": Label(zh="逾期", en="Late"),
    "warn": Label(zh="要催", en="Remind"),
    "none": Label(zh="填报中", en="At work"),
    "ok": Label(zh="已报", en="Handed in"),
    "done": Label(zh="全部通过", en="All passed"),
}


def entries_table(collection: Round) -> Table:
    """The values of one round."""
    return Table(
        key="round-entries",
        caption=Label(zh="填报项", en="Entries"),
        columns=(
            Column(
                key="light", label=Label(zh="状态", en="State"), kind="light", on_phone="end", word=lambda row: row.word
            ),
            Column(key="place", label=Label(zh="地区", en="Place"), on_phone="lead", value=lambda row: row.place),
            Column(key="indicator", label=Label(zh="指标", en="Indicator"), value=lambda row: row.declared.label),
            Column(key="value", label=Label(zh="数值", en="Value"), kind="number", value=lambda row: row.amount),
            Column(
                key="unit_of_value",
                label=Label(zh="计量单位", en="Unit"),
                is_quiet=True,
                value=lambda row: row.declared.unit,
            ),
            Column(key="previous", label=Label(zh="上年", en="Year before"), kind="number", is_quiet=True),
            Column(key="marks", label=Label(zh="标记", en="Marks"), is_prose=True, value=marks_of),
            Column(
                key="unit",
                label=Label(zh="填报单位", en="Reported by"),
                is_quiet=True,
                value=lambda row: row.entry.unit,
                is_shown=False,
            ),
            Column(key="due", label=Label(zh="期限", en="Due"), kind="date"),
        ),
        states=tuple(
            Chip(key=state.value, light=read.LIGHTS[state], label=state.label) for state in State if state not in GONE
        ),
        state_of=lambda row: row.entry.state,
        filters=(
            Filter(
                key="indicator",
                label=Label(zh="指标", en="Indicator"),
                choices=lambda: [
                    Choice(key=each.indicator, label=INDICATORS.get(each.indicator).label)
                    for each in collection.assignments.all()
                ],
                test=lambda row, wanted: row.entry.assignment.indicator == wanted,
            ),
        ),
        search_of=lambda row: f"{row.entry.place_name} {row.entry.unit.name} {row.declared.label.zh}",
        default_sort="light",
        row_url=lambda row: reverse("evaluate:entry", args=[row.entry.pk]),
        empty=Label(zh="没有填报项", en="No entries"),
    )


def marks_of(row: read.EntryLine) -> str:
    """What is doubtful about a value, the worst first."""
    said = [say(doubt.text) for doubt in row.doubts]
    if row.is_bare:
        said.insert(0, bi("没有佐证", "No evidence"))
    if row.entry.why:
        said.append(bi("说明：{t}", "Reason: {t}", t=row.entry.why))
    return bi("；", "; ").join(said)


@signed_in
def listing(request: HttpRequest) -> HttpResponse:
    """All rounds."""
    by = actor(request)
    rows = read.rounds(by)
    bound = bind(ROUNDS, rows, request, today=today())
    if (answer := bound.download()) is not None:
        return answer
    opened = sum(row.round.state == "open" for row in rows)
    context = {"rounds": bound, "open": opened, "may_manage": read.may_manage(by)}
    return render(request, "evaluate/collect/rounds.html", context)


@signed_in
def show(request: HttpRequest, key: str) -> HttpResponse:
    """How far a round is: whom to chase."""
    by = actor(request)
    collection = read.round_or_fault(key)
    rows = read.progress(by, collection, on=today())
    bound = bind(units_table(collection), rows, request, today=today())
    if (answer := bound.download()) is not None:
        return answer
    judging = read.waiting_for(by).filter(assignment__round=collection).count()
    mine = read.own(by, collection).filter(state__in=("draft", "returned")).count() if by.unit_key else 0
    context = {
        "round": collection,
        "title": title_of(collection),
        "units": bound,
        "asked": sum(row.asked for row in rows),
        "approved": sum(row.approved for row in rows if row.level is not Level.COUNTY),
        "final": sum(row.asked for row in rows if row.level is not Level.COUNTY),
        "returned": sum(row.returned for row in rows),
        "open": sum(row.open for row in rows),
        "late": sum(row.light == "late" for row in rows),
        "mine": mine,
        "judging": judging,
        "windows": sorted(
            ((Level(row.level), row) for row in collection.windows.all()), key=lambda pair: pair[0].order
        ),
        "assignments": [
            (INDICATORS.get(each.indicator), Level(each.level), each.department)
            for each in collection.assignments.select_related("department")
        ],
        "acts": [(VERBS.get(act.verb, Label(zh=act.verb, en=act.verb)), act) for act in collection.acts.order_by("id")],
        "may_manage": read.may_manage(by),
        "today": today(),
    }
    return render(request, "evaluate/collect/round.html", context)


@signed_in
def entries(request: HttpRequest, key: str) -> HttpResponse:
    """Every value of a round that this person may see, trouble first."""
    by = actor(request)
    collection = read.round_or_fault(key)
    rows = read.lines(read.visible(by).filter(assignment__round=collection).exclude(state__in=GONE).order_by("pk"))
    bound = bind(entries_table(collection), rows, request, today=today())
    if (answer := bound.download()) is not None:
        return answer
    doubted = sum(any(doubt.is_blocking for doubt in row.doubts) for row in rows)
    bare = sum(row.is_bare for row in rows)
    context = {"round": collection, "title": title_of(collection), "entries": bound, "doubted": doubted, "bare": bare}
    return render(request, "evaluate/collect/entries.html", context)


# Acts of the office


def done(request: HttpRequest, text: str, key: str) -> HttpResponse:
    messages.info(request, text)
    return HttpResponseRedirect(reverse("evaluate:round", args=[key]))


@needs(MANAGE_ROUNDS)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a round."""
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            made = service.open_round(
                by=actor(request),
                key=data["key"],
                title=data["title"],
                title_en=data["title_en"],
                period=data["period"],
                institution=data["institution"],
                sample_percent=data["sample_percent"],
                windows=form.windows(),
            )
        except (Invalid, Conflict) as error:
            form.add_error(None, say(error))
        else:
            return done(request, bi("已开始，接下来分派指标", "Opened; assign indicators next"), made.pk)
    return form_page(
        request,
        form,
        Label(zh="开始报送批次", en="Begin a round"),
        Label(zh="收哪一年的数，各级什么时候办？", en="Which year, and when does each level work?"),
        reverse("evaluate:rounds"),
        keep="evaluate.round.new",
    )


def form_page(
    request: HttpRequest, form: forms.Form, title: Label, question: Label, back: str, *, keep: str = ""
) -> HttpResponse:
    """A page of one form."""
    context = {"form": form, "title": title, "question": question, "back": back, "keep": keep}
    return render(request, "evaluate/collect/form.html", context, status=422 if form.errors else 200)


@needs(MANAGE_ROUNDS)
def assign(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for one indicator."""
    collection = read.round_or_fault(key)
    form = AssignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = service.Wanted(
            indicator=data["indicator"], level=Level(data["level"]), department=data["department"], live=data["live"]
        )
        try:
            made = service.assign(by=actor(request), key=key, wanted=wanted, cities=form.cities())
        except (Invalid, Conflict) as error:
            form.add_error(None, say(error))
        else:
            return done(request, bi("已分派 {n} 项", "{n} assigned", n=made.entries.count()), key)
    return form_page(
        request,
        form,
        Label(zh="分派指标", en="Assign an indicator"),
        title_of(collection),
        reverse("evaluate:round", args=[key]),
    )


@needs(MANAGE_ROUNDS)
def extend(request: HttpRequest, key: str) -> HttpResponse:
    """More time for one unit."""
    collection = read.round_or_fault(key)
    units = {row.unit.key: row.unit for row in read.progress(actor(request), collection, on=today())}
    form = ExtendForm(request.POST or None, units=[(unit.key, say(unit)) for unit in units.values()])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            service.extend(
                by=actor(request), key=key, unit_key=data["unit"], until=data["until"], reason=data["reason"]
            )
        except (Invalid, Conflict) as error:
            form.add_error(None, say(error))
        else:
            return done(request, bi("已延期", "Extended"), key)
    return form_page(
        request,
        form,
        Label(zh="给一个单位延期", en="More time for one unit"),
        title_of(collection),
        reverse("evaluate:round", args=[key]),
    )


@needs(MANAGE_ROUNDS)
def recut(request: HttpRequest, key: str) -> HttpResponse:
    """Let others report the territory of merged or split units."""
    collection = read.round_or_fault(key)
    choices = [
        (a.indicator, say(INDICATORS.get(a.indicator).label)) for a in collection.assignments.filter(level="county")
    ]
    form = RecutForm(request.POST or None, indicators=choices)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            service.recut(
                by=actor(request),
                key=key,
                indicator=data["indicator"],
                old=data["old"].split(),
                new=data["new"],
                reason=data["reason"],
            )
        except (Invalid, Conflict) as error:
            form.add_error(None, say(error))
        else:
            return done(request, bi("填报范围已调整", "Territory recut"), key)
    return form_page(
        request,
        form,
        Label(zh="调整填报范围", en="Recut the territory"),
        Label(zh="单位合并或拆分后，谁填报谁的范围？", en="After a merger or split: who reports what?"),
        reverse("evaluate:round", args=[key]),
    )


@needs(MANAGE_ROUNDS)
def switch(request: HttpRequest, key: str, verb: str) -> HttpResponse:
    """Close a round, or open it again: with a reason."""
    collection = read.round_or_fault(key)
    is_closing = verb == "close"
    fault = ""
    if request.method == "POST":
        try:
            act = service.close_round if is_closing else service.reopen_round
            act(by=actor(request), key=key, reason=request.POST.get("reason", ""))
        except (Invalid, Conflict) as error:
            fault = say(error)
        else:
            return done(request, bi("已关闭", "Closed") if is_closing else bi("已重新开放", "Reopened"), key)
    rows = read.progress(actor(request), collection, on=date.min)
    still = sum(row.open + row.judging for row in rows)
    act_page = SeriousAct(
        title=Label(zh=f"关闭“{collection.title}”？", en=f"Close “{title_of(collection).en}”?")
        if is_closing
        else Label(zh=f"重新开放“{collection.title}”？", en=f"Reopen “{title_of(collection).en}”?"),
        consequences=(
            Label(
                zh=f"{still} 个数还没有办完，关闭后不能再填报和审核",
                en=f"{still} values are unfinished; nobody can work on them",
            ),
        )
        if is_closing
        else (Label(zh="各单位从停下的地方接着办，窗口和延期不变", en="Work goes on; windows and extensions stay"),),
        undo=Label(zh="可以重新开放", en="It can be reopened")
        if is_closing
        else Label(zh="可以再关闭", en="It can be closed again"),
        verb=Label(zh="关闭批次", en="Close the round") if is_closing else Label(zh="重新开放", en="Reopen the round"),
        cancel_url=reverse("evaluate:round", args=[key]),
    )
    return render(request, "shell/confirm.html", {"act": act_page, "form_error": fault}, status=422 if fault else 200)


LEVELS = [level for level in Level if level in CHAINS]
