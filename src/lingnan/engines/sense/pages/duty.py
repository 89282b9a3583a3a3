"""For the duty room: alerts, devices that wait for approval, frames that were held back."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from lingnan.core.labels import Label
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import require, scope
from lingnan.engines.sense import selectors
from lingnan.engines.sense.models import Device, Quarantine, Station, Storm
from lingnan.engines.sense.pages.stations import actor
from lingnan.engines.sense.protocols.base import protocol_label
from lingnan.engines.sense.selectors.observations import as_text
from lingnan.engines.sense.services.replay import dismiss, replay, replay_held
from lingnan.engines.sense.services.stations import approve_device
from lingnan.shell.language import say
from lingnan.shell.tables import Column, State, Table, bind

ALERTS = Table(
    key="alerts",
    caption=Label(zh="告警", en="Alerts"),
    columns=(
        Column(key="light", label=Label(zh="状态", en="State"), kind="light", word=lambda r: r.word, on_phone="end"),
        Column(key="rule", label=Label(zh="告警", en="Alert"), on_phone="lead"),
        Column(key="station", label=Label(zh="站点", en="Station")),
        Column(key="value", label=Label(zh="最高值", en="Worst value"), kind="number",
               value=lambda r: r.worst, url=lambda r: r.evidence_url),
        Column(key="limit", label=Label(zh="限值", en="Limit"), kind="number", value=lambda r: r.limit),
        Column(key="times", label=Label(zh="限值的倍数", en="Times the limit"), kind="number", decimals=2,
               value=lambda r: r.times_limit, on_phone="hidden"),
        Column(key="edition", label=Label(zh="依据", en="Rule"), value=lambda r: r.alert.limit_edition, is_quiet=True,
               on_phone="hidden"),
        Column(key="day", label=Label(zh="日期", en="Date"), kind="date"),
        Column(key="follow", label=Label(zh="去向", en="Followed by"), is_sortable=False,
               value=lambda r: r.follow_up and r.follow_up.label, url=lambda r: r.follow_up.url if r.follow_up else "",
               empty=Label(zh="未立案", en="No case")),
    ),
    states=(
        State(key="late", light="late", label=Label(zh="待处置", en="To be handled")),
        State(key="warn", light="warn", label=Label(zh="处置中", en="Being handled")),
        State(key="done", light="done", label=Label(zh="已结束", en="Closed")),
    ),
    state_of=lambda row: row.light,
    default_sort="light",
    row_url=lambda row: row.evidence_url,
    empty=Label(zh="没有告警", en="No alerts"),
    empty_hint=Label(zh="观测值超过限值时，这里立即出现一条", en="One appears as soon as a value is above its limit"),
)  # fmt: skip

ACKNOWLEDGED_AT_ONCE = 8  # open alerts beside the list
KINDS = {
    "refused": Label(zh="无法解析", en="Cannot be read"),
    "held": Label(zh="设备待批准", en="Device waits for approval"),
    "password": Label(zh="口令不符", en="Wrong password"),
}
QUARANTINE = Table(
    key="quarantine",
    caption=Label(zh="隔离的报文", en="Quarantined frames"),
    columns=(
        Column(key="kind", label=Label(zh="类别", en="Kind"), value=lambda r: KINDS[r.kind]),
        Column(key="reason", label=Label(zh="原因", en="Reason"), on_phone="lead", is_prose=True),
        Column(key="offset", label=Label(zh="字节位置", en="At byte"), kind="number", is_quiet=True, field="offset"),
        Column(
            key="protocol",
            label=Label(zh="协议", en="Protocol"),
            is_quiet=True,
            value=lambda kept: protocol_label(kept.protocol),
        ),
        Column(key="address", label=Label(zh="设备号", en="Device"), empty=Label(zh="不明", en="unknown")),
        Column(key="peer", label=Label(zh="来自", en="From"), is_quiet=True, on_phone="hidden"),
        Column(key="received_at", label=Label(zh="收到", en="Received"), kind="moment", field="received_at"),
        Column(key="times", label=Label(zh="次数", en="Times"), kind="number", field="times"),
    ),
    default_sort="-received_at",
    row_url=lambda row: f"/sense/quarantine/{row.pk}",
    empty=Label(zh="没有隔离的报文", en="Nothing is in quarantine"),
    empty_hint=Label(
        zh="无法解析的报文和未批准设备的报文留在这里",
        en="Frames that cannot be read, and those of devices not approved, stay here",
    ),
)  # fmt: skip


class ApproveForm(forms.Form):
    """Which station the device sends for."""

    station = forms.ModelChoiceField(Station.objects.none(), to_field_name="key")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["station"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = Station.objects.all()
        field.label = say(Label(zh="为哪个站点发送数据", en="Sends for the station"))
        field.empty_label = say(Label(zh="选一个站点", en="Choose a station"))
        field.label_from_instance = say  # type: ignore[method-assign,assignment]


def alerts(request: HttpRequest) -> HttpResponse:
    """What must be acted on now?"""
    rows = selectors.alert_rows(actor(request))
    bound = bind(ALERTS, rows, request, today=today())
    if (answer := bound.download()) is not None:
        return answer
    waiting = sum(row.light == "late" for row in rows)
    handled = sum(row.light == "warn" for row in rows)
    by = actor(request)
    mine = scope(by, "sense.acknowledge")
    to_see = [row for row in rows if row.light == "late" and mine.allows(unit=row.unit, region=row.region)]
    context = {
        "alerts": bound,
        "waiting": waiting,
        "handled": handled,
        "to_see": to_see[:ACKNOWLEDGED_AT_ONCE],
        "storm": Storm.objects.filter(ended_at=None).first(),
    }
    return render(request, "sense/alerts.html", context)


def quarantine(request: HttpRequest) -> HttpResponse:
    """Which devices wait for approval, which frames could not be taken in?"""
    by = actor(request)
    require(by, "sense.quarantine")
    bound = bind(QUARANTINE, Quarantine.objects.filter(state="waiting"), request, today=today())
    if (answer := bound.download()) is not None:
        return answer
    devices = Device.objects.filter(is_approved=False)
    context = {"quarantine": bound, "devices": [(device, ApproveForm()) for device in devices]}
    return render(request, "sense/quarantine.html", context)


def quarantined(request: HttpRequest, number: int) -> HttpResponse:
    """One frame that was held back: its bytes, why, what can be done."""
    by = actor(request)
    require(by, "sense.quarantine")
    kept = Quarantine.objects.get(pk=number) if Quarantine.objects.filter(pk=number).exists() else None
    if request.method == "POST" and kept:
        if request.POST.get("act") == "dismiss":
            dismiss(by=by, number=number, reason=request.POST.get("reason", "").strip() or "—")
        else:
            replay(by=by, number=number)
        return redirect("sense:quarantine")
    raw = bytes(kept.raw) if kept else b""
    context = {
        "kept": kept,
        "protocol": protocol_label(kept.protocol) if kept else "",
        "text": as_text(raw),
        "hex": raw.hex(" ").upper(),
        "kind": KINDS[kept.kind] if kept else "",
    }
    return render(request, "sense/quarantined.html", context, status=200 if kept else 404)


@require_POST
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """Let a device send for a station; what it sent while it waited is stored."""
    by = actor(request)
    device = Device.objects.get(pk=number)
    form = ApproveForm(request.POST)
    if form.is_valid():
        station = form.cleaned_data["station"]
        kept = approve_device(by=by, protocol=device.protocol, address=device.address, station=station.key)
        replay_held(by=by, device=kept)
        return redirect(f"/sense/stations/{station.key}")
    context = {"quarantine": bind(QUARANTINE, Quarantine.objects.none(), request), "devices": [(device, form)]}
    return render(request, "sense/quarantine.html", context, status=422)
