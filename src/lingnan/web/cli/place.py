"""`lingnan place`: layers."""

import json

import click

from lingnan.web.cli import use_django


@click.group()
def command() -> None:
    """Layers and features."""


@command.command("load-regions")
def load_regions() -> None:
    """Load province, cities and counties as layers; again only what has changed."""
    use_django()
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.place import services

    for layer in services.load_regions(by=SYSTEM):
        click.echo(f"{layer.key}: {layer.features.count()} features")


@command.command()
@click.option("--json", "as_json", is_flag=True)
def layers(as_json: bool) -> None:
    """The layers: features, datum, licence."""
    use_django()
    from lingnan.engines.place.models import Layer

    rows = [
        {
            "key": layer.key,
            "name": layer.name,
            "features": layer.features.count(),
            "datum": layer.datum,
            "licence": layer.licence,
            "loaded_at": str(layer.loaded_at),
        }
        for layer in Layer.objects.all()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            click.echo("  ".join(str(value) for value in row.values()))


@command.command()
@click.argument("layer")
@click.argument("west", type=float)
@click.argument("south", type=float)
@click.argument("east", type=float)
@click.argument("north", type=float)
def count(layer: str, west: float, south: float, east: float, north: float) -> None:
    """How many features of a layer touch a box in degrees."""
    use_django()
    from lingnan.engines.place.store import store

    click.echo(store().count(layer, box=(west, south, east, north)))
