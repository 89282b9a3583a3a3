"""The parts of `/design` that are forms, on made-up rows; `echo` takes what they send and says what it was."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from lingnan.core.labels import Label
from lingnan.core.missing import Missing, MissingReason
from lingnan.shell.grid import Grid, Row, Sheet, read
from lingnan.shell.language import bi
from lingnan.shell.review import VERDICTS, Item, Review, passages

SILENT = {"csrfmiddlewaretoken", "anchor", "password"}


class KeptForm(forms.Form):
    """A form whose work survives a reload."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        self.fields["kept_text"] = forms.CharField(
            label=bi("本季进展", "Progress of the quarter"), widget=forms.Textarea(attrs={"rows": 3})
        )
        self.fields["kept_done"] = forms.BooleanField(label=bi("本季节点已完成", "Milestone met"), required=False)
        self.fields["kept_file"] = forms.FileField(
            label=bi("佐证", "Evidence"), required=False, help_text=bi("文件不暂存", "Files are not kept")
        )


CUTS = (
    ("广东省智慧城市建设工作方案（样例）\n", ""),
    ("\n（八）推进时空信息云平台建设。2016 年底前建成省级平台。（省国土资源厅、省经济和信息化委）\n", "8"),
    ("\n（九）完善城市公共信息平台。（省住房城乡建设厅牵头，各有关部门配合）\n", "9"),
    ("\n（十）推进智慧交通建设。2017 年前完成智能交通框架。（省交通运输厅）\n", "10"),
)
READ = (
    Item(
        key="8",
        title="8 推进时空信息云平台建设",
        facts=("省国土资源厅、省经济和信息化委", "2016 年底前 → 2016-12-31"),
        doubts=("“省国土资源厅”2018 年 10 月后为“省自然资源厅”：交办给谁？",),
        value="省国土资源厅、省经济和信息化委",
    ),
    Item(key="10", title="10 推进智慧交通建设", facts=("省交通运输厅", "2017 年前 → 2016-12-31"), value="省交通运输厅"),
    Item(
        key="9",
        title="9 完善城市公共信息平台",
        facts=("省住房城乡建设厅",),
        doubts=("“各有关部门”是统称，读不出单位",),
        value="各有关部门",
    ),
)


def review(request: HttpRequest) -> Review:
    """The made-up document; what was decided stands in the address (`?item=8&verdict=accept`)."""
    verdict = next((each for each in VERDICTS if each == request.GET.get("verdict")), None)
    items = (replace(item, verdict=verdict) if item.key == request.GET.get("item") else item for item in READ)
    return Review(
        passages=passages(CUTS),
        items=tuple(items),
        heading=Label(zh="读出的任务", en="Tasks found"),
        document_name="工作方案.docx",
        action=reverse("shell:design_echo"),
    )


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """A made-up row of the duty list: new on top, it stays until somebody takes it."""

    key: str
    light: str
    what: Label
    where: Label
    since: str
    taken_by: Label | None = None


ALARMS = (
    Alarm(
        key="3",
        light="late",
        what=Label(zh="PM2.5 超标 1.4 倍", en="PM2.5 at 1.4× limit"),
        where=Label(zh="佛山禅城 2 号站", en="Foshan Chancheng 2"),
        since="16:02",
    ),
    Alarm(
        key="2",
        light="warn",
        what=Label(zh="数据中断 2 小时", en="Silent for 2 hours"),
        where=Label(zh="湛江 1 号站", en="Zhanjiang 1"),
        since="15:40",
    ),
    Alarm(
        key="1",
        light="late",
        what=Label(zh="水位超警戒 0.3 米", en="Level 0.3 m over the alert"),
        where=Label(zh="飞来峡水文站", en="Feilaixia gauge"),
        since="14:15",
        taken_by=Label(zh="李敏，14:21", en="Li Min, 14:21"),
    ),
)
ROADS = Grid(
    caption=Label(zh="城市道路，清远市", en="City roads, Qingyuan"),
    period=Label(zh="2017年", en="2017"),
    previous_period=Label(zh="2016年", en="2016"),
    rows=(
        Row(
            key="area",
            label=Label(zh="道路面积", en="Road area"),
            unit=Label(zh="万平方米", en="10⁴ m²"),
            previous=Decimal(1204),
            low=Decimal(900),
            high=Decimal(1500),
        ),
        Row(
            key="people",
            label=Label(zh="城区人口", en="Urban population"),
            unit=Label(zh="万人", en="10⁴ people"),
            previous=Decimal("71.66"),
            low=Decimal(60),
            high=Decimal(90),
        ),
        Row(
            key="lamps",
            label=Label(zh="路灯", en="Street lamps"),
            unit=Label(zh="盏", en="lamps"),
            previous=Missing(reason=MissingReason.NOT_REPORTED),
            low=Decimal(0),
        ),
        Row(
            key="spent",
            label=Label(zh="道路投资", en="Spent on roads"),
            unit=Label(zh="亿元", en="CNY 100 million"),
            previous=Decimal("3.2"),
            low=Decimal("0.5"),
            high=Decimal(8),
        ),
    ),
)
WRITTEN = {"area": "1,640", "people": "约72", "lamps": "", "spent": "3.4"}


def sheet(request: HttpRequest) -> Sheet:
    """As it came back with its faults; `?area=…` in the address judges other figures."""
    sent = {name: request.GET[name] for name in request.GET if name.split("-")[0] in WRITTEN}
    return read(ROADS, sent or WRITTEN)


def parts(request: HttpRequest) -> dict[str, Any]:  # a template context
    """What the page shows of these parts."""
    return {"kept_form": KeptForm(), "review": review(request), "sheet": sheet(request), "alarms": ALARMS}


@require_POST
def echo(request: HttpRequest) -> HttpResponse:
    """Nothing is stored: the page says what arrived, as a real one would after its service."""
    said = [f"{name} = {value}" for name, value in request.POST.items() if name not in SILENT and value]
    messages.info(request, bi("收到：{what}", "Received: {what}", what="; ".join(said)))
    back = ("item", "verdict", *(f"{row.key}{end}" for row in ROADS.rows for end in ("", "-why", "-missing")))
    decided = {name: request.POST[name] for name in back if name in request.POST}
    query = f"?{urlencode(decided)}" if decided else ""
    return HttpResponseRedirect(f"{reverse('shell:design')}{query}#{quote(request.POST.get('anchor', 'main'))}")
