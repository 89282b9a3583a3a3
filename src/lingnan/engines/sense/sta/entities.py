"""The nine entity sets as one table: fields with their columns, relations with their joins. All else is general.

In SQL templates `{a}` is the entity's alias; in relations `{c}` is the related row and `{m}` a table between.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "json", "geometry", "instant", "interval", "unit", "result", "id", "quality"]


@dataclass(frozen=True, kw_only=True)
class Field:
    """A property of an entity: its kind, the SQL of its value (and end, for intervals), the join that this needs."""

    name: str
    kind: Kind
    sql: str
    end: str = ""
    join: str = ""
    is_required: bool = False  # must be given when made
    is_computed: bool = False  # kept by the platform; what a client sends is not stored
    shows_null: bool = False
    is_nullable: bool = True


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A way from an entity to others: rows `{c}` (through `{m}`) whose `key` equals this row's `value`."""

    name: str
    target: str
    is_many: bool
    key: str
    value: str = "{a}.id"
    through: str = ""  # JOIN text that brings `{m}` in
    value_join: str = ""
    order: str = ""  # the natural order of related rows, where it is not their own
    is_required: bool = False


@dataclass(frozen=True, kw_only=True)
class Entity:
    """An entity set: its names, its table, what makes a row its own, its order, fields and relations."""

    name: str
    plural: str
    table: str
    fields: Mapping[str, Field]
    relations: Mapping[str, Relation]
    key: tuple[str, ...] = ("{a}.id",)
    condition: str = ""
    joins: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_observation(self) -> bool:
        """Observations lie clustered by datastream and time, and are many."""
        return self.name == "Observation"

    @property
    def is_stream(self) -> bool:
        """Datastream or MultiDatastream."""
        return self.table == "sense_datastream"


def text(name: str, column: str = "", *, required: bool = True) -> Field:
    return Field(name=name, kind="text", sql=f"{{a}}.{column or name}", is_required=required, is_nullable=False)


def json(name: str, column: str = "", *, required: bool = False) -> Field:
    return Field(name=name, kind="json", sql=f"{{a}}.{column or name}", is_required=required)


def geometry(name: str, column: str = "", *, required: bool = True) -> Field:
    return Field(
        name=name, kind="geometry", sql=f"{{a}}.{column or name}", is_required=required, is_computed=not required
    )


DESCRIBED = (text("name"), text("description"))
PROPERTIES = json("properties")
ENCODING = text("encodingType", "encoding_type")
LATEST = "LEFT JOIN sense_latestobservation {a}l ON {a}l.datastream_id = {a}.id"
DETAIL = (
    "LEFT JOIN sense_observationdetail {a}d ON {a}d.datastream_id = {a}.datastream_id"
    " AND {a}d.observed_at = {a}.observed_at AND {a}d.sequence = {a}.sequence"
)
STREAM_TIMES = (
    Field(
        name="phenomenonTime",
        kind="interval",
        sql="{a}l.first_at",
        end="CASE WHEN {a}l.until > {a}l.observed_at THEN {a}l.until ELSE {a}l.observed_at END",
        join="latest",
        is_computed=True,
    ),
    Field(
        name="resultTime",
        kind="interval",
        sql="{a}l.result_first",
        end="{a}l.result_last",
        join="latest",
        is_computed=True,
    ),
)
STREAM_TAIL = (geometry("observedArea", "observed_area", required=False), *STREAM_TIMES, PROPERTIES)


def fields(*listed: Field) -> Mapping[str, Field]:
    return {each.name: each for each in listed}


def relations(*listed: Relation) -> Mapping[str, Relation]:
    return {each.name: each for each in listed}


def to_one(name: str, value: str, *, join: str = "", required: bool = False) -> Relation:
    return Relation(
        name=name, target=name, is_many=False, key="{c}.id", value=value, value_join=join, is_required=required
    )


def to_many(name: str, target: str, key: str, through: str = "", order: str = "") -> Relation:
    return Relation(name=name, target=target, is_many=True, key=key, through=through, order=order)


