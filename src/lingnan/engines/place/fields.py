"""A geometry column: WKB in the database, a shapely geometry in Python. EPSG:4490 (CGCS2000), longitude first."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:  # Django's own Field takes no type parameters at run time
    from shapely.geometry.base import BaseGeometry

    GeometryBase = models.Field[BaseGeometry, BaseGeometry]
else:
    GeometryBase = models.Field


class GeometryField(GeometryBase):
    """Any simple-feature geometry. It is not searched in SQL: bounding boxes are, and what they find is rechecked."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "bytea" if connection.vendor == "postgresql" else "blob"

    def get_internal_type(self) -> str:
        return "GeometryField"

    def from_db_value(
        self, value: Any, expression: object, connection: object
    ) -> "BaseGeometry | None":  # Any: a driver
        import shapely  # noqa: PLC0415 -- half a second that most commands do not need

        return None if value is None else shapely.from_wkb(bytes(value))

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """The bytes as the driver wants them."""  # Any: each driver has its own binary type
        if value is None:
            return None
        wkb = value if isinstance(value, bytes) else value.wkb
        return connection.Database.Binary(wkb)  # type: ignore[attr-defined]  # each backend has one
