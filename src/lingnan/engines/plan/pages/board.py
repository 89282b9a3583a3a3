"""The board: which tasks must be chased?"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.labels import Label
from lingnan.engines.identity.actor import actor_of
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.models import Plan, Task
from lingnan.engines.plan.pages.selecting import LIGHT_STATES, around, filters_for, finder, plan_or_current
from lingnan.engines.plan.selectors.board import BoardRow
from lingnan.engines.plan.selectors.judged import (
    by_lead_name,
    by_light,
    in_full,
    in_order,
    lit,
    trouble_first,
    units_to_chase,
)
from lingnan.engines.plan.selectors.views import default_view
from lingnan.engines.plan.services.reminders import CHASED, remind
from lingnan.shell.language import bi, say
from lingnan.shell.svg.strip import Milestone, strip, strip_head
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Column, Table

STALE = 30  # days without an update after which the column warns


def board_page(request: HttpRequest, key: str = "") -> HttpResponse:
    """Every task with its light; the office reminds from here. Without a plan named, the person's first view opens."""
    by, plan, on = actor_of(request.user), plan_or_current(key), today()
    if plan is None:
        return render(request, "plan/no_plan.html", {"may_import": scope(by, "plan.import").allows()})
    if request.method == "POST":
        told = remind(by=by, plan_key=plan.key, on=on)
        messages.info(request, bi("已告知 {n} 位联络员", "{n} liaison officer{n_s} told", n=told))
        return HttpResponseRedirect(reverse("plan:plan", args=[plan.key]))
    if not key and not request.GET and (first := default_view(by, plan=plan)):
        return HttpResponseRedirect(reverse("plan:view", args=[first.token]))
    tasks = lit(plan, on=on)
    bound = bind(board_table(plan, on, request.GET), tasks, request, today=on)
    if (file := bound.download()) is not None:
        return file
    counts = by_light(tasks) if bound.is_filtered else bound.counted
    has_trouble = any(counts.get(state) for state in CHASED)
    may_remind = has_trouble and scope(by, "plan.remind").allows()
    chased = units_to_chase(plan, on) if may_remind else 0
    context = {
        "plan": plan,
        "tasks": bound,
        "answer": answer(counts),
        "today": on,
        "chased": chased,
        "may_remind": bool(chased),
        **around(request, by, plan, "board"),
    }
    return render(request, "plan/board.html", context)


def answer(counts: Mapping[str, int]) -> str:
    """The heading: how many tasks, what is wrong with how many."""
    parts = []
    if late := counts.get("late", 0):
        parts.append(bi("{n} 项逾期", "{n} late", n=late))
    if missing := counts.get("miss", 0):
        parts.append(bi("{n} 项未报送", "{n} not reported", n=missing))
    tail = bi("，", ", ").join(parts) or bi("没有逾期", "none late")
    return bi("{n} 项任务：{tail}", "{n} tasks: {tail}", n=sum(counts.values()), tail=tail)


def board_table(plan: Plan, on: date, asked: QueryDict) -> Table:
    """The board as a table: judged, filtered and sorted by the database, rows made for the page that is shown."""
    years = (plan.period_from.year, plan.period_to.year)
    return Table(
        key="plan.board",
        caption=Label(zh="任务", en="Tasks"),
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
            Column(
                key="lead",
                label=Label(zh="牵头单位", en="Lead"),
                value=lambda row: listed(row.lead_labels),
                is_quiet=True,
                order=by_lead_name,
            ),
            Column(key="state", label=Label(zh="状态", en="State"), kind="light", on_phone="end", order=trouble_first),
            Column(
                key="strip",
                label=Label(zh="进程", en="Course"),
                kind="drawing",
                value=lambda row: row_strip(plan, row, on, years),
                head=lambda: strip_head(years=years),
                on_phone="hidden",
            ),
            Column(
                key="next",
                label=Label(zh="下一节点", en="Next"),
                value=lambda row: row.light.next_step,
                is_sortable=False,
            ),
            Column(key="due", label=Label(zh="期限", en="Due"), kind="date", order=in_order("light_due")),
            Column(key="progress", label=Label(zh="节点", en="Met"), is_sortable=False),
            Column(
                key="updated_on",
                label=Label(zh="更新", en="Updated"),
                kind="date",
                on_phone="hidden",
                order=in_order("updated_on"),
            ),
            Column(
                key="why",
                label=Label(zh="原因", en="Why"),
                value=lambda row: row.light.why,
                is_shown=False,
                is_sortable=False,
            ),
            Column(
                key="cooperating",
                label=Label(zh="配合单位", en="Cooperating"),
                value=lambda row: listed(row.cooperating_labels),
                is_shown=False,
                is_sortable=False,
            ),
        ),
        states=LIGHT_STATES,
        state_field="light",
        filters=filters_for(plan, asked, on),
        finds_where=finder(plan),
        load=lambda shown: in_full(keys(shown), plan=plan, on=on),
        default_sort="state",
        row_url=lambda row: row.url,
        note=Label(
            zh="要催的在前；菱形为节点，实心为已完成，竖线为今天",
            en="Trouble first; diamonds are milestones, filled once met; the upright line is today",
        ),
    )


def keys(shown: Sequence[Task] | QuerySet[Task]) -> list[int]:
    """The keys of a page of tasks: the rest of it is asked for in full."""
    if isinstance(shown, QuerySet):
        return list(shown.values_list("pk", flat=True))
    return [task.pk for task in shown]


def listed(labels: tuple[Label, ...]) -> str:
    """Units in a row: `省商务厅、省经济和信息化委`."""
    return bi("、", "; ").join(say(label) for label in labels)


def row_strip(plan: Plan, row: BoardRow, on: date, years: tuple[int, int]) -> str:
    """The strip of one task."""
    return strip(
        start=plan.period_from,
        end=plan.period_to,
        today=on,
        milestones=[Milestone(day=m.due, is_met=m.met_on is not None) for m in row.milestones],
        due=row.light.due if row.light.state == "late" else None,
        is_done=row.light.state == "done",
        years=years,
        name=row.progress,
    )
