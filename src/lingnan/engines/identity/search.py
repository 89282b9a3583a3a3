"""What the search box finds of identity: people. Units, which have pages in several engines: lingnan.web.search."""

from collections.abc import Iterator

from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import scope
from lingnan.engines.identity.selectors.people import people
from lingnan.shell.providers import Visitor
from lingnan.shell.search import Hit, register


def find_people(by: Visitor, text: str) -> Iterator[Hit]:
    """People by name or account, as far as the visitor may see them."""
    if not isinstance(by, Actor) or not scope(by, "identity.see_people").allows():
        return
    wanted = text.lower()
    for account in people(by):
        if wanted in f"{account.display_name} {account.username}".lower():
            note = account.unit.name if account.unit else ""
            yield Hit(title=str(account), url=f"/manage/people/{account.pk}", note=note)


register("identity.people", Label(zh="人员", en="People"), find_people, order=60)
