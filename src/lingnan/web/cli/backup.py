"""`lingnan backup FILE`."""

from pathlib import Path

import click

from lingnan.web.cli import use_django


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def command(target: Path) -> None:
    """Write database, files and older observations into one archive (.tar.gz)."""
    use_django()
    from lingnan.web import backup

    if target.exists():
        raise click.ClickException(f"{target} is there already; name another file")
    backup.write(target, say=click.echo)
    click.echo(f"{target} ({target.stat().st_size / 1e6:.1f} MB)")
