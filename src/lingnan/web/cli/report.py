"""`lingnan report build YEAR --out FILE.pdf`."""

import json
from pathlib import Path

import click

from lingnan.web.cli import use_django

FRAMEWORK = "gd-demo-2017"


@click.group()
def command() -> None:
    """The annual report."""


@command.command()
@click.argument("year", type=int)
@click.option("--framework", default=FRAMEWORK, show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write the PDF.")
@click.option("--site", default="", help="Address of the platform, for links to evidence: http://127.0.0.1:8000")
@click.option("--publish", is_flag=True, help="Publish the edition too.")
@click.option("--json", "as_json", is_flag=True)
def build(year: int, framework: str, out: Path | None, site: str, publish: bool, as_json: bool) -> None:
    """Take the frozen assessment of YEAR into an edition and typeset it. The same content is the same edition."""
    use_django()
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.report import services

    edition = services.build_edition(SYSTEM, year, framework=framework)
    if publish and edition.state == "draft":
        edition = services.publish(SYSTEM, edition)
    if out:
        content = services.make_pdf(edition, site=site) if site else services.pdf_path(edition).read_bytes()
        out.write_bytes(content)
    facts = {
        "year": edition.year,
        "edition": edition.number,
        "state": edition.state,
        "content_hash": edition.content_hash,
        "out": str(out) if out else None,
    }
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        click.echo(
            f"{year} 年度报告第 {edition.number} 版（{edition.get_state_display()}），指纹 {edition.content_hash}"
        )
        if out:
            click.echo(f"→ {out}")
