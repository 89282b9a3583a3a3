"""Opinions of experts: the list for the office, the page on which an expert answers."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.group.labels import OPINIONS, VERDICTS
from lingnan.engines.group.models import Opinion
from lingnan.engines.group.pages.experts import tabs
from lingnan.engines.group.pages.forms import fill, options, stand_at
from lingnan.engines.group.selectors import experts as pool
from lingnan.engines.group.services import opinions as service
from lingnan.engines.identity.calendar import today, working_days_between
from lingnan.engines.identity.pages.door import actor, needs, signed_in
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.pages.uploads import attach
from lingnan.shell.forms import choice, passage, put_back, text, upload
from lingnan.shell.language import bi
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Column, State, Table


def light_of(opinion: Opinion) -> str:
    """`late` past its day, `miss` recorded as silent, `ok` given, `none` waiting."""
    if opinion.state == "given":
        return "ok"
    if opinion.state == "silent":
        return "miss"
    return "late" if opinion.due_on < today() else "none"


def word_of(opinion: Opinion) -> Label:
    """What stands beside the light."""
    if opinion.state == "given" and opinion.given_on and opinion.given_on > opinion.due_on:
        return Label(zh="逾期提出", en="Given late")
    return OPINIONS[opinion.state]


TABLE = Table(
    key="group.opinions",
    caption=Label(zh="咨询意见", en="Opinions"),
    columns=(
        Column(key="title", label=Label(zh="事项", en="Matter"), on_phone="lead"),
        Column(key="expert", label=Label(zh="专家", en="Expert"), value=lambda each: each.expert.name),
        Column(key="state", label=Label(zh="状态", en="State"), kind="light", value=light_of, word=word_of,
               on_phone="end"),
        Column(key="verdict", label=Label(zh="结论", en="Verdict"), value=lambda each: VERDICTS.get(each.verdict)),
        Column(key="asked_on", label=Label(zh="征求", en="Asked"), kind="date", on_phone="hidden"),
        Column(key="due_on", label=Label(zh="期限", en="Due"), kind="date"),
        Column(key="given_on", label=Label(zh="提出", en="Given"), kind="date", on_phone="hidden"),
    ),
    states=(
        State(key="late", light="late"),
        State(key="miss", light="miss", label=OPINIONS["silent"]),
        State(key="none", light="none", label=OPINIONS["asked"]),
        State(key="ok", light="ok", label=OPINIONS["given"]),
    ),
    state_of=light_of,
    default_sort="state",
    search_of=lambda each: f"{each.number} {each.title} {each.expert.name}",
    row_url=lambda each: reverse("group:opinion", args=[each.number]),
    empty=Label(zh="还没有征求过意见", en="Nobody was asked yet"),
    empty_hint=Label(zh="在抽取结果的页面向抽中的专家征求", en="Ask from the page of a draw"),
)  # fmt: skip


@signed_in
def opinions_page(request: HttpRequest) -> HttpResponse:
    """What was asked, and what was answered; an expert sees their own."""
    stand_at(request, "group.experts")
    by = actor(request)
    if request.method == "POST":
        count = service.record_silence(by=by, on=today())
        messages.info(request, bi("{n} 份记为未答复", "{n} recorded as no answer", n=count))
        return HttpResponseRedirect(request.path)
    rows = list(pool.opinions(by))
    bound = bind(TABLE, rows, request, today=today())
    if (file := bound.download()) is not None:
        return file
    late = sum(light_of(each) == "late" for each in rows)
    waiting = sum(each.state == "asked" for each in rows)
    sees_all = scope(by, "group.see_experts").allows()
    context = {
        "bound": bound,
        "tabs": tabs("opinions") if sees_all else [],
        "crumbs": [(bi("咨询意见", "Opinions"), "")],
        "heading": bi("{n} 份意见在征求，{l} 份逾期", "{n} opinion{n_s} asked for, {l} overdue", n=waiting, l=late),
        "question": bi("专家怎么说，谁还没答复？", "What do the experts say, and who has not answered?"),
        "silence": late if scope(by, "group.record_silence").allows() else 0,
        "primary": (bi("请一位专家", "Ask an expert"), reverse("group:opinion_new"))
        if scope(by, "group.ask_opinion").allows()
        else None,
    }
    return render(request, "group/opinions.html", context)


class AskForm(forms.Form):
    """One expert is asked."""

    expert = choice("专家", "Expert")
    title = text("事项", "Matter", size=48, most=200)
    question = passage("问题", "Question", most=4000)
    url = text("材料地址", "Where the papers are", size=40, most=300, required=False)
    working_days = forms.IntegerField(required=False, min_value=1, max_value=120)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["working_days"].label = bi("几个工作日内答复", "Working days to answer")
        self.fields["working_days"].help_text = bi("不填按规则", "The rule's number, if left empty")


@needs("group.ask_opinion")
def opinion_new_page(request: HttpRequest) -> HttpResponse:
    """Ask one expert."""
    stand_at(request, "group.experts")
    by = actor(request)
    names = [(each.number, f"{each.name}（{each.employer}）") for each in pool.in_pool(today())]
    form = fill(AskForm(request.POST or None), expert=names)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = service.ask_opinion(by=by, expert_number=data["expert"], title=data["title"], url=data["url"],
                                       question=data["question"], working_days=data["working_days"] or 0)  # fmt: skip
            return HttpResponseRedirect(reverse("group:opinion", args=[made.number]))
        except (Invalid, Conflict) as error:
            put_back(form, error, {"事项": "title", "问题": "question"})
    context = {
        "form": form,
        "heading": bi("征求专家意见", "Ask an expert"),
        "question": bi("请谁，答什么？", "Whom, and what?"),
        "crumbs": [(bi("咨询意见", "Opinions"), reverse("group:opinions")), (bi("征求", "Ask"), "")],
        "submit": Label(zh="发出", en="Send"),
        "cancel_url": reverse("group:opinions"),
    }
    return render(request, "group/form.html", context)


class OpinionForm(forms.Form):
    """The expert's answer."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    verdict = choice("结论", "Verdict")
    text = passage("意见和理由", "Opinion and reasons", most=8000, rows=10)
    file = upload("附件", "Attachment", required=False)


@signed_in
def opinion_page(request: HttpRequest, number: str) -> HttpResponse:
    """One opinion; the expert answers here."""
    stand_at(request, "group.experts")
    by = actor(request)
    opinion = pool.opinion(by, number=number)
    may = opinion.state != "given" and by.account_id == opinion.expert.account_id
    form: forms.Form | None = None
    if may:
        start = {"version": opinion.version}
        form = fill(OpinionForm(request.POST or None, request.FILES or None, initial=start), verdict=options(VERDICTS))
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                file = attach(request, by, about=f"group.opinion:{opinion.number}")
                service.give_opinion(by=by, number=number, version=data["version"], verdict=data["verdict"],
                                     text=data["text"], attachment=file)  # fmt: skip
                messages.info(request, bi("意见已提交", "Your opinion is given"))
                return HttpResponseRedirect(request.path)
            except (Invalid, Conflict) as error:
                put_back(form, error, {"结论": "verdict", "意见": "text"})
    context = {
        "opinion": opinion,
        "light": light_of(opinion),
        "word": word_of(opinion),
        "verdict": VERDICTS.get(opinion.verdict),
        "days": working_days_between(today(), opinion.due_on),
        "today": today(),
        "form": form,
        "submit": Label(zh="提交意见", en="Give the opinion"),
        "keep": f"group.opinion.{opinion.number}",
    }
    return render(request, "group/opinion.html", context)
