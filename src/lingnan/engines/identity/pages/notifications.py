"""What others want of me."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from lingnan.engines.identity.pages.door import actor, signed_in
from lingnan.engines.identity.selectors.notifications import grouped, notifications_of
from lingnan.engines.identity.services.notifications import mark_read

SHOWN = 200


@signed_in
def notifications(request: HttpRequest) -> HttpResponse:
    """Who wants something of me? Unread and grave first, by task."""
    by = actor(request)
    if request.method == "POST":
        ids = tuple(int(value) for value in request.POST.getlist("read") if value.isdigit())
        mark_read(by=by, ids=ids)
        return HttpResponseRedirect("/notifications")
    found = list(notifications_of(by)[:SHOWN])
    unread = sum(item.read_at is None for item in found)
    return render(
        request, "identity/notifications.html", {"groups": grouped(found), "unread": unread, "count": len(found)}
    )
