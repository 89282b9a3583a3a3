"""Reading GeoJSON into features: bad ones are named and left out, and the rest goes on."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from lingnan.core.errors import Fault, Invalid
from lingnan.core.labels import Label

POINTS_AT_MOST = 2_000_000  # in one geometry: more is a mistake or an attack


@dataclass(frozen=True, kw_only=True)
class ReadFeature:
    """A feature as the file gives it."""

    number: int  # from 1, in the order of the file
    geometry: BaseGeometry
    properties: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class ReadFile:
    """What a file holds: its good features, the faults of the others, and the digest of its bytes."""

    features: tuple[ReadFeature, ...]
    faults: tuple[Fault, ...]
    digest: str


def read_geojson(path: Path) -> ReadFile:
    """The features of a GeoJSON file; an unreadable file is refused as a whole."""
    raw = path.read_bytes()
    try:
        document = json.loads(raw)
    except ValueError as fault:
        raise Invalid(path.name, Label(zh=f"不是 JSON：{fault}", en=f"not JSON: {fault}")) from fault
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise Invalid(
            path.name, Label(zh="应为 GeoJSON 的 FeatureCollection", en="A GeoJSON FeatureCollection is wanted")
        )
    features: list[ReadFeature] = []
    faults: list[Fault] = []
    for number, entry in enumerate(document.get("features") or [], start=1):
        try:
            features.append(_feature(number, entry))
        except Invalid as fault:
            faults.append(
                Fault(
                    where=Label(zh=f"{path.name} 第 {number} 个要素", en=f"{path.name}, feature {number}"),
                    reason=fault.why,
                )
            )
    return ReadFile(features=tuple(features), faults=tuple(faults), digest=sha256(raw).hexdigest())


def _feature(number: int, entry: Any) -> ReadFeature:  # Any: what JSON gives
    if not isinstance(entry, dict) or not entry.get("geometry"):
        raise Invalid("geometry", Label(zh="没有几何", en="no geometry"))
    try:
        geometry = shapely.from_geojson(json.dumps(entry["geometry"]))
    except (shapely.GEOSException, ValueError, TypeError) as fault:
        raise Invalid(
            "geometry", Label(zh=f"几何无法读取：{fault}", en=f"the geometry cannot be read: {fault}")
        ) from fault
    check_geometry(geometry)
    return ReadFeature(number=number, geometry=shapely.force_2d(geometry), properties=entry.get("properties") or {})


def check_geometry(geometry: BaseGeometry) -> None:
    """Refuse what no layer may hold: empty, not finite, outside the world, self-crossing, absurdly large."""
    if geometry.is_empty:
        raise Invalid("geometry", Label(zh="几何为空", en="the geometry is empty"))
    if shapely.get_num_coordinates(geometry) > POINTS_AT_MOST:
        raise Invalid("geometry", Label(zh=f"多于 {POINTS_AT_MOST} 个点", en=f"more than {POINTS_AT_MOST} points"))
    west, south, east, north = geometry.bounds
    if not all(map(math.isfinite, (west, south, east, north))):
        raise Invalid("geometry", Label(zh="坐标不是有限的数", en="a coordinate is no finite number"))
    if west < -180 or east > 180 or south < -90 or north > 90:  # noqa: PLR2004  the world in degrees
        raise Invalid(
            "geometry",
            Label(
                zh=f"坐标不在经纬度范围内（{west:.3f}, {south:.3f}, {east:.3f}, {north:.3f}）",
                en=f"coordinates outside longitude and latitude ({west:.3f}, {south:.3f}, {east:.3f}, {north:.3f})",
            ),
        )
    if not shapely.is_valid(geometry):
        raise Invalid(
            "geometry",
            Label(
                zh=f"几何无效：{shapely.is_valid_reason(geometry)}",
                en=f"not valid: {shapely.is_valid_reason(geometry)}",
            ),
        )
