"""Calendar addresses of a person, and the calendar that answers there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.errors import Conflict, NotAllowed, NotFound
from lingnan.core.ical import calendar
from lingnan.engines.identity.actor import actor_of
from lingnan.engines.identity.calendar import today
from lingnan.engines.plan.models import CalendarFeed
from lingnan.engines.plan.services.calendars import make_feed, read_feed, revoke_feed
from lingnan.shell.language import bi, say


def calendars_page(request: HttpRequest) -> HttpResponse:
    """The person's addresses; a new one is shown once."""
    by, shown = actor_of(request.user), ""
    if by.account_id is None:
        raise NotAllowed(bi("登录后才能订阅日历", "Sign in to follow a calendar"))
    if request.method == "POST":
        try:
            if request.POST.get("verb") == "revoke":
                number = request.POST.get("feed", "")
                revoke_feed(by=by, feed_id=int(number) if number.isascii() and number.isdigit() else 0)
                messages.info(request, bi("地址已停用", "The address answers no more"))
                return HttpResponseRedirect(request.path)
            token = make_feed(by=by, unit_key=by.unit_key if request.POST.get("whose") == "unit" else "")
            shown = request.build_absolute_uri(reverse("plan:feed", args=[token]))
        except (Conflict, NotFound) as error:
            messages.warning(request, say(error))
            return HttpResponseRedirect(request.path)
    feeds = CalendarFeed.objects.filter(account=by.account_id, revoked_at=None).select_related("unit")
    return render(request, "plan/calendars.html", {"feeds": list(feeds), "shown": shown, "has_unit": bool(by.unit_key)})


def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar itself: nobody signs in here, the token is the key."""
    base = request.build_absolute_uri("/").rstrip("/")
    name, events = read_feed(token, on=today(), base=base)
    response = HttpResponse(calendar(name, events), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="lingnan.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
