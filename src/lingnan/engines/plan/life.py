"""A task's life as one table: in which state who may take which step, where it leads, what it needs, by when.

Plain Python: pages, API, rights, docs and tests all read this table; the services carry it out. Taking a step never
depends on how it was asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lingnan.core.labels import Label

State = Literal["registered", "issued", "running", "claimed", "done", "dropped"]
Standing = Literal["office", "lead", "cooperating"]

LABELS: dict[State, Label] = {
    "registered": Label(zh="立项", en="Registered"),
    "issued": Label(zh="交办", en="Issued"),
    "running": Label(zh="推进中", en="Running"),
    "claimed": Label(zh="申请办结", en="Completion claimed"),
    "done": Label(zh="已办结", en="Closed"),
    "dropped": Label(zh="已取消", en="Dropped"),
}
OPEN: tuple[State, ...] = ("registered", "issued", "running", "claimed")
WORKED: tuple[State, ...] = ("issued", "running")  # units answer for reports and dates


@dataclass(frozen=True, kw_only=True)
class Step:
    """One row: the act, from which states, whither (`None`: the state stays), by whom, what it needs.

    `action` is the right that the role must hold, `who` how the actor's unit stands to the task; `within` names the
    rule's number of working days (`plan.task_steps`); `needs` names guards that the facts must pass.
    """

    act: str
    label: Label  # as a button says it
    past: Label  # as the thread and the audit trail tell it
    action: str
    who: tuple[Standing, ...]
    from_states: tuple[State, ...]
    to: State | None = None
    within: str = ""
    note: bool = False
    needs: tuple[str, ...] = ()


STEPS: dict[str, Step] = {
    step.act: step
    for step in (
        Step(
            act="issue",
            label=Label(zh="交办", en="Issue"),
            past=Label(zh="交办", en="issued"),
            action="plan.issue",
            who=("office",),
            from_states=("registered",),
            to="issued",
            within="issue",
            needs=("has_lead",),
        ),
        Step(
            act="sign",
            label=Label(zh="签收", en="Sign for it"),
            past=Label(zh="签收", en="signed for it"),
            action="plan.sign",
            who=("lead",),
            from_states=("issued", "running"),
            to=None,  # the last lead's signature makes it run
            within="sign",
            needs=("unsigned_here",),
        ),
        Step(
            act="send_back",
            label=Label(zh="退回交办", en="Send it back"),
            past=Label(zh="退回交办", en="sent it back"),
            action="plan.sign",
            who=("lead",),
            from_states=("issued",),
            to="registered",
            note=True,
        ),
        Step(
            act="divide",
            label=Label(zh="分解子任务", en="Add a part"),
            past=Label(zh="分解出子任务", en="divided off a part"),
            action="plan.divide",
            who=("lead", "office"),
            from_states=("running",),
            within="divide",
            needs=("signed_here",),
        ),
        Step(
            act="set_milestone",
            label=Label(zh="增加节点", en="Add a milestone"),
            past=Label(zh="增加节点", en="added a milestone"),
            action="plan.divide",
            who=("lead", "office"),
            from_states=("running",),
            within="divide",
            needs=("signed_here",),
        ),
        Step(
            act="change_milestone",
            label=Label(zh="调整节点", en="Change a milestone"),
            past=Label(zh="调整节点", en="changed a milestone"),
            action="plan.divide",
            who=("lead", "office"),
            from_states=("running",),
            note=True,
            needs=("signed_here",),
        ),
        Step(
            act="meet_milestone",
            label=Label(zh="登记节点完成", en="Record a milestone"),
            past=Label(zh="登记节点完成", en="recorded a milestone"),
            action="plan.meet_milestone",
            who=("lead", "cooperating", "office"),
            from_states=("issued", "running", "claimed"),
        ),
        Step(
            act="declare_number",
            label=Label(zh="设定报送数字", en="Declare a number"),
            past=Label(zh="设定报送数字", en="declared a number"),
            action="plan.divide",
            who=("lead", "office"),
            from_states=("registered", "issued", "running"),
        ),
        Step(
            act="report",
            label=Label(zh="填报进展", en="Report progress"),
            past=Label(zh="报送进展", en="reported progress"),
            action="plan.report_progress",
            who=("lead", "cooperating", "office"),
            from_states=("issued", "running", "claimed"),
            note=True,
        ),
        Step(
            act="remind",
            label=Label(zh="催办", en="Remind"),
            past=Label(zh="催办", en="reminded"),
            action="plan.remind",
            who=("office",),
            from_states=("issued", "running", "claimed"),
        ),
        Step(
            act="ask_extension",
            label=Label(zh="申请延期", en="Ask for more time"),
            past=Label(zh="申请延期", en="asked for more time"),
            action="plan.ask_extension",
            who=("lead",),
            from_states=("issued", "running"),
            note=True,
        ),
        Step(
            act="withdraw_extension",
            label=Label(zh="撤回延期申请", en="Withdraw the request"),
            past=Label(zh="撤回延期申请", en="withdrew the request for more time"),
            action="plan.ask_extension",
            who=("lead",),
            from_states=("issued", "running"),
            needs=("extension_open",),
        ),
        Step(
            act="grant_extension",
            label=Label(zh="同意延期", en="Grant more time"),
            past=Label(zh="同意延期", en="granted more time"),
            action="plan.decide_extension",
            who=("office",),
            from_states=("issued", "running"),
            within="decide_extension",
            needs=("extension_open",),
        ),
        Step(
            act="refuse_extension",
            label=Label(zh="不同意延期", en="Refuse more time"),
            past=Label(zh="不同意延期", en="refused more time"),
            action="plan.decide_extension",
            who=("office",),
            from_states=("issued", "running"),
            within="decide_extension",
            note=True,
            needs=("extension_open",),
        ),
        Step(
            act="claim",
            label=Label(zh="申请办结", en="Claim completion"),
            past=Label(zh="申请办结", en="claimed completion"),
            action="plan.claim",
            who=("lead",),
            from_states=("running",),
            to="claimed",
            within="claim",
            note=True,
            needs=("signed_here", "all_met", "parts_closed", "no_extension_open"),
        ),
        Step(
            act="agree",
            label=Label(zh="同意办结", en="Agree"),
            past=Label(zh="同意办结", en="agreed to the completion"),
            action="plan.claim",
            who=("lead",),
            from_states=("claimed",),
            within="agree",
            needs=("not_agreed_here",),
        ),
        Step(
            act="object",
            label=Label(zh="不同意办结", en="Object"),
            past=Label(zh="不同意办结", en="objected to the completion"),
            action="plan.claim",
            who=("lead",),
            from_states=("claimed",),
            to="running",
            within="agree",
            note=True,
            needs=("not_agreed_here",),
        ),
        Step(
            act="withdraw_claim",
            label=Label(zh="撤回申请", en="Withdraw the claim"),
            past=Label(zh="撤回办结申请", en="withdrew the claim"),
            action="plan.claim",
            who=("lead",),
            from_states=("claimed",),
            to="running",
            note=True,
            needs=("agreed_here",),
        ),
        Step(
            act="return_claim",
            label=Label(zh="退回再办", en="Send back"),
            past=Label(zh="退回再办", en="sent the claim back"),
            action="plan.close_task",
            who=("office",),
            from_states=("claimed",),
            to="running",
            within="review",
            note=True,
        ),
        Step(
            act="close",
            label=Label(zh="核定办结", en="Close the task"),
            past=Label(zh="核定办结", en="closed the task"),
            action="plan.close_task",
            who=("office",),
            from_states=("claimed",),
            to="done",
            within="review",
            note=True,
            needs=("all_met", "all_proven", "parts_closed", "all_agreed"),
        ),
        Step(
            act="rate",
            label=Label(zh="评价", en="Rate"),
            past=Label(zh="评价", en="rated the work"),
            action="plan.rate",
            who=("office",),
            from_states=("done",),
            within="rate",
        ),
        Step(
            act="edit",
            label=Label(zh="修改任务", en="Edit the task"),
            past=Label(zh="修改任务", en="edited the task"),
            action="plan.edit_task",
            who=("office",),
            from_states=("registered", "issued", "running"),
            note=True,
        ),
        Step(
            act="drop",
            label=Label(zh="取消任务", en="Drop the task"),
            past=Label(zh="取消任务", en="dropped the task"),
            action="plan.drop_task",
            who=("office",),
            from_states=OPEN,
            to="dropped",
            note=True,
            needs=("parts_closed",),
        ),
        Step(
            act="reopen",
            label=Label(zh="恢复办理", en="Reopen"),
            past=Label(zh="恢复办理", en="reopened the task"),
            action="plan.reopen_task",
            who=("office",),
            from_states=("done", "dropped"),
            to="running",  # a dropped task that was not signed for by all begins anew, see `state_after`
            note=True,
            needs=("parent_open",),
        ),
    )
}

# Who is told when a step was taken, beside whoever took it.
TELLS: dict[str, tuple[Standing, ...]] = {
    "issue": ("lead", "cooperating"),
    "send_back": ("office",),
    "ask_extension": ("office",),
    "grant_extension": ("lead",),
    "refuse_extension": ("lead",),
    "claim": ("lead", "office"),
    "agree": ("office",),
    "object": ("lead", "office"),
    "return_claim": ("lead",),
    "close": ("lead", "cooperating"),
    "rate": ("lead",),
    "edit": ("lead",),
    "drop": ("lead", "cooperating"),
    "reopen": ("lead", "cooperating"),
}
QUIET = ("report", "remind", "declare_number", "meet_milestone")  # steps that do not make another's form old


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the table must know of a task to judge a step; names of units are keys."""

    state: State
    leads: frozenset[str] = frozenset()
    cooperating: frozenset[str] = frozenset()
    signed: frozenset[str] = frozenset()
    agreed: frozenset[str] = frozenset()
    unmet: tuple[str, ...] = ()  # titles of milestones without a date of completion
    unproven: tuple[str, ...] = ()  # titles of milestones without evidence
    open_parts: tuple[str, ...] = ()
    extensions_open: int = 0
    rated: frozenset[str] = frozenset()
    is_parent_closed: bool = False  # a part of a task that is closed or dropped itself
    is_collective: bool = False  # led by a collective (各成员单位) alone: nobody signs, the office stands for the lead


