"""What stands before the tasks: title, issuing unit, document number, date, period, grounds, members."""

import re
from datetime import date

from lingnan.engines.plan.reading.clauses import unwrap
from lingnan.engines.plan.reading.cleaning import fold
from lingnan.engines.plan.reading.names import carry_province, split_names
from lingnan.engines.plan.reading.numbering import chinese_number, mark_at
from lingnan.engines.plan.reading.result import Basis, Period

_KINDS = "方案|计划|规划|意见|通知|措施|要点|办法|分工|决定|行动|安排|清单|任务书|实施细则|条例|规定|纲要|分解表|任务表|分工表|一览表|进度表|安排表|计划表|项目表|台账|预案|分解|若干政策|政策|目标|工作任务|任务|责任表"
_TAIL = r"(?:（(?:(?:19|20)\d\d[^）]{0,14}|试行|修订版?|征求意见稿|暂行|送审稿|第[一二三四五]版|草案|[一二三四五六七八九十]+五[^）]{0,6})）){0,2}"
_TITLE = re.compile(rf"^.{{4,90}}(?:{_KINDS}){_TAIL}(?:的通知{_TAIL})?$")
_SUFFIX = re.compile(r"^（(?:(?:19|20)\d\d(?![^）至~-]*月)[^）]{0,14}|试行|征求意见稿|暂行|修订版?|送审稿)）$")
# A title whose line break was lost: it ends where the preamble begins.
_RUN_ON = re.compile(
    rf"^([^。；：，]{{4,70}}?(?:{_KINDS}){_TAIL}(?:的通知)?)(?=为|根据|按照|依据|按|结合|近年来|各|一、|第一|（一）|现|[\u4e00-\u9fff]{{1,8}}（20\d\d）\s?\d{{1,5}}\s?号)"
)
_NOTICE = re.compile(r"(?:关于)?(?:印发|转发|下发|发布)[《〈]?(?P<inner>.+?)[》〉]?的(?:通知|函|批复|公告)$")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}(?:〔|\[|［|（|\(|【)\s?(?:19|20)\d\d\s?(?:〕|\]|］|）|\)|】)\s?(?:第)?\s?\d{1,5}\s?号"
)
_NUMBER_FIELD = re.compile(rf"文\s*号\s*[：:|\s]\s*(?P<number>{_NUMBER.pattern})")
_ISSUER_FIELD = re.compile(
    r"(?:发布机构|发文机关|发文单位|制发机关|印发机关)\s*[：:|]\s*(?P<issuer>[\u4e00-\u9fff]{3,30})"
)
_BASIS = re.compile(
    r"《(?P<title>[^《》]*(?:〈[^〉]*〉[^《》]*)?)》\s?(?:（(?P<number>[^（）]*?(?:〔|\[|［|（)?(?:19|20)\d\d(?:〕|\]|］|）)?\s?\d*\s?号)）)?"
)
_BASIS_WORDS = re.compile(r"贯彻|落实|依据|根据|按照|遵照|结合|为了|为")
_ISSUER_LINE = re.compile(
    r"^.{2,40}?(?:人民政府办公厅|人民政府办公室|人民政府|办公厅|办公室|委员会|领导小组|工作组|厅|局|委|部|国务院|管委会|党委)(?:文件)?$"
)
_ISSUER_HEAD = re.compile(r"^(?P<issuer>[^，。：；《》\n]{2,60}?)(?:关于|印发|转发)")
_ORGAN = re.compile(
    r"(?:国务院|人民政府|办公厅|办公室|委员会|厅|局|部|委|领导小组|管委会|工作组|等(?:[\d一二三四五六七八九十]+个?)?(?:部门|单位|部委|厅局))$"
)
_DAY = re.compile(
    r"^(?P<y>20\d\d|[二〇○零一三四五六七八九]{4})年(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})月(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})日(?:印发)?$"
)
_YEARS = re.compile(r"((?:19|20)\d\d)\s?年?\s?(?:[-~]{1,2}|至|到)\s?((?:19|20)\d\d)\s?年?")
_ONE_YEAR = re.compile(r"((?:19|20)\d\d)\s?年(?!代)")
_PLAN_NO = re.compile(r"[“\"]?十([一二三四五六七八九])五[”\"]?")
_THIRD_PLAN, _FURTHEST = 1966, 15  # the third five-year plan began in 1966, each later one five years on
_MOST_SIGNERS = 12
_HEAD_LINES, _LONGEST_TITLE, _HEAD_CHARS, _LONGEST_LINE, _SHORT_REST = 60, 110, 3000, 60, 12
_MEMBERS = (
    re.compile(r"由(?P<names>[^。；由]{6,900}?)(?:等)?(?:相关|有关)?(?:部门|单位)?(?:共同|联合)?组成"),
    re.compile(
        r"成员单位(?:包括|为|有|由)?\s?[：:]?(?P<names>[^。；\n]{6,900}?)(?:等(?:相关|有关)?(?:部门|单位)?)?(?:组成)?(?:[。；\n]|$)"
    ),
    re.compile(
        r"(?:工作组|领导小组|联席会议|专班)?成员(?:单位)?(?:包括|由|为)(?P<names>[^。；\n]{6,900}?)(?:等(?:相关|有关)?(?:部门|单位)?)?(?:有关负责同志|负责人|分管领导|负责同志|相关负责人|组成|[。；\n]|$)"
    ),
)
_PEOPLE = re.compile(r"(?:主要|分管|有关|相关)?(?:负责同志|负责人|领导|领导同志)?(?:担任|任|为)?(?:成员)?$")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n")]


