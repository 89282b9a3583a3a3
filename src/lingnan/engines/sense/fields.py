"""A column that keeps a measured value digit for digit."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:  # Django's own Field takes no type parameters at run time
    DecimalBase = models.Field[Decimal | None, Decimal | None]
else:
    DecimalBase = models.Field


class ExactDecimalField(DecimalBase):
    """A decimal kept as it was written: `13.10` stays `13.10`, and is never turned into a binary fraction.

    NUMERIC without a scale in PostgreSQL; TEXT in SQLite, whose NUMERIC would store a float. So in SQLite the column
    is not compared or ordered in SQL: limits are judged in Python, statistics cast it to REAL.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "numeric" if connection.vendor == "postgresql" else "text"

    def get_internal_type(self) -> str:
        return "ExactDecimalField"

    def from_db_value(self, value: Any, expression: object, connection: object) -> Decimal | None:  # Any: from a driver
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:  # Any: what a form or a fixture holds
        return None if value in (None, "") else Decimal(value)

    def get_prep_value(self, value: Any) -> str | None:  # Any: what a caller assigns
        return None if value is None else format(Decimal(value), "f")
