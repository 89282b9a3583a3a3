"""Tiles are what the specification says, read back by a decoder that is not ours."""

import mapbox_vector_tile
import pytest
import shapely

from lingnan.engines.place import mvt
from lingnan.engines.place.mvt import Shape


def decoded(geometry: shapely.Geometry, z: int = 0, x: int = 0, y: int = 0) -> dict[str, object]:
    tile = mvt.encode(
        [("a", [Shape(id=7, geometry=geometry, properties={"name": "广州", "n": -3, "r": 0.5})])], z, x, y
    )
    features = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})["a"]["features"]
    return features[0]  # type: ignore[no-any-return]


def test_the_specification_s_own_point_example() -> None:
    # Vector tile specification 4.3.5.1: a point at (25, 17) is encoded as [9, 50, 34].
    pen = mvt._Pen()
    pen.points(mvt.np.array([[25, 17]]))
    assert pen.commands == [9, 50, 34]


def test_the_specification_s_own_line_and_polygon_examples() -> None:
    # 4.3.5.3: a line (2,2) (2,10) (10,10); 4.3.5.5: a polygon (3,6) (8,12) (20,34).
    pen = mvt._Pen()
    pen.line(mvt.np.array([[2, 2], [2, 10], [10, 10]]))
    assert pen.commands == [9, 4, 4, 18, 0, 16, 16, 0]
    pen = mvt._Pen()
    pen.polygon(mvt.np.array([[3, 6], [8, 12], [20, 34], [3, 6]]), [])
    assert pen.commands == [9, 6, 12, 18, 10, 12, 24, 44, 15]


def test_a_point_stands_where_mercator_puts_it() -> None:
    # 0, 0 is the middle of the world tile; 90 E, 0 three quarters of its width.
    assert decoded(shapely.Point(0, 0))["geometry"]["coordinates"] == [2048, 2048]
    assert decoded(shapely.Point(90, 0))["geometry"]["coordinates"] == [3072, 2048]


def test_properties_and_id_come_back() -> None:
    feature = decoded(shapely.Point(1, 1))
    assert feature["properties"] == {"name": "广州", "n": -3, "r": 0.5}
    assert feature["id"] == 7


def test_a_polygon_with_a_hole_keeps_its_area_and_its_hole() -> None:
    square = shapely.box(-90, -60, 90, 60).difference(shapely.box(-10, -10, 10, 10))
    rings = decoded(square)["geometry"]["coordinates"]
    assert len(rings) == 2
    assert shapely.Polygon(rings[0], [rings[1]]).is_valid


def test_shells_turn_clockwise_and_holes_the_other_way() -> None:
    square = shapely.box(-90, -60, 90, 60).difference(shapely.box(-10, -10, 10, 10))
    kind, commands = mvt._commands(mvt._on_tile(square, 0, 0, 0))
    assert kind == mvt.POLYGON
    assert commands.count(15) == 2  # two rings are closed


def test_what_lies_outside_is_cut_off_at_the_buffer() -> None:
    rings = decoded(shapely.box(-170, -80, 170, 80), z=2, x=1, y=1)["geometry"]["coordinates"]
    xs = [x for ring in rings for x, _ in ring]
    assert (min(xs), max(xs)) == (-64, 4096 + 64)


@pytest.mark.parametrize("far", [shapely.Point(-100, 40), shapely.box(-100, 30, -90, 40)])
def test_nothing_inside_is_an_empty_tile(far: shapely.Geometry) -> None:
    assert mvt.encode([("a", [Shape(id=1, geometry=far)])], 6, 52, 27) == b""


def test_bounds_of_a_known_tile() -> None:
    # Tile 1/1/0 is the north-east quarter of the Mercator world.
    west, south, east, north = mvt.bounds(1, 1, 0)
    assert (west, east) == (0.0, 180.0)
    assert south == pytest.approx(0.0)
    assert north == pytest.approx(85.0511287798)
