"""A decimal kept as it was written: SQLite's numeric columns are floats, a text column is exact on both databases."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    Base = models.CharField[Decimal | str | int | None, Decimal | None]
else:
    Base = models.CharField


class ExactDecimalField(Base):
    """Decimal in Python, its text in the database; compared and sorted in Python only."""

    def __init__(self, *args: object, **options: object) -> None:
        options.setdefault("max_length", 60)
        super().__init__(*args, **options)  # type: ignore[arg-type]  # Django's own options, passed through

    def from_db_value(self, value: str | None, *_: object) -> Decimal | None:
        return None if value is None else Decimal(value)

    def to_python(self, value: object) -> Decimal | None:
        return None if value is None else Decimal(str(value))

    def get_prep_value(self, value: object) -> str | None:
        return None if value is None else str(Decimal(str(value)))
