"""kill -9 in the middle of ingest: what was acknowledged is there; after the device has resent, all is there once."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from lingnan.engines.sense.protocols import hj212

FRAMES = 3000
START = [sys.executable, "-c", "from lingnan.web.cli import main; main()"]
PREPARE = """
from lingnan.web.cli import use_django
use_django()
from tests.engines.sense.conftest import make_stations
make_stations()
"""
COUNT = """
from lingnan.web.cli import use_django
use_django()
import sys
from lingnan.engines.identity import audit
from lingnan.engines.sense.models import FrameLog, Observation, Batch
from lingnan.engines.sense.protocols.hj212 import parse
for frame in FrameLog.objects.all():
    print(parse(bytes(frame.raw)).head["QN"])
print(Observation.objects.count(), sum(Batch.objects.values_list("frames", flat=True)), len(list(audit.verify())))
"""


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A database of its own for the process that is killed: an SQLite file, or a fresh one in PostgreSQL."""
    kept = {**os.environ, "LINGNAN_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "lingnan.web.settings"}
    root = Path(__file__).resolve().parents[4]
    kept["PYTHONPATH"] = os.pathsep.join([str(root / "src"), str(root)])
    with fresh_database(kept.pop("DATABASE_URL", "")) as address:
        if address:
            kept["DATABASE_URL"] = address
        run([sys.executable, "-m", "django", "migrate", "-v0"], kept)
        run([sys.executable, "-c", PREPARE], kept)
        yield kept


@contextmanager
def fresh_database(address: str) -> Iterator[str]:
    """The address of a new, empty database beside the one named; nothing for SQLite."""
    if not address:
        yield ""
        return
    name = f"kill_{secrets.token_hex(4)}"
    with psycopg.connect(address, autocommit=True) as line:
        line.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(address)._replace(path=f"/{name}").geturl()
        finally:
            line.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def opened(environment: dict[str, str]) -> tuple[subprocess.Popen[str], int]:
    """A gateway in a process of its own, and its port."""
    command = [*START, "sense", "gateway", "--listen", "hj212=127.0.0.1:0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r":(\d+)$", line.strip())
    assert found, line
    return process, int(found[1])


def frames() -> dict[str, bytes]:
    """So many real-time frames, by QN: one a minute."""
    made = {}
    for n in range(FRAMES):
        stamp = f"201712{1 + n // 1440:02d}{n // 60 % 24:02d}{n % 60:02d}00"
        content = f"DataTime={stamp};a34004-Rtd={n % 70},a34004-Flag=N"
        made[f"{stamp}000"] = hj212.encode_frame("22", "2011", "1", "SAMPLE440100", 5, content, qn=f"{stamp}000")
    return made


def send(port: int, wanted: dict[str, bytes], *, kill: subprocess.Popen[str] | None = None, after: int = 0) -> set[str]:
    """Send all, gathering the acknowledged QNs; with `kill`, SIGKILL the gateway after so many."""
    acknowledged: set[str] = set()
    with socket.create_connection(("127.0.0.1", port), timeout=60) as talker:

        def push() -> None:
            try:
                talker.sendall(b"".join(wanted.values()))
            except OSError:
                return

        sender = threading.Thread(target=push)
        sender.start()
        rest = b""
        while len(acknowledged) < len(wanted):
            try:
                data = talker.recv(4096)
            except OSError:
                data = b""
            if not data:
                break
            *lines, rest = (rest + data).split(b"\r\n")
            acknowledged.update(hj212.parse(line).head["QN"] for line in lines)
            if kill and len(acknowledged) >= after:
                kill.send_signal(signal.SIGKILL)
                kill.wait()
                kill = None
        sender.join()
    return acknowledged


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_is_stored_twice(environment: dict[str, str]) -> None:
    wanted = frames()
    acknowledged: set[str] = set()
    for after in (300, 900):
        process, port = opened(environment)
        acknowledged |= send(port, wanted, kill=process, after=after)
        stored = set(run([sys.executable, "-c", COUNT], environment).split()[:-3])
        assert len(acknowledged) >= after
        assert acknowledged <= stored
    process, port = opened(environment)
    assert send(port, wanted) == set(wanted)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    *stored_qns, observations, in_batches, broken = run([sys.executable, "-c", COUNT], environment).split()
    assert sorted(stored_qns) == sorted(wanted)
    assert (int(observations), int(in_batches), int(broken)) == (FRAMES, FRAMES, 0)
