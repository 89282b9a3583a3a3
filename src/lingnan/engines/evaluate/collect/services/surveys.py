"""Surveys of citizens: taken in from a sheet of answers or from a summary, adopted as indicator values."""

from datetime import UTC, datetime
from decimal import Decimal

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate.actions import SURVEY
from lingnan.engines.evaluate.checks import shipped_facts
from lingnan.engines.evaluate.collect.estimates import FEW, Estimate, estimate, from_summary
from lingnan.engines.evaluate.collect.services.rounds import KEY
from lingnan.engines.evaluate.declare import INDICATORS, SourceKind
from lingnan.engines.evaluate.models import IndicatorValue, Survey, SurveyEstimate
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.audit import record
from lingnan.engines.identity.models import Region
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.sheets import Field, Grid, Line, read_grid
from lingnan.shell.grid import figure

ANSWERS = (
    Field(key="region", head="区划代码", required=True, example="445300", hint="地级市六位代码"),
    Field(key="score", head="得分", required=True, example="80", hint="受访者给的分"),
    Field(key="weight", head="权重", example="1.25", hint="设计权重；不填为 1"),
)


def check_new(key: str, indicator: str, period: str, title: str, *, kind: SourceKind) -> None:
    """What a survey and a panel have in common: a key, an indicator of their kind, a year, a name."""
    if not KEY.fullmatch(key):
        raise Invalid(
            Label(zh="代号", en="Key"),
            Label(
                zh=f"“{key}”不能作代号：用小写字母、数字和连字符",
                en=f"“{key}” cannot be a key: use small letters, digits and hyphens",
            ),
        )
    if indicator not in INDICATORS or INDICATORS.get(indicator).source_kind is not kind:
        raise Invalid(
            Label(zh="指标", en="Indicator"),
            Label(
                zh=f"“{indicator}”不是{kind.label.zh}的指标",
                en=f"“{indicator}” is no indicator of this kind: {kind.label.en}",
            ),
        )
    if not (period.isascii() and period.isdigit() and len(period) == 4):  # noqa: PLR2004 -- a year
        raise Invalid(
            Label(zh="年度", en="Year"),
            Label(
                zh=f"“{period}”不是年度；写四位数字，如 2017",
                en=f"“{period}” is no year; write four digits, such as 2017",
            ),
        )
    if not title.strip():
        raise Invalid(Label(zh="名称", en="Name"), Label(zh="请填名称", en="Give it a name"))


@transaction.atomic
def open_survey(
    *, by: Actor, key: str, indicator: str, period: str, title: str, method: str, title_en: str = "",
    is_sample: bool = False,
) -> Survey:  # fmt: skip
    """Enter a survey: what it measures, who was asked and how."""
    require(by, SURVEY)
    check_new(key, indicator, period, title, kind=SourceKind.SURVEYED)
    if Survey.objects.filter(pk=key).exists():
        raise Invalid(
            Label(zh="代号", en="Key"), Label(zh=f"“{key}”已有调查使用", en=f"“{key}” is taken by another survey")
        )
    if not method.strip():
        raise Invalid(
            Label(zh="调查方法", en="Method"),
            Label(zh="请写明调查对象、抽样办法和时间", en="Say who was asked, how they were drawn, and when"),
        )
    kept = Survey.objects.create(
        key=key, indicator=indicator, period=period, title=title.strip(), title_en=title_en.strip(),
        method=method.strip()[:400], is_sample=is_sample, recorded_at=datetime.now(UTC), recorded_by=by.name,
    )  # fmt: skip
    tell(by, kept, "survey", f"登记调查“{kept.title}”")
    return kept


def tell(by: Actor, survey: Survey, verb: str, summary: str, after: object = None) -> None:
    record(by=by, verb=f"evaluate.{verb}", about=f"evaluate.survey:{survey.key}", summary=summary, after=after)


def open_or_fault(key: str) -> Survey:
    """The survey, locked, while it may still be changed."""
    kept = Survey.objects.select_for_update().filter(pk=key).first()
    if kept is None:
        raise NotFound(Label(zh=f"没有代号为“{key}”的调查", en=f"There is no survey “{key}”"))
    if kept.state != "open":
        raise Conflict(
            Label(
                zh=f"“{kept.title}”已采用，不能再改；更正请登记新的调查",
                en="It is adopted and cannot be changed; enter a new survey",
            )
        )
    return kept


