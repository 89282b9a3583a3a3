"""The directory of the working group, the history of a unit's seats, one seat, duties of the office."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.group.labels import DUTIES, DUTY_KINDS, RANKS
from lingnan.engines.group.models import Handover, OfficeDuty, Seat
from lingnan.engines.group.pages.forms import (
    account_options,
    asked_day,
    fill,
    number_of,
    options,
    unit_options,
)
from lingnan.engines.group.selectors import membership as seats
from lingnan.engines.group.services import membership as service
from lingnan.engines.group.services.membership import Person
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import AuditEntry, Unit
from lingnan.engines.identity.pages.door import actor, needs
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.models import PlanMember
from lingnan.engines.plan.pages.uploads import attach
from lingnan.engines.plan.selectors.board import current_plan
from lingnan.shell.forms import choice, day, put_back, text, upload
from lingnan.shell.language import bi, say
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Column, State, Table

FIELDS = {"姓名": "name", "级别": "rank", "账号": "account", "依据": "basis", "单位": "unit", "更替日期": "on"}
SIGN_IN = Label(zh="登录后可见", en="Sign in to see")
NOT_GIVEN = Label(zh="未填", en="Not given")


def number_column(key: str, label: Label, *, on_phone: str = "") -> Column:
    """A telephone number that can be tapped."""
    return Column(
        key=key,
        label=label,
        kind="link",
        value=lambda row: getattr(row, key) or (NOT_GIVEN if row.sees_numbers else SIGN_IN),
        url=lambda row: f"tel:{getattr(row, key)}" if getattr(row, key) else "",
        is_sortable=False,
        on_phone=on_phone,  # type: ignore[arg-type]  # one of the places that a column may take
    )


DIRECTORY = Table(
    key="group.directory",
    caption=Label(zh="成员名录", en="Members"),
    columns=(
        Column(key="name", label=Label(zh="姓名", en="Name"), value=lambda row: row.seat.name, on_phone="lead"),
        Column(key="duty", label=Label(zh="职责", en="Duty"), value=lambda row: DUTIES[row.seat.duty], is_quiet=True,
               sort_by=lambda row: row.place),
        number_column("phone", Label(zh="办公电话", en="Office"), on_phone="end"),
        number_column("mobile", Label(zh="手机", en="Mobile")),
        Column(key="unit", label=Label(zh="单位", en="Unit"), value=lambda row: row.seat.unit),
        Column(key="title", label=Label(zh="职务", en="Post"), value=lambda row: row.seat.title, is_quiet=True),
        Column(key="email", label=Label(zh="邮箱", en="E-mail"), is_shown=False),
        Column(key="rank", label=Label(zh="级别", en="Rank"), value=lambda row: RANKS[row.seat.rank], is_shown=False),
        Column(key="valid_from", label=Label(zh="起", en="Since"), kind="date",
               value=lambda row: row.seat.valid_from, on_phone="hidden"),
        Column(key="valid_to", label=Label(zh="止", en="Until"), kind="date", value=lambda row: row.seat.valid_to,
               is_shown=False),
        Column(key="basis", label=Label(zh="依据", en="Basis"), value=lambda row: row.seat.basis, is_shown=False),
    ),
    states=tuple(State(key=key, label=label) for key, label in DUTIES.items()),
    state_of=lambda row: row.seat.duty,
    search_of=lambda row: f"{row.seat.name} {row.seat.unit.name} {row.seat.title}",
    row_url=lambda row: reverse("group:seat", args=[row.seat.pk]),
    empty=Label(zh="这一天工作组还没有成员", en="Nobody held a seat on that day"),
    empty_hint=Label(zh="办公室逐个登记，或从表格导入", en="The office adds people one by one or imports a sheet"),
)  # fmt: skip


def directory_page(request: HttpRequest) -> HttpResponse:
    """Who sits in the group, on any day; telephone numbers only for members."""
    by = actor(request)
    on, fault = asked_day(request)
    rows = seats.directory(by, on=on)
    bound = bind(DIRECTORY, rows, request, today=today())
    if (file := bound.download()) is not None:
        return file
    may = scope(by, "group.manage_members").allows()
    plan = current_plan()
    members = PlanMember.objects.filter(plan=plan, unit__isnull=False).select_related("unit") if plan else []
    quiet = [(bi("分工和值班", "Duties"), reverse("group:duties"))]
    if may:
        quiet.append((bi("从表格导入", "Import a sheet"), reverse("group:import", args=["members"])))
    units = {row.seat.unit_id for row in rows}
    context = {
        "bound": bound,
        "crumbs": [(Label(zh="成员名录", en="Members"), "")],
        "heading": bi("{n} 人，{u} 个单位", "{n} people of {u} unit{u_s}", n=len(rows), u=len(units)),
        "question": bi("谁在工作组里，电话多少？", "Who is in the group, and how to reach them?"),
        "quiet": quiet,
        "primary": (bi("新增任职", "Add a seat"), reverse("group:appoint")) if may else None,
        "on": on,
        "fault": fault,
        "sees": seats.is_member(by),
        "watch": [duty for duty in seats.duties(on=on) if duty.kind == "watch"],
        "lacking": seats.units_without("liaison", [m.unit for m in members if m.unit], on=on) if may else [],
    }
    return render(request, "group/directory.html", context)


def unit_page(request: HttpRequest, key: str) -> HttpResponse:
    """Every seat a unit ever held, with its predecessors'."""
    by = actor(request)
    unit = get_object_or_404(Unit, pk=key)
    history = seats.unit_history(by, unit=unit)
    on = today()
    now = [row for row in history if row.seat.valid_from <= on and (not row.seat.valid_to or on < row.seat.valid_to)]
    may = scope(by, "group.manage_members").allows()
    return render(request, "group/unit.html", {"unit": unit, "history": history, "now": now, "may": may})


