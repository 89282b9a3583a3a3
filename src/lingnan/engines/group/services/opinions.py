"""Opinions asked of experts and given by them; who said nothing by the day is recorded as silent, never as agreeing."""

from datetime import date

from django.db import transaction

from lingnan import rules
from lingnan.core.errors import Conflict, Invalid, NotAllowed, NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.labels import VERDICTS
from lingnan.engines.group.models import Draw, Expert, Opinion
from lingnan.engines.group.rulebook import EXPERTS
from lingnan.engines.group.services.numbers import next_number
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import add_working_days, today
from lingnan.engines.identity.models import Attachment
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services.notifications import notify

LONGEST = 8000


@transaction.atomic
def ask_opinion(
    *,
    by: Actor,
    expert_number: str,
    title: str,
    question: str,
    about: str = "",
    url: str = "",
    working_days: int = 0,
    draw: Draw | None = None,
    is_sample: bool = False,
) -> Opinion:
    """Ask an expert, to be answered in working days (the rule's number, unless another is given)."""
    require(by, "group.ask_opinion")
    expert = Expert.objects.select_related("account").filter(number=expert_number).first()
    if expert is None:
        raise NotFound(Label(zh=f"没有专家 {expert_number}", en=f"There is no expert {expert_number}"))
    if not title.strip() or not question.strip():
        raise Invalid(
            Label(zh="事项" if not title.strip() else "问题", en="Matter" if not title.strip() else "Question"),
            Label(zh="不能空着", en="It cannot be empty"),
        )
    day = today()
    days = working_days or rules.in_force(EXPERTS, on=day).integer("opinion_working_days")
    opinion = Opinion.objects.create(
        number=next_number(Opinion, day.year, prefix="YJ"),
        expert=expert,
        draw=draw,
        about=about,
        title=title.strip(),
        question=question.strip(),
        url=url,
        asked_on=day,
        due_on=add_working_days(day, days),
        is_sample=is_sample,
    )
    summary = f"就“{opinion.title}”征求专家{expert.name}意见（{opinion.due_on} 前）"
    audit.record(by=by, verb="group.ask_opinion", about=f"group.opinion:{opinion.number}", summary=summary,
                 after={"expert": expert.name, "due_on": opinion.due_on})  # fmt: skip
    if expert.account:
        notify(
            account=expert.account,
            key=f"group.opinion:{opinion.number}",
            about=f"group.opinion:{opinion.number}",
            text=f"请就“{opinion.title}”提出意见，{opinion.due_on} 前",
            text_en=f"Your opinion is asked, by {opinion.due_on}: {opinion.title}",
            url=f"/group/opinions/{opinion.number}",
        )
    return opinion


@transaction.atomic
def ask_drawn(*, by: Actor, number: str, question: str, working_days: int = 0) -> list[Opinion]:
    """Ask everybody of a draw who has not declined and was not asked yet."""
    draw = Draw.objects.filter(number=number).first()
    if draw is None:
        raise NotFound(Label(zh=f"没有抽取 {number}", en=f"There is no draw {number}"))
    asked = set(draw.opinions.values_list("expert_id", flat=True))
    drawn = draw.drawn.exclude(state="refused").exclude(expert__in=asked).select_related("expert")
    return [
        ask_opinion(
            by=by,
            expert_number=each.expert.number,
            title=draw.title,
            question=question,
            working_days=working_days,
            draw=draw,
            is_sample=draw.is_sample,
        )
        for each in drawn
    ]


@transaction.atomic
def give_opinion(
    *, by: Actor, number: str, version: int, verdict: str, text: str, attachment: Attachment | None = None
) -> Opinion:
    """The expert answers, in their own name. After the day it is taken too, and kept as late."""
    require(by, "group.give_opinion")
    found = Opinion.objects.select_for_update(of=("self",)).select_related("expert").filter(number=number).first()
    if found is None:
        raise NotFound(Label(zh=f"没有专家意见 {number}", en=f"There is no opinion {number}"))
    if found.expert.account_id is None or found.expert.account_id != by.account_id:
        raise NotAllowed(
            Label(zh=f"这份意见只由{found.expert.name}本人提出", en=f"Only {found.expert.name} gives this opinion"),
            who=found.expert.name,
        )
    if found.version != version or found.state == "given":
        raise Conflict(
            Label(zh="这份意见已经提出，请看过最新内容", en="This opinion was given already; look at it again")
        )
    if verdict not in VERDICTS:
        raise Invalid(Label(zh="结论", en="Conclusion"), Label(zh="请选一个结论", en="Choose a conclusion"))
    if not text.strip() or len(text) > LONGEST:
        raise Invalid(
            Label(zh="意见", en="Opinion"),
            Label(
                zh=f"请写意见和理由，最多 {LONGEST} 字",
                en=f"Give the opinion and its reasons, in at most {LONGEST} characters",
            ),
        )
    found.state, found.verdict, found.text = "given", verdict, text.strip()
    found.attachment, found.given_on, found.version = attachment, today(), found.version + 1
    found.save()
    late = "（逾期）" if found.given_on > found.due_on else ""
    audit.record(by=by, verb="group.give_opinion", about=f"group.opinion:{number}",
                 summary=f"{found.expert.name}就“{found.title}”提出意见：{VERDICTS[verdict].zh}{late}",
                 after={"verdict": VERDICTS[verdict].zh, "text": found.text})  # fmt: skip
    return found


@transaction.atomic
def record_silence(*, by: Actor, on: date) -> int:
    """Every opinion asked and not given by its day becomes silence; how many anew. Twice a day is once."""
    require(by, "group.record_silence")
    waiting = list(
        Opinion.objects.select_for_update(of=("self",)).select_related("expert").filter(state="asked", due_on__lt=on)
    )
    for each in waiting:
        each.state, each.version = "silent", each.version + 1
        each.save()
        audit.record(by=by, verb="group.record_silence", about=f"group.opinion:{each.number}",
                     summary=f"{each.expert.name}到 {each.due_on} 未就“{each.title}”答复，记为未答复",
                     after={"state": "未答复", "due_on": each.due_on})  # fmt: skip
    return len(waiting)
