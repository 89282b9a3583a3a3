"""What comes in, and what is refused: a refusal stores nothing."""

from datetime import date

import pytest

from lingnan.core.errors import Conflict, Invalid
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Attachment, StoredFile, UnitAlias
from lingnan.engines.plan.models import DraftTask, Plan
from lingnan.engines.plan.services.adopting import adopt
from lingnan.engines.plan.services.document_facts import correct_document
from lingnan.engines.plan.services.importing import import_plan, import_text, withdraw
from lingnan.engines.plan.services.reviewing import accept_certain

pytestmark = pytest.mark.django_db
YEARLESS = "数据工作要点\n（一）建设平台。年底前建成平台。（省教育厅）\n（二）开展检查。按季度检查。（省公安厅）\n"


def test_the_same_file_comes_in_once(office: Actor, taken: Plan) -> None:
    again = import_plan(by=office, name="又一次.txt", content=taken.original_text.encode())
    assert again == taken
    assert (Plan.objects.count(), DraftTask.objects.count(), Attachment.objects.count()) == (1, 4, 1)


def test_pasted_text_is_kept_as_a_file(office: Actor) -> None:
    plan = import_text(
        by=office, text="（一）建设平台。（省教育厅）\n（二）开展检查。（省公安厅）", title="数据方案（2017-2018年）"
    )
    assert (plan.title, plan.period_to, plan.drafts.count()) == ("数据方案（2017-2018年）", date(2018, 12, 31), 2)
    assert Attachment.objects.get(about=f"plan.plan:{plan.key}").name.endswith(".txt")
    with pytest.raises(Invalid):
        import_text(by=office, text=" \n ")


def test_a_document_without_years_is_reviewed_when_somebody_said_them(office: Actor) -> None:
    plan = import_plan(by=office, name="要点.txt", content=YEARLESS.encode())
    assert plan.period_is_assumed
    accept_certain(by=office, plan_key=plan.key)
    with pytest.raises(Conflict, match="期限"):
        adopt(by=office, plan_key=plan.key)
    common = {"by": office, "plan_key": plan.key, "title": plan.title, "number": "", "issuer": ""}
    with pytest.raises(Invalid):
        correct_document(**common, version=1, period_from=date(2018, 1, 1), period_to=date(2017, 1, 1))  # type: ignore[arg-type]
    correct_document(**common, version=1, period_from=date(2018, 1, 1), period_to=date(2018, 12, 31))  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        correct_document(**common, version=1, period_from=date(2019, 1, 1), period_to=date(2019, 12, 31))  # type: ignore[arg-type]
    # 年底前 had no year to end in; now it has
    assert [each["due"] for each in plan.drafts.get(number=1).dates] == ["2018-12-31"]
    assert adopt(by=office, plan_key=plan.key).period_to == date(2018, 12, 31)


def test_a_name_that_our_table_knows_is_no_doubt(office: Actor) -> None:
    UnitAlias.objects.create(unit_id="gd-education", name="省数字未来厅")
    plan = import_plan(
        by=office,
        name="a.txt",
        content="方案（2017年）\n（一）培训。（省数字未来厅）\n（二）检查。（省公安厅）".encode(),
    )
    draft = plan.drafts.get(number=1)
    assert (draft.units[0]["unit"], draft.is_certain) == ("gd-education", True)


def test_a_withdrawn_document_stays_readable_and_counts_for_nothing(office: Actor, taken: Plan) -> None:
    with pytest.raises(Invalid):
        withdraw(by=office, plan_key=taken.key, reason=" ")
    withdraw(by=office, plan_key=taken.key, reason="发错文件")
    with pytest.raises(Conflict):
        accept_certain(by=office, plan_key=taken.key)
    assert taken.drafts.count() == 4


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("旧版.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("扫描.pdf", b"%PDF-1.4\n%%EOF"),
        ("无任务.txt", "你好。".encode()),
        ("改名.docx", b"MZ" + bytes(60)),
    ],
)
def test_a_refused_file_leaves_nothing(office: Actor, name: str, content: bytes) -> None:
    with pytest.raises(Invalid, match=name.partition(".")[0]):
        import_plan(by=office, name=name, content=content)
    assert not Plan.objects.exists()
    assert not StoredFile.objects.exists()
