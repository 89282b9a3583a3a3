"""Problems between departments and policy drafts: how far, who signs next, what changed between two versions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.models import Draft, Matter, SignOff
from lingnan.engines.group.pages.council_forms import (
    CirculateForm,
    DraftForm,
    MatterForm,
    NoteForm,
    OutcomeForm,
    ReasonForm,
    ResearchForm,
    SigningForm,
)
from lingnan.engines.group.pages.desk import Desk, VersionForm
from lingnan.engines.group.selectors.business import require_reader
from lingnan.engines.group.selectors.circulation import counts
from lingnan.engines.group.selectors.matters import compare, matter, matters
from lingnan.engines.group.services import circulation as rounds
from lingnan.engines.group.services import matters as service
from lingnan.engines.group.words import MATTER, MATTER_KIND, SIGN_OFF
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import AuditEntry
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.pages.uploads import attach
from lingnan.shell.language import bi, say
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Choice, Column, Filter, State, Table

LOG = 12
TABLE = Table(
    key="group.matters",
    caption=Label(zh="协调事项与政策", en="Matters"),
    columns=(
        Column(key="number", label=Label(zh="号", en="No."), field="number", is_quiet=True, on_phone="hidden"),
        Column(key="title", label=Label(zh="名称", en="Title"), field="title", on_phone="lead"),
        Column(key="kind", label=Label(zh="类别", en="Kind"), field="kind", value=lambda row: MATTER_KIND[row.kind]),
        Column(key="lead", label=Label(zh="牵头单位", en="Lead"), value=lambda row: say(row.lead), is_quiet=True),
        Column(key="state", label=Label(zh="状态", en="State"), field="state", value=lambda row: MATTER[row.state],
               on_phone="end"),
        Column(key="due_on", label=Label(zh="期限", en="Due"), kind="date", field="due_on",
               empty=Label(zh="未定", en="Not set")),
    ),
    states=tuple(State(key=key, label=label) for key, label in MATTER.items()),
    state_field="state",
    filters=(
        Filter(
            key="kind", label=Label(zh="类别", en="Kind"), field="kind",
            choices=lambda: [Choice(key=key, label=label) for key, label in MATTER_KIND.items()],
        ),
    ),
    search_fields=("title", "text", "number"),
    default_sort="-number",
    row_url=lambda row: f"/group/matters/{row.number}",
    empty=Label(zh="还没有协调事项和政策文件", en="No matters yet"),
    empty_hint=Label(
        zh="跨部门的难点和要会签的政策文件在这里登记、研究、征求意见、会签",
        en="Problems between departments and policies are registered, researched, commented and signed here",
    ),
)  # fmt: skip


def matters_page(request: HttpRequest) -> HttpResponse:
    """Every matter."""
    by = actor_of(request.user)
    require_reader(by)
    rows = matters(by)
    bound = bind(TABLE, rows, request, today=today())
    if (file := bound.download()) is not None:
        return file
    still = rows.exclude(state__in=("settled", "dropped")).count()
    context = {"matters": bound, "still": still, "may_raise": scope(by, "group.raise").allows()}
    return render(request, "group/matters.html", context)


def matter_new_page(request: HttpRequest) -> HttpResponse:
    """Register a matter."""
    by = actor_of(request.user)
    require_reader(by)
    desk = Desk(request)

    def save(data: dict[str, Any]) -> str:
        made = service.raise_matter(
            by=by, kind=data["kind"], title=data["title"], text=data["text"], lead_key=data["lead"],
            due_on=data["due_on"], task_number=data["task_number"] or 0,
        )  # fmt: skip
        return reverse("group:matter", args=[made.number])

    if scope(by, "group.raise").allows():
        desk.offer("save", MatterForm, save)
    if (answer := desk.act()) is not None:
        return answer
    return render(request, "group/matter_new.html", {"desk": desk})


def matter_page(request: HttpRequest, number: str) -> HttpResponse:
    """One matter: its research, versions, rounds of comments, signatures."""
    by = actor_of(request.user)
    require_reader(by)
    found = matter(by, number=number)
    desk = desk_of(request, by, found)
    if (answer := desk.act()) is not None:
        return answer
    drafts = list(found.drafts.all())
    newest = drafts[-1] if drafts else None
    context = {
        "matter": found,
        "desk": desk,
        "state": MATTER[found.state],
        "kind": MATTER_KIND[found.kind],
        "drafts": drafts[::-1],
        "newest": newest,
        "signing": signing_of(drafts),
        "notes": list(found.notes.all()),
        "rounds": [(row, counts(row)) for row in found.circulations.all()],
        "meetings": list(found.agenda_items.all()),
        "log": AuditEntry.objects.filter(about=f"group.matter:{number}").order_by("-number")[:LOG],
        "today": today(),
    }
    return render(request, "group/matter.html", context)


def signing_of(drafts: list[Draft]) -> list[tuple[Draft, list[tuple[SignOff, Label]]]]:
    """The signatures of each version that was sent to be signed, the newest first."""
    sent = [(draft, [(one, SIGN_OFF[one.state]) for one in draft.sign_offs.all()]) for draft in drafts[::-1]]
    return [(draft, places) for draft, places in sent if places]


def versions_page(request: HttpRequest, number: str) -> HttpResponse:
    """Two versions side by side: by default the newest and the one before."""
    by = actor_of(request.user)
    require_reader(by)
    found = matter(by, number=number)
    drafts = {draft.number: draft for draft in found.drafts.all()}
    last = max(drafts, default=0)
    new = drafts.get(asked(request, "to", last))
    old = drafts.get(asked(request, "from", last - 1))
    if new is None or old is None:
        raise NotFound(Label(zh="没有这两稿可比", en="There are no such two versions"))
    changes = compare(old, new)
    context = {
        "matter": found,
        "drafts": list(drafts.values()),
        "old": old,
        "new": new,
        "changes": changes,
        "count": sum(change.kind != "same" for change in changes),
    }
    return render(request, "group/versions.html", context)


def asked(request: HttpRequest, name: str, otherwise: int) -> int:
    """A number of the address."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() else otherwise


