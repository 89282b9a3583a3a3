"""The register of exchange and cooperation: partners, visits, agreements, and what follows from them by when."""

from datetime import date

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.labels import EXCHANGES, PARTNERS
from lingnan.engines.group.models import Exchange, FollowUp, Partner
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Attachment
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.selectors.units import unit_keyed
from lingnan.engines.identity.services.notifications import notify_unit


def about(exchange: Exchange) -> str:
    """How the audit trail names an exchange."""
    return f"group.exchange:{exchange.pk}"


@transaction.atomic
def add_partner(
    *, by: Actor, name: str, kind: str, place: str = "", contact: str = "", note: str = "", is_sample: bool = False
) -> Partner:
    """A partner; the same name is the partner that is there."""
    require(by, "group.register_exchange", unit=by.unit_key)
    if not name.strip():
        raise Invalid(Label(zh="合作方", en="Partner"), Label(zh="请写名称", en="Give the name"))
    if kept := Partner.objects.filter(name=name.strip()).first():
        return kept
    if kind not in PARTNERS:
        raise Invalid(
            Label(zh="类别", en="Kind"),
            Label(
                zh=f"没有“{kind}”；可用：{'、'.join(PARTNERS)}",
                en=f"There is no “{kind}”; use one of {', '.join(PARTNERS)}",
            ),
        )
    partner = Partner.objects.create(
        name=name.strip(), kind=kind, place=place.strip(), contact=contact.strip(), note=note.strip(),
        is_sample=is_sample,
    )  # fmt: skip
    audit.record(by=by, verb="group.register_exchange", about=f"group.partner:{partner.pk}",
                 summary=f"登记合作方 {partner.name}（{PARTNERS[kind].zh}）", after={"name": partner.name})  # fmt: skip
    return partner


@transaction.atomic
def register_exchange(
    *,
    by: Actor,
    kind: str,
    title: str,
    partner: Partner,
    unit_key: str,
    starts_on: date,
    ends_on: date | None = None,
    people: str = "",
    summary: str = "",
    number: str = "",
    attachment: Attachment | None = None,
    is_sample: bool = False,
) -> Exchange:
    """A visit, an agreement or an event of a unit with a partner."""
    require(by, "group.register_exchange", unit=unit_key)
    if kind not in EXCHANGES:
        raise Invalid(
            Label(zh="类别", en="Kind"),
            Label(
                zh=f"没有“{kind}”；可用：{'、'.join(EXCHANGES)}",
                en=f"There is no “{kind}”; use one of {', '.join(EXCHANGES)}",
            ),
        )
    if not title.strip():
        raise Invalid(Label(zh="名称", en="Name"), Label(zh="请写名称", en="Give the name"))
    if ends_on and ends_on < starts_on:
        raise Invalid(
            Label(zh="止", en="Until"), Label(zh=f"{ends_on} 早于 {starts_on}", en=f"{ends_on} is before {starts_on}")
        )
    unit_keyed(unit_key)
    exchange = Exchange.objects.create(
        kind=kind,
        title=title.strip(),
        partner=partner,
        unit_id=unit_key,
        starts_on=starts_on,
        ends_on=ends_on,
        people=people.strip(),
        summary=summary.strip(),
        number=number.strip(),
        attachment=attachment,
        is_sample=is_sample,
    )
    if attachment is not None:  # it was uploaded before the exchange had a number
        Attachment.objects.filter(pk=attachment.pk).update(about=about(exchange))
    words = f"登记{EXCHANGES[kind].zh}“{exchange.title}”（{partner.name}，{starts_on}）"
    after = {"title": exchange.title, "partner": partner.name, "unit": unit_key, "starts_on": starts_on}
    audit.record(by=by, verb="group.register_exchange", about=about(exchange), summary=words, after=after)
    return exchange


@transaction.atomic
def add_follow_up(*, by: Actor, exchange_id: int, text: str, unit_key: str, due_on: date) -> FollowUp:
    """Something that follows from an exchange: who does it by when. The unit is told, its date reminds."""
    exchange = Exchange.objects.select_related("unit").filter(pk=exchange_id).first()
    if exchange is None:
        raise NotFound(Label(zh=f"没有交流合作 {exchange_id}", en=f"There is no exchange {exchange_id}"))
    require(by, "group.register_exchange", unit=exchange.unit_id)
    if not text.strip():
        raise Invalid(Label(zh="后续事项", en="What follows"), Label(zh="请写做什么", en="Say what is to be done"))
    if due_on < exchange.starts_on:
        raise Invalid(
            Label(zh="期限", en="Due"),
            Label(
                zh=f"{due_on} 早于交流的日期 {exchange.starts_on}",
                en=f"{due_on} is before the exchange ({exchange.starts_on})",
            ),
        )
    unit = unit_keyed(unit_key)
    item = FollowUp.objects.create(exchange=exchange, text=text.strip(), unit=unit, due_on=due_on)
    words = f"“{exchange.title}”后续：{item.text}（{unit.name}，{due_on} 前）"
    audit.record(by=by, verb="group.register_exchange", about=about(exchange), summary=words,
                 after={"text": item.text, "unit": unit_key, "due_on": due_on})  # fmt: skip
    notify_unit(
        unit_key=unit.pk,
        key=f"group.follow_up:{item.pk}",
        about=about(exchange),
        text=f"交流合作后续事项：{item.text}，{due_on} 前",
        text_en=f"To follow up by {due_on}: {item.text}",
        url=f"/group/exchange/{exchange.pk}",
    )
    return item


@transaction.atomic
def finish_follow_up(*, by: Actor, item_id: int, result: str, attachment: Attachment | None = None) -> FollowUp:
    """It is done, with what came of it."""
    item = FollowUp.objects.select_for_update(of=("self",)).select_related("exchange").filter(pk=item_id).first()
    if item is None:
        raise NotFound(Label(zh=f"没有后续事项 {item_id}", en=f"There is no follow-up {item_id}"))
    require(by, "group.follow_up", unit=item.unit_id)
    if item.done_on is not None:
        raise Conflict(
            Label(zh=f"“{item.text}”已在 {item.done_on} 办完", en=f"“{item.text}” was done on {item.done_on}")
        )
    if not result.strip():
        raise Invalid(Label(zh="结果", en="Result"), Label(zh="请写办得怎样", en="Say what came of it"))
    item.done_on, item.result, item.attachment = today(), result.strip()[:400], attachment
    item.save()
    audit.record(by=by, verb="group.follow_up", about=about(item.exchange), after={"result": item.result},
                 summary=f"“{item.exchange.title}”后续事项“{item.text}”办完：{item.result[:120]}")  # fmt: skip
    return item
