"""Proposals: is this work planned already, and what does the group say to it?"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.labels import Label
from lingnan.core.words import WAN
from lingnan.core.words import number as in_figures
from lingnan.engines.group.models import Proposal
from lingnan.engines.group.pages.council_forms import CirculateForm, JudgeForm, PaperForm, ProposalForm, ReasonForm
from lingnan.engines.group.pages.desk import Desk, VersionForm
from lingnan.engines.group.selectors.business import require_reader
from lingnan.engines.group.selectors.circulation import counts
from lingnan.engines.group.selectors.proposals import proposal, proposals
from lingnan.engines.group.services import circulation as rounds
from lingnan.engines.group.services import proposals as service
from lingnan.engines.group.services.proposals import OPEN_TO_WRITE, ProposalText
from lingnan.engines.group.words import FINDING, OVERLAP_KIND, PROPOSAL
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Attachment, AuditEntry
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.pages.uploads import attach
from lingnan.shell.language import bi, say
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Choice, Column, Filter, State, Table

LOG = 12
ORDER = tuple(PROPOSAL)
TABLE = Table(
    key="group.proposals",
    caption=Label(zh="建议", en="Proposals"),
    columns=(
        Column(key="number", label=Label(zh="号", en="No."), field="number", is_quiet=True, on_phone="hidden"),
        Column(key="title", label=Label(zh="工作名称", en="Title"), field="title", on_phone="lead"),
        Column(key="unit", label=Label(zh="提出单位", en="Unit"), value=lambda row: say(row.unit), is_quiet=True),
        Column(
            key="state", label=Label(zh="状态", en="State"), field="urgency", value=lambda row: PROPOSAL[row.state],
            on_phone="end",
        ),
        Column(
            key="alike", label=Label(zh="相近", en="Similar"), kind="number", decimals=0, field="alike",
            value=lambda row: row.alike if row.submitted_on else None, empty=Label(zh="未查", en="Not checked"),
        ),
        Column(key="submitted_on", label=Label(zh="提交", en="Submitted"), kind="date", field="submitted_on"),
    ),
    states=tuple(State(key=key, label=label) for key, label in PROPOSAL.items()),
    state_field="state",
    filters=(
        Filter(
            key="unit_id",
            label=Label(zh="单位", en="Unit"),
            choices=lambda: [
                Choice(key=key, label=Label(zh=name, en=en or name))
                for key, name, en in Proposal.objects.exclude(state="draft").values_list(
                    "unit_id", "unit__name", "unit__name_en").distinct().order_by("unit_id")
            ],
            field="unit_id",
        ),
    ),
    search_fields=("title", "content", "number"),
    default_sort="state",
    row_url=lambda row: f"/group/proposals/{row.number}",
    empty=Label(zh="还没有建议", en="No proposals yet"),
    empty_hint=Label(
        zh="各单位打算新开展的智慧城市工作先在这里提交，办公室查重、征求意见后上会",
        en="Units bring work they plan here first; it is checked for overlap and commented before a meeting decides",
    ),
)  # fmt: skip


def proposals_page(request: HttpRequest) -> HttpResponse:
    """All that the person may see."""
    by = actor_of(request.user)
    require_reader(by)
    rows = proposals(by)
    bound = bind(TABLE, rows, request, today=today())
    if (file := bound.download()) is not None:
        return file
    waiting = rows.filter(state__in=("submitted", "circulating", "ready")).count()
    context = {"proposals": bound, "waiting": waiting, "may_propose": scope(by, "group.propose").allows()}
    return render(request, "group/proposals.html", context)


def text_of(data: dict[str, Any]) -> ProposalText:
    """The form as the service takes it."""
    names = ("title", "purpose", "content", "systems", "needs", "budget", "starts_on", "ends_on")
    return ProposalText(**{name: data[name] for name in names})


def keep_draft(request: HttpRequest, by: Actor, data: dict[str, Any], number: str = "") -> Proposal:
    """Store the draft with its file."""
    kept = service.save_draft(by=by, text=text_of(data), number=number, version=data["version"] or 0)
    attach(request, by, about=f"group.proposal:{kept.number}")
    return kept


def proposal_new_page(request: HttpRequest) -> HttpResponse:
    """A new proposal: kept as a draft, then looked at and submitted."""
    by = actor_of(request.user)
    require_reader(by)
    desk = Desk(request)

    def save(data: dict[str, Any]) -> str:
        return reverse("group:proposal", args=[keep_draft(request, by, data).number])

    if scope(by, "group.propose").allows():
        desk.offer("save", ProposalForm, save)
    if (answer := desk.act()) is not None:
        return answer
    return render(request, "group/proposal_edit.html", {"desk": desk, "keep": "group.proposal.new"})


def proposal_edit_page(request: HttpRequest, number: str) -> HttpResponse:
    """Change a draft, or what was sent back."""
    by = actor_of(request.user)
    require_reader(by)
    found = proposal(by, number=number)
    desk = Desk(request, version=found.version)

    def save(data: dict[str, Any]) -> str:
        return reverse("group:proposal", args=[keep_draft(request, by, data, number).number])

    if found.state in OPEN_TO_WRITE and is_own(by, found):
        names = ("title", "purpose", "content", "systems", "needs", "budget", "starts_on", "ends_on")
        desk.offer("save", ProposalForm, save, initial={name: getattr(found, name) for name in names})
    if (answer := desk.act()) is not None:
        return answer
    context = {"desk": desk, "proposal": found, "keep": f"group.proposal.{number}"}
    return render(request, "group/proposal_edit.html", context)


def proposal_page(request: HttpRequest, number: str) -> HttpResponse:
    """One proposal: what is like it, who said what, what was decided."""
    by = actor_of(request.user)
    require_reader(by)
    found = proposal(by, number=number)
    desk = desk_of(request, by, found)
    if (answer := desk.act()) is not None:
        return answer
    about = f"group.proposal:{number}"
    overlaps = list(found.overlaps.all())
    context = {
        "proposal": found,
        "desk": desk,
        "state": PROPOSAL[found.state],
        "budget": budget_of(found),
        "overlaps": [(one, OVERLAP_KIND[one.kind], FINDING[one.finding]) for one in overlaps],
        "rounds": [(row, counts(row)) for row in found.circulations.all()],
        "meetings": list(found.agenda_items.all()),
        "files": Attachment.objects.filter(about=about).select_related("file"),
        "may_edit": found.state in OPEN_TO_WRITE and is_own(by, found),
        "log": AuditEntry.objects.filter(about=about).order_by("-number")[:LOG],
        "today": today(),
    }
    return render(request, "group/proposal.html", context)


def is_own(by: Actor, found: Proposal) -> bool:
    """A proposal is written by its unit; the office handles it, but does not write in the unit's name."""
    return by.unit_key == found.unit_id and scope(by, "group.propose").allows(unit=found.unit_id)