def standing(facts: Facts, *, unit: str, is_office: bool) -> frozenset[Standing]:
    """How somebody stands to the task: the office, a lead, a cooperating unit; one may be several."""
    found: set[Standing] = {"office"} if is_office else set()
    if unit in facts.leads or (is_office and facts.is_collective):
        found.add("lead")
    if unit in facts.cooperating:
        found.add("cooperating")
    return frozenset(found)


def why_not(act: str, facts: Facts, *, unit: str, is_office: bool) -> Label | None:
    """Why the step cannot be taken by this unit now, or None where it can. Roles are judged elsewhere."""
    step = STEPS[act]
    if facts.state not in step.from_states:
        now = LABELS[facts.state]
        return Label(zh=f"任务现在是“{now.zh}”，不能{step.label.zh}", en=f"The task is {now.en.lower()} now")
    stands = standing(facts, unit=unit, is_office=is_office)
    if not stands & set(step.who):
        return Label(zh=f"“{step.label.zh}”由{who_words(step, 'zh')}办理", en=f"For {who_words(step, 'en')}")
    for need in step.needs:
        if (fault := GUARDS[need](facts, unit, "office" in stands)) is not None:
            return fault
    return None


def possible(facts: Facts, *, unit: str, is_office: bool) -> Iterator[Step]:
    """Every step that this unit can take now."""
    return (step for step in STEPS.values() if why_not(step.act, facts, unit=unit, is_office=is_office) is None)


