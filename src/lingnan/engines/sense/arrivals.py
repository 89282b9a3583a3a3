"""What comes in to be stored: frames with their readings, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Protocol as Shape


class Reading(Shape):
    """One value in a frame, as a codec gives it: the protocol's factor code, statistic, moment, value and flag."""

    @property
    def code(self) -> str: ...
    @property
    def statistic(self) -> str: ...
    @property
    def observed_at(self) -> datetime: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def flag(self) -> str: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """One frame from one device. `password` is what the frame carried (None: its protocol has none)."""

    protocol: str
    address: str
    raw: bytes
    readings: Sequence[Reading]
    received_at: datetime
    password: str | None = None
    peer: str = ""
    is_part: bool = False  # a packet of a message that is still coming in: kept although it has no readings yet

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes: the same frame again is known by it."""
        return sha256(self.raw).hexdigest()


class Outcome(StrEnum):
    """What became of an arrival. Only stored and duplicate ones may be acknowledged."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    HELD = "held"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105

    @property
    def is_kept(self) -> bool:
        """Is the frame safe in the database?"""
        return self in (Outcome.STORED, Outcome.DUPLICATE)


@dataclass(frozen=True, kw_only=True)
class Stored:
    """The result of one ingest: an outcome for each arrival in order, and what was written."""

    outcomes: tuple[Outcome, ...]
    batch: int | None = None
    observations: int = 0
    revisions: int = 0
    alerts: tuple[int, ...] = field(default_factory=tuple)
