"""The review: no task before a person accepts, nothing lost when two work at once, every step can be undone."""

from datetime import date

import pytest

from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.engines.identity.actor import PUBLIC, Actor
from lingnan.engines.identity.models import AuditEntry, UnitAlias
from lingnan.engines.plan.models import DraftTask, Milestone, Plan, Task, TaskNumber
from lingnan.engines.plan.pages.taskforms import ReportForm
from lingnan.engines.plan.services.adopting import Undecided, adopt
from lingnan.engines.plan.services.proposing import correct_proposal, decide_proposal
from lingnan.engines.plan.services.reshaping import cuts_of, merge_drafts, split_draft
from lingnan.engines.plan.services.reviewing import (
    DateSaid,
    UnitSaid,
    accept_certain,
    accept_draft,
    correct_draft,
    drop_draft,
    last_step_of,
    undo,
)

pytestmark = pytest.mark.django_db


def draft(plan: Plan, number: int) -> DraftTask:
    return plan.drafts.filter(number=number).exclude(state="merged").order_by("order")[0]


def undo_last(by: Actor, plan: Plan, number: int) -> None:
    step = last_step_of(draft(plan, number))
    assert step is not None
    undo(by=by, plan_key=plan.key, step_id=step.pk)


def settle(by: Actor, plan: Plan) -> None:
    """Everything decided as an office would: the certain accepted, the rest left out."""
    accept_certain(by=by, plan_key=plan.key)
    for rest in plan.drafts.filter(state="open"):
        drop_draft(by=by, plan_key=plan.key, draft_id=rest.pk, version=rest.version, reason="不属于本方案")


def test_only_the_certain_are_accepted_at_once(office: Actor, taken: Plan) -> None:
    assert accept_certain(by=office, plan_key=taken.key) == 3
    assert draft(taken, 3).state == "open"  # nobody knows 省数字未来厅
    assert accept_certain(by=office, plan_key=taken.key) == 0
    assert Task.objects.count() == 0


def test_adopting_names_what_is_undecided_or_leaves_it_out_for_a_reason(office: Actor, taken: Plan) -> None:
    accept_certain(by=office, plan_key=taken.key)
    with pytest.raises(Undecided) as refusal:
        adopt(by=office, plan_key=taken.key)
    assert "培训工作人员" in str(refusal.value)
    assert len(refusal.value.faults) == 1
    assert Task.objects.count() == 0
    adopt(by=office, plan_key=taken.key, leave_out="单位不存在，退回起草处")
    assert [task.title for task in Task.objects.all()] == ["建设数据平台", "编制数据目录", "开展试点"]
    assert draft(taken, 3).reason == "单位不存在，退回起草处"


def test_a_plan_without_an_accepted_task_is_not_adopted(office: Actor, taken: Plan) -> None:
    with pytest.raises(Conflict):
        adopt(by=office, plan_key=taken.key, leave_out="全部不采用")
    assert draft(taken, 1).state == "open"  # the refusal took nothing along


def test_the_slower_of_two_officers_gets_a_conflict_and_overwrites_nothing(
    office: Actor, colleague: Actor, taken: Plan
) -> None:
    seen = draft(taken, 2)
    accept_draft(by=colleague, plan_key=taken.key, draft_id=seen.pk, version=seen.version)
    with pytest.raises(Conflict, match="林涛"):
        drop_draft(by=office, plan_key=taken.key, draft_id=seen.pk, version=seen.version, reason="重复")
    assert draft(taken, 2).state == "accepted"


def test_a_correction_says_who_is_meant_and_the_name_is_remembered(office: Actor, taken: Plan) -> None:
    seen = draft(taken, 3)
    assert [unit["status"] for unit in seen.units] == ["unknown"]
    said = [UnitSaid(written="省数字未来厅", role="lead", means="省经济和信息化委", remember=True)]
    correct_draft(
        by=office, plan_key=taken.key, draft_id=seen.pk, version=seen.version, title=" 培训  全体人员 ", units=said,
        dates=[DateSaid(text="2018年底前", due=date(2018, 12, 31))], accept=True,
    )  # fmt: skip
    after = draft(taken, 3)
    assert (after.title, after.state, after.doubts) == ("培训 全体人员", "accepted", [])
    assert after.units[0]["unit"] == "gd-eic"
    # 经济和信息化委 became 工业和信息化厅 in October 2018; on the day of this test it still stands for itself
    assert [one["key"] for one in after.units[0]["today"]] == ["gd-eic"]
    alias = UnitAlias.objects.get(name="省数字未来厅")
    assert taken.title in alias.source


