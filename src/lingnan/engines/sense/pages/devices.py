"""Devices: which one is not heard? One device: what was said on its line, what may be asked of it, its log book."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from lingnan.core import clock
from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.sense.models import DeviceProfile, Station
from lingnan.engines.sense.pages.stations import actor
from lingnan.engines.sense.protocols.base import NAMES, protocol_label
from lingnan.engines.sense.protocols.orders import orders_of
from lingnan.engines.sense.selectors.devices import ENTRY_WORDS, DeviceRow, device_page, device_rows
from lingnan.engines.sense.services import commands, devices, duty
from lingnan.shell.language import say
from lingnan.shell.tables import Choice as TableChoice
from lingnan.shell.tables import Column, Filter, State, Table, bind

Given = QueryDict

DEVICES = Table(
    key="devices",
    caption=Label(zh="设备", en="Devices"),
    columns=(
        Column(key="light", label=Label(zh="状态", en="State"), kind="light", word=lambda r: r.word, on_phone="end"),
        Column(key="address", label=Label(zh="设备号", en="Device"), value=lambda r: r.device.address, on_phone="lead"),
        Column(key="station", label=Label(zh="站点", en="Station"), value=lambda r: r.station,
               empty=Label(zh="未指定", en="none")),
        Column(key="unit", label=Label(zh="责任单位", en="Unit"), is_quiet=True, is_shown=False,
               value=lambda r: say(r.device.station.unit) if r.device.station and r.device.station.unit else None),
        Column(key="protocol", label=Label(zh="协议", en="Protocol"), is_quiet=True, is_shown=False,
               value=lambda r: r.device.protocol_label),
        Column(key="interval", label=Label(zh="应报间隔（秒）", en="Expected every (s)"), kind="number", is_quiet=True,
               value=lambda r: r.interval, on_phone="hidden"),
        Column(key="data", label=Label(zh="最新数据", en="Newest data"), kind="moment",
               value=lambda r: r.device.data_at),
        Column(key="seen", label=Label(zh="最近通信", en="Last heard"), kind="moment", is_quiet=True,
               value=lambda r: r.device.last_seen),
    ),
    states=(
        State(key="late", light="late", label=Label(zh="停报", en="Silent")),
        State(key="miss", light="miss", label=Label(zh="未入网", en="May not send")),
        State(key="none", light="none", label=Label(zh="无数据或已搁置", en="No data, or shelved")),
        State(key="ok", light="ok", label=Label(zh="在线", en="On line")),
    ),
    state_of=lambda row: row.light,
    filters=(
        Filter(key="protocol", label=Label(zh="协议", en="Protocol"),
               choices=lambda: [TableChoice(key=name, label=say(protocol_label(name))) for name in NAMES],
               test=lambda row, key: row.device.protocol == key),
    ),
    default_sort="light",
    row_url=lambda row: f"/sense/devices/{row.device.pk}",
    search_of=lambda row: f"{row.device.address} {row.device.station or ''}",
    empty=Label(zh="还没有设备", en="No devices yet"),
    empty_hint=Label(zh="登记一台，或等它第一次发来数据后批准", en="Register one, or approve it once it has sent"),
)  # fmt: skip


def device_list(request: HttpRequest) -> HttpResponse:
    """Which device is not heard?"""
    by = actor(request)
    if request.method == "POST":
        return _register(request, by)
    return _list(request, by)


def _list(request: HttpRequest, by: Actor, *, fault: object = None) -> HttpResponse:
    rows: list[DeviceRow] = device_rows(by)
    bound = bind(DEVICES, rows, request, today=today())
    if (answer := bound.download()) is not None:
        return answer
    context = {
        "devices": bound,
        "count": {light: sum(row.light == light for row in rows) for light in ("late", "miss", "none", "ok")},
        "stations": Station.objects.all(),
        "protocols": [(name, protocol_label(name)) for name in NAMES],
        "profiles": DeviceProfile.objects.all(),
        "given": request.POST,
        "fault": fault,
    }
    return render(request, "sense/devices.html", context, status=422 if fault else 200)


def _register(request: HttpRequest, by: Actor) -> HttpResponse:
    given = request.POST
    try:
        if given.get("act") == "profile":
            devices.save_profile(
                by=by,
                key=given.get("key", ""),
                label=Label(zh=given.get("name", ""), en=given.get("name_en", "") or given.get("name", "")),
                protocol=given.get("protocol", ""),
                interval=given.get("interval", ""),
            )
            return redirect("sense:devices")
        made = devices.register_device(
            by=by,
            protocol=given.get("protocol", ""),
            address=given.get("address", ""),
            station=given.get("station", ""),
            password=given.get("password", ""),
        )
    except (Invalid, Conflict, NotFound) as error:
        return _list(request, by, fault=error)
    return redirect("sense:device", number=made.pk)


def device(request: HttpRequest, number: int, *, fault: object = None) -> HttpResponse:
    """One device."""
    found = device_page(actor(request), number)
    context = {
        "page": found,
        "row": found.row,
        "device": found.row.device,
        "orders": orders_of(found.row.device.protocol),
        "kinds": [(key, label) for key, label in ENTRY_WORDS.items() if key in devices.WRITTEN_BY_HAND],
        "stations": Station.objects.exclude(pk=found.row.device.station_id or ""),
        "today": today(),
        "fault": fault,
        "given": request.POST,
    }
    return render(request, "sense/device.html", context, status=422 if fault else 200)


@require_POST
def act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Something is done with a device; what is wrong stands above the page, and what was written stays."""
    done = ACTS.get(verb)
    if done is None:
        raise NotFound(Label(zh="没有这个操作", en="There is no such act"))
    try:
        done(actor(request), number, request.POST)
    except (Invalid, Conflict) as error:
        return device(request, number, fault=error)
    return redirect(f"/sense/devices/{number}#{verb}")


