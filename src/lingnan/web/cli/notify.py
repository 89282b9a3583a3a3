"""`lingnan notify`: nightly reminders and their mail."""

from datetime import date, datetime

import click

from lingnan.web.cli import use_django


@click.group()
def command() -> None:
    """Reminders: escalate what is overdue, mail what was told."""


@command.command()
@click.option("--limit", default=200, show_default=True)
def send(limit: int) -> None:
    """Mail every notification that was not mailed and not read; run it every few minutes."""
    use_django()
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.identity.services.notifications import send_mail

    click.echo(f"{send_mail(by=SYSTEM, limit=limit)} 封 mailed")


@command.command()
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As of this day; default the business date.")
def escalate(on: datetime | None) -> None:
    """Tell overdue things step by step: the person, the head of the unit, the office; run it every night."""
    use_django()
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.identity.calendar import today
    from lingnan.engines.identity.services.escalation import escalate as tell

    day: date = on.date() if on else today()
    click.echo(f"{day}: {tell(by=SYSTEM, on=day)} 人次 told")
