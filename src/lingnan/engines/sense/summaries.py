"""Reads for indicators: what the stations of many regions measured over a period, in two queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lingnan.core.clock import local
from lingnan.core.labels import Label
from lingnan.core.periods import Period
from lingnan.engines.sense.models import Datastream
from lingnan.engines.sense.quality import Quality
from lingnan.engines.sense.store import store


@dataclass(frozen=True, kw_only=True)
class StationSeries:
    """One datastream's values by the local start of what they sum up; None is a value that may not be counted."""

    region: str
    station: str
    station_label: Label
    datastream: int
    property_key: str
    is_sample: bool
    values: Mapping[datetime, Decimal | None]

    @property
    def usable(self) -> int:
        return sum(value is not None for value in self.values.values())


def station_series(
    properties: Sequence[str], *, statistic: str, regions: Sequence[str], period: Period
) -> list[StationSeries]:
    """The series of every station in the regions (codes of cities or of provinces), observed within the period."""
    found = [
        (datastream, region)
        for datastream in Datastream.objects.filter(property__in=properties, statistic=statistic)
        .select_related("station")
        .order_by("station_id", "property")
        for region in regions
        if lies_in(datastream.station.region_id, region)
    ]
    values = _usable_values({datastream.pk for datastream, _ in found}, period)
    return [
        StationSeries(
            region=region,
            station=datastream.station_id,
            station_label=Label(zh=datastream.station.name, en=datastream.station.name_en or datastream.station.name),
            datastream=datastream.pk,
            property_key=datastream.property,
            is_sample=datastream.station.is_sample,
            values=values.get(datastream.pk, {}),
        )
        for datastream, region in found
    ]


def lies_in(code: str, region: str) -> bool:
    """Whether a division's code lies in another's: 440103 in 440100, 440100 in 440000 (GB/T 2260)."""
    stem = region
    while stem.endswith("00"):
        stem = stem[:-2]
    return code.startswith(stem)


def _usable_values(datastreams: set[int], period: Period) -> dict[int, dict[datetime, Decimal | None]]:
    values: dict[int, dict[datetime, Decimal | None]] = defaultdict(dict)
    for row in store().series(sorted(datastreams), period.start, period.end) if datastreams else ():
        usable = Quality(row.quality).is_usable
        values[row.datastream][local(row.observed_at)] = row.value if usable else None
    return values
