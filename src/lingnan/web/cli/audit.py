"""`lingnan audit`: is the chain of acts whole, and what does it say."""

import csv
import json
import sys
import time

import click

from lingnan.web.cli import use_django


@click.group()
def command() -> None:
    """The audit chain: every act, each entry chained by its digest to the one before."""


@command.command()
@click.option("--anchor", metavar="NUMBER:DIGEST", help="An earlier end of the chain, noted elsewhere.")
@click.option("--files", is_flag=True, help="Also check each stored file against its digest.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def verify(anchor: str | None, files: bool, as_json: bool) -> None:
    """Walk the whole chain; exit 1 and name the entries where anything was changed, removed, added or moved."""
    use_django()
    from lingnan.engines.identity import audit
    from lingnan.engines.identity.services.files import faulty_files

    started = time.perf_counter()
    number, digest, faults = audit.verdict(anchor=audit.parse_anchor(anchor) if anchor else None)
    took = time.perf_counter() - started
    broken = list(faulty_files()) if files else []
    if as_json:
        found = [{"number": f.number, "reason": f.reason, "reason_zh": f.reason_zh} for f in faults]
        result = {"entries": number, "digest": digest, "whole": not faults, "faults": found}
        click.echo(json.dumps({**result, **({"files": broken} if files else {})}, ensure_ascii=False, indent=2))
    else:
        for fault in faults:
            click.echo(f"第 {fault.number} 条 {fault.reason_zh} · entry {fault.number}: {fault.reason}")
        for sha256, reason in broken:
            click.echo(f"文件 file {sha256}: {reason}")
        if not faults:
            click.echo(f"完整 whole: {number} 条 entries, {took:.1f} s")
            click.echo(f"链尾 end of the chain: {number}:{digest}")
    sys.exit(1 if faults or broken else 0)


@command.command()
@click.option("--about", default="", help="Only this object, e.g. plan.task:12; a trailing * takes what begins so.")
@click.option("--by", "person", default="", help="Only this person or unit key.")
@click.option("--verb", default="", help="Only this act, e.g. plan.remind.")
@click.option("--last", default=50, show_default=True, help="How many, the newest.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV.")
def show(about: str, person: str, verb: str, last: int, as_json: bool, as_csv: bool) -> None:
    """The newest entries, oldest of them first."""
    use_django()
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.identity.selectors.audit import COLUMNS, audit_entries

    entries = list(audit_entries(SYSTEM, about=about, person=person, verb=verb).order_by("-number")[:last])[::-1]
    rows = [{name: getattr(entry, name) for name in COLUMNS} for entry in entries]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return
    if as_csv:
        writer = csv.DictWriter(sys.stdout, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
        return
    for entry in entries:
        stamp = f"{entry.recorded_at.astimezone():%Y-%m-%d %H:%M:%S}"
        click.echo(f"{entry.number:>7} {stamp} {entry.actor} {entry.verb} {entry.about}  {entry.summary}")