def state_after(act: str, facts: Facts, *, unit: str) -> State:
    """The state that the step leads to. A task runs once no lead is left that has not signed."""
    if act == "sign" and facts.leads <= facts.signed | {unit} and facts.state == "issued":
        return "running"
    if act == "issue" and facts.is_collective:
        return "running"
    if act == "reopen" and facts.state == "dropped" and not (facts.leads and facts.leads <= facts.signed):
        return "registered"
    return STEPS[act].to or facts.state


WHO: dict[Standing, Label] = {
    "office": Label(zh="工作组办公室", en="the working-group office"),
    "lead": Label(zh="牵头单位", en="the lead unit"),
    "cooperating": Label(zh="配合单位", en="a cooperating unit"),
}


def who_words(step: Step, language: str) -> str:
    """Who takes a step, as a sentence names it."""
    words = [WHO[who].zh if language == "zh" else WHO[who].en for who in step.who]
    return "、".join(words) if language == "zh" else " or ".join(words)


# Guards: None where the facts allow the step, else the reason as people read it.


def has_lead(facts: Facts, unit: str, is_office: bool) -> Label | None:
    if facts.leads or facts.is_collective:
        return None
    return Label(zh="没有认得出的牵头单位，请先更正", en="No lead unit is known: mend that first")


