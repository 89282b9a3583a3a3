"""What full-text search finds of the group's business: proposals, matters and minutes, for its members.

Drafts and withdrawn proposals are their own unit's alone and are not in the index.
"""

from collections.abc import Iterator

from lingnan.core.labels import Label
from lingnan.engines.group.models import AgendaItem, Matter, Proposal
from lingnan.engines.group.selectors.proposals import OWN
from lingnan.engines.plan.indexing import Entry, Source, register


def texts(*parts: str) -> str:
    """What is written in several fields, one under another."""
    return "\n".join(part for part in parts if part)


def of_proposal(one: Proposal) -> Iterator[Entry]:
    """What a unit wants to do, and what came of it."""
    yield Entry(
        title=f"{one.number} {one.title}",
        text=texts(one.purpose, one.content, one.systems, one.needs, one.outcome),
        url=f"/group/proposals/{one.number}",
        access="member",
        plan_id=one.plan_id,
        unit_id=one.unit_id,
        day=one.submitted_on or one.written_on,
    )


def of_matter(matter: Matter) -> Iterator[Entry]:
    """A problem or a policy, and how it ended."""
    yield Entry(
        title=f"{matter.number} {matter.title}",
        text=texts(matter.text, matter.outcome),
        url=f"/group/matters/{matter.number}",
        access="member",
        plan_id=matter.plan_id,
        unit_id=matter.lead_id,
        day=matter.raised_on,
    )


def of_minutes(item: AgendaItem) -> Iterator[Entry]:
    """What the minutes of a meeting say of one item."""
    meeting = item.meeting
    yield Entry(
        title=f"{meeting.title}：{item.title}",
        text=item.minutes,
        url=f"/group/meetings/{meeting.pk}",
        access="member",
        plan_id=meeting.plan_id,
        unit_id=item.unit_id,
        day=meeting.held_on,
    )


register(
    Source(
        kind="proposal",
        label=Label(zh="建议", en="Proposals"),
        order=52,
        model=Proposal,
        rows=lambda: Proposal.objects.exclude(state__in=OWN),
        entries=of_proposal,
    )
)
register(
    Source(
        kind="matter",
        label=Label(zh="协调与政策", en="Matters"),
        order=54,
        model=Matter,
        rows=Matter.objects.all,
        entries=of_matter,
    )
)
register(
    Source(
        kind="minutes",
        label=Label(zh="会议纪要", en="Minutes"),
        order=56,
        model=AgendaItem,
        rows=lambda: AgendaItem.objects.select_related("meeting"),
        entries=of_minutes,
    )
)
