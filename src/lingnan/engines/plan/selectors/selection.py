"""Filters of the plan's tasks that combine, the same for board, timeline, report and API; kept in the address."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lingnan.core.labels import Label
from lingnan.engines.identity.models import Region
from lingnan.engines.identity.rights import is_within
from lingnan.engines.plan.lights import ORDER, State
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.selectors.judged import Judged
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


def by_lead(row: Judged, wanted: str, on: date) -> bool:
    """A lead of this written name."""
    return wanted in row.leads


def by_unit(row: Judged, wanted: str, on: date) -> bool:
    """The unit of this key answers, in whatever role."""
    return any(unit.unit == wanted for unit in row.units)


def by_city(row: Judged, wanted: str, on: date) -> bool:
    """A unit of this city, or of a county in it, answers."""
    return any(unit.region and is_within(unit.region, wanted) for unit in row.units)


def by_due(row: Judged, wanted: str, on: date) -> bool:
    """Past, or due within so many days."""
    if row.due is None or wanted not in DUE:
        return False
    return row.due < on if wanted == "past" else on <= row.due <= on + timedelta(days=int(wanted))


def by_silence(row: Judged, wanted: str, on: date) -> bool:
    """Open, and nothing heard for so many days."""
    if wanted not in SILENT or row.state == "done":
        return False
    return row.updated_on is None or row.updated_on < on - timedelta(days=int(wanted))


TESTS: Mapping[str, Callable[[Judged, str, date], bool]] = {
    "lead": by_lead,
    "unit": by_unit,
    "city": by_city,
    "due": by_due,
    "silent": by_silence,
}
ASKED = ("state", *TESTS, "q")  # what stands in the address of a selection


def choose(rows: Sequence[Judged], asked: Mapping[str, str], *, plan: Plan, on: date) -> list[Judged]:
    """The rows that pass every filter asked; a text is looked for in task, milestones and reports."""
    chosen = [row for row in rows if all(test(row, asked[key], on) for key, test in TESTS.items() if asked.get(key))]
    if asked.get("q", "").strip():
        held = tasks_that_hold(asked["q"], plan=plan)
        chosen = [row for row in chosen if row.task_id in held]
    return [row for row in chosen if row.state == asked["state"]] if asked.get("state") else chosen


def cities_of(rows: Iterable[Judged]) -> list[tuple[str, Label]]:
    """The cities whose units answer for one of these tasks: code and name."""
    codes = {f"{u.region[:4]}00" for row in rows for u in row.units if u.region and not u.region.endswith("0000")}
    if not codes:
        return []
    found = Region.objects.filter(code__in=codes).order_by("code")
    return [(region.code, Label(zh=region.name, en=region.name_en or region.name)) for region in found]


def leads_of(rows: Iterable[Judged]) -> dict[str, Label]:
    """The leads in these tasks, by written name."""
    return {name: label for row in rows for name, label in zip(row.leads, row.lead_labels, strict=True)}


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


def by_leads(rows: Sequence[Judged]) -> list[Tally]:
    """Each lead with its tasks, trouble first."""
    labels = leads_of(rows)
    return tallies(labels, {name: [row for row in rows if name in row.leads] for name in labels})


def by_cities(rows: Sequence[Judged], on: date) -> list[Tally]:
    """Each city with the tasks that its units answer for."""
    labels = dict(cities_of(rows))
    return tallies(labels, {code: [row for row in rows if by_city(row, code, on)] for code in labels})


def tallies(labels: Mapping[str, Label], rows: Mapping[str, Sequence[Judged]]) -> list[Tally]:
    """Groups of rows as counts."""
    found = []
    for key, label in labels.items():
        mine = rows[key]
        counts: dict[str, int] = {state: sum(row.state == state for row in mine) for state in STATES}
        dates = [row.due for row in mine if row.due and row.state != "miss"]
        found.append(Tally(key=key, label=label, counts=counts, due=min(dates, default=None)))
    return sorted(found, key=lambda tally: tally.trouble)
