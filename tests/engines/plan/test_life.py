"""The table of a task's life, walked at random by a witness that knows only the promises of issue 3.

No step without right; no closing without evidence and every lead's agreement; every state can be left or is an end.
"""

import random

import pytest

from lingnan.engines.identity.rights import ACTIONS
from lingnan.engines.plan.life import GUARDS, LABELS, OPEN, STEPS, Facts, possible, state_after, why_not
from lingnan.engines.plan.models import Task

UNITS = ("a", "b", "c", "stranger", "office")


def test_the_table_names_only_what_exists() -> None:
    for step in STEPS.values():
        assert step.action in ACTIONS
        assert set(step.needs) <= set(GUARDS)
        assert set(step.from_states) <= set(LABELS)
        assert step.label.en
        assert step.past.en
    assert dict(Task.STATES) == {key: label.zh for key, label in LABELS.items()}


def test_every_open_state_can_be_left_and_the_two_ends_only_by_the_offices_reopening() -> None:
    left = {state for step in STEPS.values() if step.to and step.act != "reopen" for state in step.from_states}
    assert left == set(OPEN)
    assert set(STEPS["reopen"].from_states) == set(LABELS) - set(OPEN)
    assert STEPS["reopen"].who == ("office",)
    assert STEPS["reopen"].note


@pytest.mark.parametrize(
    ("facts", "leads_to"),
    [
        (Facts(state="done", leads=frozenset("a"), signed=frozenset("a")), "running"),
        (Facts(state="dropped", leads=frozenset("ab"), signed=frozenset("ab")), "running"),
        (Facts(state="dropped", leads=frozenset("ab"), signed=frozenset("a")), "registered"),  # b never had it
        (Facts(state="dropped"), "registered"),  # nobody is known to lead it
    ],
)
def test_a_reopened_task_runs_only_where_every_lead_had_signed(facts: Facts, leads_to: str) -> None:
    assert state_after("reopen", facts, unit="office") == leads_to


@pytest.mark.parametrize(
    ("act", "facts", "unit", "says"),
    [
        ("close", Facts(state="claimed", leads=frozenset("a"), agreed=frozenset("a"), unproven=("试点",)), "", "佐证"),
        ("close", Facts(state="claimed", leads=frozenset("ab"), agreed=frozenset("a")), "", "同意"),
        ("close", Facts(state="running", leads=frozenset("a")), "", "推进中"),
        ("claim", Facts(state="running", leads=frozenset("a")), "a", "签收"),
        ("claim", Facts(state="running", leads=frozenset("a"), signed=frozenset("a"), unmet=("试点",)), "a", "试点"),
        ("claim", Facts(state="running", leads=frozenset("a"), signed=frozenset("a"), open_parts=("8.1",)), "a", "8.1"),
        ("sign", Facts(state="issued", leads=frozenset("a")), "c", "牵头单位"),
        ("sign", Facts(state="issued", leads=frozenset("a"), signed=frozenset("a")), "a", "已签收"),
        ("reopen", Facts(state="running", leads=frozenset("a")), "", "推进中"),
        ("reopen", Facts(state="done", leads=frozenset("a")), "a", "工作组办公室"),
        ("reopen", Facts(state="done", leads=frozenset("a"), is_parent_closed=True), "", "先恢复"),
    ],
)
def test_why_a_step_cannot_be_taken(act: str, facts: Facts, unit: str, says: str) -> None:
    reason = why_not(act, facts, unit=unit, is_office=not unit)
    assert reason is not None
    assert says in reason.zh


def test_it_runs_when_the_last_lead_has_signed() -> None:
    facts = Facts(state="issued", leads=frozenset("ab"))
    assert state_after("sign", facts, unit="a") == "issued"
    half = Facts(state="issued", leads=frozenset("ab"), signed=frozenset("a"))
    assert state_after("sign", half, unit="b") == "running"


class World:
    """A task in memory: what each step changes, written independently of the services."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.leads = frozenset(dice.sample("abc", dice.choice((1, 2, 3))))
        self.state, self.signed, self.agreed, self.rated = "registered", set[str](), set[str](), set[str]()
        self.unmet, self.unproven, self.parts, self.asked = ["m1", "m2"], list[str](), list[str](), 0

    @property
    def facts(self) -> Facts:
        return Facts(
            state=self.state,  # type: ignore[arg-type]
            leads=self.leads,
            cooperating=frozenset("abc") - self.leads,
            signed=frozenset(self.signed),
            agreed=frozenset(self.agreed),
            unmet=tuple(self.unmet),
            unproven=tuple(self.unproven),
            open_parts=tuple(self.parts),
            extensions_open=self.asked,
            rated=frozenset(self.rated),
        )

    def carry_out(self, act: str, unit: str) -> None:  # noqa: C901 -- one case an act
        self.state = state_after(act, self.facts, unit=unit)
        match act:
            case "sign":
                self.signed.add(unit)
            case "send_back":
                self.signed.clear()
            case "divide":
                self.parts.append("p")
            case "set_milestone":
                self.unmet.append("m")
            case "meet_milestone" if self.unmet:
                title = self.unmet.pop()
                if self.dice.random() < 0.4:
                    self.unproven.append(title)
            case "meet_milestone" if self.unproven:
                self.unproven.pop()
            case "ask_extension":
                self.asked += 1
            case "grant_extension" | "refuse_extension" | "withdraw_extension":
                self.asked -= 1
            case "claim" | "agree":
                self.agreed.add(unit)
            case "reopen":
                self.agreed.clear()
                if self.state == "registered":
                    self.signed.clear()
            case "return_claim" | "object" | "withdraw_claim":
                self.agreed.clear()
        if self.parts and self.dice.random() < 0.5:
            self.parts.pop()


@pytest.mark.parametrize("seed", range(300))
def test_random_walks_keep_the_promises(seed: int) -> None:
    dice = random.Random(seed)
    world, ends = World(dice), {"done", "dropped"}
    for _ in range(120):
        unit = dice.choice(UNITS)
        acts = [step.act for step in possible(world.facts, unit=unit, is_office=unit == "office")]
        if unit == "stranger":
            assert acts == []  # who has nothing to do with the task can do nothing with it
        if not acts or (acts == ["drop"] and dice.random() < 0.9):
            continue
        act = dice.choice([one for one in acts if one not in {"drop", "reopen"} or dice.random() < 0.1] or acts)
        before, was = world.facts, world.state
        world.carry_out(act, unit)
        # what is closed stays closed, unless the office takes it up again
        assert was not in ends or (act == "rate" and world.state == was) or (act == "reopen" and unit == "office")
        if world.state == "done" and was != "done":
            assert unit == "office"
            assert was == "claimed"
            assert not before.unmet
            assert not before.unproven
            assert not before.open_parts
            assert before.leads <= before.agreed
        if world.state == "running" and was == "issued":
            assert world.leads <= world.signed
        if act in {"report", "claim", "divide"} and unit != "office":
            assert unit in world.leads | frozenset("abc")
    assert world.state in LABELS
