"""Facts that the sense engine announces."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AlertRaised:
    """An alert was opened and stands in the database."""

    alert: int
    rule: str


@dataclass(frozen=True, kw_only=True)
class ObservationsStored:
    """Observations stand in the database: their keys (datastream, moment as text in UTC, sequence), new ones only."""

    keys: tuple[tuple[int, str, int], ...]


@dataclass(frozen=True, kw_only=True)
class EntityChanged:
    """An entity of SensorThings was made, changed or removed; `entity` is its type's name."""

    entity: str
    id: int | str
    change: str  # made, changed, removed
    fields: tuple[str, ...] = ()  # what was given
