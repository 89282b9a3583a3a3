"""Computing a year and freezing it: the two acts of the office, each on its own page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.evaluate.actions import FREEZE
from lingnan.engines.evaluate.pages.asked import actor
from lingnan.engines.evaluate.selectors.assessments import by_id
from lingnan.engines.evaluate.services.assess import freeze
from lingnan.engines.identity.rights import require


@require_http_methods(["GET", "POST"])
def freeze_page(request: HttpRequest, assessment: int) -> HttpResponse:
    """Says what will happen, asks for a reason, freezes."""
    by = actor(request)
    require(by, FREEZE)
    row = by_id(by, assessment)
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()
        if not reason:
            raise Invalid(
                Label(zh="理由", en="Reason"),
                Label(zh="请写明为什么现在冻结发布", en="Say why it is frozen and published now"),
            )
        freeze(by, row, reason=reason)
        return redirect(f"/evaluate/ranking?year={row.year}&framework={row.framework}")
    return render(request, "evaluate/freeze.html", {"row": row})
