"""Inspections of cities, and the form that an inspector fills in on the spot."""

from datetime import date
from typing import BinaryIO, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.group.labels import GRADES, INSPECTIONS
from lingnan.engines.group.models import Finding, Inspection
from lingnan.engines.group.pages.forms import Pairs, fill, number_of, options, unit_options
from lingnan.engines.group.pages.guidance import tabs
from lingnan.engines.group.selectors import inspections as seen
from lingnan.engines.group.services import inspections as service
from lingnan.engines.identity.calendar import add_working_days, today
from lingnan.engines.identity.models import Attachment
from lingnan.engines.identity.pages.door import actor, needs, signed_in
from lingnan.engines.identity.rights import scope
from lingnan.engines.identity.services.files import store_file
from lingnan.engines.plan.models import Task
from lingnan.engines.plan.selectors.board import current_plan
from lingnan.shell.forms import choice, day, passage, put_back
from lingnan.shell.forms import text as one_line
from lingnan.shell.language import bi, say
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Column, State, Table

DAYS_TO_MEND = 20  # working days that the form proposes
MOST_PHOTOS = 9


def open_findings(inspection: Inspection) -> list[Finding]:
    """What is not mended yet."""
    return [f for f in inspection.findings.all() if f.item is not None and f.item.state != "closed"]


def light_of(inspection: Inspection) -> str:
    """`late` where a finding is past its day, `warn` while one is open, `done` all mended, `none` to come."""
    if inspection.state == "planned":
        return "warn" if inspection.starts_on <= today() else "none"
    still = open_findings(inspection)
    if any(f.due_on and f.due_on < today() for f in still):
        return "late"
    return "warn" if still else "done"


WORDS = {
    "late": Label(zh="整改逾期", en="Overdue"),
    "warn": Label(zh="整改中", en="Being mended"),
    "none": Label(zh="待检查", en="To come"),
    "done": Label(zh="全部整改", en="All mended"),
}


def word_of(inspection: Inspection) -> Label:
    """The word beside the light."""
    if inspection.state == "planned" and light_of(inspection) == "warn":
        return Label(zh="检查中", en="Under way")
    return WORDS[light_of(inspection)]


TABLE = Table(
    key="group.inspections",
    caption=Label(zh="督导检查", en="Inspections"),
    columns=(
        Column(key="title", label=Label(zh="检查", en="Inspection"), on_phone="lead"),
        Column(key="state", label=Label(zh="状态", en="State"), kind="light", value=light_of, word=word_of,
               on_phone="end"),
        Column(key="unit", label=Label(zh="对象", en="Of"), value=lambda row: row.unit),
        Column(key="found", label=Label(zh="问题", en="To mend"), kind="number", decimals=0,
               value=lambda row: sum(f.grade != "good" for f in row.findings.all())),
        Column(key="open", label=Label(zh="未整改", en="Open"), kind="number", decimals=0,
               value=lambda row: len(open_findings(row)) if row.state != "planned" else None),
        Column(key="starts_on", label=Label(zh="日期", en="Day"), kind="date"),
        Column(key="team", label=Label(zh="检查组", en="Team"), is_quiet=True, on_phone="hidden"),
        Column(key="number", label=Label(zh="编号", en="No."), is_quiet=True, on_phone="hidden"),
    ),
    states=tuple(State(key=key, light=key, label=label) for key, label in WORDS.items()),
    state_of=light_of,
    default_sort="state",
    search_of=lambda row: f"{row.number} {row.title} {row.unit.name}",
    row_url=lambda row: reverse("group:inspection", args=[row.number]),
    empty=Label(zh="还没有督导检查", en="No inspection yet"),
    empty_hint=Label(zh="办公室安排后列在这里；各市看得到自己的", en="A city sees the inspections of itself here"),
)  # fmt: skip


