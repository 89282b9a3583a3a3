"""`lingnan plan`: read plan documents (no database) and, where the engine is set up, import them."""

import json
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from lingnan.web.cli.plan_draw import command as draw

# Subcommands that need the database: name -> module whose `command` is run; loaded, with Django, only when typed.
DATABASE_VERBS = {"import": "lingnan.web.cli.plan_import", "search": "lingnan.web.cli.plan_search"}


class PlanVerbs(click.Group):
    """Keeps `parse` and `responsibilities` free of Django; the others load it at first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        there = [verb for verb, module in DATABASE_VERBS.items() if find_spec(module)]
        return sorted([*super().list_commands(ctx), *there])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = DATABASE_VERBS.get(cmd_name)
        if module is None:
            return super().get_command(ctx, cmd_name)
        if find_spec(module) is None:
            return None
        from lingnan.web.cli import use_django

        use_django()
        found: click.Command = import_module(module).command
        return found


@click.group(cls=PlanVerbs)
def command() -> None:
    """Read and import plan documents."""


command.add_command(draw)


def _read(file: str) -> "object":
    from lingnan.engines.plan.reading import read_document

    if file == "-":
        return read_document(sys.stdin.buffer.read(), name="标准输入")
    return read_document(Path(file), name=Path(file).name)


@command.command()
@click.argument("file", type=click.Path(allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Print the whole reading as JSON.")
def parse(file: str, as_json: bool) -> None:
    """Read a plan document (txt, docx, html, pdf, ofd, xlsx; - for standard input) into its tasks."""
    from lingnan.engines.plan.reading import PlanReading, to_json

    reading = _read(file)
    assert isinstance(reading, PlanReading)  # noqa: S101  for the type checker
    if as_json:
        click.echo(json.dumps(to_json(reading), ensure_ascii=False, indent=2))
        return
    period = f"{reading.period.start.year}-{reading.period.end.year}" if reading.period else "未写明期限"
    click.echo(f"{reading.title}（{period}）：成员单位 {len(reading.members)} 个，任务 {len(reading.tasks)} 项")
    for task in reading.tasks:
        others = f"；配合：{'、'.join(task.cooperating)}" if task.cooperating else ""
        dates = f"；{'、'.join(d.text for d in task.deadlines)}" if task.deadlines else ""
        click.echo(f"{task.number:>3} {task.title}｜牵头：{'、'.join(task.lead)}{others}{dates}")


@command.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line (the default form too).")
@click.option(
    "--document", is_flag=True, help="The lines are one document: a default such as 下同 rules the lines after it."
)
def responsibilities(as_json: bool, document: bool) -> None:
    """Read responsibility clauses, one a line, from standard input; print who leads, who cooperates, by when."""
    from lingnan.engines.plan.reading import Defaults, clause_json, read_clause
    from lingnan.engines.plan.reading.defaults import read_defaults
    from lingnan.engines.plan.reading.intake import decode

    rules = Defaults()
    for line in decode(sys.stdin.buffer.read(), name="标准输入").splitlines():
        said = read_clause(line, defaults=rules)
        if document:
            rules = rules.join(read_defaults(line).onward)
        found = clause_json(said)
        click.echo(
            json.dumps(found, ensure_ascii=False)
            if as_json
            else f"牵头：{'、'.join(said.lead)}｜配合：{'、'.join(said.cooperating)}｜{said.when or ''}"
        )


@command.command()
@click.argument("old", type=click.Path())
@click.argument("new", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
def difference(old: str, new: str, as_json: bool) -> None:
    """Compare two editions of a plan: which tasks were kept, changed, are new or were dropped, and why."""
    from lingnan.engines.plan.reading import compare, read_document

    changes = compare(read_document(Path(old)), read_document(Path(new)))
    words = {"kept": "保留", "changed": "修改", "new": "新增", "dropped": "删去"}
    for change in changes:
        task = change.new or change.old
        title = task.title if task else ""
        row = {
            "kind": change.kind,
            "old": change.old.number if change.old else None,
            "new": change.new.number if change.new else None,
            "title": title,
            "reasons": list(change.reasons),
        }
        click.echo(
            json.dumps(row, ensure_ascii=False)
            if as_json
            else f"{words[change.kind]} {title}：{'；'.join(change.reasons) or '无改动'}"
        )
