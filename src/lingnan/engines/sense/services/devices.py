"""Devices as they are kept: registered, set up, handed over, stopped; each change is a line of its log book."""

import re
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from lingnan.core import clock
from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import require
from lingnan.engines.sense.declare import PROPERTIES
from lingnan.engines.sense.models import Device, DeviceEntry, DeviceProfile, Station
from lingnan.engines.sense.protocols.base import PROTOCOLS
from lingnan.engines.sense.services.admission import password_digest
from lingnan.engines.sense.services.commands import device_for
from lingnan.engines.sense.services.duty import REASON, written
from lingnan.engines.sense.services.stations import approve_device

ADDRESS = re.compile(r"[0-9A-Za-z._:-]{1,60}")
INTERVAL_LEAST, INTERVAL_MOST = 1, 31 * 86_400
INTERVAL = Label(zh="应报间隔（秒）", en="Expected interval (seconds)")
PASSWORD_MOST = 64
WRITTEN_BY_HAND = frozenset({"calibration", "maintenance", "firmware", "note"})
FIRMWARE_MOST = 80


def _note(by: Actor, device: Device, kind: str, text: str, *, on: date | None = None) -> DeviceEntry:
    return DeviceEntry.objects.create(
        device=device,
        kind=kind,
        happened_on=on or today(),
        text=text[:300],
        who=by.name[:120],
        recorded_at=clock.now(),
    )


def _record(by: Actor, device: Device, summary: str, **after: object) -> None:
    audit.record(by=by, verb="sense.manage", about=f"sense.device:{device.pk}", summary=summary, after=after)


def interval_of(text: str) -> int | None:
    """A number of seconds as written on a page; nothing stays nothing."""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 7) or not (  # noqa: PLR2004
        INTERVAL_LEAST <= int(text) <= INTERVAL_MOST
    ):
        raise Invalid(
            INTERVAL,
            Label(
                zh=f"{INTERVAL_LEAST} 到 {INTERVAL_MOST} 的整数；您写的是“{text}”",
                en=f'a whole number from {INTERVAL_LEAST} to {INTERVAL_MOST}; you wrote "{text}"',
            ),
        )
    return int(text)


@transaction.atomic
def register_device(*, by: Actor, protocol: str, address: str, station: str, password: str = "") -> Device:
    """Register a device before it was ever heard; it may send from now on."""
    address = address.strip()
    if protocol not in PROTOCOLS:
        raise Invalid(Label(zh="协议", en="Protocol"), Label(zh="选一种协议", en="Choose a protocol"))
    if not ADDRESS.fullmatch(address):
        raise Invalid(
            Label(zh="设备号", en="Device number"),
            Label(zh="1 到 60 个字母、数字或 . _ : -", en="1 to 60 letters, digits or . _ : -"),
        )
    if Device.objects.filter(protocol=protocol, address=address, is_approved=True).exists():
        raise Conflict(Label(zh=f"设备 {address} 已经登记", en=f"Device {address} is registered already"))
    device = approve_device(by=by, protocol=protocol, address=address, station=station, password=password or None)
    _note(by, device, "settings", "登记入网")
    return device


@transaction.atomic
def set_up(*, by: Actor, device: int, profile: str, interval: str, firmware: str) -> Device:
    """The device's profile, its own expected interval (before the profile's), and its firmware."""
    found = device_for(by, device, "sense.manage")
    chosen = DeviceProfile.objects.filter(pk=profile).first() if profile else None
    if profile and (chosen is None or chosen.protocol != found.protocol):
        raise Invalid(Label(zh="型号", en="Profile"), Label(zh="选一个同协议的型号", en="Choose one of its protocol"))
    seconds, firmware = interval_of(interval), firmware.strip()
    if len(firmware) > FIRMWARE_MOST:
        raise Invalid(Label(zh="固件", en="Firmware"), Label(zh="最多 80 字", en="At most 80 characters"))
    changes = []
    if found.profile_id != (chosen.pk if chosen else None):
        changes.append(f"型号改为{chosen.name if chosen else '无'}")
    if found.expected_interval != seconds:
        changes.append(f"应报间隔改为 {seconds} 秒" if seconds else "应报间隔按型号")
    if found.firmware != firmware:
        changes.append(f"固件改为 {firmware}" if firmware else "固件不明")
    if not changes:
        return found
    found.profile, found.expected_interval, found.firmware = chosen, seconds, firmware
    found.save(update_fields=["profile", "expected_interval", "firmware"])
    _note(by, found, "settings", "；".join(changes))
    _record(by, found, f"设置设备 {found.address}", profile=profile, interval=seconds, firmware=firmware)
    return found


