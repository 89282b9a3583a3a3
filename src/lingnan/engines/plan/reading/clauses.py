"""Responsibility clauses: who leads, who cooperates, by when.

The rules, from how offices write: where someone 牵头, the others named cooperate; without 牵头 all that 负责 lead; 配合,
会同 and 结合实际落实 cooperate; 责任单位 alone means all lead, beside 牵头单位 they cooperate; under the default
"the first named leads" the others cooperate, even those that 按职责分工负责.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lingnan.engines.plan.reading.cleaning import fold, simplify
from lingnan.engines.plan.reading.dates import DateContext, find_dates
from lingnan.engines.plan.reading.defaults import Defaults, read_defaults
from lingnan.engines.plan.reading.names import carry_province, is_collective, is_place, is_unit, split_names
from lingnan.engines.plan.reading.result import Doubt, Responsibility

LONGEST = 3000  # characters; the longest clauses of State Council papers have about 600
_WHO = "(?:单位|部门|处室|科室|机构|主体|地区|市县|区县|县区|区域|方|司局|厅局|科局|镇街|责任单位|责任部门)"
LABELS: tuple[tuple[str, str], ...] = (
    ("person", r"(?:牵头|责任|包保|分管|联系|主管|配合|挂钩|市|省|区|县)?(?:领导|负责人|责任人|联系人|联络员|牵头人|经办人|同志)(?:及电话)?|(?:分管|联系|挂点|包联)?[省市区县](?:委|政府|委、[省市区县]政府)?(?:分管|联系|挂点|包联|责任|牵头)领导|(?:分管|联系|包联)[省市区县]领导"),
    ("when", r"(?:完成|办结|办理|整改|实施|落实|责任|进度|计划|推进|任务)?(?:时限|时间|期限|时间节点|时间安排|时间要求|时间进度|时间表|日期|时限要求)(?:要求|安排|节点)?|进度要求|进度安排|完成情况时间|年限"),
    ("lead", rf"(?:牵头|主办|主责|第一责任|主要责任|首要责任|主体责任|主要负责|总牵头|主要牵头|主承办|主抓)(?:落实|实施|责任|负责|组织)?(?:和?(?:责任|负责))?{_WHO}?|牵头"),
    ("cooperate", rf"(?:配合|协办|参与|参加|协同|协作|支持|协助|会办|联合|协同配合|配合参与|其他责任|会同|指导|督导|监督|参加|第[二三四五])(?:落实|实施|责任|推进)?{_WHO}?"),
    ("responsible", rf"(?:责任|负责|落实|实施|承担|承办|具体责任|具体落实|组织实施|责任落实|执行|任务承担|任务|建设|职责)(?:责任)?(?:{_WHO}|分工)(?:及分工)?|责任(?:方|者)?|负责|(?:职责|任务|工作|部门|责任|单位)?分工"),
)  # fmt: skip
_LABEL = re.compile("|".join(f"(?P<{role}>{pattern})" for role, pattern in LABELS))
_LABELLED = re.compile(
    rf"(?:(?<=^)|(?<=[：；。，、\s（）】>》\n|])|(?=（))(?P<open>（)?\s*(?:\d[.、])?(?P<label>{'|'.join(p for _, p in LABELS)})(?:（[^）]{{0,12}}）)?\s*(?P<close>）)?\s*(?P<colon>：|(?<=[位门])为(?=[省市区县国各中全]))?\s*"
)
_BY_DUTY = r"(?:(?:按|按照|依|依照|根据|依据|依法)(?:各自|部门|本部门|相关|有关|法定|照|其)?(?:的)?(?:工作)?(?:职责|职能|职权|责任|分工)(?:和)?(?:任务)?(?:分工|职责|权限|范围|要求)?|按(?:照)?(?:要求|规定|程序|行业|属地|区域|领域|条块|任务|管理)(?:管理)?(?:分工|职责|原则|权限)?)"
_DUTY = rf"(?:{_BY_DUTY}|职责分工|分工|分别|共同|联合(?!会)|各自|具体|全面|统一|主要|直接|切实|认真|积极|密切|加强|协同|各负其责|各司其职|依法|抓好|统筹|负责|结合实际|因地制宜|做好|(?<![党会团业济])组织|并)"
_WORK = r"(?:负责|落实|组织实施|组织落实|实施|推进|推动|承担|承办|抓好落实|贯彻落实|抓落实|组织推进|执行|完成|开展|组织开展|抓好|办理|具体落实|(?:研究|组织|共同|联合|牵头)?(?:制定|起草|拟订|编制|出台)|研究(?:提出|推进)?(?!院|所|室|中心|会))"
_STRONG_LEAD = re.compile(
    rf"{_DUTY}{{0,3}}(?:总)?(?:牵头|主办|主责|主抓|抓总|负总责)(?:并)?(?:负责|组织实施|组织协调|组织落实|组织|抓总|协调|落实|推进|实施|承担|单位|责任单位|部门|推动|统筹|制定|建设|指导)*|为(?:主要)?(?:牵头|主办|主责)(?:责任)?(?:单位|部门)|作为牵头(?:单位|部门)|为主(?=[，；。]|$)"
)
_COOPERATE = re.compile(
    rf"(?:{_DUTY}|予以|给予|做好|大力|全力|主动|也|等){{0,3}}(?:配合|参与|参加|协助|支持(?!中心)|协办(?!公)|协同(?!创新)|联动)(?:单位|部门)?(?:做好|推进|落实|实施|完成|组织|开展|抓好|负责|(?:相关|有关|各项)?工作|协同|配合|支持|建设)*"
    rf"|(?:根据|按|按照|从|立足|紧密|密切)?结合(?:各自|本地|本地区|当地|本地方|本区域|本部门|地方|自身)?(?:的)?(?:工作)?(?:实际|职责|职能|情况)(?:情况)?(?:，)?(?:认真|抓好|组织|做好|具体|切实|制定|细化|推进|贯彻|负责|推动|分工|实施|参照|加快)*(?:落实|实施|推进|执行|负责|开展|工作)?|为(?:配合|参与|协办|责任)(?:单位|部门)|参照(?:执行|落实)"
)
_RESPONSIBLE = re.compile(
    rf"(?:{_DUTY}){{0,3}}{_BY_DUTY}(?:{_DUTY}){{0,3}}{_WORK}*(?:工作|任务)?|{_DUTY}{{1,4}}{_WORK}+(?:工作|任务)?|分工负责|各负其责|各司其职|{_WORK}(?:落实|实施|推进|工作|到位)*|为(?:责任|负责|实施|落实)(?:单位|部门|主体)"
)
_GUIDE = re.compile(
    r"(?:负责(?=指导|督促|督导|督办|监管|监督(?!管理))|加强|给予|予以|提供|做好)?(?:指导|督促|督导|督办|(?<!社会)(?<!医疗)(?<!住房)保障(?![厅局部处科中基金])|监督(?!管理)|监管|协调(?!机制)|统筹)(?![总分支]?[局委厅办部处组所站科司队]|小组|中心|机构|单位|地区|区域)(?:落实|实施|推进|协调|指导|督促|检查|监督|负责|服务|工作)*"
)
_WITH = re.compile(
    r"并?(?:会同|会商|商(?=有关|相关|省|市|国|财|中)|联合(?=省|市|区|县|国|有关|相关|各|中国|中央)|协同(?=省|市|有关|相关|各|国)|(?<=[厅局委办部])会(?=省|市(?!场)|有关|相关|各|国家|同级))"
)
_ROLE_NOTE = re.compile(
    r"（(?:(?P<person>[^（）]{0,6}(?:领导|责任人|负责人|联系人|联络员)[^（）]*)|(?P<lead>(?:总)?(?:牵头|主办|主责)(?:单位|部门|负责)?)|(?P<cooperate>(?:配合|协办|参与|协助)(?:单位|部门)?)|(?P<plain>责任单位|负责|按职责分工|排名不分先后|按职责分工负责|以?下同|加挂牌子|分工负责))）"
)
_NAME_GOES_ON = (
    "部",
    "厅",
    "局",
    "委",
    "处",
    "科",
    "会",
    "者",
    "人",
)  # behind a verb: it was part of a name or a person
_VERBS = ((_STRONG_LEAD, "lead"), (_COOPERATE, "cooperate"), (_RESPONSIBLE, "responsible"), (_GUIDE, "guide"))
_FINISH = re.compile(r"(?:前)?(?:全面|基本|力争|全部)?(?:完成|实现|建成|办结|落实到位|到位|见效)$")
_NO_TIME = re.compile(r"^(?:无|/|-+|—+|暂无)?$")
_NO_NAME = re.compile(r"^(?:无|暂无|/|-+)$")


@dataclass
class _Found:
    """Names by role while a clause is read, in order of appearance."""

    lead: list[str] = field(default_factory=list)
    responsible: list[str] = field(default_factory=list)
    cooperate: list[str] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)
    guide: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    when: str | None = None
    step: str = ""  # the piece just read, where it was nothing but a time: the next one may go on with it
    sure: bool = True

    def put(self, role: str, names: tuple[str, ...] | list[str]) -> None:
        bucket: list[str] = getattr(self, role)
        for name in names:
            if _NO_NAME.match(name):
                continue
            bucket.append(name)
            self.order.append(name)

    def take_time(self, phrase: str) -> None:
        phrase = phrase.strip(" 。；;，,、\n")
        if phrase and not _NO_TIME.match(phrase) and self.when is None:
            self.when = phrase


def unwrap(text: str) -> str:
    """Without the brackets and stops around a clause."""
    previous = None
    if len(text) > LONGEST:
        return text.strip()
    while previous != text:
        previous = text
        text = text.strip(" \n\t。；;，,、|*")
        folded = fold(text)
        if folded.startswith("（") and folded.endswith("）") and _closes_at(folded) == len(folded) - 1:
            text = text[1:-1]
        elif folded.startswith("（") and "）" not in folded:
            text = text[1:]
        elif folded.endswith("）") and "（" not in folded:
            text = text[:-1]
    return text


def _closes_at(folded: str) -> int:
    depth = 0
    for index, char in enumerate(folded):
        depth += (char == "（") - (char == "）")
        if depth == 0:
            return index
    return -1


def _masked(folded: str) -> str:
    """What stands inside brackets hidden, so that verbs and stops there are not taken for the clause's own."""
    out, depth = [], 0
    for char in folded:
        if char == "）":
            depth = max(0, depth - 1)
        out.append("□" if depth else char)
        depth += char == "（"
    return "".join(out)


