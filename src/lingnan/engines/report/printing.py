"""The printed report: what the Typst template needs, taken from a snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from lingnan.core import words
from lingnan.core.clock import ZONE
from lingnan.core.documents.pdf import Pdf, make_pdf
from lingnan.core.labels import Label
from lingnan.core.missing import Missing
from lingnan.engines.evaluate.frameworks import INDEX, Node
from lingnan.engines.evaluate.pages.asked import classes
from lingnan.engines.evaluate.selectors.assessments import Evidenced, NodeResult, place_of
from lingnan.engines.report import figures
from lingnan.engines.report.editing import PLACES, Texts
from lingnan.engines.report.passages import Passage, passages
from lingnan.engines.report.snapshot import Content

TEMPLATE = Path(__file__).resolve().parent / "typst" / "annual.typ"
Row = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Imprint:
    """What stands on the cover and in the colophon, beside the content."""

    office: str
    number: int
    content_hash: str
    code_version: str
    dated: date
    is_published: bool
    site: str = ""
    review_number: str = ""
    errata: Sequence[Row] = ()


def print_report(content: Content, imprint: Imprint, texts: Texts | None = None) -> Pdf:
    """The report as PDF/A."""
    framework = content.judged.framework
    scores = {result.region: result.score for result in content.judged.of_node(INDEX)}
    files = {"ranking.svg": figures.ranking_chart(content)}
    if (drawn := figures.city_map(scores, framework.score_breaks)) is not None:
        files["map.svg"] = drawn
    for place, domain in enumerate(framework.root.children):
        parts = {result.region: result.score for result in content.judged.of_node(domain.key)}
        if (small := figures.city_map(parts, framework.score_breaks, named=False)) is not None:
            files[f"domain-{place}.svg"] = small
    data = {**facts_of(content, imprint, has_map="map.svg" in files), **tables_of(content), **texts_json(texts or {})}
    return make_pdf(
        template=TEMPLATE.read_text(encoding="utf-8"),
        data=data,
        files=files,
        made_at=datetime.combine(imprint.dated, time(), tzinfo=ZONE),
    )


def facts_of(content: Content, imprint: Imprint, *, has_map: bool) -> Row:
    """Cover, colophon, captions and text."""
    judged, framework = content.judged, content.judged.framework
    day = imprint.dated
    interval = framework.interval
    inks = zip(figures.SCALE, classes(framework.score_breaks), strict=True)
    return {
        "title": f"{framework.label.zh.split('（')[0]}年度报告（{content.year}）",
        "title_lines": [framework.label.zh.split("（")[0], f"年度报告（{content.year}）"],
        "title_en": f"Annual report {content.year}: {framework.label.en}",
        "series": "岭南 · 智慧城市年度评价",
        "office": imprint.office,
        "date": [day.year, day.month, day.day],
        "published": words.day(day) + ("发布" if imprint.is_published else "编制，未发布"),
        "edition_line": f"第 {imprint.number} 版 · 方法 {framework.edition}",
        "hash": imprint.content_hash,
        "site": imprint.site.rstrip("/"),
        "is_sample": judged.is_sample,
        "has_map": has_map,
        "colophon": colophon(content, imprint),
        "passages": [passage_json(each, "zh") for each in passages(content, "zh")],
        "passages_en": [passage_json(each, "en") for each in passages(content, "en")],
        "ranking_caption": f"{content.year} 年综合指数排名。圆点为名次，横条为权重（±{share(interval.weight_swing)}）"
        f"与数值（±{share(interval.value_swing)}）变动 {words.number(interval.draws)} 次后"
        f"名次的 {interval.percent}% 区间",
        "cover_note": f"{content.year} 年综合指数得分（分）。{boundary(imprint)}",
        "map_caption": f"{content.year} 年综合指数得分（分）",
        "map_note": f"{boundary(imprint)}分级与上图相同，颜色越深得分越高。",
        "legend": [{"ink": ink, "text": text} for ink, text in inks],
        "domain_maps": [
            {"file": f"domain-{place}.svg", "name": f"{domain.label.zh}（{words.number(domain.weight)} 分）"}
            for place, domain in enumerate(framework.root.children)
        ],
        "methods": methods(content),
        "errata": list(imprint.errata),
    }


def texts_json(texts: Texts) -> Row:
    """The editor's places, all of them: an empty list where nothing is written."""
    return {
        "texts": {place: list(texts[place].zh) if place in texts else [] for place in PLACES},
        "texts_en": {place: list(texts[place].en) if place in texts else [] for place in PLACES},
    }


def boundary(imprint: Imprint) -> str:
    return f"界线：CGCS2000，示意，不作划界依据。审图号：{imprint.review_number or '待填'}。"


def share(value: Decimal) -> str:
    return f"{words.number((value * 100).normalize() + 0)}%"


def passage_json(passage: Passage, language: str) -> Row:
    return {
        "head": passage.head.text(language),
        "pieces": [{"text": piece.text, "url": piece.url} for piece in passage.pieces],
    }