def test_a_correction_is_bounded_and_names_each_fault(office: Actor, taken: Plan) -> None:
    seen = draft(taken, 1)
    common = {"by": office, "plan_key": taken.key, "draft_id": seen.pk, "version": seen.version, "dates": []}
    lead = UnitSaid(written="省教育厅", role="lead", means="省教育厅")
    with pytest.raises(Invalid, match="200"):
        correct_draft(**common, title="字" * 201, units=[lead])  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="牵头"):
        correct_draft(**common, title="题", units=[])  # type: ignore[arg-type]
    unknown = UnitSaid(written="甲", role="cooperating", means="没有的单位")
    with pytest.raises(Invalid) as refusal:
        correct_draft(**common, title="题", units=[lead, unknown, lead])  # type: ignore[arg-type]
    assert len(refusal.value.faults) == 2  # the unknown one, and the lead that stands twice
    assert draft(taken, 1).title == "建设数据平台"


def test_merging_takes_everything_along_and_is_undone_whole(office: Actor, taken: Plan) -> None:
    first, second = draft(taken, 1), draft(taken, 2)
    before = (first.text, second.text, first.proposals.count(), second.proposals.count())
    kept = merge_drafts(
        by=office, plan_key=taken.key, draft_id=second.pk, version=second.version, with_id=first.pk,
        with_version=first.version,
    )  # fmt: skip
    assert kept.pk == first.pk  # the earlier stays, whichever was named first
    assert {unit["written"]: unit["role"] for unit in kept.units} == {
        "省经济和信息化委": "lead", "省财政厅": "cooperating", "省教育厅": "lead",
    }  # fmt: skip
    assert [each["due"] for each in kept.dates] == ["2017-12-31", "2018-06-30"]
    assert kept.proposals.count() == before[2] + before[3]
    undo_last(office, taken, 1)
    first, second = draft(taken, 1), draft(taken, 2)
    assert (first.text, second.text, first.proposals.count(), second.proposals.count()) == before


def test_splitting_parts_text_dates_and_proposals_and_is_undone(office: Actor, taken: Plan) -> None:
    whole = draft(taken, 4)
    cut = next(each for each in cuts_of(whole, taken.original_text) if each.after.startswith("加强检查"))
    first, second = split_draft(by=office, plan_key=taken.key, draft_id=whole.pk, version=whole.version, at=cut.at)
    assert first.text.endswith("数据服务试点。")
    assert second.title == "加强检查"
    assert taken.original_text[second.source_start : second.source_end].startswith("加强检查")
    assert [unit["written"] for unit in second.units] == ["省公安厅"]
    assert [each["text"] for each in first.dates] == []
    assert [each["text"] for each in second.dates] == ["每年通报一次"]
    assert [d.title for d in taken.drafts.order_by("order")][-2:] == ["开展试点", "加强检查"]
    with pytest.raises(Invalid):
        split_draft(by=office, plan_key=taken.key, draft_id=first.pk, version=first.version, at=cut.at + 1)
    undo_last(office, taken, 4)
    assert taken.drafts.count() == 4
    assert draft(taken, 4).text == whole.text


def test_a_step_that_others_built_upon_is_not_undone(office: Actor, colleague: Actor, taken: Plan) -> None:
    accept_certain(by=office, plan_key=taken.key)
    step = last_step_of(draft(taken, 1))
    assert step is not None
    seen = draft(taken, 1)
    drop_draft(by=colleague, plan_key=taken.key, draft_id=seen.pk, version=seen.version, reason="另行部署")
    with pytest.raises(Conflict, match="建设数据平台"):
        undo(by=office, plan_key=taken.key, step_id=step.pk)
    undo_last(colleague, taken, 1)
    assert draft(taken, 1).state == "accepted"


