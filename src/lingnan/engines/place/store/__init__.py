"""Where features lie: four calls and one contract. An adapter differs only in how it finds bounding boxes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from django.db import connection
from shapely.geometry.base import BaseGeometry

Box = tuple[float, float, float, float]  # west, south, east, north, in degrees


class Cell(NamedTuple):
    """A square of the grid on which features are counted: column and row from the lower left of the world."""

    column: int
    row: int


@dataclass(frozen=True, kw_only=True)
class Found:
    """A feature as the store gives it."""

    id: int
    key: str
    name: str
    region: str | None
    geometry: BaseGeometry
    attributes: Mapping[str, object]


class FeatureStore(Protocol):
    """The contract. A feature is in a box when its geometry, not only its bounding box, touches it."""

    def query(
        self, layer: str, *, box: Box | None = None, on: date | None = None, limit: int = 1000, after: int = 0
    ) -> Sequence[Found]:
        """Features by id, those after the id `after`: the next page begins where the last one ended."""
        ...

    def count(self, layer: str, *, box: Box | None = None, on: date | None = None) -> int:
        """How many `query` would give without a limit."""
        ...

    def tile(self, layers: Iterable[str], z: int, x: int, y: int, *, on: date | None = None) -> bytes:
        """A Mapbox vector tile, clipped; empty bytes where there is nothing."""
        ...

    def aggregate(self, layer: str, *, box: Box, cell: float, on: date | None = None) -> Mapping[Cell, int]:
        """Features counted by the grid cell (of `cell` degrees) that holds a point on them."""
        ...

    def index(self, ids: Iterable[int]) -> None:
        """Take the boxes of new or changed features into the index, in the caller's transaction."""
        ...

    def drop(self, layer: str) -> None:
        """Remove all features of a layer, in the caller's transaction."""
        ...


def store() -> FeatureStore:
    """The store of this installation."""
    from lingnan.engines.place.store.boxes import BoxStore  # noqa: PLC0415  loads at first use
    from lingnan.engines.place.store.rtree import RtreeStore  # noqa: PLC0415

    return RtreeStore() if connection.vendor == "sqlite" else BoxStore()
