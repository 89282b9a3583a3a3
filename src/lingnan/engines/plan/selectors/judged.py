"""Every task of a plan with its light, judged by the database: a list of all takes two queries however many there are.

`lit` is the tasks themselves with their light, to count, to filter and to page by; `judged` makes slim rows of them.
The judgement is that of `lights.judge`, written once more as a condition; `tests/engines/plan/selectors/test_judged.py`
holds the two equal over random tasks. Who shows a task in words asks `row_of` for the page at hand.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable, OrderBy
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


def lit(plan: Plan, *, on: date) -> QuerySet[Task]:
    """The tasks of a plan with `light`, `light_place`, `light_due` and `updated_on`. The parts are not among them."""
    return with_lights(Task.objects.filter(plan=plan, parent=None), plan, on).order_by()


def judged(plan: Plan, *, on: date, where: Q | None = None) -> list[Judged]:
    """The tasks of a plan (those that `where` leaves), trouble first: two queries."""
    tasks = lit(plan, on=on)
    if where is not None:
        tasks = tasks.filter(where)
    return sorted(slim(tasks, plan=plan), key=lambda row: row.order)


SLIM = ("pk", "number", "code", "title", "state", "light", "light_due", "updated_on")


def slim(tasks: QuerySet[Task], *, plan: Plan, only: bool = False) -> list[Judged]:
    """Lit tasks as slim rows, in their order; `only` asks for the units of these alone (a page of them)."""
    found = list(tasks.values_list(*SLIM))
    units = answering(plan, [row[0] for row in found] if only else None)
    return [
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
        for pk, number, code, title, life, light, due, updated_on in found
    ]


def trouble_first(down: bool = False) -> list[OrderBy]:
    """How the database puts the tasks that must be chased first: as `Judged.order` does."""
    place = F("light_place").desc() if down else F("light_place").asc()
    return [place, F("light_due").asc(nulls_last=True), F("number").asc()]


def in_order(field: str) -> Callable[[bool], list[OrderBy]]:
    """By a column of the lit tasks; those without it stand last either way."""
    return lambda down: [F(field).desc(nulls_last=True) if down else F(field).asc(nulls_last=True)]


def answering(plan: Plan, tasks: Sequence[int] | None = None) -> dict[int, list[Answering]]:
    """Who answers for each task of a plan, or for some: one query."""
    found: dict[int, list[Answering]] = {}
    named = TaskUnit.objects.filter(task__plan=plan).order_by("order")
    if tasks is not None:
        named = named.filter(task__in=tasks)
    fields = ("task_id", "role", "written", "unit_id", "unit__region_id", "unit__name_en")
    known: dict[tuple[str, ...], Answering] = {}  # few units answer for many tasks: each is made once
    for task_id, *facts in named.values_list(*fields):
        key = tuple(fact or "" for fact in facts)
        if key not in known:
            role, written, unit, region, english = key
            label = in_words(written, english)
            known[key] = Answering(role=role, written=written, unit=unit, region=region, label=label)
        found.setdefault(task_id, []).append(known[key])
    return found


def in_words(written: str, english: str | None) -> Label:
    """A unit as the plan writes it; in English without the province, which all of them share."""
    return Label(zh=written, en=(english or "").removesuffix(" of Guangdong") or written)


def with_lights(tasks: QuerySet[Task], plan: Plan, on: date) -> QuerySet[Task]:
    """The tasks with `light`, `light_place`, `light_due` and `updated_on`, as `lights.judge` would say them."""
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
    answered: list[tuple[Q | Combinable, State]] = [
        (Q(state="done"), "done"),
        (Q(state__in=("dropped", "registered")), "none"),
        (Q(state="claimed") & (Q(following__isnull=False) | Q(is_unproven=True)), "warn"),
        (Q(state="claimed"), "ok"),
        (late, "late"),
    ]
    if expected:
        answered.append((~Exists(reports.filter(period=expected)), "miss"))
    answered.append((near(on), "warn"))
    if not expected:
        answered.append((Q(updated_on=None) & ~Exists(mine.filter(met_on__isnull=False)), "none"))
    light = Case(*(When(q, then=Value(s)) for q, s in answered), default=Value("ok"), output_field=CharField())
    # the place is judged by itself: a place made of the light would ask the database for the light six times
    places = (When(q, then=Value(ORDER[s])) for q, s in answered)
    place = Case(*places, default=Value(ORDER["ok"]), output_field=IntegerField())
    dated = [When(state__in=("done", "dropped", "claimed"), then=Value(None))]
    if expected:
        unreported = Q(~Exists(reports.filter(period=expected)))
        is_late = Q(following__isnull=False) & late
        missing = ~Q(state="registered") & ~is_late & unreported
        dated.append(When(missing, then=Value(quarter_due(expected))))
    return facts.annotate(
        light=light,
        light_place=place,
        light_due=Case(*dated, default=F("following"), output_field=DateField()),
    )


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


def by_lead_name(down: bool) -> list[OrderBy]:
    """By the first lead as written."""
    leads = TaskUnit.objects.filter(task=OuterRef("pk"), role="lead").order_by("order", "pk")
    name = Subquery(leads.values("written")[:1], output_field=CharField())
    return [name.desc(nulls_last=True) if down else name.asc(nulls_last=True)]


def by_light(tasks: QuerySet[Task]) -> dict[str, int]:
    """How many lit tasks stand in each light."""
    return dict(tasks.order_by().values_list("light").annotate(there=Count("pk")))  # type: ignore[misc]  # annotated


def in_lights(tasks: QuerySet[Task], lights: Collection[str]) -> QuerySet[Task]:
    """The lit tasks that stand in one of these lights, trouble first."""
    return tasks.filter(light__in=lights).order_by(*trouble_first())  # type: ignore[misc]  # annotated


def units_to_chase(plan: Plan, on: date) -> int:
    """How many lead units have a late or unreported task."""
    wrong = lit(plan, on=on).filter(light_place__lte=ORDER["miss"])  # type: ignore[misc]  # annotated
    leads = TaskUnit.objects.filter(task__in=wrong.values("pk"), role="lead", unit__isnull=False)
    return leads.order_by().values("unit").distinct().count()


AT_ONCE = 500  # tasks in full at a time: no database refuses a question of that length


def rows_of(found: Sequence[Judged], *, plan: Plan, on: date) -> list[BoardRow]:
    """The same tasks in full, in the same order: as many queries for fifty as for one."""
    return in_full([one.task_id for one in found], plan=plan, on=on)


def in_full(ids: Sequence[int], *, plan: Plan, on: date) -> list[BoardRow]:
    """The tasks of these keys in full, in that order: as many queries for fifty as for one."""
    rows = []
    for at in range(0, len(ids), AT_ONCE):
        part = ids[at : at + AT_ONCE]
        tasks = Task.objects.filter(pk__in=part).prefetch_related(*RELATED)
        by_id = {task.pk: row_of(task, plan=plan, on=on) for task in tasks}
        rows += [by_id[pk] for pk in part if pk in by_id]
    return rows


def stale(rows: Iterable[Judged], *, on: date, days: int) -> list[Judged]:
    """Open tasks of which nothing was heard for so many days."""
    limit = on - timedelta(days=days)
    return [row for row in rows if row.state != "done" and (row.updated_on is None or row.updated_on < limit)]
