"""Home: what needs me first?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lingnan.engines.identity.actor import actor_of
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.todo import items_for


def home(request: HttpRequest) -> HttpResponse:
    """The list of what waits for this person, the most urgent first."""
    by = actor_of(request.user)
    items = items_for(by, on=today()) if by.account_id else []
    return render(request, "web/home.html", {"items": items, "today": today()})
