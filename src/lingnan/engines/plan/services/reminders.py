"""Reminders: written once, grouped a person, whoever presses the button or however often the job runs."""

from datetime import date

from django.db import transaction

from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Account
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services.notifications import notify
from lingnan.engines.plan.lights import ORDER
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.selectors.board import BoardRow, board

CHASED = {state for state, order in ORDER.items() if order <= ORDER["miss"]}


@transaction.atomic
def remind(*, by: Actor, plan_key: str, on: date) -> int:
    """Tell the liaison officers of every lead unit with a late or unreported task; how many persons were told anew."""
    require(by, "plan.remind")
    plan = Plan.objects.get(pk=plan_key)
    told: set[int] = set()
    for row in board(by, plan=plan, on=on):
        if row.light.state in CHASED:
            told |= tell(row, on=on)
    if told:
        summary = f"催办《{plan.title}》：告知 {len(told)} 人"
        audit.record(by=by, verb="plan.remind", about=f"plan.plan:{plan.key}", summary=summary, after={"on": on})
    return len(told)


def tell(row: BoardRow, *, on: date) -> set[int]:
    """Tell each liaison officer of the row's lead units once a day; the accounts that had not been told."""
    officers = Account.objects.filter(unit__in=row.lead_keys, grants__role="liaison", is_active=True).distinct()
    new = set()
    for officer in officers:
        created = notify(
            account=officer,
            key=f"plan.remind:{row.task_id}:{on}",
            about=f"plan.task:{row.task_id}",
            text=f"催办：任务 {row.number}“{row.title}”{row.light.why.zh}",
            text_en=f"Reminder: task {row.number}: {row.light.why.en}",
            url=row.url,
        )
        if created:
            new.add(officer.pk)
    return new
