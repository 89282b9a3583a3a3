"""What waits for whom: proposals to check, comments to give, texts to sign, invitations to answer; silent units."""

from collections.abc import Iterator
from datetime import date

from lingnan.core.labels import Label
from lingnan.engines.group.models import Answer, Circulation, Invitation, Matter, Proposal, SignOff
from lingnan.engines.group.services.circulation import title_of
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import add_working_days
from lingnan.engines.identity.rights import scope
from lingnan.engines.identity.todo import TodoItem, register
from lingnan.engines.plan.models import Meeting

OFFICE = "工作组办公室"
DAYS_TO_HANDLE = 3  # working days in which the office takes up a proposal, or starts on minutes


@register
def comments_to_give(by: Actor, on: date) -> Iterator[TodoItem]:
    """Rounds in which the actor's unit has not answered."""
    if not by.unit_key or not scope(by, "group.answer").allows(unit=by.unit_key):
        return
    related = ("circulation__proposal", "circulation__matter", "circulation__draft")
    for mine in Answer.objects.filter(unit=by.unit_key, state="waiting").select_related(*related):
        row = mine.circulation
        subject = title_of(row)
        yield TodoItem(
            key=f"group.answer:{row.pk}",
            title=Label(zh=f"对{subject}反馈意见", en=f"Comment on: {subject}"),
            kind=Label(zh="征求意见", en="Comments"),
            verb=Label(zh="反馈", en="Answer"),
            url=f"/group/circulations/{row.pk}#answer",
            due=row.due_on,
            asked_by=OFFICE,
            weight=20,
            is_sample=row.is_sample,
        )


@register
def texts_to_sign(by: Actor, on: date) -> Iterator[TodoItem]:
    """Versions whose signature is the turn of the actor's unit."""
    if not by.unit_key or not scope(by, "group.sign").allows(unit=by.unit_key):
        return
    places = SignOff.objects.filter(unit=by.unit_key, state="asked", draft__matter__state="signing")
    for place in places.select_related("draft__matter__lead"):
        matter = place.draft.matter
        yield TodoItem(
            key=f"group.sign:{place.pk}",
            title=Label(zh=f"会签“{matter.title}”第 {place.draft.number} 稿", en=f"Sign: {matter.title}"),
            kind=Label(zh="会签", en="Sign-off"),
            verb=Label(zh="会签", en="Sign"),
            url=f"/group/matters/{matter.number}#sign",
            due=place.due_on,
            asked_by=matter.lead.name,
            weight=20,
            is_sample=matter.is_sample,
        )


@register
def invitations_to_answer(by: Actor, on: date) -> Iterator[TodoItem]:
    """Meetings for which the actor's unit has not said who comes."""
    if not by.unit_key or not scope(by, "group.reply_invitation").allows(unit=by.unit_key):
        return
    waiting = Invitation.objects.filter(unit=by.unit_key, state="asked", meeting__state="invited")
    for one in waiting.select_related("meeting"):
        meeting = one.meeting
        yield TodoItem(
            key=f"group.invitation:{one.pk}",
            title=Label(zh=f"回复谁参加：{meeting.title}", en=f"Say who comes: {meeting.title}"),
            kind=Label(zh="会议", en="Meeting"),
            verb=Label(zh="回复", en="Reply"),
            url=f"/group/meetings/{meeting.pk}#reply",
            due=meeting.reply_by,
            asked_by=OFFICE,
            weight=15,
            is_sample=meeting.is_sample,
        )


@register
def proposals_to_mend(by: Actor, on: date) -> Iterator[TodoItem]:
    """Proposals of the actor's unit that were sent back."""
    if not by.unit_key or not scope(by, "group.propose").allows(unit=by.unit_key):
        return
    for one in Proposal.objects.filter(unit=by.unit_key, state="returned"):
        yield proposal_item(one, due=None, verb=Label(zh="修改", en="Change"), asked_by=OFFICE)


