"""Cases whose step waits for the person."""

from collections.abc import Iterator
from datetime import date

from lingnan.core.labels import Label
from lingnan.engines.cases import selectors
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import scope
from lingnan.engines.identity.todo import TodoItem, register


@register
def waiting_cases(by: Actor, on: date) -> Iterator[TodoItem]:
    """Open cases in reach whose next step is of a role that the person holds."""
    if scope(by, "cases.act").reach is None:
        return
    for row in selectors.cases(by, state="open"):
        if not selectors.may_act(by, row) or row.step is None:
            continue
        yield TodoItem(
            key=f"case:{row.case.number}",
            title=row.title,
            kind=Label(zh="案件", en="Case"),
            verb=row.step.label,
            url=f"/cases/{row.case.number}",
            due=row.case.step_due_on,
            asked_by=row.case.unit.name,
            weight=20,
            is_sample=row.case.is_sample,
        )
