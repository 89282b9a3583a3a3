"""What the duty room does with alerts: take note of them, put a device's silence on the shelf, take it down again."""

from datetime import datetime, timedelta

from django.db import transaction

from lingnan.core import clock
from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import require
from lingnan.engines.sense.models import Alert, Shelf
from lingnan.engines.sense.services.commands import device_for

REASON_AT_MOST = 200
LONGEST_SHELF = timedelta(days=90)
REASON = Label(zh="原因", en="Reason")


def written(text: str, what: Label, *, most: int = REASON_AT_MOST) -> str:
    """A text that may not be empty, nor too long."""
    text = text.strip()
    if not text:
        raise Invalid(what, Label(zh="请写明，不能为空", en="Please write it; it cannot be empty"))
    if len(text) > most:
        raise Invalid(what, Label(zh=f"最多 {most} 字", en=f"At most {most} characters"))
    return text


@transaction.atomic
def acknowledge(*, by: Actor, alert: int, remark: str = "") -> Alert:
    """Say that somebody has seen this alert and looks after it."""
    kept = Alert.objects.select_for_update(of=("self",)).select_related("datastream__station").filter(pk=alert).first()
    if kept is None:
        raise NotFound(Label(zh=f"没有告警 {alert}", en=f"There is no alert {alert}"))
    station = kept.datastream.station
    require(by, "sense.acknowledge", unit=station.unit_id or "", region=station.region_id)
    if kept.state == "closed":
        raise Conflict(Label(zh="告警已经结束", en="The alert is closed already"))
    if kept.acknowledged_at:
        raise Conflict(
            Label(zh=f"{kept.acknowledged_by} 已经确认过", en=f"{kept.acknowledged_by} has taken note of it already")
        )
    if len(remark := remark.strip()) > REASON_AT_MOST:
        raise Invalid(Label(zh="备注", en="Remark"), Label(zh="最多 200 字", en="At most 200 characters"))
    kept.acknowledged_at, kept.acknowledged_by, kept.remark = clock.now(), by.name[:120], remark
    fields = ["acknowledged_at", "acknowledged_by", "remark"]
    if kept.state == "open":
        kept.state = "handled"
        fields.append("state")
    kept.save(update_fields=fields)
    audit.record(
        by=by,
        verb="sense.acknowledge",
        about=f"sense.alert:{kept.pk}",
        summary=f"确认告警：{station.name}",
        after={"remark": remark},
    )
    return kept


@transaction.atomic
def shelve(*, by: Actor, device: int, reason: str, until: datetime) -> Shelf:
    """Expect no data of this device until an end: no silence alert opens, and its running one waits no longer."""
    found = device_for(by, device, "sense.acknowledge")
    reason, now = written(reason, REASON), clock.now()
    if not now < until <= now + LONGEST_SHELF:
        raise Invalid(
            Label(zh="到", en="Until"),
            Label(zh="要晚于现在，最多 90 天", en="must lie in the future, at most 90 days from now"),
        )
    if Shelf.objects.filter(device=found, until__gt=now, ended_at=None).exists():
        raise Conflict(Label(zh="这台设备的停报已经搁置", en="The silence of this device is shelved already"))
    shelf = Shelf.objects.create(device=found, reason=reason, until=until, who=by.name[:120], shelved_at=now)
    audit.record(
        by=by,
        verb="sense.shelve",
        about=f"sense.device:{found.pk}",
        summary=f"搁置设备 {found.address} 的停报告警：{reason}",
        after={"until": until.isoformat(), "shelf": shelf.pk},
    )
    return shelf


@transaction.atomic
def take_down(*, by: Actor, device: int) -> None:
    """Expect data of this device again."""
    found = device_for(by, device, "sense.acknowledge")
    now = clock.now()
    if not Shelf.objects.filter(device=found, until__gt=now, ended_at=None).update(ended_at=now):
        raise Conflict(Label(zh="这台设备的停报没有搁置", en="The silence of this device is not shelved"))
    audit.record(
        by=by,
        verb="sense.shelve",
        about=f"sense.device:{found.pk}",
        summary=f"恢复设备 {found.address} 的停报告警",
    )
