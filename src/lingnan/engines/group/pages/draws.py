"""Draws of experts: made, shown with every step that a replay needs, refusals recorded."""

from dataclasses import dataclass
from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.group.drawing import place_digest, replay
from lingnan.engines.group.labels import DRAWN, FIELDS
from lingnan.engines.group.models import Draw, DrawnExpert
from lingnan.engines.group.pages.experts import tabs
from lingnan.engines.group.pages.forms import number_of, stand_at
from lingnan.engines.group.selectors import experts as pool
from lingnan.engines.group.services import draws as service
from lingnan.engines.group.services.opinions import ask_drawn
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.pages.door import actor, needs
from lingnan.engines.identity.rights import scope
from lingnan.shell.forms import passage, text
from lingnan.shell.language import bi, say
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Column, Table

TABLE = Table(
    key="group.draws",
    caption=Label(zh="专家抽取", en="Draws"),
    columns=(
        Column(key="title", label=Label(zh="事项", en="Matter"), on_phone="lead"),
        Column(key="number", label=Label(zh="编号", en="No."), is_quiet=True),
        Column(key="drawn_on", label=Label(zh="日期", en="Day"), kind="date", on_phone="end"),
        Column(key="count", label=Label(zh="人数", en="Experts"), kind="number", decimals=0,
               value=lambda draw: len(draw.record["chosen"])),
        Column(key="refused", label=Label(zh="谢绝", en="Declined"), kind="number", decimals=0,
               value=lambda draw: sum(each.state == "refused" for each in draw.drawn.all())),
        Column(key="drawn_by", label=Label(zh="经手", en="By"), is_quiet=True, on_phone="hidden"),
    ),
    search_of=lambda draw: f"{draw.number} {draw.title}",
    row_url=lambda draw: reverse("group:draw", args=[draw.number]),
    empty=Label(zh="还没有抽取过", en="Nothing was drawn yet"),
    empty_hint=Label(zh="抽取按领域随机，种子留档，任何人可以重放", en="Draws are random by field, their seed is kept"),
)  # fmt: skip


@needs("group.see_experts")
def draws_page(request: HttpRequest) -> HttpResponse:
    """Every draw."""
    stand_at(request, "group.experts")
    by = actor(request)
    rows = list(pool.draws(by))
    bound = bind(TABLE, rows, request, today=today())
    if (file := bound.download()) is not None:
        return file
    context = {
        "bound": bound,
        "tabs": tabs("draws"),
        "crumbs": [(bi("专家库", "Experts"), reverse("group:experts")), (bi("抽取", "Draws"), "")],
        "heading": bi("{n} 次抽取", "{n} draw{n_s}", n=len(rows)),
        "question": bi("为什么事抽了谁？", "Who was drawn, for what?"),
        "primary": (bi("抽取专家", "Draw experts"), reverse("group:draw_new"))
        if scope(by, "group.draw").allows()
        else None,
    }
    return render(request, "group/list.html", context)


class DrawForm(forms.Form):
    """What is drawn for, whom it concerns, how many."""

    title = text("事项", "Matter", size=48, most=200)
    applicants = passage("申报单位和相关单位", "Applicants and others concerned", most=2000, rows=3,
                         hint=("一行一个；在这些单位任职或有利益关系的专家不参加抽取",
                               "One a line: experts employed there or tied to them are left out"))  # fmt: skip
    public_seed = text("公开种子", "Public seed", size=36, most=120, required=False,
                       hint=("如当天的开奖号码；不填由系统随机产生", "A text nobody could choose"))  # fmt: skip
    total = forms.IntegerField(required=False, min_value=1, max_value=99)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["applicants"].required = False
        self.fields["total"].label = bi("总人数", "How many in all")
        self.fields["total"].help_text = bi("按各领域可抽人数用最大余额法分配；或在下面逐项填写",
                                            "Shared by the largest remainder; or fill in the fields below")  # fmt: skip
        for key, label in FIELDS.items():
            self.fields[f"want_{key}"] = forms.IntegerField(
                required=False, min_value=0, max_value=20, label=bi(label.zh, label.en),
                widget=forms.NumberInput(attrs={"size": "4"}),
            )  # fmt: skip


