"""Experts score regions, each for themselves; adopted, the means count as indicator values."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import transaction

from lingnan.core.errors import Conflict, Fault, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate.actions import RATE, RUN_PANEL
from lingnan.engines.evaluate.collect.estimates import ENOUGH, TWO, agreement, mean_of
from lingnan.engines.evaluate.collect.services.surveys import check_new
from lingnan.engines.evaluate.declare import INDICATORS, SourceKind
from lingnan.engines.evaluate.models import IndicatorValue, Panel, Rating
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.audit import record
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Region
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.sheets import Field, read_grid
from lingnan.shell.grid import figure

SCORES = (
    Field(key="region", head="区划代码", required=True, example="445300", hint="地级市六位代码"),
    Field(key="city", head="城市", example="云浮市"),
    Field(key="score", head="评分", example="75", hint="不评的留空"),
)


@transaction.atomic
def open_panel(
    *, by: Actor, key: str, indicator: str, period: str, title: str, closes_on: date, lowest: Decimal = Decimal(0),
    highest: Decimal = Decimal(100), title_en: str = "", is_sample: bool = False,
) -> Panel:  # fmt: skip
    """Ask the experts: what, of which year, on which scale, until when."""
    require(by, RUN_PANEL)
    check_new(key, indicator, period, title, kind=SourceKind.EXPERT)
    if Panel.objects.filter(pk=key).exists():
        raise Invalid(
            Label(zh="代号", en="Key"), Label(zh=f"“{key}”已有评分使用", en=f"“{key}” is taken by another panel")
        )
    if lowest >= highest:
        raise Invalid(
            Label(zh="分数范围", en="Range of scores"),
            Label(zh=f"{lowest} 应小于 {highest}", en=f"{lowest} must be below {highest}"),
        )
    kept = Panel.objects.create(
        key=key, indicator=indicator, period=period, title=title.strip(), title_en=title_en.strip(), lowest=lowest,
        highest=highest, closes_on=closes_on, is_sample=is_sample, opened_at=datetime.now(UTC), opened_by=by.name,
    )  # fmt: skip
    tell(by, kept, "panel", f"开始专家评分“{kept.title}”，{closes_on} 截止")
    return kept


def tell(by: Actor, panel: Panel, verb: str, summary: str, after: object = None) -> None:
    record(by=by, verb=f"evaluate.{verb}", about=f"evaluate.panel:{panel.key}", summary=summary, after=after)


def open_or_fault(key: str) -> Panel:
    kept = Panel.objects.select_for_update().filter(pk=key).first()
    if kept is None:
        raise NotFound(Label(zh=f"没有代号为“{key}”的专家评分", en=f"There is no panel of experts “{key}”"))
    if kept.state != "open":
        raise Conflict(Label(zh=f"“{kept.title}”已采用，不能再改", en=f"“{kept.title}” is adopted and changes no more"))
    return kept


@transaction.atomic
def rate(*, by: Actor, key: str, scores: Mapping[str, Decimal]) -> int:
    """An expert's scores by region; those given before are replaced, those left out are not rated."""
    require(by, RATE)
    kept = open_or_fault(key)
    if today() > kept.closes_on:
        raise Conflict(Label(zh=f"“{kept.title}”已于 {kept.closes_on} 截止", en=f"It closed on {kept.closes_on}"))
    names = dict(Region.objects.filter(level="city").values_list("code", "name"))
    low, high = scale_of(kept)
    faults = [
        Fault(
            where=names.get(code, code),
            reason=Label(zh=f"{score} 不在范围内", en=f"{score} is out of range"),
            allowed=Label(zh=f"{low} 至 {high}", en=f"{low} to {high}"),
        )
        for code, score in scores.items()
        if not low <= score <= high
    ] + [
        Fault(where=code, reason=Label(zh="没有这个地级市", en="There is no such city"))
        for code in scores
        if code not in names
    ]
    if faults:
        raise Invalid(
            Label(zh="评分", en="Scores"),
            Label(zh=f"{len(faults)} 处要改，没有存", en=f"{len(faults)} to mend; nothing was stored"),
            faults=tuple(faults),
        )
    rater = rater_name(kept, by)
    Rating.objects.filter(panel=kept, rater=rater).delete()
    Rating.objects.bulk_create(
        Rating(
            panel=kept, rater=rater, account_id=by.account_id, region_id=code, score=score, rated_at=datetime.now(UTC)
        )
        for code, score in sorted(scores.items())
    )
    tell(by, kept, "rate", f"{by.name}在“{kept.title}”给 {len(scores)} 个市评分")
    return len(scores)


