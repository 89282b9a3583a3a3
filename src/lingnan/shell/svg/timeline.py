"""A timeline of work (Gantt): months above, a row each with its milestones, today as an upright line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import escape
from django.utils.safestring import SafeString

from lingnan.shell.svg.lines import drawing, fixed

WIDTH, HEIGHT = 640, 26
CROWDED = 34  # months from which only years and half-years are written
MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A milestone on its day: `kind` met, open or late; `name` is shown on hover."""

    day: date
    kind: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Span:
    """The months that a timeline shows, both included."""

    first: date
    months: int

    @property
    def end(self) -> date:
        """The first day behind the last month."""
        return month_on(self.first, self.months)

    def place(self, day: date, width: int = WIDTH) -> float:
        """How far along a day stands, kept inside."""
        along = (day - self.first).days / (self.end - self.first).days
        return round(min(max(along, 0.0), 1.0) * width, 1)

    def starts(self) -> Iterator[date]:
        """The first day of each month."""
        return (month_on(self.first, count) for count in range(self.months))


def month_on(day: date, months: int) -> date:
    """The first of the month so many months on."""
    count = day.year * MONTHS + day.month - 1 + months
    return date(count // MONTHS, count % MONTHS + 1, 1)


def timeline_head(span: Span, *, today: date) -> SafeString:
    """Years above, months below; fewer words where months are many."""
    step = 1 if span.months <= MONTHS + 6 else 3 if span.months <= CROWDED else 6
    body = []
    for count, start in enumerate(span.starts()):
        x = fixed(span.place(start))
        if start.month == 1 or not count:
            body.append(f'<text class="d-text-strong" x="{x}" y="10">{start.year}</text>')
        if (start.month - 1) % step == 0:
            body.append(f'<text class="d-text" x="{x}" y="24">{start.month}</text>')
    return drawing(WIDTH, 28, "".join(body), "")


def timeline_row(
    span: Span, *, start: date, end: date, today: date, marks: Sequence[Mark], state: str, name: str
) -> SafeString:
    """A bar from start to end, full up to today, its milestones as diamonds, red dashes from what is late."""
    middle = HEIGHT / 2
    body = [
        f'<path class="d-grid" d="M{fixed(span.place(each))} 2V{HEIGHT - 2}"/>'
        for each in span.starts()
        if each.month in (1, 4, 7, 10)
    ]
    begin, stop, now = span.place(start), span.place(end), span.place(today)
    reached = stop if state == "done" else min(now, stop)
    if stop > reached:
        body.append(f'<path class="d-rest" d="M{fixed(reached)} {fixed(middle)}H{fixed(stop)}"/>')
    if reached > begin:
        body.append(f'<path class="d-done" d="M{fixed(begin)} {fixed(middle)}H{fixed(reached)}"/>')
    late = [mark.day for mark in marks if mark.kind == "late"]
    if late and now > span.place(min(late)):
        body.append(f'<path class="d-late" d="M{fixed(span.place(min(late)))} {fixed(middle)}H{fixed(now)}"/>')
    if span.first <= today < span.end:
        body.append(f'<path class="d-today" d="M{fixed(now)} 1V{HEIGHT - 1}"/>')
    body += [diamond(span.place(mark.day), middle, mark) for mark in marks if span.first <= mark.day < span.end]
    return drawing(WIDTH, HEIGHT, "".join(body), name)


def diamond(x: float, y: float, mark: Mark) -> str:
    """A milestone with its words on hover; a late one is open, on the red line."""
    kind = "d-met" if mark.kind == "met" else "d-open"
    words = f"<title>{escape(mark.name)}</title>"
    return f'<path class="{kind}" d="M{fixed(x)} {fixed(y - 5)}l5 5-5 5-5-5z">{words}</path>'
