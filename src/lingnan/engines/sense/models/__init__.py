"""Every table of the sense engine: what measures and was measured, and the nouns of the SensorThings door."""

from lingnan.engines.sense.models.measuring import (
    Alert,
    Batch,
    Datastream,
    Device,
    FrameLog,
    LatestObservation,
    Observation,
    Quarantine,
    Revision,
    Station,
)
from lingnan.engines.sense.models.things import (
    DatastreamFeature,
    FeatureOfInterest,
    HistoricalLocation,
    Location,
    MultiProperty,
    ObservationAlias,
    ObservationDetail,
    PropertyEntry,
    Sensor,
    Thing,
)

__all__ = [
    "Alert",
    "Batch",
    "Datastream",
    "DatastreamFeature",
    "Device",
    "FeatureOfInterest",
    "FrameLog",
    "HistoricalLocation",
    "LatestObservation",
    "Location",
    "MultiProperty",
    "Observation",
    "ObservationAlias",
    "ObservationDetail",
    "PropertyEntry",
    "Quarantine",
    "Revision",
    "Sensor",
    "Station",
    "Thing",
]
