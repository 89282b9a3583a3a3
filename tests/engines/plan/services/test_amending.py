"""Documents that change a plan in force. What each does to each task is said by hand from the two texts."""

from datetime import date

import pytest
from tests.engines.plan.services.conftest import NEXT

from lingnan.core.errors import Conflict, Invalid
from lingnan.engines.identity.actor import SYSTEM, Actor
from lingnan.engines.plan.models import Milestone, Plan, Progress, SupervisionItem, Task
from lingnan.engines.plan.services.adopting import adopt
from lingnan.engines.plan.services.amending import apply_amendment, likely_base, pair_draft
from lingnan.engines.plan.services.importing import import_plan
from lingnan.engines.plan.services.reviewing import accept_certain, accept_draft, drop_draft

pytestmark = pytest.mark.django_db
CHANGE = """关于调整数据服务工作任务的通知（2017—2018年）

（一）建设数据平台。2018年3月底前建成全省统一数据平台，接入率不低于90%。落实国家数据服务评价指标体系。（省经济和信息化委牵头，省财政厅配合）
删去第（三）项。
"""


@pytest.fixture
def in_force(office: Actor, taken: Plan) -> Plan:
    """The plan with its tasks 1, 2 and 3 (开展试点), one reported, one under supervision."""
    accept_certain(by=office, plan_key=taken.key)
    adopt(by=office, plan_key=taken.key, leave_out="没有这个单位")
    task = Task.objects.get(plan=taken, number=1)
    Progress.objects.create(task=task, unit_id="gd-eic", period="2017Q1", reported_on=date(2017, 4, 5), text="已招标",
                            recorded_at="2017-04-05T00:00:00Z")  # fmt: skip
    SupervisionItem.objects.create(number="2017-001", source="x", title="催", reason={}, unit_id="gd-eic", task=task,
                                   opened_on=date(2017, 5, 1), due_on=date(2017, 6, 1))  # fmt: skip
    return taken


def taken_in(by: Actor, base: Plan, text: str, mode: str) -> Plan:
    return import_plan(by=by, name="修订.txt", content=text.encode(), amends=base.key, mode=mode)


def changes(plan: Plan) -> dict[str, str]:
    return dict(plan.drafts.values_list("title", "change"))


def accept(by: Actor, plan: Plan, title: str) -> None:
    draft = plan.drafts.get(title=title)
    accept_draft(by=by, plan_key=plan.key, draft_id=draft.pk, version=draft.version)


def test_a_new_edition_says_what_it_keeps_changes_adds_and_drops(office: Actor, in_force: Plan) -> None:
    edition = taken_in(office, in_force, NEXT, "edition")
    assert changes(edition) == {
        "编制数据目录": "kept",
        "建设数据平台": "changed",
        "培育数据服务企业": "new",
        "开展试点": "dropped",
    }
    platform = edition.drafts.get(title="建设数据平台")
    assert any("省审计厅" in reason for reason in platform.change_reasons)
    assert edition.drafts.get(change="kept").state == "accepted"
    # nothing happened to the plan in force
    assert Task.objects.get(plan=in_force, number=1).text.find("95%") < 0


def test_accepted_changes_are_carried_over_and_work_stays(office: Actor, in_force: Plan) -> None:
    edition = taken_in(office, in_force, NEXT, "edition")
    accept_certain(by=office, plan_key=edition.key)
    assert edition.drafts.get(change="dropped").state == "open"  # a task is never dropped in bulk
    accept(office, edition, "开展试点")
    apply_amendment(by=office, plan_key=edition.key)
    edition.refresh_from_db()
    in_force.refresh_from_db()
    assert (edition.state, in_force.title, in_force.period_to) == ("applied", edition.title, date(2019, 12, 31))
    platform = Task.objects.get(plan=in_force, number=1)
    assert "95%" in platform.text
    assert platform.progress.count() == 1
    assert platform.supervision.count() == 1
    assert [(u.written, u.role) for u in platform.units.all()][-1] == ("省审计厅", "cooperating")
    assert [e.document_id for e in platform.editions.all()] == [in_force.key, edition.key]
    assert "90%" in platform.editions.all()[0].text
    # its date moved with the text: 2017年底前 became 2018年底前
    promised = Milestone.objects.filter(task=platform, met_on=None).exclude(written="方案期末")
    assert [(m.written, m.due) for m in promised] == [("2018年底前", date(2018, 12, 31))]
    dropped = Task.objects.get(plan=in_force, title="开展试点")
    assert dropped.state == "dropped"
    assert edition.title in dropped.events.get(act="drop").text
    assert Task.objects.get(plan=in_force, title="培育数据服务企业").number == 4
    assert Task.objects.get(plan=in_force, number=2).editions.count() == 2


def test_a_refused_change_leaves_the_task_as_it_was(office: Actor, in_force: Plan) -> None:
    edition = taken_in(office, in_force, NEXT, "edition")
    for draft in edition.drafts.filter(state="open"):
        drop_draft(by=office, plan_key=edition.key, draft_id=draft.pk, version=draft.version, reason="保持原样")
    apply_amendment(by=office, plan_key=edition.key)
    assert [t.state for t in Task.objects.filter(plan=in_force)].count("dropped") == 0
    assert "90%" in Task.objects.get(plan=in_force, number=1).text
    assert Task.objects.filter(plan=in_force).count() == 3


def test_an_amendment_leaves_alone_what_it_does_not_name(office: Actor, in_force: Plan) -> None:
    amendment = taken_in(office, in_force, CHANGE, "amendment")
    assert changes(amendment) == {"建设数据平台": "changed", "开展试点": "dropped"}
    gone = amendment.drafts.get(change="dropped")
    assert amendment.original_text[gone.source_start : gone.source_end].startswith("删去第（三）项")


