"""A new edition of a framework, from copy to adoption."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lingnan.core.documents.sheets import Sheet, SheetColumn, as_csv, as_xlsx
from lingnan.core.errors import Invalid, LingnanError, NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.actions import EDIT_FRAMEWORK
from lingnan.engines.evaluate.frameworks import Framework, check
from lingnan.engines.evaluate.frameworks.sheet import FIELDS, rows_of
from lingnan.engines.evaluate.pages.asked import actor
from lingnan.engines.evaluate.pages.whatif import changed_weights, weight_fields
from lingnan.engines.evaluate.selectors.editions import compare
from lingnan.engines.evaluate.selectors.editions_kept import draft
from lingnan.engines.evaluate.services.editions import (
    adopt_edition,
    change_weights,
    drop_edition,
    replace_tree,
    start_edition,
)
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.sheets import refuse_size
from lingnan.shell.forms import day, text, upload
from lingnan.shell.language import say

KINDS: dict[str, tuple[str, Callable[[Sheet], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}


class StartForm(forms.Form):
    """The name of the new edition, its day and what it rests on."""

    edition = text("版本", "Edition", size=20, hint=("例如 2019-A", "for example 2019-A"))
    in_force_from = day("施行日期", "In force from")
    source = text("依据", "Source", size=60, hint=("文件名和文号", "the document and its number"))


class SheetForm(forms.Form):
    """The whole tree as a sheet."""

    file = upload(
        "指标树表格", "Sheet of the tree", hint=("xlsx 或 csv，列同导出的表", "xlsx or csv, columns as exported")
    )


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, key: str) -> HttpResponse:
    """Copy an edition into a draft."""
    by = actor(request)
    require(by, EDIT_FRAMEWORK)
    known = frameworks.editions(key)
    base = frameworks.edition(key, request.GET.get("base") or known[-1].edition)
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = start_edition(by=by, framework=key, base=base.edition, **form.cleaned_data)
            return redirect("evaluate:edition", row.pk)
        except Invalid as error:
            form.add_error(None, say(error))
    return render(request, "evaluate/edition_start.html", {"form": form, "base": base, "last": known[-1]})


@require_http_methods(["GET", "POST"])
def work(request: HttpRequest, number: int) -> HttpResponse:
    """The draft: its weights, its tree as a sheet, what it changes, what stands in the way of adopting it."""
    by = actor(request)
    require(by, EDIT_FRAMEWORK)
    row = draft(by, number)
    fault: LingnanError | None = None
    if request.method == "POST":
        try:
            return _act(request, number)
        except LingnanError as error:
            fault, row = error, draft(by, number)
    framework = Framework.from_json(row.tree)
    typed = {name.removeprefix("w."): request.POST.get(name, "") for name in request.POST if name.startswith("w.")}
    changes = [each for each in compare(frameworks.edition(row.framework, row.base), framework) if each.kind != "kept"]
    context = {
        "row": row,
        "framework": framework,
        "fields": weight_fields(framework, framework, typed if fault else {}),
        "form": SheetForm(),
        "fault": fault,
        "faults": fault.faults if isinstance(fault, Invalid) and len(fault.faults) > 1 else (),
        "changes": changes,
        "missing": list(check(framework)),
    }
    return render(request, "evaluate/edition.html", context)


def _act(request: HttpRequest, number: int) -> HttpResponse:
    """One of the acts on a draft, then the page that shows its result."""
    by, act = actor(request), request.POST.get("act", "")
    version = int(request.POST.get("version") or 0)
    if act == "adopt":
        row = adopt_edition(by=by, number=number, version=version)
        return redirect("evaluate:framework", row.framework, row.edition)
    if act == "drop":
        row = drop_edition(by=by, number=number, version=version)
        return redirect("evaluate:framework", row.framework, row.base)
    if act == "sheet":
        file = request.FILES.get("file")
        if file is None or file.size is None:
            raise Invalid("", say(SheetForm.base_fields["file"].error_messages["required"]))
        refuse_size(file.name or "", file.size)
        replace_tree(by=by, number=number, version=version, name=file.name or "", content=file.read())
    else:
        kept = Framework.from_json(draft(by, number).tree)
        typed = {name.removeprefix("w."): request.POST.get(name, "") for name in request.POST if name.startswith("w.")}
        change_weights(by=by, number=number, version=version, weights=changed_weights(kept, typed))
    return redirect(reverse("evaluate:edition", args=[number]))


def sheet(request: HttpRequest, key: str, edition: str, kind: str) -> HttpResponse:
    """An edition's tree as a file, in the columns in which it comes back."""
    found = frameworks.edition(key, edition)
    return _file(found, kind)


def draft_sheet(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """A draft's tree as a file."""
    by = actor(request)
    require(by, EDIT_FRAMEWORK)
    return _file(Framework.from_json(draft(by, number).tree), kind)


def _file(found: Framework, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise NotFound(Label(zh=f"没有 {kind} 格式；有 csv、xlsx", en=f"There is no {kind}; there are csv and xlsx"))
    media, write = KINDS[kind]
    title = f"{found.label.zh} {found.edition}"
    table = Sheet(
        name="指标树", title=title, columns=[SheetColumn(head=each.head) for each in FIELDS], rows=list(rows_of(found))
    )
    answer = HttpResponse(write(table), content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{found.key}-{found.edition}.{kind}"'
    return answer
