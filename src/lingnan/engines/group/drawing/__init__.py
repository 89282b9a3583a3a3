"""A random draw of experts that anybody can replay: plain Python, no database, no clock, no random generator.

The seed orders every stratum: candidates stand in the order of SHA-256(seed, stratum, candidate), so that a replay
needs nothing but the record and `sha256sum`. Drawing again after a refusal takes the next one in the same order.
"""

from lingnan.engines.group.drawing.allocation import allocate
from lingnan.engines.group.drawing.order import Candidate, Chosen, Drawn, Refusal, draw, place_digest
from lingnan.engines.group.drawing.record import FORMAT, as_record, fingerprint, replay

__all__ = [
    "FORMAT",
    "Candidate",
    "Chosen",
    "Drawn",
    "Refusal",
    "allocate",
    "as_record",
    "draw",
    "fingerprint",
    "place_digest",
    "replay",
]
