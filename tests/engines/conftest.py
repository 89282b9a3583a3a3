"""What several engines' tests start from: the 21 cities, their outlines, and the real figures of some series."""

import csv
from pathlib import Path

import pytest

import lingnan
from lingnan.core.labels import Label
from lingnan.engines.evaluate.services.observations import import_values
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import Region
from lingnan.engines.place.services import GEO, LayerFacts, load_layer

DATA = Path(lingnan.__file__).parent / "data" / "evaluation"
FIGURES = DATA / "guangdong21_observations_long.csv"
SERIES = {"road_area_per_capita", "night_light_sum", "gdp", "resident_population", "deposits_year_end", "co2_edgar"}


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
def city_layer(cities: list[str]) -> None:
    """The outlines of the cities alone: all that a map of the province needs."""
    name = Label(zh="地级市", en="Cities")
    facts = LayerFacts(key="region-city", label=name, kind="area", datum="EPSG:4490", source="-", licence="-")
    load_layer(by=SYSTEM, facts=facts, path=GEO / "gd_city_4490.geojson")


@pytest.fixture
def some_figures(cities: list[str], tmp_path: Path) -> None:
    """The real figures that the demonstration's framework is computed from, 2002 to 2017."""
    with FIGURES.open(encoding="utf-8") as file:
        head, *lines = file
    years = {str(year) for year in range(2002, 2018)}
    kept = [line for line in lines if line.split(",")[3] in SERIES and line.split(",")[2] in years]
    short = tmp_path / FIGURES.name
    short.write_text(head + "".join(kept), encoding="utf-8")
    import_values(SYSTEM, short)
