"""`lingnan rules`: which dated rules there are, and what an edition says. Needs no database."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import click

from lingnan import rules, sectors
from lingnan.rules import RULES, RuleSet, Value


def load_rules() -> None:
    """Make the rule folders of every sector known."""
    for room in iter_modules(sectors.__path__, f"{sectors.__name__}."):
        if find_spec(f"{room.name}.rulebook"):
            import_module(f"{room.name}.rulebook")


def _plain(value: Value) -> object:
    """As JSON: a number keeps its written digits as a text where a float would change it."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value


def _summary(rule_set: RuleSet) -> dict[str, object]:
    return {
        "rule": rule_set.id,
        "label": {"zh": rule_set.label.zh, "en": rule_set.label.en},
        "edition": rule_set.edition,
        "in_force_from": rule_set.in_force_from.isoformat(),
        "in_force_to": rule_set.in_force_to.isoformat() if rule_set.in_force_to else None,
        "source": rule_set.source,
        "clause": rule_set.clause,
        "confidence": rule_set.confidence,
        "note": rule_set.note,
    }


@click.group()
def command() -> None:
    """Dated rules: limits, breakpoints, weights and deadlines with their editions and sources."""
    load_rules()


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each edition.")
def list_editions(as_json: bool) -> None:
    """Every edition of every rule, with the days it is in force."""
    for rule_id in RULES.ids():
        for rule_set in rules.editions(rule_id):
            if as_json:
                click.echo(json.dumps(_summary(rule_set), ensure_ascii=False))
            else:
                click.echo(f"{rule_set.id}\t{rule_set.days}\t{rule_set.edition}\t{rule_set.label.zh}")


@command.command()
@click.argument("rule")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The edition in force on this day.")
@click.option("--edition", help="The edition of this name, whatever its days.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(rule: str, day: datetime | None, edition: str | None, as_json: bool) -> None:
    """One edition of RULE with its values: by the day (--on) or by its name (--edition); else the newest."""
    found = _chosen(rule, day.date() if day else None, edition)
    if as_json:
        click.echo(json.dumps({**_summary(found), "values": _plain(found.values)}, ensure_ascii=False))
        return
    click.echo(f"{found.label.zh} ({found.label.en})\n{found.edition}\t{found.days}")
    click.echo(f"{found.source}; {found.clause} [{found.confidence}]")
    if found.note:
        click.echo(found.note)
    click.echo(json.dumps(_plain(found.values), ensure_ascii=False, indent=1))


def _chosen(rule: str, day: date | None, edition: str | None) -> RuleSet:
    if edition:
        return rules.edition(rule, edition)
    return rules.in_force(rule, on=day) if day else rules.editions(rule)[-1]