@signed_in
def inspections_page(request: HttpRequest) -> HttpResponse:
    """Which findings are not mended yet?"""
    by = actor(request)
    rows = list(seen.inspections(by))
    bound = bind(TABLE, rows, request, today=today())
    if (file := bound.download()) is not None:
        return file
    still = sum(len(open_findings(row)) for row in rows)
    context = {
        "bound": bound,
        "tabs": tabs("inspections"),
        "crumbs": [(bi("督导检查", "Inspections"), "")],
        "heading": bi(
            "{n} 次检查，{m} 个问题未整改", "{n} inspection{n_s}, {m} findings to mend", n=len(rows), m=still
        ),
        "question": bi("查了哪些市，问题改了没有？", "Which cities were inspected, and is it mended?"),
        "primary": (bi("安排检查", "Plan one"), reverse("group:inspection_new"))
        if scope(by, "group.inspect").allows()
        else None,
    }
    return render(request, "group/list.html", context)


class InspectionForm(forms.Form):
    """An inspection to come."""

    title = one_line("名称", "Title", size=48, most=200)
    unit = choice("检查对象", "Of")
    starts_on = day("从", "From")
    ends_on = day("到", "To")
    team = one_line("检查组", "Team", size=48, most=200, hint=("组长在前", "The leader first"))
    scope = passage("检查内容", "What is looked at", most=4000)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["scope"].required = False


@needs("group.inspect")
def inspection_new_page(request: HttpRequest) -> HttpResponse:
    """Plan one."""
    start = {"starts_on": today().isoformat(), "ends_on": today().isoformat()}
    form = fill(InspectionForm(request.POST or None, initial=start), unit=unit_options(kinds=("city_government",)))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            made = service.plan_inspection(by=actor(request), unit_key=data.pop("unit"), **data)
            return redirect("group:inspection", made.number)
        except (Invalid, Conflict) as error:
            put_back(form, error, {"名称": "title", "检查组": "team", "止": "ends_on"})
    context = {
        "form": form,
        "heading": bi("安排督导检查", "Plan an inspection"),
        "question": bi("查哪里，谁去，看什么？", "Where, by whom, what is looked at?"),
        "crumbs": [(bi("督导检查", "Inspections"), reverse("group:inspections")), (bi("安排", "Plan"), "")],
        "submit": Label(zh="安排检查", en="Plan it"),
        "cancel_url": reverse("group:inspections"),
    }
    return render(request, "group/form.html", context)


@signed_in
def inspection_page(request: HttpRequest, number: str) -> HttpResponse:
    """One inspection: findings with photos, feedback to the city, looking again."""
    by = actor(request)
    inspection = seen.inspection(by, number=number)
    if request.method == "POST":
        try:
            act(request, inspection)
            return HttpResponseRedirect(request.path)
        except ValueError:
            messages.error(request, bi("日期写作 2018-05-31", "Write the date as 2018-05-31"))
        except (Invalid, Conflict) as error:
            messages.error(request, say(error))
    findings = list(inspection.findings.all())
    photos: dict[str, list[Attachment]] = {}
    for photo in Attachment.objects.filter(about__in=[f"group.finding:{f.pk}" for f in findings]).order_by("pk"):
        photos.setdefault(photo.about, []).append(photo)
    planned = inspection.state == "planned"
    context = {
        "inspection": inspection,
        "rows": [
            (f, GRADES[f.grade], finding_light(f), FOUND[finding_light(f)], photos.get(f"group.finding:{f.pk}", []))
            for f in findings
        ],
        "light": light_of(inspection),
        "word": word_of(inspection),
        "state": INSPECTIONS[inspection.state],
        "to_mend": sum(f.grade != "good" for f in findings),
        "open": len(open_findings(inspection)),
        "may_add": planned and scope(by, "group.inspect").allows(),
        "may_issue": planned and bool(findings) and scope(by, "group.issue_findings").allows(),
        "may_recheck": inspection.state == "issued" and scope(by, "group.recheck").allows(),
        "today": today(),
        "proposed": add_working_days(today(), DAYS_TO_MEND),
    }
    return render(request, "group/inspection.html", context)


FOUND = {
    "ok": GRADES["good"],
    "none": Label(zh="未反馈", en="Not issued"),
    "done": Label(zh="已整改", en="Mended"),
    "late": Label(zh="整改逾期", en="Overdue"),
    "warn": Label(zh="整改中", en="Being mended"),
}


