"""Letters of appointment are for members of the group; an opinion's files for who may see the opinion."""

from lingnan.engines.group.selectors.experts import opinions
from lingnan.engines.group.selectors.inspections import guidance, inspections
from lingnan.engines.group.selectors.membership import is_member
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.attachments import register_checker


def may_open_letter(by: Actor, about: str) -> bool:
    """Members of the group and who oversees everything."""
    return is_member(by)


def may_open_opinion(by: Actor, about: str) -> bool:
    """Who may see the opinion."""
    return opinions(by).filter(number=about.partition(":")[2]).exists()


def may_open_photo(by: Actor, about: str) -> bool:
    """Photos of a finding: who may see the inspection."""
    number = about.partition(":")[2]
    return number.isdecimal() and inspections(by).filter(findings=int(number)).exists()


def may_open_guidance(by: Actor, about: str) -> bool:
    """What is attached to guidance: whoever may see the guidance it stands on."""
    return guidance(by).filter(number=about.partition(":")[2]).exists()


register_checker("group.finding:", may_open_photo)
register_checker("group.guidance:", may_open_guidance)
register_checker("group.exchange:", may_open_letter)
register_checker("group.opinion:", may_open_opinion)
register_checker("group.seat:", may_open_letter)
