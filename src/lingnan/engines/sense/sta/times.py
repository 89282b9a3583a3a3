"""Times of SensorThings: instants and intervals in ISO 8601, exact to the microsecond, kept in UTC."""

from datetime import UTC, datetime, timedelta
from functools import cache

from django.db import connection

from lingnan.engines.sense.sta.faults import Refused

EARLIEST, LATEST = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"
SECONDS = 19  # length of a moment without fraction


@cache
def is_postgresql() -> bool:
    """Which of the two databases this is: asked for every row, so found out once."""
    return connection.vendor == "postgresql"


def instant(text: object, where: str = "time") -> datetime:
    """A moment; one without a zone is taken as UTC, as the standard's examples do."""
    if not isinstance(text, str):
        raise Refused(f"{text!r} is no time", where=where, allowed="e.g. 2017-12-23T08:00:00+08:00")
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(f"{text!r} is no time", where=where, allowed="e.g. 2017-12-23T08:00:00+08:00") from None


def span(text: object, where: str = "time") -> tuple[datetime, datetime | None]:
    """An instant (no end) or an interval `start/end`."""
    if isinstance(text, str) and "/" in text:
        first, _, last = text.partition("/")
        start, end = instant(first, where), instant(last, where)
        if end < start:
            raise Refused(f"{text!r} ends before it begins", where=where)
        return start, end if end > start else None
    return instant(text, where), None


def stored(moment: datetime) -> str | datetime:
    """As the database holds it: text in SQLite (Django's own form), a timestamp in PostgreSQL."""
    if is_postgresql():
        return moment
    return moment.replace(tzinfo=None).isoformat(" ")


def shown(text: str) -> str:
    """From the database's text to ISO 8601: `2017-12-22 16:00:00.500000` → `2017-12-22T16:00:00.5Z`.

    >>> shown("2017-12-22 16:00:00"), shown("2017-12-22 16:00:00.120000")
    ('2017-12-22T16:00:00Z', '2017-12-22T16:00:00.12Z')
    """
    if len(text) > SECONDS:
        text = text.rstrip("0").rstrip(".")
    return f"{text[:10]}T{text[11:]}Z"


def parsed(text: str) -> datetime:
    """From the database's text to a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def as_text(sql: str) -> str:
    """SQL that gives a time column as text in UTC, whole seconds without fraction."""
    if is_postgresql():
        return f"to_char({sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    return f"({sql} || '')"


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros_of(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def text_of(moment: str | datetime) -> str:
    """A stored moment as text in UTC."""
    if isinstance(moment, str):
        return moment
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