def _fields(text: str) -> list[tuple[str, str]]:
    """(role, value) of every labelled field; what stands before the first label has the role ''."""
    folded = fold(text)
    masked = _masked(folded)
    marks = []
    for match in _LABELLED.finditer(folded):
        framed = bool(match["open"] and match["close"] and (match["colon"] or text[match.start("open")] in "【[［〖"))
        at_line_start = match.start() == 0 or folded[match.start() - 1] == "\n"
        if not (
            match["colon"]
            or framed
            or (
                at_line_start
                and re.search(r"[ \n]$", match.group())
                and match["label"] not in {"负责", "责任", "牵头", "分工"}
            )
        ):
            continue
        if masked[match.start("label")] == "□" and not framed:
            continue
        label = _LABEL.fullmatch(match["label"])
        if label:
            marks.append((match.start(), match.end(), str(label.lastgroup)))
    if not marks:
        return [("", text)]
    pieces = [("", text[: marks[0][0]])]
    for index, (_, end, role) in enumerate(marks):
        stop = marks[index + 1][0] if index + 1 < len(marks) else len(text)
        pieces.append((role, text[end:stop]))
    return pieces


_BROKEN_NAME = re.compile(r"([\u4e00-\u9fff]{1,14})[ \u3000]*\n[ \u3000]*([\u4e00-\u9fff]{1,14})")


