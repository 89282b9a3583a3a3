"""`lingnan account`: people and roles from the terminal, for who runs the machine."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lingnan.web.cli import use_django

if TYPE_CHECKING:
    from lingnan.engines.identity.models import Account
    from lingnan.engines.identity.services.accounts import NewPassword


@click.group()
def command() -> None:
    """People: create, list, import, roles, passwords."""


def find(username: str) -> "Account":
    """The account, or one sentence."""
    from lingnan.core.errors import NotFound
    from lingnan.engines.identity.models import Account

    account = Account.objects.filter(username=username).first()
    if account is None:
        raise NotFound(f"没有账号“{username}” · no account {username}")
    return account


def say(made: "NewPassword") -> None:
    """The password, once."""
    click.echo(f"{made.account.username}\t{made.account.display_name}\t{made.password}")


@command.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--unit", required=True, help="Key of the unit, e.g. gd-education.")
@click.option("--role", "roles", multiple=True, help="May be given several times.")
@click.option("--email", default="")
@click.option("--phone", default="")
def create(username: str, name: str, unit: str, roles: tuple[str, ...], email: str, phone: str) -> None:
    """Create an account; prints its generated password once."""
    use_django()
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.identity.services.accounts import create_account

    say(create_account(by=SYSTEM, username=username, display_name=name, unit_key=unit, roles=roles, email=email,
                       phone=phone))  # fmt: skip


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
def listing(as_json: bool) -> None:
    """Every account with unit and roles."""
    use_django()
    from lingnan.engines.identity.models import Account
    from lingnan.engines.identity.services.accounts import described

    rows = [described(account) for account in Account.objects.order_by("username").prefetch_related("grants")]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        roles = ",".join(str(role) for role in row["roles"]) if isinstance(row["roles"], list) else ""
        click.echo(
            f"{row['username']}\t{row['display_name']}\t{row['unit']}\t{roles}\t{'' if row['is_active'] else '停用'}"
        )


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--units", is_flag=True, help="The file holds units, not people.")
@click.option("--check", is_flag=True, help="Only judge the file.")
def import_file(file: Path, units: bool, check: bool) -> None:
    """Import people (or units) from .xlsx or .csv; every faulty cell is named, and then nothing is stored."""
    use_django()
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.identity.services import imports
    from lingnan.engines.identity.sheets import refuse_size

    refuse_size(file.name, file.stat().st_size)
    judge = imports.preview_units if units else imports.preview_people
    preview = judge(by=SYSTEM, name=file.name, content=file.read_bytes())
    imports.refuse_faulty(preview)
    if check:
        click.echo(f"{preview.read} 行，没有问题 · {preview.read} rows, nothing to mend")
        return
    if units:
        click.echo(f"{imports.import_units(by=SYSTEM, preview=preview)} 个单位 units")
        return
    for made in imports.import_people(by=SYSTEM, preview=preview):
        say(made)


@command.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--units", is_flag=True, help="For units, not people.")
def template(target: Path, units: bool) -> None:
    """Write an empty workbook to fill in."""
    use_django()
    from lingnan.engines.identity.services.imports import PEOPLE, UNITS
    from lingnan.engines.identity.sheets import template as workbook

    target.write_bytes(workbook(title="单位" if units else "人员", fields=UNITS if units else PEOPLE))
    click.echo(str(target))


@command.command()
@click.argument("username")
@click.argument("role")
@click.option("--revoke", is_flag=True, help="Take it away.")
def role(username: str, role: str, revoke: bool) -> None:
    """Grant a role, or revoke it."""
    use_django()
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.identity.services.accounts import grant_role, revoke_role

    account = find(username)
    if revoke:
        revoke_role(by=SYSTEM, account_id=account.pk, role=role)
    else:
        grant_role(by=SYSTEM, account_id=account.pk, role=role)
    click.echo(f"{account.username}: {', '.join(sorted(account.grants.values_list('role', flat=True))) or '—'}")


@command.command("reset-password")
@click.argument("username")
@click.option("--codes", is_flag=True, help="Also remove the six-digit code (the phone is lost).")
def reset(username: str, codes: bool) -> None:
    """A new generated password, printed once; lifts a lock-out and ends all sessions."""
    use_django()
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.identity.services.accounts import reset_password

    say(reset_password(by=SYSTEM, account_id=find(username).pk, also_codes=codes))


@command.command()
@click.argument("username")
@click.option("--reason", required=True)
def deactivate(username: str, reason: str) -> None:
    """Close an account and end its sessions."""
    use_django()
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.identity.services.accounts import deactivate as close

    close(by=SYSTEM, account_id=find(username).pk, reason=reason)
    click.echo(f"{username}: 停用 closed")
