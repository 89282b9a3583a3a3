"""`lingnan start`: once or twice, on a taken port, killed in the middle."""

import json
import os
import re
import signal
import socket
import subprocess
import time
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from tests.web.cli.installations import Installation

from lingnan.web.cli import main

PATIENCE = 120
# Said while the demonstration is made, and the seconds after which the power fails.
POWER_FAILS = (("方案", 0.6), ("stations send", 1.5), ("5,045", 0.2), ("评价", 1.0), ("报告", 0.7))


def test_the_second_time_changes_nothing(prepared: Installation) -> None:
    before = prepared.rows()
    done = prepared.run("start", "--prepare-only", "--no-demo")
    assert done.returncode == 0, done.stderr
    assert "·" not in re.sub(r"·[^…]*$", "", done.stdout, flags=re.MULTILINE)  # no step is named: none is done
    assert prepared.rows() == before
    assert before["identity.Region"] > 1 + 21 + 122  # the province, its cities and counties; and the towns


def test_a_taken_port_is_said_and_the_next_is_used(prepared: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        site = prepared.start("start", "--no-demo", "--port", str(port), "--device-port", str(port + 1000))
        try:
            said = read_until(site, "Lingnan is ready")
            assert f"port {port} is taken, using" in said
            (address,) = re.findall(r"is ready: (http://127\.0\.0\.1:\d+)/", said)
            with urlopen(f"{address}/ready", timeout=20) as answer:  # noqa: S310 -- our own address
                assert answer.status == 200
        finally:
            site.send_signal(signal.SIGTERM)
            rest = site.communicate(timeout=30)[0]
    assert site.returncode == 0, rest
    assert "Traceback" not in rest
    assert nobody_left(site.pid)


@pytest.mark.parametrize("port", ["70000", "0", "http"])
def test_what_is_no_port_is_refused_by_its_option(port: str) -> None:
    done = CliRunner().invoke(main, ["start", "--port", port])
    assert done.exit_code == 2
    assert "--port" in done.stderr


@pytest.mark.slow
def test_power_failures_in_the_middle_double_nothing(demonstration: Installation, installation: Installation) -> None:
    """After five kills and one run to the end there are as many rows of everything as after one undisturbed run."""
    for words, seconds in POWER_FAILS:
        making = installation.start("start", "--prepare-only")
        read_until(making, words)
        time.sleep(seconds)
        os.killpg(making.pid, signal.SIGKILL)
        making.communicate()
        assert making.returncode == -signal.SIGKILL
    last = installation.run("start", "--prepare-only")
    assert last.returncode == 0, last.stdout + last.stderr
    assert "shown this once" in last.stdout  # the accounts come last, with their passwords
    rows, undisturbed = installation.rows(), demonstration.rows()
    # Beginning a step again is an act of its own and is written down as one; a batch is what arrived together.
    for table in ("identity.AuditEntry", "sense.Batch"):
        assert rows.pop(table) >= undisturbed.pop(table)
    assert rows == undisturbed
    audit = installation.run("audit", "verify", "--json")
    assert json.loads(audit.stdout)["whole"]


def read_until(process: "subprocess.Popen[str]", words: str) -> str:
    """What the process says, until it says these words."""
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"it ended ({process.wait()}) without {words!r}:\n{said}")


def nobody_left(group: int) -> bool:
    """Is every process of the group gone (within some seconds)?"""
    until = time.monotonic() + PATIENCE / 12
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.2)
    return False
