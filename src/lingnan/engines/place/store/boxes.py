"""Features by plain columns of their bounding boxes; works on every database."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import floor

import shapely
from django.db.models import Q, QuerySet

from lingnan.engines.place import mvt
from lingnan.engines.place.models import Feature
from lingnan.engines.place.store import Box, Cell, Found

CHUNK = 500


class BoxStore:
    """The four calls; only `_near` differs between adapters."""

    def query(
        self, layer: str, *, box: Box | None = None, on: date | None = None, limit: int = 1000, after: int = 0
    ) -> Sequence[Found]:
        found = []
        for feature in self._features(layer, box=box, on=on, after=after):
            found.append(feature)
            if len(found) == limit:
                break
        return found

    def count(self, layer: str, *, box: Box | None = None, on: date | None = None) -> int:
        if box is None:
            return _valid(Feature.objects.filter(layer=layer), on).count()
        return sum(1 for _ in self._features(layer, box=box, on=on))

    def tile(self, layers: Iterable[str], z: int, x: int, y: int, *, on: date | None = None) -> bytes:
        box = mvt.bounds(z, x, y, buffer=mvt.BUFFER)
        parts = []
        for layer in layers:
            shapes = [
                mvt.Shape(id=kept.id, geometry=kept.geometry, properties={"key": kept.key, "name": kept.name})
                for kept in self._features(layer, box=box, on=on)
            ]
            parts.append((layer, shapes))
        return mvt.encode(parts, z, x, y)

    def aggregate(self, layer: str, *, box: Box, cell: float, on: date | None = None) -> Mapping[Cell, int]:
        counts: Counter[Cell] = Counter()
        for kept in self._features(layer, box=box, on=on):
            point = shapely.point_on_surface(kept.geometry)
            counts[Cell(column=floor((point.x + 180) / cell), row=floor((point.y + 90) / cell))] += 1
        return counts

    def index(self, ids: Iterable[int]) -> None:
        """The columns are the index."""

    def drop(self, layer: str) -> None:
        Feature.objects.filter(layer=layer).delete()

    def _features(self, layer: str, *, box: Box | None, on: date | None, after: int = 0) -> Iterator[Found]:
        found = _valid(Feature.objects.filter(layer=layer, id__gt=after), on)
        if box is not None:
            found = self._near(found, box)
        window = None if box is None else shapely.box(*box)
        for feature in found.order_by("id").iterator(chunk_size=CHUNK):
            if window is None or shapely.intersects(feature.geometry, window):
                yield Found(
                    id=feature.pk,
                    key=feature.key,
                    name=feature.name,
                    region=feature.region_id,
                    geometry=feature.geometry,
                    attributes=feature.attributes,
                )

    def _near(self, found: QuerySet[Feature], box: Box) -> QuerySet[Feature]:
        """Those whose bounding box touches the box."""
        west, south, east, north = box
        return found.filter(min_lon__lte=east, max_lon__gte=west, min_lat__lte=north, max_lat__gte=south)


def _valid(found: QuerySet[Feature], on: date | None) -> QuerySet[Feature]:
    if on is None:
        return found
    return found.filter(Q(valid_from=None) | Q(valid_from__lte=on)).filter(Q(valid_to=None) | Q(valid_to__gt=on))
