"""What a task promises, each with its place: indicator systems, systems and projects to build, numbers, pilots, documents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lingnan.engines.plan.reading.cleaning import fold
from lingnan.engines.plan.reading.result import FindingKind

_STOP = "，。；：！？\n"
_APPLY = r"(?:贯彻落实|落实|实施|执行|研究编制|组织编制|编制|研究制定|制定出台|制定|制订|出台|建立健全|建立完善|建立|健全|完善|构建|采用|应用|运用|对接|按照|发布|印发|修订|优化|推行|推广|研究提出|形成|纳入)"
_INDICATOR = re.compile(
    rf"{_APPLY}(?:好|并|和)?(?P<name>[^{_STOP}]{{2,60}}?(?:指标体系|(?<!绩效)评价体系|评估体系|评价标准体系))"
)
_REFERRED = re.compile(r"(?:根据|依据|依照|参照|参考|按照|对照|按)[^，。；：\n]{0,40}$")
_VAGUE = re.compile(r"^(?:各领域|各自|相关|有关|具体|本|该|上述|其|各项|若干)|具体的|相关的|各自的")
_BUILD = r"(?:规划建设|加快建设|推进建设|组织建设|升级改造|建设完善|建设运行|推广应用|建成|建设|搭建|构建|打造|建立健全|建立完善|建立|开发|部署|完善|上线|推广|推进|升级|改造|发展|整合|启用|运行|形成|优化)"
_SYSTEM_ENDS = "平台|系统|数据库|信息库|资源库|网络平台|云平台|大脑|门户|数据中心|指挥中心|中台|一张图|一张网|专网|应用程序|小程序|驾驶舱|资源池|算力中心|智算中心|大模型|基础库|主题库|专题库"
_SYSTEM = re.compile(rf"{_BUILD}(?P<name>[^{_STOP}]{{0,40}}?(?:{_SYSTEM_ENDS}))(?!化|性|集成|工程|论|建设与)")
_PROJECT = re.compile(
    r"[“\"](?P<quoted>[^”\"，。；\n]{2,24})[”\"](?P<end>工程|项目|行动|计划|专项|示范工程)?|(?:实施|组织实施|推进|开展|启动)(?P<name>[^，。；：、\n“”]{2,30}?(?:工程|重大项目|专项行动|行动计划|科技专项|示范项目|重点项目|专项))"
)
_NUMBER = re.compile(
    r"(?P<name>[^，。；：、\n（）“”]{2,24}?)(?P<verb>达到|达|提高到|提升至|提升到|提高至|增长到?|增加到|降低到|下降到?|控制在|保持在|不低于|不少于|不高于|不超过|超过|突破|为|至少|力争达到|稳定在|优于|高于|低于|以上)?(?P<value>[约超近]?\d[\d,.]*\s?(?:%|％|个百分点|‰|万亿元|亿元|万元|元|万个|万人|万户|万辆|万座|万|亿|个|家|座|公里|平方公里|平方米|人|户|项|辆|套|处|类|批|名|台|吨|分钟|小时|个工作日|天|倍|张|条|亩|MW|GW|千瓦|兆瓦|PB|P|TB|EFlops|EFLOPS|种|所|次|门|场|件|部|艘|米|度|GB|Gbps))(?P<tail>以上|以下|以内|左右)?"
)
_PILOT = re.compile(
    r"[^，。；：、\n（）]{0,30}?(?:试点示范|示范试点|试点|示范区|试验区|先行区|示范点|示范项目)(?:城市|项目|工作|建设|工程|区|县|市|单位|应用|地区|示范)?"
)
_DOCUMENT = re.compile(
    r"(?:制定|制订|出台|印发|编制|起草|研究制定|修订|发布|研究编制|研究出台|编写|形成|公布)(?:并[^，。；\n]{1,6})?[^，。；：\n《]{0,16}《(?P<title>[^》]+)》|(?:制定|制订|出台|印发|编制|起草|修订|发布)(?:并[^，。；、\n《》]{1,4})?(?P<name>[^，。；：、\n《》]{2,36}?(?:规划|方案|办法|意见|规范|标准|细则|条例|指南|导则|清单|目录|政策措施|实施细则|总体框架|行动计划|政策|规定|规程|导引|白皮书|指引|框架|名录|管理制度))(?![\u4e00-\u9fff]{0,2}体系)"
)
_IDLE_NUMBER = re.compile(r"^(?:第|等|共|前|后|约)?$")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A finding at `start:end` of the text it was found in."""

    kind: FindingKind
    start: int
    end: int
    text: str


def _from(match: re.Match[str], group: str, kind: FindingKind, text: str) -> Found:
    start, end = match.span(group)
    raw = text[start:end]
    lead = len(raw) - len(raw.lstrip(" 的了和与及、"))
    return Found(kind=kind, start=start + lead, end=end, text=raw[lead:].rstrip())


def _indicators(text: str, folded: str) -> Iterator[Found]:
    for match in _INDICATOR.finditer(folded):
        if _REFERRED.search(folded[: match.start()].rsplit("。", 1)[-1]) or match.group().startswith("按照"):
            continue
        name = _from(match, "name", "indicator_system", text)
        if not _VAGUE.search(name.text) and not name.text.endswith(("绩效考核体系",)):
            yield name


def _systems(text: str, folded: str) -> Iterator[Found]:
    for match in _SYSTEM.finditer(folded):
        yield _from(match, "name", "system", text)


def _projects(text: str, folded: str) -> Iterator[Found]:
    for match in _PROJECT.finditer(folded):
        if match["quoted"]:
            if match["end"] or folded[match.end() : match.end() + 8].lstrip("和、与及").startswith(
                ("工程", "项目", "“", '"', "建设")
            ):
                yield _from(match, "quoted", "project", text)
        else:
            yield _from(match, "name", "project", text)


def _numbers(text: str, folded: str) -> Iterator[Found]:
    for match in _NUMBER.finditer(folded):
        if (
            not match["verb"]
            and not match["tail"]
            and "%" not in match["value"]
            and not re.search(
                r"(?:建成|新增|完成|建设|培育|累计|打造|创建|实现|布局|引进|改造|形成|力争)", match["name"]
            )
        ):
            continue
        if (
            _IDLE_NUMBER.match(match["name"])
            or match["name"].endswith(("第", "年", "月"))
            or re.match(r"^\d{4}$", match["value"])
        ):
            continue
        yield Found(kind="number", start=match.start(), end=match.end(), text=text[match.start() : match.end()].strip())


def _pilots(text: str, folded: str) -> Iterator[Found]:
    for match in _PILOT.finditer(folded):
        yield Found(kind="pilot", start=match.start(), end=match.end(), text=text[match.start() : match.end()].strip())


def _documents(text: str, folded: str) -> Iterator[Found]:
    for match in _DOCUMENT.finditer(folded):
        yield _from(match, "title" if match["title"] else "name", "document", text)


def find_promises(text: str) -> tuple[Found, ...]:
    """All findings of a task's words, in order of place."""
    folded = fold(text)
    found = [
        each
        for finder in (_indicators, _systems, _projects, _numbers, _pilots, _documents)
        for each in finder(text, folded)
    ]
    indicators = [each for each in found if each.kind == "indicator_system"]
    kept = [
        each
        for each in found
        if each.kind == "indicator_system" or not any(each.start < i.end and i.start < each.end for i in indicators)
    ]
    return tuple(sorted(kept, key=lambda each: (each.start, each.end)))
