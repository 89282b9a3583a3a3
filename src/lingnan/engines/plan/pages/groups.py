"""Who stands how: the tasks counted by unit and by city."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.labels import Label
from lingnan.engines.identity.actor import actor_of
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.pages.selecting import around, plan_or_current
from lingnan.engines.plan.selectors.selection import STATES, Tally, by_cities, by_leads, choose
from lingnan.shell.language import bi, say
from lingnan.shell.svg.lights import LIGHTS
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Column, Table


def groups_page(request: HttpRequest, key: str = "") -> HttpResponse:
    """Two tables: a row a lead, a row a city."""
    by, plan, on = actor_of(request.user), plan_or_current(key), today()
    if plan is None:
        return render(request, "plan/no_plan.html", {"may_import": scope(by, "plan.import").allows()})
    asked = {name: value for name, value in request.GET.dict().items() if name != "sort"}
    tasks = choose(plan, asked, on=on)
    leads, cities = by_leads(tasks, plan=plan), by_cities(tasks)
    troubled = [tally for tally in leads if tally.counts["late"] or tally.counts["miss"]]
    tables = {
        "leads": bind(group_table(plan, "lead", Label(zh="牵头单位", en="Lead")), leads, request, today=on),
        "cities": bind(group_table(plan, "city", Label(zh="地市", en="City")), cities, request, today=on),
    }
    context = {
        "plan": plan,
        "today": on,
        **tables,
        "answer": bi(
            "{n} 个牵头单位，{k} 个有逾期或未报送",
            "{n} leading unit{n_s}, {k} with something late or not reported",
            n=len(leads),
            k=len(troubled),
        ),
        **around(request, by, plan, "groups"),
    }
    return render(request, "plan/groups.html", context)


def group_table(plan: Plan, key: str, label: Label) -> Table:
    """A unit or city with its counts by light."""
    counts = tuple(
        Column(
            key=state,
            label=LIGHTS[state].label,
            kind="number",
            decimals=0,
            value=lambda row, state=state: row.counts[state],  # type: ignore[misc]
        )
        for state in STATES
    )
    return Table(
        key=f"plan.by_{key}",
        caption=Label(zh=f"按{label.zh}", en=f"By {label.en.lower()}"),
        columns=(
            Column(key="label", label=label, value=lambda row: say(row.label), on_phone="lead"),
            Column(key="total", label=Label(zh="任务", en="Tasks"), kind="number", decimals=0, on_phone="end"),
            *counts,
            Column(key="due", label=Label(zh="最近期限", en="Next date"), kind="date"),
        ),
        row_url=lambda row: address(plan, key, row),
        prefix=f"{key}_",
        can_export=False,
        empty=Label(zh="没有由地市承担的任务" if key == "city" else "没有任务", en="None"),
    )


def address(plan: Plan, key: str, row: Tally) -> str:
    """The tasks of one unit or city on the board."""
    return f"{reverse('plan:plan', args=[plan.pk])}?{urlencode({key: row.key})}"
