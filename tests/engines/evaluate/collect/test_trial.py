"""The promises over a thousand random trees, and that the witness would see a ladder that breaks them."""

from dataclasses import replace

import pytest

from lingnan.engines.evaluate import approval
from lingnan.engines.evaluate.approval import Approval, Built, Entry, Level, State
from lingnan.engines.evaluate.collect import trial
from lingnan.engines.evaluate.collect.trial import PROMISES, try_trees


def test_every_promise_holds_over_a_thousand_random_trees() -> None:
    verdict = try_trees(1000, seed=20180416)
    assert verdict.broken == []
    assert all(verdict.looked[promise] > 1000 for promise in PROMISES)
    assert all(verdict.changes[kind] > 300 for kind in ("merged", "split", "closed", "renamed"))


def test_the_same_seed_tries_the_same_trees() -> None:
    first, second = try_trees(20, seed=3), try_trees(20, seed=3)
    assert (first.looked, first.changes, first.refused) == (second.looked, second.changes, second.refused)
    assert try_trees(20, seed=4).looked != first.looked


def lenient(entry: Entry, *, level: Level, unit: str, who: str) -> Entry:
    """A ladder that lets any level approve."""
    if entry.state is not State.SUBMITTED:
        approval.refuse_turn(entry, level)
    passed = (*entry.approvals, Approval(level=level, unit=unit, who=who))
    return replace(entry, approvals=passed, state=State.APPROVED if len(passed) >= len(entry.chain) else entry.state)


def nothing(whole: Entry, parts: object) -> None:
    """A ladder that adds up whatever there is."""


def always(entry: Entry, *, level: Level, whole: Entry | None = None) -> list[Built]:
    """A ladder that never lets go."""
    return [Built(entry=entry.key, level=level, unit="-", verb=approval.APPROVED)]


@pytest.mark.parametrize(
    ("name", "faulty", "promise"),
    [
        ("approve", lenient, "no_level_skipped"),
        ("approve", lenient, "four_eyes"),
        ("built_on", always, "withdrawal"),
        ("refuse_unready", nothing, "counted_once"),
        ("refuse_built", lambda built: None, "withdrawal"),
    ],
)
def test_the_witness_sees_a_faulty_ladder(
    monkeypatch: pytest.MonkeyPatch, name: str, faulty: object, promise: str
) -> None:
    monkeypatch.setattr(trial.approval, name, faulty)
    assert any(line.startswith(promise) for line in try_trees(60).broken)


def test_the_witness_sees_a_withdrawal_from_under_a_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgets(entry: Entry, *, level: Level, whole: Entry | None = None) -> list[Built]:
        return kept(entry, level=level)

    kept = approval.built_on
    monkeypatch.setattr(trial.approval, "built_on", forgets)
    broken = try_trees(200).broken
    assert any(line.startswith("withdrawal") for line in broken)
    assert any(line.startswith(("complete_chain", "counted_once")) for line in broken)
