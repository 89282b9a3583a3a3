"""Meetings: what is to be decided, who comes, what was decided, and is it done?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.documents.letter_files import make_docx, make_letter_pdf
from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.models import Invitation
from lingnan.engines.group.pages import council_forms as forms
from lingnan.engines.group.pages.circulation import DOCX
from lingnan.engines.group.pages.desk import Desk, VersionForm
from lingnan.engines.group.selectors.business import require_reader
from lingnan.engines.group.selectors.meetings import candidates, meeting, meetings, papers
from lingnan.engines.group.services import agenda
from lingnan.engines.group.services import meetings as service
from lingnan.engines.group.services.meetings import AFTER, BEFORE
from lingnan.engines.group.services.minutes import minutes_letter
from lingnan.engines.group.words import AGENDA_KIND, INVITATION, MEETING, OUTCOME
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import AuditEntry
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.models import Meeting
from lingnan.engines.plan.pages.uploads import attach
from lingnan.engines.plan.selectors.board import current_plan
from lingnan.shell.acts import Step
from lingnan.shell.language import bi, current, say
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Column, State, Table

LOG = 12
STEPS = ("planned", "invited", "held", "drafted", "issued")
TABLE = Table(
    key="group.meetings",
    caption=Label(zh="会议", en="Meetings"),
    columns=(
        Column(key="title", label=Label(zh="会议", en="Meeting"), field="title", on_phone="lead"),
        Column(key="held_on", label=Label(zh="日期", en="Day"), kind="date", field="held_on"),
        Column(key="state", label=Label(zh="状态", en="State"), field="state", value=lambda row: MEETING[row.state],
               on_phone="end"),
        Column(key="silent", label=Label(zh="未回复", en="No reply"), kind="number", decimals=0, field="silent",
               value=lambda row: row.silent if row.state == "invited" else None,
               empty=Label(zh="不用回复", en="Not asked")),
        Column(key="items", label=Label(zh="议题", en="Items"), kind="number", decimals=0, field="items"),
        Column(key="decided", label=Label(zh="议定事项", en="Decisions"), kind="number", decimals=0, field="decided"),
        Column(key="still", label=Label(zh="未办结", en="Still open"), kind="number", decimals=0, field="still"),
        Column(key="minutes_number", label=Label(zh="纪要编号", en="Minutes"), is_quiet=True, on_phone="hidden",
               empty=Label(zh="未印发", en="Not issued")),
    ),
    states=tuple(State(key=key, label=label) for key, label in MEETING.items()),
    state_field="state",
    search_fields=("title", "minutes_number"),
    default_sort="-held_on",
    row_url=lambda row: f"/group/meetings/{row.pk}",
    empty=Label(zh="还没有会议", en="No meetings yet"),
)  # fmt: skip


def meetings_page(request: HttpRequest) -> HttpResponse:
    """All meetings; the office plans one here."""
    by = actor_of(request.user)
    require_reader(by)
    rows = meetings(by)
    bound = bind(TABLE, rows, request, today=today())
    if (file := bound.download()) is not None:
        return file
    desk = Desk(request)

    def plan(data: dict[str, Any]) -> str:
        made = service.plan_meeting(by=by, **named(data))
        return reverse("group:meeting", args=[made.pk])

    if current_plan() is not None and scope(by, "group.prepare_meeting").allows():
        desk.offer("plan", forms.MeetingForm, plan)
    if (answer := desk.act()) is not None:
        return answer
    coming = rows.filter(state__in=BEFORE).order_by("held_on").first()
    return render(request, "group/meetings.html", {"meetings": bound, "desk": desk, "coming": coming})


def named(data: dict[str, Any]) -> dict[str, Any]:
    """The facts of a meeting out of its form."""
    return {name: data[name] for name in ("title", "held_on", "starts_at", "place", "chair")}


def meeting_page(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """One meeting through all its steps."""
    by = actor_of(request.user)
    require_reader(by)
    found = meeting(by, meeting_id=meeting_id)
    invitations = list(found.invitations.all())
    mine = next((one for one in invitations if one.unit_id == by.unit_key and one.state != "listed"), None)
    desk = desk_of(request, by, found, mine)
    if (answer := desk.act()) is not None:
        return answer
    items = list(found.agenda.all())
    context = {
        "meeting": found,
        "desk": desk,
        "state": MEETING[found.state],
        "steps": steps_of(found),
        "items": [(item, AGENDA_KIND[item.kind], OUTCOME[item.outcome], source_of(item)) for item in items],
        "followups": sum(item.kind == "followup" for item in items),
        "invitations": [
            (one, INVITATION[one.state]) for one in sorted(invitations, key=lambda one: one.state != "asked")
        ],
        "unanswered": sum(one.state == "asked" for one in invitations),
        "mine": mine,
        "decisions": list(found.decisions.all()),
        "papers": papers(found),
        "may_order": found.state in BEFORE and scope(by, "group.prepare_meeting").allows(),
        "outcomes": forms.SettleItemForm().fields["outcome"].choices if "settle" in desk.forms else [],  # type: ignore[attr-defined]
        "has_minutes": found.state in {"held", "drafted", "issued"},
        "log": AuditEntry.objects.filter(about=f"plan.meeting:{meeting_id}").order_by("-number")[:LOG],
        "today": today(),
    }
    return render(request, "group/meeting.html", context)


def steps_of(found: Meeting) -> list[Step]:
    """The five steps with the present one marked."""
    return [Step(label=MEETING[key], is_current=key == found.state) for key in STEPS]


def source_of(item: Any) -> str:
    """Where an item comes from. Any: the model of an item with its relations fetched."""
    if item.proposal:
        return f"/group/proposals/{item.proposal.number}"
    if item.matter:
        return f"/group/matters/{item.matter.number}"
    if item.supervision:
        return f"/plan/supervision/{item.supervision.number}"
    return f"/plan/{item.task.plan_id}/tasks/{item.task.number}" if item.task else ""


def desk_of(request: HttpRequest, by: Actor, found: Meeting, mine: Invitation | None) -> Desk:
    """What this person may do with the meeting now."""
    desk = Desk(request, version=found.version)
    if mine and found.state == "invited" and scope(by, "group.reply_invitation").allows(unit=by.unit_key):
        offer_reply(desk, by, found, mine)
    if scope(by, "group.prepare_meeting").allows():
        if found.state in BEFORE:
            offer_preparing(desk, by, found)
        elif found.state in AFTER:
            offer_minutes(desk, by, found)
        if found.state not in {"issued", "cancelled"}:
            offer_papers(desk, request, by, found)
    return desk


def offer_reply(desk: Desk, by: Actor, found: Meeting, mine: Invitation) -> None:
    """The invited unit says who comes."""

    def answer(data: dict[str, Any]) -> str:
        service.reply_invitation(
            by=by, meeting_id=found.pk, state=data["state"], person=data["person"], note=data["note"]
        )
        return bi("已回复", "Replied")

    start = {"state": mine.state, "person": mine.person, "note": mine.note}
    desk.offer("reply", forms.ReplyForm, answer, initial=start)


def offer_preparing(desk: Desk, by: Actor, found: Meeting) -> None:
    """Agenda, invitations, the day itself."""

    def pick(data: dict[str, Any]) -> str:
        count = agenda.put_on_agenda(by=by, meeting_id=found.pk, picks=tuple(data["picks"]))
        return bi("列入 {n} 项议题", "{n} item{n_s} put on the agenda", n=count)

    def free(data: dict[str, Any]) -> str:
        agenda.add_free(by=by, meeting_id=found.pk, title=data["title"], unit_key=data["unit"])
        return bi("议题已列入", "Put on the agenda")

    def invite(data: dict[str, Any]) -> str:
        service.invite(by=by, meeting_id=found.pk, version=data["version"], reply_by=data["reply_by"])
        return bi("会议通知已发出", "Invitations sent")

    def remind(data: dict[str, Any]) -> str:
        return bi("已催办 {n} 个单位", "{n} units reminded", n=service.remind_invited(by=by, meeting_id=found.pk))

    def hold(data: dict[str, Any]) -> str:
        service.hold(by=by, meeting_id=found.pk, version=data["version"], attended=tuple(data["attended"]))
        return bi("会议已登记召开", "Recorded as held")

    def change(data: dict[str, Any]) -> str:
        service.change_meeting(by=by, meeting_id=found.pk, version=data["version"], **named(data))
        return bi("会议安排已更改", "Changed")

    def cancel(data: dict[str, Any]) -> str:
        agenda.cancel_meeting(by=by, meeting_id=found.pk, version=data["version"], reason=data["reason"])
        return bi("会议已取消", "Called off")

    offered = [
        (one.pick, bi("{t}，{u}（{w}）", "{t}, {u} ({w})", t=say(one.title), u=say(one.unit), w=say(one.why)))
        for one in candidates(found)
    ]
    if offered:
        desk.offer("pick", forms.PicksForm, pick, options=offered)
    desk.offer("free", forms.FreeItemForm, free)
    invitations = list(found.invitations.all())
    if any(one.state == "listed" for one in invitations):
        desk.offer("invite", forms.InviteForm, invite)
    if found.state == "invited" and any(one.state == "asked" for one in invitations):
        desk.offer("remind", VersionForm, remind)
    if found.held_on <= today():
        units = [(one.unit_id, say(one.unit)) for one in invitations]
        likely = [one.unit_id for one in invitations if one.state in {"coming", "substitute"}]
        desk.offer("hold", forms.AttendanceForm, hold, units=units, initial={"attended": likely})
    names = ("title", "held_on", "starts_at", "place", "chair")
    desk.offer("change", forms.MeetingForm, change, initial={name: getattr(found, name) for name in names})
    desk.offer("cancel", forms.ReasonForm, cancel)


def offer_minutes(desk: Desk, by: Actor, found: Meeting) -> None:
    """Outcomes, decisions, the minutes and their number."""

    def settle(data: dict[str, Any]) -> str:
        agenda.settle_item(by=by, item_id=data["item"], outcome=data["outcome"], minutes=data["minutes"])
        return bi("结果已登记", "Outcome recorded")

    def decide(data: dict[str, Any]) -> str:
        as_task = data["becomes"] == "task"
        agenda.decide(
            by=by, meeting_id=found.pk, text=data["text"], unit_key=data["unit"], due_on=data["due_on"],
            item_id=int(data["item"]) if data["item"] else None, as_task=as_task,
        )  # fmt: skip
        return (
            bi("已记录，方案任务已立", "Recorded; its task is in the plan")
            if as_task
            else bi("已记录，督办事项已立", "Recorded; its supervision item is open")
        )

    def draft(data: dict[str, Any]) -> str:
        agenda.draft_minutes(
            by=by, meeting_id=found.pk, version=data["version"], opening=data["opening"], chair=data["chair"]
        )
        return bi("纪要已起草", "Minutes drafted")

    def issue(data: dict[str, Any]) -> str:
        agenda.issue_minutes(by=by, meeting_id=found.pk, version=data["version"], number=data["number"])
        return bi("纪要已印发", "Minutes issued")

    def free(data: dict[str, Any]) -> str:
        agenda.add_free(by=by, meeting_id=found.pk, title=data["title"], unit_key=data["unit"])
        return bi("议题已列入", "Put on the agenda")

    items = [(str(item.pk), item.title) for item in found.agenda.all()]
    desk.offer("settle", forms.SettleItemForm, settle)
    desk.offer("decide", forms.DecideForm, decide, items=items)
    desk.offer("free", forms.FreeItemForm, free)
    desk.offer("draft", forms.MinutesForm, draft, initial={"opening": found.opening, "chair": found.chair})
    if found.state == "drafted" and scope(by, "group.issue_minutes").allows():
        desk.offer("issue", forms.IssueForm, issue)


def offer_papers(desk: Desk, request: HttpRequest, by: Actor, found: Meeting) -> None:
    """Papers, until the minutes are out."""

    def paper(data: dict[str, Any]) -> str:
        attach(request, by, about=f"plan.meeting:{found.pk}")
        return bi("材料已上传", "Paper uploaded")

    desk.offer("paper", forms.PaperForm, paper)


def agenda_step_page(request: HttpRequest, item_id: int) -> HttpResponse:
    """Up, down or off: the small buttons beside an item."""
    by = actor_of(request.user)
    require_reader(by)
    verb, to = request.POST.get("verb", ""), request.POST.get("meeting", "")
    try:
        if request.method == "POST" and verb in {"up", "down"}:
            agenda.move_item(by=by, item_id=item_id, up=verb == "up")
        elif request.method == "POST" and verb == "off":
            agenda.take_off_agenda(by=by, item_id=item_id)
    except (Conflict, Invalid, NotFound) as error:  # a small button's refusal is said on the page, which stays
        messages.warning(request, error.text(current()))
    known = to if to.isascii() and to.isdigit() else ""
    return HttpResponseRedirect(f"/group/meetings/{known}#agenda" if known else "/group/meetings")


def minutes_file(request: HttpRequest, meeting_id: int, kind: str) -> HttpResponse:
    """The minutes as docx or PDF; before they are issued they say so by having no number."""
    by = actor_of(request.user)
    require_reader(by)
    letter = minutes_letter(meeting(by, meeting_id=meeting_id))
    content = make_docx(letter) if kind == "docx" else make_letter_pdf(letter).content
    response = HttpResponse(content, content_type=DOCX if kind == "docx" else "application/pdf")
    response["Content-Disposition"] = f'attachment; filename="minutes-{meeting_id}.{kind}"'
    return response
