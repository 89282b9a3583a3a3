"""Mapbox vector tiles 2.1, written by hand: project, clip, snap to 4096 units, encode. No Django.

A tile is a protobuf message of few fields; the numbers in `_field` calls are those of the specification's schema.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import atan, degrees, pi, sinh

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

EXTENT = 4096
BUFFER = 64 / EXTENT  # of a tile's width, so that lines do not end at its edge
HALF_WORLD = 180.0
MERCATOR_LIMIT = 85.0511287798066  # where the square world of Web Mercator ends

POINT, LINE, POLYGON = 1, 2, 3
MOVE_TO, LINE_TO, CLOSE = 1, 2, 7
RING_AT_LEAST = 4
AREA = 2  # the dimension of one
Points = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A feature to be drawn."""

    id: int
    geometry: BaseGeometry
    properties: Mapping[str, str | int | float | bool] = field(default_factory=dict)


def bounds(z: int, x: int, y: int, *, buffer: float = 0.0) -> tuple[float, float, float, float]:
    """West, south, east, north of a tile in degrees.

    >>> bounds(0, 0, 0)[:1]
    (-180.0,)
    """
    side = 2**z
    west, east = ((x + shift) / side * 360 - HALF_WORLD for shift in (-buffer, 1 + buffer))
    north, south = (degrees(atan(sinh(pi * (1 - 2 * (y + shift) / side)))) for shift in (-buffer, 1 + buffer))
    return west, south, east, north


def encode(layers: Iterable[tuple[str, Sequence[Shape]]], z: int, x: int, y: int) -> bytes:
    """The tile's bytes; layers without anything inside the tile are left out."""
    tile = b""
    for name, shapes in layers:
        body = _layer(name, shapes, z, x, y)
        if body:
            tile += _bytes(3, body)
    return tile


def _layer(name: str, shapes: Sequence[Shape], z: int, x: int, y: int) -> bytes:
    keys: dict[str, int] = {}
    values: dict[tuple[type, object], int] = {}
    features = b""
    for shape in shapes:
        kind, commands = _commands(_on_tile(shape.geometry, z, x, y))
        if commands:
            tags = [
                number
                for key, value in shape.properties.items()
                for number in (
                    keys.setdefault(key, len(keys)),
                    values.setdefault((type(value), value), len(values)),
                )
            ]
            body = _uint(1, shape.id) + _packed(2, tags) + _uint(3, kind) + _packed(4, commands)
            features += _bytes(2, body)
    if not features:
        return b""
    head = _uint(15, 2) + _bytes(1, name.encode())
    tail = b"".join(_bytes(3, key.encode()) for key in keys)
    return head + features + tail + b"".join(_bytes(4, _value(value)) for _, value in values) + _uint(5, EXTENT)


# Geometry: degrees → units of the tile, clipped


def _on_tile(geometry: BaseGeometry, z: int, x: int, y: int) -> BaseGeometry:
    """The geometry in units of the tile (origin upper left, y down), cut at its buffered edge and snapped."""

    def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
        latitude = np.radians(np.clip(points[:, 1], -MERCATOR_LIMIT, MERCATOR_LIMIT))
        across = (points[:, 0] + HALF_WORLD) / 360
        down = (1 - np.arcsinh(np.tan(latitude)) / pi) / 2
        scale = 2**z
        return np.column_stack([(across * scale - x) * EXTENT, (down * scale - y) * EXTENT])

    edge = BUFFER * EXTENT
    drawn = shapely.transform(geometry, project)
    drawn = shapely.simplify(drawn, 0.5, preserve_topology=False)
    drawn = shapely.clip_by_rect(drawn, -edge, -edge, EXTENT + edge, EXTENT + edge)
    if drawn.geom_type.endswith("Polygon") and not drawn.is_empty:
        drawn = shapely.make_valid(drawn)
        drawn = shapely.set_precision(drawn, 1.0)
    return drawn


