"""`lingnan plan import FILE`: take a document in for review, and say what comes next."""

from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--amends", default="", metavar="PLAN", help="The plan in force that this document changes.")
@click.option(
    "--mode",
    type=click.Choice(["edition", "amendment"]),
    default="edition",
    help="With --amends: a new edition drops what it does not name, an amendment leaves it.",
)
@click.option(
    "--adopt", "adopt_it", is_flag=True, help="Accept what is certain and adopt; refused while doubts remain."
)
def command(file: Path, amends: str, mode: str, adopt_it: bool) -> None:
    """Read a plan document into the database; nothing is a task before it is reviewed."""
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.plan.selectors.drafts import review_model
    from lingnan.engines.plan.services.adopting import adopt
    from lingnan.engines.plan.services.amending import apply_amendment
    from lingnan.engines.plan.services.importing import import_plan
    from lingnan.engines.plan.services.reviewing import accept_certain

    plan = import_plan(by=SYSTEM, name=file.name, content=file.read_bytes(), amends=amends, mode=mode if amends else "")
    found = plan.reading
    click.echo(f"{plan.key} 《{plan.title}》：成员单位 {len(found['members'])} 个，任务 {len(found['tasks'])} 项")
    if adopt_it and plan.state == "draft":
        accept_certain(by=SYSTEM, plan_key=plan.key)
        plan = (apply_amendment if plan.amends_id else adopt)(by=SYSTEM, plan_key=plan.key)
    if plan.state != "draft":
        click.echo(f"/plan/{plan.amends_id or plan.key}")
        return
    model = review_model(plan)
    click.echo(f"下一步：审阅。{model.certain} 项没有疑点，{model.doubtful} 项要看；看完后采用")
    if plan.period_is_assumed:
        click.echo("文件没有写实施期限，请先在文件信息里填写")
    click.echo(f"/plan/{plan.key}/document")
