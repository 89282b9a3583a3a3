"""The frozen content of an edition: everything its text, figures and tables say, as canonical JSON."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from lingnan.core.labels import Label
from lingnan.core.missing import Missing, MissingReason
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.engines.evaluate.frameworks import INDEX, Framework
from lingnan.engines.evaluate.selectors.assessments import Evidenced, Judged, NodeResult

SCHEMA = 1
Json = dict[str, Any]  # Any: the snapshot's JSON, schema 1


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How an indicator is shown: fixed with the snapshot, whatever the catalogue says later."""

    key: str
    label: Label
    unit: Label
    decimals: int
    definition: Label
    source: str


@dataclass(frozen=True, kw_only=True)
class Content:
    """A snapshot read back."""

    judged: Judged
    measures: Mapping[str, Measure]
    ranks_before: Mapping[str, int]

    @property
    def year(self) -> int:
        return self.judged.year

    def change(self, region: str) -> int | None:
        """Places won since the year before."""
        now, before = self.judged.result(INDEX, region).rank, self.ranks_before.get(region)
        return before - now if now and before else None


def take(judged: Judged, *, ranks_before: Mapping[str, int]) -> Json:
    """The snapshot of an assessment: its tree, every result with its evidence, and last year's ranks."""
    return {
        "schema": SCHEMA,
        "year": judged.year,
        "framework": judged.framework.as_json(),
        "assessment": {
            "id": judged.id,
            "run": judged.run,
            "content_hash": judged.content_hash,
            "computed_at": judged.computed_at.isoformat(),
            "frozen_at": judged.frozen_at.isoformat() if judged.frozen_at else None,
            "settings": judged.settings,
        },
        "is_sample": judged.is_sample,
        "measures": {leaf.key: _measure_json(leaf.key) for leaf in judged.framework.leaves},
        "results": [_result_json(result) for result in judged.results.values()],
        "ranks_before": dict(sorted(ranks_before.items())),
    }


def canonical(snapshot: Json) -> str:
    """One text for one content: keys sorted, no blanks, Chinese as it is."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _measure_json(key: str) -> Json:
    declared = INDICATORS.get(key)
    below = declared.denominator
    return {
        "label": _label(declared.label),
        "unit": _label(declared.unit),
        "decimals": declared.decimals,
        "definition": _label(
            Label(
                zh=f"{declared.numerator.zh}{f' ÷ {below.zh}' if below else ''}",
                en=f"{declared.numerator.en}{f' ÷ {below.en}' if below else ''}",
            )
        ),
        "source": declared.source,
    }


def _label(label: Label) -> Json:
    return {"zh": label.zh, "en": label.en}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _result_json(result: NodeResult) -> Json:
    missing = result.missing
    return {
        "node": result.node.key, "region": result.region, "name": _label(result.region_name),
        "score": _text(result.score), "weight": str(result.weight),
        "rank": result.rank, "low": result.low, "high": result.high,
        "value": _text(result.value), "numerator": _text(result.numerator), "denominator": _text(result.denominator),
        "missing": {"reason": str(missing.reason), "detail": _label(missing.detail) if missing.detail else None}
        if missing else None,
        "evidence": [
            {"kind": e.kind, "about": e.about, "label": _label(e.label), "count": e.count, "url": e.url}
            for e in result.evidence
        ],
        "flags": [_label(flag) for flag in result.flags],
        "rule": result.rule, "rule_edition": result.rule_edition, "is_sample": result.is_sample,
    }  # fmt: skip


def read(text: str) -> Content:
    """The snapshot as values that pages and figures work with."""
    kept: Json = json.loads(text)
    framework = Framework.from_json(kept["framework"])
    about = kept["assessment"]
    judged = Judged(
        id=about["id"],
        framework=framework,
        year=kept["year"],
        run=about["run"],
        is_frozen=about["frozen_at"] is not None,
        frozen_at=datetime.fromisoformat(about["frozen_at"]) if about["frozen_at"] else None,
        frozen_by="",
        computed_at=datetime.fromisoformat(about["computed_at"]),
        computed_by="",
        content_hash=about["content_hash"],
        is_sample=kept["is_sample"],
        settings=about["settings"],
        results={(row["node"], row["region"]): _result(row, framework) for row in kept["results"]},
    )
    return Content(
        judged=judged,
        measures={key: _measure(key, row) for key, row in kept["measures"].items()},
        ranks_before=kept["ranks_before"],
    )


def _measure(key: str, row: Json) -> Measure:
    return Measure(
        key=key,
        label=Label(**row["label"]),
        unit=Label(**row["unit"]),
        decimals=row["decimals"],
        definition=Label(**row["definition"]),
        source=row["source"],
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _result(row: Json, framework: Framework) -> NodeResult:
    return NodeResult(
        node=framework.node(row["node"]),
        region=row["region"],
        region_name=Label(**row["name"]),
        score=_number(row["score"]),
        weight=Decimal(row["weight"]),
        rank=row["rank"],
        low=row["low"],
        high=row["high"],
        value=_number(row["value"]),
        numerator=_number(row["numerator"]),
        denominator=_number(row["denominator"]),
        missing=_missing(row["missing"]),
        evidence=tuple(
            Evidenced(kind=e["kind"], about=e["about"], label=Label(**e["label"]), count=e["count"], url=e["url"])
            for e in row["evidence"]
        ),
        flags=tuple(Label(**flag) for flag in row["flags"]),
        rule=row["rule"],
        rule_edition=row["rule_edition"],
        is_sample=row["is_sample"],
    )


def _missing(row: Json | None) -> Missing | None:
    if row is None:
        return None
    return Missing(reason=MissingReason(row["reason"]), detail=Label(**row["detail"]) if row["detail"] else None)
