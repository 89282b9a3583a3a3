"""What a ranking says in a sentence: who is clearly ahead, and which ranks cannot be told apart. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lingnan.core.labels import Label

MOST_LEADERS = 5  # "clearly ahead" of more than a handful says nothing
LEAST_TIED = 3


@dataclass(frozen=True, kw_only=True)
class Place:
    """A rank with its interval."""

    rank: int
    low: int
    high: int


def clear_lead(places: Sequence[Place]) -> int:
    """How many of the first are clearly ahead: none of them can be in the place of any behind them. 0 if nobody."""
    ordered = sorted(places, key=lambda place: place.rank)
    found = 0
    for count in range(1, min(MOST_LEADERS, len(ordered) - 1) + 1):
        ahead, behind = ordered[:count], ordered[count:]
        if max(place.high for place in ahead) < min(place.low for place in behind):
            found = count
    return found


def tied_block(places: Sequence[Place]) -> tuple[int, int] | None:
    """The longest run of ranks whose intervals all share at least two ranks, as (first, last); None if no three do."""
    ordered = sorted(places, key=lambda place: place.rank)
    best: tuple[int, int] | None = None
    longest = LEAST_TIED - 1
    for start in range(len(ordered)):
        low, high = ordered[start].low, ordered[start].high
        for end in range(start + 1, len(ordered)):
            low, high = max(low, ordered[end].low), min(high, ordered[end].high)
            if low >= high:
                break
            if end - start + 1 > longest:
                longest, best = end - start + 1, (ordered[start].rank, ordered[end].rank)
    return best


def headline(places: Sequence[Place]) -> Label:
    """The answer of the ranking page."""
    if not places:
        return Label(zh="还没有可排名的城市", en="No city can be ranked yet")
    lead, tied = clear_lead(places), tied_block(places)
    ahead = {
        0: Label(zh="没有城市明显领先", en="No city is clearly ahead"),
        1: Label(zh="第 1 名领先明显", en="The first is clearly ahead"),
    }.get(lead, Label(zh=f"前 {lead} 名领先明显", en=f"The first {lead} are clearly ahead"))
    if tied is None:
        return Label(zh=f"{ahead.zh}，各名次大体分得清", en=f"{ahead.en}; most ranks are clear")
    return Label(
        zh=f"{ahead.zh}，第 {tied[0]} 至 {tied[1]} 名分不出先后",
        en=f"{ahead.en}; ranks {tied[0]} to {tied[1]} cannot be told apart",
    )


def level(value: Decimal, breaks: Sequence[Decimal]) -> int:
    """The class 1 to 5 of a value among four breaks; a value on a break belongs to the class above it."""
    return 1 + sum(1 for edge in breaks if value >= edge)