def colophon(content: Content, imprint: Imprint) -> list[str]:
    """What somebody needs to check this copy."""
    judged = content.judged
    lines = [
        f"本报告由冻结的评价结果生成：{judged.framework.label.zh} {judged.framework.edition}，"
        f"{judged.year} 年度，第 {judged.run} 次计算。",
        f"岭南 {imprint.code_version}。同一内容指纹的报告，数与文字逐字节相同。",
    ]
    if judged.framework.note:
        lines.append(judged.framework.note)
    if judged.is_sample:
        lines.append("含样例数据：带“样例”字样的数由平台演示产生，不反映实际。")
    return lines


def methods(content: Content) -> list[str]:
    """How scores are made, in a few sentences."""
    framework = content.judged.framework
    interval = framework.interval
    return [
        f"评价按{framework.label.zh}（{framework.edition}，{words.day(framework.in_force_from)}起施行）。"
        f"每项指标按固定的目标值归一到 0–100 分：等于或差于最差值为 0 分，等于或好于最好值为 100 分，其间按比例。"
        "目标值不随年度变动，各年得分可比。",
        "领域与综合指数逐级加权平均。缺数不作零计，权重按比例分给同级其余指标；有数的权重不满"
        f" {words.number(framework.needs)} 分的城市不给综合指数。由分子、分母构成的指标，只由两部分相除得到，"
        "不把比值相加或平均。",
        f"名次区间：每个权重在 ±{share(interval.weight_swing)}、每个数值在 ±{share(interval.value_swing)} 内"
        "独立、均匀变动，"
        f"重算 {words.number(interval.draws)} 次（随机种子 {interval.seed}），取名次中间 {interval.percent}% 的范围。",
        f"底线为 {words.number(framework.floor)} 分：{framework.floor_reason.zh}。",
    ]


def tables_of(content: Content) -> Row:
    """Cities, the tree of the framework, and the register of evidence with its numbers."""
    judged = content.judged
    register: list[Row] = []
    cities = [city_json(content, result, register) for result in judged.of_node(INDEX)]
    return {
        "domains": [domain.label.zh for domain in judged.framework.root.children],
        "cities": cities,
        "tree": [node_json(content, node) for node in judged.framework.root.walk()],
        "register": register,
    }


def city_json(content: Content, top: NodeResult, register: list[Row]) -> Row:
    judged = content.judged
    domains = [judged.result(domain.key, top.region) for domain in judged.framework.root.children]
    return {
        "name": top.region_name.zh,
        "rank": str(top.rank or ""),
        "place": place_of(top, "zh") or "未参加排名",
        "score": figure(top.points, 1),
        "change": figures.changed(content.change(top.region)) or "无上年",
        "domains": [figure(domain.points, 1) for domain in domains],
        "rows": [leaf_json(content, judged.result(leaf.key, top.region), register) for leaf in judged.framework.leaves],
    }


def leaf_json(content: Content, result: NodeResult, register: list[Row]) -> Row:
    """One line of a city's table; a value that is there gets its number in the register."""
    measure = content.measures[result.node.key]
    number = None
    marks = "；".join(flag.zh for flag in result.flags)
    if result.value is not None:
        number = len(register) + 1
        register.append(
            {
                "number": number,
                "city": result.region_name.zh,
                "indicator": measure.label.zh,
                "value": figure(result.value, measure.decimals),
                "what": "；".join(evidence_text(each) for each in result.evidence) or "没有附证据",
                "url": f"/evaluate/evidence/{content.judged.id}/{result.node.key}/{result.region}",
                "mark": marks,
            }
        )
    return {
        "name": measure.label.zh,
        "value": figure(result.amount, measure.decimals),
        "unit": measure.unit.zh,
        "score": figure(result.points, 1),
        "rank": str(result.rank or ""),
        "number": number,
        "mark": marks,
        "is_sample": result.is_sample,
    }


def evidence_text(item: Evidenced) -> str:
    """What a value stands on; how many rows, where it is not one."""
    return item.label.zh if item.count == 1 else f"{item.label.zh}（{item.count} 行）"


def figure(value: Decimal | Missing, decimals: int) -> str:
    return words.missing(value) if isinstance(value, Missing) else words.number(value, decimals)


def node_json(content: Content, node: Node) -> Row:
    measure = content.measures.get(node.key)
    label: Label = measure.label if measure else node.label
    how = node.how.zh if node.scale is not None and node.how else ""
    return {
        "name": label.zh,
        "depth": len(content.judged.framework.path(node.key)) - 1,
        "is_leaf": node.is_leaf,
        "weight": words.number(node.weight),
        "worst": "" if node.worst is None else words.number(node.worst),
        "best": "" if node.best is None else words.number(node.best),
        "source": "。".join(part for part in (measure.definition.zh, how, node.goalpost_source) if part)
        if measure
        else "",
    }