def _one_name(head: str, tail: str) -> bool:
    """A line break inside a name: neither side is a unit by what it was given, together they are."""
    first = re.split("、", tail)[0]
    verb = _first_verb(first)
    return not (is_unit(head) or is_place(head) or is_collective(head)) and is_unit(
        head + (first[: verb[1]] if verb else first)
    )


def _chunks(text: str) -> list[str]:
    """Pieces between commas, semicolons and stops outside brackets; line breaks inside a chain are blanks."""
    text = _BROKEN_NAME.sub(lambda m: m[1] + m[2] if _one_name(m[1], m[2]) else m[0], text)
    masked = _masked(fold(text))
    cuts = [m.start() for m in re.finditer("[，；。\n]", masked)]
    pieces, start = [], 0
    for cut in [*cuts, len(text)]:
        piece = text[start:cut]
        if piece.strip():
            pieces.append(piece.strip(" 、"))
        start = cut + 1
    return pieces


def _plausible(prefix: str, *, strict: bool) -> bool:
    """Names only; in a chain of them, one whose ending nobody foresaw is let pass rather than lost."""
    names = split_names(prefix)
    strange = [n for n in names if not (is_unit(n) or is_collective(n) or is_place(n))]
    if not strict or not strange:
        return bool(names)
    return 2 * len(strange) <= len(names) and all(_odd_name(n) for n in strange)