def finding_light(finding: Finding) -> str:
    """done, late, warn while open; a good practice is ok, one not issued yet none."""
    if finding.grade == "good":
        return "ok"
    if finding.item is None:
        return "none"
    if finding.item.state == "closed":
        return "done"
    return "late" if finding.due_on and finding.item.due_on < today() else "warn"


def act(request: HttpRequest, inspection: Inspection) -> None:
    """Issue the findings, take one back, or look again."""
    by, verb = actor(request), request.POST.get("verb")
    finding = number_of(request.POST.get("finding"))
    if verb == "issue":
        service.issue_findings(by=by, number=inspection.number, version=number_of(request.POST.get("version")),
                               summary=request.POST.get("summary", ""))  # fmt: skip
        messages.info(request, bi("已反馈，问题已立督办", "Issued; what must be mended is supervised"))
    elif verb == "drop":
        service.drop_finding(by=by, finding_id=finding, reason=request.POST.get("reason", ""))
        messages.info(request, bi("已撤下", "Taken back"))
    else:
        due = request.POST.get("due_on", "").strip()
        service.recheck(by=by, finding_id=finding, is_mended=verb == "mended", text=request.POST.get("text", ""),
                        due_on=date.fromisoformat(due) if due else None)  # fmt: skip
        messages.info(request, bi("复查已记录", "Recorded"))


class SpotForm(forms.Form):
    """What an inspector takes down on the spot, with one hand."""

    grade = forms.ChoiceField(widget=forms.RadioSelect)
    text = passage("看到什么", "What you see", most=2000, rows=4)
    place = one_line("地点", "Where", most=120, required=False)
    demand = one_line("整改要求", "What must be mended", size=36, most=400, required=False,
                      hint=("是问题就要填", "Wanted for anything to mend"))  # fmt: skip
    due_on = day("整改期限", "By when", required=False)
    task = choice("涉及任务", "Task", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["grade"].label = bi("程度", "How grave")


def task_options() -> Pairs:
    """The tasks of the plan in force."""
    plan = current_plan()
    tasks = Task.objects.filter(plan=plan).order_by("number") if plan else []
    return [("", bi("不选", "None")), *[(str(task.pk), f"{task.number} {task.title}") for task in tasks]]


@needs("group.inspect")
def spot_page(request: HttpRequest, number: str) -> HttpResponse:
    """Take down a finding with photos, on a phone."""
    by = actor(request)
    inspection = seen.inspection(by, number=number)
    start = {"grade": "ordinary", "due_on": add_working_days(today(), DAYS_TO_MEND).isoformat()}
    form = fill(SpotForm(request.POST or None, initial=start), grade=options(GRADES), task=task_options())
    if request.method == "POST" and form.is_valid():
        try:
            kept = take_down(request, inspection, form)
            messages.info(request, bi("已记下，照片 {n} 张", "Taken down, {n} photo{n_s}", n=kept))
            return HttpResponseRedirect(request.path)
        except (Invalid, Conflict) as error:
            put_back(form, error, {"发现": "text", "整改要求": "demand", "整改期限": "due_on"})
    context = {
        "form": form,
        "inspection": inspection,
        "count": len(inspection.findings.all()),
        "keep": f"group.spot.{number}",
        "most": MOST_PHOTOS,
    }
    return render(request, "group/spot.html", context)


def take_down(request: HttpRequest, inspection: Inspection, form: forms.Form) -> int:
    """The finding with its photos; how many photos were kept."""
    by, data = actor(request), form.cleaned_data
    photos = request.FILES.getlist("photos")
    if len(photos) > MOST_PHOTOS:
        raise Invalid(
            Label(zh="照片", en="Photographs"),
            Label(zh=f"一次最多 {MOST_PHOTOS} 张", en=f"At most {MOST_PHOTOS} at once"),
        )
    task = Task.objects.get(pk=int(data["task"])) if data["task"] else None
    finding = service.add_finding(by=by, number=inspection.number, grade=data["grade"], text=data["text"],
                                  place=data["place"], demand=data["demand"], due_on=data["due_on"],
                                  task=task)  # fmt: skip
    for photo in photos:
        store_file(by=by, name=photo.name or "photo.jpg", content=cast(BinaryIO, photo),
                   about=f"group.finding:{finding.pk}")  # fmt: skip
    return len(photos)
