"""From a codec's message to an arrival: the codec knows the frame, this knows which period a statistic sums up."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lingnan.engines.sense.arrivals import Arrival
from lingnan.engines.sense.protocols.base import Message

# HJ 212-2017, table 9: the upload commands and the period of their Avg, Min, Max and Cou fields.
HJ212_PERIODS = {"2051": "minute", "2061": "hour", "2031": "day"}
PERIODS = {"hj212": HJ212_PERIODS}
TOTAL = {"cou": "total"}


@dataclass(frozen=True, kw_only=True, slots=True)
class PeriodReading:
    """A reading whose statistic names its period: `avg_day`, not `avg`."""

    code: str
    statistic: str
    observed_at: datetime
    value: Decimal | None
    flag: str


def statistic_of(protocol: str, kind: str, statistic: str) -> str:
    """`avg` in a message of daily data → `avg_day`; a moment's value stays `rtd`."""
    period = PERIODS.get(protocol, {}).get(kind)
    if statistic == "rtd" or period is None:
        return statistic
    return f"{TOTAL.get(statistic, statistic)}_{period}"


def arrival_of(message: Message, *, peer: str, received_at: datetime) -> Arrival:
    """The message as it goes to be stored."""
    readings = tuple(
        PeriodReading(
            code=reading.code,
            statistic=statistic_of(message.protocol, message.kind, reading.statistic),
            observed_at=reading.observed_at,
            value=reading.value,
            flag=reading.flag,
        )
        for reading in message.readings
    )
    return Arrival(
        protocol=message.protocol,
        address=message.device_id,
        raw=message.frame,
        readings=readings,
        received_at=received_at,
        password=message.password,
        peer=peer,
    )