_LONGEST_ODD = 12
_NOT_NAME = re.compile(
    r"[\d“”《》：%。，；]|推[进动行广]|开展|加强|建设|完善|制定|落实|配合|牵头|负责|提升|提高|实施|支持|工作$|任务|方案|时限|完成|职责|分工|^(?:等|及|和|为|由|并|对|在|将|是)"
)


def _odd_name(name: str) -> bool:
    """Short and without a word of work: in a chain of units it is a unit too (an enterprise, a new body)."""
    return 1 < len(name) <= _LONGEST_ODD and not _NOT_NAME.search(fold(name))


def _first_verb(chunk: str) -> tuple[str, int, int] | None:
    """The first role verb behind whole names (or at the very start): role, start, end."""
    masked = _masked(fold(chunk))
    best: tuple[int, int, str] | None = None
    candidates = [(m.start(), -m.end(), role) for pattern, role in _VERBS for m in pattern.finditer(masked)]
    candidates += [(m.start(), -m.end(), "with") for m in _WITH.finditer(masked)]
    for start, end, role in sorted(candidates):
        prefix = chunk[:start].strip(" 、，")
        if masked[-end : -end + 1] in _NAME_GOES_ON:
            continue
        strict = role in {"responsible", "guide", "with"} or "牵头" not in masked[start:-end]
        if prefix and not _plausible(prefix, strict=strict):
            continue
        if not prefix and is_unit(chunk) and role in {"responsible", "guide"}:
            continue
        best = (start, -end, role)
        break
    return (best[2], best[0], best[1]) if best else None


def _note_roles(text: str, found: _Found) -> str:
    """A role in brackets behind a name: 市发展改革委（牵头）、市财政局."""
    for bracket in reversed(list(_IN_BRACKETS.finditer(fold(text)))):
        if _only_time(text[bracket.start() + 1 : bracket.end() - 1]):
            found.take_time(_time_value(text[bracket.start() + 1 : bracket.end() - 1]))
            text = text[: bracket.start()] + text[bracket.end() :]
    folded = fold(text)
    for match in reversed(list(_ROLE_NOTE.finditer(folded))):
        role = match.lastgroup
        if role in {"lead", "cooperate"}:
            names = split_names(text[: match.start()])
            if names:
                found.put(str(role), [names[-1]])
        text = text[: match.start()] + text[match.end() :]
    return text