def _looks_like_title(line: str) -> bool:
    folded = fold(line)
    if len(line) > _LONGEST_TITLE or mark_at(line) or re.search(r"[。；！？：]", folded) or folded.endswith("，"):
        return False
    return bool(_TITLE.match(folded)) and not re.match(r"^(?:现将|为|根据|按照|请|经|附件|以下)", folded)


def find_title(clean: str) -> tuple[str, int]:
    """The plan's own title and where it ends: the last title line before the first number mark, else the first of all."""
    lines = clean.split("\n")
    position = 0
    found: list[tuple[str, int]] = []
    for index, line in enumerate(lines[:_HEAD_LINES]):
        stripped = line.strip()
        end = position + len(line)
        if _goes_on_below(lines, index):
            position = end + 1
            continue
        if stripped and mark_at(stripped) and found and not re.match(r"附件", stripped):
            break
        title = stripped.strip("《》")
        if _looks_like_title(title):
            head = _title_above(lines, index)
            below = lines[index + 1].strip() if index + 1 < len(lines) else ""
            found.append((head + title + (below if _SUFFIX.match(fold(below)) else ""), end))
        position = end + 1
    if not found:
        run_on = _RUN_ON.match(fold(lines[0])) if lines else None
        if run_on is None:
            return _fallback_title(lines)
        notice = _NOTICE.search(run_on[1])
        return (notice["inner"] if notice else lines[0][: run_on.end(1)]), run_on.end(1)
    own = [each for each in found if not _NOTICE.search(fold(each[0]))]
    if own:
        return own[-1] if len(own) == 1 or _NOTICE.search(fold(found[0][0])) else own[0]
    match = _NOTICE.search(found[0][0])
    return (match["inner"] if match else found[0][0]), found[0][1]


def _title_above(lines: list[str], index: int) -> str:
    """Lines of the title that stand above its last line (a title is often broken over two or three)."""
    head = ""
    for line in map(str.strip, reversed(lines[max(0, index - 2) : index])):
        if (
            not line
            or len(line) > _LONGEST_LINE
            or re.search(r"[。；：，！？,;:]", line)
            or mark_at(line)
            or _NUMBER.search(line)
            or _DAY.match(fold(line))
        ):
            break
        if (_looks_like_title(line) and not _TITLE_REST.match(fold(head or lines[index]))) or re.match(
            r"附件|前言|目录|[(（]", line
        ):
            break
        head = line + head
    return head


