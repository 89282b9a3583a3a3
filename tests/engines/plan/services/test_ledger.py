"""The office's own ledger: columns as a person matches them, every faulty cell named, drafts in the end."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from lingnan.core.errors import Invalid
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import StoredFile
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.reading.columns import match_columns
from lingnan.engines.plan.services.importing import import_ledger

pytestmark = pytest.mark.django_db
ROWS = [
    ["2018年数字政府工作台账"],
    ["序号", "要干的活", "谁牵头", "谁配合", "完成时限"],
    ["1", "建设统一平台", "省教育厅", "省财政厅", "2018年6月底前"],
    ["2", "编制数据目录", "省公安厅", "", "不知道"],  # E4: no time
    ["3", "开展业务培训", "", "省民政厅", "2018年12月"],  # C5: nobody leads
    ["4", "通报检查情况", "省民政厅", "", "每季度"],
]
CHOSEN = ("number", "task", "lead", "cooperate", "when")  # 谁牵头 is a head that nobody could foresee
YEAR = {"title": "数字政府台账", "period_from": date(2018, 1, 1), "period_to": date(2018, 12, 31)}


def workbook(rows: list[list[str]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.title = "台账"
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_columns_are_matched_as_far_as_heads_tell() -> None:
    [sheet] = match_columns(workbook(ROWS), name="台账.xlsx")
    assert sheet.heads == ("序号", "要干的活", "谁牵头", "谁配合", "完成时限")
    assert not sheet.is_read  # who leads must be said by a person
    assert (sheet.rows[0][1], sheet.count) == ("建设统一平台", 4)


def test_every_faulty_cell_is_named_and_nothing_is_stored(office: Actor) -> None:
    columns = {"台账": (2, CHOSEN)}
    with pytest.raises(Invalid) as refusal:
        import_ledger(by=office, name="台账.xlsx", content=workbook(ROWS), columns=columns, **YEAR)  # type: ignore[arg-type]
    assert {str(fault.where).rsplit(" ", 1)[1] for fault in refusal.value.faults} == {"E4", "C5"}
    assert not Plan.objects.exists()
    assert not StoredFile.objects.exists()


def test_taken_in_all_the_same_each_faulty_cell_is_a_doubt_at_its_task(office: Actor) -> None:
    content, columns = workbook(ROWS), {"台账": (2, CHOSEN)}
    common = {"by": office, "name": "台账.xlsx", "content": content, "columns": columns, "with_faults": True, **YEAR}
    plan = import_ledger(**common)  # type: ignore[arg-type]
    drafts = {draft.title: draft for draft in plan.drafts.all()}
    first = drafts["建设统一平台"]
    assert [(unit["unit"], unit["role"]) for unit in first.units] == [
        ("gd-education", "lead"), ("gd-finance", "cooperating"),
    ]  # fmt: skip
    assert [each["due"] for each in first.dates] == ["2018-06-30"]
    assert first.is_certain
    assert any("E4" in doubt["message"] for doubt in drafts["编制数据目录"].doubts)
    assert plan.period_to == date(2018, 12, 31)
    again = import_ledger(**common)  # type: ignore[arg-type]
    assert again == plan


def test_a_ledger_without_a_column_of_tasks_is_refused_by_sheet(office: Actor) -> None:
    columns = {"台账": (2, ("number", "other", "lead", "cooperate", "when"))}
    with pytest.raises(Invalid, match="工作任务"):
        import_ledger(by=office, name="台账.xlsx", content=workbook(ROWS), columns=columns, **YEAR)  # type: ignore[arg-type]
