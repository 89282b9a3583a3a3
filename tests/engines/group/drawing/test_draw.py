"""A draw is fair, exact, and the same whenever and wherever it is replayed."""

import hashlib
import random
from collections import Counter
from fractions import Fraction

import pytest

from lingnan.core.errors import Invalid
from lingnan.engines.group.drawing import Candidate, Refusal, allocate, as_record, draw, place_digest, replay


def pool(sizes: dict[str, int], barred: set[str] = frozenset()) -> list[Candidate]:  # type: ignore[assignment]
    return [
        Candidate(key=f"{stratum}-{n}", stratum=stratum, bars=("任职单位",) if f"{stratum}-{n}" in barred else ())
        for stratum, size in sizes.items()
        for n in range(size)
    ]


# Quotas worked out by hand: 7 of 53/24/23 is 3.71, 1.68, 1.61 -> 3+1+1 and the two largest remainders .71 and .68.
@pytest.mark.parametrize(
    ("total", "weights", "seats"),
    [
        (7, {"a": 53, "b": 24, "c": 23}, {"a": 4, "b": 2, "c": 1}),
        (5, {"a": 1, "b": 1, "c": 1}, {"a": 2, "b": 2, "c": 1}),  # equal remainders: who is named first
        (3, {"a": 0, "b": 9}, {"a": 0, "b": 3}),
        (0, {"a": 2}, {"a": 0}),
    ],
)
def test_seats_go_by_the_largest_remainder(total: int, weights: dict[str, int], seats: dict[str, int]) -> None:
    assert allocate(total, weights) == seats


@pytest.mark.parametrize("case", range(200))
def test_seats_always_sum_up_and_keep_their_quota(case: int) -> None:
    chance = random.Random(case)
    weights = {f"s{n}": chance.randint(0, 40) for n in range(chance.randint(1, 8))} | {"last": 1}
    total = chance.randint(0, 60)
    seats = allocate(total, weights)
    assert sum(seats.values()) == total
    for name, weight in weights.items():  # the quota rule: never a whole seat away from the exact share
        assert abs(seats[name] - Fraction(total * weight, sum(weights.values()))) < 1


@pytest.mark.parametrize("case", range(300))
def test_conflicts_are_never_drawn_and_strata_are_filled_exactly_or_refused(case: int) -> None:
    chance = random.Random(case)
    sizes = {name: chance.randint(1, 12) for name in ("data", "security", "standards")}
    everyone = [each.key for each in pool(sizes)]
    barred = set(chance.sample(everyone, chance.randint(0, len(everyone) // 2)))
    candidates = pool(sizes, barred)
    wanted = {name: chance.randint(1, 5) for name in sizes}
    able = {name: sum(c.stratum == name and not c.bars for c in candidates) for name in sizes}
    short = {name for name in sizes if able[name] < wanted[name]}
    if short:
        with pytest.raises(Invalid) as refused:
            draw(candidates=candidates, wanted=wanted, seed=str(case))
        assert {fault.where for fault in refused.value.faults} == short
        return
    outcome = draw(candidates=candidates, wanted=wanted, seed=str(case))
    chosen = [each.key for each in outcome.chosen]
    assert not set(chosen) & barred
    assert Counter(each.stratum for each in outcome.chosen) == wanted
    assert len(set(chosen)) == len(chosen)
    assert outcome == draw(candidates=candidates[::-1], wanted=wanted, seed=str(case))  # the order given is no matter


def test_the_place_is_what_sha256sum_says() -> None:
    # printf '%s\n%s\n%s' 2018-04-16 data Z-0001 | sha256sum
    assert place_digest("2018-04-16", "data", "Z-0001") == hashlib.sha256(b"2018-04-16\ndata\nZ-0001").hexdigest()


def test_a_refusal_brings_the_next_in_the_same_order_and_nobody_else_changes() -> None:
    candidates, wanted = pool({"data": 9, "security": 9}), {"data": 3, "security": 2}
    first = draw(candidates=candidates, wanted=wanted, seed="seed")
    leaver = first.chosen[1]
    again = draw(candidates=candidates, wanted=wanted, seed="seed", refusals=[Refusal(key=leaver.key)])
    kept = [each for each in first.chosen if each != leaver]
    added = [each for each in again.chosen if each not in kept]
    assert [each.key for each in added] == [first.reserve[leaver.stratum][0]]
    assert len(again.chosen) == 5


def test_refusals_that_empty_a_stratum_are_said_with_numbers() -> None:
    candidates = pool({"data": 2}, {"data-0"})
    with pytest.raises(Invalid) as refused:
        draw(candidates=candidates, wanted={"data": 1}, seed="s", refusals=[Refusal(key="data-1")])
    assert str(refused.value.faults[0]) == "data：要 1 人，库里 2 人，无回避且有空 1 人，除去谢绝还有 0 人，差 1 人"


def test_every_candidate_is_drawn_as_often_as_every_other() -> None:
    """Chi-square over 20 candidates, 4 drawn, 5,000 seeds. Drawing without replacement makes the
    counts less spread than a multinomial, so the bound of 19 degrees of freedom is safe: P(X > 60) < 1e-5."""
    candidates, rounds, size, wanted = pool({"data": 20}), 5000, 20, 4
    counts: Counter[str] = Counter()
    pairs: Counter[frozenset[str]] = Counter()
    for seed in range(rounds):
        chosen = [each.key for each in draw(candidates=candidates, wanted={"data": wanted}, seed=f"u{seed}").chosen]
        counts.update(chosen)
        pairs.update(frozenset((a, b)) for a in chosen for b in chosen if a < b)
    expected = Fraction(rounds * wanted, size)
    assert float(sum((counts[c.key] - expected) ** 2 / expected for c in candidates)) < 60
    # pairs too: 190 of them, 30,000 drawn, each expected 157.9; six standard deviations are about 75
    assert len(pairs) == 190
    assert all(abs(count - rounds * 6 / 190) < 76 for count in pairs.values())


def test_a_record_replays_and_a_changed_one_is_noticed() -> None:
    record = as_record(candidates=pool({"data": 6}, {"data-2"}), wanted={"data": 2}, seed="s", refusals=[])
    outcome, differences = replay(record)
    assert differences == []
    assert [each.key for each in outcome.chosen] == [each["key"] for each in record["chosen"]]
    other_seed = replay({**record, "seed": "t"})[1]
    assert other_seed in ([], ["按种子重抽，结果与记录不同"])
    freed = [{**each, "bars": []} for each in record["candidates"]]
    assert "候选人名单或人数与抽取前的指纹不符" in replay({**record, "candidates": freed})[1]


@pytest.mark.parametrize("broken", [{}, {"format": "x"}, {"format": "lingnan.draw/1", "candidates": 3}])
def test_what_is_no_record_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        replay(broken)


@pytest.mark.parametrize(
    ("wanted", "seed"), [({}, "s"), ({"data": 0}, "s"), ({"data": -1, "x": 3}, "s"), ({"data": 1}, "")]
)
def test_a_draw_without_wish_or_seed_is_refused(wanted: dict[str, int], seed: str) -> None:
    with pytest.raises(Invalid):
        draw(candidates=pool({"data": 3}), wanted=wanted, seed=seed)
