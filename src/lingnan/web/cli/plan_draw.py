"""`lingnan plan draw`: replay a recorded draw of experts. From a file it needs no database."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from lingnan.core.errors import Invalid


@click.command("draw")
@click.argument("record", type=click.Path(allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Print the outcome of the replay as JSON.")
def command(record: str, as_json: bool) -> None:
    """Replay a recorded draw of experts: a record file (- for standard input), or the number of a draw kept here.

    Exits 1 where the replay gives something else than the record says.
    """
    from lingnan.engines.group.drawing import replay

    outcome, differences = replay(read(record))
    if as_json:
        chosen = [{"key": c.key, "stratum": c.stratum, "place": c.place} for c in outcome.chosen]
        answer = {
            "matches": not differences,
            "differences": differences,
            "chosen": chosen,
            "reserve": {stratum: list(keys) for stratum, keys in outcome.reserve.items()},
            "barred": {key: list(bars) for key, bars in outcome.barred.items()},
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        for each in outcome.chosen:
            click.echo(f"{each.stratum}  {each.key}  第 {each.place} 位")
        click.echo("；".join(differences) or "与记录一致 The replay gives what the record says")
    if differences:
        sys.exit(1)


def read(record: str) -> dict[str, Any]:  # JSON
    """The record from standard input, a file, or the database by its number."""
    if record != "-" and not Path(record).is_file():
        return kept(record)
    text = sys.stdin.read() if record == "-" else Path(record).read_text(encoding="utf-8")
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise Invalid(record, f"不是 JSON：{error}") from error
    if not isinstance(found, dict):
        raise Invalid(record, "不是抽取记录")
    return found


def kept(number: str) -> dict[str, Any]:
    """The record of a draw kept in this installation."""
    from lingnan.web.cli import use_django

    use_django()
    from lingnan.engines.group.models import Draw

    found = Draw.objects.filter(number=number).first()
    if found is None:
        raise Invalid(number, "没有这个文件，也没有这个编号的抽取")
    record: dict[str, Any] = found.record
    return record
