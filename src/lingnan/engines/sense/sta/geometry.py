"""Geometries: GeoJSON in, bounds and answers to the spatial functions out (exact, by GEOS through shapely)."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import shapely
from django.db import connection
from shapely.errors import GEOSException
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from lingnan.engines.sense.sta.faults import Refused

MOST_SHAPES = 50_000  # geometries that one function may look at
GEOJSON_TYPES = ("application/vnd.geo+json", "application/geo+json", "application/json")
WIDEST = 1e9  # coordinates beyond are no places
LONGEST = 200_000  # characters of a WKT literal

TESTS: Mapping[str, Callable[[BaseGeometry, BaseGeometry], bool]] = {
    "geo.intersects": lambda a, b: a.intersects(b),
    "st_intersects": lambda a, b: a.intersects(b),
    "st_equals": lambda a, b: a.equals(b),
    "st_disjoint": lambda a, b: a.disjoint(b),
    "st_touches": lambda a, b: a.touches(b),
    "st_within": lambda a, b: a.within(b),
    "st_overlaps": lambda a, b: a.overlaps(b),
    "st_crosses": lambda a, b: a.crosses(b),
    "st_contains": lambda a, b: a.contains(b),
}
APART = {"st_disjoint", "st_relate"}  # may hold of geometries whose bounds do not meet


def of_wkt(text: str, where: str) -> BaseGeometry:
    """A literal's geometry; `SRID=4326;` before it is passed by."""
    if len(text) > LONGEST:
        raise Refused("the geometry is too long", where=where, allowed=f"{LONGEST} characters")
    if text.upper().startswith("SRID="):
        text = text.partition(";")[2]
    try:
        return shapely.from_wkt(text)
    except GEOSException as fault:
        raise Refused(f"{text[:40]!r} is no geometry in WKT", where=where, allowed="e.g. POINT (113.3 23.1)") from fault


def of_geojson(value: Any) -> BaseGeometry | None:  # Any: whatever a client stored
    """The geometry of a GeoJSON geometry or feature; None where it is none."""
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = value.get("geometry")
    if not isinstance(value, dict) or "type" not in value:
        return None
    try:
        found = shape(value)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, GEOSException):
        return None
    return found if isinstance(found, BaseGeometry) and not found.is_empty else None


Bounds = tuple[float | None, float | None, float | None, float | None]


def bounds_of(value: object, where: str = "location") -> Bounds:
    """Least and greatest longitude and latitude; a geometry that claims to be GeoJSON and is none is refused."""
    found = of_geojson(value)
    if found is None:
        if isinstance(value, dict) and ("coordinates" in value or value.get("type") == "Feature"):
            raise Refused(
                "is no valid GeoJSON geometry", where=where, allowed='e.g. {"type":"Point","coordinates":[113.3,23.1]}'
            )
        return None, None, None, None
    x0, y0, x1, y1 = found.bounds
    if not all(abs(value) < WIDEST for value in (x0, y0, x1, y1)):
        raise Refused("has coordinates that are no numbers", where=where)
    return x0, y0, x1, y1


def shapes(table: str, column: str, near: BaseGeometry | None) -> list[tuple[int, BaseGeometry]]:
    """The geometries of a table by id; with `near`, those whose bounds meet its bounds."""
    has_bounds = table in ("sense_location", "sense_featureofinterest")
    sql = f"SELECT id, CAST({column} AS TEXT) FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608  names of ours
    params: list[float] = []
    if has_bounds:
        sql += " AND min_x IS NOT NULL"
    if has_bounds and near is not None:
        x0, y0, x1, y1 = near.bounds
        sql += " AND min_x <= %s AND max_x >= %s AND min_y <= %s AND max_y >= %s"
        params = [x1, x0, y1, y0]
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {MOST_SHAPES + 1}", params)
        rows = cursor.fetchall()
    if len(rows) > MOST_SHAPES:
        raise Refused("too many geometries to look at; narrow the question", allowed=f"{MOST_SHAPES}")
    made = ((number, of_geojson(json.loads(text))) for number, text in rows)
    return [(number, found) for number, found in made if found is not None]


def matching(
    name: str, table: str, column: str, literal: BaseGeometry, *, literal_first: bool, pattern: str = ""
) -> list[int]:
    """The ids of rows for which the function holds."""
    near = None if name in APART else literal
    rows = shapes(table, column, near)
    if name == "st_relate":
        return [n for n, kept in rows if _relate(kept, literal, pattern, literal_first)]
    test = TESTS[name]
    return [n for n, kept in rows if (test(literal, kept) if literal_first else test(kept, literal))]


def _relate(kept: BaseGeometry, literal: BaseGeometry, pattern: str, literal_first: bool) -> bool:
    first, second = (literal, kept) if literal_first else (kept, literal)
    return bool(shapely.relate_pattern(first, second, pattern))