def unsigned_here(facts: Facts, unit: str, is_office: bool) -> Label | None:
    if unit not in facts.leads:
        return Label(zh="统称的单位不逐个签收", en="A collective does not sign one by one")
    return Label(zh="本单位已签收", en="Your unit has signed") if unit in facts.signed else None


def signed_here(facts: Facts, unit: str, is_office: bool) -> Label | None:
    if is_office or unit in facts.signed:
        return None
    return Label(zh="请先签收", en="Sign for it first")


def all_met(facts: Facts, unit: str, is_office: bool) -> Label | None:
    if not facts.unmet:
        return None
    return Label(zh=f"还有节点未完成：{'、'.join(facts.unmet)}", en=f"Not met yet: {'; '.join(facts.unmet)}")


def all_proven(facts: Facts, unit: str, is_office: bool) -> Label | None:
    if not facts.unproven:
        return None
    return Label(zh=f"还有节点没有佐证：{'、'.join(facts.unproven)}", en=f"No evidence: {'; '.join(facts.unproven)}")


def parts_closed(facts: Facts, unit: str, is_office: bool) -> Label | None:
    if not facts.open_parts:
        return None
    return Label(zh=f"还有子任务未办结：{'、'.join(facts.open_parts)}", en=f"Parts open: {'; '.join(facts.open_parts)}")


def all_agreed(facts: Facts, unit: str, is_office: bool) -> Label | None:
    if facts.leads <= facts.agreed:
        return None
    return Label(zh="其他牵头单位还没有同意办结", en="Another lead unit has not agreed yet")


def not_agreed_here(facts: Facts, unit: str, is_office: bool) -> Label | None:
    if unit not in facts.leads:
        return Label(zh="没有要同意的单位", en="There is no unit that has to agree")
    return Label(zh="本单位已同意", en="Your unit has agreed") if unit in facts.agreed else None


def agreed_here(facts: Facts, unit: str, is_office: bool) -> Label | None:
    if unit in facts.agreed or (is_office and facts.is_collective):
        return None
    return Label(zh="本单位没有申请办结", en="Your unit claimed nothing")


def parent_open(facts: Facts, unit: str, is_office: bool) -> Label | None:
    if not facts.is_parent_closed:
        return None
    return Label(zh="所属任务已办结或取消，请先恢复它", en="The task it is a part of is closed: reopen that first")


def extension_open(facts: Facts, unit: str, is_office: bool) -> Label | None:
    return None if facts.extensions_open else Label(zh="没有待批复的延期申请", en="No request for more time is open")


def no_extension_open(facts: Facts, unit: str, is_office: bool) -> Label | None:
    if not facts.extensions_open:
        return None
    return Label(zh="延期申请还没有批复，请先撤回或等批复", en="A request for more time is open")


GUARDS = {
    guard.__name__: guard
    for guard in (
        has_lead,
        unsigned_here,
        signed_here,
        all_met,
        all_proven,
        parts_closed,
        all_agreed,
        not_agreed_here,
        agreed_here,
        parent_open,
        extension_open,
        no_extension_open,
    )
}
