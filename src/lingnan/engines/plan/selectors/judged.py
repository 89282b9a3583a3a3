"""Every task of a plan with its light, judged by the database in two queries however many tasks and reports there are.

The judgement is that of `lights.judge`, written once more as a condition; `tests/engines/plan/selectors/test_judged.py`
holds the two equal over random tasks. Who shows a task in words asks `row_of` for the page at hand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, CharField, DateField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse

from lingnan.core.labels import Label
from lingnan.engines.plan.life import WORKED
from lingnan.engines.plan.lights import NEAR, ORDER, State, quarter_due
from lingnan.engines.plan.models import Extension, Milestone, Plan, Progress, Task, TaskUnit
from lingnan.engines.plan.selectors.board import RELATED, BoardRow, expected_quarter, row_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Answering:
    """A unit that answers for a task: as written, and what it means."""

    role: str
    written: str
    unit: str
    region: str
    label: Label


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """One task as far as lists, counts and filters need it."""

    task_id: int
    plan_id: str
    number: int
    shown_number: str
    title: str
    life: str
    state: State
    due: date | None
    updated_on: date | None
    units: tuple[Answering, ...]

    @property
    def leads(self) -> tuple[str, ...]:
        """The leads as written."""
        return tuple(unit.written for unit in self.units if unit.role == "lead")

    @property
    def lead_labels(self) -> tuple[Label, ...]:
        """The leads in both languages."""
        return tuple(unit.label for unit in self.units if unit.role == "lead")

    @property
    def order(self) -> tuple[int, date, int]:
        """Trouble first."""
        return ORDER[self.state], self.due or date.max, self.number

    @property
    def url(self) -> str:
        """The task's page."""
        return reverse("plan:task", args=[self.plan_id, self.number])


def judged(plan: Plan, *, on: date, where: Q | None = None) -> list[Judged]:
    """The tasks of a plan (those that `where` leaves), trouble first: two queries."""
    tasks = Task.objects.filter(plan=plan, parent=None)
    if where is not None:
        tasks = tasks.filter(where)
    units = answering(plan)
    fields = ("pk", "number", "code", "title", "state", "light", "light_due", "updated_on")
    rows = [
        Judged(
            task_id=pk,
            plan_id=plan.pk,
            number=number,
            shown_number=code or str(number),
            title=title,
            life=life,
            state=light,
            due=due,
            updated_on=updated_on,
            units=tuple(units.get(pk, ())),
        )
        for pk, number, code, title, life, light, due, updated_on in with_lights(tasks, plan, on)
        .order_by()
        .values_list(*fields)
    ]
    return sorted(rows, key=lambda row: row.order)


def answering(plan: Plan) -> dict[int, list[Answering]]:
    """Who answers for each task of a plan: one query."""
    found: dict[int, list[Answering]] = {}
    named = TaskUnit.objects.filter(task__plan=plan).order_by("order")
    fields = ("task_id", "role", "written", "unit_id", "unit__region_id", "unit__name_en")
    known: dict[tuple[str, ...], Answering] = {}  # few units answer for many tasks: each is made once
    for task_id, *facts in named.values_list(*fields):
        key = tuple(fact or "" for fact in facts)
        if key not in known:
            role, written, unit, region, english = key
            label = Label(zh=written, en=english.removesuffix(" of Guangdong") or written)
            known[key] = Answering(role=role, written=written, unit=unit, region=region, label=label)
        found.setdefault(task_id, []).append(known[key])
    return found


def with_lights(tasks: QuerySet[Task], plan: Plan, on: date) -> QuerySet[Task]:
    """The tasks with `light`, `light_due` and `updated_on`, as `lights.judge` would say them."""
    expected = expected_quarter(plan, on)
    mine = Milestone.objects.filter(task=OuterRef("pk"))
    still_open = mine.filter(met_on=None).order_by("due").values("due")[:1]
    reports = Progress.objects.filter(task=OuterRef("pk"))
    newest = reports.order_by().values("task").annotate(newest=Max("reported_on")).values("newest")
    facts = tasks.annotate(
        following=Subquery(still_open, output_field=DateField()),
        updated_on=Subquery(newest, output_field=DateField()),
        is_unproven=Exists(mine.filter(met_on__isnull=False, evidence="", proof=None)),
    )
    late = Q(following__lt=on)
    answered = [
        When(state="done", then=Value("done")),
        When(state__in=("dropped", "registered"), then=Value("none")),
        When(Q(state="claimed") & (Q(following__isnull=False) | Q(is_unproven=True)), then=Value("warn")),
        When(state="claimed", then=Value("ok")),
        When(late, then=Value("late")),
    ]
    if expected:
        answered.append(When(~Exists(reports.filter(period=expected)), then=Value("miss")))
    answered.append(When(near(on), then=Value("warn")))
    if not expected:
        unbegun = Q(updated_on=None) & ~Exists(mine.filter(met_on__isnull=False))
        answered.append(When(unbegun, then=Value("none")))
    judged_ones = facts.annotate(light=Case(*answered, default=Value("ok"), output_field=CharField()))
    dated = [When(state__in=("done", "dropped", "claimed"), then=Value(None))]
    if expected:
        dated.append(When(light="miss", then=Value(quarter_due(expected))))
    return judged_ones.annotate(light_due=Case(*dated, default=F("following"), output_field=DateField()))


def near(on: date) -> Q:
    """What makes a task yellow: unsigned too long, a late part, more time asked for, a near date, no evidence."""
    unsigned = TaskUnit.objects.filter(task=OuterRef("pk"), role="lead", unit__isnull=False, signed_on=None)
    parts = Milestone.objects.filter(task__parent=OuterRef("pk"), task__state__in=WORKED, met_on=None, due__lt=on)
    asked = Extension.objects.filter(task=OuterRef("pk"), state="asked")
    return (
        (Q(sign_by__lt=on) & Exists(unsigned))
        | Q(following__lte=on + NEAR)
        | Q(is_unproven=True)
        | Exists(parts)
        | Exists(asked)
    )


def rows_of(found: Sequence[Judged], *, plan: Plan, on: date) -> list[BoardRow]:
    """The same tasks in full, in the same order: as many queries for fifty as for one."""
    tasks = Task.objects.filter(pk__in=[one.task_id for one in found]).prefetch_related(*RELATED)
    by_id = {task.pk: row_of(task, plan=plan, on=on) for task in tasks}
    return [by_id[one.task_id] for one in found if one.task_id in by_id]


def stale(rows: Iterable[Judged], *, on: date, days: int) -> list[Judged]:
    """Open tasks of which nothing was heard for so many days."""
    limit = on - timedelta(days=days)
    return [row for row in rows if row.state != "done" and (row.updated_on is None or row.updated_on < limit)]
