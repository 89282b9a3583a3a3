"""Who leads, and how sure? And the same figures as files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lingnan.engines.evaluate.actions import FREEZE
from lingnan.engines.evaluate.frameworks import INDEX
from lingnan.engines.evaluate.map_drawing import Area
from lingnan.engines.evaluate.pages.asked import actor, asked_framework, asked_year, map_context, pick
from lingnan.engines.evaluate.selectors.export import as_file
from lingnan.engines.evaluate.selectors.ranking import RankRow, ranking
from lingnan.engines.identity.rights import scope
from lingnan.shell import words
from lingnan.shell.language import say


def show(request: HttpRequest) -> HttpResponse:
    """The ranking of a year by the composite or one domain, with intervals, change, trend and map."""
    by = actor(request)
    node = request.GET.get("node", INDEX)
    found = ranking(
        by,
        framework=asked_framework(request),
        year=asked_year(request),
        edition=request.GET.get("edition", ""),
        node=node,
    )
    if (kind := request.GET.get("format")) in {"csv", "xlsx"}:
        return as_file(found.judged, kind)
    framework = found.judged.framework
    context = {
        "ranking": found,
        "judged": found.judged,
        "framework": framework,
        "node": framework.node(node),
        "count": len(found.rows),
        "years": found.years,
        "picks": [pick(request, each) for each in framework.root.walk() if not each.is_leaf],
        "swing": {name: int(getattr(framework.interval, f"{name}_swing") * 100) for name in ("weight", "value")},
        "draws": words.number(framework.interval.draws),
        "may_freeze": not found.judged.is_frozen and scope(by, FREEZE).allows(),
        **map_context(
            {row.result.region: Area(level=row.level, text=said(row), url=row.url) for row in found.rows},
            name=say(framework.node(node).label),
            breaks=framework.score_breaks,
        ),
    }
    return render(request, "evaluate/ranking.html", context)


def said(row: RankRow) -> str:
    """What an area of the map says."""
    return f"{say(row.result.region_name)} {words.number(row.score, 1)}"
