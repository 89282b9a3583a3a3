"""Open work follows the units: what a unit still holds, and who takes it when the unit is renamed, merged or split."""

from datetime import date

from django.db import transaction

from lingnan.core.events import listen
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.events import UnitsSucceeded
from lingnan.engines.identity.holders import Held, register_holder
from lingnan.engines.identity.models import Unit
from lingnan.engines.plan.models import SupervisionItem, Task, TaskUnit

OPEN = ("registered", "issued", "running", "claimed")


@register_holder
def held(unit_key: str) -> list[Held]:
    """Open tasks that the unit leads, and its supervision items that are not closed."""
    tasks = Task.objects.filter(state__in=OPEN, units__unit=unit_key, units__role="lead").distinct()
    items = SupervisionItem.objects.filter(unit=unit_key).exclude(state="closed")
    return [
        *[Held(title=f"任务 {t.number} {t.title}", url=f"/plan/{t.plan_id}/tasks/{t.number}") for t in tasks],
        *[Held(title=f"督办 {i.number} {i.title}", url=f"/plan/supervision/{i.number}") for i in items],
    ]


@transaction.atomic
def hand_over(fact: UnitsSucceeded) -> None:
    """Give open tasks and open items to the successor. The name as written, and all that was reported, stays."""
    heir = Unit.objects.get(pk=fact.after[0])
    for key in fact.before:
        roles = TaskUnit.objects.filter(unit=key, task__state__in=OPEN).select_related("task")
        for role in roles:
            note(f"plan.task:{role.task_id}", f"任务 {role.task.number}", key, heir, fact.on)
        TaskUnit.objects.filter(pk__in=[role.pk for role in roles]).update(unit=heir)
        items = list(SupervisionItem.objects.filter(unit=key).exclude(state="closed"))
        for item in items:
            note(f"plan.supervision:{item.number}", f"督办 {item.number}", key, heir, fact.on)
        SupervisionItem.objects.filter(pk__in=[item.pk for item in items]).update(unit=heir)


def note(about: str, what: str, before: str, heir: Unit, on: date) -> None:
    """One audit entry for one piece of work."""
    summary = f"{what}移交{heir.name}（自 {on} 起）"
    change = {"unit": before}, {"unit": heir.key}
    audit.record(by=SYSTEM, verb="plan.hand_over", about=about, summary=summary, before=change[0], after=change[1])


listen(UnitsSucceeded, hand_over)
