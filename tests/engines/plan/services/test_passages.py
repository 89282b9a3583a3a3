"""A stretch that gave no task becomes one; a found task is cut wherever a sentence or a semicolon ends."""

import pytest
from django.test import Client

from lingnan.core.errors import Conflict, Invalid
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Account
from lingnan.engines.plan.models import DraftTask, Plan
from lingnan.engines.plan.services.importing import import_plan
from lingnan.engines.plan.services.passages import take_passage
from lingnan.engines.plan.services.reshaping import cuts_of, merge_drafts, split_draft
from lingnan.engines.plan.services.reviewing import undo

pytestmark = pytest.mark.django_db
# (二) names nobody and is no task; (四) is three tasks parted by semicolons, one of them of half width
SILENT = """广东省服务工作方案（2017—2018年）

一、重点任务
（一）建设数据平台。2017年底前建成全省统一数据平台。（省财政厅）
（二）编制数据目录。2018年6月底前出台数据目录管理办法。
（三）培训工作人员。开展业务培训。（省教育厅）
（四）开展试点。选择两个市开展试点；加强检查工作;公布试点结果。（省公安厅）
"""


@pytest.fixture
def silent(office: Actor) -> Plan:
    return import_plan(by=office, name="方案.txt", content=SILENT.encode())


def place(plan: Plan) -> tuple[int, int]:
    [doubt] = [each for each in plan.reading["uncertain"] if each["code"] == "silent_item"]
    return doubt["source"]["start"], doubt["source"]["end"]


def test_one_press_makes_a_silent_item_a_task_in_its_place(office: Actor, silent: Plan, client: Client) -> None:
    client.force_login(Account.objects.get(pk=office.account_id), backend="django.contrib.auth.backends.ModelBackend")
    address = f"/plan/{silent.key}/document"
    page = client.get(address).content.decode()
    assert "作为一项任务" in page
    start, end = place(silent)
    answer = client.post(address, {"verdict": "take", "start": start, "end": end})
    made = silent.drafts.get(title="编制数据目录")
    assert answer["Location"] == f"/plan/{silent.key}/drafts/{made.pk}"  # where somebody says who leads it
    titles = list(silent.drafts.order_by("order").values_list("title", flat=True))
    assert titles == ["建设数据平台", "编制数据目录", "培训工作人员", "开展试点"]
    assert [each["due"] for each in made.dates] == ["2018-06-30"]
    assert [doubt["code"] for doubt in made.doubts] == ["no_lead"]
    assert made.text.startswith("（二）")
    assert "作为一项任务" not in client.get(address).content.decode()  # the doubt is settled


def test_what_is_a_task_already_is_refused_and_the_press_undone(office: Actor, silent: Plan) -> None:
    start, end = place(silent)
    made = take_passage(by=office, plan_key=silent.key, start=start, end=end)
    with pytest.raises(Conflict, match="编制数据目录"):
        take_passage(by=office, plan_key=silent.key, start=start + 3, end=end)
    for wrong in ((0, 2), (5, 5), (0, 10**9)):
        with pytest.raises(Invalid):
            take_passage(by=office, plan_key=silent.key, start=wrong[0], end=wrong[1])
    step = silent.review_steps.get(verb="take_passage")
    undo(by=office, plan_key=silent.key, step_id=step.pk)
    assert not DraftTask.objects.filter(pk=made.pk).exists()


def test_a_task_is_cut_at_any_semicolon(office: Actor, silent: Plan) -> None:
    pilot = silent.drafts.get(title="开展试点")
    cuts = {cut.after[:4]: cut.at for cut in cuts_of(pilot, silent.original_text)}
    assert {"选择两个", "加强检查", "公布试点"} <= cuts.keys()
    first, second = split_draft(by=office, plan_key=silent.key, draft_id=pilot.pk, version=pilot.version,
                                at=cuts["加强检查"])  # fmt: skip
    assert (first.text[-1], second.title) == ("；", "加强检查工作")


def test_merged_tasks_are_parted_again_between_their_places(office: Actor, silent: Plan) -> None:
    first, third = silent.drafts.get(number=1), silent.drafts.get(title="培训工作人员")
    kept = merge_drafts(by=office, plan_key=silent.key, draft_id=first.pk, version=first.version, with_id=third.pk,
                        with_version=third.version)  # fmt: skip
    border = kept.source_end
    assert border in {cut.at for cut in cuts_of(kept, silent.original_text)}
    one, two = split_draft(by=office, plan_key=silent.key, draft_id=kept.pk, version=kept.version, at=border)
    assert one.places == two.places == []
    assert silent.original_text[two.source_start : two.source_end].startswith("（三）培训工作人员")
