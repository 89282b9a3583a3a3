"""HJ 212 frames of five readings through the gateway into the database, acknowledged after commit.

    python benchmarks/ingest.py [--frames 20000] [--devices 20] [--json FILE]

Two figures, both as frames per CPU-second in a database of their own: the writer alone (arrivals → committed), and
the whole gateway process with real TCP connections (bytes → answered). Baseline in the same run: one INSERT of the same
number of rows by sqlite3 alone, because machines differ. The sender runs in a process of its own and is not counted.
"""

import argparse
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

CODES = ("a34004", "a34002", "a21026", "a21004", "a05024")
START = datetime(2018, 1, 1)  # noqa: DTZ001  a device's own clock
SERVE = [sys.executable, "-c", "from lingnan.web.cli import main; main()", "sense", "gateway"]


def frames(device: int, count: int) -> list[bytes]:
    """A minute of real-time data a frame."""
    from lingnan.engines.sense.protocols.hj212 import encode_frame  # noqa: PLC0415

    made = []
    for n in range(count):
        stamp = f"{START + timedelta(minutes=n):%Y%m%d%H%M%S}"
        fields = ";".join(f"{code}-Rtd={(n * 7 + at) % 90},{code}-Flag=N" for at, code in enumerate(CODES))
        content = f"DataTime={stamp};{fields}"
        made.append(encode_frame("22", "2011", "1", f"BENCH{device:04d}", 5, content, qn=f"{stamp}000"))
    return made


def prepare(devices: int) -> None:
    """A city, a station and an approved device for each sender."""
    from django.core.management import call_command  # noqa: PLC0415

    from lingnan.engines.identity.models import Region  # noqa: PLC0415
    from lingnan.engines.sense.models import Device, Station  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    city = Region.objects.create(code="440100", name="广州市", level="city")
    for n in range(devices):
        station = Station.objects.create(key=f"bench-{n}", name=f"{n}", name_en=f"{n}", kind="air", region=city)
        Device.objects.create(protocol="hj212", address=f"BENCH{n:04d}", station=station, is_approved=True)


def writer_alone(devices: int, count: int) -> float:
    """Frames per CPU-second of the writer: arrivals in groups of 1,000 → committed."""
    from lingnan.core import clock  # noqa: PLC0415
    from lingnan.engines.identity.actor import SYSTEM  # noqa: PLC0415
    from lingnan.engines.sense.decoding import arrival_of  # noqa: PLC0415
    from lingnan.engines.sense.protocols.base import PROTOCOLS  # noqa: PLC0415
    from lingnan.engines.sense.services.ingest import Writer  # noqa: PLC0415

    decode, writer = PROTOCOLS.get("hj212").decode, Writer(by=SYSTEM)
    arrivals = [
        arrival_of(decode(frame), peer="", received_at=clock.now())
        for n in range(devices)
        for frame in frames(n, count // devices)
    ]
    began = time.process_time()
    for start in range(0, len(arrivals), 1000):
        writer.ingest(arrivals[start : start + 1000])
    return len(arrivals) / (time.process_time() - began)


SEND = """
import socket, sys, threading
sys.path.insert(0, {here!r})
from ingest import frames
def one(n):
    line = socket.create_connection(("127.0.0.1", {port}))
    data = b"".join(frames(n, {each}))
    threading.Thread(target=line.sendall, args=(data,)).start()
    left = {each}
    while left:
        left -= line.recv(65536).count(b"CN=9014")
threads = [threading.Thread(target=one, args=(n,)) for n in range({devices})]
[t.start() for t in threads]; [t.join() for t in threads]
"""


def gateway(devices: int, count: int, environment: dict[str, str]) -> tuple[float, float]:
    """Frames per CPU-second of the whole gateway process (its start not counted), and per second of the clock."""
    process = subprocess.Popen([*SERVE, "--listen", "hj212=127.0.0.1:0"], env=environment, stdout=subprocess.PIPE)
    assert process.stdout is not None
    port = int(re.findall(rb":(\d+)$", process.stdout.readline().strip())[0])
    each = count // devices
    script = SEND.format(here=str(Path(__file__).parent), port=port, each=each, devices=devices)
    idle = cpu_of(process.pid)
    began = time.monotonic()
    sender = subprocess.Popen([sys.executable, "-c", script], env=environment)
    sender.wait()
    took, used = time.monotonic() - began, cpu_of(process.pid) - idle
    process.terminate()
    process.wait()
    return each * devices / used, each * devices / took


def cpu_of(pid: int) -> float:
    """CPU seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def baseline(rows: int) -> float:
    """Rows per CPU-second of a bare clustered INSERT."""
    line = sqlite3.connect(":memory:")
    line.execute("CREATE TABLE o (d INT, t TEXT, v TEXT, PRIMARY KEY (d, t)) WITHOUT ROWID")
    data = [(n % 100, f"2018-01-01 {n:08d}", "35.5") for n in range(rows)]
    began = time.process_time()
    with line:
        line.executemany("INSERT INTO o VALUES (?, ?, ?)", data)
    return rows / (time.process_time() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=20_000)
    parser.add_argument("--devices", type=int, default=20)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = measure(options.frames, options.devices, Path(folder))
    for name, value in result.items():
        print(f"{name:48} {value:12,.0f}")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))


def measure(count: int, devices: int, folder: Path) -> dict[str, float]:
    """Both figures, each in a fresh database."""
    result: dict[str, float] = {"bare INSERT, rows per CPU-second": baseline(count * len(CODES))}
    environment = {**os.environ, "LINGNAN_LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "lingnan.web.settings"}
    for name in ("writer", "gateway"):
        environment["LINGNAN_DATA"] = str(folder / name)
        (folder / name).mkdir()
        here = str(Path(__file__).parent)
        script = f"import sys; sys.path.insert(0, {here!r}); import ingest, django; django.setup()"
        script += f"; ingest.prepare({devices})"
        if name == "writer":
            script += f"; print(ingest.writer_alone({devices}, {count}))"
        out = subprocess.run(
            [sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True
        )
        if name == "writer":
            result["writer alone, frames per CPU-second"] = float(out.stdout.split()[-1])
    per_cpu, per_second = gateway(devices, count, environment)
    result["gateway and writer, frames per CPU-second"] = per_cpu
    result["gateway and writer, frames per second"] = per_second
    result["readings per CPU-second, gateway and writer"] = per_cpu * len(CODES)
    return result


if __name__ == "__main__":
    main()
