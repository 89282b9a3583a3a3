"""Who leads, and how sure? And the same figures as files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lingnan.engines.evaluate.actions import ASSESS, FREEZE
from lingnan.engines.evaluate.frameworks import INDEX
from lingnan.engines.evaluate.pages.asked import actor, asked_framework, asked_year, classes
from lingnan.engines.evaluate.selectors.export import as_file
from lingnan.engines.evaluate.selectors.ranking import ranking
from lingnan.engines.identity.rights import scope
from lingnan.shell.policy import allows_drawings


@allows_drawings
def show(request: HttpRequest) -> HttpResponse:
    """The ranking of a year by the composite or one node, with intervals, change, trend and map."""
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
        "nodes": [each for each in framework.root.walk() if not each.is_leaf],
        "breaks": classes(framework.score_breaks),
        "count": len(found.rows),
        "may_assess": scope(by, ASSESS).allows(),
        "may_freeze": scope(by, FREEZE).allows() and not found.judged.is_frozen,
    }
    return render(request, "evaluate/ranking.html", context)