def desk_of(request: HttpRequest, by: Actor, found: Matter) -> Desk:  # noqa: C901 -- one short closure a verb
    """What this person may do with the matter now."""
    desk, number = Desk(request, version=found.version), found.number
    leads = scope(by, "group.draft").allows(unit=found.lead_id)
    office = scope(by, "group.handle").allows()
    newest = found.drafts.last()
    asked_place = newest.sign_offs.filter(state="asked").first() if newest and found.state == "signing" else None

    def research(data: dict[str, Any]) -> str:
        file = attach(request, by, about=f"group.matter:{number}")
        service.note_research(by=by, number=number, text=data["text"], attachment=file)
        return bi("研究情况已记录", "Findings recorded")

    def draft(data: dict[str, Any]) -> str:
        file = attach(request, by, about=f"group.matter:{number}")
        made = service.add_version(
            by=by, number=number, version=data["version"], text=data["text"].replace("\r\n", "\n"), note=data["note"],
            attachment=file,
        )  # fmt: skip
        return bi("已存为第 {n} 稿", "Kept as version {n}", n=made.number)

    def circulate(data: dict[str, Any]) -> str:
        row = rounds.circulate_matter(
            by=by, number=number, version=data["version"], unit_keys=tuple(data["units"]),
            working_days=data["working_days"], letter=data["letter"],
        )  # fmt: skip
        return bi("已发出，{d} 前反馈", "Sent round, answers by {d}", d=row.due_on)

    def signing(data: dict[str, Any]) -> str:
        form = desk.forms["signing"]
        order = form.order if isinstance(form, SigningForm) else ()
        service.start_signing(
            by=by, number=number, version=data["version"], unit_keys=order, working_days=data["working_days"]
        )
        return bi("已送会签", "Sent to be signed")

    def sign(data: dict[str, Any]) -> str:
        service.sign(by=by, number=number, version=data["version"], note=data["note"])
        return bi("已会签", "Signed")

    def send_back(data: dict[str, Any]) -> str:
        service.return_signing(by=by, number=number, version=data["version"], reason=data["reason"])
        return bi("已退回起草单位", "Sent back to the drafters")

    def ready(data: dict[str, Any]) -> str:
        service.make_ready(by=by, number=number, version=data["version"])
        return bi("可以上会了", "Ready for a meeting")

    def settle(data: dict[str, Any]) -> str:
        service.end_matter(by=by, number=number, version=data["version"], outcome=data["reason"])
        return bi("已办结", "Settled")

    if found.state in service.LIVE and scope(by, "group.draft").allows():
        desk.offer("research", ResearchForm, research)
    if leads and found.state in {"open", "signing", "ready"}:
        desk.offer("draft", DraftForm, draft, initial={"text": newest.text if newest else ""})
    if newest and found.state == "open" and leads:
        desk.offer("circulate", CirculateForm, circulate, without=(found.lead_id,))
        if not newest.sign_offs.exists():
            desk.offer("signing", SigningForm, signing, without=(found.lead_id,))
    if asked_place and scope(by, "group.sign").allows(unit=asked_place.unit_id):
        desk.offer("sign", NoteForm, sign)
        desk.offer("send_back", ReasonForm, send_back)
    if office and found.state == "open":
        desk.offer("ready", VersionForm, ready)
    if office and found.state in {"open", "ready"}:
        desk.offer("settle", OutcomeForm, settle)
    return desk
