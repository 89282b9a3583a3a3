"""Members and experts from a sheet: checked first, every fault named, stored when confirmed."""

from typing import NamedTuple, Protocol

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from lingnan.core.errors import Invalid, LingnanError
from lingnan.core.labels import Label
from lingnan.engines.group.services import imports
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.pages.door import actor, signed_in
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services.imports import Preview
from lingnan.engines.identity.sheets import Field, refuse_size, template
from lingnan.shell.language import bi, say

AN_HOUR = 3600
SHOWN_FAULTS = 200


class Judge(Protocol):
    """Reads a sheet and says what it would bring."""

    def __call__(self, *, by: Actor, name: str, content: bytes) -> Preview: ...


class Keep(Protocol):
    """Stores what was judged."""

    def __call__(self, *, by: Actor, preview: Preview) -> int: ...


class Kind(NamedTuple):
    """One kind of sheet."""

    title: Label
    back: str
    action: str
    fields: tuple[Field, ...]
    judge: Judge
    keep: Keep


KINDS = {
    "members": Kind(Label(zh="成员名录", en="Members"), "group:directory", "group.manage_members", imports.MEMBERS,
                    imports.preview_members, imports.import_members),
    "experts": Kind(Label(zh="专家库", en="Experts"), "group:experts", "group.manage_experts", imports.EXPERTS,
                    imports.preview_experts, imports.import_experts),
}  # fmt: skip


def kind_of(what: str) -> Kind:
    """The kind in the address."""
    if what not in KINDS:
        raise Http404
    return KINDS[what]


@signed_in
@never_cache
def import_page(request: HttpRequest, what: str) -> HttpResponse:
    """What would this file bring? Nothing is stored until it is confirmed."""
    kind, by = kind_of(what), actor(request)
    require(by, kind.action)
    context: dict[str, object] = {"what": what, "kind": kind, "back": reverse(kind.back)}
    salt = f"group.import:{what}:{by.account_id}"
    try:
        if confirmed := request.POST.get("confirmed"):
            file, rows = signing.loads(confirmed, salt=salt, max_age=AN_HOUR)
            preview = Preview(file=file, rows=tuple(rows), faults=(), read=len(rows))
            context["stored"] = kind.keep(by=by, preview=preview)
        elif request.method == "POST":
            upload = request.FILES.get("file")
            if upload is None:
                raise Invalid("", bi("还没有选文件", "No file chosen yet"))
            refuse_size(upload.name or "file", upload.size or 0)
            preview = kind.judge(by=by, name=upload.name or "file", content=upload.read())
            signed = (
                "" if preview.faults else signing.dumps([preview.file, list(preview.rows)], salt=salt, compress=True)
            )
            context |= {"preview": preview, "faults": preview.faults[:SHOWN_FAULTS], "signed": signed,
                        "more": max(0, len(preview.faults) - SHOWN_FAULTS)}  # fmt: skip
    except signing.BadSignature:
        context["fault"] = bi("这次核对已过期，请重新上传文件", "This check has expired; upload the file again")
    except LingnanError as error:
        faults = error.faults if isinstance(error, Invalid) and len(error.faults) > 1 else ()
        context |= {"fault": say(error), "faults": faults}
    wrong = "fault" in context or bool(context.get("faults"))
    return render(request, "group/import.html", context, status=422 if wrong else 200)


@signed_in
def template_file(request: HttpRequest, what: str) -> HttpResponse:
    """An empty workbook to fill in."""
    kind = kind_of(what)
    require(actor(request), kind.action)
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(template(title=kind.title.zh, fields=kind.fields), content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{what}-template.xlsx"'
    return response
