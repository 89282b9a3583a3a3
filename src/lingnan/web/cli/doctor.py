"""`lingnan doctor`: is everything there that the platform needs, and if not, what to do."""

import importlib.metadata
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from lingnan.web.cli import use_django

ENOUGH_FREE = 2 * 1024**3
A_MINUTE = 60


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, and what to do where it is not."""

    what: str
    ok: bool
    seen: str
    advice: str = ""


def data_folder() -> Iterator[Finding]:
    """Can be written, and has room."""
    from django.conf import settings

    folder: Path = settings.DATA
    probe = folder / ".doctor"
    try:
        probe.write_text("x")
        probe.unlink()
        yield Finding(what="data folder", ok=True, seen=str(folder))
    except OSError as error:
        advice = f"give this account the right to write {folder}, or set LINGNAN_DATA"
        yield Finding(what="data folder", ok=False, seen=str(error), advice=advice)
    free = shutil.disk_usage(folder).free
    advice = "" if free > ENOUGH_FREE else "free at least 2 GB, or move LINGNAN_DATA to a larger disk"
    yield Finding(what="free disk", ok=free > ENOUGH_FREE, seen=f"{free / 1024**3:.1f} GB", advice=advice)


def database() -> Iterator[Finding]:
    """Answers, is migrated, and its clock agrees with ours."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        advice = "start the database, or correct DATABASE_URL"
        yield Finding(what="database", ok=False, seen=str(error).strip(), advice=advice)
        return
    yield Finding(what="database", ok=True, seen=connection.vendor)
    advice = "run `lingnan start --prepare-only`" if waiting else ""
    yield Finding(what="migrations", ok=not waiting, seen=f"{len(waiting)} waiting", advice=advice)
    yield from chain_end()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            drift = abs(float(cursor.fetchone()[0]) - time.time())
        advice = "" if drift < A_MINUTE else "set both clocks by NTP"
        yield Finding(what="database clock", ok=drift < A_MINUTE, seen=f"{drift:.1f} s apart", advice=advice)


def chain_end() -> Iterator[Finding]:
    """Our clock does not stand before the last audit entry."""
    from datetime import UTC, datetime

    from django.db import DatabaseError

    from lingnan.engines.identity.models import AuditEntry

    try:
        last = AuditEntry.objects.order_by("-number").first()
    except DatabaseError:
        return
    ok = last is None or last.recorded_at <= datetime.now(UTC)
    advice = "" if ok else "the clock stands before the last audit entry: set it by NTP"
    yield Finding(what="clock", ok=ok, seen=time.strftime("%Y-%m-%d %H:%M:%S %z"), advice=advice)


def versions() -> Iterator[Finding]:
    """Python and the libraries are those that were pinned."""
    ok = sys.version_info >= (3, 11)
    yield Finding(
        what="python", ok=ok, seen=sys.version.split()[0], advice="" if ok else "install Python 3.11 or newer"
    )
    wanted = {"django": "5.2", "duckdb": "1.5.5", "typst": "0.15", "granian": "2.8"}
    for name, version in wanted.items():
        seen = importlib.metadata.version(name)
        ok = seen.startswith(version)
        yield Finding(what=name, ok=ok, seen=seen, advice="" if ok else f"wanted {version}: run `make run` again")


def browser_files() -> Iterator[Finding]:
    """Map and chart scripts, and the fonts of the PDF."""
    package = Path(__file__).resolve().parents[2]
    for what, folder, pattern in (
        ("static files", package / "shell/static/vendor", "**/*.mjs"),
        ("fonts", package / "core/documents/fonts", "*.ttf"),
    ):
        count = len(list(folder.glob(pattern)))
        advice = "" if count else "run `python -m lingnan.shell.assets` (needs a package registry, or use the bundle)"
        yield Finding(what=what, ok=bool(count), seen=f"{count} files", advice=advice)


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (versions, data_folder, database, browser_files)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
def command(as_json: bool) -> None:
    """Look at data folder, database, clock, disk, versions, static files and fonts; exit 1 where something is wrong."""
    use_django()
    findings = [finding for check in CHECKS for finding in check()]
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"{'ok ' if finding.ok else 'BAD'} {finding.what:15} {finding.seen}")
            if finding.advice:
                click.echo(f"    → {finding.advice}")
    sys.exit(0 if all(finding.ok for finding in findings) else 1)