def test_what_sentences_promise_becomes_real_with_the_task(office: Actor, taken: Plan) -> None:
    found = {each.title: each for each in draft(taken, 1).proposals.all()}
    rate = next(each for title, each in found.items() if title.endswith("接入率"))
    assert (rate.kind, rate.target, rate.due) == ("indicator", "≥ 90%", date(2017, 12, 31))
    decide_proposal(by=office, plan_key=taken.key, proposal_id=rate.pk, version=rate.version, state="accepted")
    platform = next(each for each in found.values() if each.found == "system")
    correct_proposal(
        by=office, plan_key=taken.key, proposal_id=platform.pk, version=platform.version, kind="subtask",
        title="建成平台一期", due=date(2017, 10, 31),
    )  # fmt: skip
    settle(office, taken)
    adopt(by=office, plan_key=taken.key, issue=False)
    task = Task.objects.get(plan=taken, number=1)
    number = TaskNumber.objects.get(task=task)
    assert (number.measured_in, number.target, number.target_on) == ("%", 90, date(2017, 12, 31))
    assert [system.name for system in task.indicator_systems.all()] == ["国家数据服务评价指标体系"]
    part = task.parts.get()
    assert (part.title, part.shown_number, part.state) == ("建成平台一期", "1.1", "registered")
    assert Milestone.objects.get(task=part).due == date(2017, 10, 31)


def test_a_proposal_may_be_accepted_after_the_plan_is_in_force(office: Actor, taken: Plan) -> None:
    settle(office, taken)
    adopt(by=office, plan_key=taken.key)
    law = next(each for each in draft(taken, 2).proposals.all() if each.found == "document")
    assert (law.kind, law.due) == ("milestone", date(2018, 6, 30))
    decide_proposal(by=office, plan_key=taken.key, proposal_id=law.pk, version=law.version, state="accepted")
    titles = set(Milestone.objects.filter(task__plan=taken, task__number=2).values_list("title", flat=True))
    assert law.title in titles
    law.refresh_from_db()
    with pytest.raises(Conflict):
        decide_proposal(by=office, plan_key=taken.key, proposal_id=law.pk, version=law.version, state="dropped")


def test_a_number_accepted_later_is_declared_in_the_task_and_asked_for(office: Actor, taken: Plan) -> None:
    """The promise "接入率不低于90%" stands in the document; whoever reports is asked for it from then on."""
    settle(office, taken)
    adopt(by=office, plan_key=taken.key)
    rate = next(each for each in draft(taken, 1).proposals.all() if each.kind == "indicator")
    decide_proposal(by=office, plan_key=taken.key, proposal_id=rate.pk, version=rate.version, state="accepted")
    task = Task.objects.get(plan=taken, number=1)
    number = task.numbers.get()
    told = task.events.get(act="declare_number")
    assert "目标 90%" in told.facts["detail"]
    form = ReportForm(periods=[("2017Q4", "2017Q4")], numbers=[number])
    field = form.fields[f"number_{number.pk}"]
    assert (field.label, field.help_text) == (f"{rate.title}（%）", "目标 90")
    assert AuditEntry.objects.filter(verb="plan.declare_number", about=f"plan.task:{task.pk}").count() == 1


def test_a_closed_task_takes_no_further_number(office: Actor, taken: Plan) -> None:
    settle(office, taken)
    adopt(by=office, plan_key=taken.key)
    Task.objects.filter(plan=taken, number=1).update(state="done")
    rate = next(each for each in draft(taken, 1).proposals.all() if each.kind == "indicator")
    with pytest.raises(Conflict, match="已办结"):
        decide_proposal(by=office, plan_key=taken.key, proposal_id=rate.pk, version=rate.version, state="accepted")
    rate.refresh_from_db()
    assert (rate.state, rate.made) == ("open", "")


def test_every_act_is_the_offices_and_leaves_its_entry(office: Actor, taken: Plan) -> None:
    seen = draft(taken, 1)
    with pytest.raises(NotAllowed):
        accept_draft(by=PUBLIC, plan_key=taken.key, draft_id=seen.pk, version=seen.version)
    settle(office, taken)
    adopt(by=office, plan_key=taken.key, issue=False)
    verbs = list(
        AuditEntry.objects.filter(about=f"plan.plan:{taken.key}", verb__startswith="plan.").values_list(
            "verb", flat=True
        )
    )
    assert verbs == ["plan.import", "plan.accept_certain", "plan.drop_draft", "plan.adopt"]
    with pytest.raises(Conflict):
        drop_draft(by=office, plan_key=taken.key, draft_id=seen.pk, version=seen.version + 1, reason="晚了")
