"""The stations on the platform's map: GeoJSON for the map, rows for the table beside it."""

from lingnan.core import words
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.place.declare import MapLayer, TableRow, declare_map_layer
from lingnan.engines.sense.observed import measured
from lingnan.engines.sense.selectors.stations import StationRow, Value, station_rows

NO_DATA = Label(zh="尚无数据", en="No data yet")


def value_label(value: Value | None) -> Label:
    """`PM2.5 日均值 35 微克/立方米`."""
    if value is None or value.value is None:
        return NO_DATA
    in_unit = measured(value.datastream.unit)
    text = words.number(value.value)
    name, statistic = value.observed.short, value.statistic
    return Label(
        zh=f"{name.zh} {statistic.zh} {words.with_unit(text, in_unit)}",
        en=f"{name.en} {statistic.en.lower()} {words.with_unit(text, in_unit, 'en')}",
    )


def stations_geojson(by: Actor) -> dict[str, object]:
    """The stations that have a position, with their light and newest value in both languages."""
    features = [feature(row) for row in station_rows(by) if row.station.longitude is not None]
    return {"type": "FeatureCollection", "features": features}


def feature(row: StationRow) -> dict[str, object]:
    """A station as a GeoJSON feature."""
    said = value_label(row.headline)
    station = row.station
    return {
        "type": "Feature",
        "properties": {
            "code": station.key,
            "name": station.name,
            "name_en": row.label.en,
            "light": row.light,
            "value": said.zh,
            "value_en": said.en,
            "url": f"/sense/stations/{station.key}",
            "is_sample": station.is_sample,
        },
        "geometry": {"type": "Point", "coordinates": [station.longitude, station.latitude]},
    }


def table_rows(by: Actor) -> list[TableRow]:
    """The same stations as a table, trouble first."""
    return [
        TableRow(
            key=row.station.key,
            url=f"/sense/stations/{row.station.key}",
            cells=(row.label, value_label(row.headline)),
            light=row.light,
            light_word=row.word,
            longitude=row.station.longitude,
            latitude=row.station.latitude,
            is_sample=row.station.is_sample,
        )
        for row in station_rows(by)
    ]


declare_map_layer(
    MapLayer(
        key="sense.stations",
        label=Label(zh="监测站点", en="Monitoring stations"),
        url="/sense/stations.geojson",
        kind="point",
        columns=(Label(zh="站点", en="Station"), Label(zh="最新值", en="Latest value")),
        rows=table_rows,
    )
)