@needs("group.draw")
def draw_new_page(request: HttpRequest) -> HttpResponse:
    """Draw now. A field that cannot be filled is named with its numbers, and nothing is drawn."""
    stand_at(request, "group.experts")
    form = DrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = {key: data[f"want_{key}"] for key in FIELDS if data[f"want_{key}"]}
        try:
            draw = service.draw_experts(
                by=actor(request),
                title=data["title"],
                applicants=tuple(data["applicants"].splitlines()),
                total=data["total"] or 0,
                wanted=wanted,
                public_seed=data["public_seed"],
            )
            return redirect("group:draw", draw.number)
        except Invalid as error:
            for fault in error.faults:
                name = f"want_{fault.where}" if fault.where in FIELDS else None
                form.add_error(name, say(fault.reason if name else fault))
    able = service.pool_for(()).able()
    context = {
        "form": form,
        "heading": bi("抽取专家", "Draw experts"),
        "question": bi("为什么事，请几位？", "For what, and how many?"),
        "crumbs": [(bi("抽取", "Draws"), reverse("group:draws")), (bi("抽取专家", "Draw experts"), "")],
        "submit": Label(zh="随机抽取", en="Draw at random"),
        "cancel_url": reverse("group:draws"),
        "note": bi("今天可抽：{t}", "Free today: {t}",
                   t="，".join(f"{bi(FIELDS[key].zh, FIELDS[key].en)} {number}" for key, number in able.items())),
    }  # fmt: skip
    return render(request, "group/form.html", context)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One who was drawn, as the page shows it."""

    drawn: DrawnExpert
    field: Label
    state: Label
    light: str
    digest: str


def lines(draw: Draw) -> list[Line]:
    """Everybody who was drawn, by field and place, with the digest that gave the place."""
    lights = {"drawn": "none", "accepted": "ok", "refused": "miss"}
    return [
        Line(drawn=each, field=FIELDS[each.stratum], state=DRAWN[each.state], light=lights[each.state],
             digest=place_digest(draw.seed, each.stratum, each.expert.number)[:12])
        for each in draw.drawn.all()
    ]  # fmt: skip


class AskForm(forms.Form):
    """What the drawn experts are asked."""

    question = passage("问题", "Question", most=4000, hint=("请他们回答什么", "What they are to answer"))


@needs("group.see_experts")
def draw_page(request: HttpRequest, number: str) -> HttpResponse:
    """One draw: who, in which order, who was barred and why, what replays it."""
    stand_at(request, "group.experts")
    by = actor(request)
    draw = pool.draw_numbered(by, number=number)
    may = scope(by, "group.draw").allows()
    ask = AskForm(request.POST if request.POST.get("verb") == "ask" else None)
    if request.method == "POST" and may:
        try:
            if act(request, draw, ask):
                return HttpResponseRedirect(request.path)
        except (Invalid, Conflict) as error:
            messages.error(request, say(error))
    _, differences = replay(draw.record)
    barred = [
        (each["key"], FIELDS[each["stratum"]], each["bars"]) for each in draw.record["candidates"] if each["bars"]
    ]
    names = dict(pool.experts(by).values_list("number", "name"))
    wanted = sum(cast(dict[str, int], draw.record["wanted"]).values())
    open_places = wanted - sum(each.state != "refused" for each in draw.drawn.all())
    context = {
        "draw": draw,
        "lines": lines(draw),
        "wanted": wanted,
        "open_places": open_places,
        "barred": [(key, names.get(key, key), field, reasons) for key, field, reasons in barred],
        "candidates": len(draw.record["candidates"]),
        "differences": differences,
        "may": may,
        "ask": ask if may and scope(by, "group.ask_opinion").allows() else None,
        "opinions": list(draw.opinions.select_related("expert")),
        "submit": Label(zh="向抽中的专家征求意见", en="Ask the experts drawn"),
    }
    return render(request, "group/draw.html", context)


def act(request: HttpRequest, draw: Draw, ask: forms.Form) -> bool:
    """Accepted, declined, or all are asked; False where the form has faults."""
    by, verb = actor(request), request.POST.get("verb")
    version, expert = number_of(request.POST.get("version")), request.POST.get("expert", "")
    if verb == "accept":
        service.record_acceptance(by=by, number=draw.number, version=version, expert_number=expert)
        messages.info(request, bi("已记录应邀", "Recorded"))
    elif verb == "refuse":
        reason = request.POST.get("reason", "")
        service.record_refusal(by=by, number=draw.number, version=version, expert_number=expert, reason=reason)
        messages.info(request, bi("已记录谢绝，按原顺序递补", "Recorded; the next in order takes the place"))
    elif verb == "ask" and ask.is_valid():
        asked = ask_drawn(by=by, number=draw.number, question=ask.cleaned_data["question"])
        messages.info(request, bi("已向 {n} 位专家征求意见", "{n} expert{n_s} asked", n=len(asked)))
    else:
        return False
    return True


@needs("group.see_experts")
def draw_record(request: HttpRequest, number: str) -> HttpResponse:
    """The record as a file that `lingnan plan draw` replays."""
    draw = pool.draw_numbered(actor(request), number=number)
    answer = JsonResponse(draw.record, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{draw.number}.json"'
    return answer
