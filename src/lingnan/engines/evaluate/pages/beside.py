"""In which domain is one city ahead of another?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lingnan.engines.evaluate.frameworks import INDEX
from lingnan.engines.evaluate.pages.asked import actor, asked_framework, asked_year
from lingnan.engines.evaluate.selectors.assessments import newest, read, years
from lingnan.engines.evaluate.selectors.chances import MOST_CITIES, side_by_side, usual_pair


def show(request: HttpRequest) -> HttpResponse:
    """Two to six cities over the whole tree; `city` may stand several times in the address."""
    by, key = actor(request), asked_framework(request)
    judged = read(newest(by, framework=key, year=asked_year(request)))
    asked = list(dict.fromkeys(code for code in request.GET.getlist("city") if code)) or list(usual_pair(judged))
    rows = side_by_side(judged, asked)
    apart = max(
        (row for row in rows if row.depth == 1 and row.spread is not None),
        key=lambda row: row.spread or 0,
        default=None,
    )
    leader = min((r for r in rows[0].results if r.rank), key=lambda result: result.rank or 0, default=None)
    context = {
        "judged": judged,
        "rows": rows,
        "tops": rows[0].results,
        "chosen": asked,
        "cities": judged.of_node(INDEX),
        "apart": apart,
        "leader": leader,
        "years": years(by, key),
        "most": MOST_CITIES,
    }
    return render(request, "evaluate/beside.html", context)
