"""From a source (text and tables with their places) to the reading of a whole plan."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from lingnan.core.errors import Fault, Invalid
from lingnan.engines.plan.reading import front
from lingnan.engines.plan.reading.clausefinding import FoundClause, combine, find_clauses
from lingnan.engines.plan.reading.cleaning import CleanText, clean, fold
from lingnan.engines.plan.reading.dates import DateContext, find_dates
from lingnan.engines.plan.reading.defaults import Defaults, read_defaults
from lingnan.engines.plan.reading.findings import find_promises
from lingnan.engines.plan.reading.intake import take_in
from lingnan.engines.plan.reading.ledgercheck import check_ledger
from lingnan.engines.plan.reading.numbering import mark_at
from lingnan.engines.plan.reading.result import (
    Deadline,
    Doubt,
    Finding,
    Period,
    PlanReading,
    Responsibility,
    Span,
    TaskReading,
)
from lingnan.engines.plan.reading.rows import RowTask, read_rows
from lingnan.engines.plan.reading.structure import Item, outline
from lingnan.engines.plan.reading.tables import TaskTable, find_tables
from lingnan.engines.plan.reading.units import resolve_unit

_MAY_RULE = re.compile(r"第一|首位|首个|列首|第1|不再|不另|不一一|均需|均由|均为")
_NOTE = 200
_LONGEST_HEADING, _LONGEST_PAIR, _SHORTEST_TITLE = 45, 32, 4


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A task before it is numbered: its place in the clean text and what its clause says."""

    start: int
    end: int
    body: int
    numeral: str
    number: int
    path: tuple[str, ...]
    clauses: tuple[FoundClause, ...]
    said: Responsibility = field(default_factory=Responsibility)
    doubts: tuple[Doubt, ...] = ()
    title: str = ""
    words: str = ""


def _owner_of_last(item: Item, clauses: tuple[FoundClause, ...], silent: int, words: str) -> Item:
    """A clause behind the last of several items that bear none belongs to the item above them."""
    parent = item.parent
    if parent is None or silent == 0 or parent.children[-1] is not item:
        return item
    alone = all(clause.own_line for clause in clauses)
    listed = fold(words[: clauses[0].start]).rstrip().endswith(("。", "；")) and item.inline and not parent.inline
    return parent if alone or listed else item


def _own_clauses(item: Item, text: str) -> tuple[FoundClause, ...]:
    return find_clauses(text[item.start : item.own_end])


def _tasks_of(
    items: list[Item], text: str, clauses: dict[int, tuple[FoundClause, ...]]
) -> list[tuple[Item, tuple[FoundClause, ...]]]:
    """(item, its clauses with places in the document), smallest items first, in order of the document."""
    owned: dict[int, tuple[Item, list[FoundClause]]] = {}
    for root in items:
        for item in root.walk():
            found = clauses[item.start]
            if not found:
                continue
            siblings = item.parent.children if item.parent else []
            silent = (
                sum(1 for s in siblings[:-1] if not any(clauses[x.start] for x in s.walk()))
                if siblings and siblings[-1] is item
                else 0
            )
            owner = item
            if siblings and silent == len(siblings) - 1 and not item.children:
                owner = _owner_of_last(item, found, silent, text[item.start : item.own_end])
            shifted = [replace(c, start=c.start + item.start, end=c.end + item.start) for c in found]
            owned.setdefault(owner.start, (owner, []))[1].extend(shifted)
    return [(item, tuple(found)) for _, (item, found) in sorted(owned.items())]


def _end_of(item: Item, clauses: tuple[FoundClause, ...], bearers: set[int], text: str) -> int:
    """A task ends with its item; where items below it are tasks of their own, before the first of them."""
    for child in item.children:
        if any(x.start in bearers for x in child.walk()):
            return child.start
    return item.end


