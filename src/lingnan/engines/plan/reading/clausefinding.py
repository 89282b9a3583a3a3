"""Where, in the words of an item, the responsibility clauses stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lingnan.engines.plan.reading.clauses import read_clause, unwrap, verbless
from lingnan.engines.plan.reading.clausewords import LABELS
from lingnan.engines.plan.reading.cleaning import fold
from lingnan.engines.plan.reading.dates import DateContext, find_dates
from lingnan.engines.plan.reading.defaults import Defaults, read_defaults
from lingnan.engines.plan.reading.names import is_collective, is_unit, split_names
from lingnan.engines.plan.reading.result import Doubt, Responsibility

_ROLE_WORDS = re.compile(
    r"牵头|责任单位|责任部门|负责|配合|按职责|分工|主办|协办|参与|落实|会同|承担|指导|排(?:在|名)?第一|下同"
)
_STRONG_WORDS = re.compile(
    r"牵头|责任单位|责任部门|配合单位|按(?:照)?(?:各自)?职责|分别负责|职责分工|主办|协办|完成时限"
)
_LABEL_WORDS = "|".join(pattern for role, pattern in LABELS if role != "person")
_FIELD_START = re.compile(
    rf"(?:^|(?<=[\n。；！\s]))(?:[-*·•●■◆]\s{{0,4}})?（?\s{{0,4}}(?:{_LABEL_WORDS})(?:（[^）]{{0,12}}）)?\s*）?\s*："
)
_BARE_LABEL = re.compile(rf"^(?:{_LABEL_WORDS})$")
_FRAMED = re.compile(rf"[【\[［〖]\s*(?:{_LABEL_WORDS})\s*[】\]］〗]")
_UNCOLONED = re.compile(
    r"(?:^|(?<=\n))(?:牵头|责任|配合|主办|协办|参与|落实|实施)(?:单位|部门)(?:和配合单位)?(?=[\s\n])"
)
_NOT_CLAUSE = re.compile(
    r"^(?:以下简称|简称|含|包括|如|例如|详见|见|试行|此件|不含|不包括|注|具体见|附件|来源|其中|下称|暂行|即)|负责解释|负责人|联系人"
)
_DAILY = re.compile(
    r"解释|日常工作|组成|办公室设在|组长|召集人|审定|委托|授权|依法查处|投诉|举报|咨询电话|收取|应当(?!按)|不得|处罚|备案|审批权限"
)
_MAX_CLAUSE = 900
_MOST_SENTENCES = 200  # of an item, counted from its end, are looked at for words that assign


@dataclass(frozen=True, kw_only=True)
class FoundClause:
    """A clause at `start:end` of a text; `bare`: no verb, only names in brackets; `own_line`: alone on its line."""

    start: int
    end: int
    text: str
    own_line: bool = False


def _brackets(folded: str) -> Iterator[tuple[int, int]]:
    """Outermost brackets, tolerant of one that was never closed at the end of a paragraph."""
    depth, start = 0, 0
    for index, char in enumerate(folded):
        if char == "（":
            if depth == 0:
                start = index
            depth += 1
        elif char == "）" and depth:
            depth -= 1
            if depth == 0:
                yield start, index + 1
        elif char == "\n" and depth and index - start > _MAX_CLAUSE:
            depth = 0
    if depth and _ROLE_WORDS.search(folded[start:]):
        yield start, len(folded)


def _ends_sentence(folded: str, start: int, end: int) -> bool:
    before = folded[:start].rstrip(" ")
    after = folded[end:].lstrip(" ")
    opened = not before or before[-1] in "。；！？”）\n：" or before[-1] == "、"
    closed = not after or after[0] in "\n。；"
    return (opened and (closed or not after or after[0] not in "，、")) or (closed and bool(before))


def _names_only(content: str) -> bool:
    names = split_names(content)
    return bool(names) and all((is_unit(n) or is_collective(n)) and len(n) > 1 for n in names)


def _timeless(content: str) -> str:
    """A list of names without the date phrases beside them."""
    for hit in reversed(find_dates(fold(content), DateContext(), clause=True)):
        content = content[: hit.start] + "、" + content[hit.end :].removeprefix("完成")
    return content.strip("、，；,; ")


def _rules_only(plain: str) -> bool:
    """A bracket that only sets a default for what follows (以下任务均需各区落实，不再列出) is no task's clause."""
    if not re.match(r"(?:注：|说明：)?(?:以下|下列|各项|上述)", plain):
        return False
    notice = read_defaults(plain)
    return bool(notice.sentences) and not notice.rest.strip("。；，、 ")


