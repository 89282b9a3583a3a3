"""The timeline: what falls when? And the same as a list of dates."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from lingnan.core.labels import Label
from lingnan.engines.identity.actor import actor_of
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.models import Milestone, Plan, Task
from lingnan.engines.plan.pages.board import keys, listed
from lingnan.engines.plan.pages.selecting import LIGHT_STATES, around, filters_for, finder, kept, plan_or_current
from lingnan.engines.plan.selectors.board import BoardRow
from lingnan.engines.plan.selectors.judged import Judged, in_full, in_order, lit, slim, trouble_first
from lingnan.engines.plan.selectors.selection import choose
from lingnan.shell.language import bi
from lingnan.shell.svg.timeline import MONTHS, Mark, Span, month_on, timeline_head, timeline_row
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Column, State, Table

NEAR_DAYS = 30
BEFORE = 3  # months before today in a window that does not show everything
MOST_MONTHS = 60
WINDOWS = (("", 0), ("12", 12), ("24", 24))


def timeline_page(request: HttpRequest, key: str = "") -> HttpResponse:
    """A bar a task with its milestones; `as=dates` lists the dates instead."""
    by, plan, on = actor_of(request.user), plan_or_current(key), today()
    if plan is None:
        return render(request, "plan/no_plan.html", {"may_import": scope(by, "plan.import").allows()})
    span = span_of(plan, request.GET, on)
    as_dates = request.GET.get("as") == "dates"
    table = dates_table() if as_dates else timeline_table(plan, on, request.GET, span)
    shown: Sequence[object] | QuerySet[Task] = lit(plan, on=on)
    if as_dates:
        asked = {name: value for name, value in request.GET.dict().items() if name != "state"}
        shown = steps_of(slim(choose(plan, asked, on=on), plan=plan), on)
    bound = bind(table, shown, request, today=on)
    if (file := bound.download()) is not None:
        return file
    context = {
        "plan": plan,
        "tasks": bound,
        "today": on,
        "answer": answer(plan, on),
        "as_dates": as_dates,
        "other_form": address(request.GET, as_="" if as_dates else "dates"),
        "windows": windows(request.GET, span),
        **around(request, by, plan, "timeline"),
    }
    return render(request, "plan/timeline.html", context)


def answer(plan: Plan, on: date) -> str:
    """The heading: what falls due in the coming thirty days."""
    until = on + timedelta(days=NEAR_DAYS)
    coming = Milestone.objects.filter(task__plan=plan, task__parent=None, met_on=None, due__gte=on, due__lte=until)
    near = coming.exclude(task__state__in=("done", "dropped")).count()
    if not near:
        return bi("未来 30 天没有节点到期", "Nothing falls due in the next 30 days")
    return bi("未来 30 天有 {n} 个节点到期", "{n} milestone{n_s} due in the next 30 days", n=near)


def span_of(plan: Plan, asked: QueryDict, on: date) -> Span:
    """The whole plan and today; or a window of so many months from a month named."""
    months = {"12": 12, "24": 24}.get(str(asked.get("months", "")), 0)
    whole_first = plan.period_from.replace(day=1)
    last = max(plan.period_to, on)
    whole = (last.year - whole_first.year) * MONTHS + last.month - whole_first.month + 2
    if not months:
        return Span(first=whole_first, months=min(max(whole, 2), MOST_MONTHS))
    return Span(first=first_month(str(asked.get("from", "")), on), months=months)


def first_month(text: str, on: date) -> date:
    """`2017-04` as its first day; anything else is some months before today."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return month_on(on, -BEFORE)


def address(asked: QueryDict, *, as_: str | None = None, **changes: str) -> str:
    """This page with another form or window, the filters kept."""
    found = QueryDict(kept(asked), mutable=True)
    for name in ("as", "months", "from"):
        wanted = changes.get(name, as_ if name == "as" and as_ is not None else asked.get(name, ""))
        if wanted:
            found[name] = wanted
    return f"?{found.urlencode()}"


def windows(asked: QueryDict, span: Span) -> list[tuple[str, str, bool]]:
    """Whole, twelve or twenty-four months; and a step back and on within a window."""
    names = {"": bi("全期", "Whole plan"), "12": bi("12 个月", "12 months"), "24": bi("24 个月", "24 months")}
    current = asked.get("months", "") if asked.get("months") in ("12", "24") else ""
    found = [(names[key], address(asked, months=key, **{"from": ""}), key == current) for key, _ in WINDOWS]
    if current:
        half = span.months // 2
        back, onward = month_on(span.first, -half), month_on(span.first, half)
        found.insert(0, (bi("‹ 往前", "‹ Earlier"), address(asked, **{"from": f"{back:%Y-%m}"}), False))
        found.append((bi("往后 ›", "Later ›"), address(asked, **{"from": f"{onward:%Y-%m}"}), False))
    return found


