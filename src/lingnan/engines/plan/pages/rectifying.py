"""Which weak results should become supervision items, and did the last ones help?"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import actor_of
from lingnan.engines.identity.rights import require, scope
from lingnan.engines.plan.selectors.rectifying import rectifications
from lingnan.engines.plan.services.rectifying import accept, decline
from lingnan.shell.language import say

OUTCOMES = {
    "mended": ("ok", Label(zh="已回到底线以上", en="above the floor again")),
    "better": ("ok", Label(zh="好转", en="better")),
    "same": ("warn", Label(zh="没有变化", en="unchanged")),
    "worse": ("late", Label(zh="更差", en="worse")),
}
STATES = {
    "proposed": ("warn", Label(zh="待定", en="Waits")),
    "accepted": ("done", Label(zh="已立督办", en="Item opened")),
    "declined": ("none", Label(zh="不立项", en="Declined")),
}


def rectification_page(request: HttpRequest) -> HttpResponse:
    """The proposals; the office accepts or declines each in its line."""
    by = actor_of(request.user)
    fault = ""
    if request.method == "POST":
        require(by, "plan.supervise")
        number = request.POST.get("number", "")
        if not number.isdecimal():
            raise NotFound(Label(zh="没有这条整改建议", en="There is no such proposal"))
        try:
            if request.POST.get("act") == "accept":
                accept(by=by, number=int(number))
            else:
                decline(by=by, number=int(number), reason=request.POST.get("reason", ""))
        except (Invalid, Conflict) as error:
            fault = say(error)
        else:
            return HttpResponseRedirect(reverse("plan:rectification"))
    found = rectifications(by)
    context = {
        "rows": [(each, *STATES[each.row.state], OUTCOMES.get(each.outcome)) for each in found],
        "waiting": sum(each.row.state == "proposed" for each in found),
        "accepted": sum(each.row.state == "accepted" for each in found),
        "helped": sum(each.outcome in {"mended", "better"} and each.row.state == "accepted" for each in found),
        "judged_later": sum(bool(each.outcome) and each.row.state == "accepted" for each in found),
        "may_decide": scope(by, "plan.supervise").allows(),
        "fault": fault,
    }
    return render(request, "plan/rectification.html", context, status=409 if fault else 200)
