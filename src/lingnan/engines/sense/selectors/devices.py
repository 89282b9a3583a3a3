"""Devices for the list and for one device's page: is it heard, when was its newest value, what was said on its line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Min

from lingnan.core import clock
from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import require, scope
from lingnan.engines.sense.declare import STATISTICS, property_of
from lingnan.engines.sense.decoding import statistic_of
from lingnan.engines.sense.models import (
    Alert,
    Datastream,
    Device,
    DeviceCommand,
    DeviceEntry,
    DeviceLadder,
    DeviceProfile,
    Observation,
    Shelf,
)
from lingnan.engines.sense.protocols.orders import orders_of
from lingnan.engines.sense.protocols.titles import title_of
from lingnan.engines.sense.selectors.stations import business_now

ONLINE_DAYS = 30
COMMANDS_SHOWN, ENTRIES_SHOWN = 20, 50
COMMAND_WORDS = {
    "queued": Label(zh="待发送", en="Waits for the device"),
    "sent": Label(zh="已发送", en="Sent"),
    "accepted": Label(zh="设备已受理", en="Accepted"),
    "done": Label(zh="已执行", en="Done"),
    "failed": Label(zh="未执行", en="Not done"),
    "unanswered": Label(zh="设备未应答", en="No answer"),
    "expired": Label(zh="已过期，设备未上线", en="Expired: the device never came"),
    "withdrawn": Label(zh="已撤回", en="Withdrawn"),
}
COMMAND_LIGHTS = {"done": "done", "failed": "late", "unanswered": "late", "expired": "none", "withdrawn": "none"}
RESULTS_EN = {
    "执行成功": "Done",
    "执行失败，原因不明": "Failed, cause unknown",
    "命令请求条件错误": "The order's conditions are wrong",
    "通讯超时": "Time-out",
    "系统繁忙不能执行": "Busy",
    "系统故障": "System fault",
    "没有数据": "No data",
    "准备执行请求": "Will be done",
    "请求被拒绝": "Refused",
    "设备已离线": "The device has left the line",
    "PW 错误": "Wrong PW",
    "MN 错误": "Wrong MN",
    "ST 错误": "Wrong ST",
    "Flag 错误": "Wrong Flag",
    "QN 错误": "Wrong QN",
    "CN 错误": "Wrong CN",
    "CRC 校验错误": "Wrong CRC",
    "未知错误": "Unknown error",
}
ENTRY_WORDS = {
    "calibration": Label(zh="校准", en="Calibration"),
    "maintenance": Label(zh="维护", en="Maintenance"),
    "firmware": Label(zh="固件", en="Firmware"),
    "credentials": Label(zh="口令", en="Password"),
    "transfer": Label(zh="移交", en="Transfer"),
    "settings": Label(zh="设置", en="Settings"),
    "note": Label(zh="备注", en="Note"),
}


@dataclass(frozen=True, kw_only=True)
class DeviceRow:
    """A device for a list, with its light and why."""

    device: Device
    interval: int | None  # seconds
    is_shelved: bool
    silent: Alert | None

    @property
    def light(self) -> str:
        if not self.device.is_approved:
            return "miss"
        if self.silent is not None and not self.is_shelved:
            return "late"
        if self.device.data_at is None or self.is_shelved:
            return "none"
        return "ok"

    @property
    def word(self) -> Label:
        if self.is_shelved and self.device.is_approved:
            return Label(zh="停报已搁置", en="Silence shelved")
        return {
            "miss": Label(zh="未入网", en="May not send"),
            "late": Label(zh="停报", en="Silent"),
            "none": Label(zh="还没有数据", en="No data yet"),
            "ok": Label(zh="在线", en="On line"),
        }[self.light]

    @property
    def station(self) -> Label | None:
        kept = self.device.station
        return Label(zh=kept.name, en=kept.name_en or kept.name) if kept else None

    @property
    def region(self) -> str:
        return self.device.station.region_id if self.device.station else ""


def device_rows(by: Actor) -> list[DeviceRow]:
    """The devices that the actor manages, trouble first."""
    require(by, "sense.manage")
    mine = scope(by, "sense.manage").filter(unit_field="station__unit_id", region_field="station__region_id")
    found = Device.objects.filter(mine).select_related("station__unit", "station__region", "profile")
    rows = _rows(list(found))
    order = {"late": 0, "miss": 1, "none": 2, "ok": 3}
    return sorted(rows, key=lambda row: (order[row.light], row.device.protocol, row.device.address))


def _rows(devices: Sequence[Device]) -> list[DeviceRow]:
    ids = [device.pk for device in devices]
    fastest = dict(
        Datastream.objects.filter(station__in={device.station_id for device in devices}, series=0)
        .values_list("station_id")
        .annotate(least=Min("expected_interval"))
    )
    shelved = set(
        Shelf.objects.filter(device__in=ids, until__gt=clock.now(), ended_at=None).values_list("device_id", flat=True)
    )
    silent = {alert.device_id: alert for alert in Alert.objects.filter(device__in=ids).exclude(state="closed")}
    return [
        DeviceRow(
            device=device,
            interval=device.expected_interval
            or (device.profile.expected_interval if device.profile else None)
            or fastest.get(device.station_id or ""),
            is_shelved=device.pk in shelved,
            silent=silent.get(device.pk),
        )
        for device in devices
    ]


@dataclass(frozen=True, kw_only=True)
class LadderRung:
    """One message for people: who said it, when, what it is, its values in words, its bytes."""

    at: datetime
    is_up: bool
    kind: Label
    values: tuple[Label, ...]
    more: int
    text: str


@dataclass(frozen=True, kw_only=True)
class CommandRow:
    """An order and what became of it."""

    command: DeviceCommand
    label: Label

    @property
    def light(self) -> str:
        return COMMAND_LIGHTS.get(self.command.state, "warn")

    @property
    def word(self) -> Label:
        return COMMAND_WORDS[self.command.state]

    @property
    def result(self) -> Label | None:
        text = self.command.result
        return Label(zh=text, en=RESULTS_EN.get(text, text)) if text else None


@dataclass(frozen=True, kw_only=True)
class DevicePage:
    """Everything that one device's page shows."""

    row: DeviceRow
    shelf: Shelf | None
    commands: tuple[CommandRow, ...]
    entries: tuple[tuple[Label, DeviceEntry], ...]
    ladder: tuple[LadderRung, ...]
    profiles: tuple[DeviceProfile, ...]
    came: int
    expected: int

    @cached_property
    def online(self) -> Decimal | None:
        """The share of expected values that came in the last thirty days."""
        return min(Decimal(1), Decimal(self.came) / self.expected) if self.expected else None


