"""A draw as a record that is kept, printed and replayed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.group.drawing.order import Candidate, Drawn, Refusal, draw

FORMAT = "lingnan.draw/1"
Record = dict[str, Any]  # JSON; the keys are those of `as_record`


def canonical(value: object) -> str:
    """The one text of a JSON value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(*, candidates: Sequence[Candidate], wanted: Mapping[str, int]) -> str:
    """SHA-256 of pool and wish: noted before the seed is known, it shows that neither was changed to fit it."""
    pool = sorted([each.key, each.stratum, list(each.bars)] for each in candidates)
    return hashlib.sha256(canonical({"candidates": pool, "wanted": dict(wanted)}).encode()).hexdigest()


def as_record(
    *, candidates: Sequence[Candidate], wanted: Mapping[str, int], seed: str, refusals: Sequence[Refusal] = ()
) -> Record:
    """Everything that a replay needs, and what it must give."""
    outcome = draw(candidates=candidates, wanted=wanted, seed=seed, refusals=refusals)
    return {
        "format": FORMAT,
        "seed": seed,
        "pool": fingerprint(candidates=candidates, wanted=wanted),
        "wanted": dict(wanted),
        "candidates": [{"key": c.key, "stratum": c.stratum, "bars": list(c.bars)} for c in candidates],
        "refusals": [{"key": r.key, "reason": r.reason} for r in refusals],
        "chosen": chosen_json(outcome),
    }


def chosen_json(outcome: Drawn) -> list[dict[str, object]]:
    """The chosen as plain values."""
    return [{"key": c.key, "stratum": c.stratum, "place": c.place} for c in outcome.chosen]


def replay(record: Record) -> tuple[Drawn, list[str]]:
    """Draw again from a record; the outcome, and in words whatever differs from what the record says."""
    try:
        if record["format"] != FORMAT:
            raise Invalid(
                "format", Label(zh=f"“{record['format']}”不是 {FORMAT}", en=f"“{record['format']}” is not {FORMAT}")
            )
        candidates = [
            Candidate(key=c["key"], stratum=c["stratum"], bars=tuple(c.get("bars", ()))) for c in record["candidates"]
        ]
        refusals = [Refusal(key=r["key"], reason=r.get("reason", "")) for r in record.get("refusals", ())]
        wanted = {str(name): int(number) for name, number in record["wanted"].items()}
        outcome = draw(candidates=candidates, wanted=wanted, seed=record["seed"], refusals=refusals)
        said, pool = record["chosen"], record["pool"]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Invalid(
            Label(zh="抽取记录", en="Record of the draw"),
            Label(
                zh=f"不是完整的抽取记录（{type(error).__name__}: {error}）",
                en=f"not a whole record of a draw ({type(error).__name__}: {error})",
            ),
        ) from error
    differences = []
    if fingerprint(candidates=candidates, wanted=wanted) != pool:
        differences.append("候选人名单或人数与抽取前的指纹不符")
    if chosen_json(outcome) != said:
        differences.append("按种子重抽，结果与记录不同")
    return outcome, differences
