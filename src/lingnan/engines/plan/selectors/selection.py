"""Filters of the plan's tasks that combine, the same for board, timeline, report and API; kept in the address."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Substr

from lingnan.core.labels import Label
from lingnan.engines.identity.models import Region
from lingnan.engines.identity.rights import code_prefix
from lingnan.engines.plan.lights import ORDER, State
from lingnan.engines.plan.models import Plan, Task, TaskUnit
from lingnan.engines.plan.selectors.judged import in_words, lit
from lingnan.engines.plan.selectors.search import tasks_that_hold

DUE = {
    "past": Label(zh="已过期", en="Past"),
    "30": Label(zh="30 天内", en="Within 30 days"),
    "90": Label(zh="90 天内", en="Within 90 days"),
}
SILENT = {
    "30": Label(zh="30 天未更新", en="Silent for 30 days"),
    "90": Label(zh="90 天未更新", en="Silent for 90 days"),
}
LABELS = {
    "state": Label(zh="状态", en="State"),
    "lead": Label(zh="牵头单位", en="Lead"),
    "unit": Label(zh="单位", en="Unit"),
    "city": Label(zh="地市", en="City"),
    "due": Label(zh="期限", en="Due"),
    "silent": Label(zh="更新", en="Updated"),
    "q": Label(zh="文字", en="Text"),
}
STATES: tuple[State, ...] = tuple(sorted(ORDER, key=lambda state: ORDER[state]))


MOST_NAMED = 10_000  # tasks that hold a text: so many are named to the database, more are asked for again each time
Where = Callable[[str, date], Q]
NOTHING = Q(pk__in=[])


def answered_by(**facts: object) -> Q:
    """A task that a unit answers for of which this is true."""
    return Q(Exists(TaskUnit.objects.filter(task=OuterRef("pk"), **facts)))


def by_lead(wanted: str, on: date) -> Q:
    """A lead of this written name."""
    return answered_by(role="lead", written=wanted)


def by_unit(wanted: str, on: date) -> Q:
    """The unit of this key answers, in whatever role."""
    return answered_by(unit=wanted)


def by_city(wanted: str, on: date) -> Q:
    """A unit of this city, or of a county in it, answers."""
    return answered_by(unit__region__code__startswith=code_prefix(wanted))


def by_due(wanted: str, on: date) -> Q:
    """Past, or due within so many days."""
    if wanted not in DUE:
        return NOTHING
    return (
        Q(light_due__lt=on)
        if wanted == "past"
        else Q(light_due__gte=on, light_due__lte=on + timedelta(days=int(wanted)))
    )


def by_silence(wanted: str, on: date) -> Q:
    """Open, and nothing heard for so many days."""
    if wanted not in SILENT:
        return NOTHING
    limit = on - timedelta(days=int(wanted))
    return ~Q(state="done") & (Q(updated_on=None) | Q(updated_on__lt=limit))


WHERE: Mapping[str, Where] = {
    "lead": by_lead,
    "unit": by_unit,
    "city": by_city,
    "due": by_due,
    "silent": by_silence,
}
ASKED = ("state", *WHERE, "q")  # what stands in the address of a selection


def choose(plan: Plan, asked: Mapping[str, str], *, on: date) -> QuerySet[Task]:
    """The lit tasks that pass every filter asked; a text is looked for in task, milestones and reports."""
    chosen = lit(plan, on=on)
    for key, where in WHERE.items():
        if asked.get(key):
            chosen = chosen.filter(where(asked[key], on))
    if text := asked.get("q", "").strip():
        chosen = chosen.filter(holding(text, plan=plan))
    if not asked.get("state"):
        return chosen
    return chosen.filter(light=asked["state"])  # type: ignore[misc]  # annotated


def holding(text: str, *, plan: Plan) -> Q:
    """Tasks whose texts hold this one."""
    held = tasks_that_hold(text, plan=plan)
    if held is None:
        return NOTHING
    few = set(held.distinct()[: MOST_NAMED + 1])
    return Q(pk__in=few if len(few) <= MOST_NAMED else held)


def units_of(plan: Plan) -> QuerySet[TaskUnit]:
    """Who answers for the tasks of a plan, those of the parts left out."""
    return TaskUnit.objects.filter(task__plan=plan, task__parent=None).order_by()


def cities_of(plan: Plan) -> list[tuple[str, Label]]:
    """The cities whose units answer for one of these tasks: code and name."""
    codes = units_of(plan).filter(unit__region__isnull=False).values_list("unit__region_id", flat=True).distinct()
    return named_cities({f"{code[:4]}00" for code in codes if code and not code.endswith("0000")})


def named_cities(codes: Collection[str]) -> list[tuple[str, Label]]:
    """Cities by code."""
    if not codes:
        return []
    found = Region.objects.filter(code__in=codes).order_by("code")
    return [(region.code, Label(zh=region.name, en=region.name_en or region.name)) for region in found]


def leads_of(plan: Plan) -> dict[str, Label]:
    """The leads in these tasks, by written name."""
    rows = units_of(plan).filter(role="lead").values_list("written", "unit__name_en").distinct()
    return {written: in_words(written, english) for written, english in rows}


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One unit's or city's tasks counted by light."""

    key: str
    label: Label
    counts: Mapping[str, int]
    due: date | None

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def trouble(self) -> tuple[int, int, int]:
        """For ordering: most late, most silent, most."""
        return -self.counts.get("late", 0), -self.counts.get("miss", 0), -self.total


Counted = Mapping[str, Mapping[str, tuple[int, date | None]]]  # group → light → how many, the nearest date


def by_leads(tasks: QuerySet[Task], *, plan: Plan) -> list[Tally]:
    """Each lead with its tasks counted, trouble first: two queries."""
    counts = counted(tasks.filter(units__role="lead"), F("units__written"))
    labels = leads_of(plan) if counts else {}
    return tallies({name: labels.get(name, Label(zh=name, en=name)) for name in counts}, counts)


def by_cities(tasks: QuerySet[Task]) -> list[Tally]:
    """Each city with the tasks that its units answer for, counted: two queries."""
    placed = tasks.annotate(place=F("units__unit__region_id"))
    below = placed.filter(place__isnull=False).exclude(place__endswith="0000")  # the province is no city
    counts = counted(below, Substr("place", 1, 4))
    labels = dict(named_cities([f"{prefix}00" for prefix in counts]))
    return tallies(labels, {f"{prefix}00": found for prefix, found in counts.items()})


def counted(tasks: QuerySet[Task], group: Combinable) -> Counted:
    """Lit tasks counted by group and light in one query."""
    rows = (
        tasks.annotate(group=group)
        .values_list("group", "light")
        .annotate(there=Count("pk", distinct=True), nearest=Min("light_due"))
    )
    found: dict[str, dict[str, tuple[int, date | None]]] = {}
    for name, light, there, nearest in rows:
        found.setdefault(name, {})[light] = (there, nearest)
    return found


def tallies(labels: Mapping[str, Label], counts: Counted) -> list[Tally]:
    """Counts with their names."""
    found = []
    for key, label in labels.items():
        mine = counts.get(key, {})
        dates = [day for state, (_, day) in mine.items() if day and state != "miss"]
        numbers: dict[str, int] = {state: mine.get(state, (0, None))[0] for state in STATES}
        found.append(Tally(key=key, label=label, counts=numbers, due=min(dates, default=None)))
    return sorted(found, key=lambda tally: tally.trouble)
