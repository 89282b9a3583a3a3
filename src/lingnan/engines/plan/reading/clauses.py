"""Responsibility clauses: who leads, who cooperates, by when.

The rules, from how offices write: where someone 牵头, the others named cooperate; without 牵头 all that 负责 lead; 配合,
会同 and 结合实际落实 cooperate; 责任单位 alone means all lead, beside 牵头单位 they cooperate; under the default
"the first named leads" the others cooperate, even those that 按职责分工负责.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lingnan.engines.plan.reading.clausewords import (
    AND_ON,
    AS_ORDERED,
    COOPERATING,
    FINISHED,
    GOES_ON,
    LABEL,
    LABELLED,
    LEADING,
    NAME_GOES_ON,
    NO_NAME,
    NO_TIME,
    RESPONSIBLE,
    ROLE_NOTE,
    STEP_WORDS,
    VERBS,
    WITH,
    WORDS_INSIDE,
)
from lingnan.engines.plan.reading.cleaning import fold, simplify
from lingnan.engines.plan.reading.dates import DateContext, find_dates
from lingnan.engines.plan.reading.defaults import Defaults, read_defaults
from lingnan.engines.plan.reading.names import carry_province, is_collective, is_place, is_unit, split_names
from lingnan.engines.plan.reading.result import Doubt, Responsibility

LONGEST = 3000  # characters; the longest clauses of State Council papers have about 600


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
            if NO_NAME.match(name):
                continue
            bucket.append(name)
            self.order.append(name)

    def take_time(self, phrase: str) -> None:
        phrase = phrase.strip(" 。；;，,、\n")
        if phrase and not NO_TIME.match(phrase) and self.when is None:
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
    for match in LABELLED.finditer(folded):
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
        label = LABEL.fullmatch(match["label"])
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
    candidates = sorted(
        (match.start(), -match.end(), rank)
        for rank, (pattern, _) in enumerate(VERBS)
        for match in pattern.finditer(masked)
    )
    for start, end, rank in candidates:
        role = VERBS[rank][1]
        prefix = chunk[:start].strip(" 、，")
        if masked[-end : -end + 1] in NAME_GOES_ON:
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
    for match in reversed(list(ROLE_NOTE.finditer(folded))):
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


def _next_step(chunk: str, found: _Found) -> str | None:
    """2024年1月启动，2024年6月底前完成: times that follow one another are one, as written. Empty: the piece went into it."""
    folded = fold(chunk)
    hits = find_dates(folded, DateContext(), clause=True)
    alone = bool(hits) and hits[0].start == 0 and bool(STEP_WORDS.match(folded[hits[-1].end :]))
    if alone and found.step and found.when is not None:
        found.when = found.step = f"{found.step}，{chunk}"
        return ""
    found.step = chunk if alone and found.when is None else ""
    return None


def _without_time(chunk: str, found: _Found) -> str:
    """The piece without its date phrases; the first of them is the time. A date inside brackets belongs to a name."""
    masked = _masked(fold(chunk))
    hits = find_dates(masked, DateContext(), clause=True)
    if (hits and hits[0].start == 0 and GOES_ON.fullmatch(masked[hits[0].end :])) or AS_ORDERED.fullmatch(masked):
        found.take_time(chunk)
        return ""
    if not hits:
        return chunk
    tail = AND_ON.match(masked, hits[-1].end)
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
    trimmed = FINISHED.sub("", value)
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


def _doubtful(name: str) -> bool:
    """A name that looks like no unit, or that has swallowed a word of the sentence."""
    plain = fold(name)
    return not (is_unit(name) or is_collective(name) or is_place(name)) or bool(WORDS_INSIDE.search(plain))


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
    for pattern in (LEADING, COOPERATING, RESPONSIBLE, WITH):
        folded = pattern.sub("、", folded)
    for hit in reversed(find_dates(folded, DateContext(), clause=True)):
        folded = folded[: hit.start] + "、" + folded[hit.end :]
    return folded
