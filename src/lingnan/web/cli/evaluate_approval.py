"""`lingnan evaluate approval`: the promises of the approval ladder over random trees; needs no database."""

import json

import click

SHOWN = 10


@click.command("approval")
@click.option("--trees", default=1000, show_default=True, type=click.IntRange(min=1), help="Random trees of units.")
@click.option("--seed", default=1, show_default=True, help="The same seed tries the same trees.")
@click.option("--json", "as_json", is_flag=True)
def command(trees: int, seed: int, as_json: bool) -> None:
    """Try collection rounds over random trees with closed, split and merged units. Exit 1 where a promise breaks."""
    from lingnan.engines.evaluate.collect.trial import PROMISES, try_trees

    verdict = try_trees(trees, seed=seed)
    if as_json:
        click.echo(json.dumps({
            "trees": verdict.trees, "seed": seed, "acts": verdict.acts, "refused": verdict.refused,
            "changes": dict(sorted(verdict.changes.items())), "looked": dict(sorted(verdict.looked.items())),
            "broken": verdict.broken, "holds": verdict.holds,
        }, indent=1))  # fmt: skip
    else:
        changes = ", ".join(f"{count} {kind}" for kind, count in sorted(verdict.changes.items()))
        click.echo(f"{verdict.trees} random trees, seed {seed}: {verdict.acts} acts tried, {verdict.refused} refused")
        click.echo(f"units in the middle of a round: {changes}")
        for key, text in PROMISES.items():
            broken = sum(each.startswith(f"{key}:") for each in verdict.broken)
            click.echo(f"  {'BROKEN' if broken else 'holds':<7}{text} ({verdict.looked[key]} looked at)")
        for line in verdict.broken[:SHOWN]:
            click.echo(f"  {line}", err=True)
    if not verdict.holds:
        click.get_current_context().exit(1)
