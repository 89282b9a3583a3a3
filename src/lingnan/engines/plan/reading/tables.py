"""Tables of tasks in clean text: lines with tabs, bars or aligned blanks, or a cell a line. Columns are told by their heads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lingnan.engines.plan.reading.clausewords import LABELS
from lingnan.engines.plan.reading.cleaning import fold
from lingnan.engines.plan.reading.dates import DateContext, find_dates
from lingnan.engines.plan.reading.names import is_collective, is_place, is_unit, split_names
from lingnan.engines.plan.reading.numbering import mark_at

Role = Literal["number", "task", "detail", "group", "lead", "cooperate", "responsible", "when", "person", "other"]
UNIT_ROLES = ("lead", "cooperate", "responsible")

_PLAIN_HEADS: tuple[tuple[Role, str], ...] = (
    ("number", r"序号?|编号|任务(?:序号|编号)|No\.?|号"),
    ("group", r"(?:任务|工作|事项)?(?:类别|分类|领域|板块|专项|维度|大类|方面)|一级(?:任务|指标)|(?:重点|所属)(?:领域|板块|方面)|类型"),
    ("task", r"(?:(?:重点|主要|工作|具体|目标|分解|年度|细化|二级|三级|建设|改革|落实|推进|实施|任务|事项|项目|主要目标)(?:和)?){0,3}(?:任务|事项|项目|内容|工作|举措|措施|要求|名称|清单)(?:名称|内容|分解|要点|及目标|和目标|及要求|及措施|事项)?|任务(?:及|和)?(?:目标|措施|内容)"),
    ("detail", r"(?:具体|主要|工作|推进|落实|实施|细化|年度)?(?:目标|要求|措施|举措|内容|成果|标准|进展|做法|成效|指标|任务目标|成果形式|工作目标|考核指标)(?:任务|要求|及内容)?|备注|说明|进展情况|工作标准|完成标准|预期(?:目标|成果|成效)"),
)  # fmt: skip
_ENDINGS: tuple[tuple[tuple[str, ...], Role], ...] = (
    (("任务", "事项", "项目", "内容", "工作", "名称", "问题", "诉求"), "task"),
    (("措施", "举措", "目标", "要求", "标准", "成果", "指标", "成效", "做法"), "detail"),
)
_CLAUSE_HEADS = [(role, re.compile(pattern)) for role, pattern in LABELS]
_PATTERNS = [(role, re.compile(pattern, re.IGNORECASE)) for role, pattern in _PLAIN_HEADS]
_MAX_COLUMNS = 15
_MIN_COLUMNS, _MIN_ROLES, _LONGEST_HEAD, _LONGEST_GROUP = 2, 2, 14, 60
_LONGEST_BLANK_HEAD = 120
_LONGEST_SPLIT_HEAD = 10
_LONGEST_TIME, _LONGEST_PERSON = 40, 4
_CELL_LINES = 5  # a cell of a row runs over at most so many lines
_SECTION_LINES = 6  # between two rows of a table stand at most so many lines of headings
_WITH_PERSON = re.compile(
    r"(?<=[位门])(?:及|和|与|、|/)?(?:主要|具体|分管)?(?:责任人|负责人|联系人|责任领导|分管领导|领导)$"
)
_RULER = re.compile(r"^[\s|:+=-]+$")


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell at `start:end` of the clean text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row with its cells by column, and the group heading above it."""

    cells: tuple[Cell, ...]
    group: str = ""

    @property
    def start(self) -> int:
        return self.cells[0].start

    @property
    def end(self) -> int:
        return self.cells[-1].end


@dataclass(frozen=True, kw_only=True)
class TaskTable:
    """A table whose heads say tasks and units; `start:end` covers head and rows."""

    start: int
    end: int
    roles: tuple[Role, ...]
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class _Line:
    start: int
    text: str


def role_of(head: str) -> Role | None:
    """What a column holds, by its head.

    >>> role_of("牵头单位"), role_of("完成时限"), role_of("序号"), role_of("工作任务")
    ('lead', 'when', 'number', 'task')
    """
    if len(head) > _LONGEST_GROUP:
        return None
    plain = re.sub(r"\s|（[^）]*）", "", fold(head)).strip("：*")
    plain = _WITH_PERSON.sub("", plain)
    if not plain or len(plain) > _LONGEST_HEAD:
        return None
    if re.fullmatch(
        r"(?:牵头|主办|责任)(?:单位|部门)?(?:及|和|、|/|与)(?:配合|责任|协办|参与|牵头)(?:单位|部门)", plain
    ):
        return "responsible"
    for role, pattern in _PATTERNS:
        if role in {"number", "group"} and pattern.fullmatch(plain):
            return role
    for name, pattern in _CLAUSE_HEADS:
        if pattern.fullmatch(plain) and not re.fullmatch(r"任务|工作|建设任务|进度计划|完成情况时间", plain):
            return name  # type: ignore[return-value]  # LABELS names roles of this very set
    for role, pattern in _PATTERNS:
        if pattern.fullmatch(plain):
            return role
    return next((role for ends, role in _ENDINGS if plain.endswith(ends)), None)


