"""Extracts of an edition: one city, or one field, with exactly the figures of the frozen snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from statistics import median

from lingnan.core import words
from lingnan.core.clock import ZONE
from lingnan.core.documents.pdf import Pdf, make_pdf
from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate.frameworks import INDEX, Node
from lingnan.engines.evaluate.selectors.assessments import NodeResult, place_of
from lingnan.engines.report.printing import Imprint, Row, colophon, evidence_text, figure
from lingnan.engines.report.snapshot import Content

TEMPLATE = Path(__file__).resolve().parent / "typst" / "extract.typ"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One result beside the middle and the best of all cities."""

    result: NodeResult
    label: Label
    unit: Label | None
    decimals: int
    median: Decimal | None
    best: str  # the region with rank 1

    @property
    def gap(self) -> Decimal | None:
        score = self.result.score
        return None if score is None or self.median is None else score - self.median


@dataclass(frozen=True, kw_only=True)
class Extract:
    """A title and its lines: the nodes of one city, or the cities of one field."""

    kind: str  # city or field
    key: str
    title: Label
    top: NodeResult | None
    lines: tuple[Standing, ...]
    parts: tuple[Node, ...] = ()


def of_city(content: Content, region: str) -> Extract:
    """Index, domains and indicators of a city, each beside the median of all."""
    judged = content.judged
    if region not in judged.regions:
        raise NotFound(
            Label(zh=f"{content.year} 年度报告里没有 {region}", en=f"No {region} in the report {content.year}")
        )
    top = judged.result(INDEX, region)
    lines = tuple(standing(content, judged.result(node.key, region)) for node in judged.framework.root.walk())
    title = Label(
        zh=f"{content.year} 年度评价：{top.region_name.zh}", en=f"Evaluation of {content.year}: {top.region_name.en}"
    )
    return Extract(kind="city", key=region, title=title, top=top, lines=lines)


def of_field(content: Content, key: str) -> Extract:
    """A domain with all cities, best first."""
    judged = content.judged
    node = judged.framework.node(key)
    lines = tuple(standing(content, result) for result in judged.of_node(key))
    title = Label(zh=f"{content.year} 年度评价：{node.label.zh}", en=f"Evaluation of {content.year}: {node.label.en}")
    return Extract(kind="field", key=key, title=title, top=None, lines=lines, parts=node.children or (node,))


def standing(content: Content, result: NodeResult) -> Standing:
    measure = content.measures.get(result.node.key)
    others = content.judged.of_node(result.node.key)
    scores = [other.score for other in others if other.score is not None]
    return Standing(
        result=result,
        label=measure.label if measure else result.node.label,
        unit=measure.unit if measure else None,
        decimals=measure.decimals if measure else 1,
        median=median(scores) if scores else None,
        best=next((other.region for other in others if other.rank == 1), ""),
    )


def print_extract(content: Content, extract: Extract, imprint: Imprint) -> Pdf:
    """The extract as PDF/A; the fingerprint in its foot is that of the whole report."""
    day = imprint.dated
    data: dict[str, object] = {
        "title": extract.title.zh,
        "title_en": extract.title.en,
        "office": imprint.office,
        "date": [day.year, day.month, day.day],
        "source": f"摘自 {content.year} 年度报告第 {imprint.number} 版，{words.day(day)}"
        + ("发布" if imprint.is_published else "编制，未发布"),
        "hash": imprint.content_hash,
        "is_sample": content.judged.is_sample,
        "colophon": colophon(content, imprint),
        "kind": extract.kind,
        **(city_data(content, extract) if extract.kind == "city" else field_data(content, extract)),
    }
    made_at = datetime.combine(day, time(), tzinfo=ZONE)
    return make_pdf(template=TEMPLATE.read_text(encoding="utf-8"), data=data, made_at=made_at)


def city_data(content: Content, extract: Extract) -> Mapping[str, object]:
    top = extract.top
    assert top is not None  # noqa: S101 - a city's extract has its composite
    change = content.change(extract.key)
    return {
        "lead": f"综合指数 {figure(top.points, 1)} 分，{place_of(top, 'zh') or '未参加排名'}"
        + ("。" if change is None else f"，较上年{moved(change)}。"),
        "heads": ["指标", "数值", "单位", "得分（分）", "中位数（分）", "相差", "名次"],
        "rows": [city_row(content, line) for line in extract.lines],
        "register": [register_row(content, line) for line in extract.lines if line.result.node.is_leaf],
    }


def moved(change: int) -> str:
    """上升 2 位 / 下降 1 位 / 持平"""
    return "持平" if not change else f"{'上升' if change > 0 else '下降'} {abs(change)} 位"


def city_row(content: Content, line: Standing) -> Row:
    result = line.result
    is_leaf = result.node.is_leaf
    return {
        "name": line.label.zh,
        "depth": len(content.judged.framework.path(result.node.key)) - 1,
        "is_leaf": is_leaf,
        "mark": "；".join(flag.zh for flag in result.flags),
        "is_sample": result.is_sample,
        "cells": [
            figure(result.amount, line.decimals) if is_leaf else "",
            line.unit.zh if line.unit else "",
            figure(result.points, 1),
            "" if line.median is None else words.number(line.median, 1),
            signed(line.gap),
            str(result.rank or ""),
        ],
    }


def signed(gap: Decimal | None) -> str:
    """+3.2, −1.0, nothing where one of the two is missing."""
    if gap is None:
        return ""
    return ("+" if gap > 0 else "") + words.number(gap, 1)


def register_row(content: Content, line: Standing) -> Row:
    result = line.result
    return {
        "name": line.label.zh,
        "what": "；".join(evidence_text(each) for each in result.evidence) or "没有附证据",
        "url": f"/evaluate/evidence/{content.judged.id}/{result.node.key}/{result.region}",
        "mark": "；".join(flag.zh for flag in result.flags),
    }


def field_data(content: Content, extract: Extract) -> Mapping[str, object]:
    judged = content.judged
    scored = [line.result for line in extract.lines if line.result.score is not None]
    middle = extract.lines[0].median if extract.lines else None
    lead = f"{len(scored)} 个城市有得分"
    if middle is not None:
        lead += (
            f"，中位数 {words.number(middle, 1)} 分，{scored[0].region_name.zh}最高，{scored[-1].region_name.zh}最低"
        )
    return {
        "lead": lead + "。",
        "heads": ["城市", "名次", "得分（分）", *(f"{part_name(content, part)}" for part in extract.parts)],
        "rows": [
            {
                "name": line.result.region_name.zh,
                "depth": 1,
                "is_leaf": True,
                "mark": "",
                "is_sample": any(judged.result(part.key, line.result.region).is_sample for part in extract.parts),
                "cells": [
                    str(line.result.rank or ""),
                    figure(line.result.points, 1),
                    *(part_text(content, part, line.result.region) for part in extract.parts),
                ],
            }
            for line in extract.lines
        ],
        "register": [],
    }


def part_name(content: Content, part: Node) -> str:
    measure = content.measures.get(part.key)
    return f"{measure.label.zh}（{measure.unit.zh}）" if measure else f"{part.label.zh}（分）"


def part_text(content: Content, part: Node, region: str) -> str:
    """The value of an indicator, the score of a domain under the field."""
    result, measure = content.judged.result(part.key, region), content.measures.get(part.key)
    return figure(result.amount, measure.decimals) if measure else figure(result.points, 1)