# What a title that was broken over two lines may end with, on a line of its own.
_TITLE_REST = re.compile(
    rf"^(?:[\u4e00-\u9fff\d]{{0,10}}?)(?:{_KINDS}){_TAIL}(?:的(?:通知|函|意见|批复|公告))?{_TAIL}$"
)


def _goes_on_below(lines: list[str], index: int) -> bool:
    """A line that could be a title but ends on the next one (…《政府工作报告》重点任务 / 分工方案的通知)."""
    below = lines[index + 1].strip() if index + 1 < len(lines) else ""
    line = lines[index].strip()
    return _looks_like_title(line) and not fold(line).endswith(("通知", "）")) and bool(_TITLE_REST.match(fold(below)))


def _fallback_title(lines: list[str]) -> tuple[str, int]:
    position = 0
    for line in lines[:10]:
        stripped = line.strip()
        if stripped and not mark_at(stripped) and len(stripped) <= _LONGEST_LINE and not re.search(r"[。；]", stripped):
            return stripped, position + len(line)
        position += len(line) + 1
    return "", 0


_ELSEWHERE = re.compile(
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆"
)


def is_home(title: str, issuer: str) -> bool:
    """Does 省 in the document mean the province of the unit book? Not where it names another one."""
    return "广东" in title + issuer or not _ELSEWHERE.search(title + issuer)


def find_number(clean: str) -> str:
    """The document's own number: alone on its line near the top, or in the page's field for it (文号：…)."""
    for line in _lines(clean[:_HEAD_CHARS])[:_HEAD_LINES]:
        match = _NUMBER.search(line)
        if match and len(line) - len(match.group()) <= _SHORT_REST and "《" not in line:
            return match.group().strip()
    told = _NUMBER_FIELD.search(clean[:_HEAD_CHARS])
    if told:
        return told["number"].strip()
    run_on = _RUN_ON.match(fold(clean.split("\n", 1)[0]))  # lost line breaks: the number follows the title at once
    behind = _NUMBER.match(clean, run_on.end()) if run_on else None
    return behind.group() if behind else ""


def find_issuer(clean: str, title: str) -> str:
    """Who issued it: the letterhead, the head of the notice's title, or the signature."""
    lines = _lines(clean[:_HEAD_CHARS])[:_HEAD_LINES]
    for line in lines:
        if line.endswith("文件") and len(line) <= _LONGEST_LINE and re.search(r"政府|办公|委|厅|局|部", line):
            return line.removesuffix("文件")
    joined = ["".join(lines[i : i + 3]) for i in range(min(6, len(lines)))] + [title]
    for line in (each for each in (*lines, *joined) if "|" not in each):
        match = _ISSUER_HEAD.match(line)
        if match and _ORGAN.search(match["issuer"]) and not re.match(r"为|根据|按照|贯彻|由", line):
            return match["issuer"]
    told = _ISSUER_FIELD.search(clean[:_HEAD_CHARS])
    return _signature(_lines(clean)[-12:]) or _signature(lines) or (told["issuer"] if told else "")


def _signature(lines: list[str]) -> str:
    """The units that signed: the lines right above a date, letters set apart put together (民 政 部)."""
    for index, line in enumerate(lines):
        if not _DAY.match(fold(line)):
            continue
        units: list[str] = []
        for above in reversed(lines[max(0, index - _MOST_SIGNERS) : index]):
            parts = [above.replace(" ", "")] if re.fullmatch(r"\S(?: +\S)+", above) else above.split()
            if not all(_ISSUER_LINE.match(part) for part in parts):
                break
            units = [*parts, *units]
        if units:
            return "、".join(units)
    return ""


def _int(raw: str) -> int:
    return int(raw) if raw.isdigit() else chinese_number(raw)


