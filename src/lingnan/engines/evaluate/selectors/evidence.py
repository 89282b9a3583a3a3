"""How a number came about: the chain above it, the steps that anyone can redo, its years, its handlers, its rule."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lingnan.core import words
from lingnan.core.labels import Label
from lingnan.core.missing import Missing, MissingReason
from lingnan.engines.evaluate.declare import INDICATORS, Indicator
from lingnan.engines.evaluate.frameworks import INDEX, Node
from lingnan.engines.evaluate.models import IndicatorValue, Result
from lingnan.engines.evaluate.parts import RATIOS
from lingnan.engines.evaluate.selectors.assessments import Judged, NodeResult, beside, by_id, read
from lingnan.engines.evaluate.selectors.cities import evidence_url
from lingnan.engines.evaluate.selectors.history import YearPoint, history
from lingnan.engines.evaluate.selectors.lineage import handled
from lingnan.engines.identity.actor import Actor

POINTS = Label(zh="分", en="points")
NO_UNIT = Label(zh="—", en="—")
OWN = Label(zh="见证据各行", en="see the rows of evidence")
RESULT_ONLY = Label(zh="来源只给结果，不能跨市汇总", en="The source gives the result only")
PART_NAMES = (Label(zh="分子", en="numerator"), Label(zh="分母", en="denominator"))


@dataclass(frozen=True, kw_only=True)
class Link:
    """One link of the chain: score › domain › indicator."""

    node: Node
    result: NodeResult
    url: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of "how this number came": what, value, unit, where from."""

    what: Label
    value: Decimal | Missing
    decimals: int | None  # None: as many as the value has
    unit: Label
    source: Label
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Act:
    """Who did what to the number, and when."""

    verb: Label
    who: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class OtherEdition:
    """The same result under another edition."""

    edition: str
    score: Decimal | None
    rank: int | None
    top_rank: int | None
    url: str


@dataclass(frozen=True, kw_only=True)
class EvidencePage:
    """Everything about one result."""

    judged: Judged
    result: NodeResult
    chain: tuple[Link, ...]
    declared: Indicator | None
    steps: tuple[Step, ...]
    years: tuple[YearPoint, ...]
    acts: tuple[Act, ...]
    others: tuple[OtherEdition, ...]

    @property
    def top(self) -> NodeResult:
        return self.chain[0].result

    @property
    def rows(self) -> int:
        """How many rows the value stands on."""
        return sum(item.count for item in self.result.evidence)

    @property
    def doubted(self) -> list[YearPoint]:
        return [point for point in self.years if point.is_doubted]


def evidence(by: Actor, assessment: int, node: str, region: str) -> EvidencePage:
    """The evidence of one node and city in one assessment."""
    judged = read(by_id(by, assessment))
    result = judged.result(node, region)
    declared = INDICATORS.get(node) if result.node.is_leaf else None
    return EvidencePage(
        judged=judged,
        result=result,
        chain=tuple(
            Link(node=each, result=judged.result(each.key, region), url=evidence_url(judged, each.key, region))
            for each in judged.framework.path(node)
        ),
        declared=declared,
        steps=tuple(_leaf_steps(judged, result, declared) if declared else _branch_steps(judged, result)),
        years=history(by, node, region, framework=judged.framework.key, until=judged.year) if declared else (),
        acts=tuple(_acts(judged, result)),
        others=tuple(_others(by, judged, node, region)),
    )


def _branch_steps(judged: Judged, result: NodeResult) -> list[Step]:
    """A node above the indicators: each child's score with its weight, then the mean."""
    source = Label(zh=f"权重表 {judged.framework.edition}", en=f"Weights {judged.framework.edition}")
    steps = []
    whole = sum((judged.result(child.key, result.region).weight for child in result.node.children), Decimal(0))
    for child in result.node.children:
        part = judged.result(child.key, result.region)
        weight = words.number(part.weight.quantize(Decimal("0.01")).normalize() + 0)
        said = f" × {weight} ÷ {words.number(whole.quantize(Decimal('0.01')).normalize() + 0)}"
        steps.append(
            Step(
                what=Label(zh=f"{child.label.zh}{said}", en=f"{child.label.en}{said}"),
                value=part.points,
                decimals=2,
                unit=POINTS,
                source=source,
                url=evidence_url(judged, child.key, result.region),
            )
        )
    name = result.node.label
    total = Label(zh=f"{name.zh}：上列按权重加总", en=f"{name.en}: weighted sum of the above")
    return [*steps, Step(what=total, value=result.points, decimals=2, unit=POINTS, source=source, url=_method(judged))]