def _item_drafts(text: str, roots: list[Item]) -> list[Draft]:
    clauses = {item.start: _own_clauses(item, text) for root in roots for item in root.walk()}
    tasks = _tasks_of(roots, text, clauses)
    bearers = {item.start for item, _ in tasks}
    drafts = []
    for item, found in tasks:
        end = _end_of(item, found, bearers, text)
        trimmed = item.start + len(text[item.start : end].rstrip())
        drafts.append(
            Draft(
                start=item.start,
                end=max(trimmed, found[-1].end),
                body=item.mark.end,
                numeral=item.mark.text.strip(),
                number=item.mark.number,
                path=item.path,
                clauses=found,
            )
        )
    return drafts


def _row_drafts(told: list[RowTask]) -> list[Draft]:
    return [
        Draft(
            start=each.row.start,
            end=each.row.end,
            body=each.row.start,
            numeral=str(each.number or ""),
            number=each.number,
            path=(each.row.group,) if each.row.group else (),
            clauses=each.clauses,
            said=each.said,
            doubts=each.doubts,
            title=each.title,
            words=each.words,
        )
        for each in told
    ]


def _hidden(text: str, tables: tuple[TaskTable, ...]) -> str:
    """The text with its tables blanked, place for place: their cells are read by the table reader."""
    for table in tables:
        text = text[: table.start] + re.sub(r"[^\n]", " ", text[table.start : table.end]) + text[table.end :]
    return text


def _drafts(text: str, roots: list[Item], tables: tuple[TaskTable, ...]) -> tuple[list[Draft], list[str]]:
    """Every task of items and tables in the order of the document, read under the defaults that rule there."""
    hidden = _hidden(text, tables)
    pending: list[Draft | TaskTable] = sorted([*_item_drafts(hidden, roots), *tables], key=lambda each: each.start)
    defaults, position = Defaults(), 0
    sentences: list[str] = []
    drafts: list[Draft] = []
    for each in pending:
        first = each.clauses[0].start if isinstance(each, Draft) else each.start
        defaults, told = _defaults_between(hidden[position : max(first, position)], defaults)
        sentences.extend(told)
        if isinstance(each, Draft):
            said, defaults, more = combine(each.clauses, defaults)
            said = _as_above(said, drafts[-1].said if drafts else None)
            drafts.append(replace(each, said=said))
            position = each.clauses[-1].end
        else:
            note = text[each.end : each.end + _NOTE].lstrip("\n").split("\n", 1)[0]
            rows, defaults, more = read_rows(each, defaults, note)
            drafts.extend(_row_drafts(rows))
            position = each.end
        sentences.extend(more)
    after, told = _said_afterwards(hidden[position:])
    return [_with_rest(draft, after) for draft in drafts], [*sentences, *told]


_AS_ABOVE = re.compile(r"^(?:同上|同前|同第?[一二三四五六七八九十\d]+项)$")


def _as_above(said: Responsibility, before: Responsibility | None) -> Responsibility:
    """责任单位：同上 means the units that the task above names in the same role."""
    if before is None or not any(_AS_ABOVE.match(name) for name in (*said.lead, *said.cooperating)):
        return said

    def filled(names: tuple[str, ...], above: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(n for name in names for n in (above if _AS_ABOVE.match(name) else (name,))))

    lead = filled(said.lead, before.lead)
    others = tuple(name for name in filled(said.cooperating, before.cooperating) if name not in lead)
    doubt = Doubt(code="carried_down", message="责任单位写作“同上”，按上一项任务读")
    return replace(said, lead=lead, cooperating=others, doubts=(doubt,))


_AFTERWARDS = re.compile(r"^[（(]?(?:(?:注|备注|说明)[：:]|以上|上述)")


def _said_afterwards(text: str) -> tuple[Defaults, list[str]]:
    """What a closing sentence or note rules for all tasks above it (以上任务，各市人民政府均为责任单位，不再一一列出)."""
    for line in text.split("\n"):
        if _AFTERWARDS.match(line) and _MAY_RULE.search(line):
            notice = read_defaults(line, standing_alone=True)
            return notice.onward, list(notice.sentences)
    return Defaults(), []


