"""All the real figures, and a stand-in for the one indicator that a sector computes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import lingnan
from lingnan.core.labels import Label
from lingnan.engines.evaluate.declare import INDICATORS, Computed, Indicator, SourceKind
from lingnan.engines.evaluate.services.observations import import_values
from lingnan.engines.identity.actor import SYSTEM

DATA = Path(lingnan.__file__).parent / "data" / "evaluation"
FIGURES = DATA / "guangdong21_observations_long.csv"
PM25 = "environment.pm25_annual_mean"


@pytest.fixture(autouse=True)
def pm25_declared() -> Iterator[None]:
    """The framework names an indicator of the environment sector; here it has no observations."""
    stand_in = Indicator(
        key=PM25,
        label=Label(zh="细颗粒物年均浓度", en="PM2.5, annual mean"),
        numerator=Label(zh="日均浓度之和", en="Sum of daily means"),
        decimals=1,
        unit=Label(zh="微克/立方米", en="µg/m³"),
        direction=-1,
        source_kind=SourceKind.COMPUTED,
        source="HJ 663-2013",
        compute=lambda regions, period: dict[str, Computed](),
    )
    with INDICATORS.swapped({**dict(INDICATORS.items()), PM25: stand_in}):
        yield


@pytest.fixture
def figures(cities: list[str]) -> None:
    """The real figures of 1996-2024 taken in."""
    import_values(SYSTEM, FIGURES)
