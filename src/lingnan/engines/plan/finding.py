"""What the search box of every page finds in the plan's texts; the tasks' own names are found by `web.search`."""

from collections.abc import Iterator

from lingnan.core.labels import Label
from lingnan.engines.identity.actor import PUBLIC, Actor
from lingnan.engines.plan.selectors.search import search
from lingnan.shell.language import say
from lingnan.shell.providers import Visitor
from lingnan.shell.search import Hit, register


def find_texts(by: Visitor, text: str) -> Iterator[Hit]:
    """The best of each kind but tasks, with the words around."""
    actor = by if isinstance(by, Actor) else PUBLIC
    for group in search(actor, text, each=2):
        if group.kind != "task":
            for hit in group.found:
                around = "".join(piece.text for piece in hit.text)[:40]
                yield Hit(title=hit.plain_title, url=hit.url, note=" ".join(filter(None, (say(group.label), around))))


register("plan.texts", Label(zh="计划全文", en="Full text"), find_texts, order=25)