@transaction.atomic
def set_password(*, by: Actor, device: int, password: str) -> None:
    """From now on the device must give this password. Only its digest is kept."""
    found = device_for(by, device, "sense.manage")
    password = written(password, Label(zh="口令", en="Password"), most=PASSWORD_MOST)
    found.password = password_digest(found.protocol, found.address, password)
    found.save(update_fields=["password"])
    _note(by, found, "credentials", "更换口令")
    _record(by, found, f"更换设备 {found.address} 的口令")


@transaction.atomic
def add_entry(*, by: Actor, device: int, kind: str, on: date, text: str) -> DeviceEntry:
    """A line of the log book: calibration, maintenance, firmware, a note."""
    found = device_for(by, device, "sense.manage")
    if kind not in WRITTEN_BY_HAND:
        raise Invalid(Label(zh="类别", en="Kind"), Label(zh="选一个类别", en="Choose a kind"))
    if on > today():
        raise Invalid(Label(zh="日期", en="Date"), Label(zh="不能晚于今天", en="may not lie after today"))
    entry = _note(by, found, kind, written(text, Label(zh="内容", en="What was done"), most=300), on=on)
    _record(by, found, f"设备 {found.address} 日志：{entry.get_kind_display()}", entry=entry.pk)
    return entry


@transaction.atomic
def transfer(*, by: Actor, device: int, station: str, reason: str) -> Device:
    """Hand a device over to another station, and so to its unit. What it sent before stays where it was measured.

    Whoever hands over must answer for the station it leaves; the other unit sees it in the log book and its list.
    """
    found = device_for(by, device, "sense.manage")
    place = Station.objects.select_related("unit").filter(pk=station).first()
    if place is None:
        raise NotFound(Label(zh=f"没有站点 {station}", en=f"There is no station {station}"))
    if place.pk == found.station_id:
        raise Conflict(Label(zh="设备已经属于这个站点", en="The device belongs to this station already"))
    require(by, "sense.manage", unit=place.unit_id or "", region=place.region_id)
    reason = written(reason, REASON)
    was, found.station = found.station, place
    found.save(update_fields=["station"])
    text = f"由{was.name if was else '—'}移交{place.name}：{reason}"
    _note(by, found, "transfer", text)
    _record(by, found, f"移交设备 {found.address}", station=place.pk, was=was.pk if was else None, reason=reason)
    return found


@transaction.atomic
def suspend(*, by: Actor, device: int, reason: str) -> Device:
    """The device may not send any more; what it sends is held as that of a stranger."""
    found = device_for(by, device, "sense.manage")
    if not found.is_approved:
        raise Conflict(Label(zh="设备没有入网", en="The device may not send anyway"))
    reason = written(reason, REASON)
    found.is_approved = False
    found.save(update_fields=["is_approved"])
    _note(by, found, "settings", f"停用：{reason}")
    _record(by, found, f"停用设备 {found.address}", reason=reason)
    return found


@transaction.atomic
def save_profile(
    *, by: Actor, key: str, label: Label, protocol: str, interval: str, properties: Sequence[str] = ()
) -> DeviceProfile:
    """Make a profile, or change it: its interval counts for all its devices at once."""
    require(by, "sense.manage")
    if not re.fullmatch(r"[a-z0-9-]{1,60}", key):
        raise Invalid(Label(zh="代号", en="Key"), Label(zh="小写字母、数字和 -", en="small letters, digits and -"))
    if protocol not in PROTOCOLS:
        raise Invalid(Label(zh="协议", en="Protocol"), Label(zh="选一种协议", en="Choose a protocol"))
    unknown = [one for one in properties if one not in PROPERTIES]
    if unknown:
        raise Invalid(
            Label(zh="要素", en="Properties"),
            Label(zh=f"没有要素 {'、'.join(unknown)}", en=f"Unknown: {', '.join(unknown)}"),
        )
    values = {
        "name": written(label.zh, Label(zh="名称", en="Name"), most=80),
        "name_en": label.en.strip()[:120],
        "protocol": protocol,
        "expected_interval": interval_of(interval),
        "properties": list(properties),
    }
    profile, _ = DeviceProfile.objects.update_or_create(key=key, defaults=values)
    audit.record(
        by=by, verb="sense.manage", about=f"sense.profile:{key}", summary=f"设备型号 {profile.name}", after=values
    )
    return profile
