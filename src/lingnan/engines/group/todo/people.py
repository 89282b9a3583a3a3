"""Opinions to give, what follows from exchanges, guidance to sign for, findings to look at again."""

from collections.abc import Iterator
from datetime import date

from lingnan.core.labels import Label
from lingnan.engines.group.models import Finding, FollowUp, GuidanceReceipt, Opinion
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import scope
from lingnan.engines.identity.todo import TodoItem, register

OFFICE = "工作组办公室"


@register
def opinions_to_give(by: Actor, on: date) -> Iterator[TodoItem]:
    """Opinions asked of the expert who looks, until they are recorded as silent."""
    if by.account_id is None or "expert" not in by.roles:
        return
    for opinion in Opinion.objects.filter(expert__account=by.account_id, state="asked"):
        yield TodoItem(
            key=f"group.opinion:{opinion.number}",
            title=Label(zh=f"提出意见：{opinion.title}", en=f"Give your opinion: {opinion.title}"),
            kind=Label(zh="咨询", en="Opinion"),
            verb=Label(zh="提出", en="Answer"),
            url=f"/group/opinions/{opinion.number}",
            due=opinion.due_on,
            asked_by=OFFICE,
            weight=20,
            is_sample=opinion.is_sample,
        )


@register
def follow_ups(by: Actor, on: date) -> Iterator[TodoItem]:
    """What follows from exchanges and is for the actor's unit."""
    if not by.unit_key or not scope(by, "group.follow_up").allows(unit=by.unit_key):
        return
    for item in FollowUp.objects.filter(unit=by.unit_key, done_on=None).select_related("exchange"):
        yield TodoItem(
            key=f"group.follow_up:{item.pk}",
            title=Label(zh=f"交流合作后续：{item.text}", en=f"Follow up: {item.text}"),
            kind=Label(zh="交流合作", en="Exchange"),
            verb=Label(zh="办理", en="Do it"),
            url=f"/group/exchange/{item.exchange_id}",
            due=item.due_on,
            asked_by=OFFICE,
            weight=10,
            is_sample=item.exchange.is_sample,
        )


@register
def guidance_to_sign(by: Actor, on: date) -> Iterator[TodoItem]:
    """Guidance that the actor's unit has not signed for."""
    if not by.unit_key or not scope(by, "group.sign_guidance").allows():
        return
    for receipt in GuidanceReceipt.objects.filter(unit=by.unit_key, signed_on=None).select_related("guidance"):
        yield TodoItem(
            key=f"group.guidance:{receipt.guidance.number}",
            title=Label(zh=f"签收：{receipt.guidance.title}", en=f"Sign for: {receipt.guidance.title}"),
            kind=Label(zh="指导", en="Guidance"),
            verb=Label(zh="签收", en="Sign"),
            url=f"/group/guidance/{receipt.guidance.number}",
            due=receipt.guidance.sign_by,
            asked_by=OFFICE,
            weight=15,
            is_sample=receipt.guidance.is_sample,
        )


@register
def findings_to_recheck(by: Actor, on: date) -> Iterator[TodoItem]:
    """For the office: findings that the city says are mended."""
    if not scope(by, "group.recheck").allows():
        return
    for finding in Finding.objects.filter(item__state="replied").select_related("inspection", "item"):
        yield TodoItem(
            key=f"group.recheck:{finding.pk}",
            title=Label(zh=f"复查：{finding.demand}", en=f"Check again: {finding.demand}"),
            kind=Label(zh="督导检查", en="Inspection"),
            verb=Label(zh="复查", en="Check"),
            url=f"/group/inspections/{finding.inspection.number}#finding-{finding.pk}",
            due=finding.due_on,
            weight=15,
            is_sample=finding.inspection.is_sample,
        )
