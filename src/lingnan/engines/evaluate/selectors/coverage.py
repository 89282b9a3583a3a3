"""How many cities have a value of an indicator in a year."""

from collections.abc import Sequence
from dataclasses import dataclass

from lingnan.core.periods import Period
from lingnan.engines.evaluate.declare import Indicator
from lingnan.engines.evaluate.selectors.values import approved_values
from lingnan.engines.identity.selectors.regions import cities_at


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Cities with a value, of all that stood at the end of the year."""

    present: int
    of: int


def coverage(indicators: Sequence[Indicator], year: int) -> dict[str, Coverage]:
    """By indicator key: reported ones in one query, computed ones by what they compute."""
    period = Period.year(year)
    regions = cities_at(year)
    stored = approved_values([each.key for each in indicators], regions=regions, periods=[str(period)])
    found: dict[str, Coverage] = {}
    for each in indicators:
        if each.compute:
            present = sum(1 for value in each.compute(regions, period).values() if value.value is not None)
        else:
            present = sum(1 for (key, _, _), value in stored.items() if key == each.key and value.value is not None)
        found[each.key] = Coverage(present=present, of=len(regions))
    return found
