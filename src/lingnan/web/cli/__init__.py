"""The terminal: `lingnan VERB …`. One module per engine or job beside this file; loaded only when its verb is typed."""

from importlib import import_module

import click

from lingnan import __version__
from lingnan.core.errors import LingnanError

# verb -> module of this package whose `command` is run. Parsing and arithmetic verbs must not need a database.
VERBS = {
    "account": "People: create, import from a sheet, roles, passwords.",
    "api": "Describe the API; check that the description in the tree is the one served.",
    "audit": "Verify and show the chain of acts.",
    "backup": "Write database and files into one archive.",
    "demo": "Reset the demonstration province.",
    "doctor": "Look at everything that the platform needs, and say what to do.",
    "evaluate": "Import figures, judge a year, freeze it, show the ranking.",
    "report": "Build the annual report of a year as PDF.",
    "restore": "Restore a backup and verify it.",
    "rules": "Dated rules: which editions there are, and what one says.",
    "start": "Prepare the database and serve.",
    "conformance": "Run every case file of a folder against the product.",
    "index": "Composite indices: run a chain, replay replicates, sensitivity.",
    "place": "Layers: load the divisions, count, look.",
    "notify": "Escalate what is overdue, mail what was told.",
    "plan": "Read and import plan documents.",
    "sense": "The device gateway, devices, observations, sample data.",
    "token": "Keys for machines: create, list, revoke.",
}


class LazyVerbs(click.Group):
    """Loads a verb's module when it is asked for, so that `lingnan plan parse` starts without a database."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl(sorted(VERBS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """A known error becomes one sentence on standard error and exit code 1; a fault of ours keeps its trace."""
        try:
            return super().invoke(ctx)
        except LingnanError as error:
            click.echo(f"lingnan: {error}", err=True)
            for fault in getattr(error, "faults", ()):
                click.echo(f"  {fault}", err=True)
            ctx.exit(1)


@click.group(cls=LazyVerbs)
@click.version_option(__version__, prog_name="lingnan")
def main() -> None:
    """Lingnan (岭南): a province's smart-city plan, run as one loop."""


def use_django() -> None:
    """Set Django up; called by the verbs that need the database, at first use."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingnan.web.settings")
    django.setup()
