"""Reads of the sense engine: stations as they are now, series and their evidence, alerts, what is held back."""

from lingnan.engines.sense.selectors.alerts import AlertRow, alert_rows
from lingnan.engines.sense.selectors.observations import (
    Evidence,
    daily_values,
    datastreams_of,
    evidence,
    observation_id,
    parse_observation_id,
    series,
)
from lingnan.engines.sense.selectors.stations import StationRow, Value, station, station_rows

__all__ = [
    "AlertRow",
    "Evidence",
    "StationRow",
    "Value",
    "alert_rows",
    "daily_values",
    "datastreams_of",
    "evidence",
    "observation_id",
    "parse_observation_id",
    "series",
    "station",
    "station_rows",
]
