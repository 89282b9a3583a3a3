"""Views that people keep: save, open by link, make the first, drop."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from lingnan.core.errors import Conflict, Invalid
from lingnan.engines.identity.actor import actor_of
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.pages.selecting import ADDRESS
from lingnan.engines.plan.selectors.views import shared_view
from lingnan.engines.plan.services.views import drop_view, save_view, set_default
from lingnan.shell.language import bi, say


def view_page(request: HttpRequest, token: str) -> HttpResponse:
    """A kept view by its link, whoever keeps it."""
    view = shared_view(token)
    # a blank question mark in the address keeps the default view from opening itself over and over
    return HttpResponseRedirect(reverse(ADDRESS[view.page], args=[view.plan_id]) + f"?{view.query}")


@require_POST
def views_page(request: HttpRequest, key: str) -> HttpResponse:
    """What the form of views asked for; back to where it stood."""
    by, plan = actor_of(request.user), get_object_or_404(Plan, pk=key)
    page, query = request.POST.get("page", "board"), request.POST.get("query", "")
    verb, view_id = request.POST.get("verb", ""), request.POST.get("view", "")
    number = int(view_id) if view_id.isascii() and view_id.isdigit() else 0
    try:
        if verb == "save":
            first = bool(request.POST.get("is_default"))
            view = save_view(
                by=by, plan=plan, name=request.POST.get("name", ""), page=page, query=query, is_default=first
            )
            messages.info(request, bi("已保存筛选“{n}”", "Saved as “{n}”", n=view.name))
        elif verb == "default":
            set_default(by=by, plan=plan, view_id=number)
            messages.info(request, bi("任务页打开时先看它", "It opens first from now on"))
        elif verb == "drop":
            drop_view(by=by, plan=plan, view_id=number)
            messages.info(request, bi("已删除筛选", "The view is deleted"))
    except (Invalid, Conflict) as error:
        messages.warning(request, say(error))
    address = ADDRESS.get(page, ADDRESS["board"])
    return HttpResponseRedirect(reverse(address, args=[plan.pk]) + (f"?{query}" if query else ""))
