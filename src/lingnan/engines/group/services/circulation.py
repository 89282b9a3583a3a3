"""Asking units for comments: sent round, answered, reminded, closed. Silence is recorded as silence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.core.labels import Label
from lingnan.engines.group.models import Answer, Circulation, Matter, Proposal, Remark
from lingnan.engines.group.services import matters, proposals
from lingnan.engines.group.services.drafting import units_named, wanted
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import SYSTEM, Actor
from lingnan.engines.identity.calendar import add_working_days, today
from lingnan.engines.identity.models import Attachment
from lingnan.engines.identity.nightly import Job, register_job
from lingnan.engines.identity.rights import require, scope
from lingnan.engines.identity.services.notifications import notify_unit

SHORTEST, LONGEST = 1, 60  # working days that units may be given


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point of an answer: which clause, what about it."""

    text: str
    clause: str = ""


def title_of(circulation: Circulation) -> str:
    """What is sent round: 建议 2018-001“…”, 第 2 稿《…》."""
    if circulation.proposal:
        return f"建议 {circulation.proposal.number}“{circulation.proposal.title}”"
    assert circulation.matter is not None  # noqa: S101 -- a constraint of the table
    draft = circulation.draft.number if circulation.draft else 0
    return f"“{circulation.matter.title}”第 {draft} 稿"


def about_of(circulation: Circulation) -> str:
    """The object of the trail: the proposal or the matter itself, so that its story stands in one place."""
    if circulation.proposal:
        return f"group.proposal:{circulation.proposal.number}"
    return f"group.matter:{circulation.matter.number if circulation.matter else ''}"


def require_handler(by: Actor, matter: Matter | None) -> None:
    """The office for all; for a matter also the unit that leads it."""
    if matter is not None and scope(by, "group.draft").allows(unit=matter.lead_id):
        return
    require(by, "group.handle")


@transaction.atomic
def circulate_proposal(
    *, by: Actor, number: str, version: int, unit_keys: tuple[str, ...], working_days: int, letter: str = "",
    on: date | None = None,
) -> Circulation:  # fmt: skip
    """Ask units for comments on a submitted proposal."""
    require(by, "group.handle")
    proposal = proposals.locked(by, number, version, states=("submitted", "ready"))
    keys = tuple(key for key in unit_keys if key != proposal.unit_id)
    row = Circulation(proposal=proposal, is_sample=proposal.is_sample)
    row.round = proposal.circulations.count() + 1
    proposal.state = "circulating"
    proposals.keep(proposal, by=by, verb="circulate", what=f"建议 {number} 征求 {len(keys)} 个单位意见")
    return send_round(row, by=by, unit_keys=keys, working_days=working_days, letter=letter, on=on)


@transaction.atomic
def circulate_matter(
    *, by: Actor, number: str, version: int, unit_keys: tuple[str, ...], working_days: int, letter: str = "",
    on: date | None = None,
) -> Circulation:  # fmt: skip
    """Ask units for comments on the newest version of a matter."""
    matter = matters.locked(number, version, states=("open",))
    require_handler(by, matter)
    draft = matter.drafts.last()
    if draft is None:
        raise Conflict(
            Label(zh="还没有文稿，先写第 1 稿再征求意见", en="There is no text yet: write the first version")
        )
    row = Circulation(matter=matter, draft=draft, is_sample=matter.is_sample)
    row.round = matter.circulations.count() + 1
    keys = tuple(key for key in unit_keys if key != matter.lead_id)
    matter.state = "circulating"
    matters.keep(
        matter, by=by, verb="circulate", what=f"“{matter.title}”第 {draft.number} 稿征求 {len(keys)} 个单位意见"
    )
    return send_round(row, by=by, unit_keys=keys, working_days=working_days, letter=letter, on=on)


