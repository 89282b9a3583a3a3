"""The SensorThings door over HTTP: work per CPU-second of the server, on SQLite, in a database of its own.

    python benchmarks/sensorthings.py [--rows 200000] [--json FILE]

Baseline in the same run: one INSERT of as many rows by sqlite3 alone, because machines differ. The client's own
work is not counted; the server's is all of its processes.
"""

import argparse
import http.client
import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

SERVE = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--workers", "1",
         "--blocking-threads", "1", "--log-level", "warning"]  # fmt: skip
START = datetime(2020, 1, 1, tzinfo=UTC)
BASE = "/sta/v1.1"


class Server:
    """Granian with the site, in a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.environment = {**os.environ, "LINGNAN_DATA": str(folder), "LINGNAN_LOG_LEVEL": "ERROR",
                            "DJANGO_SETTINGS_MODULE": "lingnan.web.settings"}  # fmt: skip
        self.run("django", "migrate", "--verbosity", "0")
        script = "import django; django.setup(); from lingnan.engines.identity.models import Region;"
        script += "Region.objects.create(code='440000', name='广东省', level='province')"
        subprocess.run([sys.executable, "-c", script], env=self.environment, check=True)
        self.token = self.run("lingnan", "token", "create", "--scope", "sense:write").strip()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [*SERVE, "--port", str(self.port), "lingnan.web.wsgi:application"]
        self.process = subprocess.Popen(command, env=self.environment)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.1)
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def run(self, *words: str) -> str:
        command = [sys.executable, "-m", *words]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout

    def ask(self, method: str, path: str, body: bytes = b"") -> dict[str, object] | list[str]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        self.line.request(method, f"{BASE}/{path}", body, headers)
        answer = self.line.getresponse()
        text = answer.read()
        assert answer.status < 300, (method, path, answer.status, text[:300])
        found: dict[str, object] | list[str] = json.loads(text)
        return found

    def cpu(self) -> float:
        """CPU seconds of the server and its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return sum(cpu_of(int(pid)) for pid in (self.process.pid, *children))

    def per_request(self, path: str, times: int) -> float:
        """Milliseconds of CPU for one GET."""
        address = quote(path, safe="/?$=&()',;:@")
        self.ask("GET", address)
        began = self.cpu()
        for _ in range(times):
            self.ask("GET", address)
        return (self.cpu() - began) / times * 1000


def cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def thing(number: int) -> bytes:
    return json.dumps(
        {
            "name": f"thing {number}", "description": "bench",
            "Locations": [{"name": "l", "description": "l", "encodingType": "application/geo+json",
                           "location": {"type": "Point", "coordinates": [113 + number / 100, 23]}}],
            "Datastreams": [{
                "name": "s", "description": "s", "observationType": "OM_Measurement",
                "unitOfMeasurement": {"name": "u", "symbol": "u", "definition": "u"},
                "Sensor": {"name": "s", "description": "s", "encodingType": "x", "metadata": "m"},
                "ObservedProperty": {"name": "p", "definition": "p", "description": "p"},
            }],
        }
    ).encode()  # fmt: skip


def moments(first: int, count: int) -> list[str]:
    return [f"{START + timedelta(minutes=first + n):%Y-%m-%dT%H:%M:%SZ}" for n in range(count)]


def array(stream: int, first: int, count: int = 1000) -> bytes:
    rows = [[at, (n * 7 % 900) / 10] for n, at in enumerate(moments(first, count))]
    group = {"Datastream": {"@iot.id": stream}, "components": ["phenomenonTime", "result"], "dataArray": rows}
    return json.dumps([group]).encode()


def baseline(rows: int) -> float:
    line = sqlite3.connect(":memory:")
    line.execute("CREATE TABLE o (d INT, t TEXT, v TEXT, PRIMARY KEY (d, t)) WITHOUT ROWID")
    data = [(n % 100, f"2018-01-01 {n:08d}", "35.5") for n in range(rows)]
    began = time.process_time()
    with line:
        line.executemany("INSERT INTO o VALUES (?, ?, ?)", data)
    return rows / (time.process_time() - began)


def measure(server: Server, rows: int) -> dict[str, float]:
    for number in range(20):
        server.ask("POST", "Things", thing(number))
    result = {"bare INSERT, rows per CPU-second": baseline(100_000)}
    began, sent = server.cpu(), 0
    while sent < rows:
        server.ask("POST", "CreateObservations", array(1 + sent // 1000 % 20, sent // 20_000 * 1000))
        sent += 1000
    result["CreateObservations of 1,000 rows, rows per CPU-second"] = sent / (server.cpu() - began)
    count = 1500
    bodies = [
        json.dumps({"phenomenonTime": at, "result": n / 10}).encode() for n, at in enumerate(moments(5_000_000, count))
    ]
    began = server.cpu()
    for body in bodies:
        server.ask("POST", "Datastreams(3)/Observations", body)
    result["single POST, rows per CPU-second"] = count / (server.cpu() - began)
    newest = "Datastreams(7)/Observations?$orderby=phenomenonTime desc&$top=1"
    result["newest of one datastream, ms CPU"] = server.per_request(newest, 300)
    deep = "Things?$top=20&$expand=Datastreams($expand=Observations($orderby=phenomenonTime desc;$top=1))"
    result["20 Things each with its newest observation, ms CPU"] = server.per_request(deep, 100)
    result["a page of 1,000 as dataArray, ms CPU"] = server.per_request(
        "Datastreams(7)/Observations?$top=1000&$resultFormat=dataArray", 30
    )
    result["count of all observations, ms CPU"] = server.per_request("Observations?$count=true&$top=0", 100)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        try:
            result = measure(server, options.rows)
        finally:
            server.process.terminate()
            server.process.wait()
    for name, value in result.items():
        print(f"{name:60} {value:12,.2f}")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
