"""Stations: which one is in trouble? One station: what did it measure, and where does each value come from?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from lingnan.core import clock, words
from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.core.missing import Missing, MissingReason
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import scope
from lingnan.engines.sense import selectors
from lingnan.engines.sense.declare import STATISTICS
from lingnan.engines.sense.layers import stations_geojson
from lingnan.engines.sense.models import Datastream, Device, FrameLog
from lingnan.engines.sense.observed import measured, observed_of
from lingnan.engines.sense.protocols.titles import title_of
from lingnan.engines.sense.selectors.observations import frame_words
from lingnan.engines.sense.selectors.stations import StationRow, limit_for
from lingnan.engines.sense.store import Row, store
from lingnan.shell.drawings import Chart, Series
from lingnan.shell.language import bi, current, say
from lingnan.shell.policy import allows_drawings
from lingnan.shell.tables import Choice, Column, Filter, State, Table, bind

FRAMES_SHOWN = 5


def actor(request: HttpRequest) -> Actor:
    """Who asks (set by the middleware)."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def newest_value(row: StationRow) -> object:
    """The newest value, or why there is none."""
    if row.headline is None:
        return Missing(reason=MissingReason.NOT_REPORTED)
    if row.headline.value is None or not row.headline.quality.is_usable:
        return Missing(reason=MissingReason.INVALID, detail=row.headline.quality.label)
    return row.headline.value


def evidence_url(row: StationRow) -> str:
    """The way from the newest value to its frame."""
    if row.headline is None:
        return ""
    return f"/sense/observations/{selectors.observation_id(row.headline.datastream.pk, row.headline.observed_at)}"


def said_property(row: StationRow) -> object:
    return Label(
        zh=f"{row.headline.observed.label.zh}{row.headline.statistic.zh}",
        en=f"{row.headline.observed.label.en}, {row.headline.statistic.en.lower()}",
    ) if row.headline else None  # fmt: skip


def cities() -> list[Choice]:
    from lingnan.engines.sense.models import Station  # noqa: PLC0415

    found = Station.objects.select_related("region").order_by("region_id")
    return [Choice(key=kept.region_id, label=say(kept.region)) for kept in found]


def responsible_unit(row: StationRow) -> Label | str:
    """Who answers for the station; nobody does for one that the installation itself made."""
    return say(row.station.unit) if row.station.unit else ""


STATIONS = Table(
    key="stations",
    caption=Label(zh="监测站点", en="Monitoring stations"),
    columns=(
        Column(key="light", label=Label(zh="状态", en="State"), kind="light", word=lambda r: r.word, on_phone="end"),
        Column(key="station", label=Label(zh="站点", en="Station"), value=lambda r: r.label, on_phone="lead"),
        Column(key="unit", label=Label(zh="责任单位", en="Unit"), value=responsible_unit, is_quiet=True,
               is_shown=False),
        Column(key="property", label=Label(zh="要素", en="Property"), value=said_property, is_quiet=True),
        Column(key="value", label=Label(zh="最新值", en="Latest"), kind="number", value=newest_value, url=evidence_url),
        Column(key="measure", label=Label(zh="单位", en="Unit of measure"), is_quiet=True, is_sortable=False,
               value=lambda r: r.headline and measured(r.headline.datastream.unit).label),
        Column(key="limit", label=Label(zh="限值", en="Limit"), kind="number", is_quiet=True,
               value=lambda r: r.headline.limit.value if r.headline and r.headline.limit else None),
        Column(key="day", label=Label(zh="日期", en="Date"), kind="date",
               value=lambda r: r.headline and r.headline.day),
        Column(key="alerts", label=Label(zh="未结告警", en="Open alerts"), kind="number", on_phone="hidden",
               value=lambda r: r.open_alerts),
    ),
    states=(
        State(key="late", light="late", label=Label(zh="超标或有告警", en="Above limit or alert")),
        State(key="warn", light="warn", label=Label(zh="停报", en="Silent")),
        State(key="none", light="none", label=Label(zh="无数据", en="No data")),
        State(key="ok", light="ok"),
    ),
    state_of=lambda row: row.light,
    filters=(
        Filter(key="city", label=Label(zh="地市", en="City"), choices=cities,
               test=lambda row, key: row.station.region_id == key),
    ),
    default_sort="light",
    row_url=lambda row: f"/sense/stations/{row.station.key}",
    row_id=lambda row: row.station.key,
    search_of=lambda row: f"{row.station.name} {row.station.name_en}",
    empty=Label(zh="还没有站点", en="No stations yet"),
    empty_hint=Label(zh="登记站点、批准设备后，这里显示最新值", en="Register stations and approve their devices first"),
)  # fmt: skip


