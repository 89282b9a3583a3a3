"""`lingnan demo reset`."""

import os
import shutil

import click

from lingnan.web.cli import use_django


@click.group()
def command() -> None:
    """The demonstration province."""


@command.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(yes: bool) -> None:
    """Ask, then throw everything of this installation away and make the demonstration afresh."""
    use_django()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    place = settings.DATABASES["default"]["NAME"]
    if not yes:
        click.confirm(f"将清空 {place} 和 {settings.DATA} 里的文件，不能撤销。继续？ Throw all of it away?", abort=True)
    if connection.vendor == "sqlite":
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(f"{place}{suffix}"):  # noqa: PTH110 -- the name has a suffix, not a path part
                os.remove(f"{place}{suffix}")  # noqa: PTH107
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")
    for folder in ("files", "cold", "mail"):
        shutil.rmtree(settings.DATA / folder, ignore_errors=True)
    call_command("migrate", verbosity=0)
    from lingnan.web.demo.province import prepare

    build = prepare(plan=None, say=click.echo)
    for line in build.closing_lines("http://127.0.0.1:8000", is_serving=False):
        click.echo(line)
