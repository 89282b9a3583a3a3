"""What a task's pages show: its numbers, what may be reported, what the viewer can do."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lingnan.core.periods import Period
from lingnan.core.words import period as period_words
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.life import Facts, Step, possible
from lingnan.engines.plan.lights import last_closed_quarter
from lingnan.engines.plan.models import ProgressNumber, Task, TaskNumber
from lingnan.engines.plan.selectors.board import expected_quarter
from lingnan.engines.plan.selectors.life import reportable_quarter


def steps_for(by: Actor, facts: Facts) -> dict[str, Step]:
    """The steps that the actor can take now: the table and the rights both say so."""
    office = scope(by, "plan.issue").allows()
    found = possible(facts, unit=by.unit_key, is_office=office)
    return {step.act: step for step in found if scope(by, step.action).allows(unit=by.unit_key)}


def periods_to_report(task: Task, *, unit: str, on: date) -> list[tuple[str, str]]:
    """The quarters that a report can be given for: the one that is due, the one that ended last; unreported first."""
    quarters = [q for q in (expected_quarter(task.plan, on), reportable_quarter(task.plan, on)) if q]
    quarters = list(dict.fromkeys(quarters)) or [last_closed_quarter(on)]
    reported = set(task.progress.filter(unit=unit, period__in=quarters).values_list("period", flat=True))
    ordered = sorted(quarters, key=lambda quarter: (quarter in reported, quarter))
    return [(quarter, period_words(Period.parse(quarter))) for quarter in ordered]


def tidy(value: Decimal) -> Decimal:
    """Without the zeros that the column's scale adds: 111.0000 → 111, 12.5000 → 12.5.

    >>> tidy(Decimal("120.0000")), tidy(Decimal("12.5000"))
    (Decimal('120'), Decimal('12.5'))
    """
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def last_numbers(task: Task, *, unit: str) -> dict[int, Decimal]:
    """The value given last of each number, by the unit where it gave one, else by any."""
    values = ProgressNumber.objects.filter(number__task=task, value__isnull=False).order_by("progress_id")
    found: dict[int, Decimal] = {}
    own: dict[int, Decimal] = {}
    for number, value, reporter in values.values_list("number_id", "value", "progress__unit_id"):
        if value is not None:
            found[number] = tidy(value)
            if reporter == unit:
                own[number] = tidy(value)
    return {**found, **own}


@dataclass(frozen=True, kw_only=True)
class NumberRow:
    """A declared number with the values reported of it, oldest first."""

    number: TaskNumber
    values: tuple[tuple[str, Decimal | None, str], ...]  # period, value, why missing

    @property
    def last(self) -> tuple[str, Decimal | None, str] | None:
        """The newest report of it."""
        return self.values[-1] if self.values else None

    @property
    def target(self) -> Decimal | None:
        """What was promised."""
        return None if self.number.target is None else tidy(self.number.target)

    @property
    def share(self) -> Decimal | None:
        """The last value as a share of the target."""
        if not self.last or self.last[1] is None or not self.number.target:
            return None
        return self.last[1] / self.number.target

    @property
    def points(self) -> list[Decimal | None]:
        """The values alone, for a drawing."""
        return [value for _, value, _ in self.values]


def number_rows(task: Task) -> list[NumberRow]:
    """Every declared number of a task with its history, in one query beside the numbers themselves."""
    values: dict[int, list[tuple[str, Decimal | None, str]]] = {}
    rows = ProgressNumber.objects.filter(number__task=task).order_by("progress__period", "progress_id")
    for number, period, value, missing in rows.values_list("number_id", "progress__period", "value", "missing"):
        values.setdefault(number, []).append((period, None if value is None else tidy(value), missing))
    return [NumberRow(number=one, values=tuple(values.get(one.pk, ()))) for one in task.numbers.all()]
