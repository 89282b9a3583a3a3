"""`lingnan plan search TEXT`: full text over everything of the plan, as the one at the machine may see it."""

import json

import click

from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.plan.indexing import mend, rebuild
from lingnan.engines.plan.selectors.search import search


@click.command(name="search")
@click.argument("text", required=False, default="")
@click.option("--rebuild", "anew", is_flag=True, help="Make the whole index anew first.")
@click.option("--mend", "mended", is_flag=True, help="Write anew first only what is out of step.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a text found, one a line.")
def command(text: str, anew: bool, mended: bool, as_json: bool) -> None:
    """Look for TEXT in tasks, progress, supervision, meetings and documents: the best few of each kind."""
    if not (text or anew or mended):
        raise click.UsageError("give a text to look for, or --rebuild")
    if anew:
        click.echo(f"全文索引已重建：{rebuild()} 条 · index rebuilt", err=True)
    elif mended:
        click.echo(f"全文索引已补正：{mend()} 处 · index mended", err=True)
    for group in search(SYSTEM, text) if text else []:
        for hit in group.found:
            excerpt = "".join(piece.text for piece in hit.text)
            day = hit.day.isoformat() if hit.day else None
            row = {"kind": hit.kind, "title": hit.plain_title, "excerpt": excerpt, "url": hit.url, "day": day}
            click.echo(json.dumps(row, ensure_ascii=False) if as_json else plain(group.label.zh, row))


def plain(kind: str, row: dict[str, str | None]) -> str:
    """A text found as one line for people."""
    day = f" {row['day']}" if row["day"] else ""
    excerpt = f"：{row['excerpt']}" if row["excerpt"] else ""
    return f"[{kind}]{day} {row['title']}{excerpt} ({row['url']})"
