"""Reads of the place engine."""

import gzip
import json
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

import shapely
from django.db.models import Count, Q
from shapely.geometry.base import BaseGeometry

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Region
from lingnan.engines.place.models import Layer
from lingnan.engines.place.services import REGION_LEVELS
from lingnan.engines.place.store import store

# Degrees of tolerance for maps of the whole province: about 500 m for counties, 700 m for cities.
TOLERANCE = {"province": 0.008, "city": 0.008, "county": 0.006}
ISLET = 2e-5  # square degrees, about 0.2 km²: smaller parts of a coast are left out, unless nothing else is there
DECIMALS = 3  # about 100 m


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A GeoJSON document ready to be sent: its bytes, the same packed, and the tag that changes with them."""

    body: bytes
    packed: bytes
    etag: str


def layers(by: Actor) -> list[Layer]:
    """The layers that the actor may see: public ones, and all to who signed in."""
    found = Layer.objects.all()
    return list(found.filter(sharing="public") if by.is_public else found)


@dataclass(frozen=True, kw_only=True)
class CityRow:
    """A city of the map's table, with its number of counties and districts."""

    code: str
    name: str
    name_en: str
    counties: int

    def __str__(self) -> str:
        return self.name


def cities() -> list[CityRow]:
    """The cities in the order of their codes, in one query."""
    found = Region.objects.filter(level="city", valid_to=None).annotate(
        counties=Count("children", filter=Q(children__level="county", children__valid_to=None))
    )
    return [
        CityRow(code=city.code, name=city.name, name_en=city.name_en, counties=city.counties)
        for city in found.order_by("code")
    ]


def region_layer(level: str) -> Layer:
    """The layer of a level of divisions."""
    if level not in REGION_LEVELS:
        raise NotFound(
            Label(
                zh=f"没有“{level}”这一级区划；有 {'、'.join(REGION_LEVELS)}",
                en=f"There is no level {level}; there are {', '.join(REGION_LEVELS)}",
            )
        )
    layer = Layer.objects.filter(key=f"region-{level}").first()
    if layer is None:
        raise NotFound(
            Label(
                zh="区划图层还没有装载；运行 lingnan place load-regions",
                en="The layer of regions is not loaded; run lingnan place load-regions",
            )
        )
    return layer


def regions_geojson(level: str) -> Drawn:
    """The divisions of a level, simplified as one coverage, so that neighbours keep their common border."""
    layer = region_layer(level)
    return _drawn(level, layer.digest, tuple(Region.objects.filter(level=level).values_list("code", "name_en")))


@lru_cache(maxsize=16)
def _drawn(level: str, digest: str, names: tuple[tuple[str, str], ...]) -> Drawn:
    """Kept by what it depends on: the loaded file and the English names."""
    english = dict(names)
    found = store().query(f"region-{level}", limit=10_000)
    outlines = shapely.coverage_simplify([kept.geometry for kept in found], TOLERANCE[level])
    features = [
        {
            "type": "Feature",
            "id": int(kept.key),
            "properties": {"code": kept.key, "name": kept.name, "name_en": english.get(kept.key) or kept.name},
            "geometry": json.loads(shapely.to_geojson(_rounded(outline))),
        }
        for kept, outline in zip(found, outlines, strict=True)
    ]
    document = {"type": "FeatureCollection", "features": features}
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    packed = gzip.compress(body, 9, mtime=0)
    return Drawn(body=body, packed=packed, etag=f'"{sha256(body).hexdigest()[:24]}"')


def _rounded(outline: BaseGeometry) -> BaseGeometry:
    """Three decimals, without islets nobody could see; the far Dongsha islands stay (they are larger than that)."""
    parts = sorted(getattr(outline, "geoms", [outline]), key=lambda part: -part.area)
    seen = [part for part in parts if part.area >= ISLET or is_far(part)] or parts[:1]
    return shapely.transform(shapely.MultiPolygon(seen), lambda points: points.round(DECIMALS))


def is_far(part: BaseGeometry) -> bool:
    """South-east of 116.6 E, 20.9 N: the Dongsha islands, which every map of the province must show."""
    west, _, _, north = part.bounds
    return bool(west > 116.6 and north < 20.9)  # noqa: PLR2004
