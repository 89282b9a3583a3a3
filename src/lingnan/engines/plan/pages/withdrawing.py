"""A document that came in by mistake goes back; one that came in as a plan of its own is told what it amends."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import actor_of
from lingnan.engines.identity.rights import require
from lingnan.engines.plan.pages.documents import NAVIGATION
from lingnan.engines.plan.selectors.drafts import document
from lingnan.engines.plan.services.importing import take_as_amendment, withdraw
from lingnan.shell.acts import SeriousAct
from lingnan.shell.language import bi, current


def withdraw_page(request: HttpRequest, key: str) -> HttpResponse:
    """Take this document back? Why?"""
    request.navigation = NAVIGATION  # type: ignore[attr-defined]  # read by shell.navigation
    by = actor_of(request.user)
    plan, error = document(by, key), ""
    require(by, "plan.import")
    if request.method == "POST":
        try:
            withdraw(by=by, plan_key=plan.key, reason=request.POST.get("reason", ""))
            messages.info(request, bi("已撤回", "Taken back"))
            return HttpResponseRedirect(reverse("plan:plans"))
        except (Conflict, Invalid) as refusal:
            error = refusal.text(current())
    drafts = plan.drafts.exclude(state="merged").count()
    serious = SeriousAct(
        title=Label(zh="撤回这份文件？", en="Take this document back?"),
        consequences=(
            Label(zh=f"读出的 {drafts} 项不会成为任务", en=f"The {drafts} tasks found will not become tasks"),
        ),
        undo=Label(
            zh="文件和审阅记录保留；再导入同一份文件就回到审阅。",
            en="The file and its review are kept; importing the same file again brings it back.",
        ),
        verb=Label(zh="撤回文件", en="Take it back"),
        cancel_url=reverse("plan:document", args=[plan.key]),
    )
    context = {"act": serious, "form_error": error, "reason": request.POST.get("reason", ""), "plan": plan}
    return render(request, "plan/withdraw.html", context, status=409 if error else 200)


def amends_page(request: HttpRequest, key: str) -> HttpResponse:
    """The guess is right: the document amends that plan. Compared with it, then back to the review."""
    by = actor_of(request.user)
    plan = document(by, key)
    if request.method == "POST":
        try:
            base, mode = request.POST.get("amends", ""), request.POST.get("mode", "")
            take_as_amendment(by=by, plan_key=plan.key, amends=base, mode=mode)
        except (Conflict, Invalid) as refusal:
            messages.warning(request, refusal.text(current()))
    return HttpResponseRedirect(reverse("plan:document", args=[plan.key]))
