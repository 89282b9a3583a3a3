"""An office's ledger in xlsx: columns matched by their heads, every faulty cell named by sheet, column and row."""

import re
from collections.abc import Iterator

from lingnan.core.errors import Fault, Invalid
from lingnan.engines.plan.reading.cleaning import fold
from lingnan.engines.plan.reading.dates import DateContext, find_dates
from lingnan.engines.plan.reading.names import is_collective, is_place, is_unit, split_names
from lingnan.engines.plan.reading.sources.ledger import sheets
from lingnan.engines.plan.reading.tables import UNIT_ROLES, Role, role_of

_HEAD_ROWS = 15
_LETTERS = 26
_BLANK = re.compile(r"^\s*(?:无|/|-+|—+|同上)?\s*$")
EXPECTED = "需要“工作任务”一栏和“牵头单位”或“责任单位”一栏，可有“序号”“配合单位”“完成时限”"


def column_letters(index: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def head_of(rows: list[list[str]]) -> tuple[int, list[Role | None]] | None:
    """The row of heads (perhaps over two rows) and what each column holds."""
    for index, row in enumerate(rows[:_HEAD_ROWS]):
        below = rows[index + 1] if index + 1 < len(rows) else []
        for depth, texts in ((1, row), (2, [b or a for a, b in zip(row, below, strict=False)])):
            roles = [role_of(text) for text in texts]
            if any(r in UNIT_ROLES for r in roles) and any(r in {"task", "detail"} for r in roles):
                return index + depth, roles
    return None


def _fault(name: str, sheet: str, row: int, column: int, reason: str, allowed: str) -> Fault:
    return Fault(where=f"{name} 工作表“{sheet}” {column_letters(column)}{row + 1}", reason=reason, allowed=allowed)


def _columns(roles: list[Role | None], *wanted: str) -> list[int]:
    return [index for index, role in enumerate(roles) if role in wanted]


def _unit_faults(row: list[str], roles: list[Role | None]) -> Iterator[tuple[int, str, str]]:
    leads = _columns(roles, "lead", "responsible") or _columns(roles, "cooperate")
    if all(_BLANK.match(row[index]) for index in leads):
        yield leads[0], "没有写牵头或责任单位", "单位名称，几个单位用“、”分开"
    for index in _columns(roles, *UNIT_ROLES):
        names = split_names(row[index])
        if not _BLANK.match(row[index]) and not any(is_unit(n) or is_collective(n) or is_place(n) for n in names):
            yield index, f"“{row[index][:20]}”不像单位名称", "单位名称，几个单位用“、”分开"


def _row_faults(row: list[str], roles: list[Role | None], seen: dict[str, int]) -> Iterator[tuple[int, str, str]]:
    for index in _columns(roles, "number"):
        number = row[index].strip()
        if number and not re.fullmatch(r"[（(]?\d+[)）.、]?(?:[-.]\d+)*", number):
            yield index, f"“{number[:20]}”不是序号", "整数"
        elif number and number in seen:
            yield index, f"序号 {number} 与第 {seen[number] + 1} 行重复", "每行一个序号"
    tasks = _columns(roles, "task", "detail")
    if all(_BLANK.match(row[index]) for index in tasks):
        yield tasks[0], "没有写任务", "任务名称或内容"
    yield from _unit_faults(row, roles)
    for index in _columns(roles, "when"):
        if not _BLANK.match(row[index]) and not find_dates(fold(row[index]), DateContext(), clause=True):
            yield index, f"“{row[index][:20]}”不是时间", "日期，如“2026年6月底前”，或“每季度”“持续推进”"


def sheet_faults(
    name: str, title: str, rows: list[list[str]], first: int, roles: list[Role | None]
) -> Iterator[tuple[int, Fault]]:
    """Every faulty cell of a sheet with the row it stands in."""
    seen: dict[str, int] = {}
    numbers = _columns(roles, "number")
    for index, raw in enumerate(rows[first:], start=first):
        row = [*raw, *[""] * (len(roles) - len(raw))][: len(roles)]
        filled = [cell for cell in row if cell.strip()]
        # A single filled cell is a group heading or a note, not a task.
        if len(filled) <= 1 or [role_of(cell) for cell in row] == roles:
            continue
        for column, reason, allowed in _row_faults(row, roles, seen):
            yield index, _fault(name, title, index, column, reason, allowed)
        if numbers and row[numbers[0]].strip():
            seen.setdefault(row[numbers[0]].strip(), index)


def check_ledger(data: bytes, *, name: str) -> None:
    """Refuse a ledger that cannot be read whole, with every fault at once."""
    found = {title: (rows, head_of(rows)) for title, rows in sheets(data, name=name).items()}
    if not any(head for _, head in found.values()):
        heads = next((row for rows, _ in found.values() for row in rows if sum(1 for c in row if c.strip()) > 1), [])
        raise Invalid(name, f"没有找到表头：{EXPECTED}；读到的是“{'、'.join(c for c in heads if c.strip())[:80]}”")
    faults = [
        fault
        for title, (rows, head) in found.items()
        if head
        for _, fault in sheet_faults(name, title, rows, head[0], head[1])
    ]
    if faults:
        raise Invalid(name, f"台账有 {len(faults)} 处需要改正", faults=tuple(faults))
