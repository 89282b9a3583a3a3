"""The audit trail: who did what, and is it whole?"""

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.models import AuditEntry, AuditHead, Setting
from lingnan.engines.identity.pages.door import actor, needs
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.selectors.audit import act_label, audit_entries, differences, object_label
from lingnan.shell import words
from lingnan.shell.language import bi, say
from lingnan.shell.tables import Choice, Column, Filter, Table, bind

VERIFIED = "audit_verified"
IN_LIST = 2


def change_cell(entry: AuditEntry) -> SafeString:
    """The first changed fields, with how many more."""
    found = differences(entry)
    shown = format_html_join(
        bi("；", "; "),
        "{}{}",
        ((f"{say(d.label)} " if d.name else "", arrow(d.before, d.after)) for d in found[:IN_LIST]),
    )
    more = format_html(" <span class='muted'>+{}</span>", len(found) - IN_LIST) if len(found) > IN_LIST else ""
    return format_html("{}{}", shown, more)


def arrow(before: str | None, after: str | None) -> SafeString:
    """`old → new`; only the new one where there was nothing."""
    short = [value if value is None or len(value) <= 24 else f"{value[:23]}…" for value in (before, after)]  # noqa: PLR2004
    if short[0] is None:
        return format_html("{}", short[1])
    return format_html("{} → {}", short[0], short[1] if short[1] is not None else "∅")


def who(entry: AuditEntry) -> str:
    """The person and the unit they acted for."""
    unit = getattr(entry, "unit_name", None) or entry.unit_key
    name = say(words.ACTORS.get(entry.actor, entry.actor))
    return bi("{a}，{u}", "{a}, {u}", a=name, u=unit) if unit else name


TRAIL = Table(
    key="audit",
    caption=Label(zh="审计记录", en="Audit trail"),
    columns=(
        Column(key="number", label=Label(zh="号", en="No."), kind="number", field="number", is_quiet=True),
        Column(
            key="recorded_at", label=Label(zh="时间", en="Time"), kind="moment", field="recorded_at", on_phone="end"
        ),
        Column(
            key="actor",
            label=Label(zh="谁", en="Who"),
            field="actor",
            value=who,
        ),
        Column(key="summary", label=Label(zh="做了什么", en="What"), on_phone="lead"),
        Column(
            key="about",
            label=Label(zh="对象", en="Object"),
            field="about",
            value=lambda e: object_label(e.about),
            is_quiet=True,
            url=lambda e: f"/audit?q={e.about}",
        ),
        Column(
            key="verb",
            label=Label(zh="动作", en="Act"),
            field="verb",
            value=lambda e: act_label(e.verb),
            is_quiet=True,
            is_shown=False,
        ),
        Column(
            key="change",
            label=Label(zh="原来 → 现在", en="Before → after"),
            value=change_cell,
            is_sortable=False,
            on_phone="hidden",
            empty=Label(zh="无字段变化", en="no field changed"),
        ),
        Column(
            key="digest",
            label=Label(zh="摘要", en="Digest"),
            is_quiet=True,
            on_phone="hidden",
            value=lambda e: format_html("<code>{}</code>", e.digest[:8]),
        ),
    ),
    filters=(
        Filter(
            key="verb",
            label=Label(zh="动作", en="Act"),
            field="verb",
            choices=lambda: [
                Choice(key=v, label=act_label(v))
                for v in AuditEntry.objects.order_by("verb").values_list("verb", flat=True).distinct()
            ],
        ),
        Filter(
            key="actor",
            label=Label(zh="谁", en="Who"),
            field="actor",
            choices=lambda: [
                Choice(key=v, label=words.ACTORS.get(v, v))
                for v in AuditEntry.objects.order_by("actor").values_list("actor", flat=True).distinct()[:200]
            ],
        ),
    ),
    search_fields=("about", "summary", "actor"),
    default_sort="-number",
    row_url=lambda entry: f"/audit/{entry.number}",
)


@needs("identity.see_audit")
def trail(request: HttpRequest) -> HttpResponse:
    """Who did what, is it whole?"""
    by = actor(request)
    bound = bind(TRAIL, audit_entries(by, about=request.GET.get("about", "")), request)
    if (answer := bound.download()) is not None:
        return answer
    kept = Setting.objects.filter(key=VERIFIED).first()
    seen = kept.value if kept else None
    head = AuditHead.objects.filter(one=True).first()
    context = {
        "trail": bound,
        "seen": seen,
        "seen_at": datetime.fromisoformat(seen["at"]) if seen else None,
        "head": head,
        "count": head.number if head else 0,
    }
    return render(request, "identity/audit.html", context)


@needs("identity.see_audit")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain and keep what was found."""
    by = actor(request)
    require(by, "identity.see_audit")
    number, digest, faults = audit.verdict()
    found = [{"number": f.number, "reason": f.reason, "reason_zh": f.reason_zh} for f in faults[:20]]
    now = datetime.now(UTC)
    value = {"at": now.isoformat(), "number": number, "digest": digest, "faults": found, "count": len(faults)}
    Setting.objects.update_or_create(key=VERIFIED, defaults={"value": value})
    summary = (
        f"核对审计链：{number} 条完整"
        if not faults
        else f"核对审计链：{len(faults)} 处问题，自第 {faults[0].number} 条"
    )
    audit.record(by=by, verb="identity.verify_audit", about="identity.audit:all", summary=summary)
    return HttpResponseRedirect("/audit")


@needs("identity.see_audit")
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """What exactly changed?"""
    found = audit_entries(actor(request)).filter(number=number).first()
    if found is None:
        raise Http404
    near = audit_entries(actor(request), about=found.about).exclude(number=number).order_by("-number")[:10]
    context = {"entry": found, "differences": differences(found), "near": near,
               "object": object_label(found.about), "act": act_label(found.verb)}  # fmt: skip
    return render(request, "identity/audit_entry.html", context)