@register
def matters_to_lead(by: Actor, on: date) -> Iterator[TodoItem]:
    """Matters that the actor's unit leads and that are in its hands."""
    if not by.unit_key or not scope(by, "group.draft").allows(unit=by.unit_key):
        return
    for matter in Matter.objects.filter(lead=by.unit_key, state="open"):
        yield TodoItem(
            key=f"group.matter:{matter.number}",
            title=Label(zh=f"研究：{matter.title}", en=f"In work: {matter.title}"),
            kind=Label(zh="协调与政策", en="Matter"),
            verb=Label(zh="研究", en="Work on it"),
            url=f"/group/matters/{matter.number}",
            due=matter.due_on,
            asked_by=OFFICE,
            weight=10,
            is_sample=matter.is_sample,
        )


def proposal_item(one: Proposal, *, due: date | None, verb: Label, asked_by: str) -> TodoItem:
    """A proposal as something to do."""
    return TodoItem(
        key=f"group.proposal:{one.number}",
        title=Label(zh=f"建议 {one.number}：{one.title}", en=f"Proposal {one.number}: {one.title}"),
        kind=Label(zh="建议", en="Proposal"),
        verb=verb,
        url=f"/group/proposals/{one.number}",
        due=due,
        asked_by=asked_by,
        weight=15,
        is_sample=one.is_sample,
    )


@register
def business_of_the_office(by: Actor, on: date) -> Iterator[TodoItem]:
    """For the office: proposals to take up, rounds to close, meetings that lack their minutes."""
    if not scope(by, "group.handle").allows():
        return
    for one in Proposal.objects.filter(state="submitted").select_related("unit"):
        due = add_working_days(one.submitted_on or on, DAYS_TO_HANDLE)
        yield proposal_item(one, due=due, verb=Label(zh="办理", en="Take up"), asked_by=one.unit.name)
    overdue = Circulation.objects.filter(closed_on=None, due_on__lt=on)
    for row in overdue.select_related("proposal", "matter", "draft").prefetch_related("answers"):
        yield round_item(row, verb=Label(zh="结束", en="Close"))
    for meeting in Meeting.objects.filter(state__in=("held", "drafted"), agenda__isnull=False).distinct():
        yield TodoItem(
            key=f"group.minutes:{meeting.pk}",
            title=Label(zh=f"印发纪要：{meeting.title}", en=f"Issue the minutes: {meeting.title}"),
            kind=Label(zh="会议", en="Meeting"),
            verb=Label(zh="起草", en="Draft"),
            url=f"/group/meetings/{meeting.pk}#draft",
            due=add_working_days(meeting.held_on, DAYS_TO_HANDLE),
            weight=15,
            is_sample=meeting.is_sample,
        )


def round_item(row: Circulation, *, verb: Label) -> TodoItem:
    """A round as something to do or to wait for."""
    subject = title_of(row)
    silent = sum(answer.state == "waiting" for answer in row.answers.all())
    return TodoItem(
        key=f"group.round:{row.pk}",
        title=Label(zh=f"{subject}：{silent} 个单位未反馈", en=f"{subject}: {silent} units have not answered"),
        kind=Label(zh="征求意见", en="Comments"),
        verb=verb,
        url=f"/group/circulations/{row.pk}",
        due=row.due_on,
        weight=15,
        is_sample=row.is_sample,
    )


def answers_awaited(by: Actor, on: date) -> Iterator[TodoItem]:
    """What the office waits for: rounds that run, and replies to invitations."""
    if not scope(by, "group.handle").allows():
        return
    related = ("proposal", "matter", "draft")
    open_rounds = Circulation.objects.filter(closed_on=None, due_on__gte=on)
    for row in open_rounds.select_related(*related).prefetch_related("answers"):
        yield round_item(row, verb=Label(zh="催办", en="Remind"))
    for meeting in Meeting.objects.filter(state="invited").prefetch_related("invitations"):
        waiting = sum(one.state == "asked" for one in meeting.invitations.all())
        if waiting:
            yield TodoItem(
                key=f"group.replies:{meeting.pk}",
                title=Label(
                    zh=f"{meeting.title}：{waiting} 个单位未回复", en=f"{meeting.title}: {waiting} without reply"
                ),
                kind=Label(zh="会议", en="Meeting"),
                verb=Label(zh="催办", en="Remind"),
                url=f"/group/meetings/{meeting.pk}",
                due=meeting.reply_by,
                weight=10,
                is_sample=meeting.is_sample,
            )


register(answers_awaited, waiting=True)
