"""Building and publishing the report: the acts of the office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from lingnan.engines.evaluate.pages.asked import actor
from lingnan.engines.identity.rights import require
from lingnan.engines.report.actions import PUBLISH
from lingnan.engines.report.selectors import edition_of
from lingnan.engines.report.services import build_edition, publish


@require_POST
def build(request: HttpRequest, year: int) -> HttpResponse:
    """Take the frozen assessment of the year into an edition."""
    build_edition(actor(request), year)
    return redirect("report:reader", year=year)


@require_http_methods(["GET", "POST"])
def publish_page(request: HttpRequest, year: int) -> HttpResponse:
    """Says what publishing does, then publishes."""
    by = actor(request)
    require(by, PUBLISH)
    edition = edition_of(by, year)
    if request.method == "POST":
        publish(by, edition)
        return redirect("report:reader", year=year)
    return render(request, "report/publish.html", {"edition": edition})
