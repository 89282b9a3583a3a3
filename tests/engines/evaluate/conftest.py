"""The 21 cities and the real figures, and a framework year to judge."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

import lingnan
from lingnan.core.labels import Label
from lingnan.engines.evaluate.declare import INDICATORS, Computed, Indicator, SourceKind
from lingnan.engines.evaluate.services.observations import import_values
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import Region

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
def cities(db: None) -> list[str]:
    """Province and 21 cities as regions; the codes of the cities."""
    Region.objects.update_or_create(code="440000", defaults={"name": "广东省", "level": "province"})
    with (DATA / "guangdong21_units.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            Region.objects.update_or_create(
                code=row["city_code"],
                defaults={"name": row["canonical_name_zh"], "level": "city", "parent_id": "440000"},
            )
    return list(Region.objects.filter(level="city").values_list("code", flat=True))


@pytest.fixture
def figures(cities: list[str]) -> None:
    """The real figures of 1996-2024 taken in."""
    import_values(SYSTEM, FIGURES)
