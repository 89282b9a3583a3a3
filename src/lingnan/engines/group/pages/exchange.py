"""The register of exchange and cooperation."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.group.labels import EXCHANGES, PARTNERS
from lingnan.engines.group.models import Exchange, FollowUp
from lingnan.engines.group.pages.forms import fill, number_of, options, unit_options
from lingnan.engines.group.selectors import exchange as register
from lingnan.engines.group.services import exchange as service
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Unit
from lingnan.engines.identity.pages.door import actor, signed_in
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.pages.uploads import attach
from lingnan.shell.forms import choice, day, passage, put_back, text, upload
from lingnan.shell.language import bi, say
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Choice, Column, Filter, State, Table

NEAR = timedelta(days=7)


def follow_light(item: FollowUp) -> str:
    """done, late, warn within a week, else ok."""
    if item.done_on:
        return "done"
    on = today()
    return "late" if item.due_on < on else "warn" if item.due_on <= on + NEAR else "ok"


def light_of(exchange: Exchange) -> str:
    """The worst of what follows; without anything to follow `none`."""
    lights = {follow_light(item) for item in exchange.follow_ups.all()}
    return next((light for light in ("late", "warn", "ok", "done") if light in lights), "none")


WORDS = {
    "late": Label(zh="后续逾期", en="Overdue"),
    "warn": Label(zh="后续临期", en="Due soon"),
    "ok": Label(zh="后续在办", en="Following up"),
    "done": Label(zh="后续办完", en="Followed up"),
    "none": Label(zh="没有后续", en="Nothing to follow"),
}


def next_due(exchange: Exchange) -> object:
    """The nearest date of what is not done."""
    return min((item.due_on for item in exchange.follow_ups.all() if not item.done_on), default=None)


TABLE = Table(
    key="group.exchange",
    caption=Label(zh="交流合作", en="Exchange"),
    columns=(
        Column(key="title", label=Label(zh="名称", en="Title"), on_phone="lead"),
        Column(key="state", label=Label(zh="后续", en="Follow-up"), kind="light", value=light_of,
               word=lambda row: WORDS[light_of(row)], on_phone="end"),
        Column(key="kind", label=Label(zh="类别", en="Kind"), value=lambda row: EXCHANGES[row.kind], is_quiet=True),
        Column(key="partner", label=Label(zh="合作方", en="Partner"), value=lambda row: row.partner.name),
        Column(key="unit", label=Label(zh="主办单位", en="Unit"), value=lambda row: row.unit, is_quiet=True),
        Column(key="starts_on", label=Label(zh="日期", en="Day"), kind="date", on_phone="hidden"),
        Column(key="next", label=Label(zh="下一期限", en="Next due"), kind="date", value=next_due),
        Column(key="number", label=Label(zh="文号", en="Number"), is_shown=False),
    ),
    states=tuple(State(key=key, light=key, label=label) for key, label in WORDS.items()),
    state_of=light_of,
    filters=(
        Filter(key="kind", label=Label(zh="类别", en="Kind"),
               choices=lambda: [Choice(key=key, label=label) for key, label in EXCHANGES.items()],
               test=lambda row, wanted: row.kind == wanted),
    ),
    default_sort="state",
    search_of=lambda row: f"{row.title} {row.partner.name} {row.unit.name} {row.number}",
    row_url=lambda row: reverse("group:exchange_one", args=[row.pk]),
    empty=Label(zh="还没有登记交流合作", en="No exchange on record"),
    empty_hint=Label(zh="出访、来访、协议、论坛都登记在这里", en="Visits, agreements and forums are kept here"),
)  # fmt: skip


@signed_in
def exchange_page(request: HttpRequest) -> HttpResponse:
    """With whom do we work, and what must still follow?"""
    by = actor(request)
    rows = list(register.exchanges(by))
    bound = bind(TABLE, rows, request, today=today())
    if (file := bound.download()) is not None:
        return file
    late = sum(light_of(row) == "late" for row in rows)
    context = {
        "bound": bound,
        "crumbs": [(bi("交流合作", "Exchange"), "")],
        "heading": bi("{n} 次交流合作，{l} 次的后续逾期", "{n} exchange{n_s}, {l} with overdue follow-up",
                      n=len(rows), l=late),
        "question": bi("和谁合作，说好的事办了没有？", "With whom do we work, and was it followed up?"),
        "primary": (bi("登记交流", "Register one"), reverse("group:exchange_new"))
        if scope(by, "group.register_exchange").allows()
        else None,
    }  # fmt: skip
    return render(request, "group/list.html", context)


class ExchangeForm(forms.Form):
    """A visit, an agreement, an event."""

    kind = choice("类别", "Kind")
    title = text("名称", "Title", size=48, most=200)
    partner = text("合作方", "Partner", size=36, most=120)
    partner_kind = choice("合作方类别", "Kind of partner")
    place = text("地点", "Place", most=80, required=False)
    unit = choice("主办单位", "Unit")
    starts_on = day("日期", "Day", hint=("协议填签订日期", "For an agreement the day it was signed"))
    ends_on = day("结束", "Until", required=False, hint=("协议填到期日", "For an agreement the day it runs out"))
    people = text("参加人员", "Who took part", size=48, most=300, required=False)
    number = text("文号", "Number", most=60, required=False)
    summary = passage("内容", "What it was about", most=4000)
    file = upload("文件", "File", required=False)


def own_units(by: Actor) -> list[tuple[str, str]]:
    """The units for which the actor may register."""
    if scope(by, "group.register_exchange").reach == "all":
        return unit_options(kinds=("office", "department", "city_government", "institution"))
    return [(unit.key, say(unit)) for unit in Unit.objects.filter(pk=by.unit_key)]


@signed_in
def exchange_new_page(request: HttpRequest) -> HttpResponse:
    """Register one."""
    by = actor(request)
    register.refuse_others(by)
    start = {"unit": by.unit_key, "starts_on": today().isoformat()}
    form = fill(
        ExchangeForm(request.POST or None, request.FILES or None, initial=start),
        kind=options(EXCHANGES),
        partner_kind=options(PARTNERS),
        unit=own_units(by),
    )
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            partner = service.add_partner(by=by, name=data.pop("partner"), kind=data.pop("partner_kind"),
                                          place=data.pop("place"))  # fmt: skip
            data.pop("file")
            file = attach(request, by, about="group.exchange:new")
            made = service.register_exchange(by=by, partner=partner, unit_key=data.pop("unit"), attachment=file, **data)
            return redirect("group:exchange_one", made.pk)
        except (Invalid, Conflict) as error:
            put_back(form, error, {"名称": "title", "合作方": "partner", "止": "ends_on"})
    context = {
        "form": form,
        "heading": bi("登记交流合作", "Register an exchange"),
        "question": bi("和谁，做了什么，签了什么？", "With whom, what was done, what was signed?"),
        "crumbs": [(bi("交流合作", "Exchange"), reverse("group:exchange")), (bi("登记", "Register"), "")],
        "submit": Label(zh="登记", en="Register"),
        "cancel_url": reverse("group:exchange"),
        "keep": "group.exchange.new",
    }
    return render(request, "group/form.html", context)


class FollowUpForm(forms.Form):
    """Something that follows."""

    text = text("后续事项", "To follow up", size=48, most=300)
    unit = choice("责任单位", "Unit")
    due_on = day("期限", "Due")


@signed_in
def exchange_one_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One exchange: what it was, what follows, what is done."""
    by = actor(request)
    exchange = register.exchange(by, pk=pk)
    may_add = scope(by, "group.register_exchange").allows(unit=exchange.unit_id)
    posted = request.POST if request.POST.get("verb") == "add" else None
    form = fill(FollowUpForm(posted), unit=unit_options(kinds=("office", "department", "city_government")))
    if request.method == "POST":
        try:
            if act(request, exchange, form):
                return HttpResponseRedirect(request.path)
        except (Invalid, Conflict) as error:
            if form.is_bound:
                put_back(form, error, {"后续事项": "text", "期限": "due_on"})
            else:
                messages.error(request, say(error))
    reach = scope(by, "group.follow_up")
    rows = [(item, follow_light(item), not item.done_on and reach.allows(unit=item.unit_id))
            for item in exchange.follow_ups.all()]  # fmt: skip
    context = {
        "exchange": exchange,
        "kind": EXCHANGES[exchange.kind],
        "partner_kind": PARTNERS[exchange.partner.kind],
        "light": light_of(exchange),
        "word": WORDS[light_of(exchange)],
        "rows": rows,
        "open": sum(not item.done_on for item, _, _ in rows),
        "form": form if may_add else None,
        "today": today(),
    }
    return render(request, "group/exchange.html", context)


def act(request: HttpRequest, exchange: Exchange, form: forms.Form) -> bool:
    """Add something to follow up, or finish it."""
    by = actor(request)
    if request.POST.get("verb") == "done":
        file = attach(request, by, about=f"group.exchange:{exchange.pk}")
        service.finish_follow_up(by=by, item_id=number_of(request.POST.get("item")),
                                 result=request.POST.get("result", ""), attachment=file)  # fmt: skip
        messages.info(request, bi("已办完", "Done"))
        return True
    if not form.is_valid():
        return False
    data = form.cleaned_data
    service.add_follow_up(by=by, exchange_id=exchange.pk, text=data["text"], unit_key=data["unit"],
                          due_on=data["due_on"])  # fmt: skip
    messages.info(request, bi("已登记，到期前会提醒", "Noted; its date will remind"))
    return True
