"""Every adapter gives what looking at every feature gives, and the same as the others."""

import random
from datetime import date

import mapbox_vector_tile
import pytest
import shapely
from django.db import connection
from tests.engines.place.conftest import add_features

from lingnan.engines.place.models import Feature
from lingnan.engines.place.store import Box, Cell, FeatureStore
from lingnan.engines.place.store.boxes import BoxStore
from lingnan.engines.place.store.rtree import RtreeStore

pytestmark = pytest.mark.django_db


def adapters() -> list[FeatureStore]:
    return [BoxStore(), RtreeStore()] if connection.vendor == "sqlite" else [BoxStore()]


def boxes(count: int) -> list[Box]:
    dice = random.Random(7)
    return [
        (x, y, x + dice.uniform(0, 2), y + dice.uniform(0, 2))
        for x, y in ((dice.uniform(109, 117), dice.uniform(20, 25)) for _ in range(count))
    ]


def test_query_and_count_agree_with_looking_at_every_feature(shapes: list[Feature]) -> None:
    for box in boxes(100):
        expected = [f.pk for f in shapes if shapely.intersects(f.geometry, shapely.box(*box))]
        for adapter in adapters():
            assert [found.id for found in adapter.query("sample", box=box)] == expected
            assert adapter.count("sample", box=box) == len(expected)


def test_a_box_beside_a_point_by_less_than_a_32_bit_float_can_tell(db: None) -> None:
    # Near 113.5 degrees neighbouring 32-bit floats lie 7.6e-6 degrees apart.
    add_features("edge", [shapely.Point(113.5000001, 23.0)])
    for adapter in adapters():
        assert adapter.count("edge", box=(113.4, 22.9, 113.5000001, 23.1)) == 1
        assert adapter.count("edge", box=(113.4, 22.9, 113.5000000, 23.1)) == 0


def test_a_triangle_whose_box_only_touches_is_not_found(db: None) -> None:
    add_features("edge", [shapely.Polygon([(0, 0), (1, 0), (0, 1)])])
    for adapter in adapters():
        assert adapter.count("edge", box=(0.9, 0.9, 1.0, 1.0)) == 0


def test_pages_go_on_where_the_last_one_ended(shapes: list[Feature]) -> None:
    for adapter in adapters():
        first = adapter.query("sample", limit=120)
        second = adapter.query("sample", limit=1000, after=first[-1].id)
        assert [found.id for found in (*first, *second)] == [feature.pk for feature in shapes]


def test_only_what_is_valid_on_the_day(db: None) -> None:
    old, new = add_features("dated", [shapely.Point(113, 23), shapely.Point(113, 23)])
    Feature.objects.filter(pk=old.pk).update(valid_to=date(2018, 1, 1))
    Feature.objects.filter(pk=new.pk).update(valid_from=date(2018, 1, 1))
    for adapter in adapters():
        assert [f.id for f in adapter.query("dated", on=date(2017, 12, 31))] == [old.pk]
        assert [f.id for f in adapter.query("dated", on=date(2018, 1, 1))] == [new.pk]


def test_cells_hold_every_feature_once(shapes: list[Feature]) -> None:
    world = (-180.0, -90.0, 180.0, 90.0)
    for adapter in adapters():
        counted = adapter.aggregate("sample", box=world, cell=0.5)
        assert sum(counted.values()) == len(shapes)
    add_features("one", [shapely.Point(113.26, 23.13)])
    # (113.26+180)/0.5 = 586.5, (23.13+90)/0.5 = 226.3
    assert adapters()[0].aggregate("one", box=world, cell=0.5) == {Cell(column=586, row=226): 1}


def test_tiles_of_the_adapters_are_equal_and_readable_by_another_program(shapes: list[Feature]) -> None:
    tiles = [adapter.tile(["sample"], 7, 104, 55) for adapter in adapters()]
    assert len(set(tiles)) == 1
    decoded = mapbox_vector_tile.decode(tiles[0])
    assert {feature["id"] for feature in decoded["sample"]["features"]} <= {shape.pk for shape in shapes}
    assert decoded["sample"]["extent"] == 4096


def test_dropped_features_are_gone_from_the_index(shapes: list[Feature]) -> None:
    for adapter in adapters():
        adapter.drop("sample")
        assert adapter.count("sample", box=(100.0, 10.0, 120.0, 30.0)) == 0
