"""Meetings: planned, invited, held, minuted, issued. Open decisions of earlier meetings come back by themselves."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max

from lingnan.core.errors import Conflict, Invalid, NotAllowed, NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.models import AgendaItem, Invitation
from lingnan.engines.group.services.drafting import plan_in_force, units_named, wanted
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import is_working_day, today
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services.notifications import notify_unit
from lingnan.engines.plan.models import Meeting, PlanMember, SupervisionItem

BEFORE = ("planned", "invited")  # the agenda may be changed
AFTER = ("held", "drafted")  # outcomes and decisions may be written
REPLIES = ("coming", "substitute", "declined")


def locked(meeting_id: int, version: int | None = None, *, states: tuple[str, ...]) -> Meeting:
    """The meeting, locked for a step; a Conflict where somebody was faster or its state does not allow it."""
    meeting = Meeting.objects.select_for_update().filter(pk=meeting_id).first()
    if meeting is None:
        raise NotFound(Label(zh="没有这次会议", en="There is no such meeting"))
    if version is not None and meeting.version != version:
        raise Conflict(
            Label(
                zh="这次会议刚被别人办过，请看过最新内容再办",
                en="Somebody else just changed this meeting: look again first",
            )
        )
    if meeting.state not in states:
        state = meeting.get_state_display()
        raise Conflict(
            Label(zh=f"“{meeting.title}”{state}，不能这样办", en=f"This meeting is {meeting.state}: not possible")
        )
    return meeting


def keep(meeting: Meeting, *, by: Actor, verb: str, what: str, after: object = None) -> None:
    """Save the meeting's step with its audit entry."""
    meeting.version += 1
    meeting.save()
    about, seen = f"plan.meeting:{meeting.pk}", after or {"state": meeting.state, "held_on": meeting.held_on}
    audit.record(by=by, verb=f"group.meeting_{verb}", about=about, summary=what, after=seen)


@transaction.atomic
def plan_meeting(
    *, by: Actor, title: str, held_on: date, starts_at: str = "", place: str = "", chair: str = "",
    unit_keys: tuple[str, ...] = (), is_sample: bool = False,
) -> Meeting:  # fmt: skip
    """Plan a meeting: every member unit (or those named) stands on the list, every open decision on the agenda."""
    require(by, "group.prepare_meeting")
    if held_on < today():
        raise Invalid(Label(zh="日期", en="Date"), Label(zh=f"{held_on} 已经过去", en=f"{held_on} is past"))
    plan = plan_in_force()
    meeting = Meeting(
        plan=plan,
        title=wanted(title, Label(zh="会议名称", en="Meeting"), most=120),
        held_on=held_on,
        version=0,
        state="planned",
    )
    meeting.starts_at, meeting.place, meeting.chair = starts_at.strip()[:5], place.strip(), chair.strip()
    meeting.is_sample = is_sample
    keep(meeting, by=by, verb="plan", what=f"筹备会议：{meeting.title}（{held_on}）")
    members = PlanMember.objects.filter(plan=plan, unit__isnull=False).values_list("unit_id", flat=True)
    invite_units(meeting, unit_keys or tuple(key for key in members if key))
    bring_back(meeting)
    return meeting


def invite_units(meeting: Meeting, keys: tuple[str, ...]) -> None:
    """Put units on the list of those to be invited, each once."""
    there = set(meeting.invitations.values_list("unit_id", flat=True))
    new = [unit for unit in units_named(keys, Label(zh="参会单位", en="Units")) if unit.key not in there]
    Invitation.objects.bulk_create(Invitation(meeting=meeting, unit=unit) for unit in new)


