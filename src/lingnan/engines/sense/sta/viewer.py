"""Which rows somebody may read: public ones, and those of the units and regions that the reader reaches."""

from dataclasses import dataclass

from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import code_prefix, scope

Fragment = tuple[str, tuple[object, ...]]
ALL: Fragment = ("", ())


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """How far a reader sees into things and datastreams that are not public."""

    sees_all: bool = False
    unit: str = ""
    prefix: str = ""  # of region codes

    def station(self, column: str) -> Fragment:
        """Condition: the station in this column is one of the reader's own."""
        parts, params = [], []
        if self.unit:
            parts.append("s.unit_id = %s")
            params.append(self.unit)
        if self.prefix:
            parts.append("s.region_id LIKE %s")
            params.append(f"{self.prefix}%")
        return f"{column} IN (SELECT s.key FROM sense_station s WHERE {' OR '.join(parts)})", tuple(params)  # noqa: S608

    def owned(self, alias: str) -> Fragment:
        """Condition over a thing's or datastream's row."""
        if not (self.unit or self.prefix):
            return f"{alias}.is_public", ()
        mine, params = self.station(f"{alias}.station_id")
        return f"({alias}.is_public OR {mine})", params


PUBLIC_VIEWER = Viewer()


def viewer_of(by: Actor) -> Viewer:
    """What this actor may read beyond the public."""
    reach = scope(by, "sense.read_private")
    if reach.reach == "all":
        return Viewer(sees_all=True)
    if reach.reach is None:
        return PUBLIC_VIEWER
    prefix = code_prefix(by.region_code) if reach.reach == "region" and by.region_code else ""
    return Viewer(unit=by.unit_key, prefix=prefix)


def visible(entity: str, alias: str, viewer: Viewer) -> Fragment:
    """The condition under which a row of this entity is shown; empty where all are."""
    if viewer.sees_all or entity == "ObservedProperty":
        return ALL
    if entity in ("Thing", "Datastream", "MultiDatastream"):
        return viewer.owned(alias)
    if entity == "Observation":
        return _of(viewer, "{alias}.datastream_id NOT IN (SELECT x.id FROM sense_datastream x", alias)
    if entity == "HistoricalLocation":
        return _of(viewer, "{alias}.thing_id NOT IN (SELECT x.id FROM sense_thing x", alias)
    any_of, joined = LINKS[entity]
    owned, params = viewer.owned("x")
    link = any_of.format(a=alias)
    return f"(NOT EXISTS ({link}) OR EXISTS ({joined.format(a=alias)} AND {owned}))", params


def _of(viewer: Viewer, start: str, alias: str) -> Fragment:
    """Rows whose parent is not hidden. Hidden ones are few: asked this way round, no index of the rows is given up."""
    owned, params = viewer.owned("x")
    return f"{start.format(alias=alias)} WHERE NOT {owned})", params


# An unused location, feature or sensor is nobody's secret; one in use is shown with what uses it.
LINKS = {
    "Location": (
        "SELECT 1 FROM sense_location_things y WHERE y.location_id = {a}.id",
        "SELECT 1 FROM sense_location_things y JOIN sense_thing x ON x.id = y.thing_id WHERE y.location_id = {a}.id",
    ),
    "FeatureOfInterest": (
        "SELECT 1 FROM sense_datastreamfeature y WHERE y.feature_id = {a}.id",
        "SELECT 1 FROM sense_datastreamfeature y JOIN sense_datastream x ON x.id = y.datastream_id"
        " WHERE y.feature_id = {a}.id",
    ),
    "Sensor": (
        "SELECT 1 FROM sense_datastream y WHERE y.sensor_id = {a}.id",
        "SELECT 1 FROM sense_datastream x WHERE x.sensor_id = {a}.id",
    ),
}