def _cells(line: str, start: int, width: int = 0) -> tuple[Cell, ...] | None:
    """The cells of a line with tabs or bars, None for a line without. With `width`: blanks may part that many cells."""
    if width:
        return _blank_cells(line, start, width)
    if "\t" in line:
        pattern = "\t"
    elif line.count("|") + line.count("｜") + line.count("│") >= 1 and len(re.findall(r"[|｜│]", line)) >= 1:
        pattern = r"[|｜│]"
    else:
        return None
    cells, position = [], 0
    for match in [*re.finditer(pattern, line), None]:
        end = match.start() if match else len(line)
        raw = line[position:end]
        lead = len(raw) - len(raw.lstrip())
        text = raw.strip()
        cells.append(Cell(start=start + position + lead, end=start + position + lead + len(text), text=text))
        position = match.end() if match else end
    if pattern != "\t":
        if not cells[0].text:
            cells = cells[1:]
        if cells and not cells[-1].text:
            cells = cells[:-1]
    return tuple(cells)


def _blank_cells(line: str, start: int, width: int) -> tuple[Cell, ...] | None:
    """Columns set with blanks: two or more part the cells, or one where that gives as many as there are heads."""
    for pattern in (r"\S+(?: \S+)*", r"\S+"):
        cells = tuple(
            Cell(start=start + m.start(), end=start + m.end(), text=m.group()) for m in re.finditer(pattern, line)
        )
        if len(cells) == width:
            return cells
    return None


def _blank_head(line: _Line) -> tuple[Cell, ...] | None:
    """A head whose columns are parted by nothing but blanks: every word of it must name a column."""
    if "\t" in line.text or len(line.text) > _LONGEST_BLANK_HEAD:
        return None
    cells = tuple(
        Cell(start=line.start + m.start(), end=line.start + m.end(), text=m.group())
        for m in re.finditer(r"\S+", line.text)
    )
    return cells if len(cells) > _MIN_COLUMNS and all(role_of(cell.text) for cell in cells) else None


def _roles(cells: tuple[Cell, ...]) -> tuple[Role | None, ...]:
    return tuple(role_of(cell.text) for cell in cells)


def _grouped(
    roles: tuple[Role | None, ...], heads: tuple[str, ...], below: tuple[Cell, ...]
) -> tuple[Role | None, ...]:
    """One head over two columns (重点任务 over 水源建设 | 新建水源2处): the first of them groups, the second says the task."""
    found = list(roles)
    for index in range(len(heads) - 1):
        shared = heads[index + 1] in {"", heads[index]}
        if found[index] == "task" and shared and index + 1 < len(below) and below[index + 1].text:
            found[index], found[index + 1] = "group", "task"
    return tuple(found)


def _is_head(roles: tuple[Role | None, ...]) -> bool:
    units = any(role in UNIT_ROLES for role in roles)
    tasks = any(role in {"task", "detail", "group"} for role in roles)
    return units and tasks and len([role for role in roles if role]) >= _MIN_ROLES


def _settled(roles: tuple[Role | None, ...]) -> tuple[Role, ...]:
    """A role for every column; the first detail is the task where no column says task."""
    found: list[Role] = [role or "other" for role in roles]
    if "task" not in found:
        for wanted in ("detail", "group"):
            if wanted in found:
                found[found.index(wanted)] = "task"
                break
    return tuple(found)


def _lines(text: str) -> list[_Line]:
    lines, position = [], 0
    for raw in text.split("\n"):
        lines.append(_Line(position, raw))
        position += len(raw) + 1
    return lines


def _single(cells: tuple[Cell, ...]) -> Cell | None:
    filled = [cell for cell in cells if cell.text]
    return filled[0] if len(filled) == 1 else None


def _merged_heads(
    upper: tuple[Cell, ...], lower: tuple[Cell, ...] | None
) -> tuple[tuple[Role | None, ...], tuple[str, ...]] | None:
    """Heads over two lines (责任分工 above 牵头单位, 配合单位): the lower where it says something."""
    if lower is None or len(lower) != len(upper):
        return None
    texts = tuple(low.text or up.text for up, low in zip(upper, lower, strict=True))
    roles = tuple(role_of(text) for text in texts)
    below = [role_of(cell.text) for cell in lower if cell.text]
    return (roles, texts) if _is_head(roles) and below and all(below) else None


