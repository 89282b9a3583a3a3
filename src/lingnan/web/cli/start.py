"""`lingnan start`: database, demonstration and servers, in one command that ends with what to look at."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import click

from lingnan.web.cli import use_django

if TYPE_CHECKING:
    from lingnan.web.demo.province import Build

PORT = click.IntRange(1, 65535)
PATIENCE = 60  # seconds that a server may take to answer


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORT, default=lambda: int(os.environ.get("LINGNAN_PORT", "8000")), help="Default 8000.")
@click.option("--device-port", type=PORT, default=lambda: int(os.environ.get("LINGNAN_HJ212_PORT", "5212")))
@click.option("--plan", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Import this plan document.")
@click.option("--workers", default=2, show_default=True)
@click.option("--reload", is_flag=True, help="Start again when the code changes.")
@click.option("--prepare-only", is_flag=True, help="Prepare the database and stop.")
@click.option("--demo/--no-demo", default=True, help="Make the demonstration province where there is none.")
def command(
    host: str,
    port: int,
    device_port: int,
    plan: Path | None,
    workers: int,
    reload: bool,
    prepare_only: bool,
    demo: bool,
) -> None:
    """Prepare the database, make the demonstration province where there is none, and serve until Ctrl-C."""
    # The terminal is for the person who watches it; whoever collects logs sets the level.
    os.environ.setdefault("LINGNAN_LOG_LEVEL", "WARNING")
    use_django()
    from lingnan.web.demo.province import prepare

    build = prepare(plan=plan, say=click.echo, demo=demo)
    if prepare_only:
        report(build, f"http://{host}:{port}", is_serving=False)
        return
    port, device_port = free_port(host, port), free_port(host, device_port)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what ends a service ends its servers too
    servers = [serve_site(host, port, workers, reload), serve_devices(host, device_port), watch_nightly()]
    try:
        wait_until_ready(f"http://{host}:{port}/ready", servers)
        report(build, f"http://{host}:{port}")
        click.echo(f"设备接入 Devices: HJ 212 on {host}:{device_port}.  Ctrl-C 停止 stops.")
        while all(server.poll() is None for server in servers):
            time.sleep(0.5)
    except KeyboardInterrupt:
        click.echo("\n正在停止 … stopping")
    finally:
        stop(servers)


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next free one of the twenty after it."""
    for port in range(wanted, min(wanted + 20, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex((host, port)) != 0:
                try:
                    probe.close()
                    with socket.socket() as trial:
                        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                        trial.bind((host, port))
                except OSError:
                    continue
                if port != wanted:
                    click.echo(f"端口 {wanted} 被占用，改用 {port} · port {wanted} is taken, using {port}")
                return port
    raise click.ClickException(f"no free port from {wanted} to {wanted + 19}; name one with --port")


def serve_site(host: str, port: int, workers: int, reload: bool) -> subprocess.Popen[bytes]:
    """The site under Granian."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(1 if reload else workers), "--blocking-threads", "4", "--log-level", "warning"]
    command += ["--reload", "--reload-paths", str(Path(__file__).resolve().parents[2])] if reload else []
    return subprocess.Popen([*command, "lingnan.web.wsgi:application"])  # noqa: S603 -- our own program


def serve_devices(host: str, port: int) -> subprocess.Popen[bytes]:
    """The device gateway."""
    return subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-m", "lingnan", "sense", "gateway", "--listen", f"hj212={host}:{port}"]
    )


def watch_nightly() -> subprocess.Popen[bytes]:
    """The jobs of each business day, and the mail that waits (docs/decisions/0011)."""
    return subprocess.Popen([sys.executable, "-m", "lingnan", "notify", "watch"])


def wait_until_ready(url: str, servers: list[subprocess.Popen[bytes]]) -> None:
    """Until the site answers ready; a server that ended before that ends the start."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if any(server.poll() is not None for server in servers):
            raise click.ClickException("a server ended while starting; its message stands above")
        try:
            with urlopen(url, timeout=2):  # noqa: S310 -- our own address
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise click.ClickException(f"{url} did not answer within {PATIENCE} s; see `lingnan doctor`")


def stop(servers: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to end, then make sure."""
    for server in servers:
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)
    for server in servers:
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()


def report(build: "Build", address: str, *, is_serving: bool = True) -> None:
    """The last lines: where, who, what to look at first."""
    for line in build.closing_lines(address, is_serving=is_serving):
        click.echo(line)