def budget_of(found: Proposal) -> str:
    """The budget as people say it; empty where none is given."""
    if found.budget is None:
        return ""
    return bi("{a} 万元", "CNY {b}", a=in_figures(found.budget), b=in_figures(found.budget * WAN, 0))


def desk_of(request: HttpRequest, by: Actor, found: Proposal) -> Desk:  # noqa: C901 -- one short closure a verb
    """What this person may do with the proposal now."""
    desk = Desk(request, version=found.version)
    number = found.number
    own = is_own(by, found)
    office = scope(by, "group.handle").allows()

    def submit(data: dict[str, Any]) -> str:
        done = service.submit(by=by, number=number, version=data["version"])
        return bi("已提交，查出相近 {n} 处", "Submitted; {n} similar found", n=done.overlaps.count())

    def withdraw(data: dict[str, Any]) -> str:
        service.withdraw(by=by, number=number, version=data["version"])
        return bi("已撤回", "Withdrawn")

    def send_back(data: dict[str, Any]) -> str:
        service.send_back(by=by, number=number, version=data["version"], reason=data["reason"])
        return bi("已退回", "Sent back")

    def ready(data: dict[str, Any]) -> str:
        service.make_ready(by=by, number=number, version=data["version"])
        return bi("可以上会了", "Ready for a meeting")

    def judge(data: dict[str, Any]) -> str:
        service.judge_overlap(by=by, overlap_id=data["overlap"], finding=data["finding"], note=data["note"])
        return bi("判断已记录", "Finding recorded")

    def circulate(data: dict[str, Any]) -> str:
        keys, days, letter = tuple(data["units"]), data["working_days"], data["letter"]
        row = rounds.circulate_proposal(
            by=by, number=number, version=data["version"], unit_keys=keys, working_days=days, letter=letter
        )
        return bi("已征求 {n} 个单位意见，{d} 前反馈", "{n} units asked, answers by {d}", n=len(keys), d=row.due_on)

    def add_file(data: dict[str, Any]) -> str:
        attach(request, by, about=f"group.proposal:{number}")
        return bi("已上传", "Uploaded")

    if own and found.state in OPEN_TO_WRITE:
        desk.offer("submit", VersionForm, submit)
    if own and found.state in (*OPEN_TO_WRITE, "submitted", "circulating", "ready"):
        desk.offer("file", PaperForm, add_file)
    if own and found.state in (*OPEN_TO_WRITE, "submitted", "ready"):
        desk.offer("withdraw", VersionForm, withdraw)
    if office and found.state in {"submitted", "ready"}:
        desk.offer("send_back", ReasonForm, send_back)
        desk.offer("circulate", CirculateForm, circulate, without=(found.unit_id,))
    if office and found.state == "submitted":
        desk.offer("ready", VersionForm, ready)
    if office and found.state not in {"agreed", "refused"}:
        desk.offer("judge", JudgeForm, judge)
    return desk
