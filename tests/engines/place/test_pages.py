"""The documents that maps draw."""

import gzip
import json

import mapbox_vector_tile
import pytest
import shapely
from django.test import Client

pytestmark = pytest.mark.django_db


def document(client: Client, level: str) -> dict[str, list[dict[str, object]]]:
    return json.loads(client.get(f"/place/regions/{level}.geojson").content)  # type: ignore[no-any-return]


@pytest.mark.parametrize(("level", "count"), [("province", 1), ("city", 21), ("county", 124)])
def test_every_division_is_there_with_its_names(regions: None, client: Client, level: str, count: int) -> None:
    features = document(client, level)["features"]
    assert len(features) == count
    assert all(feature["properties"]["name"] and feature["properties"]["name_en"] for feature in features)


def test_names_and_codes_of_a_city(regions: None, client: Client) -> None:
    guangzhou = next(f for f in document(client, "city")["features"] if f["properties"]["code"] == "440100")
    assert guangzhou["properties"] == {"code": "440100", "name": "广州市", "name_en": "Guangzhou"}


def test_cities_are_at_most_40_kb_packed_and_packed_only_for_who_unpacks(regions: None, client: Client) -> None:
    packed = client.get("/place/regions/city.geojson", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) <= 40_000
    assert gzip.decompress(packed.content) == client.get("/place/regions/city.geojson").content


def test_the_dongsha_islands_stay(regions: None, client: Client) -> None:
    # 116.68-116.93 E, 20.56-20.76 N, with Shanwei (441500).
    shanwei = next(f for f in document(client, "city")["features"] if f["properties"]["code"] == "441500")
    outline = shapely.from_geojson(json.dumps(shanwei["geometry"]))
    assert outline.intersects(shapely.box(116.6, 20.5, 117.0, 20.8))


@pytest.mark.parametrize("level", ["province", "city", "county"])
def test_three_decimals_and_no_holes_between_neighbours(regions: None, client: Client, level: str) -> None:
    outlines = [shapely.from_geojson(json.dumps(f["geometry"])) for f in document(client, level)["features"]]
    points = shapely.get_coordinates(outlines)
    assert (abs(points * 1000 - (points * 1000).round()) < 1e-6).all()
    # Simplified one by one, neighbours would overlap by far more than this share of their area.
    together = shapely.union_all([shapely.make_valid(outline) for outline in outlines]).area
    assert abs(sum(outline.area for outline in outlines) / together - 1) < 0.0005


def test_a_browser_that_has_it_gets_no_body(regions: None, client: Client) -> None:
    first = client.get("/place/regions/city.geojson")
    again = client.get("/place/regions/city.geojson", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_level_that_is_none_is_said(regions: None, client: Client) -> None:
    answer = client.get("/place/regions/village.geojson")
    assert answer.status_code == 404


def test_a_tile_of_the_cities(regions: None, client: Client) -> None:
    answer = client.get("/place/tiles/region-city/7/104/55.mvt")
    names = {f["properties"]["name"] for f in mapbox_vector_tile.decode(answer.content)["region-city"]["features"]}
    assert "广州市" in names  # 113.3 E, 23.1 N lies in tile 7/104/55
    assert client.get("/place/tiles/region-city/7/1/1.mvt").status_code == 204
    assert client.get("/place/tiles/region-city/2/9/9.mvt").status_code == 404


def test_the_map_page_has_its_table_and_says_where_layers_come_from(regions: None, client: Client) -> None:
    page = client.get("/place/").content.decode()
    assert "广州市" in page
    assert "EPSG:4490" in page
    assert "审图号" in page
