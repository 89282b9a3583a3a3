"""What is overdue is told step by step: the person, the head of the unit, the office. Run every night."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction

from lingnan import rules
from lingnan.core.words import deadline
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.calendar import working_days_between
from lingnan.engines.identity.models import Account
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services.notifications import notify, notify_role, notify_unit
from lingnan.engines.identity.todo import TodoItem, items_for

RULE = "identity.escalation"
ANSWERABLE = ("liaison", "clerk", "operator")

rules.add_folder(Path(__file__).resolve().parents[1] / "parameters")


@transaction.atomic
def escalate(*, by: Actor, on: date) -> int:
    """Tell each overdue thing to whoever it has reached by that day; how many were told anew. Twice a day is once."""
    require(by, "identity.escalate")
    steps = [(int(str(row["days_late"])), str(row["tell"])) for row in rules.in_force(RULE, on=on).rows("steps")]
    told = 0
    for account, item, late in overdue_items(on):
        for days, audience in steps:
            if late >= days:
                told += tell(account, item, late, audience)
    if told:
        audit.record(by=by, verb="identity.escalate", about="identity.notification:all", after={"on": on, "told": told},
                     summary=f"逐级提醒：{on} 逾期事项告知 {told} 人次")  # fmt: skip
    return told


def overdue_items(on: date) -> Iterator[tuple[Account, TodoItem, int]]:
    """Each overdue thing of each person who must answer for it, with the working days since it was due."""
    people = Account.objects.filter(is_active=True, unit__isnull=False, grants__role__in=ANSWERABLE).distinct()
    for account in people.select_related("unit").prefetch_related("grants"):
        for item in items_for(actor_of(account), on=on):
            if item.due and (late := working_days_between(item.due, on)) > 0:
                yield account, item, late


def tell(account: Account, item: TodoItem, late: int, audience: str) -> int:
    """Tell one step; how many were told anew."""
    unit = account.unit.name if account.unit else ""
    unit_en = (account.unit.name_en if account.unit else "") or unit
    text = f"{deadline(-late, working=True)}：{item.title.zh}（{unit}）"
    text_en = f"{deadline(-late, 'en', working=True)}: {item.title.en} ({unit_en})"
    key = f"escalate:{audience}:{account.unit_id}:{item.key}"
    if audience == "liaison":
        return int(notify(account=account, key=key, about=item.key, text=text, text_en=text_en, url=item.url, level=1))
    if audience == "leader":
        return notify_unit(unit_key=account.unit_id or "", key=key, about=item.key, text=text, text_en=text_en,
                           url=item.url, level=2, roles=("leader",))  # fmt: skip
    return notify_role(role="office", key=key, about=item.key, text=text, text_en=text_en, url=item.url, level=3)