def test_documents_amend_one_after_another(office: Actor, in_force: Plan) -> None:
    first = taken_in(office, in_force, CHANGE, "amendment")
    accept_certain(by=office, plan_key=first.key)
    accept(office, first, "开展试点")
    apply_amendment(by=office, plan_key=first.key)
    second = taken_in(office, in_force, NEXT, "edition")
    # the pilot is gone already: the next edition has nothing to drop
    assert changes(second) == {"编制数据目录": "kept", "建设数据平台": "changed", "培育数据服务企业": "new"}
    accept_certain(by=office, plan_key=second.key)
    apply_amendment(by=office, plan_key=second.key)
    assert Task.objects.get(plan=in_force, number=1).editions.count() == 3
    in_force.refresh_from_db()
    assert in_force.state == "adopted"


def test_a_wrong_pair_is_mended_by_a_person(office: Actor, in_force: Plan) -> None:
    edition = taken_in(office, in_force, NEXT, "edition")
    firms = edition.drafts.get(title="培育数据服务企业")
    pair_draft(by=office, plan_key=edition.key, draft_id=firms.pk, version=firms.version, task_number=3)
    firms.refresh_from_db()
    assert (firms.change, firms.task.title if firms.task else "") == ("changed", "开展试点")
    assert not edition.drafts.filter(change="dropped").exclude(state="merged").exists()
    pair_draft(by=office, plan_key=edition.key, draft_id=firms.pk, version=firms.version, task_number=None)
    assert edition.drafts.filter(change="dropped", state="open").count() == 1


def test_the_wrong_door_is_named(office: Actor, in_force: Plan) -> None:
    edition = taken_in(office, in_force, NEXT, "edition")
    with pytest.raises(Conflict, match="并入"):
        adopt(by=office, plan_key=edition.key)
    with pytest.raises(Invalid):
        taken_in(office, edition, CHANGE, "edition")  # amends a document that is not in force
    assert likely_base(["建设数据平台", "编制数据目录"]) == in_force
    assert likely_base(["别的任务"]) is None
    assert SYSTEM.name


ORDERS = """关于修改数据服务工作方案的通知（2017—2018年）

一、将第（一）项中的“90%”修改为“95%”，“2017年底前”修改为“2018年底前”。
二、第（二）项修改为：“（二）编制并公开数据目录。2018年9月底前公开。（省教育厅牵头，省审计厅配合）”
三、第（三）项增加一款：“试点市每季度报告一次。”
四、在第（三）项后增加一项，作为第（四）项：“（四）培训工作人员。每年培训一次。（省教育厅）”
五、第（九）项中的“甲”修改为“乙”。
六、第（二）项作相应调整。
"""


def test_ordered_changes_are_drafted_on_the_tasks_in_force(office: Actor, in_force: Plan) -> None:
    amendment = taken_in(office, in_force, ORDERS, "amendment")
    drafts = {draft.task.number if draft.task else 0: draft for draft in amendment.drafts.select_related("task")}
    assert {n: d.change for n, d in drafts.items()} == {0: "new", 1: "changed", 2: "changed", 3: "changed"}
    one, two, three, new = drafts[1], drafts[2], drafts[3], drafts[0]
    assert "95%" in one.text
    assert [each["due"] for each in one.dates] == ["2018-12-31"]
    assert [(u["written"], u["role"]) for u in one.units] == [("省经济和信息化委", "lead"), ("省财政厅", "cooperating")]
    assert amendment.original_text[one.source_start : one.source_end].startswith("第（一）项中的")
    assert [(u["written"], u["role"]) for u in two.units] == [("省教育厅", "lead"), ("省审计厅", "cooperating")]
    assert (two.title, [each["due"] for each in two.dates]) == ("编制并公开数据目录", ["2018-09-30"])
    assert three.text.endswith("试点市每季度报告一次。")
    assert [u["written"] for u in three.units] == ["省公安厅"]
    assert (new.title, [u["written"] for u in new.units]) == ("培训工作人员", ["省教育厅"])
    assert not any(draft.doubts for draft in drafts.values())
    told = [doubt["message"] for doubt in amendment.reading["uncertain"]]
    assert any("第 9 项" in each for each in told)  # no such task in force
    assert any("作相应调整" in each for each in told)  # nobody can read what that changes


def test_ordered_changes_are_carried_over(office: Actor, in_force: Plan) -> None:
    amendment = taken_in(office, in_force, ORDERS, "amendment")
    accept_certain(by=office, plan_key=amendment.key)
    apply_amendment(by=office, plan_key=amendment.key)
    catalogue = Task.objects.get(plan=in_force, number=2)
    assert catalogue.title == "编制并公开数据目录"
    assert [u.written for u in catalogue.units.all()] == ["省教育厅", "省审计厅"]
    platform = Task.objects.get(plan=in_force, number=1)
    assert "95%" in platform.text
    assert platform.editions.count() == 2
    assert Task.objects.get(plan=in_force, number=4).title == "培训工作人员"


def test_an_amendment_may_only_drop_and_words_dropped_drop_no_task(office: Actor, in_force: Plan) -> None:
    amendment = taken_in(office, in_force, "关于调整工作的通知（2017—2018年）\n\n删去第（三）项。\n", "amendment")
    assert changes(amendment) == {"开展试点": "dropped"}
    words = "关于调整工作的通知（2017—2018年）\n\n删去第（三）项中的“加强检查。”\n"
    amendment = taken_in(office, in_force, words, "amendment")
    [draft] = amendment.drafts.all()
    assert (draft.change, "加强检查" in draft.text) == ("changed", False)
    with pytest.raises(Invalid):
        taken_in(office, in_force, "关于开会的通知（2017—2018年）\n\n请准时参加。\n", "amendment")
