"""`lingnan evaluate`: figures in, years judged, rankings out."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lingnan.web.cli import evaluate_approval, evaluate_check, use_django

if TYPE_CHECKING:
    from lingnan.engines.evaluate.selectors.assessments import Judged

FRAMEWORK = "gd-demo-2017"
FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def command() -> None:
    """Import figures, judge a year, freeze it, show the ranking."""


command.add_command(evaluate_check.command)
command.add_command(evaluate_approval.command)


@command.command("import")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True)
def import_file(file: Path, as_json: bool) -> None:
    """Take in a long CSV (city_code, city, year, indicator, value, unit, source, flag): whole or not at all."""
    use_django()
    from dataclasses import asdict

    from lingnan.engines.evaluate.services.observations import import_values
    from lingnan.engines.identity.actor import SYSTEM

    done = import_values(SYSTEM, file)
    if as_json:
        click.echo(json.dumps(asdict(done)))
    else:
        click.echo(f"{file.name}: {done.rows} rows, {done.new} new values, {done.flags} quality flags")


@command.command()
@click.option("--year", type=int, required=True)
@click.option("--framework", default=FRAMEWORK, show_default=True)
@click.option("--edition", default="", help="Another edition than the one in force then; its result stands beside.")
@click.option("--json", "as_json", is_flag=True)
def run(year: int, framework: str, edition: str, as_json: bool) -> None:
    """Judge a year. The same values give the assessment that is there already."""
    use_django()
    from lingnan.engines.evaluate.selectors.assessments import read
    from lingnan.engines.evaluate.services.assess import assess
    from lingnan.engines.identity.actor import SYSTEM

    _show(read(assess(SYSTEM, framework, year, edition=edition)), as_json)


@command.command()
@click.option("--year", type=int, required=True)
@click.option("--framework", default=FRAMEWORK, show_default=True)
@click.option("--edition", default="")
@click.option("--json", "as_json", is_flag=True)
def ranking(year: int, framework: str, edition: str, as_json: bool) -> None:
    """The ranking that counts for a year, with 90 % intervals."""
    use_django()
    from lingnan.engines.evaluate.selectors.assessments import newest, read
    from lingnan.engines.identity.actor import SYSTEM

    _show(read(newest(SYSTEM, framework=framework, year=year, edition=edition)), as_json)


@command.command()
@click.option("--year", type=int, required=True)
@click.option("--framework", default=FRAMEWORK, show_default=True)
@click.option("--reason", required=True, help="Why now: it stands in the audit chain.")
def freeze(year: int, framework: str, reason: str) -> None:
    """Freeze and publish the assessment of a year: nobody can change it afterwards."""
    use_django()
    from lingnan.engines.evaluate.selectors.assessments import newest
    from lingnan.engines.evaluate.services import assess
    from lingnan.engines.identity.actor import SYSTEM

    kept = assess.freeze(SYSTEM, newest(SYSTEM, framework=framework, year=year), reason=reason)
    click.echo(f"{kept.year}: frozen, fingerprint {kept.content_hash}")


def _show(judged: "Judged", as_json: bool) -> None:
    from lingnan.engines.evaluate.frameworks import INDEX

    if as_json:
        click.echo(json.dumps(_document(judged), ensure_ascii=False, indent=1))
        return
    state = "frozen" if judged.is_frozen else "computed, not published"
    click.echo(f"{judged.framework.key} {judged.framework.edition} {judged.year}, run {judged.run}, {state}")
    click.echo(f"fingerprint {judged.content_hash}{'  (contains sample data)' if judged.is_sample else ''}")
    for result in judged.of_node(INDEX):
        score = "missing" if result.score is None else f"{result.score:.2f}"
        span = "" if result.low is None else f"{result.low}-{result.high}"
        click.echo(f"{result.rank or '':>3}  {result.region}  {score:>7}  {span:>6}  {result.region_name.zh}")


def _document(judged: "Judged") -> dict[str, object]:
    """Everything the assessment holds; numbers as text, exactly as they are kept."""
    return {
        "framework": judged.framework.key,
        "edition": judged.framework.edition,
        "year": judged.year,
        "run": judged.run,
        "state": "frozen" if judged.is_frozen else "computed",
        "is_sample": judged.is_sample,
        "content_hash": judged.content_hash,
        "settings": judged.settings,
        "results": [
            {
                "node": result.node.key,
                "region": result.region,
                "name": result.region_name.zh,
                "value": None if result.value is None else str(result.value),
                "score": None if result.score is None else str(result.score),
                "weight": str(result.weight),
                "rank": result.rank,
                "interval": None if result.low is None else [result.low, result.high],
                "missing": str(result.missing.reason) if result.missing else None,
                "is_sample": result.is_sample,
            }
            for result in judged.results.values()
        ],
    }