def _with_rest(draft: Draft, after: Defaults) -> Draft:
    """A task under what was said after it: the first named leads, further units help."""
    said = draft.said
    if after.first_leads and draft.clauses and not draft.words:  # rows of tables have read their note already
        again = combine(draft.clauses, Defaults(first_leads=True))[0]
        others = dict.fromkeys((*again.cooperating, *said.cooperating))
        said = replace(said, lead=again.lead, cooperating=tuple(n for n in others if n not in again.lead))
    new = tuple(name for name in after.also if name not in (*said.lead, *said.cooperating))
    return replace(draft, said=replace(said, cooperating=(*said.cooperating, *new)))


def _defaults_between(text: str, defaults: Defaults) -> tuple[Defaults, list[str]]:
    """Defaults that words outside the clauses set for what follows them."""
    sentences: list[str] = []
    for line in text.split("\n"):
        if _MAY_RULE.search(line):
            notice = read_defaults(line, standing_alone=True)
            defaults = defaults.join(notice.onward)
            sentences.extend(notice.sentences)
    return defaults, sentences


_NAME_LABEL = re.compile(r"^(?:任务|项目|事项|工作)(?:名称|内容)?\s?[：:]\s*")


def title_of(words: str) -> str:
    """The heading sentence of a task, or its first clause where the sentence is long.

    >>> title_of("统筹协调智慧城市发展。2015年1月,成立工作组。")
    '统筹协调智慧城市发展'
    """
    words = _NAME_LABEL.sub("", words.strip())
    first_line = words.split("\n", 1)[0].strip()
    folded = fold(first_line)
    sentence = re.split("[。！？：；]", folded, maxsplit=1)[0]
    only = not words[len(sentence) :].strip(" 。；\n")
    if len(sentence) <= _LONGEST_HEADING and ("，" not in sentence or (not only and len(sentence) <= _LONGEST_PAIR)):
        return first_line[: len(sentence)].strip(" .、")
    head = ""
    for piece in re.split("(，)", sentence):
        if piece == "，" and len(head) >= _SHORTEST_TITLE:
            break
        head += piece
    return first_line[: len(head)].strip(" .、，,")


def _without_clauses(text: str, draft: Draft) -> str:
    parts, position = [], draft.body
    for clause in draft.clauses:
        parts.append(text[position : clause.start])
        position = clause.end
    parts.append(text[position : draft.end])
    return "".join(parts)


def _deadlines(cleaned: CleanText, draft: Draft, context: DateContext) -> tuple[Deadline, ...]:
    """Dates of the task's words, then of its clause; the same phrase once."""
    words = cleaned.text[draft.body : draft.end]
    in_clause = [(c.start - draft.body, c.end - draft.body) for c in draft.clauses]
    masked = list(fold(words))
    found = []
    for start, end in in_clause:
        part = "".join(masked[start:end])
        for hit in find_dates(part, context, clause=True):
            found.append((start + hit.start, start + hit.end, hit))
        masked[start:end] = "。" * (end - start)
    found += [(hit.start, hit.end, hit) for hit in find_dates("".join(masked), context)]
    kept: dict[tuple[str, date | None], Deadline] = {}
    for start, end, hit in sorted(found, key=lambda each: each[0]):
        place = cleaned.span(draft.body + start, draft.body + end)
        kept.setdefault((hit.text, hit.due), Deadline(text=words[start:end], due=hit.due, kind=hit.kind, at=place))
    return tuple(kept.values())


def _findings(cleaned: CleanText, draft: Draft) -> tuple[Finding, ...]:
    words = cleaned.text[draft.body : draft.end]
    spans = [(c.start - draft.body, c.end - draft.body) for c in draft.clauses]
    masked = words
    for start, end in spans:
        masked = masked[:start] + "。" * (end - start) + masked[end:]
    return tuple(
        Finding(kind=each.kind, text=each.text, at=cleaned.span(draft.body + each.start, draft.body + each.end))
        for each in find_promises(masked)
    )


