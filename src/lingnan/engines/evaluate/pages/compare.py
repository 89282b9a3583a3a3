"""What did a new edition of a framework change?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.selectors.editions import compare

LIGHTS = {
    "changed": ("warn", Label(zh="有变动", en="changed")),
    "new": ("ok", Label(zh="新增", en="new")),
    "dropped": ("late", Label(zh="取消", en="dropped")),
    "kept": ("none", Label(zh="未变", en="kept")),
}


def show(request: HttpRequest, key: str) -> HttpResponse:
    """Two editions side by side, by default the last two."""
    known = frameworks.editions(key)
    if len(known) == 1:
        said = Label(zh=f"{known[0].label.zh}只有一个版本", en=f"{known[0].label.en} has one edition only")
        raise NotFound(said)
    before = frameworks.edition(key, request.GET.get("before") or known[-2].edition)
    after = frameworks.edition(key, request.GET.get("after") or known[-1].edition)
    rows = [(change, *LIGHTS[change.kind]) for change in compare(before, after)]
    context = {
        "before": before,
        "after": after,
        "editions": known,
        "rows": rows,
        "changed": sum(1 for change, _, _ in rows if change.kind != "kept"),
        "floors": (before.floor, after.floor),
    }
    return render(request, "evaluate/compare.html", context)
