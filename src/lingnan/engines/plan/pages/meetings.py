"""Meetings of the workgroup and what they decided."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from lingnan.core.errors import Invalid, NotAllowed
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import actor_of
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.models import Meeting, PlanMember
from lingnan.engines.plan.pages.forms import DecisionForm, MeetingForm
from lingnan.engines.plan.selectors.board import current_plan
from lingnan.engines.plan.services.meetings import hold_meeting, record_decision
from lingnan.shell.language import bi, say
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Column, Table

MEETINGS = Table(
    key="plan.meetings",
    caption=Label(zh="会议", en="Meetings"),
    columns=(
        Column(key="title", label=Label(zh="会议", en="Meeting"), on_phone="lead"),
        Column(key="held_on", label=Label(zh="日期", en="Held on"), kind="date", on_phone="end"),
        Column(
            key="decided",
            label=Label(zh="议定事项", en="Decisions"),
            kind="number",
            decimals=0,
            value=lambda m: len(m.decisions.all()),
        ),
    ),
    default_sort="-held_on",
    row_url=lambda meeting: f"/plan/meetings/{meeting.pk}",
    empty=Label(zh="还没有会议", en="No meetings yet"),
)


def meetings_page(request: HttpRequest) -> HttpResponse:
    """All meetings; the office records one here."""
    by, plan = actor_of(request.user), current_plan()
    if by.is_public:
        raise NotAllowed(bi("会议只对成员单位公开，请先登录", "Meetings are for members: sign in"))
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and plan and form.is_valid():
        try:
            meeting = hold_meeting(by=by, plan_key=plan.key, **form.cleaned_data)
            return HttpResponseRedirect(reverse("plan:meeting", args=[meeting.pk]))
        except Invalid as error:
            form.add_error("title", error.reason)
    meetings = list(Meeting.objects.prefetch_related("decisions"))
    may_hold = plan is not None and scope(by, "plan.hold_meeting").allows()
    context = {"meetings": bind(MEETINGS, meetings, request), "form": form if may_hold else None}
    return render(request, "plan/meetings.html", context)


def meeting_page(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """One meeting; each decision becomes a supervision item."""
    by = actor_of(request.user)
    if by.is_public:
        raise NotAllowed(bi("会议只对成员单位公开，请先登录", "Meetings are for members: sign in"))
    meeting = get_object_or_404(Meeting.objects.select_related("plan"), pk=meeting_id)
    members = PlanMember.objects.filter(plan=meeting.plan, unit__isnull=False).select_related("unit")
    form = DecisionForm(request.POST or None, units=[(m.unit_id or "", bi(m.written, say(m.unit))) for m in members])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            due = data["due_on"]
            record_decision(by=by, meeting_id=meeting.pk, text=data["text"], unit_key=data["unit"], due_on=due)
            messages.info(request, bi("已记录，督办事项已立", "Recorded; its supervision item is open"))
            return HttpResponseRedirect(request.path)
        except Invalid as error:
            form.add_error(None, str(error))
    decisions = meeting.decisions.select_related("unit").prefetch_related("supervision")
    may_hold = scope(by, "plan.hold_meeting").allows()
    return render(
        request, "plan/meeting.html", {"meeting": meeting, "decisions": decisions, "form": form if may_hold else None}
    )
