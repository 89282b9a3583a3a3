"""What a room may show on the platform's maps. No tables here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from lingnan.core.labels import Label
from lingnan.core.registry import Registry
from lingnan.engines.identity.actor import Actor


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """A feature as the table beside the map shows it: where it leads, its cells, its light and where it stands."""

    key: str
    url: str
    cells: Sequence[Label]
    light: str = ""
    light_word: Label | None = None
    longitude: float | None = None
    latitude: float | None = None
    is_sample: bool = False


@dataclass(frozen=True, kw_only=True)
class MapLayer:
    """A layer of the platform's map: rows that are drawn and listed; the same as GeoJSON at an address."""

    key: str
    label: Label
    url: str
    kind: Literal["area", "line", "point"]
    columns: Sequence[Label]
    rows: Callable[[Actor], Sequence[TableRow]]


MAP_LAYERS: Registry[MapLayer] = Registry("map layer")


def declare_map_layer(declared: MapLayer) -> MapLayer:
    """Register a layer for the map."""
    return MAP_LAYERS.register(declared.key, declared)
