"""The map without script: areas as paths, for print and for browsers that draw none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from lingnan.shell.svg.lines import fixed

HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="d-hatch-ground" width="6" height="6"/><path class="d-hatch-line" d="M0 0V6"/></pattern></defs>'
)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Degrees to drawing units: equirectangular at the middle latitude, enough for one province."""

    west: float
    north: float
    scale: float
    squeeze: float

    def spot(self, longitude: float, latitude: float) -> str:
        x = (longitude - self.west) * self.squeeze * self.scale
        return f"{fixed(x)} {fixed((self.north - latitude) * self.scale)}"


# GeoJSON is deep and loosely typed: features are read as plain mappings.
Feature = Mapping[str, Any]


def rings(feature: Feature) -> Iterable[Sequence[Sequence[float]]]:
    """Every ring of a Polygon or MultiPolygon."""
    geometry = feature["geometry"]
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return (ring for polygon in polygons for ring in polygon)


def region_map(
    features: Sequence[Feature],
    classes: Mapping[str, int | None],
    *,
    name: str,
    scale: str = "seq5",
    key: str = "adcode",
    width: int = 640,
) -> SafeString:
    """Areas in their class (1 is low), hatched where the class is None or absent. Islands stay inside the picture."""
    spots = [spot for feature in features for ring in rings(feature) for spot in ring]
    west, east = min(x for x, *_ in spots), max(x for x, *_ in spots)
    south, north = min(y for _, y, *_ in spots), max(y for _, y, *_ in spots)
    squeeze = cos(radians((south + north) / 2))
    frame = Frame(west=west, north=north, squeeze=squeeze, scale=width / ((east - west) * squeeze))
    body = "".join(area(feature, classes.get(str(feature["properties"][key])), frame, scale) for feature in features)
    height = round((north - south) * frame.scale)
    return mark_safe(  # noqa: S308 - numbers, our classes, and names escaped
        f'<svg viewBox="-4 -4 {width + 8} {height + 8}" role="img" aria-label="{escape(name)}">{HATCH}{body}</svg>'
    )


def area(feature: Feature, level: int | None, frame: Frame, scale: str) -> str:
    path = "".join("M" + "L".join(frame.spot(*spot[:2]) for spot in ring) + "z" for ring in rings(feature))
    kind = "d-hatch" if level is None else f"{scale}-{level}"
    title = escape(str(feature["properties"].get("name", "")))
    return f'<path class="d-area {kind}" fill-rule="evenodd" d="{path}"><title>{title}</title></path>'


def legend(breaks: Sequence[str], *, scale: str = "seq5", missing: str = "") -> SafeString:
    """The classes as one strip with their limits under it, low to high, and the hatch with its word."""
    cells = "".join(
        f'<li><svg viewBox="0 0 10 9" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="{scale}-{place}" width="10" height="9"/></svg>{escape(text)}</li>'
        for place, text in enumerate(breaks, 1)
    )
    lack = (
        f'<span class="lack"><svg viewBox="0 0 72 9" aria-hidden="true">{HATCH}'
        f'<rect class="d-hatch" width="72" height="9"/>'
        f"</svg>{escape(missing)}</span>"
        if missing
        else ""
    )
    return mark_safe(f'<ul class="classes">{cells}</ul>{lack}')  # noqa: S308 - as above