def _leaf_steps(judged: Judged, result: NodeResult, declared: Indicator) -> list[Step]:
    """An indicator: its parts, the value, the score between the goalposts, its share of the composite."""
    steps = _part_steps(result, declared)
    origin = result.evidence[-1] if len(result.evidence) == 1 else None
    steps.append(
        Step(
            what=declared.label,
            value=result.amount,
            decimals=declared.decimals,
            unit=declared.unit,
            source=origin.label if origin else _formula(declared),
            url=origin.url if origin else "",
        )
    )
    edition = judged.framework.edition
    steps.append(
        Step(
            what=_normalised(result, declared),
            value=result.points,
            decimals=2,
            unit=POINTS,
            source=Label(zh=f"目标值 {edition}", en=f"Goalposts {edition}"),
            url=_method(judged),
        )
    )
    if result.score is not None:
        weight = words.number(result.weight.quantize(Decimal("0.01")).normalize() + 0)
        figure = words.number(result.score, 2)
        steps.append(
            Step(
                what=Label(zh=f"计入综合指数：{figure} × {weight}%", en=f"Into the composite: {figure} × {weight}%"),
                value=result.score * result.weight / 100,
                decimals=2,
                unit=POINTS,
                source=Label(zh=f"权重表 {edition}", en=f"Weights {edition}"),
                url=_method(judged),
            )
        )
    return steps


def _part_steps(result: NodeResult, declared: Indicator) -> list[Step]:
    """Numerator and denominator: the parts of a ratio with their own units, or that the source gives none."""
    names = [declared.numerator, *([declared.denominator] if declared.denominator else [])]
    parts = [INDICATORS.get(key) for key in RATIOS[declared.key][:2]] if declared.key in RATIOS else []
    values = (result.numerator, result.denominator)
    steps = []
    for place, name in enumerate(names):
        given = result.evidence[place] if len(result.evidence) > 1 and place < len(result.evidence) else None
        value = values[place]
        steps.append(
            Step(
                what=parts[place].label if parts else name,
                value=Missing(reason=MissingReason.PARTIAL, detail=PART_NAMES[place]) if value is None else value,
                decimals=parts[place].decimals if parts else None,
                unit=parts[place].unit if parts else NO_UNIT,
                source=given.label if given else (OWN if value is not None else RESULT_ONLY),
                url=given.url if given else "",
            )
        )
    return steps


def _formula(declared: Indicator) -> Label:
    factor = "" if declared.factor == 1 else f" × {declared.factor.normalize():f}"
    return Label(zh=f"分子 ÷ 分母{factor}", en=f"numerator ÷ denominator{factor}")


def _normalised(result: NodeResult, declared: Indicator) -> Label:
    worst, best = result.node.worst, result.node.best
    if result.node.scale is not None and (how := result.node.how):
        return how
    if result.value is None or worst is None or best is None:
        return Label(zh="归一到 0–100", en="Scaled to 0–100")
    shown = words.number(result.value, declared.decimals)
    low, high = words.number(worst), words.number(best)
    minus = f" − {low}" if worst else ""
    span = f"({high} − {low})" if worst else high
    text = f"({shown}{minus}) ÷ {span} × 100" if minus else f"{shown} ÷ {span} × 100"
    return Label(zh=f"归一：{text}", en=f"Scaled: {text}")


def _method(judged: Judged) -> str:
    return f"/evaluate/frameworks/{judged.framework.key}/{judged.framework.edition}"


def _acts(judged: Judged, result: NodeResult) -> list[Act]:
    """Newest last: taken in, computed, frozen."""
    ids = [int(e.about.split(":")[1]) for e in result.evidence if e.kind == "value"]
    kept = list(IndicatorValue.objects.filter(pk__in=ids).select_related("file").order_by("recorded_at"))
    collected = [row.pk for row in kept if row.file_id is None]
    acts = [
        Act(
            verb=Label(zh="导入", en="Taken in"),
            who=f"{row.recorded_by}：{row.file.name if row.file else row.source}",
            at=row.recorded_at,
        )
        for row in {row.file_id or -row.pk: row for row in kept}.values()
        if row.file_id or not collected
    ]
    acts += [Act(verb=each.verb, who=f"{each.unit} {each.who}".strip(), at=each.at) for each in handled(collected)]
    acts.append(Act(verb=Label(zh="计算", en="Computed"), who=judged.computed_by, at=judged.computed_at))
    if judged.frozen_at:
        acts.append(Act(verb=Label(zh="冻结", en="Frozen"), who=judged.frozen_by, at=judged.frozen_at))
    return acts


def _others(by: Actor, judged: Judged, node: str, region: str) -> list[OtherEdition]:
    """What the same city's result is under other editions: one query for all."""
    rows = {row.pk: row for row in beside(by, judged)}
    found: dict[int, dict[str, Result]] = {}
    wanted = Result.objects.filter(assessment_id__in=rows, region_id=region, node__in={node, INDEX})
    for result in wanted.select_related("region"):
        found.setdefault(result.assessment_id, {})[result.node] = result
    return [
        OtherEdition(
            edition=rows[pk].edition,
            score=results[node].score if node in results else None,
            rank=results[node].rank if node in results else None,
            top_rank=results[INDEX].rank if INDEX in results else None,
            url=f"/evaluate/evidence/{pk}/{node}/{region}",
        )
        for pk, results in found.items()
    ]