def _one_style(drafts: list[Draft]) -> bool:
    return len({re.sub(r"[\d一二三四五六七八九十百零〇]+", "n", draft.numeral) for draft in drafts}) == 1


def _numbers(drafts: list[Draft]) -> list[int]:
    """As written where that is one sequence without repeats; else counted in the order of the document."""
    written = [draft.number for draft in drafts]
    if any(draft.words for draft in drafts) and not all(draft.words for draft in drafts):
        return list(range(1, len(drafts) + 1))
    if (
        len(set(written)) == len(written)
        and all(n > 0 for n in written)
        and written == sorted(written)
        and _one_style(drafts)
    ):
        return written
    return list(range(1, len(drafts) + 1))


@dataclass(frozen=True, kw_only=True)
class Front:
    """What the document says of itself before its tasks."""

    title: str
    issuer: str
    number: str
    issued_on: date | None


def _task(
    cleaned: CleanText, draft: Draft, number: int, context: DateContext, *, today: date, home: bool
) -> TaskReading:
    plan_day = context.period.start if context.period else date(context.year or today.year, 1, 1)
    names = (*draft.said.lead, *draft.said.cooperating)
    resolved = tuple(resolve_unit(name, on=plan_day, today=today, home=home) for name in names)
    place = cleaned.span(draft.start, draft.end)
    doubts = [replace(d, at=place) for d in (*draft.said.doubts, *draft.doubts)]
    doubts += [
        Doubt(code="unknown_unit", message=f"不认识的单位：{r.name}", at=place)
        for r in resolved
        if r.status == "unknown"
    ]
    if not draft.said.lead:
        doubts.append(Doubt(code="no_lead", message="没有读出牵头单位", at=place))
    return TaskReading(
        number=number, numeral=draft.numeral, path=draft.path, title=draft.title or title_of(_without_clauses(cleaned.text, draft)),
        text=draft.words or cleaned.text[draft.start : draft.end], lead=draft.said.lead, cooperating=draft.said.cooperating, when=draft.said.when,
        clause="\n".join(c.text for c in draft.clauses), deadlines=_deadlines(cleaned, draft, context), findings=_findings(cleaned, draft),
        resolved=resolved, doubts=tuple(doubts), source=place,
    )  # fmt: skip


def read_text(original: str, *, today: date | None = None) -> PlanReading:
    """The reading of a plan document given as text."""
    today = today or date.today()  # noqa: DTZ011  a civil date is meant, not an instant
    cleaned = clean(original)
    text = cleaned.text
    title, title_end = front.find_title(text)
    issued = front.find_day(text)
    number = front.find_number(text)
    known = issued or front.number_day(number)
    period = front.find_period(title, text, known)
    tables = find_tables(text)
    roots = outline(text, skip=tuple((table.start, table.end) for table in tables))
    drafts, sentences = _drafts(text, roots, tables)
    issuer = front.find_issuer(text, title)
    home = front.is_home(title, issuer)
    guessed = None if period or known else front.only_year(text)
    context = DateContext(period=period, year=_this_year(period, known) or guessed)
    tasks = tuple(
        _task(cleaned, d, n, context, today=today, home=home) for d, n in zip(drafts, _numbers(drafts), strict=True)
    )
    first_mark = roots[0].start if roots else len(text)
    members = front.find_members(text)
    on = period.start if period else today
    return PlanReading(
        title=title, issuer=issuer, number=number, issued_on=issued, period=period,
        basis=front.find_basis(text[title_end:max(first_mark, title_end)]), members=members,
        members_resolved=tuple(resolve_unit(m, on=on, today=today, home=home) for m in members), tasks=tasks, defaults=tuple(dict.fromkeys(sentences)),
        doubts=_doubts(title, period, guessed, drafts, roots, cleaned), original=original, clean=text, origin=cleaned.origin,
    )  # fmt: skip