def device_page(by: Actor, number: int) -> DevicePage:
    """One device."""
    device = Device.objects.select_related("station__unit", "station__region", "profile").filter(pk=number).first()
    if device is None:
        raise NotFound(Label(zh=f"没有设备 {number}", en=f"There is no device {number}"))
    station = device.station
    require(
        by, "sense.manage", unit=(station.unit_id or "") if station else "", region=station.region_id if station else ""
    )
    row = _rows([device])[0]
    came, expected = _online(device, row.interval)
    kept = DeviceLadder.objects.filter(device=device).first()
    labels = {order.key: order.label for order in orders_of(device.protocol)}
    return DevicePage(
        row=row,
        shelf=Shelf.objects.filter(device=device, until__gt=clock.now(), ended_at=None).first(),
        commands=tuple(
            CommandRow(command=one, label=labels.get(one.order, Label(zh=one.order, en=one.order)))
            for one in DeviceCommand.objects.filter(device=device)[:COMMANDS_SHOWN]
        ),
        entries=tuple(
            (ENTRY_WORDS[entry.kind], entry) for entry in DeviceEntry.objects.filter(device=device)[:ENTRIES_SHOWN]
        ),
        ladder=tuple(_rung(device.protocol, one) for one in reversed(kept.rungs)) if kept else (),
        profiles=tuple(DeviceProfile.objects.filter(protocol=device.protocol)),
        came=came,
        expected=expected,
    )


def _online(device: Device, interval: int | None) -> tuple[int, int]:
    """Values that came and that were expected of its station's quickest datastream since it was first heard."""
    if not interval or device.station_id is None or device.first_seen is None:
        return 0, 0
    streams = Datastream.objects.filter(station=device.station_id, series=0, latest__isnull=False)
    stream = streams.order_by("expected_interval", "pk").first()
    if stream is None:
        return 0, 0
    now = business_now()
    until = now - timedelta(seconds=interval)  # the newest value may still be on its way
    start = until - timedelta(days=ONLINE_DAYS)
    first = stream.latest.first_at
    start = max(start, first) if first else start
    found = Observation.objects.filter(
        datastream=stream, observed_at__gte=start, observed_at__lte=until, sequence=0
    ).aggregate(n=Count("observed_at"))
    return found["n"], max(0, int((until - start).total_seconds() // interval) + 1)


def _rung(protocol: str, kept: Mapping[str, object]) -> LadderRung:
    kind = str(kept["kind"])
    values = kept.get("values")
    return LadderRung(
        at=datetime.fromisoformat(str(kept["at"])),
        is_up=bool(kept["up"]),
        kind=title_of(protocol, kind) if kind else Label(zh="无法解析", en="Cannot be read"),
        values=tuple(_said(protocol, kind, *one) for one in values) if isinstance(values, list) else (),
        more=int(str(kept.get("more", 0))),
        text=str(kept["text"]),
    )


def _said(protocol: str, kind: str, code: str, statistic: str, value: str | None) -> Label:
    """`PM2.5 日均值 35`; a code that no sector declared stays a code."""
    declared, period = property_of(protocol, code), STATISTICS.get(statistic_of(protocol, kind, statistic))
    name = declared.short if declared else Label(zh=code, en=code)
    unit = f" {declared.unit}" if declared and value is not None else ""
    zh, en = (period.zh, period.en.lower()) if period else ("", "")
    return Label(
        zh=f"{name.zh}{' ' if zh else ''}{zh} {value or '无'}{unit}",
        en=f"{name.en}{', ' if en else ''}{en} {value or 'none'}{unit}",
    )
