"""The one clock of the house: aware, in the province's zone, and settable in tests and replays."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")

_stopped: ContextVar[datetime | None] = ContextVar("stopped_clock", default=None)


def now() -> datetime:
    """This moment in the province's zone."""
    return _stopped.get() or datetime.now(ZONE)


def today() -> date:
    """This day in the province's zone (not the server's)."""
    return now().date()


def local(moment: datetime) -> datetime:
    """`moment` in the province's zone; a naive moment is refused, because nobody can say when it was."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no zone; give an aware moment, e.g. tzinfo=clock.ZONE")
    return moment.astimezone(ZONE)


@contextmanager
def stopped_at(moment: datetime) -> Iterator[datetime]:
    """Within the block it is `moment`: for tests, and for replaying a day as it was."""
    standing = local(moment)
    token = _stopped.set(standing)
    try:
        yield standing
    finally:
        _stopped.reset(token)