def _ruled(lines: list[_Line], index: int) -> tuple[TaskTable, int] | None:
    """A table with separators that begins with a head at line `index`; and the line behind it."""
    head = _cells(lines[index].text, lines[index].start)
    width = 0
    if head is None and (head := _blank_head(lines[index])):
        width = len(head)
    if head is None or len(head) < _MIN_COLUMNS:
        return None
    behind = index + 1
    lower = _cells(lines[behind].text, lines[behind].start, width) if behind < len(lines) else None
    double = _merged_heads(head, lower)
    if double:
        roles, heads = double
        behind += 1
    else:
        heads = tuple(cell.text for cell in head)
        roles = _grouped(_roles(head), heads, lower or ())
        if not _is_head(roles):
            return None
    rows, last = [], behind
    group = ""
    position = behind
    while position < len(lines):
        line = lines[position]
        cells = _cells(line.text, line.start, width)
        if cells is None:
            following = lines[position + 1] if position + 1 < len(lines) else None
            goes_on = (
                following is not None
                and _cells(following.text, following.start, width) is not None
                and len(line.text) <= _LONGEST_GROUP
            )
            if not (goes_on and not fold(line.text).startswith(("注", "附件", "表"))):
                break
            group = line.text.strip()
        elif not _RULER.match(line.text) and _roles(cells) != roles:
            alone = _single(cells)
            if alone is not None and len(heads) > _MIN_COLUMNS:
                group = alone.text
            elif any(cell.text for cell in cells):
                cells, position = _whole_row(cells, lines, position, len(heads))
                rows.append(Row(cells=_fitted(cells, len(heads)), group=group))
        position += 1
        last = position
    if not rows:
        return None
    end = lines[last - 1].start + len(lines[last - 1].text)
    return TaskTable(start=lines[index].start, end=end, roles=_settled(roles), heads=heads, rows=tuple(rows)), last


def _whole_row(cells: tuple[Cell, ...], lines: list[_Line], position: int, width: int) -> tuple[tuple[Cell, ...], int]:
    """A row whose cells hold line breaks goes on in the lines below: put together if that gives as many cells as heads."""
    joined, last = list(cells), position
    for index in range(position + 1, min(position + _CELL_LINES, len(lines))):
        if len(joined) >= width:
            break
        text = lines[index].text
        more = _cells(text, lines[index].start) or (
            Cell(start=lines[index].start, end=lines[index].start + len(text), text=text.strip()),
        )
        if not more[0].text or mark_at(more[0].text + "、") or len(joined) + len(more) - 1 > width:
            break
        first = joined[-1]
        joined[-1:] = [Cell(start=first.start, end=more[0].end, text=first.text + more[0].text), *more[1:]]
        last = index
    return (tuple(joined), last) if len(joined) == width and last > position else (cells, position)


