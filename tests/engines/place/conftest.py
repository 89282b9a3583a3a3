"""A made-up layer of points and boxes, and the real divisions."""

import random

import pytest
import shapely

from lingnan.core import clock
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import Region
from lingnan.engines.place.models import Feature, Layer
from lingnan.engines.place.services import load_regions
from lingnan.engines.place.store import store


def add_features(key: str, shapes: list[shapely.Geometry]) -> list[Feature]:
    layer = Layer.objects.create(
        key=key, name="样例", name_en="Sample", kind="area", datum="EPSG:4490", source="made up", licence="-",
        sharing="public", loaded_at=clock.now(), digest="0" * 64, is_sample=True,
    )  # fmt: skip
    made = []
    for number, shape in enumerate(shapes, start=1):
        west, south, east, north = shape.bounds
        made.append(
            Feature(
                layer=layer,
                key=str(number),
                name=f"要素{number}",
                geometry=shape,
                min_lon=west,
                min_lat=south,
                max_lon=east,
                max_lat=north,
            )
        )
    Feature.objects.bulk_create(made)
    store().index(feature.pk for feature in made)
    return made


@pytest.fixture
def shapes(db: None) -> list[Feature]:
    """300 triangles and points over the province, the same in every run."""
    dice = random.Random(44)
    drawn: list[shapely.Geometry] = []
    for number in range(300):
        x, y = dice.uniform(109.6, 117.3), dice.uniform(20.2, 25.5)
        width = dice.uniform(0.0, 0.4)
        corners = [(x, y), (x + width, y + dice.uniform(0, width)), (x + dice.uniform(0, width), y + width)]
        drawn.append(shapely.Point(x, y) if number % 3 == 0 or width < 0.01 else shapely.Polygon(corners))
    return add_features("sample", drawn)


@pytest.fixture
def regions(db: None) -> None:
    Region.objects.create(code="440000", name="广东省", name_en="Guangdong", level="province")
    Region.objects.create(code="440100", name="广州市", name_en="Guangzhou", level="city", parent_id="440000")
    load_regions(by=SYSTEM)
