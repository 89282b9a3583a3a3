"""iCalendar (RFC 5545): all-day dates with alarms, as text that every calendar reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

FOLD = 75  # octets of a line, 3.1
PRODUCT = "-//Lingnan//Plan dates//ZH"
REFRESH = "PT6H"


@dataclass(frozen=True, kw_only=True)
class AllDay:
    """One date. The same `uid` with a higher `sequence` replaces it; cancelled, it leaves the calendars that know it.

    `alarms` are durations from the day's midnight: `-P2DT15H` is nine in the morning three days before.
    """

    uid: str
    day: date
    title: str
    changed_at: datetime
    sequence: int = 0
    description: str = ""
    url: str = ""
    category: str = ""
    is_cancelled: bool = False
    alarms: Sequence[str] = ("-P2DT15H", "PT9H")


def calendar(name: str, events: Sequence[AllDay]) -> bytes:
    """A calendar to subscribe to."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
        *(line for event in events for line in event_lines(event)),
        "END:VCALENDAR",
    ]
    return "".join(folded(line) for line in lines).encode()


def event_lines(event: AllDay) -> list[str]:
    """One VEVENT with its alarms; a cancelled one rings no more."""
    stamp = f"{event.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{stamp}",
        f"LAST-MODIFIED:{stamp}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(event.title)}",
        "TRANSP:TRANSPARENT",
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
    ]
    if event.description:
        lines.append(f"DESCRIPTION:{escaped(event.description)}")
    if event.category:
        lines.append(f"CATEGORIES:{escaped(event.category)}")
    if event.url:
        lines.append(f"URL:{event.url}")
    for trigger in () if event.is_cancelled else event.alarms:
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(event.title)}", f"TRIGGER:{trigger}",
                  "END:VALARM"]  # fmt: skip
    return [*lines, "END:VEVENT"]


def escaped(text: str) -> str:
    r"""TEXT of 3.3.11: backslash, semicolon, comma and line breaks.

    >>> escaped("a;b,c")
    'a\\;b\\,c'
    """
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(char for char in text if char >= " " or char == "\t")


def folded(line: str) -> str:
    """At most 75 octets a line, no character cut in two, CRLF (3.1)."""
    pieces, piece, room = [], "", FOLD
    for char in line:
        size = len(char.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", FOLD - 1  # the blank that begins a further line counts
        piece += char
        room -= size
    return "\r\n ".join([*pieces, piece]) + "\r\n"
