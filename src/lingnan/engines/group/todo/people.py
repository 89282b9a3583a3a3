"""Opinions to give, what follows from exchanges, guidance to sign for, findings to look at again."""

from collections.abc import Iterator
from datetime import date

from lingnan.core.labels import Label
from lingnan.engines.group.models import Opinion
from lingnan.engines.identity.actor import Actor
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
