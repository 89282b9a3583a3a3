"""Packets that were stored before their message was whole, for a device that comes back on another line."""

from datetime import timedelta

from lingnan.core import clock
from lingnan.core.errors import FrameError
from lingnan.engines.sense.decoding import part_of
from lingnan.engines.sense.models import FrameLog
from lingnan.engines.sense.protocols.base import PROTOCOLS, Message

REMEMBERED = timedelta(hours=1)
LOOKED_AT = 300  # newest frames of the device


def packets_before(message: Message) -> list[Message]:
    """The stored packets of the message that this packet belongs to, oldest first."""
    wanted = part_of(message)
    if wanted is None:
        return []
    spoken = PROTOCOLS.get(message.protocol)
    kept = FrameLog.objects.filter(
        device__protocol=message.protocol,
        device__address=message.device_id,
        received_at__gte=clock.now() - REMEMBERED,
    ).order_by("-pk")[:LOOKED_AT]
    found: dict[int, Message] = {}
    for frame in kept:
        try:
            one = spoken.decode(bytes(frame.raw))
        except FrameError:
            continue  # a message that was put together is stored too: its packets stand beside it
        part = part_of(one)
        if part and part[:2] == wanted[:2] and part[2] != wanted[2]:
            found.setdefault(part[2], one)
    return [found[place] for place in sorted(found)] if len(found) < wanted[1] else []