@transaction.atomic
def change_meeting(
    *, by: Actor, meeting_id: int, version: int, title: str, held_on: date, starts_at: str, place: str, chair: str
) -> Meeting:
    """Change a meeting that was not held yet; where units were invited already, they are told."""
    require(by, "group.prepare_meeting")
    meeting = locked(meeting_id, version, states=BEFORE)
    if held_on < today():
        raise Invalid(Label(zh="日期", en="Date"), Label(zh=f"{held_on} 已经过去", en=f"{held_on} is past"))
    before = (meeting.held_on, meeting.starts_at, meeting.place)
    meeting.title, meeting.held_on = wanted(title, Label(zh="会议名称", en="Meeting"), most=120), held_on
    meeting.starts_at, meeting.place, meeting.chair = starts_at.strip()[:5], place.strip(), chair.strip()
    moved = before != (meeting.held_on, meeting.starts_at, meeting.place)
    keep(
        meeting,
        by=by,
        verb="change",
        what=f"更改会议：{meeting.title}（{held_on} {meeting.starts_at} {meeting.place}）",
    )
    if moved and meeting.state == "invited":
        for one in meeting.invitations.exclude(state="listed"):
            tell(meeting, one.unit_id, key=f"changed:{meeting.version}", text=f"“{meeting.title}”改为{when(meeting)}",
                 text_en=f"The meeting is moved to {meeting.held_on}")  # fmt: skip
    return meeting


def when(meeting: Meeting) -> str:
    """Day, hour and place, as far as they are known."""
    return " ".join(part for part in (str(meeting.held_on), meeting.starts_at, meeting.place) if part)


def bring_back(meeting: Meeting) -> int:
    """The open decisions of earlier meetings stand first on the agenda; those closed meanwhile leave it. How many."""
    if meeting.state not in BEFORE:
        return 0
    still = SupervisionItem.objects.filter(decision__meeting__plan=meeting.plan_id).exclude(
        decision__meeting=meeting
    ).exclude(state="closed").select_related("decision__meeting")  # fmt: skip
    meeting.agenda.filter(kind="followup", supervision__state="closed").delete()
    there = set(meeting.agenda.filter(kind="followup").values_list("supervision_id", flat=True))
    day = today()
    for item in still:
        if item.pk not in there and item.decision is not None:
            late = f"，逾期 {(day - item.due_on).days} 天" if item.due_on < day else ""
            AgendaItem.objects.create(
                meeting=meeting,
                order=0,
                kind="followup",
                title=item.title,
                unit_id=item.unit_id,
                supervision=item,
                why=f"{item.decision.meeting.title}议定，{item.due_on} 前{late}",
            )
    renumber(meeting)
    return meeting.agenda.filter(kind="followup").count()


def renumber(meeting: Meeting) -> None:
    """1, 2, 3 …: what is still open first, then the order in which the office set them."""
    items = sorted(meeting.agenda.all(), key=lambda item: (item.kind != "followup", item.order, item.pk))
    for place, item in enumerate(items, 1):
        if item.order != place:
            item.order = place
            item.save(update_fields=["order"])


@transaction.atomic
def invite(*, by: Actor, meeting_id: int, version: int, reply_by: date | None = None) -> Meeting:
    """Send the invitations; the units say until `reply_by` (by default two days before) who comes."""
    require(by, "group.prepare_meeting")
    meeting = locked(meeting_id, version, states=BEFORE)
    if not meeting.agenda.exists():
        raise Conflict(
            Label(zh="议程还是空的，先列入议题再发通知", en="The agenda is empty: put something on it first")
        )
    asked = list(meeting.invitations.filter(state="listed"))
    if not asked:
        raise Conflict(Label(zh="没有还未通知的单位", en="Every unit on the list is invited already"))
    meeting.state, meeting.reply_by = "invited", reply_by or meeting.reply_by or days_before(meeting.held_on)
    bring_back(meeting)
    for one in asked:
        one.state, one.asked_on = "asked", today()
        one.save()
        text = f"会议通知：{meeting.title}，{when(meeting)}，请于 {meeting.reply_by} 前回复"
        text_en = f"Meeting on {meeting.held_on}: say by {meeting.reply_by} who comes"
        tell(meeting, one.unit_id, key="invited", text=text, text_en=text_en)
    keep(meeting, by=by, verb="invite", what=f"通知 {len(asked)} 个单位参加“{meeting.title}”")
    return meeting


def days_before(day: date) -> date:
    """Two working days before, but not before today."""
    left = 2
    while left and day > today():
        day -= timedelta(days=1)
        left -= is_working_day(day)
    return day