def find_day(clean: str) -> date | None:
    """The day of issue: a date alone on its line, near the top or at the end; brackets around it may stand."""
    lines = _lines(clean)
    for line in (*lines[:_HEAD_LINES], *lines[-15:]):
        match = _DAY.match(fold(unwrap(line))) if len(line) <= _LONGEST_LINE else None
        if match:
            try:
                return date(_int(match["y"]), _int(match["m"]), _int(match["d"]))
            except ValueError:
                continue
    return None


def _from_words(words: str) -> Period | None:
    folded = fold(words)
    match = _YEARS.search(folded)
    if match and int(match[1]) <= int(match[2]):
        return Period(start=date(int(match[1]), 1, 1), end=date(int(match[2]), 12, 31))
    five = _PLAN_NO.search(folded)
    if five:
        first = _THIRD_PLAN + 5 * (10 + chinese_number(five[1]) - 3)
        return Period(start=date(first, 1, 1), end=date(first + 4, 12, 31))
    one = _ONE_YEAR.search(folded)
    if one:
        return Period(start=date(int(one[1]), 1, 1), end=date(int(one[1]), 12, 31))
    return None


def find_period(title: str, clean: str, issued: date | None) -> Period | None:
    """The years the plan rules: of its title, else of the notice above it, else of its opening words, else of its issue."""
    for words in (title, *[line for line in _lines(clean[:1500])[:15] if _looks_like_title(line)]):
        period = _from_words(re.sub(r"《[^》]*》", "", words))
        if period:
            return period
    match = re.search(
        r"(?:实施期限|规划期|工作期限|实施时间|有效期|计划期|实施周期|规划期限)[^。\n]{0,12}?(" + _YEARS.pattern + ")",
        fold(clean),
    )
    if match:
        return _from_words(match.group(1))
    ahead = re.findall(r"到\s?(20\d\d)\s?年", fold(clean))
    if ahead and issued and issued.year <= int(max(ahead)) <= issued.year + _FURTHEST:
        return Period(start=date(issued.year, 1, 1), end=date(int(max(ahead)), 12, 31))
    return Period(start=date(issued.year, 1, 1), end=date(issued.year, 12, 31)) if issued else None


def only_year(clean: str) -> int | None:
    """The one year that the dates of the text itself name, for a document that tells its year nowhere else."""
    years = set(re.findall(r"(20\d\d)年\s?(?:1[0-2]|0?[1-9])月", re.sub(r"《[^》]*》|（[^）]*号）", "", fold(clean))))
    return int(years.pop()) if len(years) == 1 else None


def number_day(number: str) -> date | None:
    """The first day of the year in a document number, where no other day is known."""
    match = re.search(r"(?:19|20)\d\d", number)
    return date(int(match.group()), 1, 1) if match else None


def find_basis(preamble: str) -> tuple[Basis, ...]:
    """Documents named in the preamble as grounds, with their numbers."""
    found: dict[str, Basis] = {}
    folded = fold(preamble)
    for match in _BASIS.finditer(folded):
        sentence = re.split("[。\n]", folded[: match.start()])[-1]
        if not _BASIS_WORDS.search(sentence):
            continue
        title = preamble[match.start("title") : match.end("title")].strip()
        number = preamble[match.start("number") : match.end("number")].strip() if match["number"] else ""
        if title and title not in found:
            found[title] = Basis(title=title, number=number)
    return tuple(found.values())


def find_members(clean: str) -> tuple[str, ...]:
    """The member units of the working group that the document sets up."""
    best: tuple[str, ...] = ()
    folded = fold(clean)
    if "组成" not in folded and "成员" not in folded:
        return ()
    for pattern in _MEMBERS:
        for match in pattern.finditer(folded):
            raw = clean[match.start("names") : match.end("names")]
            names = tuple(_PEOPLE.sub("", name) for name in split_names(raw))
            names = carry_province(tuple(n for n in names if n))[0]
            units = tuple(n for n in names if re.search(r"[厅局委办部院会署心府团队司]$|单位|部门", fold(n)))
            if len(units) > len(best) and len(units) >= max(3, len(names) - 1):
                best = units
    return best
