"""`make bundle`: the archive carries all of the product, and installs and runs where there is no network at all."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "lingnan"
# The Python that .venv was made with: the office's machine has that one and nothing of ours.
SYSTEM_PYTHON = str(Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}")
pytestmark = [pytest.mark.slow, pytest.mark.once]

Run = Callable[..., "subprocess.CompletedProcess[str]"]

PROVE_CUT_OFF = """
import errno, socket
from pathlib import Path
routes = Path("/proc/self/net/route").read_text().splitlines()[1:]
assert not routes, f"there are routes: {routes}"
up = [name for _, name in socket.if_nameindex() if name != "lo"
      and int(Path(f"/proc/self/net/dev").read_text().split(name + ":")[1].split()[0])]
assert not up, f"interfaces beside lo carry traffic: {up}"
try:
    socket.create_connection(("192.0.2.1", 443), timeout=3)
except OSError as error:
    assert error.errno == errno.ENETUNREACH, error
else:
    raise AssertionError("the network is there")
print("cut off")
"""

# For machines that give no network namespace: every socket that leaves the machine is refused inside Python.
REFUSE_SOCKETS = """
import sys
def refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise OSError(101, f"Network is unreachable: {event} {args[1:]}")
sys.addaudithook(refuse)
"""


def namespace() -> list[str] | None:
    """The command that cuts a program off: a network namespace of its own, as root or as this user."""
    for command in (["unshare", "-n"], ["unshare", "-rn"]):
        if (
            shutil.which("unshare")
            and subprocess.run([*command, "true"], check=False, capture_output=True).returncode == 0
        ):
            return command
    return None


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """An empty machine: a folder, and how to run a program in it without network, environment or pip settings."""
    folder = tmp_path_factory.mktemp("office")
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHON": SYSTEM_PYTHON,
        "PIP_CONFIG_FILE": os.devnull,  # not even the settings under /etc
    }
    prefix = namespace()
    if prefix is None:
        warnings.warn("no network namespaces here: sockets are refused inside Python instead", stacklevel=1)
        (folder / "cut").mkdir()
        (folder / "cut" / "sitecustomize.py").write_text(REFUSE_SOCKETS)
        environment |= {"PYTHONPATH": str(folder / "cut"), "http_proxy": "http://127.0.0.1:9"}
        environment |= {"https_proxy": "http://127.0.0.1:9"}

    def run(*command: str | Path, **more: str) -> "subprocess.CompletedProcess[str]":
        words = [*(prefix or []), *(str(word) for word in command)]
        env = environment | more
        return subprocess.run(words, cwd=folder, env=env, check=False, capture_output=True, text=True, timeout=300)

    return folder, run


@pytest.fixture(scope="module")
def installed(office: tuple[Path, Run]) -> Path:
    """Where install.sh, run from the unpacked archive with the network cut off, put the product."""
    folder, run = office
    built = subprocess.run(
        [sys.executable, "bundle.py", folder / "dist"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (archive,) = (folder / "dist").glob("*-bundle.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder)  # our own archive; Debian 12 has no filter yet
    archive.unlink()
    (script,) = folder.glob("lingnan-*-bundle/install.sh")
    done = run("sh", script, folder / "lingnan")
    shutil.rmtree(script.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Start it with" in done.stdout
    return folder / "lingnan"


def test_the_machine_is_really_cut_off(office: tuple[Path, Run]) -> None:
    if namespace() is None:
        done = office[1](SYSTEM_PYTHON, "-c", "import socket; socket.create_connection(('192.0.2.1', 443))")
        assert "Network is unreachable" in done.stderr
    else:
        done = office[1](SYSTEM_PYTHON, "-c", PROVE_CUT_OFF)
        assert done.stdout == "cut off\n", done.stderr


def test_every_file_of_the_product_arrives(installed: Path) -> None:
    """Templates, static files, browser files, fonts, rule-sets and data: all that a clone has after `make run`."""
    (site,) = installed.glob("lib/python*/site-packages/lingnan")
    here = {path.relative_to(PACKAGE) for path in PACKAGE.rglob("*") if path.is_file()}
    wanted = {path for path in here if "__pycache__" not in path.parts and path.name != ".stamp"}
    there = {path.relative_to(site) for path in site.rglob("*") if path.is_file()}
    assert sorted(map(str, wanted - there)) == []
    for name in ("shell/static/vendor/maplibre-gl.mjs", "shell/static/vendor/echarts.mjs"):
        assert (site / name).stat().st_size > 100_000
    assert len(list((site / "core/documents/fonts").glob("*.ttf"))) == 3


def test_it_runs(installed: Path, office: tuple[Path, Run]) -> None:
    run = office[1]
    version = run(installed / "bin/lingnan", "--version")
    assert version.stdout.startswith("lingnan, version"), version.stderr
    prepared = run(installed / "bin/lingnan", "start", "--prepare-only", "--no-demo", LINGNAN_DATA=str(installed / "d"))
    assert prepared.returncode == 0, prepared.stderr
    doctor = run(installed / "bin/lingnan", "doctor", "--json", LINGNAN_DATA=str(installed / "d"))
    findings = {finding["what"]: finding for finding in json.loads(doctor.stdout)}
    assert [name for name, finding in findings.items() if not finding["ok"] and name != "free disk"] == []


def test_it_reads_a_plan_without_a_database(installed: Path, office: tuple[Path, Run]) -> None:
    (document,) = installed.glob("lib/python*/site-packages/lingnan/data/demo/plan-2015-2017.txt")
    done = office[1](installed / "bin/lingnan", "plan", "parse", document, "--json", DATABASE_URL="postgresql:///none")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["tasks"]) == 24  # the plan of 2015-2017 has 24 tasks
