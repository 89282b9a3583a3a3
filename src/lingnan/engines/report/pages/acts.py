"""Building and publishing the report: the acts of the office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from lingnan.core.errors import Conflict, Invalid
from lingnan.engines.evaluate.pages.asked import actor
from lingnan.engines.identity.rights import require
from lingnan.engines.report.actions import EDIT, PUBLISH
from lingnan.engines.report.editing import LONGEST, PLACES, write_text
from lingnan.engines.report.selectors import draft_of, edition_of
from lingnan.engines.report.services import build_edition, publish
from lingnan.shell.language import say


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


@require_http_methods(["GET", "POST"])
def text_page(request: HttpRequest, year: int) -> HttpResponse:
    """The editor's places of a draft, one form each; what is refused stays in its field."""
    by = actor(request)
    require(by, EDIT)
    edition = draft_of(by, year)
    typed: dict[str, str] = {}
    fault = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in ("place", "zh", "en", "version")}
        version = int(typed["version"]) if typed["version"].isdecimal() else 0
        try:
            write_text(by, edition, place=typed["place"], zh=typed["zh"], en=typed["en"], version=version)
        except (Invalid, Conflict) as error:
            fault = say(error)
        else:
            return redirect(f"{reverse('report:text', args=[year])}#{typed['place']}")
    kept = {row.place: row for row in edition.texts.all()}
    places = [
        (key, label, kept.get(key), typed if typed.get("place") == key else None) for key, label in PLACES.items()
    ]
    context = {"edition": edition, "places": places, "fault": fault, "longest": LONGEST, "written": len(kept)}
    return render(request, "report/text.html", context, status=409 if fault else 200)
