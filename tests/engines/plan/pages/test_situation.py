"""The situation report: its text follows from the facts, its files hold it, and it is for those who report."""

import io
from collections.abc import Callable
from datetime import date

import pdfplumber
import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from lingnan.engines.identity.actor import PUBLIC, Actor
from lingnan.engines.identity.models import Account
from lingnan.engines.plan.models import Milestone, Plan, SupervisionItem, Task
from lingnan.engines.plan.selectors.judged import judged
from lingnan.engines.plan.selectors.situation import situation

ON = date(2017, 11, 22)
ASKED = {
    "title": "进展通报",
    "number": "粤智办〔2017〕9号",
    "to": "各成员单位",
    "demands": "请抓紧。",
    "with_annex": "1",
}


@pytest.fixture
def plan(small_plan: Plan, stand_at: Callable[[str], date]) -> Plan:
    stand_at("2017-11-22")
    Task.objects.update(state="running")
    Milestone.objects.filter(task__number=2).update(due=date(2017, 12, 10))
    SupervisionItem.objects.create(
        number="2017-001", source="x", title="题", reason={}, unit_id="gd-land", opened_on=ON, due_on=date(2017, 11, 1)
    )
    return small_plan


@pytest.fixture
def office(plan: Plan, someone: Callable[..., Actor], client: Client) -> Client:
    actor = someone("office", unit="gd-office", role="office")
    client.force_login(Account.objects.get(pk=actor.account_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_text_follows_from_the_facts(plan: Plan, someone: Callable[..., Actor]) -> None:
    rows = judged(plan, on=ON)
    by = someone("boss", unit="gd-office", role="office")
    found = situation(by, plan=plan, rows=rows, chosen_by="", on=ON)
    # task 1: due 30 June, late; task 2: due 10 December, third quarter not reported
    assert found.overall.startswith("2项任务中，逾期1项，未报送进展1项。共设节点2个，已完成0个，完成率0%。")
    # 30 June to 22 November: 31 + 31 + 30 + 31 + 22 = 145 days
    assert found.late[0] == "省国土资源厅：逾期1项（第1项），最长逾期145天；未报送进展1项（第2项）。"
    assert found.coming == ["2017年12月10日前，第2项“完成试点”（省国土资源厅）。"]
    assert found.supervision == "所涉单位未销号督办事项1项，其中超期1项。"
    assert "没有未销号" in situation(PUBLIC, plan=plan, rows=rows, chosen_by="", on=ON).supervision


def test_the_page_and_its_three_files(office: Client) -> None:
    page = office.get("/plan/p/situation?lead=省国土资源厅").content.decode()
    assert "牵头单位：省国土资源厅" in page
    made = office.post("/plan/p/situation", {**ASKED, "format": "docx"})
    document = Document(io.BytesIO(made.content))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "进展通报" in texts
    assert "五、下一步工作要求" in texts
    assert "请抓紧。" in texts
    assert document.tables[0].cell(1, 1).text == "任务1"
    with pdfplumber.open(io.BytesIO(office.post("/plan/p/situation", {**ASKED, "format": "pdf"}).content)) as pdf:
        assert "进展通报" in pdf.pages[0].extract_text()
    book = load_workbook(io.BytesIO(office.post("/plan/p/situation", {**ASKED, "format": "xlsx"}).content))
    assert book.active["B3"].value == "任务1"


def test_it_is_not_for_the_public(plan: Plan) -> None:
    assert Client().get("/plan/p/situation").status_code == 403
