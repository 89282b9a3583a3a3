"""Promise: every screen answers in under 100 ms server-side (median) at demonstration size, with a fixed query count.

    LINGNAN_DATA=var .venv/bin/python benchmarks/pages.py

Opens each screen of a prepared demonstration twenty times through Django's test client (no network), signed in as the
office, and prints median wall and CPU milliseconds and the number of queries. The baseline is the health page, which
does nothing: the ratio tells the machine's noise apart from the page's cost.
"""

import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingnan.web.settings")
os.environ.setdefault("LINGNAN_LOG_LEVEL", "ERROR")
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from lingnan.engines.identity.models import Account  # noqa: E402
from lingnan.web.demo.screens import screens  # noqa: E402

ROUNDS = 20


def main() -> None:
    """Print the table."""
    client = Client()
    client.force_login(Account.objects.get(username="office"), backend="django.contrib.auth.backends.ModelBackend")
    print(f"{'page':44} {'status':>6} {'queries':>7} {'wall ms':>8} {'cpu ms':>8} {'x health':>8}")
    base = 0.0
    for address in ["/health", *screens()]:
        with CaptureQueriesContext(connection) as queries:
            status = client.get(address).status_code
        asked = len(queries)  # now: the next request forgets them
        walls, cpus = [], []
        for _ in range(ROUNDS):
            wall, cpu = time.perf_counter(), time.process_time()
            client.get(address)
            walls.append((time.perf_counter() - wall) * 1000)
            cpus.append((time.process_time() - cpu) * 1000)
        wall_ms, cpu_ms = statistics.median(walls), statistics.median(cpus)
        base = base or cpu_ms
        print(f"{address:44} {status:>6} {asked:>7} {wall_ms:>8.1f} {cpu_ms:>8.1f} {cpu_ms / base:>8.1f}")


if __name__ == "__main__":
    main()
