"""The elements of SL 651-2014, annex C: identifier, symbol, Chinese name, unit."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, kw_only=True, slots=True)
class Element:
    """One observed element; `id` is the identifier byte in hex."""

    id: str
    symbol: str
    name: str
    unit: str


def _read() -> Mapping[str, Element]:
    lines = files(__package__).joinpath("elements.csv").read_text(encoding="utf-8").splitlines()
    return {row["id"]: Element(**row) for row in csv.DictReader(lines)}


ELEMENTS = _read()

# SL 651-2014, annex B: function codes.
FUNCTIONS = {
    "2F": "链路维持报",
    "30": "测试报",
    "31": "均匀时段水文信息报",
    "32": "定时报",
    "33": "加报报",
    "34": "小时报",
    "35": "人工置数报",
    "36": "图片报",
    "37": "查询实时数据",
    "38": "查询时段数据",
    "39": "查询人工置数",
    "3A": "查询指定要素数据",
    "40": "修改基本配置",
    "41": "读取基本配置",
    "42": "修改运行参数配置",
    "43": "读取运行参数配置",
    "44": "查询水泵电机实时工作数据",
    "45": "查询软件版本",
    "46": "查询状态和报警信息",
    "47": "初始化固态存储数据",
    "48": "恢复出厂设置",
    "49": "修改密码",
    "4A": "设置时钟",
    "4B": "设置 IC 卡状态",
    "4C": "控制水泵",
    "4D": "控制阀门",
    "4E": "控制闸门",
    "4F": "水量定值控制",
    "50": "查询事件记录",
    "51": "查询时钟",
}
