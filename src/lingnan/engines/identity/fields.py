"""A column for values of the audit trail."""

import json
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    TextColumn = models.TextField[Any, Any]  # Any: whatever JSON can say
else:
    TextColumn = models.TextField


def canonical(value: object) -> str:
    """The one text of a value: sorted keys, no blanks, dates and the like as text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


class CanonicalJSONField(TextColumn):
    """JSON kept as its canonical text, byte for byte, in every database: what the digest covers is what is stored.

    A JSON column would give back the same value for a changed blank or number form, and PostgreSQL rewrites it.
    """

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:  # Any: JSON value
        return None if value is None else json.loads(value)

    def to_python(self, value: Any) -> Any:  # Any: JSON value
        return value

    def get_prep_value(self, value: Any) -> str | None:  # Any: JSON value
        return None if value is None else canonical(value)

    def value_to_string(self, obj: models.Model) -> str:
        return canonical(self.value_from_object(obj))