def send_round(
    row: Circulation, *, by: Actor, unit_keys: tuple[str, ...], working_days: int, letter: str, on: date | None
) -> Circulation:
    """Store the round and tell every unit until when it may answer."""
    if not SHORTEST <= working_days <= LONGEST:
        raise Invalid(
            Label(zh="工作日", en="Working days"),
            Label(
                zh=f"{working_days} 不行，写 {SHORTEST} 到 {LONGEST} 个工作日",
                en=f"Not {working_days}: {SHORTEST} to {LONGEST} working days",
            ),
        )
    units = units_named(unit_keys, Label(zh="征求单位", en="Units asked"))
    if not units:
        raise Invalid(
            Label(zh="征求单位", en="Units asked"),
            Label(zh="至少选一个单位（主办单位自己不算）", en="Choose at least one unit besides the author"),
        )
    day = on or today()
    row.letter, row.working_days, row.opened_on = letter.strip(), working_days, day
    row.due_on = add_working_days(day, working_days)
    row.save()
    Answer.objects.bulk_create(Answer(circulation=row, unit=unit) for unit in units)
    for unit in units:
        tell(row, unit.key, key="asked", text=f"请于 {row.due_on} 前对{title_of(row)}反馈意见",
             text_en=f"Comment by {row.due_on}")  # fmt: skip
    return row


def tell(row: Circulation, unit_key: str, *, key: str, text: str, text_en: str) -> int:
    """Tell a unit's people about the round, once for each key."""
    return notify_unit(
        unit_key=unit_key,
        key=f"group.circulation:{row.pk}:{key}",
        about=f"group.circulation:{row.pk}",
        text=text,
        text_en=text_en,
        url=f"/group/circulations/{row.pk}",
        roles=("liaison", "leader"),
    )


@transaction.atomic
def answer(
    *, by: Actor, circulation_id: int, points: Sequence[Point] = (), note: str = "",
    attachment: Attachment | None = None, on: date | None = None, unit_key: str = "",
) -> Answer:  # fmt: skip
    """A unit's answer, point by point; none means no objection, said aloud. Later answers replace the points."""
    unit = unit_key or by.unit_key
    require(by, "group.answer", unit=unit)
    mine = Answer.objects.select_for_update().filter(circulation=circulation_id, unit=unit).first()
    if mine is None:
        raise NotAllowed(Label(zh="这次没有征求贵单位意见", en="Your unit was not asked in this round"))
    if mine.remarks.exclude(adoption="").exists():
        raise Conflict(
            Label(
                zh="贵单位的意见已在处理，要补充请联系主办单位",
                en="Your comments are being settled: ask the unit in charge",
            )
        )
    row = mine.circulation
    said = [Point(clause=point.clause.strip(), text=point.text.strip()) for point in points if point.text.strip()]
    mine.state = "commented" if said else "agreed"
    mine.given_on, mine.is_late = on or today(), row.closed_on is not None
    mine.account_id, mine.actor, mine.note = by.account_id, by.name, note.strip()
    mine.attachment = attachment or mine.attachment
    mine.save()
    mine.remarks.all().delete()
    Remark.objects.bulk_create(
        Remark(answer=mine, order=n, clause=point.clause[:60], text=point.text) for n, point in enumerate(said, 1)
    )
    late = "（逾期）" if mine.is_late else ""
    what = f"{mine.unit.name}对{title_of(row)}反馈{late}：{f'{len(said)} 条意见' if said else '无意见'}"
    after = {"state": mine.state, "points": [point.text for point in said]}
    audit.record(by=by, verb="group.answer", about=about_of(row), summary=what, after=after)
    return mine


@transaction.atomic
def remind_silent(*, by: Actor, circulation_id: int, on: date | None = None) -> int:
    """Remind every unit of an open round that has not answered; once a day each. How many people were told anew."""
    row = Circulation.objects.select_related("proposal", "matter", "draft").get(pk=circulation_id)
    require_handler(by, row.matter)
    if row.closed_on:
        raise Conflict(Label(zh="这一轮征求意见已经结束", en="This round is over"))
    day = on or today()
    told = 0
    for mine in row.answers.filter(state="waiting").select_related("unit"):
        text = f"催办：请于 {row.due_on} 前对{title_of(row)}反馈意见"
        told += tell(row, mine.unit_id, key=f"remind:{day}", text=text, text_en=f"Reminder: comment by {row.due_on}")
        if mine.reminded_on != day:
            mine.reminded_on = day
            mine.save(update_fields=["reminded_on"])
    if told:
        audit.record(by=by, verb="group.remind_silent", about=about_of(row), summary=f"催办{title_of(row)}未反馈单位")
    return told


