"""Letters of appointment are for members of the group."""

from lingnan.engines.group.selectors.membership import is_member
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.attachments import register_checker


def may_open_letter(by: Actor, about: str) -> bool:
    """Members of the group and who oversees everything."""
    return is_member(by)


register_checker("group.seat:", may_open_letter)