def tell(meeting: Meeting, unit_key: str, *, key: str, text: str, text_en: str) -> None:
    """Tell a unit's people about the meeting, once for each key."""
    notify_unit(
        unit_key=unit_key,
        key=f"plan.meeting:{meeting.pk}:{key}",
        about=f"plan.meeting:{meeting.pk}",
        text=text,
        text_en=text_en,
        url=f"/group/meetings/{meeting.pk}",
        roles=("liaison", "leader"),
    )


@transaction.atomic
def reply_invitation(
    *,
    by: Actor,
    meeting_id: int,
    state: str,
    person: str = "",
    note: str = "",
    unit_key: str = "",
    on: date | None = None,
) -> Invitation:
    """A unit says who comes, whom it sends instead, or that it cannot. It may change its mind until the meeting."""
    unit = unit_key or by.unit_key
    require(by, "group.reply_invitation", unit=unit)
    meeting = locked(meeting_id, states=("invited",))
    mine = meeting.invitations.filter(unit=unit).exclude(state="listed").first()
    if mine is None:
        raise NotAllowed(Label(zh="这次会议没有通知贵单位", en="Your unit is not invited to this meeting"))
    if state not in REPLIES:
        raise Invalid(
            Label(zh="回复", en="Reply"), Label(zh="请从“参加、派员代会、请假”里选", en="Choose one of the three")
        )
    if state != "declined":
        wanted(person, Label(zh="参会人", en="Who comes"), most=60)
    elif not note.strip():
        raise Invalid(Label(zh="说明", en="Note"), Label(zh="请假请写原因", en="Say why nobody can come"))
    mine.state, mine.person, mine.note = state, person.strip(), note.strip()[:300]
    mine.replied_on, mine.account_id = on or today(), by.account_id
    mine.save()
    said = "、".join(part for part in (mine.get_state_display(), mine.person, mine.note) if part)
    audit.record(by=by, verb="group.meeting_reply", about=f"plan.meeting:{meeting.pk}",
                 summary=f"{mine.unit.name}回复“{meeting.title}”：{said}", after={"state": state})  # fmt: skip
    return mine


@transaction.atomic
def remind_invited(*, by: Actor, meeting_id: int) -> int:
    """Remind the units that did not reply, once a day. How many units."""
    require(by, "group.prepare_meeting")
    meeting = locked(meeting_id, states=("invited",))
    silent = list(meeting.invitations.filter(state="asked"))
    for one in silent:
        tell(meeting, one.unit_id, key=f"remind:{today()}", text=f"催办：请回复“{meeting.title}”参会人员",
             text_en=f"Reminder: say who comes on {meeting.held_on}")  # fmt: skip
    if silent:
        what = f"催办 {len(silent)} 个单位回复“{meeting.title}”"
        audit.record(by=by, verb="group.meeting_remind", about=f"plan.meeting:{meeting.pk}", summary=what)
    return len(silent)


@transaction.atomic
def hold(*, by: Actor, meeting_id: int, version: int, attended: tuple[str, ...]) -> Meeting:
    """Write down that the meeting took place and which units came. The agenda is what it was that day."""
    require(by, "group.prepare_meeting")
    meeting = locked(meeting_id, version, states=BEFORE)
    if meeting.held_on > today():
        raise Conflict(
            Label(
                zh=f"会议定在 {meeting.held_on}，还没有到",
                en=f"The meeting is on {meeting.held_on}, which is still to come",
            )
        )
    bring_back(meeting)
    come = set(attended)
    for one in meeting.invitations.all():
        one.attended = one.unit_id in come
        one.save(update_fields=["attended"])
    meeting.state = "held"
    count = meeting.invitations.filter(attended=True).count()
    keep(meeting, by=by, verb="hold", what=f"“{meeting.title}”召开，{count} 个单位到会")
    return meeting


def last_order(meeting: Meeting) -> int:
    """The place after the last item."""
    return (meeting.agenda.aggregate(most=Max("order"))["most"] or 0) + 1
