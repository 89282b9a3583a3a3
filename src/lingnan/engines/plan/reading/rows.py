"""From the rows of a task table to tasks: the unit columns are read as one clause."""

import re
from dataclasses import dataclass

from lingnan.engines.plan.reading.clausefinding import FoundClause
from lingnan.engines.plan.reading.clauses import read_clause
from lingnan.engines.plan.reading.cleaning import fold
from lingnan.engines.plan.reading.defaults import Defaults, read_defaults
from lingnan.engines.plan.reading.numbering import CHINESE, chinese_number, mark_at
from lingnan.engines.plan.reading.result import Doubt, Responsibility
from lingnan.engines.plan.reading.tables import UNIT_ROLES, Row, TaskTable

_LABEL = {"lead": "牵头单位", "cooperate": "配合单位", "responsible": "责任单位", "when": "完成时限"}
_EMPTY = re.compile(r"^\s*(?:无|/|-+|—+|／|〃|同上)?\s*$")


@dataclass(frozen=True, kw_only=True)
class RowTask:
    """A row read as a task."""

    row: Row
    number: int
    title: str
    words: str
    clauses: tuple[FoundClause, ...]
    said: Responsibility
    doubts: tuple[Doubt, ...]


def _text(table: TaskTable, row: Row, *roles: str) -> list[str]:
    return [c.text for c, role in zip(row.cells, table.roles, strict=True) if role in roles and c.text]


def _clause(table: TaskTable, row: Row, above: dict[int, str]) -> tuple[str, bool]:
    """The unit and time columns as one clause; an empty cell of a merged column says what stands above it."""
    parts, carried = [], False
    blank = all(_EMPTY.match(c.text) for c, role in zip(row.cells, table.roles, strict=True) if role in UNIT_ROLES)
    for index, (cell, role) in enumerate(zip(row.cells, table.roles, strict=True)):
        if role not in _LABEL:
            continue
        text = cell.text
        if (blank and role in UNIT_ROLES and above.get(index)) or fold(text) in {"同上", "〃"}:
            text, carried = above.get(index, ""), True
        above[index] = text
        if not _EMPTY.match(text):
            parts.append(f"{_LABEL[role]}：{text}")
    return "\n".join(parts), carried


def _number(table: TaskTable, row: Row) -> int:
    raw = "".join(_text(table, row, "number"))
    found = re.search(rf"\d+|[{CHINESE}]+", raw)
    if not found:
        return 0
    return int(found.group()) if found.group().isdigit() else chinese_number(found.group())


def _cells(table: TaskTable, row: Row) -> tuple[FoundClause, ...]:
    return tuple(
        FoundClause(start=c.start, end=c.end, text=c.text)
        for c, role in zip(row.cells, table.roles, strict=True)
        if role in _LABEL and c.text
    )


_HEADING_STYLES = {"part", "section", "han", "han_bracket"}


def _titles(table: TaskTable, row: Row) -> tuple[list[str], int]:
    """What names the task, and the number it bears there: a chapter's heading in the task column gives way to the details."""
    titles = [*_text(table, row, "task"), *_text(table, row, "detail")]
    while len(titles) > 1 and (heading := mark_at(titles[0])) and heading.style in _HEADING_STYLES:
        titles = titles[1:]
    mark = mark_at(titles[0]) if titles else None
    if mark is None or not titles[0][mark.end :].strip():
        return titles, 0
    lone = mark.style == "digit" and not mark_at(titles[0][mark.end :].split("\n")[-1].strip())
    return [titles[0][mark.end :].strip(), *titles[1:]] if lone else titles, mark.number if lone else 0


def read_rows(table: TaskTable, defaults: Defaults, note: str) -> tuple[list[RowTask], Defaults, tuple[str, ...]]:
    """The tasks of a table; `note` is what stands under it (注：排在第一位的为牵头单位), which rules the table too."""
    told = (
        read_defaults(note, standing_alone=True)
        if re.match(r"^\s*（?(?:注|备注|说明|排|列|以上|责任单位)", fold(note))
        else None
    )
    if told and told.here.first_leads:
        defaults = defaults.join(told.here)
    head = read_defaults("。".join(table.heads), standing_alone=True)
    defaults = defaults.join(head.onward)
    tasks: list[RowTask] = []
    above: dict[int, str] = {}
    last_title = ""
    for row in table.rows:
        clause, carried = _clause(table, row, above)
        titles, number = _titles(table, row)
        if not clause or (not titles and not last_title):
            continue
        notice = read_defaults(clause)
        said = read_clause(clause, defaults=defaults)
        defaults = defaults.join(notice.onward)
        doubts = (Doubt(code="carried_down", message="责任单位一栏是空的，按上一行读"),) if carried else ()
        words = "\n".join(_text(table, row, "task", "detail")) or last_title
        last_title = titles[0].rstrip("。；;") if titles else last_title
        tasks.append(
            RowTask(
                row=row,
                number=_number(table, row) or number,
                title=last_title,
                words=words,
                clauses=_cells(table, row),
                said=said,
                doubts=doubts,
            )
        )
    return tasks, defaults, (*(told.sentences if told else ()), *head.sentences)