def _fitted(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    """As many cells as heads: missing ones are empty, too many go to the last."""
    if len(cells) < width:
        end = cells[-1].end
        return (*cells, *(Cell(start=end, end=end, text="") for _ in range(width - len(cells))))
    return cells[:width]


def _stacked(lines: list[_Line], index: int) -> tuple[TaskTable, int] | None:
    """A table written a cell a line: a run of heads, then the cells row after row."""
    heads, behind = _stacked_heads(lines, index)
    # A number that follows the heads at once is the first row's, never a head.
    roles = tuple(role_of(head) for head in heads)
    if len(heads) < _MIN_COLUMNS + 1 or not _is_head(roles) or len(set(heads)) != len(heads):
        return None
    settled = _settled(roles)
    rows, last = _stacked_rows(lines, behind, settled)
    if not rows:
        return None
    end = lines[last - 1].start + len(lines[last - 1].text)
    return TaskTable(start=lines[index].start, end=end, roles=settled, heads=heads, rows=tuple(rows)), last


def _stacked_heads(lines: list[_Line], index: int) -> tuple[tuple[str, ...], int]:
    """A run of lines that each name a column, alone or with the line below (市政府 / 分管领导); the line behind them."""
    heads: list[str] = []
    while index < len(lines) and len(heads) <= _MAX_COLUMNS and "\t" not in lines[index].text:
        head = lines[index].text.strip()
        below = lines[index + 1].text.strip() if index + 1 < len(lines) else ""
        if role_of(head):
            heads.append(head)
            index += 1
        elif heads and len(head) + len(below) <= _LONGEST_SPLIT_HEAD and role_of(head + below):
            heads.append(head + below)
            index += 2
        else:
            break
    return tuple(heads), index


def _stacked_rows(lines: list[_Line], position: int, roles: tuple[Role, ...]) -> tuple[list[Row], int]:
    rows: list[Row] = []
    # (一)1 and the like are numbers too, but tell no row's beginning: such rows are taken by their width
    numbered = roles[0] == "number" and any(
        line.text.strip().rstrip(".、") == "1" for line in lines[position : position + _SECTION_LINES]
    )
    expected, group = 1, ""
    while position < len(lines):
        taken = (
            _numbered_row(lines, position, expected, len(roles))
            if numbered
            else lines[position : position + len(roles)]
        )
        if taken is None and (section := _section(lines, position, expected)):
            group = lines[section - 1].text.strip()
            position = section
            continue
        if not taken or (not numbered and len(taken) < len(roles)) or (not numbered and not _fits(taken, roles)):
            break
        cells = tuple(_line_cell(line) for line in taken)
        rows.append(Row(cells=_placed(cells, roles), group=group))
        position += len(taken)
        expected += 1
    return rows, position


def _section(lines: list[_Line], position: int, expected: int) -> int | None:
    """Headings inside a table (a line, or a Chinese number and a line each): where the next row begins behind them."""
    for index in range(position, min(position + _SECTION_LINES, len(lines))):
        words = lines[index].text.strip()
        if words == str(expected):
            return index if index > position else None
        if len(words) > _LONGEST_GROUP or words.isdigit():
            return None
    return None


def _numbered_row(lines: list[_Line], position: int, expected: int, width: int) -> list[_Line] | None:
    if lines[position].text.strip().rstrip(".、") != str(expected):
        return None
    taken = [lines[position]]
    for line in lines[position + 1 : position + width]:
        if line.text.strip().rstrip(".、") == str(expected + 1) or _SECTION_MARK.match(line.text.strip()):
            break
        taken.append(line)
    return taken


_SECTION_MARK = re.compile(r"^(?:[一二三四五六七八九十]{1,3}|[（(][一二三四五六七八九十]{1,3}[）)])[、.]?$")


def _fits(taken: list[_Line], roles: tuple[Role, ...]) -> bool:
    """Do lines look like cells of these columns? Units must stand where units are meant."""
    for line, role in zip(taken, roles, strict=True):
        if role in UNIT_ROLES:
            names = split_names(line.text)
            blank = re.fullmatch(r"\s*(?:无|/|-+|—+)?\s*", line.text)
            if not blank and not any(is_unit(n) or is_collective(n) or is_place(n) for n in names):
                return False
    return True


def _line_cell(line: _Line) -> Cell:
    lead = len(line.text) - len(line.text.lstrip())
    text = line.text.strip()
    return Cell(start=line.start + lead, end=line.start + lead + len(text), text=text)


def _fit(text: str, role: Role) -> int:
    """How well words suit a column."""
    names = split_names(text)
    unit = bool(names) and all(is_unit(n) or is_collective(n) or is_place(n) for n in names)
    if role in UNIT_ROLES:
        return 3 if unit else -3
    if role == "when":
        return 3 if find_dates(fold(text), DateContext(), clause=True) and len(text) <= _LONGEST_TIME else -3
    if role == "person":
        return 2 if not unit and all(len(n.replace(" ", "")) <= _LONGEST_PERSON for n in names) else -3
    if role == "number":
        return 2 if text.strip("（）()、.").isdigit() else -3
    return 1 if not unit else -1


def _placed(cells: tuple[Cell, ...], roles: tuple[Role, ...]) -> tuple[Cell, ...]:
    """Where empty cells left no line, put those that are there, in their order, under the heads they fit best."""
    if len(cells) == len(roles):
        return cells
    # best[i]: score and columns of the first i cells over the columns seen so far
    best: list[tuple[int, tuple[int, ...]] | None] = [(0, ())] + [None] * len(cells)
    for column, role in enumerate(roles):
        for count in range(min(column + 1, len(cells)), 0, -1):
            before, now = best[count - 1], best[count]
            if before is not None:
                score = before[0] + _fit(cells[count - 1].text, role)
                if now is None or score > now[0]:
                    best[count] = (score, (*before[1], column))
    chosen = best[-1]
    columns = chosen[1] if chosen else tuple(range(len(cells)))
    placed: list[Cell] = []
    for column in range(len(roles)):
        end = placed[-1].end if placed else cells[0].start
        placed.append(cells[columns.index(column)] if column in columns else Cell(start=end, end=end, text=""))
    return tuple(placed)


def find_tables(text: str) -> tuple[TaskTable, ...]:
    """The tables of tasks in clean text, in order."""
    return tuple(_tables(_lines(text)))


def _tables(lines: list[_Line]) -> Iterator[TaskTable]:
    index = 0
    while index < len(lines):
        found = _ruled(lines, index) or _stacked(lines, index)
        if found:
            yield found[0]
            index = found[1]
        else:
            index += 1
