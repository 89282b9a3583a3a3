"""The page of search results."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static

from lingnan.shell.context import Nobody
from lingnan.shell.language import say
from lingnan.shell.search import Found, search


def search_page(request: HttpRequest) -> HttpResponse:
    """Everything the text finds, grouped; as JSON for the box that shows it while one types."""
    text = request.GET.get("q", "")
    found = search(getattr(request, "actor", None) or Nobody(), text)
    if request.GET.get("format") == "json":
        return JsonResponse({"groups": [as_data(group) for group in found]})
    return render(request, "shell/search.html", {"found": found, "text": text})


def as_data(group: Found) -> dict[str, object]:
    hits = [{"title": say(hit.title), "url": hit.url, "note": hit.note} for hit in group.hits]
    return {"label": say(group.label), "hits": hits}


def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask here on their own where a page names no sign: JSON, files."""
    return redirect(static("lingnan/mark.svg"))
