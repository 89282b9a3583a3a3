"""How the working group decides: a proposal, a policy draft and a meeting, each from its beginning to its end."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from lingnan.core.errors import Conflict, Invalid, NotAllowed, NotFound
from lingnan.engines.group.business import hand_over
from lingnan.engines.group.business import held as what_it_holds
from lingnan.engines.group.models import Answer, Matter, Proposal
from lingnan.engines.group.selectors.circulation import circulation, table_rows
from lingnan.engines.group.selectors.matters import compare
from lingnan.engines.group.selectors.meetings import candidates
from lingnan.engines.group.selectors.proposals import proposal, proposals
from lingnan.engines.group.services import agenda, matters, meetings
from lingnan.engines.group.services import circulation as rounds
from lingnan.engines.group.services import proposals as service
from lingnan.engines.group.services.proposals import ProposalText
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.events import UnitsSucceeded
from lingnan.engines.identity.models import AuditEntry, Notification
from lingnan.engines.identity.nightly import run_nightly
from lingnan.engines.plan.models import Meeting, Plan, SupervisionItem, Task
from lingnan.engines.plan.services.supervision import close_supervision, reply
from lingnan.web.demo.plan import DOCUMENT, take_in

Stand = Callable[[str], date]
People = Callable[..., Actor]

TEXT = ProposalText(
    title="省级时空信息云平台二期",
    purpose="各部门重复采购电子地图，数据不一致",
    content="升级时空信息云平台，增加城镇三维数据和基础地理信息服务",
    systems="时空信息云平台",
    needs="",
    budget=Decimal(1200),
    starts_on=date(2018, 6, 1),
    ends_on=date(2019, 6, 30),
)


@pytest.fixture
def plan(stand_at: Stand) -> Plan:
    stand_at("2018-04-02")
    return take_in(DOCUMENT)


@pytest.fixture
def office(plan: Plan, person: People) -> Actor:
    return person("office", unit="gd-office", role="office")


@pytest.fixture
def transport(plan: Plan, person: People) -> Actor:
    return person("transport", unit="gd-transport", role="liaison")


def submitted(by: Actor) -> Proposal:
    draft = service.save_draft(by=by, text=TEXT)
    return service.submit(by=by, number=draft.number, version=draft.version)


def test_a_proposal_is_checked_commented_decided_and_becomes_supervised_work(
    plan: Plan, office: Actor, transport: Actor, person: People, stand_at: Stand
) -> None:
    land = person("land", unit="gd-land", role="liaison")
    police = person("police", unit="gd-police", role="liaison")

    # a draft lacks what it lacks, all said at once; and nobody else sees it
    draft = service.save_draft(by=transport, text=ProposalText(title="省级时空信息云平台二期"))
    with pytest.raises(Invalid) as lacking:
        service.submit(by=transport, number=draft.number, version=draft.version)
    assert len(lacking.value.faults) == 4
    with pytest.raises(NotFound):
        proposal(office, number=draft.number)
    draft = service.save_draft(by=transport, text=TEXT, number=draft.number, version=draft.version)
    with pytest.raises(NotAllowed):
        service.submit(by=land, number=draft.number, version=draft.version)

    # submitted: task 8 builds this very platform, and the page can say why
    found = service.submit(by=transport, number=draft.number, version=draft.version)
    first = found.overlaps.first()
    assert first is not None
    assert first.about == f"plan.task:{Task.objects.get(plan=plan, number=8).pk}"
    assert (first.kind, first.names) == ("system", ["时空信息云平台"])
    assert "时空信息云平台" in first.words
    service.judge_overlap(by=office, overlap_id=first.pk, finding="related", note="在任务 8 平台上扩展")
    assert [one.number for one in proposals(office)] == ["2018-001"]

    # five working days from Monday 2 April over the Qingming holiday (5 and 6 April off, Sunday 8 April worked)
    row = rounds.circulate_proposal(
        by=office,
        number="2018-001",
        version=found.version,
        unit_keys=("gd-land", "gd-police", "gd-finance"),
        working_days=5,
    )
    assert row.due_on == date(2018, 4, 10)
    with pytest.raises(NotAllowed):
        rounds.answer(by=transport, circulation_id=row.pk)
    rounds.answer(by=land, circulation_id=row.pk, points=[rounds.Point(text="应在已有平台上扩展", clause="做什么")])
    rounds.answer(by=police, circulation_id=row.pk)
    with pytest.raises(Conflict):  # one unit still has time
        rounds.close_round(by=office, circulation_id=row.pk, version=1)
    stand_at("2018-04-11")
    nightly = {run.job: run for run in run_nightly(on=date(2018, 4, 11))}
    assert nightly["group.comments"].result == "结束 1 轮，催办 0 人次"
    states = dict(Answer.objects.filter(circulation=row).values_list("unit_id", "state"))
    assert states == {"gd-land": "commented", "gd-police": "agreed", "gd-finance": "silent"}
    assert "不视为同意" in table_rows(circulation(office, circulation_id=row.pk))[-1].text

    # on the agenda, decided, and the unit answers for it
    meeting = meetings.plan_meeting(by=office, title="工作组第五次会议", held_on=date(2018, 4, 16))
    assert "proposal:2018-001" in [one.pick for one in candidates(meeting)]
    agenda.put_on_agenda(by=office, meeting_id=meeting.pk, picks=("proposal:2018-001",))
    meeting.refresh_from_db()
    meetings.invite(by=office, meeting_id=meeting.pk, version=meeting.version)
    meetings.reply_invitation(by=land, meeting_id=meeting.pk, state="substitute", person="信息中心主任")
    stand_at("2018-04-16")
    meeting.refresh_from_db()
    meetings.hold(by=office, meeting_id=meeting.pk, version=meeting.version, attended=("gd-land", "gd-transport"))
    item = meeting.agenda.get()
    agenda.settle_item(by=office, item_id=item.pk, outcome="changed", minutes="原则同意，在任务 8 平台上扩展。")
    decision = agenda.decide(
        by=office, meeting_id=meeting.pk, text="修改方案后报办公室", unit_key="gd-transport", due_on=date(2018, 5, 15),
        item_id=item.pk,
    )  # fmt: skip
    assert Proposal.objects.get().state == "agreed"
    opened = SupervisionItem.objects.get(decision=decision)
    assert opened.unit_id == "gd-transport"

    # the story is one trail
    trail = AuditEntry.objects.filter(about="group.proposal:2018-001").values_list("verb", flat=True)
    assert list(trail) == [
        "group.proposal_draft", "group.proposal_draft", "group.proposal_submit", "group.proposal_judge",
        "group.proposal_circulate", "group.answer", "group.answer", "group.close_round", "group.proposal_schedule",
        "group.proposal_decide",
    ]  # fmt: skip
    assert list(audit.verify()) == []


def test_a_decision_may_become_a_task_of_the_plan(plan: Plan, office: Actor, stand_at: Stand) -> None:
    meeting = meetings.plan_meeting(by=office, title="工作组会议", held_on=date(2018, 4, 2))
    meetings.hold(by=office, meeting_id=meeting.pk, version=meeting.version, attended=())
    decision = agenda.decide(
        by=office,
        meeting_id=meeting.pk,
        text="编制公共数据目录",
        unit_key="gd-eic",
        due_on=date(2018, 9, 30),
        as_task=True,
    )
    task = Task.objects.get(decisions=decision)
    assert (task.number, task.state, task.units.get().unit_id) == (25, "issued", "gd-eic")
    assert task.milestones.get().due == date(2018, 9, 30)
    assert not SupervisionItem.objects.filter(decision=decision).exists()


def test_open_decisions_come_back_first_and_closed_ones_leave(
    plan: Plan, office: Actor, person: People, stand_at: Stand
) -> None:
    land = person("land", unit="gd-land", role="liaison")
    first = meetings.plan_meeting(by=office, title="第一次会议", held_on=date(2018, 4, 2))
    meetings.hold(by=office, meeting_id=first.pk, version=first.version, attended=("gd-land",))
    for text in ("提交验收报告", "公布数据目录"):
        agenda.decide(by=office, meeting_id=first.pk, text=text, unit_key="gd-land", due_on=date(2018, 4, 10))
    stand_at("2018-04-16")
    second = meetings.plan_meeting(by=office, title="第二次会议", held_on=date(2018, 4, 20))
    agenda.put_on_agenda(by=office, meeting_id=second.pk, picks=("task:8",))
    assert [(item.order, item.kind) for item in second.agenda.all()] == [(1, "followup"), (2, "followup"), (3, "task")]
    assert "逾期 6 天" in second.agenda.all()[0].why

    done = SupervisionItem.objects.get(title="提交验收报告")
    reply(by=land, number=done.number, version=1, text="已提交")
    close_supervision(by=office, number=done.number, version=2, reason="已核")
    second.refresh_from_db()
    meetings.invite(by=office, meeting_id=second.pk, version=second.version)
    assert [item.title for item in second.agenda.filter(kind="followup")] == ["公布数据目录"]
    with pytest.raises(Conflict):
        agenda.take_off_agenda(by=office, item_id=second.agenda.get(kind="followup").pk)


def test_the_steps_of_a_meeting_cannot_be_skipped(plan: Plan, office: Actor, transport: Actor, stand_at: Stand) -> None:
    with pytest.raises(NotAllowed):
        meetings.plan_meeting(by=transport, title="x", held_on=date(2018, 4, 20))
    meeting = meetings.plan_meeting(by=office, title="工作组会议", held_on=date(2018, 4, 20))
    assert meeting.invitations.count() == 21  # every member unit
    with pytest.raises(Conflict):  # nothing to talk about
        meetings.invite(by=office, meeting_id=meeting.pk, version=meeting.version)
    with pytest.raises(Conflict):  # before its day
        meetings.hold(by=office, meeting_id=meeting.pk, version=meeting.version, attended=())
    item = agenda.add_free(by=office, meeting_id=meeting.pk, title="年度分工")
    meeting.refresh_from_db()
    meetings.invite(by=office, meeting_id=meeting.pk, version=meeting.version)
    with pytest.raises(Conflict):  # somebody was faster
        meetings.invite(by=office, meeting_id=meeting.pk, version=0)
    with pytest.raises(Invalid):  # who stays away says why
        meetings.reply_invitation(by=transport, meeting_id=meeting.pk, state="declined")
    stand_at("2018-04-20")
    meeting.refresh_from_db()
    meetings.hold(by=office, meeting_id=meeting.pk, version=meeting.version, attended=("gd-transport",))
    meeting.refresh_from_db()
    agenda.draft_minutes(by=office, meeting_id=meeting.pk, version=meeting.version, opening="会议听取了汇报。")
    meeting.refresh_from_db()
    with pytest.raises(Conflict):  # an item without outcome
        agenda.issue_minutes(by=office, meeting_id=meeting.pk, version=meeting.version, number="粤智办纪〔2018〕1号")
    agenda.settle_item(by=office, item_id=item.pk, outcome="noted", minutes="听取了汇报。")
    agenda.issue_minutes(by=office, meeting_id=meeting.pk, version=meeting.version, number="粤智办纪〔2018〕1号")
    assert Meeting.objects.get().state == "issued"
    with pytest.raises(Conflict):
        agenda.add_free(by=office, meeting_id=meeting.pk, title="补充")
    assert Notification.objects.filter(key__endswith=":issued").count() == 1  # one liaison officer there is


def test_a_meeting_called_off_gives_its_proposals_back(plan: Plan, office: Actor, transport: Actor) -> None:
    one = submitted(transport)
    service.make_ready(by=office, number=one.number, version=one.version)
    meeting = meetings.plan_meeting(by=office, title="工作组会议", held_on=date(2018, 4, 20))
    agenda.put_on_agenda(by=office, meeting_id=meeting.pk, picks=(f"proposal:{one.number}",))
    meeting.refresh_from_db()
    agenda.cancel_meeting(by=office, meeting_id=meeting.pk, version=meeting.version, reason="延期")
    assert Proposal.objects.get().state == "ready"


def test_a_policy_goes_through_versions_comments_and_signatures(
    plan: Plan, office: Actor, person: People, stand_at: Stand
) -> None:
    eic = person("eic", unit="gd-eic", role="liaison")
    land, heads = person("land", unit="gd-land", role="liaison"), {}
    for unit in ("gd-land", "gd-police"):
        heads[unit] = person(f"head-{unit}", unit=unit, role="leader")
    made = matters.raise_matter(
        by=eic,
        kind="policy",
        title="公共数据共享办法",
        text="各部门共享数据没有依据",
        lead_key="gd-eic",
        due_on=date(2018, 6, 30),
    )
    matters.note_research(by=land, number=made.number, text="现有目录 320 条")
    first = matters.add_version(
        by=eic, number=made.number, version=made.version, text="第一条 目的。\n第二条 20日内答复。"
    )
    made.refresh_from_db()
    row = rounds.circulate_matter(
        by=eic, number=made.number, version=made.version, unit_keys=("gd-land", "gd-eic"), working_days=3
    )
    said = rounds.answer(
        by=land, circulation_id=row.pk,
        points=[rounds.Point(clause="第二条", text="改为10日"), rounds.Point(clause="第一条", text="删去")],
    )  # fmt: skip
    rounds.close_round(by=eic, circulation_id=row.pk, version=1)
    made.refresh_from_db()
    with pytest.raises(Conflict):  # comments not settled
        matters.start_signing(by=eic, number=made.number, version=made.version, unit_keys=("gd-land",))
    one, two = said.remarks.all()
    rounds.settle_remark(by=eic, remark_id=one.pk, adoption="adopted")
    with pytest.raises(Invalid):  # a refusal has its reason
        rounds.settle_remark(by=eic, remark_id=two.pk, adoption="refused")
    rounds.settle_remark(by=eic, remark_id=two.pk, adoption="refused", reason="上位法要求写明目的")

    second = matters.add_version(
        by=eic,
        number=made.number,
        version=made.version,
        text="第一条 目的。\n第二条 10日内答复。",
        note="采纳国土厅意见",
    )
    change = compare(first, second)
    assert [paragraph.kind for paragraph in change] == ["same", "changed"]
    assert [part.text for part in change[1].new if part.kind == "added"] == ["10"]  # the figure whole

    made.refresh_from_db()
    matters.start_signing(by=eic, number=made.number, version=made.version, unit_keys=("gd-land", "gd-police"))
    made.refresh_from_db()
    with pytest.raises(NotAllowed):  # out of turn
        matters.sign(by=heads["gd-police"], number=made.number, version=made.version)
    with pytest.raises(NotAllowed):  # not by the liaison officer
        matters.sign(by=land, number=made.number, version=made.version)
    made = matters.sign(by=heads["gd-land"], number=made.number, version=made.version)
    made = matters.return_signing(
        by=heads["gd-police"], number=made.number, version=made.version, reason="涉密数据另行规定"
    )
    assert made.state == "open"
    third = matters.add_version(
        by=eic,
        number=made.number,
        version=made.version,
        text=f"{second.text}\n第三条 涉密数据除外。",
        note="按公安厅意见",
    )
    made.refresh_from_db()
    matters.start_signing(by=eic, number=made.number, version=made.version, unit_keys=("gd-land", "gd-police"))
    for unit in ("gd-land", "gd-police"):
        made.refresh_from_db()
        matters.sign(by=heads[unit], number=made.number, version=made.version)
    made.refresh_from_db()
    assert (made.state, third.sign_offs.filter(state="signed").count()) == ("ready", 2)
    assert Matter.objects.get().drafts.count() == 3


def test_reminding_twice_a_day_tells_once(plan: Plan, office: Actor, transport: Actor, person: People) -> None:
    person("land", unit="gd-land", role="liaison")
    one = submitted(transport)
    row = rounds.circulate_proposal(
        by=office, number=one.number, version=one.version, unit_keys=("gd-land",), working_days=5
    )
    assert rounds.remind_silent(by=office, circulation_id=row.pk) == 1
    assert rounds.remind_silent(by=office, circulation_id=row.pk) == 0


def test_a_late_answer_is_kept_and_says_so(
    plan: Plan, office: Actor, transport: Actor, person: People, stand_at: Stand
) -> None:
    land = person("land", unit="gd-land", role="liaison")
    one = submitted(transport)
    row = rounds.circulate_proposal(
        by=office, number=one.number, version=one.version, unit_keys=("gd-land",), working_days=1
    )
    stand_at("2018-04-09")
    rounds.close_overdue()
    late = rounds.answer(by=land, circulation_id=row.pk, points=[rounds.Point(text="补充意见")])
    assert (late.state, late.is_late) == ("commented", True)


def test_open_business_follows_a_unit_that_is_merged(
    plan: Plan, office: Actor, transport: Actor, stand_at: Stand
) -> None:
    one = submitted(transport)
    matter = matters.raise_matter(
        by=transport, kind="problem", title="杆件共用", text="各自立杆", lead_key="gd-transport"
    )
    assert [held.title for held in what_it_holds("gd-transport")] == [
        f"建议 {one.number} {one.title}",
        f"事项 {matter.number} 杆件共用",
    ]
    hand_over(UnitsSucceeded(before=("gd-transport",), after=("gd-housing",), on=date(2018, 4, 2), kind="merged"))
    assert (Proposal.objects.get().unit_id, Matter.objects.get().lead_id) == ("gd-housing", "gd-housing")
    assert what_it_holds("gd-transport") == []
    assert Matter.objects.get().raised_by_id == "gd-transport"  # who raised it stays who raised it
