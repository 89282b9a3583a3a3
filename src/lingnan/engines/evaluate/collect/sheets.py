"""A unit's entries as a workbook to fill in, and a filled-in workbook read back: every faulty cell named."""

from collections.abc import Mapping, Sequence

from lingnan.core.documents.sheets import Sheet, SheetColumn, as_xlsx
from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.core.missing import Missing, MissingReason
from lingnan.engines.evaluate.approval import OPEN
from lingnan.engines.evaluate.collect.selectors.rounds import EntryLine
from lingnan.engines.evaluate.collect.services.entries import LONGEST_WHY, Written
from lingnan.engines.identity.sheets import Field, Grid, Line, read_grid
from lingnan.shell.grid import REASONS, figure

REASON_NAMES = {reason.label.zh: reason for reason in REASONS}
CHOICES = "、".join(REASON_NAMES)
FIELDS = (
    Field(key="number", head="编号", required=True, hint="不要改"),
    Field(key="indicator", head="指标", required=True),
    Field(key="place", head="地区", required=True),
    Field(key="unit", head="计量单位"),
    Field(key="previous", head="上年数"),
    Field(key="value", head="本期数", hint="数字；没有数就留空并选缺失原因"),
    Field(key="missing", head="缺失原因", hint=CHOICES),
    Field(key="why", head="说明", hint="超出一般范围或检查有疑问时必填"),
    Field(key="url", head="佐证网址", hint="以 https:// 开头"),
)


def as_workbook(title: str, lines: Sequence[EntryLine]) -> bytes:
    """One row an entry, with what is known and what was drafted."""
    rows = [
        [
            line.entry.pk, line.declared.label.zh, line.entry.place_name, line.declared.unit.zh,
            None if isinstance(line.previous, Missing) else line.previous, line.entry.value,
            MissingReason(line.entry.missing).label.zh if line.entry.missing else None, line.entry.why or None, None,
        ]
        for line in lines
    ]  # fmt: skip
    columns = [SheetColumn(head=field.head) for field in FIELDS]
    return as_xlsx(Sheet(name="填报", title=title, columns=columns, rows=rows))


def read_workbook(name: str, content: bytes, *, lines: Mapping[int, EntryLine]) -> list[tuple[Written, str]]:
    """What was filled in, with the address of its evidence; or every fault by sheet, row and column."""
    grid = read_grid(name=name, content=content, fields=FIELDS)
    read = [found for line in grid.lines if (found := row_of(grid, line, lines)) is not None]
    seen: dict[int, int] = {}
    for (written, _), line in zip(read, grid.lines, strict=False):
        if written.entry in seen:
            grid.fault(line, "number", f"编号 {written.entry} 与第 {seen[written.entry]} 行重复")
        seen.setdefault(written.entry, line.number)
    if grid.faults:
        raise Invalid(
            name,
            Label(
                zh=f"有 {len(grid.faults)} 处要改，什么也没有存", en=f"{len(grid.faults)} to mend; nothing was stored"
            ),
            faults=grid.faults,
        )
    return [(written, url) for written, url in read if written.value is not None or written.missing]


def row_of(grid: Grid, line: Line, lines: Mapping[int, EntryLine]) -> tuple[Written, str] | None:
    """One row, judged cell by cell."""
    cells = line.cells
    number = int(cells["number"]) if cells["number"].isascii() and cells["number"].isdigit() else 0
    known = lines.get(number)
    if known is None:
        grid.fault(line, "number", f"“{cells['number']}”不是本单位在这个批次的填报项", "下载新的表，不要改编号")
        return None
    for key, expected in (("indicator", known.declared.label.zh), ("place", known.entry.place_name)):
        if cells[key] and cells[key] != expected:
            grid.fault(line, key, f"编号 {number} 是“{expected}”，写的是“{cells[key]}”", expected)
    value = figure(cells["value"]) if cells["value"] else None
    if cells["value"] and value is None:
        grid.fault(line, "value", f"应为数字，写的是“{cells['value']}”", "数字，或留空并选缺失原因")
    if cells["missing"] and cells["missing"] not in REASON_NAMES:
        grid.fault(line, "missing", f"没有“{cells['missing']}”这个原因", CHOICES)
    if cells["missing"] and cells["value"]:
        grid.fault(line, "missing", "填了数就不能再选缺失原因")
    if len(cells["why"]) > LONGEST_WHY:
        grid.fault(line, "why", f"{len(cells['why'])} 字", f"最多 {LONGEST_WHY} 字")
    if cells["url"] and not cells["url"].startswith(("https://", "http://")):
        grid.fault(line, "url", f"“{cells['url']}”不是网址", "以 https:// 开头")
    if (value is not None or cells["missing"]) and known.entry.state not in OPEN:
        grid.fault(line, "value", f"这个数现在是“{known.word.zh}”，不能改")
    missing = REASON_NAMES.get(cells["missing"])
    written = Written(entry=number, value=value, missing=missing.value if missing else "", why=cells["why"])
    return written, cells["url"]
