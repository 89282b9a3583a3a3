"""Who may open a file: the room that owns the thing it is attached to decides."""

from collections.abc import Callable

from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Attachment

Checker = Callable[[Actor, str], bool]
CHECKERS: dict[str, Checker] = {}
SEES_ALL = frozenset({"office", "admin", "auditor", "reviewer", "system"})


def register_checker(prefix: str, checker: Checker) -> None:
    """`checker(by, about)` decides for things whose `about` begins with `prefix`, e.g. `plan.task:`."""
    if prefix in CHECKERS:
        raise ValueError(f"attachments of {prefix!r} have a checker already")
    CHECKERS[prefix] = checker


def may_open(by: Actor, attachment: Attachment) -> bool:
    """The checker with the longest fitting prefix; without one, the unit that attached it and who oversees all."""
    fitting = [prefix for prefix in CHECKERS if attachment.about.startswith(prefix)]
    if fitting:
        return CHECKERS[max(fitting, key=len)](by, attachment.about)
    if by.roles & SEES_ALL or (by.account_id is not None and by.account_id == attachment.by_account_id):
        return True
    owner = attachment.by_account
    return bool(by.unit_key) and owner is not None and owner.unit_id == by.unit_key
