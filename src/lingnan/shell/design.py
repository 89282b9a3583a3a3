"""`/design`: every component in every state, on made-up rows. What a page author looks at, and the tests too."""

import json
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from lingnan.core.clock import ZONE
from lingnan.core.labels import Label
from lingnan.core.missing import Missing, MissingReason
from lingnan.shell import svg
from lingnan.shell.acts import SeriousAct, Step
from lingnan.shell.design_parts import parts
from lingnan.shell.drawings import Area, Chart, Day, PlaceMap, RegionMap, Series, Spot
from lingnan.shell.language import bi
from lingnan.shell.policy import allows_drawings
from lingnan.shell.svg.lines import drawing
from lingnan.shell.tables import Batch, BoundTable, Choice, Column, Filter, State, Table, bind

TODAY = date(2017, 11, 22)
GEO = Path(__file__).resolve().parents[1] / "data" / "geo" / "gd_city_4490.geojson"
NAMES = (
    ("440300", "深圳市", "Shenzhen", "78.5", 1, 1, 2), ("440400", "珠海市", "Zhuhai", "72.8", 2, 1, 3),
    ("440100", "广州市", "Guangzhou", "71.2", 3, 2, 3), ("442000", "中山市", "Zhongshan", "48.7", 4, 4, 6),
    ("441900", "东莞市", "Dongguan", "47.2", 5, 5, 6), ("440600", "佛山市", "Foshan", "46.6", 6, 4, 7),
    ("440700", "江门市", "Jiangmen", "37.1", 7, 7, 8), ("441700", "阳江市", "Yangjiang", "36.3", 8, 7, 10),
    ("441300", "惠州市", "Huizhou", "32.6", 9, 8, 14), ("441600", "河源市", "Heyuan", "32.3", 10, 8, 12),
    ("441200", "肇庆市", "Zhaoqing", "32.0", 11, 9, 15), ("441800", "清远市", "Qingyuan", "29.2", 12, 10, 15),
    ("440900", "茂名市", "Maoming", "28.2", 13, 11, 17), ("441400", "梅州市", "Meizhou", "28.0", 14, 11, 17),
    ("445200", "揭阳市", "Jieyang", "27.7", 15, 12, 16), ("440200", "韶关市", "Shaoguan", "25.4", 16, 13, 19),
    ("441500", "汕尾市", "Shanwei", "25.3", 17, 15, 19), ("440800", "湛江市", "Zhanjiang", "24.6", 18, 15, 19),
    ("440500", "汕头市", "Shantou", "23.9", 19, 15, 19), ("445100", "潮州市", "Chaozhou", "16.6", 20, 20, 20),
)  # fmt: skip
LACKING = ("445300", Label(zh="云浮市", en="Yunfu"))


@dataclass(frozen=True, kw_only=True)
class Task:
    """A made-up row of a board."""

    number: int
    title: Label
    lead: Label
    light: str
    start: date
    next_step: Label | None
    due: date | None
    nodes: str | Missing
    stones: tuple[svg.Milestone, ...] = ()
    updated: date = date(2017, 11, 18)

    @property
    def drawn(self) -> SafeString:
        past = self.due if self.light == "late" else None
        return svg.strip(
            start=self.start,
            end=date(2017, 12, 31),
            today=TODAY,
            milestones=self.stones,
            due=past,
            is_done=self.light == "done",
        )