class SeatForm(forms.Form):
    """A new seat."""

    duty = choice("职责", "Duty")
    unit = choice("单位", "Unit")
    name = text("姓名", "Name", most=40)
    title = text("职务", "Post", size=40, most=80, required=False)
    rank = choice("级别", "Rank")
    phone = text("办公电话", "Office telephone", most=40, required=False)
    mobile = text("手机", "Mobile", most=40, required=False)
    email = text("邮箱", "E-mail", size=32, most=120, required=False)
    account = choice("登录账号", "Account", required=False)
    on = day("任职日期", "Since")
    basis = text("依据（函的文号）", "Basis (the letter's number)", size=40, most=200, required=False)
    file = upload("任职函", "Letter", required=False, hint=("PDF、图片或文档", "PDF, picture or document"))


class ReplaceForm(SeatForm):
    """Another person in the same seat."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    verb = forms.CharField(widget=forms.HiddenInput, initial="replace")
    duty = None  # type: ignore[assignment]  # the seat has them
    unit = None  # type: ignore[assignment]
    on = day("更替日期", "From")


def person_of(request: HttpRequest, form: forms.Form, about: str) -> Person:
    """The person that a form describes, with the letter kept."""
    data = form.cleaned_data
    return Person(
        name=data["name"],
        title=data["title"],
        rank=data["rank"],
        phone=data["phone"],
        mobile=data["mobile"],
        email=data["email"],
        account_id=int(data["account"]) if data["account"] else None,
        basis=data["basis"],
        letter=attach(request, actor(request), about=about),
    )


@needs("group.manage_members")
def appoint_page(request: HttpRequest) -> HttpResponse:
    """A new seat."""
    by = actor(request)
    initial = {"unit": request.GET.get("unit", ""), "on": today().isoformat(), "rank": "division", "duty": "liaison"}
    form = SeatForm(request.POST or None, request.FILES or None, initial=initial)
    fill(form, duty=options(DUTIES), rank=options(RANKS), unit=unit_options(), account=account_options())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            person = person_of(request, form, "group.seat:new")
            seat = service.appoint(
                by=by, duty=data["duty"], unit_key=data["unit"], person=person, valid_from=data["on"]
            )
            return redirect("group:seat", seat.pk)
        except (Invalid, Conflict) as error:
            put_back(form, error, FIELDS)
    context = {
        "form": form,
        "heading": bi("新增任职", "Add a seat"),
        "question": bi("谁，代表哪个单位，从哪天起？", "Who, for which unit, since when?"),
        "crumbs": [(bi("成员名录", "Members"), reverse("group:directory")), (bi("新增任职", "Add a seat"), "")],
        "submit": Label(zh="登记任职", en="Add the seat"),
        "cancel_url": reverse("group:directory"),
        "note": bi("联络员应为处级。换人请到原任的页面办理更替。",
                   "A liaison officer is of division rank. To change a person, open the present one and replace."),
    }  # fmt: skip
    return render(request, "group/form.html", context)


def seat_page(request: HttpRequest, seat_id: int) -> HttpResponse:
    """One seat: its term, its letter, who came before and after; the office replaces here."""
    by = actor(request)
    seat = get_object_or_404(Seat.objects.select_related("unit", "account", "replaces", "letter"), pk=seat_id)
    may = scope(by, "group.manage_members").allows() and seat.valid_to is None
    form: forms.Form | None = None
    if may:
        posted = request.POST if request.POST.get("verb") == "replace" else None
        start = {"version": seat.version, "rank": seat.rank, "on": today().isoformat(), "verb": "replace"}
        form = fill(
            ReplaceForm(posted, request.FILES or None, initial=start),
            rank=options(RANKS),
            account=account_options(unit=seat.unit),
        )
    if request.method == "POST" and may and form and (answer := act(request, seat, form)) is not None:
        return answer
    context = {
        "seat": seat,
        "row": seats.row_of(seat, seats.is_member(by)),
        "duty": DUTIES[seat.duty],
        "rank": RANKS[seat.rank],
        "after": Seat.objects.filter(replaces=seat).first(),
        "taken": Handover.objects.filter(after=seat).first(),
        "form": form,
        "today": today(),
        "log": [] if by.is_public else AuditEntry.objects.filter(about=service.about(seat)).order_by("-number")[:8],
    }
    return render(request, "group/seat.html", context)


def act(request: HttpRequest, seat: Seat, form: forms.Form) -> HttpResponse | None:
    """Replace, correct or end; an error stays on the page."""
    by = actor(request)
    try:
        if request.POST.get("verb") == "end":
            on = date.fromisoformat(request.POST.get("on", ""))
            reason = request.POST.get("reason", "")
            service.end_seat(by=by, seat_id=seat.pk, version=number_of(request.POST.get("version")), on=on,
                             reason=reason)  # fmt: skip
            messages.info(request, bi("任期已结束", "The term has ended"))
            return HttpResponseRedirect(request.path)
        if request.POST.get("verb") == "correct":
            texts = {key: request.POST.get(key, "") for key in ("title", "phone", "mobile", "email")}
            service.correct(by=by, seat_id=seat.pk, version=number_of(request.POST.get("version")), **texts)
            messages.info(request, bi("已更正", "Corrected"))
            return HttpResponseRedirect(request.path)
        if form.is_valid():
            person = person_of(request, form, service.about(seat))
            data = form.cleaned_data
            after = service.replace(by=by, seat_id=seat.pk, version=data["version"], person=person, on=data["on"])
            messages.info(request, bi("已更替，待办已移交", "Replaced; what was open is handed over"))
            return redirect("group:seat", after.pk)
    except ValueError:
        messages.error(request, bi("日期写作 2018-04-16", "Write the date as 2018-04-16"))
    except (Invalid, Conflict) as error:
        if form.is_bound:
            put_back(form, error, FIELDS)
        else:
            messages.error(request, say(error))
    return None


DUTY_TABLE = Table(
    key="group.duties",
    caption=Label(zh="分工和值班", en="Duties of the office"),
    columns=(
        Column(key="name", label=Label(zh="姓名", en="Name"), value=lambda duty: duty.seat.name, on_phone="lead"),
        Column(key="kind", label=Label(zh="类别", en="Kind"), value=lambda duty: DUTY_KINDS[duty.kind], is_quiet=True),
        Column(key="text", label=Label(zh="内容", en="What")),
        Column(key="starts_on", label=Label(zh="起", en="From"), kind="date", on_phone="end"),
        Column(key="ends_on", label=Label(zh="止", en="Until"), kind="date", empty=Label(zh="未定", en="Open")),
    ),
    states=tuple(State(key=key, label=label) for key, label in DUTY_KINDS.items()),
    state_of=lambda duty: duty.kind,
    default_sort="-starts_on",
    empty=Label(zh="还没有分工和值班", en="No duties yet"),
    empty_hint=Label(zh="办公室在下面安排", en="The office assigns them below"),
)


class DutyForm(forms.Form):
    """Somebody's duty in the office."""

    seat = choice("谁", "Who")
    kind = choice("类别", "Kind")
    text = text("负责什么", "In charge of", size=40, most=200, required=False)
    starts_on = day("起", "From")
    ends_on = day("止", "Until", required=False, hint=("值班填最后一天，分工可以不填", "The last day, for a watch"))


