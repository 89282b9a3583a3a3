"""A calendar after RFC 5545, read back with another library."""

from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar

from lingnan.core.ical import AllDay, calendar, folded

WHEN = datetime(2018, 4, 16, 1, 2, 3, tzinfo=UTC)
EVENT = AllDay(
    uid="milestone-8@lingnan",
    day=date(2018, 4, 30),
    title="时空信息云平台试点验收，" * 6 + "a;b,c\\d",
    description="第一行\n第二行",
    url="https://example.org/plan/p/tasks/8",
    changed_at=WHEN,
    sequence=2,
    category="节点",
)


def test_lines_end_with_crlf_and_hold_at_most_75_octets_without_cutting_a_character() -> None:
    raw = calendar("岭南", [EVENT])
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # a cut character would not decode
    assert folded("X" * 75) == "X" * 75 + "\r\n"
    assert folded("X" * 76) == "X" * 75 + "\r\n X\r\n"


def test_another_reader_finds_what_was_written() -> None:
    read = Calendar.from_ical(calendar("岭南", [EVENT]))
    assert read["METHOD"] == "PUBLISH"
    (event,) = read.walk("VEVENT")
    assert str(event["SUMMARY"]) == EVENT.title
    assert str(event["DESCRIPTION"]) == EVENT.description
    assert str(event["UID"]) == EVENT.uid
    assert event["DTSTART"].dt == date(2018, 4, 30)
    assert event["DTEND"].dt == date(2018, 5, 1)  # not part of the event: 3.6.1
    assert event["SEQUENCE"] == 2
    assert event["DTSTAMP"].dt == WHEN
    assert not event.errors
    alarms = event.walk("VALARM")
    # nine in the morning: three days before, and on the day
    assert [alarm["TRIGGER"].dt for alarm in alarms] == [timedelta(hours=-(2 * 24 + 15)), timedelta(hours=9)]


def test_a_cancelled_date_says_so_and_rings_no_more() -> None:
    gone = AllDay(uid="x", day=date(2018, 4, 30), title="题", changed_at=WHEN, is_cancelled=True)
    (event,) = Calendar.from_ical(calendar("岭南", [gone])).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"
    assert event.walk("VALARM") == []