def _commands(geometry: BaseGeometry) -> tuple[int, list[int]]:
    """The kind and the drawing commands of a clipped geometry; no commands where nothing is left."""
    parts = [part for part in _parts(geometry) if not part.is_empty]
    kind = _kind(parts)
    pen = _Pen()
    if kind == POINT:
        pen.points(np.rint(shapely.get_coordinates([p for p in parts if p.geom_type == "Point"])).astype(np.int64))
    for part in parts:
        if kind == LINE and part.geom_type in {"LineString", "LinearRing"}:
            pen.line(_grid(part))
        elif kind == POLYGON and part.geom_type == "Polygon":
            pen.polygon(_grid(part.exterior), [_grid(ring) for ring in part.interiors])
    return kind, pen.commands


def _kind(parts: Sequence[BaseGeometry]) -> int:
    """The highest dimension decides: slivers that clipping turned into lines are left out of an area."""
    dimensions = {shapely.get_dimensions(part) for part in parts}
    return POLYGON if AREA in dimensions else LINE if 1 in dimensions else POINT


def _parts(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    if hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from _parts(part)
    else:
        yield geometry


def _grid(line: BaseGeometry) -> Points:
    """Whole units, without two equal points in a row."""
    points = np.rint(shapely.get_coordinates(line)).astype(np.int64)
    moved = np.ones(len(points), dtype=bool)
    moved[1:] = (points[1:] != points[:-1]).any(axis=1)
    return np.asarray(points[moved])


class _Pen:
    """Collects commands; coordinates are steps from where the pen stands, zigzag-encoded."""

    def __init__(self) -> None:
        self.commands: list[int] = []
        self.x = self.y = 0

    def points(self, points: Points) -> None:
        if len(points):
            self.commands.append(_command(MOVE_TO, len(points)))
            self._steps(points)

    def line(self, points: Points) -> None:
        if len(points) >= 2:  # noqa: PLR2004  a line has two ends
            self._move_and_draw(points)

    def polygon(self, shell: Points, holes: Iterable[Points]) -> None:
        if not self._ring(shell, clockwise=True):
            return
        for hole in holes:
            self._ring(hole, clockwise=False)

    def _ring(self, points: Points, *, clockwise: bool) -> bool:
        """Shells have positive area by the surveyor's formula in y-down units, holes negative (specification 4.3.4)."""
        if len(points) < RING_AT_LEAST:
            return False
        area = _area(points)
        if area == 0:
            return False
        ring = points[:-1] if (area > 0) == clockwise else points[:0:-1]
        self._move_and_draw(ring)
        self.commands.append(_command(CLOSE, 1))
        return True

    def _move_and_draw(self, points: Points) -> None:
        self.commands.append(_command(MOVE_TO, 1))
        self._steps(points[:1])
        self.commands.append(_command(LINE_TO, len(points) - 1))
        self._steps(points[1:])

    def _steps(self, points: Points) -> None:
        for x, y in points.tolist():
            self.commands += [_zigzag(x - self.x), _zigzag(y - self.y)]
            self.x, self.y = x, y


def _area(ring: Points) -> int:
    x, y = ring[:, 0], ring[:, 1]
    return int((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())


def _command(what: int, count: int) -> int:
    return what & 7 | count << 3


def _zigzag(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


# Protobuf: varints and length-delimited fields


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:  # noqa: PLR2004  seven bits a byte
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _uint(field_number: int, value: int) -> bytes:
    return _varint(field_number << 3) + _varint(value)


def _bytes(field_number: int, body: bytes) -> bytes:
    return _varint(field_number << 3 | 2) + _varint(len(body)) + body


def _packed(field_number: int, numbers: Iterable[int]) -> bytes:
    body = b"".join(map(_varint, numbers))
    return _bytes(field_number, body) if body else b""


def _value(value: object) -> bytes:
    if isinstance(value, bool):
        return _uint(7, int(value))
    if isinstance(value, int):
        return _uint(6, _zigzag(value))
    if isinstance(value, float):
        return _varint(3 << 3 | 1) + np.float64(value).tobytes()
    return _bytes(1, str(value).encode())
