"""Features in SQLite, found by an R*Tree. It holds 32-bit floats rounded outwards, so what it finds is rechecked."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from lingnan.engines.place.models import Feature
from lingnan.engines.place.store import Box
from lingnan.engines.place.store.boxes import BoxStore

TOUCHING = "SELECT id FROM place_rtree WHERE max_lon >= %s AND min_lon <= %s AND max_lat >= %s AND min_lat <= %s"


class RtreeStore(BoxStore):
    """The same four calls over the R*Tree beside the table."""

    def index(self, ids: Iterable[int]) -> None:
        boxes = Feature.objects.filter(pk__in=list(ids)).values_list("pk", "min_lon", "max_lon", "min_lat", "max_lat")
        with connection.cursor() as cursor:
            cursor.executemany("INSERT OR REPLACE INTO place_rtree VALUES (%s, %s, %s, %s, %s)", list(boxes))

    def drop(self, layer: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM place_rtree WHERE id IN (SELECT id FROM place_feature WHERE layer_id = %s)", [layer]
            )
        super().drop(layer)

    def _near(self, found: QuerySet[Feature], box: Box) -> QuerySet[Feature]:
        west, south, east, north = box
        exact = super()._near(
            found, box
        )  # the columns are 64-bit: they undo the tree's rounding before any WKB is read
        return exact.filter(pk__in=RawSQL(TOUCHING, [west, east, south, north]))  # noqa: S611  constant text
