"""Plan documents: taken in, looked at, adopted."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import actor_of
from lingnan.engines.identity.media import MAX_SIZE, MB
from lingnan.engines.identity.models import Attachment
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.pages.forms import ImportForm
from lingnan.engines.plan.services.documents import adopt, import_plan
from lingnan.shell.language import bi
from lingnan.shell.review import Item, Review, passages
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Column, Table

STATES = {
    "draft": Label(zh="待审阅", en="To review"),
    "adopted": Label(zh="已采用", en="Adopted"),
    "withdrawn": Label(zh="已撤回", en="Withdrawn"),
}
TABLE = Table(
    key="plan.plans",
    caption=Label(zh="方案", en="Plans"),
    columns=(
        Column(key="title", label=Label(zh="方案", en="Plan"), on_phone="lead"),
        Column(key="issuer", label=Label(zh="发文单位", en="Issued by"), is_quiet=True),
        Column(key="state", label=Label(zh="状态", en="State"), value=lambda plan: STATES[plan.state], on_phone="end"),
        Column(key="period_from", label=Label(zh="起", en="From"), kind="date"),
        Column(key="period_to", label=Label(zh="止", en="To"), kind="date"),
        Column(
            key="tasks",
            label=Label(zh="任务", en="Tasks"),
            kind="number",
            decimals=0,
            value=lambda plan: len(plan.reading["tasks"]),
        ),
    ),
    row_url=lambda plan: f"/plan/{plan.key}" if plan.state == "adopted" else f"/plan/{plan.key}/document",
    empty=Label(zh="还没有方案", en="No plan yet"),
    empty_hint=Label(
        zh="导入一份方案文件，任务由系统拆分，经您审阅后才生效",
        en="Import a document; nothing counts before you adopt it",
    ),
)


def plans_page(request: HttpRequest) -> HttpResponse:
    """All plans; a document is imported here."""
    by = actor_of(request.user)
    may_import = scope(by, "plan.import").allows()
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if upload.size > MAX_SIZE:  # before anything of it is read into memory
                raise Invalid(upload.name, f"文件有 {upload.size // MB} MB，最多 {MAX_SIZE // MB} MB：请去掉图片")
            plan = import_plan(by=by, name=upload.name, content=upload.read())
            return HttpResponseRedirect(reverse("plan:document", args=[plan.key]))
        except Invalid as error:
            for fault in error.faults:
                form.add_error("file", str(fault))
    bound = bind(TABLE, list(Plan.objects.defer("original_text", "clean_text")), request)
    return render(request, "plan/plans.html", {"plans": bound, "form": form if may_import else None})


def document_page(request: HttpRequest, key: str) -> HttpResponse:
    """Did the machine read it rightly? The text on the left, what was found on the right; adopt from here."""
    by = actor_of(request.user)
    plan = get_object_or_404(Plan, pk=key)
    may_adopt = plan.state == "draft" and scope(by, "plan.adopt").allows()
    if request.method == "POST":
        try:
            adopt(by=by, plan_key=plan.key)
            messages.info(request, bi("方案已采用，任务已交办", "Adopted; its tasks are issued"))
            return HttpResponseRedirect(reverse("plan:plan", args=[plan.key]))
        except Conflict as error:
            messages.warning(request, str(error))
    found = plan.reading
    doubts = [doubt for task in found["tasks"] for doubt in task.get("uncertain") or ()]
    doubts += list(found.get("uncertain") or ())
    received = Attachment.objects.filter(about=f"plan.plan:{plan.key}").order_by("pk").first()
    context = {
        "plan": plan,
        "received": received,
        "found": found,
        "doubts": doubts,
        "may_adopt": may_adopt,
        "review": review_of(plan, received),
    }
    return render(request, "plan/document.html", context)


def review_of(plan: Plan, received: Attachment | None) -> Review:
    """Both sides of the page. A draft is adopted as a whole, so nothing is decided task by task."""
    found = plan.reading
    members = len(found["members"])
    return Review(
        passages=passages((text, str(number) if number else "") for text, number in pieces(plan)),
        items=tuple(item_of(number, task) for number, task in enumerate(found["tasks"], 1)),
        heading=Label(zh="读出的任务", en="Tasks found"),
        note=Label(zh=f"{members} 个成员单位", en=f"{members} members"),
        document_name=plan.document_name,
        document_url=f"/files/{received.pk}" if received else "",
        general=tuple(doubt["message"] for doubt in found.get("uncertain") or ()),
        item_prefix="task",
    )


def item_of(number: int, task: dict[str, Any]) -> Item:  # a task as plan.reading.output writes it
    """A task as it was read, in the words of the document."""
    units = "、".join(task["lead"])
    if task["cooperating"]:
        units += f"；{'、'.join(task['cooperating'])}配合"
    dates = [f"{date['text']} → {date['due']}" if date["due"] else date["text"] for date in task["deadlines"]]
    return Item(
        key=str(number),
        title=f"{number} {task['title']}",
        facts=tuple(fact for fact in (units, *dates, *task["indicator_systems"]) if fact),
        doubts=tuple(doubt["message"] for doubt in task.get("uncertain") or ()),
    )


def pieces(plan: Plan) -> list[tuple[str, int | None]]:
    """The original text cut where tasks begin and end: (text, number of the task or None)."""
    cut: list[tuple[str, int | None]] = []
    at = 0
    for number, task in enumerate(plan.reading["tasks"], 1):
        start, end = task["source"]["start"], task["source"]["end"]
        if start > at:
            cut.append((plan.original_text[at:start], None))
        cut.append((plan.original_text[max(start, at) : end], number))
        at = max(at, end)
    if at < len(plan.original_text):
        cut.append((plan.original_text[at:], None))
    return cut
