"""Prepare this folder to run (`prepare.py`) or to be tested (`prepare.py --tests`). Needs only Python 3.11 or newer.

Makes .venv, installs the pinned and hashed requirements, the project itself and the browser files. What is already
there and unchanged is left alone: the second time takes about a second.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def say(text: str) -> None:
    """One line for the person who waits."""
    print(text, flush=True)


def stop(text: str) -> None:
    """End with what to do."""
    sys.exit(f"\nprepare: {text}\n")


@contextmanager
def step(name: str) -> Iterator[None]:
    """Name a step before it starts and give its seconds after."""
    say(f"· {name} …")
    started = time.monotonic()
    yield
    say(f"  {time.monotonic() - started:.1f} s")


def run(*command: str | Path, quiet: bool = True) -> None:
    """Run a command; where it fails show all that it said."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False, text=True, capture_output=quiet)
    if done.returncode:
        sys.stderr.write((done.stdout or "") + (done.stderr or ""))
        stop(f"`{' '.join(str(part) for part in command[:6])} …` failed; see above")


def digest(*names: str) -> str:
    """What the named files say now."""
    return hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in names)).hexdigest()


def done_before(stamp: Path, state: str) -> bool:
    """Was this step done for exactly these files?"""
    return stamp.is_file() and stamp.read_text() == state


def make_venv() -> None:
    """The project's own environment, with the installer in it."""
    if sys.version_info < (3, 11):
        stop(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}. Name one: make run PYTHON=python3.11")
    if PYTHON.exists() and (VENV / "bin" / "uv").exists():
        return
    with step("environment in .venv"):
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False, capture_output=True, text=True)
        if made.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            stop(f"this Python makes no virtual environment; as root: apt-get install python3-venv\n{made.stdout}")
        run(
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            "requirements-uv.txt",
        )


def install(*, tests: bool) -> None:
    """Exactly the pinned requirements, checked by hash, and the project itself. Test tools once there stay there."""
    stamp = VENV / ".installed"
    everything = digest("pyproject.toml", "requirements.txt", "requirements-dev.txt")
    base = digest("pyproject.toml", "requirements.txt")
    if done_before(stamp, everything) or (not tests and done_before(stamp, base)):
        return
    files = ["requirements.txt", *(["requirements-dev.txt"] if tests else [])]
    with step(f"libraries from {' and '.join(files)} (pinned, checked by hash)"):
        uv = VENV / "bin" / "uv"
        run(uv, "pip", "sync", "--quiet", "--python", PYTHON, "--require-hashes", *files)
        run(uv, "pip", "install", "--quiet", "--python", PYTHON, "--no-deps", "--no-build-isolation", "-e", ".")
    stamp.write_text(everything if tests else base)


def browser_files() -> None:
    """Map, charts and fonts. Without them pages show tables and no PDF is made: said, not fatal."""
    done = subprocess.run([str(PYTHON), "-m", "lingnan.shell.assets"], cwd=ROOT, check=False)
    if done.returncode:
        say("  Going on without: tables instead of maps. Run `make run` again when the registry answers.")


def find_browser() -> str | None:
    """The Chromium that browser tests drive."""
    named = os.environ.get("LINGNAN_BROWSER")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), None)


def install_browser() -> None:
    """Chromium and Chinese fonts from the system; where that needs root and there is none, say what to do."""
    packages = [] if find_browser() else ["chromium"]
    if shutil.which("pdftoppm") is None:
        packages.append("poppler-utils")
    if not any(Path("/usr/share/fonts").rglob("NotoSansCJK*")):
        packages.append("fonts-noto-cjk")
    if not packages:
        return
    command = f"apt-get update && apt-get install -y {' '.join(packages)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        stop(f"the browser tests need {', '.join(packages)}. As root, run:\n\n    {command}\n\nthen `make test` again.")
    with step(f"system packages for the browser tests: {', '.join(packages)}"):
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)


def main() -> None:
    """Prepare for running, or with --tests for testing too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tests", action="store_true", help="also what the tests need")
    tests = parser.parse_args().tests
    make_venv()
    install(tests=tests)
    browser_files()
    if tests:
        install_browser()


if __name__ == "__main__":
    main()
