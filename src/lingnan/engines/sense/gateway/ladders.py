"""What was said on the lines since it was last written down: the newest messages of each device, bounded."""

from collections import deque
from datetime import datetime

from lingnan.core import clock
from lingnan.engines.sense.protocols.base import Message
from lingnan.engines.sense.services.ladder import RUNGS_KEPT, Said

DEVICES_AT_MOST = 20_000  # whose messages wait to be written; beyond it new ones go unwritten until the next writing


class Ladders:
    """Messages by device, kept until `take`."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], deque[Said]] = {}

    def note(self, message: Message, *, outgoing: tuple[bytes, ...] = (), at: datetime | None = None) -> None:
        """A message of a device, and what it was told."""
        moment = at or clock.now()
        secret = message.password or ""
        said = self._of(message.protocol, message.device_id)
        said.append(Said(at=moment, is_up=True, raw=message.frame, secret=secret))
        for frame in outgoing:
            said.append(Said(at=clock.now(), is_up=False, raw=frame, secret=secret))

    def sent(self, last: Message, frame: bytes) -> None:
        """The platform spoke first."""
        said = self._of(last.protocol, last.device_id)
        said.append(Said(at=clock.now(), is_up=False, raw=frame, secret=last.password or ""))

    def _of(self, protocol: str, address: str) -> deque[Said]:
        key = protocol, address
        if key not in self._said:
            if len(self._said) >= DEVICES_AT_MOST:
                return deque(maxlen=1)
            self._said[key] = deque(maxlen=RUNGS_KEPT)
        return self._said[key]

    def take(self) -> dict[tuple[str, str], list[Said]]:
        """What is to be written down now."""
        taken = {key: list(said) for key, said in self._said.items()}
        self._said.clear()
        return taken