@transaction.atomic
def take_answers(*, by: Actor, key: str, name: str, content: bytes) -> int:
    """The sheet of answers, whole or not at all: one line an answer; the estimates of its regions are made anew."""
    require(by, SURVEY)
    kept = open_or_fault(key)
    grid = read_grid(name=name, content=content, fields=ANSWERS)
    cities = set(Region.objects.filter(level="city").values_list("code", flat=True))
    fact = shipped_facts().of(kept.indicator)
    answers: dict[str, list[tuple[Decimal, Decimal]]] = {}
    for line in grid.lines:
        if (pair := answer_of(grid, line, cities, fact.least, fact.most)) is not None:
            answers.setdefault(line.cells["region"], []).append(pair)
    if grid.faults:
        raise Invalid(
            name,
            Label(
                zh=f"有 {len(grid.faults)} 处要改，什么也没有存", en=f"{len(grid.faults)} to mend; nothing was stored"
            ),
            faults=grid.faults,
        )
    for region, pairs in answers.items():
        put(kept, region, estimate(pairs, least=fact.least, most=fact.most))
    count = len(grid.lines)
    tell(by, kept, "survey_answers", f"“{kept.title}”导入 {count} 份答卷，{len(answers)} 个市",
         after={"file": name, "rows": count})  # fmt: skip
    return count


def answer_of(
    grid: Grid, line: Line, cities: set[str], least: Decimal | None, most: Decimal | None
) -> tuple[Decimal, Decimal] | None:
    """One answer, judged cell by cell."""
    cells = line.cells
    if cells["region"] and cells["region"] not in cities:
        grid.fault(line, "region", f"没有代码为“{cells['region']}”的地级市", "例如 445300")
    score, weight = figure(cells["score"]), figure(cells["weight"] or "1")
    if cells["score"] and score is None:
        grid.fault(line, "score", f"“{cells['score']}”不是数字")
    elif score is not None and ((least is not None and score < least) or (most is not None and score > most)):
        grid.fault(line, "score", f"{score} 超出可能的范围", f"{least} 至 {most}")
    if weight is None or weight <= 0:
        grid.fault(line, "weight", f"“{cells['weight']}”不是大于 0 的数", "设计权重；不填为 1")
    return None if score is None or weight is None else (score, weight)


@transaction.atomic
def set_estimate(
    *, by: Actor, key: str, region: str, size: int, mean: Decimal, deviation: Decimal, design_effect: Decimal
) -> SurveyEstimate:
    """One region from the survey's own summary."""
    require(by, SURVEY)
    kept = open_or_fault(key)
    city = Region.objects.filter(level="city", pk=region).first()
    if city is None:
        raise Invalid(
            Label(zh="城市", en="City"),
            Label(zh=f"没有代码为“{region}”的地级市", en=f"There is no city with code “{region}”"),
        )
    fact = shipped_facts().of(kept.indicator)
    if (fact.least is not None and mean < fact.least) or (fact.most is not None and mean > fact.most):
        raise Invalid(
            Label(zh="平均分", en="Mean"),
            Label(
                zh=f"{mean} 超出可能的范围 {fact.least} 至 {fact.most}",
                en=f"{mean} is outside what is possible, {fact.least} to {fact.most}",
            ),
        )
    found = from_summary(
        size=size, mean=mean, deviation=deviation, design_effect=design_effect, least=fact.least, most=fact.most
    )
    made = put(kept, region, found)
    tell(by, kept, "survey_estimate", f"“{kept.title}”录入{city.name}：{found.value}，{size} 份答卷")
    return made


def put(survey: Survey, region: str, found: Estimate) -> SurveyEstimate:
    made, _ = SurveyEstimate.objects.update_or_create(
        survey=survey,
        region_id=region,
        defaults={
            "size": found.size, "design_effect": found.design_effect, "estimate": found.value, "error": found.error,
            "low": found.low, "high": found.high,
        },
    )  # fmt: skip
    return made


@transaction.atomic
def adopt(*, by: Actor, key: str) -> int:
    """Let the estimates count as indicator values; how many."""
    require(by, SURVEY)
    kept = open_or_fault(key)
    rows = list(kept.estimates.order_by("region_id"))
    if not rows:
        raise Conflict(Label(zh=f"“{kept.title}”还没有结果", en="There are no results yet"))
    now = datetime.now(UTC)
    for row in rows:
        row.result = IndicatorValue.objects.create(
            indicator=kept.indicator, region_id=row.region_id, period=kept.period, vintage=kept.key, value=row.estimate,
            unit=INDICATORS.get(kept.indicator).unit.zh, source=kept.title,
            note=f"样本 {row.size} 份，少于 {FEW} 份" if row.size < FEW else "",
            is_sample=kept.is_sample, state="approved", recorded_at=now, recorded_by=by.name,
        )  # fmt: skip
        row.save(update_fields=["result"])
    kept.state = "approved"
    kept.save(update_fields=["state"])
    tell(by, kept, "survey_adopted", f"采用调查“{kept.title}”：{len(rows)} 个市")
    return len(rows)
