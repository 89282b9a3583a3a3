"""Where a task stands in its life: the facts that the table asks for, and what it waits for, whose and by when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lingnan.core.labels import Label
from lingnan.core.periods import Period
from lingnan.core.words import period as period_words
from lingnan.engines.plan.deadlines import due_after
from lingnan.engines.plan.life import OPEN, STEPS, WORKED, Facts
from lingnan.engines.plan.lights import quarter_due
from lingnan.engines.plan.models import Plan, Task, TaskUnit

FACTS = ("units__unit", "milestones", "parts", "extensions", "ratings")  # what to prefetch for many tasks
OFFICE = Label(zh="工作组办公室", en="Working-group office")


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
        is_parent_closed=is_parent_closed(task),
        is_collective=bool(leads) and not named,
    )


def is_parent_closed(task: Task) -> bool:
    """Is it a part of a closed task? Only a closed part asks (for being reopened): lists of open ones pay nothing."""
    return task.state not in OPEN and task.parent is not None and task.parent.state not in OPEN


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing that a task waits for: which step, whose (unit keys; none means the office), by when."""

    act: str
    what: Label
    units: tuple[str, ...] = ()
    who: tuple[Label, ...] = (OFFICE,)
    due: date | None = None
    key: str = ""  # what tells two of the same step apart

    @property
    def is_office(self) -> bool:
        """It is for the office to do."""
        return not self.units


def unit_label(role: TaskUnit) -> Label:
    """A unit as the plan writes it; in English by its English name without the province."""
    english = role.unit.name_en.removesuffix(" of Guangdong") if role.unit else ""
    return Label(zh=role.written, en=english or role.written)


def waiting(task: Task, facts: Facts, *, quarter: str, is_reported: bool, on: date) -> list[Waiting]:
    """What the task waits for, the nearest date first. `quarter`: the one whose report can be given now, or empty."""
    leads = {one.unit_id: unit_label(one) for one in task.units.all() if one.role == "lead" and one.unit_id}
    found = [
        *waiting_to_begin(task, facts, leads),
        *waiting_for_work(task, facts, leads, quarter="" if is_reported else quarter),
        *waiting_to_end(task, facts, leads),
    ]
    return sorted(found, key=lambda one: (one.due or date.max, one.act))


def whose(keys: frozenset[str] | set[str], leads: dict[str, Label]) -> tuple[tuple[str, ...], tuple[Label, ...]]:
    """Keys and names in the plan's order; where nobody is named the office stands for the collective."""
    units = tuple(key for key in leads if key in keys)
    return units, tuple(leads[key] for key in units) or (OFFICE,)


def waiting_to_begin(task: Task, facts: Facts, leads: dict[str, Label]) -> Iterator[Waiting]:
    """Issuing and signing."""
    if facts.state == "registered":
        due = due_after(task.state_on, "issue") if task.state_on else None
        yield Waiting(act="issue", what=STEPS["issue"].label, due=due)
    elif facts.state in WORKED and facts.leads - facts.signed:
        units, who = whose(facts.leads - facts.signed, leads)
        yield Waiting(act="sign", what=STEPS["sign"].label, units=units, who=who, due=task.sign_by)


def waiting_for_work(task: Task, facts: Facts, leads: dict[str, Label], *, quarter: str) -> Iterator[Waiting]:
    """Reports, the next milestone, requests for more time, and the claim once all is met."""
    if facts.state not in WORKED:
        return
    units, who = whose(facts.leads, leads)
    for one in task.extensions.all():
        if one.state == "asked":
            what = Label(zh=f"批复延期：{one.title}", en="Decide on more time")
            yield Waiting(act="grant_extension", what=what, due=one.decide_by, key=str(one.pk))
    if quarter:
        period = Period.parse(quarter)
        what = Label(zh=f"填报{period_words(period)}进展", en=f"Report progress of {period_words(period, 'en')}")
        yield Waiting(act="report", what=what, units=units, who=who, due=quarter_due(quarter), key=quarter)
    milestones = list(task.milestones.all())
    if following := next((one for one in milestones if one.met_on is None), None):
        what = Label(zh=f"完成节点“{following.title}”", en="Meet the milestone")
        key = str(following.pk)
        yield Waiting(act="meet_milestone", what=what, units=units, who=who, due=following.due, key=key)
    elif facts.state == "running" and not facts.open_parts:
        days = [task.state_on, *(one.met_on for one in milestones)]  # what was sent back or reopened has its time anew
        last = max((day for day in days if day), default=None)
        due = due_after(last, "claim") if last else None
        yield Waiting(act="claim", what=STEPS["claim"].label, units=units, who=who, due=due)


