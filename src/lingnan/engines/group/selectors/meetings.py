"""Meetings: their list, one with all that belongs to it, and what could stand on its agenda."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.models import Matter, Proposal
from lingnan.engines.group.selectors.business import may_read
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Attachment
from lingnan.engines.plan.models import Meeting, Plan
from lingnan.engines.plan.selectors.board import BoardRow
from lingnan.engines.plan.selectors.judged import in_full, in_lights, lit

RED = ("late", "miss")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Something that could stand on an agenda."""

    pick: str  # proposal:2018-001, matter:2018-002, task:8
    kind: str
    title: Label
    unit: Label
    why: Label
    light: str = "warn"


def meetings(by: Actor) -> QuerySet[Meeting]:
    """Every meeting, with how many decisions and how many of them are still open."""
    found = Meeting.objects.select_related("plan").annotate(
        decided=Count("decisions", distinct=True),
        still=Count(
            "decisions__supervision", filter=~Q(decisions__supervision__state="closed"), distinct=True
        ),
        items=Count("agenda", distinct=True),
        silent=Count("invitations", filter=Q(invitations__state="asked"), distinct=True),
    )  # fmt: skip
    return found if may_read(by) else found.none()


def meeting(by: Actor, *, meeting_id: int) -> Meeting:
    """One meeting; NotFound where there is none that the actor may see."""
    related = (
        "agenda__unit", "agenda__proposal", "agenda__matter", "agenda__task", "agenda__supervision",
        "agenda__decisions", "invitations__unit", "decisions__unit", "decisions__supervision", "decisions__task",
    )  # fmt: skip
    found = meetings(by).prefetch_related(*related).filter(pk=meeting_id).first()
    if found is None:
        raise NotFound(Label(zh="没有您能看的这次会议", en="No such meeting that you may see"))
    return found


def papers(meeting: Meeting) -> QuerySet[Attachment]:
    """What is attached to the meeting."""
    return Attachment.objects.filter(about=f"plan.meeting:{meeting.pk}").select_related("file").order_by("pk")


def red_tasks(plan: Plan) -> list[BoardRow]:
    """The tasks that are late or not reported today, worst first."""
    red = in_lights(lit(plan, on=today()), RED)
    return in_full(list(red.values_list("pk", flat=True)), plan=plan, on=today())


def candidates(meeting: Meeting) -> list[Candidate]:
    """What could stand on the agenda and does not: proposals and matters that are ready, and red tasks."""
    there = {item.task_id for item in meeting.agenda.all() if item.task_id}
    ready = Proposal.objects.filter(state="ready").select_related("unit").annotate(alike=Count("overlaps"))
    matters = Matter.objects.filter(state="ready").select_related("lead")
    return [
        *[of_proposal(one) for one in ready],
        *[of_matter(one) for one in matters],
        *[of_task(row) for row in red_tasks(meeting.plan) if row.task_id not in there],
    ]


def named(thing: object) -> Label:
    """A unit in both languages."""
    name = str(thing)
    return Label(zh=name, en=getattr(thing, "name_en", "") or name)


def of_proposal(one: Proposal) -> Candidate:
    """A proposal that is ready."""
    alike = getattr(one, "alike", 0)
    return Candidate(
        pick=f"proposal:{one.number}",
        kind="proposal",
        title=Label(zh=f"审议：{one.title}", en=f"Decide on: {one.title}"),
        unit=named(one.unit),
        why=Label(zh=f"建议 {one.number}，相近 {alike} 处", en=f"proposal {one.number}, {alike} similar"),
    )


def of_matter(one: Matter) -> Candidate:
    """A matter that is ready."""
    return Candidate(
        pick=f"matter:{one.number}",
        kind="matter",
        title=Label(zh=f"研究：{one.title}", en=f"Consider: {one.title}"),
        unit=named(one.lead),
        why=Label(zh=f"{one.get_kind_display()} {one.number}", en=f"{one.kind} {one.number}"),
    )


def of_task(row: BoardRow) -> Candidate:
    """A red task."""
    unit = row.lead_labels[0] if row.lead_labels else Label(zh="未定", en="none")
    return Candidate(
        pick=f"task:{row.number}",
        kind="task",
        title=Label(zh=f"听取进展：{row.title}", en=f"Hear the progress of: {row.title}"),
        unit=unit,
        why=row.light.why,
        light=row.light.state,
    )
