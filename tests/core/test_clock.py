from datetime import UTC, date, datetime

import pytest

from lingnan.core import clock


def test_the_clock_is_that_of_the_province() -> None:
    assert clock.now().utcoffset() == clock.ZONE.utcoffset(datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_stopped_clock_shows_the_provinces_day() -> None:
    # 20:00 in Greenwich is 04:00 of the next day in Guangzhou
    with clock.stopped_at(datetime(2017, 11, 21, 20, tzinfo=UTC)):
        assert clock.today() == date(2017, 11, 22)
    assert clock.today() != date(2017, 11, 22)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        clock.local(datetime(2017, 1, 1))  # noqa: DTZ001 - the fault under test
