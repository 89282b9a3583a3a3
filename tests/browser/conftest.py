"""The product as a newcomer starts it: `lingnan start` in a folder of its own, driven through a real Chromium."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "test-results" / "pages"
PATIENCE = 420  # seconds for the whole demonstration on a slow, shared machine


@dataclass(frozen=True)
class Site:
    """A running site: its address, and the passwords that its start printed."""

    address: str
    passwords: dict[str, str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, made afresh and served."""
    folder = tmp_path_factory.mktemp("site")
    port = free_port()
    log = folder / "start.log"
    env = {**os.environ, "LINGNAN_DATA": str(folder / "var"), "PYTHONUNBUFFERED": "1", "LINGNAN_LOG_LEVEL": "WARNING"}
    env.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "lingnan", "start", "--port", str(port), "--device-port", str(free_port())]
    process = subprocess.Popen(
        command, cwd=folder, env=env, stdout=log.open("wb"), stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        until = time.monotonic() + PATIENCE
        while "Lingnan is ready" not in log.read_text(errors="replace"):
            assert process.poll() is None, f"lingnan start ended:\n{log.read_text(errors='replace')}"
            assert time.monotonic() < until, f"not ready in {PATIENCE} s:\n{log.read_text(errors='replace')}"
            time.sleep(0.5)
        said = log.read_text(errors="replace")
        passwords = dict(re.findall(r"^  ([a-z]+)\s+([a-z0-9]{4}(?:-[a-z0-9]{4}){3})\s", said, re.MULTILINE))
        yield Site(address=f"http://127.0.0.1:{port}", passwords=passwords)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="session")
def browser(chromium: Browser) -> Browser:
    """The run's one Chromium: a second Playwright in the same thread is refused."""
    return chromium


def sign_in(page: Page, site: Site, username: str) -> None:
    """Through the sign-in page, as a person does."""
    page.set_default_timeout(120_000)  # a loaded two-core machine
    page.goto(f"{site.address}/sign-in")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", site.passwords[username])
    page.click("main button[type=submit], main .button.primary")
    page.wait_for_load_state()


def loads(url: str) -> bytes:
    """The body of an address, without a browser."""
    with urlopen(url, timeout=20) as response:  # noqa: S310 -- our own address
        body: bytes = response.read()
        return body
