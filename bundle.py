"""Build one archive that installs with the network off: `make bundle` → dist/lingnan-VERSION-bundle.tar.gz.

Inside: the wheels of every pinned requirement and of the project (with browser files and fonts), install.sh, README.
Made for the machine kind it is built on: the same processor and a Python of the same minor version.
`python bundle.py FOLDER` puts it elsewhere.
"""

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from lingnan import __version__

ROOT = Path(__file__).resolve().parent
DIST = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "dist"

INSTALL = """#!/bin/sh
# Install Lingnan from this folder alone: sh install.sh [TARGET], default ./lingnan. Needs Python {minor} with venv.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${{1:-$PWD/lingnan}}
python=${{PYTHON:-python3}}
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != ({major_minor}))' \\
  || {{ echo "install: Python {minor} is needed; name one: PYTHON=python{minor} sh install.sh" >&2; exit 1; }}
"$python" -m venv "$target"
"$target/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links "$here/wheels" lingnan
echo "Installed. Start it with: cd $target && bin/lingnan start"
"""


def run(*command: str | Path) -> None:
    """Run a command and end with its message where it fails."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(f"bundle: `{' '.join(str(part) for part in command[:5])} …` failed")


def main() -> None:
    """Collect the wheels, add the project's own, pack."""
    name = f"lingnan-{__version__}-bundle"
    room = DIST / name
    shutil.rmtree(room, ignore_errors=True)
    wheels = room / "wheels"
    wheels.mkdir(parents=True)
    print("· wheels of the pinned requirements …", flush=True)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*pip, "download", "--require-hashes", "--only-binary", ":all:", "-r", "requirements.txt", "-d", wheels)
    print("· the project's own wheel, with browser files and fonts …", flush=True)
    shutil.rmtree(ROOT / "build", ignore_errors=True)
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", wheels, ".")
    shutil.rmtree(ROOT / "build", ignore_errors=True)
    major, minor = sys.version_info[:2]
    script = INSTALL.format(minor=f"{major}.{minor}", major_minor=f"{major}, {minor}")
    (room / "install.sh").write_text(script)
    (room / "install.sh").chmod(0o755)
    for text in ("README.md", "README.zh-CN.md", "LICENSE", "NOTICE"):
        if (ROOT / text).exists():
            shutil.copy(ROOT / text, room / text)
    target = DIST / f"{name}.tar.gz"
    print("· packing …", flush=True)
    with tarfile.open(target, "w:gz", compresslevel=1) as archive:
        archive.add(room, name)
    shutil.rmtree(room)
    print(f"{target}: {target.stat().st_size / 1e6:.0f} MB. On the server: tar xf, sh install.sh")


if __name__ == "__main__":
    main()
