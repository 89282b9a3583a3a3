"""Supervision items: is it mended?"""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.evaluate import frameworks
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.calendar import today, working_days_between
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.models import SupervisionItem
from lingnan.engines.plan.pages.forms import DecideForm, ReplyForm
from lingnan.engines.plan.pages.uploads import attach
from lingnan.engines.plan.selectors.supervision import supervision_item, supervision_items
from lingnan.engines.plan.services import supervision as service
from lingnan.engines.plan.services.supervision import SUPERVISION
from lingnan.shell.language import bi, current, say
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Column, State, Table


def light_of(item: SupervisionItem, on: date) -> str:
    """late, warn (within five days), ok, done; a reply that waits for the office is `warn`."""
    if item.state == "closed":
        return "done"
    if item.state == "replied":
        return "warn"
    left = (item.due_on - on).days
    return "late" if left < 0 else "warn" if left <= 5 else "ok"  # noqa: PLR2004 -- a working week ahead


def title_of(item: SupervisionItem) -> str:
    """The item's title in the page's language."""
    return item.title_en if current() == "en" and item.title_en else item.title


def table(on: date) -> Table:
    """The items as a table, judged on a day."""
    return Table(
        key="plan.supervision",
        caption=Label(zh="督办事项", en="Supervision items"),
        columns=(
            Column(
                key="light",
                label=Label(zh="状态", en="State"),
                kind="light",
                value=lambda item: light_of(item, on),
                on_phone="end",
            ),
            Column(key="title", label=Label(zh="事项", en="Item"), value=title_of, on_phone="lead"),
            Column(key="unit", label=Label(zh="责任单位", en="Unit"), value=lambda item: item.unit, is_quiet=True),
            Column(
                key="step",
                label=Label(zh="办到哪一步", en="Step"),
                value=lambda item: SUPERVISION[item.state],
                is_quiet=True,
            ),
            Column(key="opened_on", label=Label(zh="立项", en="Opened"), kind="date", on_phone="hidden"),
            Column(key="due_on", label=Label(zh="期限", en="Due"), kind="date"),
            Column(
                key="left",
                label=Label(zh="还剩", en="Left"),
                kind="deadline",
                value=lambda item: item.due_on if item.state != "closed" else item.closed_on,
                is_shown=False,
            ),
        ),
        states=tuple(State(key=key, light=key) for key in ("late", "warn", "ok", "done")),
        state_of=lambda item: light_of(item, on),
        search_of=lambda item: f"{item.number} {item.title} {item.title_en} {item.unit.name}",
        default_sort="light",
        row_url=lambda item: f"/plan/supervision/{item.number}",
        empty=Label(zh="没有督办事项", en="No supervision items"),
        empty_hint=Label(
            zh="评价结果低于底线、会议议定事项、办公室立项，都会列在这里",
            en="Weak results, decisions of meetings and what the office opens stand here",
        ),
    )


def supervision_page(request: HttpRequest) -> HttpResponse:
    """All items that this person may see, trouble first."""
    by = actor_of(request.user)
    items = list(supervision_items(by))
    on = today()
    bound = bind(table(on), items, request, today=on)
    if by.is_public:
        bound.forbidden = Label(
            zh="督办事项只对责任单位和办公室公开，请先登录", en="Sign in: items are for units and the office"
        )
    if (file := bound.download()) is not None:
        return file
    late = sum(light_of(item, on) == "late" for item in items)
    still = sum(item.state != "closed" for item in items)
    answer = bi("{n} 件督办在办，{late} 件逾期", "{n} open, {late} late", n=still, late=late)
    return render(request, "plan/supervision.html", {"items": bound, "answer": answer, "today": on})


def indicator_of(item: SupervisionItem) -> Label | str:
    """The weak indicator by its names; empty where something else opened the item."""
    name = str(item.reason.get("indicator", ""))
    return Label(zh=name, en=str(item.reason.get("indicator_en") or name)) if name else ""


def framework_of(item: SupervisionItem) -> Label | str:
    """The framework that judged, by its name; its key where it is no longer there."""
    key = str(item.reason.get("edition", ""))
    return frameworks.editions(key)[-1].label if key in frameworks.known() else key


def supervision_item_page(request: HttpRequest, number: str) -> HttpResponse:
    """One item: why it was opened, its clock, its thread; the unit replies, the office decides."""
    by = actor_of(request.user)
    item = supervision_item(by, number=number)
    may_reply = item.state == "open" and scope(by, "plan.reply").allows(unit=item.unit_id)
    may_decide = item.state == "replied" and scope(by, "plan.close_supervision").allows()
    form: forms.Form | None = None
    if may_reply:
        form = ReplyForm(request.POST or None, request.FILES or None, initial={"version": item.version})
    elif may_decide:
        form = DecideForm(request.POST or None, initial={"version": item.version})
    if request.method == "POST" and form is not None and form.is_valid() and act(request, by, item, form):
        return HttpResponseRedirect(request.path)
    context = {
        "item": item,
        "title": title_of(item),
        "light": light_of(item, today()),
        "step": SUPERVISION[item.state],
        "today": today(),
        "days": working_days_between(today(), item.due_on),
        "form": form,
        "may_reply": may_reply,
        "may_decide": may_decide,
        "indicator": indicator_of(item),
        "framework": framework_of(item),
        "entries": item.entries.select_related("attachment__file").all(),
    }
    return render(request, "plan/supervision_item.html", context)


def act(request: HttpRequest, by: Actor, item: SupervisionItem, form: forms.Form) -> bool:
    """Reply, close or send back; an error stays on the form with everything that was written."""
    data = form.cleaned_data
    try:
        if isinstance(form, ReplyForm):
            file = attach(request, by, about=f"plan.supervision:{item.number}")
            service.reply(by=by, number=item.number, version=data["version"], text=data["text"], attachment=file)
            messages.info(request, bi("已回复，等待办公室核定", "Replied; the office decides next"))
        elif request.POST.get("verb") == "return":
            if not data["due_on"]:
                form.add_error("due_on", bi("退回时请写新期限", "Give a new date when you send it back"))
                return False
            number, version, due = item.number, data["version"], data["due_on"]
            service.return_reply(by=by, number=number, version=version, reason=data["reason"], due_on=due)
            messages.info(request, bi("已退回", "Sent back"))
        else:
            number, version = item.number, data["version"]
            service.close_supervision(by=by, number=number, version=version, reason=data["reason"])
            messages.info(request, bi("已销号", "Closed"))
    except (Invalid, Conflict) as error:
        form.add_error(None, say(error))
        return False
    return True
