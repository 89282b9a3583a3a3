"""Does what is stored still say what devices said? Frames are decoded again, batches held to the audit chain."""

from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256

from lingnan.core.errors import FrameError
from lingnan.engines.identity.models import AuditEntry
from lingnan.engines.sense.declare import property_of
from lingnan.engines.sense.decoding import arrival_of, message_of
from lingnan.engines.sense.models import Batch, Datastream, FrameLog, Observation
from lingnan.engines.sense.protocols.base import PROTOCOLS
from lingnan.engines.sense.services.ingest import batch_digest


def differences() -> Iterator[str]:
    """Every batch whose frames are not those recorded in the audit chain, every value that is not in its frame."""
    recorded = {
        entry.about: entry.after["sha256"] for entry in AuditEntry.objects.filter(verb="sense.ingest").iterator()
    }
    for batch in Batch.objects.order_by("pk").iterator():
        frames = list(FrameLog.objects.filter(batch=batch).select_related("device").order_by("pk"))
        digests = [sha256(bytes(frame.raw)).hexdigest() for frame in frames]
        if batch_digest(digests) != batch.digest:
            yield f"batch {batch.pk}: its frames are not those that were stored"
        if recorded.get(f"sense.batch:{batch.pk}") != batch.digest:
            yield f"batch {batch.pk}: the audit chain has another digest"
        yield from _values(frames)


def _values(frames: list[FrameLog]) -> Iterator[str]:
    """Observations of these frames that differ from what the frames say."""
    kept: dict[int, list[Observation]] = defaultdict(list)
    found = Observation.objects.filter(frame_id__in=[frame.pk for frame in frames])
    streams = Datastream.objects.in_bulk({observation.datastream_id for observation in found})
    for observation in found:
        kept[observation.frame_id].append(observation)
    for frame in frames:
        if frame.device.protocol not in PROTOCOLS:
            continue  # a request of the machine door: held to the chain by its digest, but no codec reads it
        said = _said(frame)
        for observation in kept[frame.pk]:
            stream = streams[observation.datastream_id]
            key = stream.property, stream.statistic, observation.observed_at
            if said.get(key, "nothing") != observation.value:
                yield (
                    f"datastream {stream.pk} at {observation.observed_at:%Y-%m-%d %H:%M}: "
                    f"{observation.value} stands, frame {frame.pk} says {said.get(key)}"
                )


def _said(frame: FrameLog) -> dict[tuple[str, str, object], object]:
    try:
        message = message_of(frame.device.protocol, bytes(frame.raw))
    except FrameError:
        return {}
    arrival = arrival_of(message, peer="", received_at=frame.received_at)
    return {
        (declared.key, reading.statistic, reading.observed_at): reading.value
        for reading in arrival.readings
        if (declared := property_of(arrival.protocol, reading.code))
    }
