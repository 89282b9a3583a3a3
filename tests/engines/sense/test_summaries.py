from decimal import Decimal
from typing import Any

import pytest
from tests.engines.sense.conftest import Value, arrival, day

from lingnan.core.periods import Period
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.sense.models import Station
from lingnan.engines.sense.services.ingest import ingest
from lingnan.engines.sense.summaries import lies_in, station_series

DECEMBER = Period.parse("2017-12")


@pytest.mark.parametrize(
    ("code", "region", "expected"),
    [
        ("440103", "440100", True),
        ("440100", "440000", True),
        ("440303", "440100", False),
        ("441900101", "441900", True),
        ("450100", "440000", False),
        ("440100", "440103", False),
    ],
)
def test_a_division_lies_in_another_by_its_code(code: str, region: str, expected: bool) -> None:
    assert lies_in(code, region) is expected


def test_the_series_of_many_cities_take_two_queries(
    stations: list[Station],
    django_assert_num_queries: Any,  # Any: pytest-django does not export the fixture's type
) -> None:
    for city in ("440100", "440300"):
        values = [Value(observed_at=day(1), value=Decimal(30)), Value(observed_at=day(2), value=None, flag="B")]
        ingest([arrival(*values, address=f"SAMPLE{city}")], by=SYSTEM)
    with django_assert_num_queries(2):
        found = station_series(["environment.pm25"], statistic="avg_day", regions=["440100", "440300"], period=DECEMBER)
    assert [(series.region, series.usable, list(series.values.values())) for series in found] == [
        ("440100", 1, [Decimal(30), None]),
        ("440300", 1, [Decimal(30), None]),
    ]


def test_a_period_ends_before_its_end(stations: list[Station]) -> None:
    ingest([arrival(Value(observed_at=day(1, month=11), value=Decimal(1)))], by=SYSTEM)
    ingest([arrival(Value(observed_at=day(31), value=Decimal(2)))], by=SYSTEM)
    (series,) = station_series(["environment.pm25"], statistic="avg_day", regions=["440100"], period=DECEMBER)
    assert list(series.values.values()) == [Decimal(2)]
    assert station_series(["environment.o3"], statistic="avg_day", regions=["440000"], period=DECEMBER) == []
