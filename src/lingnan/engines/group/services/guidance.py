"""Guidance to cities and departments (指导意见、工作提示): sent, signed for by a day."""

from datetime import date

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.labels import GUIDANCE
from lingnan.engines.group.models import Guidance, GuidanceReceipt
from lingnan.engines.group.services.numbers import next_number
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import add_working_days, today
from lingnan.engines.identity.models import Attachment, Unit
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services.notifications import notify_unit

WORKING_DAYS_TO_SIGN = 3


@transaction.atomic
def send_guidance(
    *,
    by: Actor,
    kind: str,
    title: str,
    text: str,
    unit_keys: tuple[str, ...],
    sign_by: date | None = None,
    attachment: Attachment | None = None,
    is_sample: bool = False,
) -> Guidance:
    """Send guidance to units; each signs for it."""
    require(by, "group.guide")
    if kind not in GUIDANCE:
        raise Invalid(
            Label(zh="类别", en="Kind"),
            Label(
                zh=f"没有“{kind}”；可用：{'、'.join(GUIDANCE)}",
                en=f"There is no “{kind}”; use one of {', '.join(GUIDANCE)}",
            ),
        )
    if not title.strip() or not text.strip():
        raise Invalid(
            Label(zh="标题" if not title.strip() else "内容", en="Title" if not title.strip() else "Text"),
            Label(zh="不能空着", en="It cannot be empty"),
        )
    units = list(Unit.objects.filter(pk__in=unit_keys))
    if missing := set(unit_keys) - {unit.pk for unit in units}:
        raise Invalid(
            Label(zh="发往", en="Sent to"),
            Label(zh=f"没有单位 {'、'.join(sorted(missing))}", en=f"There is no unit {', '.join(sorted(missing))}"),
        )
    if not units:
        raise Invalid(Label(zh="发往", en="Sent to"), Label(zh="请选至少一个单位", en="Choose at least one unit"))
    day = today()
    guidance = Guidance.objects.create(
        number=next_number(Guidance, day.year, prefix="ZD"),
        kind=kind,
        title=title.strip(),
        text=text.strip(),
        sent_on=day,
        sign_by=sign_by or add_working_days(day, WORKING_DAYS_TO_SIGN),
        attachment=attachment,
        is_sample=is_sample,
    )
    if attachment is not None:  # it was uploaded before the guidance had a number
        Attachment.objects.filter(pk=attachment.pk).update(about=f"group.guidance:{guidance.number}")
    GuidanceReceipt.objects.bulk_create(GuidanceReceipt(guidance=guidance, unit=unit) for unit in units)
    summary = f"印发{GUIDANCE[kind].zh} {guidance.number}“{guidance.title}”，发往 {len(units)} 个单位"
    audit.record(by=by, verb="group.guide", about=f"group.guidance:{guidance.number}", summary=summary,
                 after={"title": guidance.title, "sign_by": guidance.sign_by})  # fmt: skip
    for unit in units:
        notify_unit(
            unit_key=unit.pk,
            key=f"group.guidance:{guidance.number}",
            about=f"group.guidance:{guidance.number}",
            text=f"{GUIDANCE[kind].zh}“{guidance.title}”，请于 {guidance.sign_by} 前签收",
            text_en=f"{GUIDANCE[kind].en}: {guidance.title}. Sign for it by {guidance.sign_by}",
            url=f"/group/guidance/{guidance.number}",
        )
    return guidance


@transaction.atomic
def sign_for(*, by: Actor, number: str, note: str = "") -> GuidanceReceipt:
    """The actor's unit has received it and says what it will do with it."""
    receipts = GuidanceReceipt.objects.select_for_update(of=("self",)).select_related("guidance", "unit")
    receipt = receipts.filter(guidance__number=number, unit=by.unit_key).first()
    if receipt is None:
        raise NotFound(
            Label(
                zh=f"{number} 没有发给{by.unit_name or '您的单位'}",
                en=f"{number} was not sent to {by.unit_name_en or by.unit_name or 'your unit'}",
            )
        )
    require(by, "group.sign_guidance", unit=receipt.unit_id, region=receipt.unit.region_id)
    if receipt.signed_on is not None:
        raise Conflict(
            Label(
                zh=f"{receipt.unit.name}已在 {receipt.signed_on} 签收",
                en=f"{receipt.unit.name_en or receipt.unit.name} signed for it on {receipt.signed_on}",
            )
        )
    receipt.signed_on, receipt.signed_by, receipt.note = today(), by.name, note.strip()[:300]
    receipt.save()
    late = "（逾期）" if receipt.signed_on > receipt.guidance.sign_by else ""
    audit.record(by=by, verb="group.sign_guidance", about=f"group.guidance:{number}", after={"note": receipt.note},
                 summary=f"{receipt.unit.name}签收“{receipt.guidance.title}”{late}")  # fmt: skip
    return receipt