@transaction.atomic
def close_round(*, by: Actor, circulation_id: int, version: int, on: date | None = None) -> Circulation:
    """End a round once all answered or its time is over. Who did not answer is written down as silent."""
    row = Circulation.objects.select_for_update().get(pk=circulation_id)
    require_handler(by, row.matter)
    if row.version != version:
        raise Conflict(
            Label(
                zh="这一轮刚被别人办过，请看过最新内容再办",
                en="Somebody else just changed this round: look again first",
            )
        )
    if row.closed_on:
        raise Conflict(Label(zh="这一轮征求意见已经结束", en="This round is over"))
    day = on or today()
    silent = list(row.answers.filter(state="waiting").select_related("unit"))
    if silent and day <= row.due_on:
        raise Conflict(
            Label(
                zh=f"还有 {len(silent)} 个单位没有反馈，{row.due_on} 之后才能结束",
                en=f"{len(silent)} units have not answered: it can be closed after {row.due_on}",
            )
        )
    row.closed_on, row.version = day, row.version + 1
    row.save()
    row.answers.filter(state="waiting").update(state="silent")
    release(row, by=by)
    names = "、".join(mine.unit.name for mine in silent)
    tail = f"，逾期未反馈：{names}（不视为同意）" if silent else "，全部单位已反馈"
    after = {"silent": [mine.unit_id for mine in silent]}
    audit.record(by=by, verb="group.close_round", about=about_of(row), summary=f"结束{title_of(row)}征求意见{tail}",
                 after=after)  # fmt: skip
    return row


def release(row: Circulation, *, by: Actor) -> None:
    """What was sent round goes on: a proposal may be put on an agenda, a matter back to its drafters."""
    if row.proposal:
        proposal = Proposal.objects.select_for_update().get(pk=row.proposal.pk)
        if proposal.state == "circulating":
            proposal.state = "ready"
            proposal.version += 1
            proposal.save()
    elif row.matter:
        matter = Matter.objects.select_for_update().get(pk=row.matter.pk)
        if matter.state == "circulating":
            matter.state = "open"
            matter.version += 1
            matter.save()


def close_overdue(*, by: Actor = SYSTEM, on: date | None = None) -> int:
    """For the nightly job: end every round whose time is over. How many."""
    day = on or today()
    over = list(Circulation.objects.filter(closed_on=None, due_on__lt=day))
    for row in over:
        close_round(by=by, circulation_id=row.pk, version=row.version, on=day)
    return len(over)


def remind_due(*, by: Actor = SYSTEM, on: date | None = None, days: int = 2) -> int:
    """For the nightly job: remind the silent units of rounds that end within some working days."""
    day = on or today()
    near = Circulation.objects.filter(closed_on=None, due_on__gte=day, due_on__lte=add_working_days(day, days))
    return sum(remind_silent(by=by, circulation_id=row.pk, on=day) for row in near)


def every_night(by: Actor, on: date) -> str:
    """End rounds whose time is over, remind who is silent near the end."""
    ended, told = close_overdue(by=by, on=on), remind_due(by=by, on=on)
    return f"结束 {ended} 轮，催办 {told} 人次"


register_job(Job(key="group.comments", label=Label(zh="征求意见到期", en="Rounds of comments"), run=every_night))


@transaction.atomic
def settle_remark(*, by: Actor, remark_id: int, adoption: str, reason: str = "") -> Remark:
    """Say whether a point is adopted; anything less than adopted needs its reason."""
    remark = Remark.objects.select_for_update().select_related("answer__circulation", "answer__unit").get(pk=remark_id)
    row = remark.answer.circulation
    require_handler(by, row.matter)
    if adoption not in dict(Remark.ADOPTION) or not adoption:
        raise Invalid(
            Label(zh="采纳情况", en="Adoption"),
            Label(zh="请从“采纳、部分采纳、不采纳”里选", en="Choose adopted, partly adopted or not adopted"),
        )
    before = {"adoption": remark.adoption, "reason": remark.reason}
    remark.reason = (
        reason.strip() if adoption == "adopted" else wanted(reason, Label(zh="理由", en="Reason"), most=2000)
    )
    remark.adoption, remark.settled_on, remark.settled_by = adoption, today(), by.name
    remark.save()
    what = f"{remark.answer.unit.name}的意见“{remark.text[:60]}”：{remark.get_adoption_display()}"
    after = {"adoption": adoption, "reason": remark.reason}
    audit.record(by=by, verb="group.settle_remark", about=about_of(row), summary=what, before=before, after=after)
    return remark
