"""Date phrases of plans: what is written, the last day that still keeps it, and of which kind it is."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lingnan.engines.plan.reading.numbering import CHINESE, chinese_number
from lingnan.engines.plan.reading.result import DeadlineKind, Period

_MONTHS, _QUARTER = 12, 3
_THIRD_PLAN_ENDS = 1970  # the third five-year plan ended in 1970, each later one five years on

_Y = rf"(?P<year>(?:19|20)\d\d|[二一][〇零○九][{CHINESE}○]{{2}})\s?年(?:度)?"
_YR = r"(?P<relative>今年|本年度?|当年|明年|次年|后年|去年)"
_MD = rf"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[{CHINESE[:9]}])\s?月(?:份)?"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])\s?[日号]"
_END = r"(?P<end>年?底|年末|末|初|中旬|上旬|下旬|年中|中)?(?P<before>之?前|以前|以内|内|之内)?"
_PART = r"(?P<part>上半年|下半年|第?[一二三四1-4]季度|前三季度|全年|年内)"
_LEAD = r"(?P<to>力?争?(?:到|至|截至|截止到?|不迟于|不晚于))?\s?"
_DASH = r"\s?(?:[-—–－~～〜]{1,2}|至|到)\s?"

_GOES = r"(?P<goes>(?:持续|长期)(?:推进|开展|实施|完善|落实|坚持))?"
_RANGE = re.compile(
    r"(?P<from>(?:19|20)\d\d)\s?年?(?:\s?(?P<frommonth>1[0-2]|0?[1-9])\s?月)?" + _DASH + r"(?P<to>(?:19|20)\d\d)\s?年"
    r"(?:\s?(?P<tomonth>1[0-2]|0?[1-9])\s?月)?(?P<tail>期间|底|末)?(?P<before>之?前)?"
)
_MONTH_RANGE = re.compile(
    r"(?:(?P<year>20\d\d)\s?年\s?)?(?P<frommonth>1[0-2]|0?[1-9])\s?月?(?:底|份)?"
    + _DASH
    + r"(?P<month>1[0-2]|0?[1-9])\s?月(?:份|底)?(?P<before>之?前)?"
)
_FIVE_YEAR = re.compile(rf"[“\"]?(?P<plan>十[{CHINESE[:9]}])五[”\"]?(?P<tail>期间|时期|末|期末|收官)")
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<year>20\d\d)(?P<sep>[-./])(?P<month>1[0-2]|0?[1-9])(?:(?P=sep)(?P<day>[12]\d|3[01]|0?[1-9]))?(?![\d.%])(?P<before>之?前|以前)?"
)
_DATED = re.compile(rf"{_LEAD}(?:{_Y}|{_YR})\s?(?:{_MD}\s?(?:{_DAY})?|{_PART})?{_END}" + _GOES)
_YEARLESS_MONTH = re.compile(rf"{_LEAD}{_MD}\s?(?:{_DAY})?{_END}")
_YEARLESS_PART = re.compile(
    rf"(?<![\d一二三四五六七八九十两几半]){_LEAD}(?:{_PART}|(?P<yearend>年底|年末)){_END}{_GOES}"
)
_RECURRING = re.compile(
    r"(?:每(?:个)?(?:年|季度?|月|周|半年|两年|学年|学期|旬|日|天)(?:度)?(?:(?:调度|通报|报告|报送|汇总|评估|督查|检查|开展|组织|召开|更新|考核|公布|总结|研究|会商)?[一二两三四\d]+次|至少[一二两三四\d]+次|(?:1[0-2]|[1-9])月(?:份)?(?:[1-3]?\d日|底|末)?(?:之?前)?|(?:[1-3]?\d日|年?底|末)(?:之?前)?)?"
    r"|(?<![一-龥])按(?:月|季度?|年度?|周|半年)(?:度)?|逐(?:年|月|季))"
)
_CONTINUOUS = re.compile(
    r"(?:年内|全年|今年|常年|贯穿全年|全年度?)?(?:持续|长期|常态化|常态|不断|动态|滚动|压茬|有序)(?:推进|坚持|实施|开展|任务|工作|有效|落实|进行|推动|完善|执行|更新|跟进)"
    r"|(?:年内|全年)?(?:持续|长期|常态化)(?:性)?(?:推进|工作|任务)?|贯穿全年|全年(?:性)?(?:工作|任务|推进)?"
)
_TERM = re.compile(r"(?:本届|本级|新一届|这届)?(?:省|市|县|区)?(?:政府|党委)?任期内")
_FEAST = re.compile(
    r"(?:(?:20\d\d|今|明|当|每)年)?\s?(?:春节|元旦|国庆|五一|中秋|汛期|主汛期|雨季|台风季|供暖季|采暖季|入冬|开学|春耕|秋收)(?:到来)?之?前"
)
_N = rf"(?<!\d)(?:\d{{1,3}}|[{CHINESE}两]{{1,3}})"
# What only a clause or a field of time may say: in running words the same phrases describe other things (毕业三年内).
_CLAUSE_TIMES: tuple[tuple[re.Pattern[str], DeadlineKind], ...] = (
    (
        re.compile(
            r"立即(?:实施|落实|执行|整改|启动)?|即时|立行立改|即知即改|随时|(?:自|从)?(?:文件|方案|本方案)?印发之日起(?:实施|施行|执行)?"
        ),
        "once",
    ),
    (re.compile(rf"(?:(?:自|从)?[^，。；、（）]{{0,6}}(?:印发|发布|实施|公布|下达)(?:之日)?(?:起|后))?{_N}(?:年|个?(?:月|工作日|季度)|日|天|周)(?:之)?内"), "by"),
    (re.compile(r"(?:常态长效|分年度|分阶段|分步|分[一二三四五六\d]{1,2}(?:年|步|批|个阶段)|适时|同步|按(?:计划|进度|时序|时间节点|年度计划)|按(?:要求|规定)时限)(?:推进|实施|完成|落实|开展)|贯穿(?:工作)?(?:始终|全过程)"), "continuous"),
    (re.compile(r"(?:自|从)?20\d\d年(?:度)?(?:(?:1[0-2]|0?[1-9])月(?:份)?(?:[1-3]?\d日)?)?起(?:，)?(?:持续|长期|每年|逐年|常态化|全面|正式)?(?:推进|实施|执行|施行|开展|坚持|落实)?"), "continuous"),
    (re.compile(r"(?<![一-龥])(?:近期|中长期|远期|中期|近中期)(?![一-龥])"), "once"),
)  # fmt: skip
# What stands before or behind a year that makes it no promise: a comparison, a start, an edition, a past fact.
_NOT_BEFORE = re.compile(r"(?:比|较|相比|自|从|以|对比|同比|基于|相对于?|按照?|截至|截止|根据|与|在)\s?$")
_COMPARED = re.compile(r"(?:比|较|自|从|以|同比|对比|相对于?|与|超过)\s?$")
_NOT_AFTER = re.compile(
    r"^\s?(?:以来|以后|之后|起(?!草)|后[，、]|为基|版|第?\d+号|相比|年?同期|基数|基础上|开始|的基础|水平|\s?增长)"
)
_PAST = re.compile(r"^\s?(?:印发|出台的|发布的|修订)")
_STARTED = re.compile(r"^\s?起")


@dataclass(frozen=True, kw_only=True)
class DateContext:
    """What a phrase is read against: the period of the plan and the year that 今年 means."""

    period: Period | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class DateHit:
    """A date phrase found at `start:end` of a text."""

    start: int
    end: int
    text: str
    due: date | None
    kind: DeadlineKind


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _number(raw: str) -> int:
    return int(raw) if raw.isdigit() else chinese_number(raw)


def _quarter_end(part: str, year: int) -> date:
    digit = next(c for c in part if c in "一二三四1234")
    return month_end(year, _QUARTER * _number(digit))


_FIXED_PARTS = {"上半年": 6, "下半年": 12, "全年": 12, "年内": 12, "前三季度": 9}


def _part_end(part: str, year: int) -> date:
    return month_end(year, _FIXED_PARTS[part]) if part in _FIXED_PARTS else _quarter_end(part, year)


_END_DAYS = {"上旬": 10, "中旬": 20, "初": 10}


def _month_due(year: int, month: int, end: str, before: str) -> date:
    if end in _END_DAYS:
        return date(year, month, _END_DAYS[end])
    if before in {"前", "之前", "以前"} and not end:
        # "6月前": the last day before June begins.
        return _month_before(year, month)
    return month_end(year, month)


def _month_before(year: int, month: int) -> date:
    """The last day before a month begins."""
    return date(year, month, 1) - timedelta(days=1)


def _year_due(year: int, end: str, before: str) -> date:
    if end in {"年中", "中"}:
        return date(year, 6, 30)
    if end == "初":
        return date(year, 3, 31)
    if before in {"前", "之前", "以前"} and not end:
        return date(year - 1, _MONTHS, 31)
    return date(year, _MONTHS, 31)


def _year_of(match: re.Match[str], base: int | None) -> int | None:
    groups = match.groupdict()
    if groups.get("year"):
        return _number(groups["year"])
    word = groups.get("relative") or ""
    if base is None:
        return None
    return base + {"明年": 1, "次年": 1, "后年": 2, "去年": -1}.get(word, 0)


def _kind_of(match: re.Match[str]) -> DeadlineKind:
    groups = match.groupdict()
    if groups.get("goes"):
        return "continuous"
    if groups.get("before") or groups.get("to"):
        return "by"
    if (
        (groups.get("end") or "") in {"底", "年底", "末", "年末"}
        or groups.get("yearend")
        or groups.get("part") == "年内"
    ):
        return "by"
    return "once"


def _due_of(match: re.Match[str], year: int) -> date | None:
    groups = match.groupdict()
    end, before = groups.get("end") or "", groups.get("before") or ""
    if groups.get("month"):
        month = _number(groups["month"])
        if groups.get("day"):
            try:
                return date(year, month, int(groups["day"]))
            except ValueError:
                return None
        return _month_due(year, month, end, before)
    if groups.get("part"):
        if (
            before in {"前", "之前", "以前"}
            and not end
            and "季度" in groups["part"]
            and groups["part"] not in _FIXED_PARTS
        ):
            last = _part_end(groups["part"], year)
            return _month_before(last.year, last.month - _QUARTER + 1)
        return _part_end(groups["part"], year)
    return _year_due(year, "年底" if groups.get("yearend") else end, before)


def _hit(match: re.Match[str], due: date | None, kind: DeadlineKind) -> DateHit:
    raw = match.group()
    lead = len(raw) - len(raw.lstrip())
    return DateHit(
        start=match.start() + lead, end=match.start() + len(raw.rstrip()), text=raw.strip(), due=due, kind=kind
    )


def _ranges(text: str, base: int | None) -> Iterator[DateHit]:
    for match in _RANGE.finditer(text):
        month = int(match["tomonth"] or _MONTHS)
        yield _hit(match, month_end(int(match["to"]), month), "continuous")
    for match in _MONTH_RANGE.finditer(text):
        year = int(match["year"]) if match["year"] else base
        yield _hit(match, month_end(year, int(match["month"])) if year else None, "continuous")
    for match in _FIVE_YEAR.finditer(text):
        number = chinese_number(match["plan"])
        last = _THIRD_PLAN_ENDS + 5 * (number - 3)
        yield _hit(match, date(last, _MONTHS, 31), "by" if "末" in match["tail"] else "continuous")
    for match in _NUMERIC.finditer(text):
        year, month = int(match["year"]), int(match["month"])
        try:
            due = date(year, month, int(match["day"])) if match["day"] else month_end(year, month)
        except ValueError:
            continue
        yield _hit(match, due, "by" if match["before"] else "once")


def _points(text: str, context: DateContext) -> Iterator[DateHit]:
    last = context.year
    found: list[tuple[int, re.Match[str]]] = [(m.start(), m) for m in _DATED.finditer(text)]
    found += [(m.start(), m) for pattern in (_YEARLESS_MONTH, _YEARLESS_PART) for m in pattern.finditer(text)]
    for _, match in sorted(found, key=lambda each: (each[0], -each[1].end())):
        year = _year_of(match, last if not match.groupdict().get("relative") else context.year)
        if match.groupdict().get("year"):
            last = year
        yield _hit(match, _due_of(match, year) if year else None, _kind_of(match))


def _loose(text: str, context: DateContext, *, clause: bool) -> Iterator[DateHit]:
    for match in _RECURRING.finditer(text):
        yield _hit(match, None, "recurring")
    for match in _CONTINUOUS.finditer(text):
        alone = (match.start() == 0 or text[match.start() - 1] in "，；。：（） \n、\t|") and (
            match.end() == len(text) or text[match.end()] in "，；。）（ \n、\t|"
        )
        if not (
            alone or (match.group().startswith(("年内", "全年持续", "贯穿全年")) and len(match.group()) > len("全年"))
        ):
            continue
        year_end = (
            date(context.year, _MONTHS, 31)
            if context.year and match.group().startswith(("年内", "全年", "今年", "贯穿全年"))
            else None
        )
        yield _hit(match, year_end, "continuous")
    for pattern in (_TERM, _FEAST):
        for match in pattern.finditer(text):
            yield _hit(match, None, "recurring" if match.group().startswith("每") else "by")
    for pattern, kind in _CLAUSE_TIMES if clause else ():
        for match in pattern.finditer(text):
            yield _hit(match, None, kind)


def _is_promise(hit: DateHit, text: str, context: DateContext) -> bool:
    before, after = text[max(0, hit.start - 4) : hit.start], text[hit.end : hit.end + 8]
    if _COMPARED.search(before) or _NOT_AFTER.match(after) or (hit.kind == "once" and _PAST.match(after)):
        return False
    if context.period and hit.due and hit.due < context.period.start:
        return False
    return not (before.endswith(("《", "〔", "[")))


def _quoted(text: str) -> list[tuple[int, int]]:
    """Titles of documents and their numbers: a year inside them promises nothing."""
    return [m.span() for m in re.finditer(r"《[^》]*》|[〔\[［（(](?:19|20)\d\d[〕\]］）)](?=\s?\d+\s?号)", text)]


def find_dates(text: str, context: DateContext, *, clause: bool = False) -> tuple[DateHit, ...]:
    """Every date phrase of `text`, in order. `clause`: the text is a responsibility clause or a field of time.

    >>> [(h.text, str(h.due), h.kind) for h in find_dates("2016年底前完成试点", DateContext())]
    [('2016年底前', '2016-12-31', 'by')]
    """
    taken = _quoted(text)
    kept: list[DateHit] = []
    for hit in (*_ranges(text, context.year), *_loose(text, context, clause=clause), *_points(text, context)):
        if hit.end <= hit.start or any(hit.start < end and start < hit.end for start, end in taken):
            continue
        taken.append((hit.start, hit.end))
        if _is_promise(hit, text, context):
            kept.append(hit)
    return tuple(sorted(kept, key=lambda each: each.start))