def _doubts(
    title: str, period: Period | None, guessed: int | None, drafts: list[Draft], roots: list[Item], cleaned: CleanText
) -> tuple[Doubt, ...]:
    """What the reader is unsure of in the whole document; a silent item among tasks is named with its place."""
    found = [] if title else [Doubt(code="no_title", message="没有读出标题")]
    if period is None:
        how = f"按文中唯一的年份{guessed}年换算" if guessed else "无法换算成日期"
        found.append(Doubt(code="no_period", message=f"没有读出规划期限：年内、年底前等时间{how}"))
    bearers = {draft.start for draft in drafts}
    told_below: dict[int, int] = {}
    for root in roots:
        for item in root.walk():
            siblings = item.parent.children if item.parent else roots
            if id(siblings) not in told_below:
                told_below[id(siblings)] = sum(1 for s in siblings if s.start in bearers)
            told = told_below[id(siblings)]
            if (
                told > len(siblings) / 2
                and item.start not in bearers
                and not any(x.start in bearers for x in item.walk())
            ):
                words = title_of(cleaned.text[item.mark.end : item.end])
                found.append(
                    Doubt(
                        code="silent_item",
                        message=f"{item.mark.text.strip()}{words} 没有责任单位，未作为任务",
                        at=cleaned.span(item.start, item.end),
                    )
                )
    return tuple(found)


def _this_year(period: Period | None, issued: date | None) -> int | None:
    if period and period.start.year == period.end.year:
        return period.start.year
    if issued:
        return issued.year
    return period.start.year if period else None


def read_passage(original: str, *, at: Span, number: int, period: Period | None, today: date) -> TaskReading:
    """One stretch of a document as a task, because a person says that it is one; without a clause nobody leads it."""
    cleaned = clean(original)
    start, end = bisect_left(cleaned.origin, at.start), bisect_left(cleaned.origin, at.end)
    words = cleaned.text[start:end]
    start, end = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
    mark = mark_at(cleaned.text, start)
    clauses = tuple(replace(c, start=c.start + start, end=c.end + start) for c in find_clauses(cleaned.text[start:end]))
    said = combine(clauses, Defaults())[0] if clauses else Responsibility()
    draft = Draft(
        start=start, end=end, body=mark.end if mark else start, numeral=mark.text.strip() if mark else "",
        number=mark.number if mark else 0, path=(), clauses=clauses, said=said,
    )  # fmt: skip
    context = DateContext(period=period, year=_this_year(period, None))
    title, _ = front.find_title(cleaned.text)
    home = front.is_home(title, front.find_issuer(cleaned.text, title))
    return _task(cleaned, draft, draft.number or number, context, today=today, home=home)


def read_document(
    source: Path | bytes, *, name: str = "", today: date | None = None, is_amendment: bool = False
) -> PlanReading:
    """Read a plan from a file or from bytes; `name` tells people which file is meant when something is wrong.

    An amendment may have no task of its own: what it orders to change is read by `patches`.
    """
    label = name or (source.name if isinstance(source, Path) else "文本")
    taken = take_in(source, name=label)
    if taken.form == "xlsx":
        check_ledger(source.read_bytes() if isinstance(source, Path) else source, name=label)
    reading = read_text(taken.text, today=today)
    if not reading.tasks and not is_amendment:
        raise no_tasks(label, reading)
    return reading


def no_tasks(name: str, reading: PlanReading) -> Invalid:
    """Why a document without tasks is refused: what was looked for and where reading began."""
    first = next((line for line in reading.clean.split("\n") if line.strip()), "")
    return Invalid(
        name,
        "没有找到任务：需要带编号的条目（如“（一）”“1.”），条目末尾写明责任单位，例如“（省公安厅）”“（省教育厅牵头，省财政厅配合）”",
        faults=(
            Fault(
                where=f"{name} 第1句“{first[:40]}”",
                reason="全文没有一条带责任单位的编号任务",
                allowed="编号条目＋责任单位",
            ),
        ),
    )
