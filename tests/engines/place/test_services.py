"""Layers are loaded whole or not at all."""

import json
from pathlib import Path

import pytest

from lingnan.core.errors import Invalid, NotAllowed, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import PUBLIC, SYSTEM
from lingnan.engines.identity.models import AuditEntry
from lingnan.engines.place.models import Feature, Layer
from lingnan.engines.place.services import LayerFacts, load_layer, load_regions

pytestmark = pytest.mark.django_db
FACTS = LayerFacts(
    key="try", label=Label(zh="试", en="Try"), kind="area", datum="EPSG:4490", source="made up", licence="-"
)


def write(folder: Path, *geometries: object) -> Path:
    path = folder / "try.geojson"
    features = [{"type": "Feature", "properties": {}, "geometry": geometry} for geometry in geometries]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_regions_are_loaded_once_and_again_changes_nothing(regions: None) -> None:
    assert Feature.objects.count() == 1 + 21 + 124
    before = set(Feature.objects.values_list("pk", flat=True))
    load_regions(by=SYSTEM)
    assert set(Feature.objects.values_list("pk", flat=True)) == before
    assert AuditEntry.objects.filter(verb="place.load").count() == 3


POINT = {"type": "Point", "coordinates": [113, 23]}
BOWTIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (BOWTIE, "Self-intersection"),
        (None, "没有几何"),
        ({"type": "Point", "coordinates": []}, "几何为空"),
        ({"type": "Point", "coordinates": [38_400_000, 2_500_000]}, "经纬度范围"),
        ({"type": "Kite", "coordinates": [1, 2]}, "无法读取"),
    ],
)
def test_a_bad_feature_is_named_and_nothing_is_loaded(tmp_path: Path, bad: object, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        load_layer(by=SYSTEM, facts=FACTS, path=write(tmp_path, POINT, bad))
    (fault,) = refused.value.faults
    assert "第 2 个要素" in str(fault.where)
    assert why in str(fault.reason)
    assert not Layer.objects.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"type": "Point"}'])
def test_what_is_no_collection_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(text)
    with pytest.raises(Invalid):
        load_layer(by=SYSTEM, facts=FACTS, path=path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        load_layer(by=SYSTEM, facts=FACTS, path=tmp_path / "none.geojson")


def test_the_public_may_not_load(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        load_layer(by=PUBLIC, facts=FACTS, path=write(tmp_path, POINT))
