"""A selection of tasks as this request asks for it, and the views of it that people keep."""

from collections.abc import Callable
from datetime import date

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.selectors import selection
from lingnan.engines.plan.selectors.board import current_plan
from lingnan.engines.plan.selectors.judged import in_words
from lingnan.engines.plan.selectors.views import views_of
from lingnan.shell.language import bi, say
from lingnan.shell.svg.lights import LIGHTS
from lingnan.shell.tables.declare import Choice, Filter, State

PAGES = {
    "board": Label(zh="任务表", en="Tasks"),
    "timeline": Label(zh="时间轴", en="Timeline"),
    "groups": Label(zh="按单位、地市", en="By unit and city"),
    "situation": Label(zh="情况通报", en="Situation report"),
}
ADDRESS = {"board": "plan:plan", "timeline": "plan:timeline", "groups": "plan:groups", "situation": "plan:situation"}
LIGHT_STATES = tuple(State(key=key, light=key) for key in selection.STATES)


def plan_or_current(key: str) -> Plan | None:
    """The plan of the address, or the one in force."""
    return get_object_or_404(Plan, pk=key) if key else current_plan()


def filters_for(plan: Plan, asked: QueryDict, on: date) -> tuple[Filter, ...]:
    """The filters that have something to choose from; one that the address asks for is never left out."""
    leads, unit = selection.leads_of(plan), str(asked.get("unit", ""))
    choices: dict[str, list[Choice]] = {
        "lead": [Choice(key=name, label=leads[name]) for name in sorted(leads)],
        "unit": [Choice(key=unit, label=unit_label(plan, unit))] if unit else [],
        "city": [Choice(key=code, label=label) for code, label in selection.cities_of(plan)],
        "due": [Choice(key=key, label=label) for key, label in selection.DUE.items()],
        "silent": [Choice(key=key, label=label) for key, label in selection.SILENT.items()],
    }
    return tuple(one_filter(key, offered, on) for key, offered in choices.items() if offered)


def one_filter(key: str, offered: list[Choice], on: date) -> Filter:
    """A filter of the toolbar over the selection's own condition."""
    where = selection.WHERE[key]
    return Filter(key=key, label=selection.LABELS[key], choices=lambda: offered, where=lambda wanted: where(wanted, on))


def unit_label(plan: Plan, key: str) -> Label:
    """A unit by the name these tasks call it."""
    found = selection.units_of(plan).filter(unit=key).values_list("written", "unit__name_en").first()
    return in_words(*found) if found else Label(zh=key, en=key)


def finder(plan: Plan) -> Callable[[str], Q]:
    """The table's search box: which tasks hold a text."""
    return lambda text: selection.holding(text, plan=plan)


def kept(query: QueryDict) -> str:
    """The filters of an address, without page, columns or form of the file."""
    found = QueryDict(mutable=True)
    for name in (*selection.ASKED, "sort"):
        if value := query.get(name):
            found[name] = value
    return found.urlencode()


def said(asked: QueryDict, plan: Plan) -> str:
    """The selection in words: `牵头单位：省公安厅；状态：逾期`. Empty where all tasks are meant."""
    words = []
    for key in selection.ASKED:
        if value := asked.get(key, "").strip():
            words.append(f"{say(selection.LABELS[key])}{bi('：', ': ')}{value_said(key, value, plan)}")
    return bi("；", "; ").join(words)


def value_said(key: str, value: str, plan: Plan) -> str:
    """One filter's value in words."""
    if key == "state" and value in LIGHTS:
        return say(LIGHTS[value].label)
    if key == "city":
        return next((say(label) for code, label in selection.cities_of(plan) if code == value), value)
    if key == "unit":
        return say(unit_label(plan, value))
    if key == "lead":
        return say(selection.leads_of(plan).get(value, Label(zh=value, en=value)))
    named = {"due": selection.DUE, "silent": selection.SILENT}.get(key, {})
    return say(named[value]) if value in named else value


def around(request: HttpRequest, by: Actor, plan: Plan, page: str) -> dict[str, object]:
    """What every page of the selection shows above it: the other pages with the same filters, and the kept views."""
    query = kept(request.GET)
    tail = f"?{query}" if query else ""
    views = views_of(by, plan=plan)
    return {
        "tabs": [
            (say(label), reverse(ADDRESS[key], args=[plan.pk]) + tail, key == page)
            for key, label in PAGES.items()
            if key != "situation" or scope(by, "plan.report_situation").allows()
        ],
        "views": views,
        "view": next((view for view in views if (view.page, view.query) == (page, query)), None),
        "page_key": page,
        "query": query,
    }
