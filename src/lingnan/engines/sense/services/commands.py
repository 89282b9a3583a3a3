"""Orders to devices: asked for on a page, sent by the gateway when the device is on the line, followed to their end."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from lingnan.core import clock
from lingnan.core.errors import Conflict, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import require
from lingnan.engines.sense.models import Device, DeviceCommand
from lingnan.engines.sense.protocols.orders import Order, check, order_of

WAITING_AT_MOST = 20  # orders of one device that are not finished
EXPIRES_AFTER = timedelta(hours=24)  # a device that does not come on the line
SILENT_AFTER = timedelta(hours=1)  # an order that was sent or accepted and of which nothing more was heard
TAKEN_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """An order that is to be sent now."""

    number: int
    key: tuple[str, str]  # protocol and address
    order: Order
    parameters: dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """What became of an order."""

    number: int
    state: str = ""
    reference: str = ""
    words: str = ""


def device_for(by: Actor, number: int, action: str) -> Device:
    """The device, if the actor may do this with it."""
    device = Device.objects.select_related("station__region", "station__unit", "profile").filter(pk=number).first()
    if device is None:
        raise NotFound(Label(zh=f"没有设备 {number}", en=f"There is no device {number}"))
    station = device.station
    require(
        by,
        action,
        unit=(station.unit_id or "") if station else "",
        region=station.region_id if station else "",
    )
    return device


@transaction.atomic
def order_device(*, by: Actor, device: int, order: str, parameters: Mapping[str, str]) -> DeviceCommand:
    """Have an order sent as soon as the device is on the line."""
    found = device_for(by, device, "sense.command")
    if not found.is_approved:
        raise Conflict(Label(zh="设备还没有批准入网", en="The device is not approved yet"))
    wanted = order_of(found.protocol, order)
    kept = check(wanted, parameters)
    open_ones = DeviceCommand.objects.filter(device=found, state__in=DeviceCommand.OPEN)
    if open_ones.filter(order=order, parameters=kept, state="queued").exists():
        raise Conflict(Label(zh="同样的命令已在排队", en="The same order waits already"))
    if open_ones.count() >= WAITING_AT_MOST:
        raise Conflict(
            Label(
                zh=f"这台设备有 {WAITING_AT_MOST} 条命令没有结束，先撤回几条",
                en=f"This device has {WAITING_AT_MOST} unfinished orders: withdraw some first",
            )
        )
    command = DeviceCommand.objects.create(
        device=found, order=order, parameters=kept, asked_by=by.name, asked_at=clock.now()
    )
    audit.record(
        by=by,
        verb="sense.command",
        about=f"sense.device:{found.pk}",
        summary=f"向设备 {found.address} 下达命令：{wanted.label.zh}",
        after={"order": order, "parameters": kept, "command": command.pk},
    )
    return command


@transaction.atomic
def withdraw(*, by: Actor, command: int) -> DeviceCommand:
    """Take an order back that was not sent yet."""
    kept = DeviceCommand.objects.select_for_update().filter(pk=command).first()
    if kept is None:
        raise NotFound(Label(zh=f"没有命令 {command}", en=f"There is no order {command}"))
    device = device_for(by, kept.device_id, "sense.command")
    if kept.state != "queued":
        raise Conflict(Label(zh="命令已经发出，不能撤回", en="The order was sent already"))
    kept.state, kept.finished_at = "withdrawn", clock.now()
    kept.save(update_fields=["state", "finished_at"])
    audit.record(
        by=by,
        verb="sense.command",
        about=f"sense.device:{device.pk}",
        summary=f"撤回对设备 {device.address} 的命令",
        after={"order": kept.order, "command": kept.pk},
    )
    return kept


@transaction.atomic
def claim(on_line: Collection[tuple[str, str]]) -> list[Claimed]:
    """Orders for the devices that are on the line. They count as sent from now: an order is never sent twice."""
    queued = list(
        DeviceCommand.objects.select_for_update(of=("self",))
        .filter(state="queued", device__is_approved=True)
        .select_related("device")
        .order_by("pk")[:TAKEN_AT_ONCE]
    )
    ready = [one for one in queued if (one.device.protocol, one.device.address) in on_line]
    DeviceCommand.objects.filter(pk__in=[one.pk for one in ready]).update(state="sent", sent_at=clock.now())
    return [
        Claimed(
            number=one.pk,
            key=(one.device.protocol, one.device.address),
            order=order_of(one.device.protocol, one.order),
            parameters=one.parameters,
        )
        for one in ready
    ]


@transaction.atomic
def follow(progress: Sequence[Progress]) -> None:
    """Write down what devices said of their orders."""
    now = clock.now()
    for one in progress:
        changes: dict[str, object] = {}
        if one.reference:
            changes["reference"] = one.reference[:40]
        if one.state:
            changes["state"] = one.state
        if one.words:
            changes["result"] = one.words[:200]
        if one.state in {"done", "failed", "unanswered"}:
            changes["finished_at"] = now
        if changes:
            DeviceCommand.objects.filter(pk=one.number, state__in=DeviceCommand.OPEN).update(**changes)


@transaction.atomic
def give_up_old() -> int:
    """Orders whose device never came, and those of which nothing more was heard, end; how many."""
    now = clock.now()
    expired = DeviceCommand.objects.filter(state="queued", asked_at__lt=now - EXPIRES_AFTER)
    lost = DeviceCommand.objects.filter(state__in=["sent", "accepted"], sent_at__lt=now - SILENT_AFTER)
    return expired.update(state="expired", finished_at=now) + lost.update(state="unanswered", finished_at=now)
