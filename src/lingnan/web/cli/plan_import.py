"""`lingnan plan import FILE`: take a document in as a draft; `--adopt` makes it the plan in force."""

from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--adopt", "adopt_it", is_flag=True, help="Adopt it at once.")
def command(file: Path, adopt_it: bool) -> None:
    """Read a plan document into the database; nothing is a task before it is adopted."""
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.plan.services.documents import adopt, import_plan

    plan = import_plan(by=SYSTEM, name=file.name, content=file.read_bytes())
    found = plan.reading
    click.echo(f"{plan.key} 《{plan.title}》：成员单位 {len(found['members'])} 个，任务 {len(found['tasks'])} 项")
    if adopt_it and plan.state == "draft":
        adopt(by=SYSTEM, plan_key=plan.key)
    click.echo(f"/plan/{plan.key}" if adopt_it else f"/plan/{plan.key}/document")
