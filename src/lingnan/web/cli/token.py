"""`lingnan token`: keys for machines, made by who runs the installation."""

import json

import click

from lingnan.web.cli import use_django


@click.group()
def command() -> None:
    """Keys for machines: create, list, revoke."""


@command.command()
@click.option("--scope", "scopes", multiple=True, required=True, help="What it may do: sense:write, sense:read.")
@click.option("--name", default="", help="What it is for.")
@click.option("--account", "username", default="", help="Acts for this account.")
@click.option("--unit", default="", help="Acts for this unit: its own things, and those of its region.")
@click.option("--days", default=365, show_default=True, help="Ends after so many days; 0: never.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def create(scopes: tuple[str, ...], name: str, username: str, unit: str, days: int, as_json: bool) -> None:
    """Make a token; it is printed once and kept nowhere."""
    use_django()
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.identity.services.tokens import create_token, described

    made = create_token(by=SYSTEM, scopes=scopes, name=name, username=username, unit=unit, days=days)
    if as_json:
        click.echo(json.dumps({**described(made.token), "token": made.secret}, ensure_ascii=False))
    else:
        click.echo(made.secret)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
def listing(as_json: bool) -> None:
    """Every token with its scopes, end and last use; never the token itself."""
    use_django()
    from lingnan.engines.identity.models import Token
    from lingnan.engines.identity.services.tokens import described

    rows = [described(token) for token in Token.objects.select_related("account")]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        state = "revoked" if row["revoked_at"] else f"until {row['expires_at'] or 'revoked'}"
        scopes = " ".join(row["scopes"]) if isinstance(row["scopes"], list) else ""
        click.echo(f"{row['id']}\t{row['hint']}\t{scopes}\t{state}\t{row['name']}")


@command.command()
@click.argument("number", type=int)
@click.option("--reason", default="")
def revoke(number: int, reason: str) -> None:
    """End a token now."""
    use_django()
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.identity.services.tokens import revoke_token

    click.echo(f"{revoke_token(by=SYSTEM, number=number, reason=reason)}")
