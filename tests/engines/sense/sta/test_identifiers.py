"""Names of observations lead back to their keys, whatever the moment; usual ones fit where a double can count."""

from datetime import UTC, datetime

import pytest

from lingnan.engines.sense.sta.faults import Refused
from lingnan.engines.sense.sta.identifiers import key, name


@pytest.mark.parametrize(
    ("datastream", "moment", "sequence"),
    [
        (1, "2017-12-22 16:00:00", 0),
        (999_999, "2215-12-31 23:59:59.999000", 0),
        (1_000_000, "2017-12-22 16:00:00", 0),
        (2**62, "2017-12-22 16:00:00", 0),
        (12, "2017-12-22 16:00:00.000001", 0),
        (12, "2017-12-22 16:00:00", 1),
        (12, "1899-12-31 23:59:59", 32_000),
        (12, "0001-01-01 00:00:00", 0),
        (12, "9999-12-31 23:59:59.999999", 7),
    ],
)
def test_there_and_back(datastream: int, moment: str, sequence: int) -> None:
    number = name(datastream, moment, sequence)
    assert key(number) == key(str(number)) == (datastream, datetime.fromisoformat(moment).replace(tzinfo=UTC), sequence)


def test_usual_names_are_worked_out_by_hand() -> None:
    # 43,089 days and 16 hours from 1900-01-01 to 2017-12-22 16:00: 3,722,947,200 s
    assert name(12, "2017-12-22 16:00:00", 0) == 12 * 10**13 + 3_722_947_200_000
    assert name(800, "2026-11-22 00:00:00", 0) < 2**53  # JavaScript counts exactly up to here
    assert name(900_000, "2026-11-22 00:00:00", 0) < 2**63  # and Java up to here


def test_numbers_of_one_datastream_are_in_the_order_of_time() -> None:
    moments = ["2000-01-01 00:00:00", "2017-12-22 16:00:00", "2017-12-22 16:00:00.001000"]
    numbers = [name(3, moment, 0) for moment in moments]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "9" * 45, "9" * 60, "١٢"])
def test_what_is_no_name_names_nothing(text: str) -> None:
    with pytest.raises(Refused) as fault:
        key(text)
    assert fault.value.status == 404
