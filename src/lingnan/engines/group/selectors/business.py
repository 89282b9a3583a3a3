"""Who reads the working group's business, and which units can be asked."""

from lingnan.core.errors import NotAllowed
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Unit
from lingnan.engines.identity.once import once
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.models import PlanMember
from lingnan.engines.plan.selectors.board import current_plan

FOR_MEMBERS = Label(
    zh="工作组议事只对成员单位公开，请用成员单位账号登录", en="The group's business is for its members: sign in as one"
)


def may_read(by: Actor) -> bool:
    """Does the actor read proposals, matters and meetings?"""
    return scope(by, "group.read").allows()


def require_reader(by: Actor) -> None:
    """Refuse who does not belong to the group."""
    if not may_read(by):
        raise NotAllowed(FOR_MEMBERS)


def member_units() -> list[tuple[Unit, str]]:
    """The member units of the plan in force, each with the name by which the plan calls it."""
    return once("group.members", ask_member_units)


def ask_member_units() -> list[tuple[Unit, str]]:
    """The same, as the database has it now."""
    plan = current_plan()
    members = PlanMember.objects.filter(plan=plan, unit__isnull=False).select_related("unit").order_by("order")
    return [(member.unit, member.written) for member in members if member.unit is not None] if plan else []
