"""How observations are named: by a whole number worked out from datastream and moment, which leads back to both.

No column, no index, the same in hot and cold store. Public clients ask for whole numbers (several read nothing else).
The usual observation is `datastream × 10¹³ + milliseconds since 1900`; what does not fit into that (microseconds, a
second observation of the same moment, a far year, the millionth datastream) has a longer number above 10¹⁹.
"""

from datetime import UTC, datetime, timedelta

from lingnan.engines.sense.sta.faults import missing

BASE = datetime(1900, 1, 1)  # noqa: DTZ001  moments here are UTC without saying so, as the database holds them
START = datetime(1, 1, 1)  # noqa: DTZ001
MILLISECOND = timedelta(milliseconds=1)
MICROSECOND = timedelta(microseconds=1)
PLAIN = 10**13  # milliseconds that fit: up to the year 2216
STREAMS = 10**6
LONG = PLAIN * STREAMS  # numbers from here on are of the longer form
MICROS = 10**18
SEQUENCES = 10**5
LONGEST = 45  # digits
Key = tuple[int, datetime, int]


def name(datastream: int, moment: str, sequence: int) -> int:
    """From the database's text of the moment.

    >>> name(12, "2017-12-22 16:00:00", 0)
    123722947200000
    >>> key(name(12, "2017-12-22 16:00:00.000001", 2))
    (12, datetime.datetime(2017, 12, 22, 16, 0, 0, 1, tzinfo=datetime.timezone.utc), 2)
    """
    at = datetime.fromisoformat(moment)
    since = at - BASE
    millis = since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000
    if not sequence and not since.microseconds % 1000 and 0 <= millis < PLAIN and datastream < STREAMS:
        return datastream * PLAIN + millis
    return LONG + (datastream * MICROS + (at - START) // MICROSECOND) * SEQUENCES + sequence


def key(text: str | int) -> Key:
    """The key that a number means; what is no such number names nothing."""
    digits = str(text)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST):
        raise missing(f"Observation {digits[:60]!r}")
    number = int(digits)
    sequence = 0
    try:
        if number < LONG:
            datastream, millis = divmod(number, PLAIN)
            at = BASE + millis * MILLISECOND
        else:
            rest, sequence = divmod(number - LONG, SEQUENCES)
            datastream, micros = divmod(rest, MICROS)
            at = START + micros * MICROSECOND
    except OverflowError:
        raise missing(f"Observation {digits}") from None
    if datastream >= 2**63 or sequence >= 2**15:
        raise missing(f"Observation {digits}")
    return datastream, at.replace(tzinfo=UTC), sequence
