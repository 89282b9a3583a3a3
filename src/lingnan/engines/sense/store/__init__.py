"""Where observations lie. One contract; the hot table is its adapter here, cold Parquet joins it later.

Only adapters of this package write SQL of their own; services and selectors speak to the contract.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from lingnan.engines.sense.quality import Quality


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One observation as it lies in the store."""

    datastream: int
    observed_at: datetime
    value: Decimal | None
    quality: Quality
    device_flag: str
    received_at: datetime
    frame: int
    sequence: int = 0


@dataclass(frozen=True, kw_only=True)
class Put:
    """What a put did: rows that are new, and rows whose key was taken, each with what stood there."""

    new: Sequence[Row]
    taken: Sequence[tuple[Row, Row]]


class ObservationStore(Protocol):
    """The contract: write new rows once, replace a row knowingly, read a datastream's rows in time order."""

    def put(self, rows: Sequence[Row]) -> Put:
        """Write the rows whose (datastream, observed_at) is free; a taken key is left as it was and reported."""
        ...

    def replace(self, row: Row) -> None:
        """Overwrite the value at a key; the caller keeps the old one as a revision in the same transaction."""
        ...

    def series(self, datastreams: Iterable[int], start: datetime, end: datetime) -> list[Row]:
        """Rows of the datastreams in [start, end), by datastream and time."""
        ...

    def newest(self, datastreams: Iterable[int], *, before: datetime | None = None, limit: int = 100) -> list[Row]:
        """The newest rows of the datastreams, those before a moment: a page of history that costs the same anywhere."""
        ...


def store() -> ObservationStore:
    """The store of this installation."""
    from lingnan.engines.sense.store.hot import HotStore  # noqa: PLC0415  connects at first use, not at import

    return HotStore()
