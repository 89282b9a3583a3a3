"""`lingnan conformance DIR`: run every case file of a folder. Needs no database."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from lingnan.core import conformance

# Modules that register case kinds when they are imported; a room that is not built yet is passed over.
ROOMS = (
    "lingnan.engines.sense.protocols.conformance",
    "lingnan.sectors.environment.conformance",
    "lingnan.sectors.water.conformance",
)


def load_kinds(rooms: Iterable[str] = ROOMS) -> None:
    """Import the rooms that there are, so that their kinds of case files are known."""
    for room in rooms:
        if _exists(room):
            import_module(room)


def _exists(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # a package above it is missing
        return False


def _plain(value: object) -> object:
    """Numbers that JSON does not know, as numbers; everything else as its text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset | tuple):
        return sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)
    return str(value)


def _shown(text: str) -> str:
    """File names and case ids may hold bytes that no terminal can print."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\n", "\\n").replace("\r", "\\r")


def _print_json(report: conformance.FileReport) -> None:
    for result in report.results:
        line = {"file": report.name, "id": result.id, "got": result.got, "passed": result.passed}
        click.echo(json.dumps(line, ensure_ascii=True, default=_plain))
    for fault in report.faults:
        click.echo(_shown(f"{report.name}: {fault}"), err=True)


def _print_text(report: conformance.FileReport) -> None:
    total = len(report.results)
    unjudged = sum(result.passed is None for result in report.results)
    tail = f" ({unjudged} without expectation)" if unjudged else ""
    click.echo(_shown(f"{report.name} {report.passed}/{total}") + tail)
    for result in report.failures:
        click.echo(_shown(f"  {result.id}: {'; '.join(result.differences[:5])}"))
    for fault in report.faults:
        click.echo(_shown(f"  {fault}"))


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each case, and nothing else.")
@click.pass_context
def command(ctx: click.Context, folder: Path, as_json: bool) -> None:
    """Run every case file below DIR; exit 1 if a case fails or none was recognised."""
    load_kinds()
    wrong, cases, unknown = 0, 0, []
    for report in conformance.walk(folder):
        if not report.known:
            unknown.append(report.name)
            continue
        cases += len(report.results)
        wrong += len(report.failures) + len(report.faults)
        (_print_json if as_json else _print_text)(report)
    if unknown and not as_json:
        click.echo(f"not known: {len(unknown)}")
        for name in unknown:
            click.echo(_shown(f"  {name}"))
    if not cases:
        click.echo("no case was recognised", err=True)
    ctx.exit(1 if wrong or not cases else 0)
