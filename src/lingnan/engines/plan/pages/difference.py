"""An amending document beside the plan in force: what it keeps, changes, adds and drops."""

import difflib
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import actor_of
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.models import DraftTask
from lingnan.engines.plan.pages.documents import CHANGES, NAVIGATION
from lingnan.engines.plan.selectors.drafts import document, review_model
from lingnan.shell.language import bi

ORDER = ("changed", "new", "dropped", "kept")


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One task on both sides."""

    draft: DraftTask
    change: Label
    before: SafeString
    after: SafeString


def difference_page(request: HttpRequest, key: str) -> HttpResponse:
    """What does this document change?"""
    request.navigation = NAVIGATION  # type: ignore[attr-defined]  # read by shell.navigation
    by = actor_of(request.user)
    plan = document(by, key)
    if plan.amends_id is None:
        raise NotFound(Label(zh="这份文件不修订别的方案", en="This document changes no other plan"))
    model = review_model(plan)
    drafts = sorted((d for d in model.drafts if d.change), key=lambda d: (ORDER.index(d.change), d.order))
    counts = {change: sum(d.change == change for d in drafts) for change in ORDER}
    wanted = request.GET.get("change", "")
    shown = [d for d in drafts if d.change == wanted] if wanted in ORDER else [d for d in drafts if d.change != "kept"]
    context = {
        "plan": plan,
        "pairs": [pair_of(draft) for draft in shown],
        "counts": [(change, CHANGES[change], counts[change]) for change in ORDER],
        "wanted": wanted,
        "answer": answer(counts),
        "may_review": plan.state == "draft" and scope(by, "plan.accept_draft").allows(),
        "steps": model.steps,
    }
    return render(request, "plan/difference.html", context)


def answer(counts: dict[str, int]) -> str:
    """The heading: how many of each."""
    return bi(
        "修改 {c} 项，新增 {n} 项，删去 {d} 项，{k} 项未改动",
        "{c} changed, {n} new, {d} dropped, {k} kept",
        c=counts["changed"], n=counts["new"], d=counts["dropped"], k=counts["kept"],
    )  # fmt: skip


def pair_of(draft: DraftTask) -> Pair:
    """Both texts with what went struck through and what came underlined."""
    old = before_of(draft)
    new = "" if draft.change == "dropped" else draft.text
    before, after = marked(old, new)
    return Pair(draft=draft, change=CHANGES[draft.change], before=before, after=after)


def before_of(draft: DraftTask) -> str:
    """What the task said before this document: the edition that went before its own, else the task itself."""
    if draft.task is None or draft.change == "new":
        return ""
    editions = list(draft.task.editions.all())
    earlier = [e for e in editions if e.document_id != draft.plan_id]
    own = any(e.document_id == draft.plan_id for e in editions)
    return earlier[-1].text if own and earlier else draft.task.text


def marked(old: str, new: str) -> tuple[SafeString, SafeString]:
    """Both texts, character by character where they are alike, whole where one is empty."""
    if not old or not new:
        gone, come = ("del", old) if old else ("", ""), ("ins", new) if new else ("", "")
        return wrap(*gone), wrap(*come)
    before, after = [], []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before.append(wrap("" if tag == "equal" else "del", old[a:b]))
        after.append(wrap("" if tag == "equal" else "ins", new[c:d]))
    return format_html_join("", "{}", ((x,) for x in before)), format_html_join("", "{}", ((x,) for x in after))


def wrap(tag: str, text: str) -> SafeString:
    """A piece of text, marked or not."""
    if not text:
        return SafeString("")
    return format_html(f"<{tag}>{{}}</{tag}>", text) if tag else format_html("{}", text)