OF_STREAM = to_many("Observations", "Observation", "{c}.datastream_id")
LISTED = [
    Entity(
        name="Thing",
        plural="Things",
        table="sense_thing",
        fields=fields(*DESCRIBED, PROPERTIES),
        relations=relations(
            to_many(
                "Locations",
                "Location",
                "{m}.thing_id",
                "JOIN sense_location_things {m} ON {m}.location_id = {c}.id",
            ),
            to_many("HistoricalLocations", "HistoricalLocation", "{c}.thing_id"),
            to_many("Datastreams", "Datastream", "{c}.thing_id"),
            to_many("MultiDatastreams", "MultiDatastream", "{c}.thing_id"),
        ),
    ),
    Entity(
        name="Location",
        plural="Locations",
        table="sense_location",
        fields=fields(*DESCRIBED, ENCODING, geometry("location"), PROPERTIES),
        relations=relations(
            to_many("Things", "Thing", "{m}.location_id", "JOIN sense_location_things {m} ON {m}.thing_id = {c}.id"),
            to_many(
                "HistoricalLocations",
                "HistoricalLocation",
                "{m}.location_id",
                "JOIN sense_historicallocation_locations {m} ON {m}.historicallocation_id = {c}.id",
            ),
        ),
    ),
    Entity(
        name="HistoricalLocation",
        plural="HistoricalLocations",
        table="sense_historicallocation",
        fields=fields(Field(name="time", kind="instant", sql="{a}.time", is_required=True, is_nullable=False)),
        relations=relations(
            to_one("Thing", "{a}.thing_id", required=True),
            to_many(
                "Locations",
                "Location",
                "{m}.historicallocation_id",
                "JOIN sense_historicallocation_locations {m} ON {m}.location_id = {c}.id",
            ),
        ),
    ),
    Entity(
        name="Datastream",
        plural="Datastreams",
        table="sense_datastream",
        condition="NOT {a}.is_multi",
        fields=fields(
            *DESCRIBED,
            text("observationType", "observation_type"),
            Field(name="unitOfMeasurement", kind="unit", sql="{a}.unit_symbol", is_required=True),
            *STREAM_TAIL,
        ),
        relations=relations(
            to_one("Thing", "{a}.thing_id", required=True),
            to_one("Sensor", "{a}.sensor_id", required=True),
            to_one("ObservedProperty", "{a}.observed_id", required=True),
            OF_STREAM,
        ),
        joins={"latest": LATEST},
    ),
    Entity(
        name="MultiDatastream",
        plural="MultiDatastreams",
        table="sense_datastream",
        condition="{a}.is_multi",
        fields=fields(
            *DESCRIBED,
            text("observationType", "observation_type", required=False),
            json("multiObservationDataTypes", "multi_types", required=True),
            json("unitOfMeasurements", "multi_units", required=True),
            *STREAM_TAIL,
        ),
        relations=relations(
            to_one("Thing", "{a}.thing_id", required=True),
            to_one("Sensor", "{a}.sensor_id", required=True),
            Relation(
                name="ObservedProperties",
                target="ObservedProperty",
                is_many=True,
                key="{m}.datastream_id",
                through="JOIN sense_multiproperty {m} ON {m}.observed_id = {c}.id",
                order="{m}.position",
                is_required=True,
            ),
            OF_STREAM,
        ),
        joins={"latest": LATEST},
    ),
    Entity(
        name="Sensor",
        plural="Sensors",
        table="sense_sensor",
        fields=fields(*DESCRIBED, ENCODING, json("metadata", required=True), PROPERTIES),
        relations=relations(
            to_many("Datastreams", "Datastream", "{c}.sensor_id"),
            to_many("MultiDatastreams", "MultiDatastream", "{c}.sensor_id"),
        ),
    ),
    Entity(
        name="ObservedProperty",
        plural="ObservedProperties",
        table="sense_propertyentry",
        fields=fields(text("name"), text("definition"), text("description"), PROPERTIES),
        relations=relations(
            to_many("Datastreams", "Datastream", "{c}.observed_id"),
            to_many(
                "MultiDatastreams",
                "MultiDatastream",
                "{m}.observed_id",
                "JOIN sense_multiproperty {m} ON {m}.datastream_id = {c}.id",
            ),
        ),
    ),
    Entity(
        name="Observation",
        plural="Observations",
        table="sense_observation",
        key=("{a}.datastream_id", "{a}.observed_at", "{a}.sequence"),
        fields=fields(
            Field(
                name="phenomenonTime",
                kind="interval",
                sql="{a}.observed_at",
                end="{a}d.ended_at",
                join="detail",
                is_nullable=False,
            ),
            Field(name="result", kind="result", sql="{a}.value", join="detail", is_required=True, shows_null=True),
            Field(name="resultTime", kind="instant", sql="{a}.result_at", shows_null=True),
            Field(name="resultQuality", kind="quality", sql="{a}d.result_quality", join="detail"),
            Field(name="validTime", kind="interval", sql="{a}d.valid_from", end="{a}d.valid_to", join="detail"),
            Field(name="parameters", kind="json", sql="{a}d.parameters", join="detail"),
        ),
        relations=relations(
            Relation(
                name="Datastream",
                target="Datastream",
                is_many=False,
                key="{c}.id",
                value="{a}.datastream_id",
                is_required=True,
            ),
            to_one("MultiDatastream", "{a}.datastream_id"),
            to_one("FeatureOfInterest", "COALESCE({a}.feature_id, {a}s.feature_id)", join="stream"),
        ),
        joins={
            "detail": DETAIL,
            "stream": "JOIN sense_datastream {a}s ON {a}s.id = {a}.datastream_id",
        },
    ),
    Entity(
        name="FeatureOfInterest",
        plural="FeaturesOfInterest",
        table="sense_featureofinterest",
        fields=fields(*DESCRIBED, ENCODING, geometry("feature"), PROPERTIES),
        relations=relations(
            to_many(
                "Observations",
                "Observation",
                "{m}.feature_id",
                "JOIN sense_datastreamfeature {m} ON {m}.datastream_id = {c}.datastream_id"
                " JOIN sense_datastream {m}s ON {m}s.id = {c}.datastream_id"
                " AND COALESCE({c}.feature_id, {m}s.feature_id) = {m}.feature_id",
            ),
        ),
    ),
]
ENTITIES: Mapping[str, Entity] = {each.name: each for each in LISTED}
SETS: Mapping[str, Entity] = {each.plural: each for each in LISTED}
UNIT_PARTS = {"name": "unit_name", "symbol": "unit_symbol", "definition": "unit_definition"}
