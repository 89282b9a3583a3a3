"""Flags of HJ 212-2017, table 6, on the platform's scale."""

import pytest

from lingnan.engines.sense.quality import Quality, of_flag


@pytest.mark.parametrize(
    ("flag", "quality", "usable"),
    [
        ("N", Quality.VALID, True),
        ("n", Quality.VALID, True),
        ("", Quality.VALID, True),
        ("S", Quality.MANUAL, True),
        ("T", Quality.OVER_RANGE, False),
        ("C", Quality.CALIBRATION, False),
        ("M", Quality.MAINTENANCE, False),
        ("D", Quality.FAULT, False),
        ("B", Quality.NO_SIGNAL, False),
        ("F", Quality.STOPPED, False),
        ("X", Quality.UNKNOWN, False),
    ],
)
def test_each_flag(flag: str, quality: Quality, usable: bool) -> None:
    assert of_flag("hj212", flag) == quality
    assert quality.is_usable is usable


def test_another_protocol_s_flag_is_never_taken_for_valid() -> None:
    assert of_flag("unheard", "N") == Quality.UNKNOWN
