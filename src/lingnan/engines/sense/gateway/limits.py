"""How fast one device may send. A faster one is slowed down by reading it later; nothing is thrown away."""

import time
from collections import OrderedDict
from dataclasses import dataclass

KEPT_DEVICES = 50_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimits:
    """A bucket of frames for each device: `burst` at once, then `rate` a second."""

    def __init__(self, *, rate: float = 200.0, burst: int = 2000) -> None:
        self._rate = rate
        self._burst = burst
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, address: str, frames: int, *, now: float | None = None) -> float:
        """Take frames out of the device's bucket; the seconds to wait before it is read again."""
        now = time.monotonic() if now is None else now
        bucket = self._buckets.pop(address, None) or _Bucket(float(self._burst), now)
        bucket.tokens = min(float(self._burst), bucket.tokens + (now - bucket.at) * self._rate) - frames
        bucket.at = now
        self._buckets[address] = bucket
        if len(self._buckets) > KEPT_DEVICES:
            self._buckets.popitem(last=False)
        return max(0.0, -bucket.tokens / self._rate)
