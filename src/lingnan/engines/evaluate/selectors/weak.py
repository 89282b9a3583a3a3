"""Which results of a year call for mending, each with its reasons: low, falling, or resting on nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lingnan.core import words
from lingnan.core.labels import Label
from lingnan.engines.evaluate.selectors.assessments import Judged, NodeResult, Past, trends
from lingnan.engines.evaluate.selectors.cities import evidence_url
from lingnan.engines.evaluate.selectors.values import NO_EVIDENCE
from lingnan.engines.identity.actor import Actor

LEAST_FALL = Decimal(5)  # points over two years: less lies within what the goalposts' rounding and revisions move


@dataclass(frozen=True, kw_only=True)
class Weak:
    """One indicator of one city that a unit should mend, and why."""

    result: NodeResult
    kinds: tuple[str, ...]  # low, falling, missing, unproven
    reasons: tuple[Label, ...]
    url: str


def weak_results(by: Actor, judged: Judged) -> tuple[Weak, ...]:
    """Supervised indicators only, lowest score first. Two queries whatever the number of cities."""
    past = trends(by, judged.framework.key)
    found = []
    for leaf in judged.framework.leaves:
        if not leaf.supervised or not leaf.unit_key:
            continue
        results = judged.of_node(leaf.key)
        is_common = sum(result.value is not None for result in results) * 2 > len(results)
        for result in results:
            known = past.get((leaf.key, result.region), {})
            why = [*_low(judged, result), *_falling(judged, result, known), *_unproven(result, is_common=is_common)]
            if why:
                found.append(
                    Weak(
                        result=result,
                        kinds=tuple(kind for kind, _ in why),
                        reasons=tuple(reason for _, reason in why),
                        url=evidence_url(judged, leaf.key, result.region),
                    )
                )
    return tuple(sorted(found, key=lambda weak: (weak.result.score is None, weak.result.score or 0, weak.url)))


def _low(judged: Judged, result: NodeResult) -> Iterator[tuple[str, Label]]:
    floor = judged.framework.floor
    if result.score is not None and result.score < floor:
        score = words.number(result.score, 1)
        yield "low", Label(zh=f"得分 {score}，低于底线 {floor} 分", en=f"score {score} is under the floor of {floor}")


def _falling(judged: Judged, result: NodeResult, past: Mapping[int, Past]) -> Iterator[tuple[str, Label]]:
    year = judged.year
    scores = [past[each].score if each in past else None for each in (year - 2, year - 1)]
    first, second, last = scores[0], scores[1], result.score
    if first is None or second is None or last is None or not first > second > last or first - last < LEAST_FALL:
        return
    line = " → ".join(words.number(score, 1) for score in (first, second, last))
    yield (
        "falling",
        Label(
            zh=f"连续两年下降（{year - 2}–{year} 年得分 {line}）",
            en=f"falling two years in a row ({year - 2}–{year}: {line})",
        ),
    )


def _unproven(result: NodeResult, *, is_common: bool) -> Iterator[tuple[str, Label]]:
    """Missing where most cities have a value; or a value that nothing proves."""
    if result.value is None and is_common:
        reason = words.missing(result.missing) if result.missing else "缺数"
        why = words.missing(result.missing, "en") if result.missing else "no value"
        yield "missing", Label(zh=f"多数城市有数，本市{reason}", en=f"most cities have a value; here: {why}")
    elif NO_EVIDENCE in result.flags or (result.value is not None and not result.evidence):
        yield "unproven", Label(zh="数值没有佐证", en="the value has no evidence")