TASKS = (
    Task(
        number=8, title=Label(zh="时空信息云平台", en="Spatial information cloud"), light="late", nodes="2/5",
        lead=Label(zh="省国土资源厅、省经济和信息化委", en="Land and Resources; Economy and Information"),
        start=date(2015, 1, 1), next_step=Label(zh="智慧广州试点建设", en="Smart Guangzhou pilot"),
        due=date(2017, 3, 31), updated=date(2017, 10, 22),
        stones=(svg.Milestone(day=date(2016, 1, 1), is_met=True), svg.Milestone(day=date(2017, 1, 1), is_met=True)),
    ),
    Task(
        number=18, title=Label(zh="智慧民政", en="Smart civil affairs"), light="miss",
        nodes=Missing(reason=MissingReason.NOT_REPORTED), lead=Label(zh="省民政厅", en="Civil Affairs"),
        start=date(2015, 7, 1), next_step=Label(zh="三季度进展", en="Progress of Q3"), due=date(2017, 11, 21),
        updated=date(2017, 8, 26),
    ),
    Task(
        number=4, title=Label(zh="智慧城市评价指标体系", en="Smart-city indicator system"), light="warn", nodes="2/3",
        lead=Label(zh="省质监局、省经济和信息化委", en="Quality Supervision; Economy and Information"),
        start=date(2015, 1, 1), next_step=Label(zh="修订稿征求意见", en="Comments on the revised draft"),
        due=date(2017, 11, 24),
        stones=(svg.Milestone(day=date(2016, 1, 1), is_met=True), svg.Milestone(day=date(2017, 11, 24))),
    ),
    Task(
        number=11, title=Label(zh="智慧交通", en="Smart transport"), light="ok", nodes="5/7",
        lead=Label(zh="省交通运输厅", en="Transport"), start=date(2015, 1, 1),
        next_step=Label(zh="智能交通框架", en="Framework of intelligent transport"), due=date(2017, 12, 15),
        stones=(svg.Milestone(day=date(2016, 7, 1), is_met=True),),
    ),
    Task(
        number=23, title=Label(zh="咨询评议与技术支撑", en="Advice and technical support"), light="none", nodes="0/3",
        lead=Label(zh="省科学院", en="Academy of Sciences"), start=date(2017, 6, 1), next_step=None,
        due=date(2017, 12, 29),
    ),
    Task(
        number=16, title=Label(zh="人力资源社会保障一体化", en="Human resources and social security as one"),
        light="done", nodes="4/4", lead=Label(zh="省人力资源社会保障厅", en="Human Resources and Social Security"),
        start=date(2015, 1, 1), next_step=None, due=None, updated=date(2017, 9, 30),
        stones=(svg.Milestone(day=date(2017, 7, 1), is_met=True),),
    ),
)  # fmt: skip

