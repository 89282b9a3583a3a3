"""The machine's door to stations and observations: read only, newest first, pages that cost the same anywhere."""

from datetime import UTC, datetime
from decimal import Decimal

from django.http import HttpRequest
from ninja import Router, Schema

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.sense import selectors
from lingnan.engines.sense.handing_api import router as handing_router
from lingnan.engines.sense.selectors.stations import StationRow
from lingnan.engines.sense.store import Row, store

router = Router(tags=["sense"])
router.add_router("", handing_router)
PAGE_AT_MOST = 1000


class LatestOut(Schema):
    """The newest value of one datastream."""

    datastream: int
    property: str
    statistic: str
    unit: str
    observed_at: datetime
    value: Decimal | None
    quality: str


class StationOut(Schema):
    """A station with its newest values."""

    key: str
    name: str
    name_en: str
    kind: str
    region: str
    unit: str | None
    longitude: float | None
    latitude: float | None
    is_sample: bool
    light: str
    open_alerts: int
    latest: list[LatestOut]


class ObservationOut(Schema):
    """One value; `id` leads to its evidence at /sense/observations/<id>."""

    id: str
    datastream: int
    observed_at: datetime
    value: Decimal | None
    quality: str
    device_flag: str
    received_at: datetime


class ObservationPage(Schema):
    """A page, newest first. `next` is the address of the older page; empty at the end."""

    observations: list[ObservationOut]
    next: str


def actor(request: HttpRequest) -> Actor:
    """Who asks (set by the middleware)."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


@router.get("/stations", response=list[StationOut])
def stations(request: HttpRequest) -> list[StationOut]:
    """Every station, trouble first, with the newest value of each datastream."""
    return [station_out(row) for row in selectors.station_rows(actor(request))]


@router.get("/stations/{key}/observations", response=ObservationPage)
def observations(
    request: HttpRequest,
    key: str,
    datastream: int | None = None,
    before: datetime | None = None,
    limit: int = 100,
) -> ObservationPage:
    """Values of a station (of one datastream, if named), newest first, older than `before`."""
    if not 1 <= limit <= PAGE_AT_MOST:
        raise Invalid(
            "limit", Label(zh=f"1 到 {PAGE_AT_MOST}，您写的是 {limit}", en=f"1 to {PAGE_AT_MOST}, not {limit}")
        )
    if before is not None and before.tzinfo is None:
        raise Invalid(
            "before",
            Label(
                zh="要带时区，例如 2017-12-31T00:00:00+08:00",
                en="with its time zone, such as 2017-12-31T00:00:00+08:00",
            ),
        )
    streams = [
        stream.pk
        for stream in selectors.datastreams_of(actor(request), selectors.station(actor(request), key).station.key)
    ]
    if datastream is not None and datastream not in streams:
        raise Invalid(
            "datastream",
            Label(
                zh=f"站点 {key} 没有数据流 {datastream}；有 {'、'.join(map(str, streams))}",
                en=f"Station {key} has no datastream {datastream}; it has {', '.join(map(str, streams))}",
            ),
        )
    wanted = streams if datastream is None else [datastream]
    rows = whole_moments(store().newest(wanted, before=before, limit=limit + len(wanted)), limit=limit)
    older = f"/api/v1/sense/stations/{key}/observations?" if rows and len(rows) >= limit else ""
    if older:
        query = f"before={rows[-1].observed_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}&limit={limit}"
        older += query if datastream is None else f"{query}&datastream={datastream}"
    return ObservationPage(observations=[observation_out(row) for row in rows], next=older)


def whole_moments(rows: list[Row], *, limit: int) -> list[Row]:
    """At least `limit` rows but never half a moment: the next page begins before the last moment of this one."""
    if len(rows) <= limit:
        return rows
    last = rows[limit - 1].observed_at
    return [row for row in rows if row.observed_at >= last]


def station_out(row: StationRow) -> StationOut:
    station = row.station
    return StationOut(
        key=station.key,
        name=station.name,
        name_en=station.name_en,
        kind=station.kind,
        region=station.region_id,
        unit=station.unit_id,
        longitude=station.longitude,
        latitude=station.latitude,
        is_sample=station.is_sample,
        light=row.light,
        open_alerts=row.open_alerts,
        latest=[
            LatestOut(
                datastream=value.datastream.pk,
                property=value.datastream.property,
                statistic=value.datastream.statistic,
                unit=value.datastream.unit,
                observed_at=value.observed_at,
                value=value.value,
                quality=value.quality.name.lower(),
            )
            for value in row.values
        ],
    )


def observation_out(row: Row) -> ObservationOut:
    return ObservationOut(
        id=selectors.observation_id(row.datastream, row.observed_at),
        datastream=row.datastream,
        observed_at=row.observed_at,
        value=row.value,
        quality=row.quality.name.lower(),
        device_flag=row.device_flag,
        received_at=row.received_at,
    )