_IN_BRACKETS = re.compile(r"（[^（）]*）")


def _only_time(words: str) -> bool:
    """A bracket that holds a date and nothing else: 省药监局（2025年底前完成）."""
    hits = find_dates(fold(words), DateContext(), clause=True)
    return bool(hits) and hits[0].start == 0 and words[hits[-1].end :] in {"", "完成", "前完成", "实现"}


_AFTER_WITH = "cooperate"


def _helpers_only(names: list[str], before: list[str], verb: str, found: _Found) -> list[str]:
    """Whom 配合 or 结合实际落实 governs while nobody leads yet: names behind the last comma, and of these, by 结合实际, the collectives.

    省水利厅，各市人民政府配合: the comma parts those that do the work from those that help. With a leader named before, it joins.
    """
    if found.lead or found.responsible:
        return names
    doers = before
    if not doers and "结合" in verb and any(is_collective(n) for n in names):
        doers = [n for n in names if not is_collective(n)]
    found.put("unsaid", doers)
    return [n for n in names if n not in doers]


def _phrase(text: str, default: str, found: _Found) -> None:
    """Read free words: chains of names, each closed by the verb that says what they do."""
    pending: list[str] = []
    context = ""  # role that 会同 gives to the names behind it
    for raw in _chunks(text):
        step = _next_step(raw, found)
        chunk = rest = _without_time(raw, found) if step is None else step
        while rest:
            verb = _first_verb(rest)
            if verb is None:
                pending.extend(_plain_names(rest, found, labelled=bool(default)))
                break
            role, start, end = verb
            own = _plain_names(rest[:start].strip(" 、，"), found, labelled=True)
            names, before, pending = [*pending, *own], pending if own else [], []
            if role == "with":
                closing = _first_verb(_behind(rest[end:])) if not context else None
                found.put(context or ("cooperate" if closing and closing[0] == "cooperate" else "lead"), names)
                context = _AFTER_WITH
            elif names or context:
                if not context and role in {"cooperate", "guide"}:
                    names = _helpers_only(names, before, rest[start:end], found)
                found.put(context or role, names)
                if role in {"lead", "cooperate"} or not context:
                    context = ""
            rest = _behind(rest[end:])
        # a comma ends what 会同 governs only when a verb closed it
        if context and not pending and rest != chunk:
            context = ""
    found.put(context or (default or "unsaid"), pending)


def _behind(rest: str) -> str:
    """What follows a verb: further names go on; an object of the verb (制定方案) is no name."""
    parted = rest[:1] in " 、，"
    rest = rest.lstrip(" 、，")
    if not rest:
        return ""
    verb = _first_verb(rest)
    if verb and (verb[1] == 0 or _plausible(rest[: verb[1]], strict=True)):
        return rest
    names = split_names(rest)
    if names and all(is_unit(n) or is_collective(n) for n in names) and (parted or _STARTS_LEVEL.match(rest)):
        return rest
    return ""


_STARTS_LEVEL = re.compile(r"(?:省|市|县|区|国家|中央|各|有关|相关)")


_STEP_WORDS = re.compile(
    r"^(?:前)?(?:全面|基本|正式|力争|取得|初步)?(?:启动|开工|动工|出台|印发|制定方案|制定|试点|完成|建成|实现|投入使用|见效|办结|推进|推开|实施|坚持|阶段性成效|实质性进展|明显成效)?$"
)


def _next_step(chunk: str, found: _Found) -> str | None:
    """2024年1月启动，2024年6月底前完成: times that follow one another are one, as written. Empty: the piece went into it."""
    folded = fold(chunk)
    hits = find_dates(folded, DateContext(), clause=True)
    alone = bool(hits) and hits[0].start == 0 and bool(_STEP_WORDS.match(folded[hits[-1].end :]))
    if alone and found.step and found.when is not None:
        found.when = found.step = f"{found.step}，{chunk}"
        return ""
    found.step = chunk if alone and found.when is None else ""
    return None