def timeline_table(plan: Plan, on: date, asked: QueryDict, span: Span) -> Table:
    """A row a task."""
    return Table(
        key="plan.timeline",
        caption=Label(zh="时间轴", en="Timeline"),
        columns=(
            Column(
                key="number",
                label=Label(zh="号", en="No."),
                kind="number",
                decimals=0,
                on_phone="hidden",
                field="number",
            ),
            Column(key="title", label=Label(zh="任务", en="Task"), on_phone="lead", field="title"),
            Column(key="state", label=Label(zh="状态", en="State"), kind="light", on_phone="end", order=trouble_first),
            Column(
                key="line",
                label=Label(zh="时间轴", en="Timeline"),
                kind="drawing",
                value=lambda row: line_of(plan, row, on, span),
                head=lambda: timeline_head(span, today=on),
            ),
            Column(key="due", label=Label(zh="期限", en="Due"), kind="date", order=in_order("light_due")),
        ),
        states=LIGHT_STATES,
        state_field="light",
        filters=filters_for(plan, asked, on),
        finds_where=finder(plan),
        load=lambda shown: in_full(keys(shown), plan=plan, on=on),
        default_sort="state",
        row_url=lambda row: row.url,
        note=Label(
            zh="菱形为节点，实心为已完成；红色虚线从逾期节点到今天；竖线为今天",
            en="Diamonds are milestones, filled once met; red dashes run from what is late to today's line",
        ),
    )


def line_of(plan: Plan, row: BoardRow, on: date, span: Span) -> str:
    """One task's bar; spoken as its milestones and their dates."""
    marks = [
        Mark(day=m.due, kind="met" if m.met_on else "late" if m.due < on else "open", name=f"{m.title} {m.due}")
        for m in row.milestones
    ]
    last = max((m.due for m in row.milestones), default=plan.period_to)
    name = bi("、", "; ").join(mark.name for mark in marks)
    return timeline_row(span, start=plan.period_from, end=last, today=on, marks=marks, state=row.state, name=name)


def steps_of(rows: list[Judged], on: date) -> list[dict[str, object]]:
    """Every milestone of the chosen tasks, in one query."""
    by_id = {row.task_id: row for row in rows}
    if not rows:
        return []
    steps = Milestone.objects.filter(task__plan=rows[0].plan_id, task__parent=None)
    return [
        {
            "title": step.title,
            "due": step.due,
            "state": step_state(step, on),
            "task": by_id[step.task_id].title,
            "number": by_id[step.task_id].number,
            "lead": listed(by_id[step.task_id].lead_labels),
            "met_on": step.met_on,
            "url": by_id[step.task_id].url,
        }
        for step in steps
        if step.task_id in by_id
    ]


def step_state(step: Milestone, on: date) -> str:
    """Done, late, near or to come."""
    if step.met_on:
        return "done"
    if step.due < on:
        return "late"
    return "warn" if (step.due - on).days <= NEAR_DAYS else "none"


def dates_table() -> Table:
    """A row a date: the timeline as one reads it aloud."""
    return Table(
        key="plan.dates",
        caption=Label(zh="节点日期", en="Dates"),
        columns=(
            Column(key="due", label=Label(zh="期限", en="Due"), kind="date"),
            Column(key="title", label=Label(zh="节点", en="Milestone"), on_phone="lead"),
            Column(
                key="state",
                label=Label(zh="状态", en="State"),
                kind="light",
                on_phone="end",
                word=lambda row: (
                    Label(zh="未到期", en="To come") if row["state"] == "none" else STEP_WORDS[row["state"]]
                ),
            ),
            Column(key="number", label=Label(zh="号", en="No."), kind="number", decimals=0),
            Column(key="task", label=Label(zh="任务", en="Task")),
            Column(key="lead", label=Label(zh="牵头单位", en="Lead"), is_quiet=True),
            Column(key="met_on", label=Label(zh="完成", en="Met on"), kind="date", on_phone="hidden"),
        ),
        states=(State(key="late", light="late"), State(key="warn", light="warn"), State(key="done", light="done")),
        state_of=lambda row: row["state"],
        default_sort="due",
        row_url=lambda row: row["url"],
    )


STEP_WORDS = {
    "none": Label(zh="未到期", en="To come"),
    "late": Label(zh="逾期", en="Overdue"),
    "warn": Label(zh="临期", en="Due soon"),
    "done": Label(zh="已完成", en="Done"),
}