def _order(by: Actor, number: int, given: Given) -> None:
    parameters = {key: str(value) for key, value in given.items() if key not in {"order", "csrfmiddlewaretoken"}}
    commands.order_device(by=by, device=number, order=given.get("order", ""), parameters=parameters)


def _withdraw(by: Actor, number: int, given: Given) -> None:
    command = given.get("command", "")
    if not command.isdecimal():
        raise Invalid(Label(zh="命令", en="Order"), Label(zh="没有这条命令", en="There is no such order"))
    commands.withdraw(by=by, command=int(command))


def _set_up(by: Actor, number: int, given: Given) -> None:
    devices.set_up(
        by=by,
        device=number,
        profile=given.get("profile", ""),
        interval=given.get("interval", ""),
        firmware=given.get("firmware", ""),
    )


def _log(by: Actor, number: int, given: Given) -> None:
    on = _day(given.get("on", ""))
    devices.add_entry(by=by, device=number, kind=given.get("kind", ""), on=on, text=given.get("text", ""))


def _shelve(by: Actor, number: int, given: Given) -> None:
    try:
        until = datetime.fromisoformat(given.get("until", "")).replace(tzinfo=clock.ZONE)
    except ValueError:
        raise Invalid(Label(zh="到", en="Until"), Label(zh="写成日期和时间", en="write a date and a time")) from None
    duty.shelve(by=by, device=number, reason=given.get("reason", ""), until=until)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(Label(zh="日期", en="Date"), Label(zh="写成 2018-04-15", en="write 2018-04-15")) from None


ACTS: Mapping[str, Callable[[Actor, int, Given], object]] = {
    "order": _order,
    "withdraw": _withdraw,
    "settings": _set_up,
    "log": _log,
    "shelve": _shelve,
    "unshelve": lambda by, number, given: duty.take_down(by=by, device=number),
    "password": lambda by, number, given: devices.set_password(
        by=by, device=number, password=given.get("password", "")
    ),
    "transfer": lambda by, number, given: devices.transfer(
        by=by, device=number, station=given.get("station", ""), reason=given.get("reason", "")
    ),
    "suspend": lambda by, number, given: devices.suspend(by=by, device=number, reason=given.get("reason", "")),
}


@require_POST
def acknowledge(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody looks after this alert."""
    duty.acknowledge(by=actor(request), alert=number, remark=request.POST.get("remark", ""))
    return redirect("sense:alerts")