_GOES_ON = re.compile(
    r"(?:并|且|，)?(?:持续|长期|常态化|不断|全面)(?:推进|坚持|开展|实施|落实|推动|巩固|抓好|完善|跟进)"
)
_AND_ON = re.compile(
    r"(?:完成|建成|实现|见效|取得[^，；。]{0,8})?(?:，)?(?:并|且)(?:持续|长期|常态化|不断)(?:推进|坚持|开展|实施|落实|推动|巩固|抓好|完善|跟进)$"
)
_AS_ORDERED = re.compile(
    r"按(?:照)?(?:国家|中央|国务院|省|市|上级|部|党中央)[^，；]{0,8}(?:部署|要求|安排|进度)(?:要求|安排)?(?:推进|完成|实施|落实|开展|执行)?"
)


def _without_time(chunk: str, found: _Found) -> str:
    """The piece without its date phrases; the first of them is the time. A date inside brackets belongs to a name."""
    masked = _masked(fold(chunk))
    hits = find_dates(masked, DateContext(), clause=True)
    if (hits and hits[0].start == 0 and _GOES_ON.fullmatch(masked[hits[0].end :])) or _AS_ORDERED.fullmatch(masked):
        found.take_time(chunk)
        return ""
    if not hits:
        return chunk
    tail = _AND_ON.match(masked, hits[-1].end)
    if tail and tail.end() == len(masked):
        found.take_time(chunk[hits[0].start :])
        return re.sub(r"(?:(?:拟|应|须|需)?[于在]|力争|争取)$", "", chunk[: hits[0].start])
    joined = bool(re.fullmatch(r"[\s、至到并和及]*", chunk[hits[0].end : hits[-1].start])) if len(hits) > 1 else True
    found.take_time(chunk[hits[0].start : (hits[-1] if joined else hits[0]).end])
    for hit in reversed(hits):
        chunk = re.sub(r"(?:(?:拟|应|须|需)?[于在]|力争|争取)$", "", chunk[: hit.start]) + re.sub(
            r"^(?:完成|前完成|并|内)(?=$)", "", chunk[hit.end :]
        )
    return chunk


def _plain_names(text: str, found: _Found, *, labelled: bool) -> list[str]:
    """Names of a piece without a verb."""
    names = []
    whole = split_names(text)
    known = any(is_unit(n) or is_collective(n) for n in whole)
    bare_text = re.sub(r"\s", "", text)
    for name in whole:
        if re.sub(r"\s", "", name) not in bare_text:  # the tail of another was lent to it
            found.sure = False
        if is_unit(name) or is_collective(name) or is_place(name) or (labelled and _nameish(name)):
            names.append(name)
        elif known and _odd_name(name):
            names.append(name)
            found.sure = False
        elif name.strip():
            found.sure = found.sure and found.when is not None
    return names


_LONGEST_NAME = 30


def _nameish(name: str) -> bool:
    """In a field that holds units anything short without a sentence's marks is a name."""
    return len(name) <= _LONGEST_NAME and not re.search(r"[：“”《》]|^(?:等|完成|推进|开展|加强|持续|建立)", name)


def _time_value(value: str) -> str:
    value = re.sub(r"\s*\n\s*", "", value).strip(" 。；;，,、")
    value = unwrap(value)
    if "，" in value or "；" in value:  # steps, not one date: as written
        return value
    trimmed = _FINISH.sub("", value)
    if trimmed != value and value.endswith("完成") and find_dates(fold(trimmed), DateContext(), clause=True):
        value = trimmed + ("前" if value[len(trimmed) :].startswith("前") else "")
    return value


def _read(text: str, found: _Found) -> None:
    pieces = _fields(text)
    for role, value in pieces:
        if role == "person" or not value.strip():
            continue
        if role == "when":
            found.take_time(_time_value(value))
            continue
        _phrase(_note_roles(value, found), role, found)


