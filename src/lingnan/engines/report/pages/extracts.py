"""What does the report say of one city, of one field? As a page and as PDF, from the frozen snapshot."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lingnan.engines.evaluate.pages.asked import actor
from lingnan.engines.report import snapshot
from lingnan.engines.report.extracts import Extract, of_city, of_field
from lingnan.engines.report.models import Edition
from lingnan.engines.report.selectors import edition_of
from lingnan.engines.report.services import make_extract
from lingnan.engines.report.snapshot import Content
from lingnan.shell.language import say
from lingnan.shell.tables.export import disposition


def city(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Index, domains and indicators of a city beside the median."""
    edition = edition_of(actor(request), year)
    content = snapshot.read(edition.snapshot)
    return page(request, edition, content, of_city(content, code))


def field(request: HttpRequest, year: int, key: str) -> HttpResponse:
    """A field with all cities, best first."""
    edition = edition_of(actor(request), year)
    content = snapshot.read(edition.snapshot)
    return page(request, edition, content, of_field(content, key))


def page(request: HttpRequest, edition: Edition, content: Content, extract: Extract) -> HttpResponse:
    judged = content.judged
    parts = [(part, content.measures.get(part.key)) for part in extract.parts]
    rows = [
        (line, [(judged.result(part.key, line.result.region), measure) for part, measure in parts])
        for line in extract.lines
    ]
    context = {
        "edition": edition,
        "content": content,
        "judged": judged,
        "extract": extract,
        "rows": rows,
        "parts": parts,
        "change": content.change(extract.key) if extract.kind == "city" else None,
    }
    return render(request, "report/extract.html", context)


def city_pdf(request: HttpRequest, year: int, code: str) -> HttpResponse:
    edition = edition_of(actor(request), year)
    title = say(of_city(snapshot.read(edition.snapshot), code).title)
    return as_pdf(make_extract(edition, city=code), title, f"{year}-{code}")


def field_pdf(request: HttpRequest, year: int, key: str) -> HttpResponse:
    edition = edition_of(actor(request), year)
    title = say(of_field(snapshot.read(edition.snapshot), key).title)
    return as_pdf(make_extract(edition, field=key), title, f"{year}-{key}")


def as_pdf(content: bytes, title: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = disposition(f"{title}.pdf", f"extract-{name}.pdf")
    return response
