"""Divisions: the tree, and what a code of any year means today."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lingnan.core.errors import NotFound
from lingnan.engines.identity.models import Region
from lingnan.engines.identity.pages.door import signed_in
from lingnan.engines.identity.selectors.regions import children_of, history_of, path_to, resolve_code
from lingnan.engines.identity.sources import PROVINCE
from lingnan.shell.language import bi, say


@signed_in
def regions(request: HttpRequest) -> HttpResponse:
    """Where does this code belong? Any code, of any year."""
    asked, year = request.GET.get("code", "").strip(), request.GET.get("year", "").strip()
    context: dict[str, object] = {"asked": asked, "year": year}
    try:
        on = date(int(year), 12, 31) if year else None
        resolution = resolve_code(asked, on=on) if asked else None
    except NotFound as error:
        return render(request, "identity/regions.html", {**context, "fault": say(error)}, status=404)
    except ValueError:
        wrong = bi("年份写作 1998", "Write the year as 1998")
        return render(request, "identity/regions.html", {**context, "fault": wrong}, status=422)
    found = resolution.regions if resolution else tuple(Region.objects.filter(pk=PROVINCE))
    shown = found[0] if len(found) == 1 else None
    context |= {
        "resolution": resolution,
        "moved": bool(resolution and resolution.steps),
        "region": shown,
        "path": path_to(shown.code)[:-1] if shown else [],
        "children": children_of(shown.code) if shown else [],
        "history": history_of(shown.code) if shown and shown.level != "town" else [],
    }
    return render(request, "identity/regions.html", context)