def waiting_to_end(task: Task, facts: Facts, leads: dict[str, Label]) -> Iterator[Waiting]:
    """Agreement of the other leads, the office's review, the rating."""
    if facts.state == "claimed":
        if missing := facts.leads - facts.agreed:
            units, who = whose(missing, leads)
            due = due_after(task.state_on, "agree") if task.state_on else None
            yield Waiting(act="agree", what=STEPS["agree"].label, units=units, who=who, due=due)
        else:
            due = due_after(task.state_on, "review") if task.state_on else None
            yield Waiting(act="close", what=Label(zh="办结审核", en="Review the claim"), due=due)
    elif facts.state == "done" and facts.leads - facts.rated:
        due = due_after(task.closed_on, "rate") if task.closed_on else None
        yield Waiting(act="rate", what=STEPS["rate"].label, due=due)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stop on a task's way: its name, the day it was reached, and whether the task stands there."""

    label: Label
    on: date | None = None
    is_current: bool = False
    is_reached: bool = False


STAGES = (
    ("registered", Label(zh="立项", en="Registered")),
    ("issued", Label(zh="交办", en="Issued")),
    ("running", Label(zh="签收、推进", en="Signed, running")),
    ("claimed", Label(zh="申请办结", en="Completion claimed")),
    ("done", Label(zh="审核办结", en="Closed")),
    ("rated", Label(zh="评价", en="Rated")),
)


def stages(task: Task, facts: Facts, *, registered_on: date | None, claimed_on: date | None) -> list[Stage]:
    """The way of a task with the days on which it was reached; a dropped task stops where it was dropped."""
    signed = [one.signed_on for one in task.units.all() if one.signed_on]
    rated = [one.rated_on for one in task.ratings.all()]
    days = {
        "registered": registered_on,
        "issued": task.issued_on,
        "running": max(signed, default=None) if facts.state not in {"registered", "issued"} else None,
        "claimed": claimed_on if facts.state in {"claimed", "done"} else None,
        "done": task.closed_on if facts.state == "done" else None,
        "rated": max(rated, default=None),
    }
    order = [key for key, _ in STAGES]
    is_rated = facts.state == "done" and facts.leads <= facts.rated
    here = "rated" if is_rated else facts.state if facts.state in order else "running"
    place = order.index(here)
    return [
        Stage(label=label, on=days[key], is_current=key == here, is_reached=n <= place)
        for n, (key, label) in enumerate(STAGES)
    ]


def reportable_quarter(plan: Plan, on: date) -> str:
    """The quarter that ended last, where it lies in the plan's period; its report can be given now.

    >>> from lingnan.engines.plan.models import Plan
    >>> reportable_quarter(Plan(period_from=date(2015, 1, 1), period_to=date(2017, 12, 31)), date(2018, 4, 16))
    '2017Q4'
    """
    year, quarter = on.year, (on.month - 1) // 3
    ended = f"{year}Q{quarter}" if quarter else f"{year - 1}Q4"
    last_day = plan.period_to
    last = f"{last_day.year}Q{(last_day.month - 1) // 3 + 1}"
    first = f"{plan.period_from.year}Q{(plan.period_from.month - 1) // 3 + 1}"
    ended = min(ended, last)
    closed = quarter_due(ended) + timedelta(days=366)  # a year after it was due nobody asks for it any more
    return ended if first <= ended and on <= closed else ""
