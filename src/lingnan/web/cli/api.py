"""`lingnan api describe`: the OpenAPI description, kept in the tree so that a change of the API shows in review."""

import json
import sys
from pathlib import Path

import click

from lingnan.web.cli import use_django

KEPT = Path(__file__).resolve().parents[4] / "docs" / "api" / "openapi.json"


@click.group()
def command() -> None:
    """The machine door."""


@command.command()
@click.option("--check", is_flag=True, help="Exit 1 if docs/api/openapi.json differs from what is served.")
@click.option("--write", is_flag=True, help="Write docs/api/openapi.json.")
def describe(check: bool, write: bool) -> None:
    """Print the OpenAPI description."""
    use_django()
    from lingnan.web.api import api

    text = json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"
    if write:
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_text(text)
    elif check:
        if not KEPT.exists() or KEPT.read_text() != text:
            sys.exit("the API has changed: look at the difference and commit it (lingnan api describe --write)")
    else:
        click.echo(text, nl=False)
