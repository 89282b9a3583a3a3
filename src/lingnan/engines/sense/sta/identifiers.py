"""How observations are named: datastream, moment (UTC), and a number where there are several: `12-20171222T160000`.

The name is worked out from the key and leads to it: no column, no index, the same in hot and cold store.
"""

import re
from datetime import UTC, datetime

from lingnan.engines.sense.sta.faults import missing
from lingnan.engines.sense.sta.times import SECONDS

NAME = re.compile(r"(\d{1,18})-(\d{8}T\d{6})(?:-(\d{1,6}))?(?:_(\d{1,5}))?")
Key = tuple[int, datetime, int]


def name(datastream: int, moment: str, sequence: int) -> str:
    """From the database's text of the moment.

    >>> name(12, "2017-12-22 16:00:00", 0), name(12, "2017-12-22 16:00:00.500000", 2)
    ('12-20171222T160000', '12-20171222T160000-500000_2')
    """
    text = f"{datastream}-{moment[:4]}{moment[5:7]}{moment[8:10]}T{moment[11:13]}{moment[14:16]}{moment[17:19]}"
    if len(moment) > SECONDS and (fraction := moment[20:]) != "000000":
        text = f"{text}-{fraction}"
    return f"{text}_{sequence}" if sequence else text


def key(text: str) -> Key:
    """The key that a name means; a text that is no name names nothing."""
    found = NAME.fullmatch(text)
    if not found:
        raise missing(f"Observation {text[:60]!r}")
    datastream, moment, fraction, sequence = found.groups()
    try:
        at = datetime.strptime(moment, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        raise missing(f"Observation {text[:60]!r}") from None
    return int(datastream), at.replace(microsecond=int(fraction.ljust(6, "0")) if fraction else 0), int(sequence or 0)
