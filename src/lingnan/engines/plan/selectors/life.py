"""What the table of a task's life must know of a task, read from its rows."""

from lingnan.engines.plan.life import OPEN, Facts
from lingnan.engines.plan.models import Task

FACTS = ("units", "milestones", "parts", "extensions", "ratings", "plan__members")  # what to prefetch for many tasks


def facts_of(task: Task) -> Facts:
    """The facts of one task (prefetch `FACTS` where there are many)."""
    units = list(task.units.all())
    leads = [one for one in units if one.role == "lead"]
    named = frozenset(one.unit_id for one in leads if one.unit_id)
    members: set[str] = set()
    if any(one.unit_id is None for one in units):  # a collective (各成员单位) means every member
        members = {one.unit_id for one in task.plan.members.all() if one.unit_id}
    cooperating = {one.unit_id for one in units if one.role == "cooperating" and one.unit_id} | members
    milestones = list(task.milestones.all())
    return Facts(
        state=task.state,  # type: ignore[arg-type]  # the column holds the table's states
        leads=named,
        cooperating=frozenset(cooperating - named),
        signed=frozenset(one.unit_id for one in leads if one.unit_id and one.signed_on),
        agreed=frozenset(one.unit_id for one in leads if one.unit_id and one.agreed_on),
        unmet=tuple(one.title for one in milestones if one.met_on is None),
        unproven=tuple(one.title for one in milestones if one.met_on and not (one.evidence or one.proof_id)),
        open_parts=tuple(f"{one.shown_number} {one.title}" for one in task.parts.all() if one.state in OPEN),
        extensions_open=sum(one.state == "asked" for one in task.extensions.all()),
        rated=frozenset(one.unit_id for one in task.ratings.all()),
        is_collective=bool(leads) and not named,
    )
