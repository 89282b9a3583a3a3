"""An assessment as long tables for machines: ranking, results of every node, values of every year, with origin."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lingnan.core import words
from lingnan.core.documents.exact import Cell, ExactColumn, ExactTable
from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.engines.evaluate.frameworks import INDEX
from lingnan.engines.evaluate.parts import RATIOS
from lingnan.engines.evaluate.selectors.assessments import Judged, NodeResult
from lingnan.engines.evaluate.selectors.values import StoredValue, approved_values

POINTS = Label(zh="分", en="points")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a file says of a measure beside its figures."""

    label: Label
    unit: Label
    source: str


Measures = Mapping[str, Told]


def measures_of(judged: Judged) -> Measures:
    """Names, units and sources of the indicators, as the catalogue has them today."""
    keys = [leaf.key for leaf in judged.framework.leaves if leaf.key in INDICATORS]
    return {key: told(key) for key in keys}


def told(key: str) -> Told:
    declared = INDICATORS.get(key)
    return Told(label=declared.label, unit=declared.unit, source=declared.source)


def _column(key: str, zh: str, en: str, kind: str = "text") -> ExactColumn:
    return ExactColumn(key=key, label=Label(zh=zh, en=en), kind=kind)  # type: ignore[arg-type]  # literals below


ORIGIN = (
    _column("framework", "框架", "Framework"),
    _column("edition", "版本", "Edition"),
    _column("year", "年度", "Year", "integer"),
    _column("content_hash", "指纹", "Fingerprint"),
)
PLACE = (
    _column("region", "代码", "Code"),
    _column("region_zh", "城市", "City"),
    _column("region_en", "城市（英文）", "City, English"),
)
RANKS = (
    _column("rank", "名次", "Rank", "integer"),
    _column("rank_low", "区间下限", "Interval from", "integer"),
    _column("rank_high", "区间上限", "Interval to", "integer"),
)
RESULT = (
    _column("node", "指标代码", "Node"),
    _column("node_zh", "指标", "Indicator"),
    _column("node_en", "指标（英文）", "Indicator, English"),
    *PLACE,
    _column("score", "得分", "Score", "exact"),
    _column("score_unit", "得分单位", "Unit of the score"),
    _column("weight", "权重", "Weight", "exact"),
    *RANKS,
    _column("value", "数值", "Value", "exact"),
    _column("unit", "单位", "Unit"),
    _column("numerator", "分子", "Numerator", "exact"),
    _column("denominator", "分母", "Denominator", "exact"),
    _column("missing", "缺数原因代码", "Why missing, code"),
    _column("missing_zh", "缺数原因", "Why missing"),
    _column("flags", "质量标记", "Quality flags"),
    _column("is_sample", "样例数据", "Sample data", "flag"),
    _column("source", "指标来源", "Source of the indicator"),
    _column("evidence", "证据", "Evidence"),
    _column("evidence_url", "证据地址", "Address of the evidence"),
    _column("rule", "规则", "Rule"),
    _column("rule_edition", "规则版本", "Edition of the rule"),
)
VALUE = (
    _column("indicator", "指标代码", "Indicator"),
    _column("indicator_zh", "指标", "Name"),
    _column("indicator_en", "指标（英文）", "Name, English"),
    *PLACE,
    _column("period", "时期", "Period"),
    _column("value", "数值", "Value", "exact"),
    _column("unit", "单位", "Unit"),
    _column("missing", "缺数原因代码", "Why missing, code"),
    _column("vintage", "数据版次", "Vintage"),
    _column("source", "来源", "Source"),
    _column("note", "来源注明", "Note of the source"),
    _column("flags", "质量标记", "Quality flags"),
    _column("is_sample", "样例数据", "Sample data", "flag"),
    _column("evidence_url", "证据地址", "Address of the evidence"),
)


def origin(judged: Judged) -> list[Cell]:
    return [judged.framework.key, judged.framework.edition, judged.year, judged.content_hash]


def about(judged: Judged) -> list[tuple[Label, str]]:
    """The sheet that says what the rows are."""
    framework = judged.framework
    kept = [
        (Label(zh="评价框架", en="Framework"), f"{framework.label.zh} / {framework.label.en}"),
        (Label(zh="版本", en="Edition"), framework.edition),
        (Label(zh="施行", en="In force from"), framework.in_force_from.isoformat()),
        (Label(zh="框架来源", en="Source of the framework"), framework.source),
        (Label(zh="年度", en="Year"), str(judged.year)),
        (Label(zh="计算次数", en="Run"), str(judged.run)),
        (Label(zh="状态", en="State"), "已冻结 frozen" if judged.is_frozen else "未发布 not published"),
        (Label(zh="指纹（SHA-256）", en="Fingerprint (SHA-256)"), judged.content_hash),
        (Label(zh="得分单位", en="Unit of scores"), "分，0–100 / points, 0–100"),
        (Label(zh="名次区间", en="Interval of ranks"), f"{framework.interval.percent}%"),
    ]
    if judged.is_sample:
        kept.append(
            (Label(zh="样例数据", en="Sample data"), "含平台演示产生的样例，不反映实际 / contains made-up samples")
        )
    return kept


