"""The map of the cities without script: each area a link, named, in its class; hatched where there is no value."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, pairwise
from math import cos, radians
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from lingnan.core.errors import NotFound
from lingnan.engines.place.selectors import regions_geojson
from lingnan.shell.svg.lines import fixed
from lingnan.shell.svg.region_map import HATCH, Frame, rings

WIDTH = 640
HAN, LATIN, LINE, ROUNDS = 15, 7, 15, 12  # size of a character and of a line of names, in drawing units
DARK_FROM = 4  # from this class on, names are written in the light ink


@dataclass(frozen=True, kw_only=True)
class Area:
    """How one city is drawn: its class (None: no value), what it says, where it leads."""

    level: int | None
    text: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Outline:
    """The path of one city and the spot of its name, in drawing units."""

    code: str
    name: str
    name_en: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class Outlines:
    """All cities in one frame."""

    width: int
    height: int
    cities: tuple[Outline, ...]


def outlines() -> Outlines | None:
    """The cities as drawn, or None while no regions are loaded."""
    try:
        drawn = regions_geojson("city")
    except NotFound:
        return None
    return _outlines(drawn.body)


@lru_cache(maxsize=4)
def _outlines(body: bytes) -> Outlines:
    features: list[dict[str, Any]] = json.loads(body)["features"]  # Any: GeoJSON
    spots = [spot for feature in features for ring in rings(feature) for spot in ring]
    west, east = min(x for x, _ in spots), max(x for x, _ in spots)
    south, north = min(y for _, y in spots), max(y for _, y in spots)
    squeeze = cos(radians((south + north) / 2))
    frame = Frame(west=west, north=north, squeeze=squeeze, scale=WIDTH / ((east - west) * squeeze))
    return Outlines(
        width=WIDTH,
        height=round((north - south) * frame.scale),
        cities=tuple(_outline(feature, frame) for feature in features),
    )


@lru_cache(maxsize=8)
def apart(drawn: Outlines, language: str) -> tuple[Outline, ...]:
    """The same cities, with names that would cover each other moved apart, a little at a time."""
    cities = list(drawn.cities)
    wide = [len(city.name_en) * LATIN if language == "en" else len(city.name) * HAN - HAN for city in cities]
    for _ in range(ROUNDS):
        for first, second in combinations(range(len(cities)), 2):
            a, b = cities[first], cities[second]
            if abs(a.x - b.x) < (wide[first] + wide[second]) / 2 and abs(a.y - b.y) < LINE:
                step = 1.0 if a.y <= b.y else -1.0
                cities[first], cities[second] = replace(a, y=a.y - step), replace(b, y=b.y + step)
    return tuple(cities)


def _outline(feature: dict[str, Any], frame: Frame) -> Outline:
    path = "".join("M" + "L".join(frame.spot(*spot[:2]) for spot in ring) + "z" for ring in rings(feature))
    x, y = _middle(max(rings(feature), key=_area))
    at = frame.spot(x, y).split()
    named = feature["properties"]
    return Outline(
        code=str(named["code"]),
        name=str(named["name"]),
        name_en=str(named.get("name_en") or named["name"]),
        path=path,
        x=float(at[0]),
        y=float(at[1]),
    )


def _area(ring: Sequence[Sequence[float]]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2


def _middle(ring: Sequence[Sequence[float]]) -> tuple[float, float]:
    """The centroid of the largest part: where the name stands."""
    cross = [a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)]
    whole = sum(cross) * 3
    pairs = list(zip(ring, ring[1:], cross, strict=False))
    return (
        sum((a[0] + b[0]) * c for a, b, c in pairs) / whole,
        sum((a[1] + b[1]) * c for a, b, c in pairs) / whole,
    )


def city_map(areas: Mapping[str, Area], *, name: str, language: str = "zh") -> SafeString:
    """The province with every city in its class; nothing where no regions are loaded."""
    drawn = outlines()
    if drawn is None:
        return mark_safe("")
    shapes = "".join(_shape(city, areas.get(city.code)) for city in drawn.cities)
    names = "".join(_name(city, areas.get(city.code), language) for city in apart(drawn, language))
    return mark_safe(  # noqa: S308  numbers and our classes; texts are escaped
        f'<svg class="city-map" viewBox="-4 -4 {drawn.width + 8} {drawn.height + 8}" role="group" '
        f'aria-label="{escape(name)}">{HATCH}{shapes}{names}</svg>'
    )


def _shape(city: Outline, area: Area | None) -> str:
    kind = "d-hatch" if area is None or area.level is None else f"seq5-{area.level}"
    path = f'<path class="d-area {kind}" fill-rule="evenodd" d="{city.path}"/>'
    if area is None:
        return f'<g data-region="{city.code}">{path}</g>'
    return (
        f'<a href="{escape(area.url)}" data-region="{city.code}" aria-label="{escape(area.text)}">'
        f"{path}<title>{escape(area.text)}</title></a>"
    )


def _name(city: Outline, area: Area | None, language: str) -> str:
    level = area.level if area else None
    ink = "map-name on-dark" if level and level >= DARK_FROM else "map-name"
    text = city.name_en if language == "en" else city.name.removesuffix("市")
    return (
        f'<text class="{ink}{"" if level else " on-hatch"}" text-anchor="middle" aria-hidden="true" '
        f'x="{fixed(city.x)}" y="{fixed(city.y + 4)}">{escape(text)}</text>'
    )