BOARD = Table(
    key="design-board",
    caption=Label(zh="任务", en="Tasks"),
    columns=(
        Column(key="number", label=Label(zh="号", en="No."), kind="number", is_quiet=True, on_phone="hidden"),
        Column(key="title", label=Label(zh="任务", en="Task"), on_phone="lead"),
        Column(key="lead", label=Label(zh="牵头单位", en="Lead unit"), is_quiet=True),
        Column(key="light", label=Label(zh="状态", en="State"), kind="light", on_phone="end"),
        Column(
            key="drawn", label=Label(zh="2015–2017", en="2015–2017"), kind="drawing", head=svg.strip_head,
            on_phone="hidden",
        ),
        Column(key="next_step", label=Label(zh="下一节点", en="Next milestone")),
        Column(key="due", label=Label(zh="期限", en="Due"), kind="deadline"),
        Column(key="nodes", label=Label(zh="节点", en="Nodes"), kind="number", is_sortable=False),
        Column(key="updated", label=Label(zh="更新", en="Updated"), kind="date", is_quiet=True, is_shown=False),
    ),
    states=tuple(State(key=key, light=key) for key in ("late", "warn", "miss", "none", "ok", "done")),
    state_of=lambda row: row.light,
    default_sort="light",
    filters=(
        Filter(
            key="unit",
            label=Label(zh="牵头单位", en="Lead unit"),
            choices=lambda: [Choice(key=task.lead.zh, label=task.lead) for task in TASKS],
            test=lambda row, key: row.lead.zh == key,
        ),
    ),
    row_url=lambda row: f"/design?task={row.number}",
    row_id=lambda row: str(row.number),
    batch=(Batch(label=Label(zh="催办", en="Remind"), url="/design/confirm"),),
    note=Label(zh="要催的在前", en="Those to chase come first"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class City:
    """A made-up row of a ranking."""

    code: str
    name: Label
    score: Decimal
    rank: int
    low: int
    high: int
    trend: tuple[Decimal | None, ...]

    @property
    def drawn(self) -> SafeString:
        return svg.rank_interval(rank=self.rank, low=self.low, high=self.high, of=21)

    @property
    def interval(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"

    @property
    def line(self) -> SafeString:
        return svg.sparkline(self.trend)


def wave(place: int) -> tuple[Decimal | None, ...]:
    """Ten years that go up and down, with a gap in one row of five."""
    values: list[Decimal | None] = [Decimal((place * 7 + year * (place % 5 + 2)) % 23) for year in range(10)]
    if place % 5 == 0:
        values[4] = None
    return tuple(values)


CITIES = tuple(
    City(
        code=code, name=Label(zh=zh, en=en), score=Decimal(score), rank=rank, low=low, high=high, trend=wave(rank)
    )
    for code, zh, en, score, rank, low, high in NAMES
)  # fmt: skip
RANKING = Table(
    key="design-ranking",
    prefix="r-",
    caption=Label(zh="综合指数排名", en="Ranking"),
    columns=(
        Column(key="rank", label=Label(zh="名次", en="Rank"), kind="number"),
        Column(key="name", label=Label(zh="城市", en="City"), on_phone="lead"),
        Column(
            key="score", label=Label(zh="得分", en="Score"), kind="number", on_phone="end", url=lambda row: "/design"
        ),
        Column(
            key="drawn",
            label=Label(zh="名次与区间", en="Rank and interval"),
            kind="drawing",
            head=svg.rank_axis,
            on_phone="hidden",
        ),
        Column(
            key="interval",
            label=Label(zh="90% 区间", en="90% interval"),
            kind="number",
            is_sortable=False,
            is_quiet=True,
        ),
        Column(key="line", label=Label(zh="2008–17", en="2008–17"), kind="drawing", on_phone="hidden"),
    ),
    default_sort="rank",
    row_url=lambda row: f"/design?city={row.code}",
    row_id=lambda row: row.code,
    page_size=10,
    note=Label(
        zh="圆点为名次，横条为 90% 区间；走势线各用自己的尺度",
        en="Dot: rank; bar: 90% interval; each line has its own scale",
    ),
)


class Sheet(forms.Form):
    """A form with its errors."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        self.fields["area"] = forms.DecimalField(
            label=bi("道路面积", "Road area"),
            help_text=bi(
                "万平方米；上年 1,204；一般在 900 到 1,500 之间", "10⁴ m²; last year 1,204; usually 900 to 1,500"
            ),
            error_messages={
                "invalid": bi(
                    "道路面积应为数字，您填的是“约80”。填 80，或留空并选原因",
                    "Road area must be a number; you wrote “约80”. Write 80, or leave it empty and choose why",
                )
            },
            widget=forms.TextInput(attrs={"size": 10, "inputmode": "decimal"}),
        )
        self.fields["why"] = forms.ChoiceField(
            label=bi("缺失原因", "Why missing"),
            required=False,
            choices=[
                ("", "—"),
                ("calibration", bi("仪器校准", "calibration")),
                ("silent", bi("来源未应答", "no answer")),
            ],
        )
        self.fields["kind"] = forms.ChoiceField(
            label=bi("口径", "Coverage"),
            choices=[("city", bi("市区", "urban area")), ("all", bi("全市", "whole city"))],
            widget=forms.RadioSelect,
        )
        self.fields["note"] = forms.CharField(
            label=bi("说明", "Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
        )
        self.fields["sure"] = forms.BooleanField(
            label=bi("已与统计年鉴核对", "Checked against the yearbook"), required=False
        )


BREAKS = [Decimal(20), Decimal(30), Decimal(45), Decimal(60)]


def level_of(score: Decimal) -> int:
    return bisect_right(BREAKS, score) + 1


@cache
def cities() -> list[dict[str, Any]]:  # GeoJSON features
    """The cities, coordinates to three decimals."""
    features: list[dict[str, Any]] = json.loads(GEO.read_text())["features"]
    for feature in features:
        feature["geometry"]["coordinates"] = rounded(feature["geometry"]["coordinates"])
    return features


def city_map() -> RegionMap:
    """The scores as a map; one city lacks its value."""
    areas = [Area(code=city.code, name=city.name, value=city.score, url=f"/design?city={city.code}") for city in CITIES]
    lacking = Area(code=LACKING[0], name=LACKING[1], value=Missing(reason=MissingReason.NOT_REPORTED))
    return RegionMap(
        key="design-map",
        title=Label(zh="综合指数得分，2017", en="Composite score, 2017"),
        finding=Label(
            zh="珠三角高，粤东西北低，云浮未报送",
            en="High in the Pearl River Delta, low elsewhere; Yunfu did not report",
        ),
        geojson_url="/design/regions.geojson",
        areas=[*areas, lacking],
        breaks=BREAKS,
        unit=Label(zh="分", en="points"),
        twin="design-ranking",
        drawn=svg.region_map(cities(), {city.code: level_of(city.score) for city in CITIES}, name="", width=480),
        is_sample=True,
    )


def stations() -> PlaceMap:
    """Stations in each state, three of them close together."""
    places = (
        (113.26, 23.13, "ok"),
        (113.30, 23.15, "warn"),
        (113.24, 23.10, "ok"),
        (114.06, 22.54, "late"),
        (110.36, 21.27, "miss"),
        (116.12, 24.29, "ok"),
        (115.37, 22.79, "none"),
        (113.58, 24.81, "done"),
    )
    spots = [
        Spot(key=f"s{n}", name=bi("{n} 号站", "Station {n}", n=n), longitude=x, latitude=y, light=light)
        for n, (x, y, light) in enumerate(places, 1)
    ]
    return PlaceMap(
        key="design-stations",
        title=Label(zh="空气站，现在", en="Air stations, now"),
        finding=Label(zh="8 个站：深圳 1 站超标，湛江 1 站未报送", en="8 stations: one over the limit, one silent"),
        land_url="/design/regions.geojson",
        spots=spots,
        words={"late": Label(zh="超标", en="Exceeded")},
        is_sample=True,
    )


MINE = "4.8 10.3 9.9 10.9 9.4 0.39 6.4 11.7 12.1 19.9 22.2 31.6 31.8 15.4 16.8 15.87"
MEDIAN = "8.8 9.3 9.9 9.6 9.3 10.1 10.6 11.8 12.2 14.3 14.0 13.9 13.2 14.3 14.2 14.7"


def decimals(figures: str) -> list[Decimal]:
    return [Decimal(text) for text in figures.split()]


def roads() -> Chart:
    """A line with a gap, a flagged value and a comparison."""
    return Chart(
        key="design-line",
        kind="line",
        title=Label(zh="人均道路面积，历年", en="Road area per person over the years"),
        finding=Label(
            zh="清远市 2011 年后高于中位数，2015 年回落",
            en="Qingyuan rose above the median after 2011 and fell back in 2015",
        ),
        x=[str(year) for year in range(2002, 2018)],
        series=[
            Series(
                name=Label(zh="清远市", en="Qingyuan"),
                values=decimals(MINE),
                flags={5: Label(zh="比上年低 96%，疑为口径变化；不连线", en="96% below the year before; not joined")},
            ),
            Series(name=Label(zh="21 市中位数", en="median"), values=decimals(MEDIAN), is_comparison=True),
        ],
        unit=Label(zh="平方米/人", en="m² per person"),
    )


def days_over() -> Chart:
    """Bars against a limit, one missing."""
    values = ["52", "61", "47", None, "39", "44"]
    return Chart(
        key="design-bar",
        kind="bar",
        title=Label(zh="PM2.5 年均浓度", en="PM2.5 annual mean"),
        finding=Label(zh="2013 年起低于二级限值，2015 年缺测", en="Below the limit since 2013; 2015 is missing"),
        x=["2012", "2013", "2014", "2015", "2016", "2017"],
        series=[
            Series(
                name=Label(zh="佛山市", en="Foshan"),
                values=[Decimal(v) if v else Missing(reason=MissingReason.INVALID) for v in values],
            )
        ],
        unit=Label(zh="微克/立方米", en="µg/m³"),
        rule=(Decimal(35), Label(zh="二级限值 35", en="limit 35")),
        is_short=True,
    )


def swatches(name: str, count: int) -> SafeString:
    """A scale as it is."""
    body = "".join(f'<rect class="{name}-{n + 1}" x="{n * 28}" width="26" height="16"/>' for n in range(count))
    return drawing(count * 28, 16, body, "")


def tables(request: HttpRequest) -> dict[str, BoundTable]:
    """The board in each of its states."""
    empty = Table(
        key="design-empty",
        caption=BOARD.caption,
        columns=BOARD.columns[:4],
        empty=Label(zh="还没有任务", en="No tasks yet"),
        empty_hint=Label(zh="通过一份计划文件后，任务会列在这里。", en="Tasks appear here once a plan is adopted."),
        prefix="e-",
    )
    failed = bind(
        Table(key="design-error", caption=BOARD.caption, columns=BOARD.columns[:4], prefix="f-"), TASKS[:2], request
    )
    failed.error = Label(
        zh="国土资源厅的接口未应答；下面是 11月22日 09:00 的行",
        en="The Land Resources interface did not answer; rows of 22 Nov, 09:00",
    )
    closed = bind(empty, [], request)
    closed.forbidden = Label(zh="只有省教育厅可看，可向张华申请。", en="Only Education may see this; ask Zhang Hua.")
    filtered = bind(BOARD, TASKS, request, today=TODAY)
    filtered.query = filtered.query.copy()
    filtered.query["state"], filtered.query["unit"] = "done", "省民政厅"
    return {
        "board": bind(BOARD, TASKS, request, today=TODAY),
        "ranking": bind(RANKING, CITIES, request),
        "empty": bind(empty, [], request),
        "failed": failed,
        "closed": closed,
        "filtered": filtered,
    }  # fmt: skip


@allows_drawings
def design(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    bound = tables(request)
    for each in (bound["board"], bound["ranking"]):
        if (answer := each.download()) is not None:
            return answer
    steps = [
        Step(label=Label(zh="店名", en="Shop"), url="/design"),
        Step(label=Label(zh="地址", en="Address"), is_current=True),
        Step(label=Label(zh="核对", en="Check your answers")),
    ]
    context = {
        **bound,
        **parts(request),
        "today": TODAY,
        "when": datetime(2017, 11, 22, 16, 4, tzinfo=ZONE),
        "form": Sheet({"area": "约80", "kind": ""}),
        "steps": steps,
        "act": serious_act(),
        "map": city_map(),
        "stations": stations(),
        "line": roads(),
        "bar": days_over(),
        "trend": [4, 6, 5, None, 7, 9, 8],
        "missing": [Missing(reason=reason) for reason in MissingReason],
        "due": {"late": date(2017, 11, 19), "today": TODAY, "soon": date(2017, 11, 24), "far": date(2017, 12, 11)},
        "scales": [(name, swatches(name, count)) for name, count in (("seq5", 5), ("seq7", 7), ("div7", 7))],
        "month": range(1, 31),
        "air": [air_day(number) for number in range(1, 32)],
    }
    return render(request, "shell/design.html", context)


AIR = {1: Label(zh="优", en="Excellent"), 2: Label(zh="良", en="Good"), 3: Label(zh="轻度污染", en="Light pollution")}
SILENT = 17  # the day of October without data


def air_day(number: int) -> Day:
    level = number * 7 % 3 + 1
    if number == SILENT:
        return Day(on=date(2017, 10, number), level=None, word=Label(zh="无数据", en="No data"))
    return Day(on=date(2017, 10, number), level=level, word=AIR[level])


def serious_act() -> SeriousAct:
    return SeriousAct(
        title=Label(zh="冻结 2017 年度的 105 个数？", en="Freeze the 105 values of 2017?"),
        consequences=(
            Label(
                zh="21 个市、5 项指标的 105 个数从此不能改。",
                en="105 values of 21 cities and 5 indicators can no longer be changed.",
            ),
            Label(zh="年度报告引用这些数。", en="The annual report quotes them."),
        ),
        undo=Label(zh="不能撤销；要改只能发布更正。", en="This cannot be undone; changes need a published correction."),
        verb=Label(zh="冻结 105 个数", en="Freeze 105 values"),
        cancel_url="/design",
        is_destructive=True,
    )


def confirm(request: HttpRequest) -> HttpResponse:
    """A serious act as a page of its own."""
    return render(request, "shell/confirm.html", {"act": serious_act()})


def regions(request: HttpRequest) -> HttpResponse:
    """The cities for the map of this page."""
    return JsonResponse({"type": "FeatureCollection", "features": cities()})


def rounded(part: list[object] | object) -> object:
    if isinstance(part, list):
        return [rounded(each) for each in part]
    return round(part, 3) if isinstance(part, float) else part