def _settle(found: _Found, defaults: Defaults, *, inline_first: bool) -> tuple[list[str], list[str]]:
    """Roles as the rules say them; see the module's words."""
    plain = [*found.responsible, *found.unsaid]
    if inline_first and found.lead and not plain and not found.cooperate:
        lead, others = found.lead[:1], [*found.lead[1:], *found.guide]
    elif found.lead:
        lead, others = found.lead, [*plain, *found.cooperate, *found.guide]
    elif (defaults.first_leads or inline_first) and plain:
        lead, others = plain[:1], [*plain[1:], *found.cooperate, *found.guide]
    elif found.responsible:
        lead, others = (
            (plain if not found.cooperate or found.unsaid else found.responsible),
            [*found.cooperate, *found.guide],
        )
    elif found.unsaid:
        lead, others = found.unsaid, [*found.cooperate, *found.guide]
    elif found.guide:
        lead, others = found.guide, found.cooperate
    else:
        lead, others = [], found.cooperate
    rank = {name: index for index, name in reversed(list(enumerate(found.order)))}
    others = sorted((n for n in others if n not in lead), key=lambda n: rank.get(n, len(rank)))
    return list(dict.fromkeys(lead)), list(dict.fromkeys(others))


def read_clause(text: str, *, defaults: Defaults | None = None) -> Responsibility:
    """Who leads and who cooperates by a responsibility clause, and the time phrase as written.

    >>> read_clause("（省交通运输厅牵头，公安厅配合）").cooperating
    ('省公安厅',)
    """
    return _read_clause(simplify(text[:LONGEST]), defaults or Defaults())


@lru_cache(maxsize=4096)
def _read_clause(text: str, defaults: Defaults) -> Responsibility:
    notice = read_defaults(unwrap(text))
    found = _Found()
    _read(unwrap(notice.rest), found)
    effective = defaults.join(notice.here)
    lead, others = _settle(found, effective, inline_first=notice.here.first_leads)
    lead, others = _carried(found, lead, others)
    others += [name for name in effective.also if name not in lead and name not in others]
    doubts: tuple[Doubt, ...] = (
        () if lead or others else (Doubt(code="no_unit", message=f"没有读出责任单位：{text.strip()[:60]}"),)
    )
    if (not found.sure or any(_doubtful(n) for n in (*lead, *others))) and (lead or others):
        doubts += (Doubt(code="unread_words", message=f"责任条款中有未读懂的词语：{text.strip()[:60]}"),)
    return Responsibility(lead=tuple(lead), cooperating=tuple(others), when=found.when, doubts=doubts)


_WORDS_INSIDE = re.compile(
    r"按|予以|做好|负责|牵头|配合|(?<!村)落实|指导(?!中心|站|处|组|委)|按照|(?<!自)由|^(?:以上|均|大力|积极|共同)"
)


def _doubtful(name: str) -> bool:
    """A name that looks like no unit, or that has swallowed a word of the sentence."""
    plain = fold(name)
    return not (is_unit(name) or is_collective(name) or is_place(name)) or bool(_WORDS_INSIDE.search(plain))


def _carried(found: _Found, lead: list[str], others: list[str]) -> tuple[list[str], list[str]]:
    """省 runs along the clause in the order of writing, whatever the roles."""
    full: dict[str, str] = {}
    chain = ""
    for name in found.order:
        (carried,), chain = carry_province((name,), chain=chain)
        full.setdefault(name, carried)
    done = list(dict.fromkeys(full.get(n, n) for n in lead))
    return done, [n for n in dict.fromkeys(full.get(n, n) for n in others) if n not in done]


def verbless(text: str) -> str:
    """The words of a clause without its role verbs: what must be names if the sentence only assigns work."""
    folded = fold(unwrap(text))
    for pattern in (_STRONG_LEAD, _COOPERATE, _RESPONSIBLE, _WITH):
        folded = pattern.sub("、", folded)
    for hit in reversed(find_dates(folded, DateContext(), clause=True)):
        folded = folded[: hit.start] + "、" + folded[hit.end :]
    return folded
