"""Where does this city stand?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lingnan.engines.evaluate.frameworks import INDEX
from lingnan.engines.evaluate.pages.asked import actor, asked_framework, asked_year
from lingnan.engines.evaluate.selectors.assessments import place_of
from lingnan.engines.evaluate.selectors.chances import chances, sides
from lingnan.engines.evaluate.selectors.cities import city
from lingnan.engines.evaluate.selectors.ranking import ranking

MOST_CHANCES = 12


def show(request: HttpRequest, code: str) -> HttpResponse:
    """A city: domains against the median, indicators weakest first, what is open about it."""
    found = city(actor(request), code, framework=asked_framework(request), year=asked_year(request))
    weakest = next((row for row in found.domains if row.gap is not None), None)
    strong, weak = sides(found.judged, code)
    context = {
        "chances": chances(found.judged, code)[:MOST_CHANCES],
        "strong": strong,
        "weak": weak,
        "city": found,
        "judged": found.judged,
        "weakest": weakest,
        "years": found.years,
        "count": len(found.others),
        "place": place_of(found.top),
        "file_kinds": (("xlsx", "Excel"), ("csv", "CSV"), ("parquet", "Parquet")),
    }
    return render(request, "evaluate/city.html", context)


def listing(request: HttpRequest) -> HttpResponse:
    """All cities, the last first: whom to look at."""
    found = ranking(actor(request), framework=asked_framework(request), year=asked_year(request))
    domains = found.judged.framework.root.children
    rows = [
        (row, [(domain, found.judged.result(domain.key, row.result.region)) for domain in domains])
        for row in reversed(found.rows)
    ]
    context = {"ranking": found, "judged": found.judged, "rows": rows, "domains": domains, "index": INDEX}
    return render(request, "evaluate/cities.html", {**context, "years": found.years})
