"""From a codec's message to an arrival: the codec knows the frame, this knows which period a statistic sums up."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from lingnan.core.errors import FrameError
from lingnan.engines.sense.arrivals import Arrival
from lingnan.engines.sense.protocols.base import PROTOCOLS, Message

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


def message_of(protocol: str, raw: bytes) -> Message:
    """Stored bytes as a message. A message in packets is stored as its packets one after the other: they are put
    together as they were when they came.
    """
    spoken = PROTOCOLS.get(protocol)
    frames, rest = spoken.split(raw)
    if rest or len(frames) < 2:  # noqa: PLR2004
        return spoken.decode(raw)
    messages = [spoken.decode(frame) for frame in frames]
    if any(part_of(message) is None for message in messages):
        raise FrameError(f"{len(frames)} frames where one is expected", len(frames[0]))
    state, readings = spoken.start(), messages[-1].readings[:0]
    for message in messages:
        step = spoken.step(state, message)
        state, readings = step.state, step.readings or readings
    return replace(messages[-1], readings=readings, frame=raw)


def part_of(message: Message) -> tuple[str, int, int] | None:
    """Of one of several packets: what they have in common, how many there are, which this is. None for a whole one."""
    fields = message.fields
    if "packet_no" in fields:
        return message.kind, int(fields["packet_total"]), int(fields["packet_no"])
    total, number = (str(fields.get(key, "")) for key in ("PNUM", "PNO"))
    if not (total.isdecimal() and number.isdecimal() and int(total) > 1):
        return None
    return f"{message.kind} {fields.get('QN', '')}", int(total), int(number)


def arrival_of(message: Message, *, peer: str, received_at: datetime, is_part: bool = False) -> Arrival:
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
        is_part=is_part,
    )