def stations(request: HttpRequest) -> HttpResponse:
    """The list, trouble first."""
    rows = selectors.station_rows(actor(request))
    bound = bind(STATIONS, rows, request, today=today())
    if (answer := bound.download()) is not None:
        return answer
    count = {light: sum(row.light == light for row in rows) for light in ("late", "warn", "none", "ok")}
    context = {
        "stations": bound,
        "count": count,
        "total": len(rows),
        "today": today(),
        "is_sample": any(row.station.is_sample for row in rows),
    }
    return render(request, "sense/stations.html", context)


def stations_map(request: HttpRequest) -> JsonResponse:
    """The stations as GeoJSON, for maps."""
    response = JsonResponse(stations_geojson(actor(request)), json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/geo+json"
    return response


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One exchange of the message ladder: what the device sent and what it was told."""

    frame: FrameLog
    text: str
    reply: str
    kind: Label


@allows_drawings
def station(request: HttpRequest, key: str) -> HttpResponse:
    """One station: the year of one property with its limit, alerts, the newest frames."""
    by = actor(request)
    row = selectors.station(by, key)
    streams = selectors.datastreams_of(by, key)
    alerts = selectors.alert_rows(by, station=key, limit=20)
    trouble = next((each for each in alerts if each.alert.state != "closed"), None)
    chosen = choose(streams, request.GET.get("stream", "") or (str(trouble.alert.datastream_id) if trouble else ""))
    day = trouble.day if trouble else row.headline.day if row.headline else today()
    years = years_of(streams)
    year = int(asked) if (asked := request.GET.get("year", "")).isdecimal() and int(asked) in years else day.year
    values = selectors.series(by, chosen.pk, date(year, 1, 1), date(year, 12, 31)) if chosen else []
    context = {
        "row": row,
        "streams": [(stream, stream_label(stream)) for stream in streams],
        "chosen": chosen,
        "years": years,
        "year": year,
        "chart": draw(chosen, values, year) if chosen and values else None,
        "alerts": alerts,
        "ladder": ladder(key),
        "devices": Device.objects.filter(station=key),
        "may_manage": scope(by, "sense.manage").allows(unit=row.station.unit_id or "", region=row.station.region_id),
        "newest": [observation_line(item) for item in reversed(values[-31:])],
        "measure": measured(chosen.unit).label if chosen else None,
        "today": today(),
    }
    return render(request, "sense/station.html", context)


def choose(streams: Sequence[Datastream], asked: str) -> Datastream | None:
    """The datastream that the address names, else the first."""
    return next((stream for stream in streams if str(stream.pk) == asked), streams[0] if streams else None)


def stream_label(stream: Datastream) -> Label:
    declared, statistic = observed_of(stream).label, STATISTICS[stream.statistic]
    return Label(zh=f"{declared.zh}{statistic.zh}", en=f"{declared.en}, {statistic.en.lower()}")


def years_of(streams: Sequence[Datastream]) -> list[int]:
    """The years from the first to the newest value of a station, newest first."""
    from django.db.models import Max, Min  # noqa: PLC0415

    from lingnan.engines.sense.models import Observation  # noqa: PLC0415

    span = Observation.objects.filter(datastream__in=streams[:1]).aggregate(Min("observed_at"), Max("observed_at"))
    if span["observed_at__min"] is None:
        return []
    first, last = (clock.local(moment).year for moment in span.values())
    return list(range(last, first - 1, -1))


def draw(stream: Datastream, values: Sequence[Row], year: int) -> Chart:
    """The values of a year against their limit; what may not be counted stands apart with its reason."""
    limit, _ = limit_for(stream, values[-1].observed_at, None)
    usable = [row.value for row in values if row.value is not None and row.quality.is_usable]
    over = sum(limit_for(stream, row.observed_at, row.value if row.quality.is_usable else None)[1] for row in values)
    label, in_unit = stream_label(stream), measured(stream.unit)
    finding = Label(
        zh=f"{year}年 {len(usable)} 个有效值，{f'{over} 个超过限值' if over else '没有超过限值的'}",
        en=f"{year}: {len(usable)} valid values, {over or 'none'} above the limit",
    )
    rule, edition = None, ""
    if limit:
        rule = (limit.value, bi("限值 {n}", "Limit {n}", n=words.number(limit.value)))
        edition = words.computed_under(limit.edition, current()) if limit.edition else ""
    return Chart(
        key="series",
        kind="line",
        title=label,
        finding=finding,
        x=[f"{clock.local(row.observed_at):%m-%d}" for row in values],
        unit=in_unit.label,
        series=[Series(name=observed_of(stream).short, values=[row.value for row in values], flags=flags(values))],
        rule=rule,
        note=Label(zh=f"{finding.zh}。{edition}", en=f"{finding.en}. {edition}"),
    )


def flags(values: Sequence[Row]) -> dict[int, Label]:
    return {place: row.quality.label for place, row in enumerate(values) if not row.quality.is_usable}


def ladder(station: str) -> list[Rung]:
    """The newest frames of a station's devices with the answers they got."""
    frames = FrameLog.objects.filter(device__station=station).select_related("device").order_by("-pk")[:FRAMES_SHOWN]
    rungs = []
    for frame in frames:
        text, fields, reply = frame_words(frame)
        rungs.append(
            Rung(frame=frame, text=text, reply=reply, kind=title_of(frame.device.protocol, str(fields.get("CN", ""))))
        )
    return rungs


def observation_line(row: Row) -> dict[str, object]:
    """A value of the list under the chart, with the way to its evidence."""
    return {
        "url": f"/sense/observations/{selectors.observation_id(row.datastream, row.observed_at)}",
        "day": clock.local(row.observed_at),
        "value": row.value,
        "quality": row.quality.label,
        "is_usable": row.quality.is_usable,
    }


def datastream(request: HttpRequest, number: int) -> HttpResponse:
    """The address that evidence gives for a datastream: its chart on the page of its station."""
    found = Datastream.objects.filter(pk=number).first()
    if found is None:
        raise NotFound(Label(zh=f"没有数据流 {number}", en=f"There is no datastream {number}"))
    year = request.GET.get("year", "")
    newest = store().newest([number], limit=1)
    wanted = year if year.isdecimal() else str(clock.local(newest[0].observed_at).year) if newest else ""
    return redirect(f"/sense/stations/{found.station_id}?stream={number}&year={wanted}")


def observation(request: HttpRequest, identifier: str) -> HttpResponse:
    """Where does this value come from? The frame, its batch, the audit entry, what was revised."""
    found = selectors.evidence(actor(request), identifier)
    context = {
        "found": found,
        "label": stream_label(found.datastream),
        "measure": measured(found.datastream.unit).label,
        "station": Label(zh=found.datastream.station.name, en=found.datastream.station.name_en),
        "day": clock.local(found.observation.observed_at),
        "language": current(),
    }
    return render(request, "sense/observation.html", context)
