"""What the search box finds of the group's business, for its members."""

from collections.abc import Iterator

from django.db.models import Q

from lingnan.core.labels import Label
from lingnan.engines.group.selectors.business import may_read
from lingnan.engines.group.selectors.matters import matters
from lingnan.engines.group.selectors.proposals import proposals
from lingnan.engines.group.words import MATTER, PROPOSAL
from lingnan.engines.identity.actor import Actor
from lingnan.engines.plan.models import Meeting
from lingnan.shell.language import say
from lingnan.shell.providers import Visitor
from lingnan.shell.search import Hit, register

MOST = 8


def find_business(by: Visitor, text: str) -> Iterator[Hit]:
    """Proposals, matters and meetings by title or number."""
    if not isinstance(by, Actor) or not may_read(by):
        return
    named = Q(title__icontains=text) | Q(number__icontains=text)
    for one in proposals(by).filter(named)[:MOST]:
        yield Hit(title=one.title, url=f"/group/proposals/{one.number}", note=say(PROPOSAL[one.state]))
    for matter in matters(by).filter(named)[:MOST]:
        yield Hit(title=matter.title, url=f"/group/matters/{matter.number}", note=say(MATTER[matter.state]))
    for meeting in Meeting.objects.filter(Q(title__icontains=text) | Q(minutes_number__icontains=text))[:MOST]:
        yield Hit(title=meeting.title, url=f"/group/meetings/{meeting.pk}", note=str(meeting.held_on))


register("group.business", Label(zh="建议、事项与会议", en="Proposals, matters, meetings"), find_business, order=25)
