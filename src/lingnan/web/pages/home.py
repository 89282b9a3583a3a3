"""Home: what needs me first? For a visitor without account: what is public here?"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lingnan.engines.evaluate.models import Assessment
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.todo import TodoItem, items_for
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.selectors.board import BoardRow, current_plan
from lingnan.engines.plan.selectors.judged import by_light, in_full, lit, trouble_first
from lingnan.engines.plan.selectors.selection import answered_by
from lingnan.engines.sense.models import Datastream, LatestObservation
from lingnan.shell.language import bi

MOST_TASKS = 50  # the board shows the rest
SOON = 3  # days from which an item is marked


@dataclass(frozen=True, kw_only=True)
class Day:
    """One cell of the month: its date, and the light of the most urgent item due on it."""

    day: date
    light: str
    is_today: bool
    is_rest: bool


def home(request: HttpRequest) -> HttpResponse:
    """The list of what waits for this person, the most urgent first."""
    by, on = actor_of(request.user), today()
    if by.is_public:
        return render(request, "web/welcome.html", welcome(by, on))
    items, waiting = items_for(by, on=on), items_for(by, on=on, waiting=True)
    plan = current_plan()
    context = {
        "items": items,
        "waiting": waiting,
        "answer": answer(items, on),
        "today": on,
        "weekday": bi("星期" + "一二三四五六日"[on.weekday()], on.strftime("%A")),
        "tasks": own_tasks(plan, by.unit_key, on) if plan and by.unit_key else [],
        "month": list(month(items, on)),
        "streams": stream_counts(),
    }
    return render(request, "web/home.html", context)


def own_tasks(plan: Plan, unit: str, on: date) -> list[BoardRow]:
    """The tasks that the unit leads, trouble first."""
    tasks = lit(plan, on=on).filter(answered_by(role="lead", unit=unit)).order_by(*trouble_first())
    return in_full(list(tasks.values_list("pk", flat=True)[:MOST_TASKS]), plan=plan, on=on)


def answer(items: list[TodoItem], on: date) -> str:
    """The heading: how many things, how many late."""
    if not items:
        return bi("没有事等您办", "Nothing waits for you")
    late = sum(item.due is not None and item.due < on for item in items)
    tail = bi("，{n} 件已逾期", ", {n} overdue", n=late) if late else ""
    return bi("{n} 件事等您办{tail}", "{n} thing{n_s} for you{tail}", n=len(items), tail=tail)


def light_of(item: TodoItem, on: date) -> str:
    """late, warn within three days, else ok."""
    left = (item.due - on).days if item.due else SOON + 1
    return "late" if left < 0 else "warn" if left <= SOON else "ok"


def month(items: list[TodoItem], on: date) -> Iterator[Day | None]:
    """The cells of this month from its first Monday's week: None before the first."""
    due: dict[date, str] = {}
    for item in items:
        if item.due:
            due.setdefault(item.due, light_of(item, on))
    first, days = calendar.monthrange(on.year, on.month)
    yield from [None] * first
    for number in range(1, days + 1):
        day = on.replace(day=number)
        yield Day(day=day, light=due.get(day, ""), is_today=day == on, is_rest=day.weekday() >= calendar.SATURDAY)


def stream_counts() -> tuple[int, int]:
    """Datastreams that ever reported, of all."""
    return LatestObservation.objects.count(), Datastream.objects.count()


def welcome(by: Actor, on: date) -> dict[str, object]:
    """What the public sees first: the plan's state, the newest published ranking, the report."""
    plan = current_plan()
    counts = by_light(lit(plan, on=on)) if plan else {}
    published = Assessment.objects.filter(state="frozen").order_by("-year", "-pk").first()
    return {
        "plan": plan,
        "late": counts.get("late", 0),
        "count": sum(counts.values()),
        "published": published,
        "today": on,
    }
