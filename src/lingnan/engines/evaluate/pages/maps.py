"""Where is it low? One indicator of one year on the map, with the same rows as a table."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lingnan.core.labels import Label
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.engines.evaluate.findings import level
from lingnan.engines.evaluate.frameworks import INDEX, Node
from lingnan.engines.evaluate.map_drawing import Area
from lingnan.engines.evaluate.pages.asked import actor, asked_framework, asked_year, map_context, pick
from lingnan.engines.evaluate.selectors.assessments import NodeResult, newest, read, years
from lingnan.engines.evaluate.selectors.cities import evidence_url
from lingnan.shell import words
from lingnan.shell.language import bi, say

POINTS = Label(zh="分", en="points")


def show(request: HttpRequest) -> HttpResponse:
    """The map of the cities by one node of the framework, the weakest named in the heading and first in the table."""
    by, framework_key = actor(request), asked_framework(request)
    judged = read(newest(by, framework=framework_key, year=asked_year(request)))
    framework = judged.framework
    node = framework.node(request.GET.get("indicator") or INDEX)
    rows = sorted(judged.of_node(node.key), key=lambda row: (row.score is None, row.score or Decimal(0)))
    breaks = node.breaks or framework.score_breaks
    decimals = INDICATORS.get(node.key).decimals if node.is_leaf else 1
    unit = INDICATORS.get(node.key).unit if node.is_leaf else POINTS
    shown = [(row, figure(row), evidence_url(judged, node.key, row.region)) for row in rows]
    areas = {
        row.region: Area(
            level=None if value is None else level(value, breaks),
            text=f"{say(row.region_name)} {words.number(value, decimals)} {say(unit)}",
            url=url,
        )
        for row, value, url in shown
    }
    context = {
        "judged": judged,
        "framework": framework,
        "node": node,
        "rows": [(row, row.points if value is None else value, url) for row, value, url in shown],
        "heading": heading(node, rows),
        "decimals": decimals,
        "unit": unit,
        "years": years(by, framework_key),
        "picks": [pick(request, each, name="indicator") for each in framework.root.walk()],
        **map_context(areas, name=say(node.label), breaks=breaks),
    }
    return render(request, "evaluate/map.html", context)


def figure(row: NodeResult) -> Decimal | None:
    """What the map shows: the value of an indicator, the score of anything above."""
    return row.value if row.node.is_leaf else row.score


def heading(node: Node, rows: list[NodeResult]) -> str:
    """The cities that come off worst: low scores, not always low values."""
    worst = sorted((row for row in rows if row.score is not None), key=lambda row: row.score or Decimal(0))[:2]
    if not worst:
        return bi("{n}还没有数", "No figures for {n} yet", n=say(node.label))
    names = bi("、", ", ").join(say(row.region_name) for row in worst)
    return bi("{n}最弱的是{c}", "{n}: weakest in {c}", n=say(node.label), c=names)
