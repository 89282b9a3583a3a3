"""`lingnan notify`: nightly reminders and their mail."""

import logging
import time
from datetime import date, datetime

import click

from lingnan.core.errors import LingnanError
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


@command.command()
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="For this business day; default today's.")
@click.option("--again", is_flag=True, help="Run jobs that are done, too; they write nothing twice.")
def nightly(on: datetime | None, again: bool) -> None:
    """Run every job of the business day that is not done yet."""
    use_django()
    from lingnan.engines.identity.calendar import today
    from lingnan.engines.identity.nightly import JOBS, run_nightly

    day: date = on.date() if on else today()
    done = run_nightly(on=day, again=again)
    for row in done:
        click.echo(f"{day} {JOBS[row.job].label}：{row.fault.splitlines()[0] if row.fault else row.result}")
    if not done:
        click.echo(f"{day}: 已做完 nothing left to do")


@command.command()
@click.option("--every", default=60, show_default=True, help="Seconds between two looks.")
def watch(every: int) -> None:
    """Look again and again: the jobs of a new business day, the mail that waits. `lingnan start` runs this."""
    use_django()
    while True:
        look()
        time.sleep(every)


def look() -> None:
    """What is not done for the business day, what is not mailed. A fault is logged; the next look tries again."""
    from django.db import DatabaseError, close_old_connections

    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.identity.calendar import today
    from lingnan.engines.identity.nightly import run_nightly
    from lingnan.engines.identity.services.notifications import send_mail

    close_old_connections()
    try:
        run_nightly(on=today())
        send_mail(by=SYSTEM)
    except (LingnanError, DatabaseError) as error:
        logging.getLogger("lingnan.nightly").warning("%s", error)
