"""Who may open what is attached to a plan: the document of an adopted plan and a task's evidence are public."""

from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.attachments import register_checker
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.selectors.supervision import supervision_items


def may_open_document(by: Actor, about: str) -> bool:
    """The document of a plan in force is public; a draft is for who signed in."""
    key = about.partition(":")[2]
    return not by.is_public or Plan.objects.filter(pk=key, state__in=("adopted", "applied")).exists()


def may_open_proof(by: Actor, about: str) -> bool:
    """What units attach to a supervision item is for who sees the item."""
    return supervision_items(by).filter(number=about.partition(":")[2]).exists()


register_checker("plan.plan:", may_open_document)
register_checker("plan.supervision:", may_open_proof)
