"""Which evaluation systems does the plan name, and what of them can be computed or collected here today?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.labels import Label
from lingnan.engines.evaluate import frameworks, outlines
from lingnan.engines.evaluate.outlines import System, UnitNamed, collected_by
from lingnan.engines.evaluate.pages.indicators import CONFIDENCE
from lingnan.engines.evaluate.selectors.coverage import coverage
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Unit
from lingnan.shell.language import bi, say
from lingnan.shell.tables import Column, State, Table, bind

UNKNOWN = Label(zh="不明", en="not known")


def _lead(row: System) -> str:
    return bi("、", ", ").join(_named(row.lead))


def _named(units: tuple[UnitNamed, ...]) -> list[str]:
    return [each.written for each in units]


def _state(row: System) -> str:
    return "ok" if row.framework else "none"


def _word(row: System) -> Label:
    if row.framework:
        return Label(zh="已在评分", en="scored")
    if row.outline:
        return Label(zh="可采集，不评分", en="collected, not scored")
    return Label(zh="可采集", en="can be collected")


LIST = Table(
    key="systems",
    caption=Label(zh="评价体系", en="Evaluation systems"),
    columns=(
        Column(key="number", label=Label(zh="号", en="No."), kind="number", is_quiet=True),
        Column(key="label", label=Label(zh="评价体系", en="System"), value=lambda row: row.label, on_phone="lead"),
        Column(key="task", label=Label(zh="任务", en="Task"), kind="number", is_quiet=True),
        Column(key="lead", label=Label(zh="牵头单位", en="Lead units"), value=_lead),
        Column(
            key="annual",
            label=Label(zh="每年评价", en="Every year"),
            value=lambda row: Label(zh="是", en="yes") if row.is_annual else Label(zh="未写明", en="not stated"),
        ),
        Column(
            key="indicators",
            label=Label(zh="现有指标", en="Indicators here"),
            kind="number",
            value=lambda row: (
                len(frameworks.editions(row.framework)[-1].leaves) if row.framework else len(collected_by(row))
            ),
        ),
        Column(key="state", label=Label(zh="状态", en="State"), kind="light", value=_state, word=_word, on_phone="end"),
    ),
    states=(
        State(key="ok", light="ok", label=Label(zh="已在评分", en="Scored")),
        State(key="none", light="none", label=Label(zh="可采集", en="Can be collected")),
    ),
    state_of=_state,
    search_of=lambda row: f"{row.label.zh} {row.label.en} {_lead(row)}",
    row_url=lambda row: reverse("evaluate:system", args=[row.key]),
    default_sort="number",
)


def listing(request: HttpRequest) -> HttpResponse:
    """Every evaluation system of the plan."""
    found = outlines.systems()
    bound = bind(LIST, list(found), request)
    answer = bound.download()
    if answer is not None:
        return answer
    context = {"table_of": bound, "scored": sum(bool(each.framework) for each in found), "source": found[0].source}
    return render(request, "evaluate/systems.html", context)


def show(request: HttpRequest, key: str) -> HttpResponse:
    """One system: who leads it, its outline where one is known, and how far its indicators have values."""
    found = outlines.system(key)
    year = today().year - 1
    outline = outlines.outline(found.outline) if found.outline else None
    frame = frameworks.editions(found.framework)[-1] if found.framework else None
    indicators = collected_by(found)
    covered = coverage(indicators, year)
    names = Unit.objects.in_bulk([each.unit for each in (*found.lead, *found.cooperating) if each.unit])
    nodes = [
        (node, depth, covered.get(node.indicator.key) if node.indicator else None, say(_sure(node.confidence)))
        for node, depth in (outline.walk() if outline else ())
    ]
    context = {
        "system": found,
        "outline": outline,
        "framework": frame,
        "nodes": nodes,
        "unknown": sum(1 for item in outline.items if item.weight is None) if outline else 0,
        "items": len(outline.items) if outline else 0,
        "rows": [
            (each, covered[each.key], say(_sure(each.confidence)) if each.confidence else "") for each in indicators
        ],
        "lead": [names.get(each.unit) or each.written for each in found.lead],
        "cooperating": [names.get(each.unit) or each.written for each in found.cooperating],
        "year": year,
    }
    return render(request, "evaluate/system.html", context)


def _sure(word: str) -> Label:
    return CONFIDENCE.get(word, UNKNOWN)
