"""Search: where does it say so?"""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lingnan.engines.identity.actor import actor_of
from lingnan.engines.plan.indexing import kinds
from lingnan.engines.plan.selectors.search import MOST_COUNTED, Group, of_kind, search
from lingnan.shell.language import bi, say


def search_page(request: HttpRequest) -> HttpResponse:
    """The best of each kind; of one kind, all of it by pages."""
    by = actor_of(request.user)
    text, kind, asked = request.GET.get("q", "").strip(), request.GET.get("kind", ""), request.GET.get("page", "")
    page = min(max(int(asked), 1), 1000) if asked.isascii() and asked.isdigit() else 1
    named = kind in dict(kinds())
    groups = [of_kind(by, text, kind, page=page, counted=True)] if named and text else search(by, text) if text else []
    groups = [group for group in groups if group.found]
    context = {
        "text": text,
        "kind": kind if named else "",
        "groups": [(group, link(text, group.kind)) for group in groups],
        "chips": [(bi("全部", "All"), link(text, ""), not named)]
        + [(say(label), link(text, key), key == kind) for key, label in kinds() if key != "x"],
        "answer": answer(text, groups, named),
        "previous": link(text, kind, page - 1) if named and page > 1 else "",
        "next": link(text, kind, page + 1) if named and groups and groups[0].is_more else "",
    }
    return render(request, "plan/search.html", context)


def link(text: str, kind: str, page: int = 1) -> str:
    """The search for a text in one kind."""
    asked = {"q": text, **({"kind": kind} if kind else {}), **({"page": str(page)} if page > 1 else {})}
    return f"{reverse('plan:search')}?{urlencode(asked)}"


def answer(text: str, groups: list[Group], named: bool) -> str:
    """The heading."""
    if not text:
        return bi("查任务、进展、会议、督办和文件正文", "Search tasks, progress, meetings, supervision and documents")
    if not groups:
        return bi("没有找到“{t}”", "Nothing found for “{t}”", t=text)
    if named and groups[0].count is not None:
        more, count = groups[0].count > MOST_COUNTED, min(groups[0].count, MOST_COUNTED)
        label = say(groups[0].label)
        if more:
            return bi("{k}中有 {n} 条以上写到“{t}”", "{k}: more than {n} hold “{t}”", k=label, n=count, t=text)
        return bi("{k}中有 {n} 条写到“{t}”", "{k}: {n} hold “{t}”", k=label, n=count, t=text)
    return bi("写到“{t}”的有这些", "These hold “{t}”", t=text)
