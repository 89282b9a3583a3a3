"""The pool of experts and one expert: fields, availability, what binds them, what they were asked."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.group.labels import FIELDS, INTERESTS
from lingnan.engines.group.models import Expert
from lingnan.engines.group.pages.forms import account_options, fill, number_of, options
from lingnan.engines.group.selectors import experts as pool
from lingnan.engines.group.services import experts as service
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import AuditEntry
from lingnan.engines.identity.pages.door import actor, needs, signed_in
from lingnan.engines.identity.rights import scope
from lingnan.shell.forms import choice, day, put_back, text
from lingnan.shell.language import bi, say
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Choice, Column, Filter, State, Table


def state_of(expert: Expert) -> str:
    """`ok` in the pool and free today, `warn` away, `none` out of the pool."""
    on = today()
    if expert.valid_from > on or (expert.valid_to and expert.valid_to <= on):
        return "none"
    return "warn" if any(a.starts_on <= on <= a.ends_on for a in expert.absences.all()) else "ok"


STATES = {
    "ok": Label(zh="可邀请", en="Available"),
    "warn": Label(zh="暂不能参加", en="Away"),
    "none": Label(zh="不在库", en="Not in the pool"),
}
TABLE = Table(
    key="group.experts",
    caption=Label(zh="专家库", en="Experts"),
    columns=(
        Column(key="name", label=Label(zh="姓名", en="Name"), on_phone="lead"),
        Column(key="state", label=Label(zh="状态", en="State"), kind="light", value=state_of,
               word=lambda each: STATES[state_of(each)], on_phone="end"),
        Column(key="field", label=Label(zh="主要领域", en="Field"), value=lambda each: FIELDS[each.field]),
        Column(key="employer", label=Label(zh="任职单位", en="Employer")),
        Column(key="title", label=Label(zh="职称", en="Title"), is_quiet=True),
        Column(key="further", label=Label(zh="其他领域", en="Also"), is_shown=False,
               value=lambda each: bi("、", ", ").join(say(FIELDS[key]) for key in each.further_fields)),
        Column(key="interests", label=Label(zh="利益关系", en="Ties"), kind="number", decimals=0,
               value=lambda each: len(each.interests.all()), on_phone="hidden"),
        Column(key="draws", label=Label(zh="抽中", en="Drawn"), kind="number", decimals=0,
               value=lambda each: len(each.draws.all()), on_phone="hidden"),
        Column(key="silent", label=Label(zh="未答复", en="No answer"), kind="number", decimals=0,
               value=lambda each: sum(o.state == "silent" for o in each.opinions.all()), on_phone="hidden"),
        Column(key="number", label=Label(zh="编号", en="No."), is_quiet=True, on_phone="hidden"),
    ),
    states=tuple(State(key=key, light=key, label=label) for key, label in STATES.items()),
    state_of=state_of,
    filters=(
        Filter(key="field", label=Label(zh="领域", en="Field"),
               choices=lambda: [Choice(key=key, label=label) for key, label in FIELDS.items()],
               test=lambda each, wanted: wanted == each.field or wanted in each.further_fields),
    ),
    search_of=lambda each: f"{each.number} {each.name} {each.employer} {each.title}",
    row_url=lambda each: reverse("group:expert", args=[each.number]),
    empty=Label(zh="专家库还是空的", en="Nobody is in the pool yet"),
    empty_hint=Label(zh="逐位登记，或从表格导入", en="Add experts one by one, or import a sheet"),
)  # fmt: skip


def tabs(here: str) -> list[tuple[str, str, bool]]:
    """Pool, draws, opinions."""
    pages = (
        ("experts", bi("专家库", "Pool")),
        ("draws", bi("抽取", "Draws")),
        ("opinions", bi("咨询意见", "Opinions")),
    )
    return [(title, reverse(f"group:{name}"), name == here) for name, title in pages]


@needs("group.see_experts")
def experts_page(request: HttpRequest) -> HttpResponse:
    """Who can be asked, about what?"""
    by = actor(request)
    rows = list(pool.experts(by))
    bound = bind(TABLE, rows, request, today=today())
    if (file := bound.download()) is not None:
        return file
    may = scope(by, "group.manage_experts").allows()
    free = sum(state_of(each) == "ok" for each in rows)
    context = {
        "bound": bound,
        "tabs": tabs("experts"),
        "crumbs": [(bi("专家库", "Experts"), "")],
        "heading": bi("{n} 位专家，{f} 位可邀请", "{n} expert{n_s}, {f} available", n=len(rows), f=free),
        "question": bi("谁懂什么，谁能请？", "Who knows what, and who can come?"),
        "quiet": [(bi("从表格导入", "Import a sheet"), reverse("group:import", args=["experts"])),
                  (bi("登记专家", "Add an expert"), reverse("group:expert_new"))] if may else [],
        "primary": (bi("抽取专家", "Draw experts"), reverse("group:draw_new")) if may and rows else None,
    }  # fmt: skip
    return render(request, "group/list.html", context)


class ExpertForm(forms.Form):
    """Somebody for the pool."""

    name = text("姓名", "Name", most=40)
    title = text("职称", "Professional title", most=60, required=False)
    field = choice("主要领域", "Main field")
    employer = text("任职单位", "Employer", size=40, most=120)
    phone = text("电话", "Telephone", most=40, required=False)
    email = text("邮箱", "E-mail", size=32, most=120, required=False)
    account = choice("登录账号", "Account", required=False)
    valid_from = day("入库日期", "In the pool since")


@needs("group.manage_experts")
def expert_new_page(request: HttpRequest) -> HttpResponse:
    """Take somebody into the pool."""
    form = fill(
        ExpertForm(request.POST or None, initial={"valid_from": today().isoformat()}),
        field=options(FIELDS),
        account=account_options(role="expert"),
    )
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        account = data.pop("account")
        try:
            made = service.add_expert(by=actor(request), account_id=int(account) if account else None, **data)
            return redirect("group:expert", made.number)
        except (Invalid, Conflict) as error:
            put_back(form, error, {"姓名": "name", "任职单位": "employer", "账号": "account"})
    context = {
        "form": form,
        "heading": bi("登记专家", "Add an expert"),
        "question": bi("谁，懂什么，在哪里任职？", "Who, knowing what, employed where?"),
        "crumbs": [(bi("专家库", "Experts"), reverse("group:experts")), (bi("登记专家", "Add an expert"), "")],
        "submit": Label(zh="登记入库", en="Add to the pool"),
        "cancel_url": reverse("group:experts"),
    }
    return render(request, "group/form.html", context)


class InterestForm(forms.Form):
    """What binds an expert to an organisation."""

    kind = choice("关系", "Tie")
    organisation = text("单位名称", "Organisation", size=36, most=120)
    until = day("何时结束", "Ended on", required=False, hint=("还有关系就不填", "Leave empty while it lasts"))
    note = text("说明", "Note", size=36, most=200, required=False)


class AbsenceForm(forms.Form):
    """Days away."""

    starts_on = day("从", "From")
    ends_on = day("到", "To")
    reason = text("原因", "Reason", most=120, required=False)


@signed_in
def expert_page(request: HttpRequest, number: str) -> HttpResponse:
    """One expert; the office and the expert declare ties and absences here."""
    by = actor(request)
    expert = pool.expert(by, number=number)
    may_manage = scope(by, "group.manage_experts").allows()
    may_declare = may_manage or service.may_declare(by, expert)
    verb = request.POST.get("verb")
    tie = fill(InterestForm(request.POST if verb == "tie" else None), kind=options(INTERESTS))
    away = AbsenceForm(request.POST if verb == "away" else None)
    if request.method == "POST" and may_declare:
        try:
            if act(request, expert, tie, away):
                return HttpResponseRedirect(request.path)
        except ValueError:
            messages.error(request, bi("日期写作 2018-04-16", "Write the date as 2018-04-16"))
        except (Invalid, Conflict) as error:
            messages.error(request, say(error))
    context = {
        "expert": expert,
        "state": state_of(expert),
        "word": STATES[state_of(expert)],
        "field": FIELDS[expert.field],
        "further": [FIELDS[key] for key in expert.further_fields],
        "interests": [(INTERESTS[each.kind], each) for each in expert.interests.all()],
        "opinions": list(expert.opinions.all()[:20]),
        "draws": list(expert.draws.select_related("draw")[:20]) if may_manage else [],
        "tie": tie if may_declare else None,
        "away": away,
        "may_manage": may_manage and not expert.valid_to,
        "today": today(),
        "log": AuditEntry.objects.filter(about=service.about(expert)).order_by("-number")[:8] if may_manage else [],
    }
    return render(request, "group/expert.html", context)


def act(request: HttpRequest, expert: Expert, tie: forms.Form, away: forms.Form) -> bool:
    """Declare a tie, note an absence, take out of the pool; False where the form has faults."""
    by, verb = actor(request), request.POST.get("verb")
    if verb == "leave":
        on = date.fromisoformat(request.POST.get("on", ""))
        version = number_of(request.POST.get("version"))
        service.leave_pool(by=by, number=expert.number, version=version, on=on, reason=request.POST.get("reason", ""))
        messages.info(request, bi("已出库", "Out of the pool"))
        return True
    form = tie if verb == "tie" else away
    if not form.is_valid():
        return False
    if verb == "tie":
        service.declare_interest(by=by, number=expert.number, **form.cleaned_data)
        messages.info(request, bi("已申报，涉及该单位的事项不再抽取", "Declared: no draw about it any more"))
    else:
        service.record_absence(by=by, number=expert.number, **form.cleaned_data)
        messages.info(request, bi("已登记", "Noted"))
    return True
