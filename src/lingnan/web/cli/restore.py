"""`lingnan restore FILE`."""

from pathlib import Path

import click

from lingnan.web.cli import use_django


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--wipe", is_flag=True, help="Replace what is there.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(source: Path, wipe: bool, yes: bool) -> None:
    """Restore a backup, then check row counts and the audit chain."""
    use_django()
    from lingnan.web import backup

    if wipe and not yes:
        click.confirm(
            f"现有数据将被 {source.name} 替换，不能撤销。继续？ Replace everything that is there?", abort=True
        )
    backup.restore(source, wipe=wipe, say=click.echo)