def ranking_table(judged: Judged, node: str = INDEX) -> ExactTable:
    """A line for each city, best first, with its scores in every domain."""
    shown = judged.framework.node(node)
    parts = [each for each in shown.walk() if each is not shown]
    columns = (
        *RANKS, *PLACE,
        _column("score", f"{shown.label.zh}（分）", f"{shown.label.en} (points)", "exact"),
        *(_column(each.key, f"{each.label.zh}（分）", f"{each.label.en} (points)", "exact") for each in parts),
        *ORIGIN,
    )  # fmt: skip
    rows = [
        [
            top.rank, top.low, top.high, top.region, top.region_name.zh, top.region_name.en, top.score,
            *(judged.result(each.key, top.region).score for each in parts), *origin(judged),
        ]
        for top in judged.of_node(node)
    ]  # fmt: skip
    title = Label(zh=f"{judged.year} 年{shown.label.zh}排名", en=f"Ranking {judged.year}: {shown.label.en}")
    return ExactTable(name=f"ranking-{judged.year}", title=title, columns=columns, rows=rows, about=about(judged))


def results_table(
    judged: Judged, measures: Measures, *, regions: Sequence[str] = (), nodes: Sequence[str] = ()
) -> ExactTable:
    """A line for each node and city: score, weight, rank, value with its parts, unit, source and evidence."""
    wanted = [each for each in judged.framework.root.walk() if not nodes or each.key in nodes]
    rows = [
        _result(judged, result, measures.get(node.key))
        for node in wanted
        for result in judged.of_node(node.key)
        if not regions or result.region in regions
    ]
    if not rows:
        raise NotFound(Label(zh="这个评价里没有要的城市或指标", en="This assessment has no such city or indicator"))
    name = "-".join(("results", str(judged.year), *regions, *(nodes[:1])))
    title = Label(zh=f"{judged.year} 年评价结果", en=f"Results of {judged.year}")
    return ExactTable(name=name, title=title, columns=(*RESULT, *ORIGIN), rows=rows, about=about(judged))


def _result(judged: Judged, result: NodeResult, measure: Told | None) -> list[Cell]:
    node, missing = result.node, result.missing
    label = measure.label if measure else node.label
    return [
        node.key, label.zh, label.en, result.region, result.region_name.zh, result.region_name.en,
        result.score, POINTS.zh, result.weight, result.rank, result.low, result.high,
        result.value, measure.unit.zh if measure else None, result.numerator, result.denominator,
        str(missing.reason) if missing else None, words.missing(missing) if missing else None,
        _joined(flag.zh for flag in result.flags), result.is_sample, measure.source if measure else None,
        _joined(f"{e.label.zh}（{e.count}）" if e.count > 1 else e.label.zh for e in result.evidence),
        f"/evaluate/evidence/{judged.id}/{node.key}/{result.region}", result.rule or None, result.rule_edition or None,
        *origin(judged),
    ]  # fmt: skip


def _joined(texts: Iterable[str]) -> str | None:
    return "；".join(texts) or None


def values_table(judged: Judged, *, indicator: str = "", region: str = "") -> ExactTable:
    """The approved values behind an assessment through the years up to its own: its indicators and their parts."""
    keys = sorted({part for leaf in judged.framework.leaves for part in (leaf.key, *RATIOS.get(leaf.key, ())[:2])})
    if indicator:
        if indicator not in keys:
            said = Label(zh=f"这个评价不用指标 {indicator}", en=f"This assessment does not use {indicator}")
            raise NotFound(said)
        keys = [indicator, *(str(part) for part in RATIOS.get(indicator, ())[:2])]
    names = {top.region: top.region_name for top in judged.of_node(INDEX)}
    kept = approved_values([str(key) for key in keys], regions=[region] if region else list(names))
    last = str(judged.year)
    rows = [_value(row, names[row.region]) for key, row in sorted(kept.items()) if key[2][:4] <= last]
    title = Label(zh=f"截至 {judged.year} 年的指标数值", en=f"Values of the indicators up to {judged.year}")
    name = "-".join(part for part in ("values", last, indicator, region) if part)
    return ExactTable(name=name, title=title, columns=VALUE, rows=rows, about=about(judged))


def _value(row: StoredValue, city: Label) -> list[Cell]:
    measure = told(row.indicator)
    return [
        row.indicator, measure.label.zh, measure.label.en, row.region, city.zh, city.en, row.period, row.value,
        row.unit, row.missing or None, row.vintage, row.source, row.note or None, _joined(f.zh for f in row.flags),
        row.is_sample, f"/evaluate/values/{row.id}",
    ]  # fmt: skip