def is_clause(content: str) -> bool:
    """Do the words in a bracket say who is responsible?"""
    plain = fold(unwrap(content))
    if not plain or len(plain) > _MAX_CLAUSE or _NOT_CLAUSE.search(plain) or _rules_only(plain):
        return False
    if _ROLE_WORDS.search(plain):
        read = read_clause(content)
        return bool(read.lead or read.cooperating) and not any(d.code == "no_unit" for d in read.doubts)
    return _names_only(_timeless(unwrap(content)))


def _bracket_clauses(text: str, folded: str) -> Iterator[FoundClause]:
    for start, end in _brackets(folded):
        content = text[start:end]
        inner = content[1:-1]
        strong = bool(_STRONG_WORDS.search(inner))
        placed = strong or _ends_sentence(folded, start, end) or _assigns(content)
        if placed and is_clause(content):
            line_start = folded.rfind("\n", 0, start) + 1
            yield FoundClause(start=start, end=end, text=content, own_line=not folded[line_start:start].strip())


def _assigns(content: str) -> bool:
    """Names and the verb that says what they do, nothing else: such a bracket is a clause wherever it stands."""
    plain = fold(unwrap(content))
    return (
        bool(re.search(r"(?:负责|参与|配合|落实)$", plain)) and not read_clause(content).doubts and _only_units(content)
    )


def _field_clauses(text: str, folded: str) -> Iterator[FoundClause]:
    marks = (*_FIELD_START.finditer(folded), *_UNCOLONED.finditer(folded), *_FRAMED.finditer(text))
    starts = sorted({m.start() + len(m.group()) - len(m.group().lstrip()) for m in marks})
    position = -1
    for start in starts:
        if start < position:
            continue
        end = _field_end(folded, start)
        position = end
        content = text[start:end].strip()
        if content and not _NOT_CLAUSE.search(fold(content)[:12]) and _says_something(content):
            yield FoundClause(start=start, end=end, text=content, own_line=start == 0 or folded[start - 1] == "\n")


def _says_something(content: str) -> bool:
    read = read_clause(content)
    return bool(read.lead or read.cooperating or read.when)


def _names_somebody(content: str) -> bool:
    read = read_clause(content)
    return bool(read.lead or read.cooperating)


def _field_end(folded: str, start: int) -> int:
    """A field runs to the end of its paragraph, and over following lines that are fields or values of a field."""
    end = folded.find("\n", start)
    end = len(folded) if end < 0 else end
    while end < len(folded) and end - start < _MAX_CLAUSE:
        line_end = folded.find("\n", end + 1)
        line_end = len(folded) if line_end < 0 else line_end
        line = folded[end + 1 : line_end].strip()
        head = folded[start:end].rstrip()
        label_open = head.endswith("：") or bool(_BARE_LABEL.match(head.rsplit("\n", 1)[-1]))
        if (
            _FIELD_START.match(line)
            or _UNCOLONED.match(line + " ")
            or (line and (label_open or head.endswith(("、", "，"))) and _names_only(line))
            or (line and label_open)
        ):
            end = line_end
        else:
            break
    stop = folded.find("。", start, end)
    if 0 <= stop < end - 1 and not _more_of_clause(folded[stop + 1 : end]):
        return stop + 1
    return end


def _more_of_clause(rest: str) -> bool:
    rest = rest.strip()
    return bool(
        _FIELD_START.match(rest) or re.match(r"(?:以下|具体|各项|下同|排|列|第一|完成)", rest) or rest.startswith("）")
    )


_LAST_WORDS = re.compile(
    r"(?:^|(?<=[。；！？\n])|(?<=[，：])(?=由|责任单位|责任部门))[^。！？\n]{0,600}?(?:牵头|按(?:照)?(?:各自)?职责|负责|配合)[^。！？\n]{0,600}(?:。|$|(?=\n))"
)
_OPENINGS = ("由", "本项", "该项", "此项", "本任务", "责任")


def _sentence_clauses(text: str, folded: str) -> Iterator[FoundClause]:
    """Last words that say nothing but who does it: 由省教育厅牵头，省财政厅等按职责分工负责。"""
    starts = sorted(
        {m.start() for m in _LAST_WORDS.finditer(folded)}
        | {m.start() for m in re.finditer(r"(?<=[，：])(?:由|责任单位)", folded)}
    )
    end = -1
    for start in starts[-_MOST_SENTENCES:]:
        match = _LAST_WORDS.match(folded, start)
        if match is None or start < end:
            continue
        last = not folded[match.end() :].strip() or folded[match.end() :].strip().startswith(("（", "完成", "责任"))
        # an assignment may open with commas before it; in the middle of an item only a sentence of its own is taken
        commas = [m.end() for m in re.finditer("[，：]", match.group())][:_MOST_COMMAS] if last else []
        for opening in (0, *commas):
            if _assignment(text[start + opening : match.end()]):
                end = match.end()
                yield FoundClause(start=start + opening, end=end, text=text[start + opening : end].strip())
                break


