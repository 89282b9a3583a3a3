"""Everything an assessment holds as one sheet: a line per city, a column per node, the edition and its fingerprint."""

from decimal import Decimal

from django.http import HttpResponse

from lingnan.core.documents.sheets import Sheet, SheetColumn, as_csv, as_xlsx
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.engines.evaluate.selectors.assessments import Judged
from lingnan.shell.language import bi, say
from lingnan.shell.tables.export import TYPES, disposition
from lingnan.shell.words import absent


def sheet_of(judged: Judged) -> Sheet:
    """Ranked cities with rank, interval, every score and every value."""
    framework = judged.framework
    columns = [
        SheetColumn(head=bi("名次", "Rank")),
        SheetColumn(head=bi("代码", "Code")),
        SheetColumn(head=bi("城市", "City")),
        SheetColumn(head=bi("区间下限", "Interval from")),
        SheetColumn(head=bi("区间上限", "Interval to")),
    ]
    nodes = list(framework.root.walk())
    for node in nodes:
        columns.append(SheetColumn(head=say(node.label), unit=bi("分", "points"), decimals=2))
        if node.is_leaf and node.key in INDICATORS:
            declared = INDICATORS.get(node.key)
            columns.append(SheetColumn(head=say(node.label), unit=say(declared.unit), decimals=declared.decimals))
    rows: list[list[object]] = []
    for top in judged.of_node(framework.root.key):
        row: list[object] = [top.rank, top.region, say(top.region_name), top.low, top.high]
        for node in nodes:
            result = judged.result(node.key, top.region)
            row.append(_cell(result.points))
            if node.is_leaf and node.key in INDICATORS:
                row.append(_cell(result.amount))
        rows.append(row)
    notes = (
        f"{say(framework.label)} {framework.edition}",
        bi("年度 {y}，第 {r} 次计算", "Year {y}, run {r}", y=str(judged.year), r=judged.run),
        f"SHA-256 {judged.content_hash}",
        *([bi("含样例数据", "Contains sample data")] if judged.is_sample else []),
    )
    return Sheet(
        name=f"{judged.year}", title=f"{say(framework.label)} {judged.year}", columns=columns, rows=rows, notes=notes
    )


def _cell(value: object) -> object:
    return value if isinstance(value, Decimal) else absent(value)


def as_file(judged: Judged, kind: str) -> HttpResponse:
    """The sheet as a download."""
    sheet = sheet_of(judged)
    body: bytes = as_csv(sheet) if kind == "csv" else as_xlsx(sheet)
    response = HttpResponse(body, content_type=TYPES[kind])
    name = f"{judged.framework.key}-{judged.year}.{kind}"
    response.headers["Content-Disposition"] = disposition(f"{sheet.title}.{kind}", name)
    return response
