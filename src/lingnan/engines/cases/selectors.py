"""Reads of the cases engine."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.cases.declare import CASE_TYPES, CaseType, Step
from lingnan.engines.cases.models import Case, CaseStep
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today, working_days_between
from lingnan.engines.identity.rights import require, scope

SOON = 1  # working days left at which a deadline turns amber


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """A case as lists show it: the step that waits, working days left and the light."""

    case: Case
    type: CaseType | None
    step: Step | None
    days_left: int | None
    light: str

    @property
    def title(self) -> Label:
        return Label(zh=self.case.title, en=self.case.title_en)


def visible(by: Actor) -> QuerySet[Case]:
    """The cases that the actor may see."""
    require(by, "cases.read")
    reach = scope(by, "cases.read").filter(unit_field="unit", region_field="region__code")
    return Case.objects.filter(reach).select_related("unit", "region")


def cases(by: Actor, *, state: str = "", light: str = "") -> list[CaseRow]:
    """Cases with the most urgent first: late, then soon, then by deadline; closed ones last."""
    found = visible(by)
    if state:
        found = found.filter(state=state)
    rows = [as_row(case, on=today()) for case in found]
    order = {"late": 0, "warn": 1, "ok": 2, "done": 3}
    rows.sort(key=lambda row: (order[row.light], row.case.step_due_on or date.max, row.case.number))
    return [row for row in rows if not light or row.light == light]


def case(by: Actor, number: str) -> CaseRow:
    """One case that the actor may see."""
    found = visible(by).select_related("alert__datastream__station").filter(number=number).first()
    if found is None:
        raise NotFound(
            Label(
                zh=f"没有编号为 {number} 的案件，或您无权查看",
                en=f"There is no case with the number {number}, or you may not see it",
            )
        )
    return as_row(found, on=today())


def as_row(case: Case, *, on: date) -> CaseRow:
    """The case with what its clock says on a day."""
    declared = CASE_TYPES.get(case.type) if case.type in CASE_TYPES else None
    step = declared.step(case.step) if declared and case.step else None
    left = working_days_between(on, case.step_due_on) if case.step_due_on else None
    return CaseRow(case=case, type=declared, step=step, days_left=left, light=light_of(case.state, left))


def light_of(state: str, days_left: int | None) -> str:
    """Closed is done; past the deadline late; at most one working day left warns."""
    if state == "closed" or days_left is None:
        return "done"
    if days_left < 0:
        return "late"
    return "warn" if days_left <= SOON else "ok"


def acts(case: Case) -> list[CaseStep]:
    """What was done on the case, in order."""
    return list(case.acts.all())


def may_act(by: Actor, row: CaseRow) -> bool:
    """Does the step that waits belong to this actor?"""
    if row.step is None or row.case.state == "closed" or row.step.role not in by.roles:
        return False
    return scope(by, "cases.act").allows(unit=row.case.unit_id, region=row.case.region_id)


def may_close(by: Actor, row: CaseRow) -> bool:
    """May the actor close the case before its last step?"""
    reach = scope(by, "cases.close")
    return row.case.state == "open" and reach.allows(unit=row.case.unit_id, region=row.case.region_id)
