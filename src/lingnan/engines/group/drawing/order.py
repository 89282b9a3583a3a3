"""The draw itself: who may be drawn, in which order the seed puts them, who is chosen."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lingnan.core.errors import Fault, Invalid
from lingnan.core.labels import Label


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody of the pool: key, stratum, and every reason that bars them (conflict of interest, absence)."""

    key: str
    stratum: str
    bars: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Who was drawn and declined, with what they said. Refusals count in the order in which they came."""

    key: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """One who was drawn: place in the order of the stratum, from 1."""

    key: str
    stratum: str
    place: int


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """The outcome: chosen by stratum and place, who stands ready in which order, who was barred and why."""

    chosen: tuple[Chosen, ...]
    reserve: Mapping[str, tuple[str, ...]]
    barred: Mapping[str, tuple[str, ...]]


def place_digest(seed: str, stratum: str, key: str) -> str:
    """What decides a candidate's place: SHA-256 over seed, stratum and key, a line each, in UTF-8.

    In a terminal: `printf '%s\\n%s\\n%s' "$SEED" "$STRATUM" "$KEY" | sha256sum`.
    """
    return hashlib.sha256(f"{seed}\n{stratum}\n{key}".encode()).hexdigest()


def draw(
    *, candidates: Sequence[Candidate], wanted: Mapping[str, int], seed: str, refusals: Sequence[Refusal] = ()
) -> Drawn:
    """Fill every stratum exactly, or refuse and say what is short. Same input, same outcome, on any machine."""
    refuse_nonsense(candidates, wanted, seed, refusals)
    declined = {refusal.key for refusal in refusals}
    chosen: list[Chosen] = []
    reserve: dict[str, tuple[str, ...]] = {}
    short: list[Fault] = []
    for stratum, number in wanted.items():
        able = [each.key for each in candidates if each.stratum == stratum and not each.bars]
        order = sorted(able, key=lambda key: (place_digest(seed, stratum, key), key))
        willing = [(place, key) for place, key in enumerate(order, 1) if key not in declined]
        if len(willing) < number:
            short.append(shortage(stratum, number, candidates, len(willing), len(able)))
        chosen += [Chosen(key=key, stratum=stratum, place=place) for place, key in willing[:number]]
        reserve[stratum] = tuple(key for _, key in willing[number:])
    if short:
        raise Invalid(
            Label(zh="抽取", en="Draw"),
            Label(
                zh=f"{len(short)} 个领域人数不够，没有抽取",
                en=f"{len(short)} fields have too few people; nobody was drawn",
            ),
            faults=tuple(short),
        )
    barred = {each.key: each.bars for each in candidates if each.bars}
    return Drawn(chosen=tuple(chosen), reserve=reserve, barred=barred)


def refuse_nonsense(
    candidates: Sequence[Candidate], wanted: Mapping[str, int], seed: str, refusals: Sequence[Refusal]
) -> None:
    """A draw without seed or wish, a candidate twice, a refusal by somebody unknown: refused first."""
    if not seed:
        raise Invalid(
            Label(zh="种子", en="Seed"),
            Label(zh="没有种子，抽取不能重放", en="Without a seed the draw cannot be replayed"),
        )
    if not wanted or sum(wanted.values()) <= 0 or min(wanted.values()) < 0:
        raise Invalid(
            Label(zh="人数", en="Number of people"),
            Label(zh="请写明每个领域抽几人", en="Say how many of each field are drawn"),
        )
    twice = [key for key, count in Counter(each.key for each in candidates).items() if count > 1]
    if twice:
        raise Invalid(
            Label(zh="候选人", en="Candidates"), Label(zh=f"重复：{'、'.join(twice)}", en=f"twice: {', '.join(twice)}")
        )
    unknown = {refusal.key for refusal in refusals} - {each.key for each in candidates}
    if unknown:
        raise Invalid(
            Label(zh="谢绝", en="Refusals"),
            Label(
                zh=f"不在候选人里：{'、'.join(sorted(unknown))}",
                en=f"not among the candidates: {', '.join(sorted(unknown))}",
            ),
        )


def shortage(stratum: str, number: int, candidates: Sequence[Candidate], willing: int, able: int) -> Fault:
    """What a stratum lacks: how many are wanted, in the pool, free of conflict, and left after refusals."""
    pool = sum(each.stratum == stratum for each in candidates)
    reason = (
        f"要 {number} 人，库里 {pool} 人，无回避且有空 {able} 人，除去谢绝还有 {willing} 人，差 {number - willing} 人"
    )
    return Fault(where=stratum, reason=reason)