def duties_page(request: HttpRequest) -> HttpResponse:
    """Who in the office does what, and who is on call."""
    by = actor(request)
    may = scope(by, "group.assign_duty").allows()
    form: forms.Form | None = None
    if may:
        staff = Seat.objects.filter(duty__in=("office_head", "office"), valid_to=None)
        form = fill(
            DutyForm(request.POST or None, initial={"starts_on": today().isoformat()}),
            seat=[(str(seat.pk), seat.name) for seat in staff],
            kind=options(DUTY_KINDS),
        )
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                service.assign_duty(by=by, **{**data, "seat_id": int(data.pop("seat"))})
                messages.info(request, bi("已安排", "Assigned"))
                return HttpResponseRedirect(request.path)
            except (Invalid, Conflict) as error:
                put_back(form, error, {"起": "starts_on", "止": "ends_on", "分工": "text"})
    rows: list[OfficeDuty] = seats.duties()
    bound = bind(DUTY_TABLE, rows, request, today=today())
    if (file := bound.download()) is not None:
        return file
    watch = [duty.seat.name for duty in seats.duties(on=today()) if duty.kind == "watch"]
    context = {
        "bound": bound,
        "crumbs": [(bi("成员名录", "Members"), reverse("group:directory")), (bi("分工和值班", "Duties"), "")],
        "heading": bi("今天值班：{w}", "On call today: {w}", w="、".join(watch) or bi("没有排班", "nobody")),
        "question": bi("办公室谁管什么，谁在值班？", "Who in the office does what, who is on call?"),
        "form": form,
        "submit": Label(zh="安排", en="Assign"),
    }
    return render(request, "group/list_and_form.html", context)
