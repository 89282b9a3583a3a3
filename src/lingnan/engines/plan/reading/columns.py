"""An office's ledger whose columns a person has matched: its text for the reader, its faulty cells, the row of each line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast, get_args

from lingnan.core.errors import Fault, Invalid
from lingnan.core.labels import Label
from lingnan.engines.plan.reading.ledgercheck import head_of, sheet_faults
from lingnan.engines.plan.reading.sources.ledger import sheets
from lingnan.engines.plan.reading.sources.tabular import table_lines
from lingnan.engines.plan.reading.tables import UNIT_ROLES, Role

ROLES: tuple[Role, ...] = get_args(Role)
# The head by which the table reader knows each role.
HEADS: dict[Role, str] = {
    "number": "序号", "task": "工作任务", "detail": "具体措施", "group": "任务类别", "lead": "牵头单位", "cooperate": "配合单位",
    "responsible": "责任单位", "when": "完成时限", "person": "联系人",
}  # fmt: skip
FIRST_ROWS = 5


@dataclass(frozen=True, kw_only=True)
class SheetColumns:
    """A sheet as matched: heads as they stand, what each column is taken for, the first rows below."""

    sheet: str
    first: int
    heads: tuple[str, ...]
    roles: tuple[Role, ...]
    rows: tuple[tuple[str, ...], ...]
    count: int

    @property
    def is_read(self) -> bool:
        """A task and somebody who answers: otherwise the sheet holds no tasks."""
        return any(role in {"task", "detail"} for role in self.roles) and any(r in UNIT_ROLES for r in self.roles)


@dataclass(frozen=True, kw_only=True)
class LedgerText:
    """The ledger as lines for the reader; `rows` tells which sheet and row each line is; faults by the same."""

    text: str
    rows: Mapping[int, tuple[str, int]]
    faults: tuple[tuple[str, int, Fault], ...]


def match_columns(data: bytes, *, name: str) -> tuple[SheetColumns, ...]:
    """Every sheet that holds something, its columns told by their heads as far as the heads tell."""
    found = [_matched(title, rows) for title, rows in sheets(data, name=name).items() if any(map(any, rows))]
    if not found:
        raise Invalid(name, Label(zh="表里没有内容", en="The workbook is empty"))
    return tuple(found)


def _matched(title: str, rows: list[list[str]]) -> SheetColumns:
    head = head_of(rows)
    width = max(len(row) for row in rows)
    if head:
        first, roles = head
        heads = [b or a for a, b in zip(_wide(rows[first - 2], width), _wide(rows[first - 1], width), strict=True)] if (
            first > 1 and sum(bool(c) for c in rows[first - 1]) < sum(bool(r) for r in roles)
        ) else _wide(rows[first - 1], width)  # fmt: skip
    else:  # the row that looks most like a head: the first with more than one cell
        first = next((n for n, row in enumerate(rows, 1) if sum(bool(c.strip()) for c in row) > 1), 1)
        heads, roles = _wide(rows[first - 1], width), []
    kept = [role or "other" for role in _wide_roles(roles, width)]
    body = [row for row in rows[first:] if any(cell.strip() for cell in row)]
    return SheetColumns(
        sheet=title,
        first=first,
        heads=tuple(heads),
        roles=tuple(kept),
        rows=tuple(tuple(_wide(row, width)) for row in body[:FIRST_ROWS]),
        count=len(body),
    )


def _wide(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _wide_roles(roles: Sequence[Role | None], width: int) -> list[Role | None]:
    return [*roles, *[None] * (width - len(roles))]


def ledger_text(data: bytes, *, name: str, title: str, columns: Mapping[str, tuple[int, Sequence[str]]]) -> LedgerText:
    """The sheets of `columns` (first row of data, role by column) as text under a title, and every faulty cell."""
    lines, told, faults = [title, ""], dict[int, tuple[str, int]](), list[tuple[str, int, Fault]]()
    book = sheets(data, name=name)
    for sheet, (first, said) in columns.items():
        if sheet not in book:
            raise Invalid(name, Label(zh=f"没有工作表“{sheet}”", en=f"There is no sheet “{sheet}”"))
        roles = _checked(name, sheet, said)
        rows = book[sheet]
        width = max(len(roles), *(len(row) for row in rows))
        heads = [HEADS.get(role, "") or f"附注{n}" for n, role in enumerate(_padded(roles, width), 1)]
        body = [(n, row) for n, row in enumerate(rows[first:], first) if any(cell.strip() for cell in row)]
        for row_number, line in zip(
            [None, *(n for n, _ in body)], table_lines([heads, *(r for _, r in body)]), strict=True
        ):
            if row_number is not None:
                told[len(lines)] = (sheet, row_number)
            lines.append(line)
        lines.append("")
        faults += [(sheet, n, f) for n, f in sheet_faults(name, sheet, rows, first, list(roles))]
    return LedgerText(text="\n".join(lines), rows=told, faults=tuple(faults))


def _padded(roles: Sequence[Role], width: int) -> list[Role]:
    return [*roles, *cast(list[Role], ["other"] * (width - len(roles)))]


def _checked(name: str, sheet: str, said: Sequence[str]) -> tuple[Role, ...]:
    """Known roles, with a task and somebody who answers among them."""
    where = f"{name} 工作表“{sheet}”"
    if unknown := [role for role in said if role not in ROLES]:
        raise Invalid(where, Label(zh=f"不认识的列类别 {unknown[0]}", en=f"unknown role {unknown[0]}"))
    roles = cast(tuple[Role, ...], tuple(said))
    if not any(role in {"task", "detail"} for role in roles):
        raise Invalid(where, Label(zh="要有一列是“工作任务”", en="one column must hold the task"))
    if not any(role in UNIT_ROLES for role in roles):
        raise Invalid(where, Label(zh="要有一列是“牵头单位”或“责任单位”", en="one column must say who answers"))
    return roles
