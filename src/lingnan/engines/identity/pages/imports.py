"""People and units from a sheet: choose, check, confirm."""

import csv
import io

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from lingnan.core.errors import Fault, Invalid, LingnanError
from lingnan.core.labels import Label
from lingnan.engines.identity.pages.door import actor, signed_in
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services import imports
from lingnan.engines.identity.services.imports import Preview
from lingnan.engines.identity.sheets import refuse_size, template
from lingnan.shell.language import bi, say

KINDS = {
    "people": (Label(zh="人员", en="People"), "identity.manage_accounts", imports.PEOPLE, imports.preview_people),
    "units": (Label(zh="单位", en="Units"), "identity.manage_units", imports.UNITS, imports.preview_units),
}
AN_HOUR = 3600
SHOWN_FAULTS = 200


@signed_in
@never_cache
def import_page(request: HttpRequest, what: str) -> HttpResponse:
    """What would this file bring? Nothing is stored until it is confirmed."""
    if what not in KINDS:
        raise Http404
    title, action, fields, judge = KINDS[what]
    require(actor(request), action)
    context: dict[str, object] = {"what": what, "title": title, "fields": fields}
    if request.method == "POST" and request.POST.get("confirmed"):
        return confirm(request, what, context)
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            context["fault"] = bi("还没有选文件", "No file chosen yet")
        else:
            name = file.name or "file"
            try:
                refuse_size(name, file.size or 0)
                preview = judge(by=actor(request), name=name, content=file.read())
                context |= shown(preview, request, what)
            except Invalid as error:
                context |= {"faults": error.faults, "file": name, "fault": say(error)}
    wrong = "fault" in context or bool(context.get("faults"))
    return render(request, "identity/import.html", context, status=422 if wrong else 200)


def shown(preview: Preview, request: HttpRequest, what: str) -> dict[str, object]:
    """The first rows, every fault, and (without faults) the rows signed for the confirmation."""
    salt = f"import:{what}:{actor(request).account_id}"
    heads = [field.head for field in KINDS[what][2]]
    signed = "" if preview.faults else signing.dumps([preview.file, list(preview.rows)], salt=salt, compress=True)
    return {
        "preview": preview,
        "file": preview.file,
        "faults": preview.faults[:SHOWN_FAULTS],
        "heads": heads,
        "first": preview.first,
        "signed": signed,
        "more": max(0, len(preview.faults) - SHOWN_FAULTS),
        "faults_csv": faults_csv(preview.faults),
    }


def faults_csv(faults: tuple[Fault, ...]) -> str:
    """All faults as CSV text, to be copied or kept."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["位置", "原因", "应为"])
    writer.writerows([fault.where, fault.reason, fault.allowed] for fault in faults)
    return out.getvalue()


def confirm(request: HttpRequest, what: str, context: dict[str, object]) -> HttpResponse:
    """Store what was shown, all or none."""
    by = actor(request)
    try:
        file, rows = signing.loads(request.POST["confirmed"], salt=f"import:{what}:{by.account_id}", max_age=AN_HOUR)
        preview = Preview(file=file, rows=tuple(rows), faults=(), read=len(rows))
        if what == "people":
            return render(request, "identity/passwords.html", {"made": imports.import_people(by=by, preview=preview)})
        return render(
            request, "identity/import.html", {**context, "stored": imports.import_units(by=by, preview=preview)}
        )
    except signing.BadSignature:
        context["fault"] = bi("这次核对已过期，请重新上传文件", "This check has expired; upload the file again")
    except LingnanError as error:
        context["fault"] = say(error)
    return render(request, "identity/import.html", context, status=422)


@signed_in
def template_file(request: HttpRequest, what: str) -> HttpResponse:
    """An empty workbook to fill in."""
    if what not in KINDS:
        raise Http404
    title, action, fields, _ = KINDS[what]
    require(actor(request), action)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(template(title=title.zh, fields=fields), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{what}-template.xlsx"'
    return response
