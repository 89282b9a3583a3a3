"""The table of comments and their adoption (意见汇总表) as xlsx and docx."""

from lingnan.core import words
from lingnan.core.documents.letter_files import make_docx
from lingnan.core.documents.letters import Annex, Letter, Part
from lingnan.core.documents.sheets import Sheet, SheetColumn, as_xlsx
from lingnan.engines.group.models import Circulation
from lingnan.engines.group.selectors.circulation import counts, table_rows
from lingnan.engines.group.services.circulation import title_of

HEADS = ("序号", "反馈单位", "条款", "意见", "采纳情况", "理由")
OFFICE = "省促进智慧城市健康发展部门协调工作组办公室"


def lines(row: Circulation) -> list[list[str]]:
    """The lines of the table as text."""
    return [[str(one.number), str(one.unit), one.clause, one.text, one.adoption, one.reason] for one in table_rows(row)]


def summary(row: Circulation) -> str:
    """How many were asked, answered, are silent."""
    count = counts(row)
    asked = count["commented"] + count["agreed"] + count["unanswered"]
    return (
        f"{words.day(row.opened_on)}至{words.day(row.due_on)}征求 {asked} 个单位意见，"
        f"{count['commented']} 个单位有意见，{count['agreed']} 个单位无意见，"
        f"{count['unanswered']} 个单位未反馈（不视为同意）。"
    )


def as_sheet(row: Circulation) -> bytes:
    """The table as a workbook."""
    columns = [SheetColumn(head=head) for head in HEADS]
    title = f"{title_of(row)}意见汇总表"
    notes = [summary(row), *(["样例数据"] if row.is_sample else [])]
    return as_xlsx(Sheet(name="意见汇总表", title=title, columns=columns, rows=lines(row), notes=notes))


def as_docx(row: Circulation) -> bytes:
    """The table as a document."""
    letter = Letter(
        title=f"关于{title_of(row)}征求意见情况的说明",
        issuer=OFFICE,
        signed_on=row.closed_on or row.due_on,
        parts=(Part(text=summary(row)), *([Part(text="（样例数据）")] if row.is_sample else [])),
        annexes=(Annex(title="意见汇总表", columns=HEADS, rows=lines(row), shares=(1, 3, 2, 7, 2, 6), is_wide=True),),
    )
    return make_docx(letter)