def rater_name(panel: Panel, by: Actor) -> str:
    """The expert's name; of two who share one the later carries the number of the account."""
    others = panel.ratings.filter(rater=by.name, account__isnull=False)
    return f"{by.name}（{by.account_id}）" if others.exclude(account=by.account_id or 0).exists() else by.name


@transaction.atomic
def rate_by_sheet(*, by: Actor, key: str, name: str, content: bytes) -> int:
    """The same from a workbook: every faulty cell named, nothing stored while one is faulty."""
    require(by, RATE)
    kept = open_or_fault(key)
    grid = read_grid(name=name, content=content, fields=SCORES)
    names = dict(Region.objects.filter(level="city").values_list("code", "name"))
    low, high = scale_of(kept)
    scores: dict[str, Decimal] = {}
    for line in grid.lines:
        code, text = line.cells["region"], line.cells["score"]
        if code and code not in names:
            grid.fault(line, "region", f"没有代码为“{code}”的地级市", "例如 445300")
        if not text:
            continue
        score = figure(text)
        if score is None:
            grid.fault(line, "score", f"“{text}”不是数字")
        elif not low <= score <= high:
            grid.fault(line, "score", f"{score} 不在范围内", f"{low} 至 {high}")
        elif code in scores:
            grid.fault(line, "region", f"{code} 写了两次")
        else:
            scores[code] = score
    if grid.faults:
        raise Invalid(
            name,
            Label(
                zh=f"有 {len(grid.faults)} 处要改，什么也没有存", en=f"{len(grid.faults)} to mend; nothing was stored"
            ),
            faults=grid.faults,
        )
    return rate(by=by, key=key, scores=scores)


def scale_of(panel: Panel) -> tuple[Decimal, Decimal]:
    """The lowest and the highest score."""
    return panel.lowest or Decimal(0), panel.highest or Decimal(0)


def table_of(panel: Panel) -> dict[str, dict[str, Decimal]]:
    """Region → rater → score."""
    found: dict[str, dict[str, Decimal]] = {}
    for region, rater, score in panel.ratings.order_by("region_id", "rater").values_list("region_id", "rater", "score"):
        found.setdefault(region, {})[rater] = score or Decimal(0)
    return found


@transaction.atomic
def adopt(*, by: Actor, key: str, reason: str = "") -> int:
    """Let the means count. Each region needs two raters; where they hardly agree it is asked why, and marked."""
    require(by, RUN_PANEL)
    kept = open_or_fault(key)
    rated = table_of(kept)
    if not rated:
        raise Conflict(Label(zh=f"“{kept.title}”还没有人评分", en="Nobody has scored yet"))
    if single := [code for code, scores in rated.items() if len(scores) < TWO]:
        raise Conflict(
            Label(
                zh=f"{len(single)} 个市只有一人评分，至少要两人：{'、'.join(single)}",
                en=f"{len(single)} cities have one rater only, two are needed: {', '.join(single)}",
            )
        )
    alpha = agreement({code: list(scores.values()) for code, scores in rated.items()})
    is_weak = alpha is not None and alpha < ENOUGH
    if is_weak and not reason.strip():
        raise Invalid(
            Label(zh="原因", en="Reason"),
            Label(
                zh=f"专家意见分歧大（一致性 α = {alpha}，低于 {ENOUGH}），仍要采用请写明原因",
                en=f"The experts disagree (alpha {alpha}, below {ENOUGH}): say why you adopt them",
            ),
        )
    now = datetime.now(UTC)
    IndicatorValue.objects.bulk_create(
        IndicatorValue(
            indicator=kept.indicator, region_id=code, period=kept.period, vintage=kept.key,
            value=mean_of(scores.values()), unit=INDICATORS.get(kept.indicator).unit.zh, source=kept.title,
            note=f"专家一致性低（α = {alpha}）" if is_weak else "", is_sample=kept.is_sample, state="approved",
            recorded_at=now, recorded_by=by.name,
        )
        for code, scores in rated.items()
    )  # fmt: skip
    kept.state, kept.agreement = "approved", alpha
    kept.save(update_fields=["state", "agreement"])
    said = f"：{reason.strip()}" if reason.strip() else ""
    tell(by, kept, "panel_adopted", f"采用专家评分“{kept.title}”：{len(rated)} 个市，一致性 α = {alpha}{said}",
         after={"agreement": None if alpha is None else str(alpha), "reason": reason})  # fmt: skip
    return len(rated)
