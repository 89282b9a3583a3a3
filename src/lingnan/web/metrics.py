"""Counters in the text form that Prometheus reads; per process, kept in memory."""

import threading
from collections import Counter


class RequestCounter:
    """Requests by method and status, and the seconds they took."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count: Counter[tuple[str, int]] = Counter()
        self._seconds = 0.0

    def observe(self, method: str, status: int, seconds: float) -> None:
        with self._lock:
            self._count[method, status] += 1
            self._seconds += seconds

    def lines(self) -> list[str]:
        """The counters as exposition lines."""
        with self._lock:
            rows = [
                f'lingnan_requests_total{{method="{method}",status="{status}"}} {count}'
                for (method, status), count in sorted(self._count.items())
            ]
            return ["# TYPE lingnan_requests_total counter", *rows, f"lingnan_request_seconds_sum {self._seconds:.6f}"]


REQUESTS = RequestCounter()
