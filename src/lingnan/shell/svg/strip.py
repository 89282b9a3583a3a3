"""The strip of a task: its years, milestones, today, and how far it runs past its due date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from lingnan.shell.svg.lines import drawing, fixed

DAYS_IN_YEAR = 365.25


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """A diamond on the strip: filled once met."""

    day: date
    is_met: bool = False


def place(day: date, years: tuple[int, int], width: int) -> float:
    """How far along the strip a day stands, kept inside it."""
    first, last = years
    along = (day - date(first, 1, 1)).days / ((last - first + 1) * DAYS_IN_YEAR)
    return 2 + min(max(along, 0.0), 1.0) * (width - 6)


def strip(
    *,
    start: date,
    end: date,
    today: date,
    milestones: Sequence[Milestone] = (),
    due: date | None = None,
    is_done: bool = False,
    years: tuple[int, int] = (2015, 2017),
    name: str = "",
    width: int = 196,
    height: int = 24,
) -> SafeString:
    """Bar up to today, pale after it; red dashes from a due date passed up to today; an upright line is today."""
    middle = height / 2
    at = {key: place(day, years, width) for key, day in (("start", start), ("end", end), ("today", today))}
    overdue = due is not None and due < today and not is_done
    stop = min(place(due, years, width), at["today"]) if overdue and due else min(at["today"], at["end"])
    body = [
        f'<path class="d-grid" d="M{fixed(place(date(year, 1, 1), years, width))} 4V{height - 4}"/>'
        for year in range(years[0], years[1] + 2)
    ]
    if at["end"] > stop and not overdue:
        body.append(f'<path class="d-rest" d="M{fixed(stop)} {fixed(middle)}H{fixed(at["end"])}"/>')
    if stop > at["start"]:
        body.append(f'<path class="d-done" d="M{fixed(at["start"])} {fixed(middle)}H{fixed(stop)}"/>')
    if overdue:
        body.append(f'<path class="d-late" d="M{fixed(stop)} {fixed(middle)}H{fixed(at["today"])}"/>')
    body.append(f'<path class="d-today" d="M{fixed(at["today"])} 3V{height - 3}"/>')
    body += [diamond(place(stone.day, years, width), middle, is_met=stone.is_met) for stone in milestones]
    return drawing(width, height, "".join(body), name)


def diamond(x: float, y: float, *, is_met: bool) -> str:
    kind = "d-met" if is_met else "d-open"
    return f'<path class="{kind}" d="M{fixed(x)} {fixed(y - 4)}l4 4-4 4-4-4z"/>'


def strip_head(*, years: tuple[int, int] = (2015, 2017), width: int = 196) -> SafeString:
    """The head of a column of strips: each year at its start."""
    body = "".join(
        f'<text class="d-text" x="{fixed(place(date(year, 1, 1), years, width) - 2)}" y="13">{year}</text>'
        for year in range(years[0], years[1] + 1)
    )
    return drawing(width, 18, body, "")
