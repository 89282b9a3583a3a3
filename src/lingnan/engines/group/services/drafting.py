"""What several services of the working group ask of what people wrote."""

from lingnan.core.errors import Conflict, Fault, Invalid, Words
from lingnan.core.labels import Label
from lingnan.engines.identity.models import Unit
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.selectors.board import current_plan


def wanted(text: str, field: Words, *, most: int = 4000) -> str:
    """The text without blanks around it; empty or too long is refused."""
    kept = text.strip()
    if not kept:
        raise Invalid(field, Label(zh="请写清楚，不能空着", en="Fill this in"))
    if len(kept) > most:
        raise Invalid(
            field,
            Label(zh=f"最多 {most} 字，您写了 {len(kept)} 字", en=f"At most {most} characters; you wrote {len(kept)}"),
        )
    return kept


def plan_in_force() -> Plan:
    """The plan under which the group works."""
    plan = current_plan()
    if plan is None:
        raise Conflict(
            Label(
                zh="还没有采用的方案，工作组的事项要归在方案之下",
                en="No plan is in force; the group's business belongs to a plan",
            )
        )
    return plan


def units_named(keys: tuple[str, ...], field: Words) -> list[Unit]:
    """The units of these keys in the order given; unknown ones are all named."""
    there = Unit.objects.in_bulk(list(dict.fromkeys(keys)))
    if faults := tuple(
        Fault(where=field, reason=Label(zh=f"没有“{key}”这个单位", en=f'There is no unit "{key}"'))
        for key in keys
        if key not in there
    ):
        raise Invalid(field, faults[0].reason, faults=faults)
    return [there[key] for key in dict.fromkeys(keys)]


def next_number(numbers: list[str], year: int) -> str:
    """The next free number of the year: 2018-004."""
    last = max((int(number[5:]) for number in numbers if number.startswith(f"{year}-")), default=0)
    return f"{year}-{last + 1:03d}"