_MOST_COMMAS = 12


def _assignment(content: str) -> bool:
    """Do these words say nothing but who does it?"""
    sentence = fold(content)
    if _DAILY.search(sentence) or not (sentence.lstrip().startswith(_OPENINGS) or _STRONG_WORDS.search(sentence)):
        return False
    read = read_clause(content)
    said = bool(read.lead) and not read.doubts and _only_units(content)
    exhorts = any(_EVERYBODY.match(n) for n in read.lead) and all(is_collective(n) for n in read.lead)
    return said and not exhorts


# A sentence of general exhortation (各责任单位按照职责分工推进落实) gives no task to anybody.
_EVERYBODY = re.compile(
    r"^(?:(?:[省市区县]直)?各|全体)(?:级)?(?:责任|成员|牵头|配合|相关|有关|职能)*(?:单位|部门|地区|方面|地)"
)


def _only_units(content: str) -> bool:
    """Nothing of substance beside names and verbs: the sentence assigns, it does not describe work."""
    return all(
        is_unit(n) or is_collective(n) or n.endswith(("市", "区", "县", "州")) for n in split_names(verbless(content))
    )


def _second_name(bracket: FoundClause, field: FoundClause) -> bool:
    """A bracket with nothing but names inside a field belongs to the name before it: 牵头单位：市数据局（市热线中心）."""
    inside = field.start < bracket.start and bracket.end <= field.end
    return inside and not _ROLE_WORDS.search(fold(bracket.text))


def find_clauses(text: str) -> tuple[FoundClause, ...]:
    """The responsibility clauses of an item's own words, in order, none inside another."""
    folded = fold(text)
    kept: list[FoundClause] = []
    brackets, fields = list(_bracket_clauses(text, folded)), list(_field_clauses(text, folded))
    brackets = [b for b in brackets if not any(_second_name(b, f) for f in fields)]
    for clause in (*brackets, *fields):
        if not any(clause.start < each.end and each.start < clause.end for each in kept):
            kept.append(clause)
    if not kept:
        kept.extend(_sentence_clauses(text, folded))
    if not any(_names_somebody(clause.text) for clause in kept):
        return ()  # a time alone (会议时间：…) makes nobody responsible
    return tuple(sorted(kept, key=lambda each: each.start))


def combine(clauses: tuple[FoundClause, ...], defaults: Defaults) -> tuple[Responsibility, Defaults, tuple[str, ...]]:
    """One responsibility out of all clauses of an item; the defaults that rule from here on; their sentences."""
    lead: list[str] = []
    cooperating: list[str] = []
    when: str | None = None
    doubts: list[Doubt] = []
    sentences: list[str] = []
    text = "\n".join(unwrap(each.text) for each in clauses) if all(_is_field(each.text) for each in clauses) else ""
    parts = [text] if text else [each.text for each in clauses]
    leaders: set[tuple[str, ...]] = set()
    for part in parts:
        read = read_clause(part, defaults=defaults)
        notice = read_defaults(part)
        defaults = defaults.join(notice.onward)
        sentences.extend(notice.sentences)
        lead.extend(read.lead)
        leaders |= {read.lead} if read.lead else set()
        cooperating.extend(read.cooperating)
        when = when or read.when
        doubts.extend(read.doubts)
    leads = tuple(dict.fromkeys(lead))
    others = tuple(n for n in dict.fromkeys(cooperating) if n not in leads)
    if leads:  # a part that names nobody is then the time, or the others, of one that does
        doubts = [doubt for doubt in doubts if doubt.code != "no_unit"]
    if len(leaders) > 1:
        doubts.append(
            Doubt(code="several_clauses", message=f"这一项有{len(parts)}处责任分工，各有牵头单位，已合为一项任务")
        )
    return Responsibility(lead=leads, cooperating=others, when=when, doubts=tuple(doubts)), defaults, tuple(sentences)


def _is_field(text: str) -> bool:
    return bool(
        _FIELD_START.match(fold(text)) or _UNCOLONED.match(fold(text)) or _FIELD_START.match(fold(unwrap(text)))
    )
