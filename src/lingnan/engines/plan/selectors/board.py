"""One row of the board: a task with its light, made from rows that are at hand. Lists are judged by `judged`."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from lingnan.core.labels import Label
from lingnan.engines.identity.once import once
from lingnan.engines.plan.life import WORKED
from lingnan.engines.plan.lights import Light, Promise, Standing, judge, last_closed_quarter, quarter_due
from lingnan.engines.plan.models import Milestone, Plan, Progress, Task, TaskUnit

RELATED = ("units__unit", "milestones", "progress", "parts__milestones", "extensions")


@dataclass(frozen=True, kw_only=True)
class BoardRow:
    """One task as the board shows it."""

    task_id: int
    number: int
    title: str
    leads: tuple[str, ...]
    lead_labels: tuple[Label, ...]
    cooperating: tuple[str, ...]
    cooperating_labels: tuple[Label, ...]
    lead_keys: tuple[str, ...]
    light: Light
    milestones: tuple[Milestone, ...]
    met: int
    updated_on: date | None
    url: str

    @property
    def state(self) -> str:
        """The light's state, as the slim row of the list has it too."""
        return self.light.state

    @property
    def due(self) -> date | None:
        """The light's date, likewise."""
        return self.light.due

    @property
    def total(self) -> int:
        """How many milestones the task has."""
        return len(self.milestones)

    @property
    def progress(self) -> str:
        """Milestones met of all, `2/5`."""
        return f"{self.met}/{self.total}"


def current_plan() -> Plan | None:
    """The adopted plan that began last."""
    return once("plan.current", ask_current_plan)


def ask_current_plan() -> Plan | None:
    """The same, as the database has it now."""
    return (
        Plan.objects.filter(state="adopted")
        .defer("original_text", "clean_text", "reading")
        .order_by("-period_from", "-adopted_at")
        .first()
    )


def chased_count(plan: Plan, on: date) -> int:
    """How many tasks the board shows as late or not reported, without making the board: one query."""
    wrong = Q(milestones__met_on=None, milestones__due__lt=on)
    if quarter := expected_quarter(plan, on):
        reported = Progress.objects.filter(task=OuterRef("pk"), period=quarter)
        wrong = wrong | Q(~Exists(reported))
    return Task.objects.filter(plan=plan, parent=None, state__in=WORKED).filter(wrong).distinct().count()


def expected_quarter(plan: Plan, on: date) -> str:
    """The quarter whose progress is now due, while the plan runs or its last quarter is open; else empty."""
    quarter = last_closed_quarter(on)
    first = quarter_due(f"{plan.period_from.year}Q{(plan.period_from.month - 1) // 3 + 1}")
    last = quarter_due(f"{plan.period_to.year}Q{(plan.period_to.month - 1) // 3 + 1}")
    return quarter if first <= quarter_due(quarter) <= last else ""


def row_of(task: Task, *, plan: Plan, on: date, asks_reports: bool = True) -> BoardRow:
    """The row of a task whose units, milestones and progress are at hand. Parts owe no quarterly report."""
    milestones = tuple(task.milestones.all())
    reports = list(task.progress.all()) if asks_reports else []
    units = list(task.units.all())
    light = judge(
        promises=[
            Promise(title=m.title, due=m.due, met_on=m.met_on, proven=bool(m.evidence or m.proof_id))
            for m in milestones
        ],
        reported=[report.period for report in reports],
        is_done=task.state == "done",
        expected=expected_quarter(plan, on) if asks_reports else "",
        on=on,
        standing=standing_of(task, units, on),
    )
    leads = [unit for unit in units if unit.role == "lead"]
    cooperating = [unit for unit in units if unit.role == "cooperating"]
    return BoardRow(
        task_id=task.pk,
        number=task.number,
        title=task.title,
        leads=tuple(unit.written for unit in leads),
        lead_labels=tuple(label_of(unit) for unit in leads),
        cooperating=tuple(unit.written for unit in cooperating),
        cooperating_labels=tuple(label_of(unit) for unit in cooperating),
        lead_keys=tuple(unit.unit_id for unit in leads if unit.unit_id),
        light=light,
        milestones=milestones,
        met=sum(m.met_on is not None for m in milestones),
        updated_on=max((report.reported_on for report in reports), default=None),
        url=reverse("plan:task", args=[task.plan_id, task.number]),
    )


def standing_of(task: Task, units: list[TaskUnit], on: date) -> Standing:
    """Where the task stands in its life, from rows that are at hand."""
    is_part = task.parent_id is not None
    late = [] if is_part else [p.shown_number for p in task.parts.all() if p.state in WORKED and is_past(p, on)]
    asked = [] if is_part else [one.due_asked for one in task.extensions.all() if one.state == "asked"]
    return Standing(
        state=task.state,
        unsigned=tuple(u.written for u in units if u.role == "lead" and u.unit_id and not u.signed_on),
        sign_by=task.sign_by,
        late_parts=tuple(late),
        asked_until=max(asked, default=None),
    )


def is_past(task: Task, on: date) -> bool:
    """Has a task an open milestone whose day is past?"""
    return any(m.met_on is None and m.due < on for m in task.milestones.all())


def label_of(unit: TaskUnit) -> Label:
    """A unit as the plan writes it; in English by its English name without the province, which all of them share."""
    english = unit.unit.name_en.removesuffix(" of Guangdong") if unit.unit else ""
    return Label(zh=unit.written, en=english or unit.written)
