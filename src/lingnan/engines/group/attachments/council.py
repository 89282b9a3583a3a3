"""What hangs on proposals, matters, rounds and meetings is for who may read them."""

from lingnan.engines.group.selectors.business import may_read
from lingnan.engines.group.selectors.proposals import proposals
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.attachments import register_checker


def may_open_of_group(by: Actor, about: str) -> bool:
    """Members of the group read its papers."""
    return may_read(by)


def may_open_of_proposal(by: Actor, about: str) -> bool:
    """A draft's files are for its unit alone, as the draft is."""
    return proposals(by).filter(number=about.partition(":")[2]).exists()


register_checker("group.proposal:", may_open_of_proposal)
for prefix in ("group.matter:", "group.circulation:", "plan.meeting:"):
    register_checker(prefix, may_open_of_group)
