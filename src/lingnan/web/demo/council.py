"""Sample business of the working group: a proposal, a policy sent round, a meeting held, the next planned."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from lingnan.engines.group.models import Proposal
from lingnan.engines.group.services import agenda, matters, meetings
from lingnan.engines.group.services import circulation as rounds
from lingnan.engines.group.services import proposals as service
from lingnan.engines.group.services.circulation import Point
from lingnan.engines.group.services.proposals import ProposalText
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.plan.models import Meeting, Plan

PARKING = ProposalText(
    title="全省停车与道路视频一张图（样例）",
    purpose="各市停车场和道路视频各自上图，市民查不到空位，事故时调不到画面。",
    content="建设全省道路和停车场视频监控汇聚平台，在时空信息云平台上标注位置，向公众提供空余车位查询。",
    systems="停车与道路视频汇聚平台\n时空信息云平台",
    needs="公安视频专网接入\n时空信息云平台",
    budget=Decimal("860.00"),
    starts_on=date(2018, 6, 1),
    ends_on=date(2019, 5, 31),
)
ELDERS = ProposalText(
    title="社区居家养老服务热线（样例）",
    purpose="老人不会用网上平台，要有电话可打。",
    content="在居家养老服务网络平台之外设全省统一热线，人工受理助餐、助洁预约。",
    systems="居家养老服务网络平台",
    budget=Decimal("120.00"),
    starts_on=date(2018, 7, 1),
    ends_on=date(2018, 12, 31),
)
FIRST = """第一条 为规范各部门之间共享公共数据，制定本办法。
第二条 各部门按目录共享数据，收到申请后20个工作日内答复。
第三条 数据用于其他目的的，应当另行申请。"""
SECOND = """第一条 为规范省直部门之间共享公共数据，制定本办法。
第二条 各部门按目录共享数据，收到申请后10个工作日内答复；不予共享的，说明理由。
第三条 数据用于其他目的的，应当另行申请。
第四条 涉及国家秘密和个人隐私的数据，按有关规定办理。"""


@transaction.atomic
def sample_business(plan: Plan) -> None:
    """Made-up business, marked as a sample; made once."""
    if Proposal.objects.filter(plan=plan).exists():
        return
    issue_last_meeting(plan)
    propose_and_comment()
    draft_a_policy()
    plan_next_meeting()


def issue_last_meeting(plan: Plan) -> None:
    """The sample meeting of March gets its agenda, who came, and its minutes."""
    meeting = Meeting.objects.filter(plan=plan, state="held", is_sample=True).first()
    if meeting is None:
        return
    meetings.invite_units(meeting, ("gd-eic", "gd-land", "gd-transport", "gd-police", "gd-finance", "gd-health-fp"))
    meeting.place, meeting.starts_at = "省政府大院 2 号楼会议室（样例）", "09:30"
    meeting.save()
    meeting.invitations.exclude(unit="gd-finance").update(attended=True, state="coming", person="张样例")
    meeting.invitations.filter(unit="gd-finance").update(attended=False, state="declined", note="参加预算会议")
    item = agenda.add_free(by=SYSTEM, meeting_id=meeting.pk, title="时空信息云平台试点验收", unit_key="gd-land")
    item.decisions.set(meeting.decisions.all())
    said = "会议认为试点进度滞后，要求尽快组织验收，验收报告报工作组办公室。"
    agenda.settle_item(by=SYSTEM, item_id=item.pk, outcome="changed", minutes=said)
    opening = "2018年3月28日，工作组召开第四次会议，听取时空信息云平台试点情况，研究下一步工作。"
    meeting.refresh_from_db()
    agenda.draft_minutes(by=SYSTEM, meeting_id=meeting.pk, version=meeting.version, opening=opening, chair="王样例")
    meeting.refresh_from_db()
    agenda.issue_minutes(
        by=SYSTEM, meeting_id=meeting.pk, version=meeting.version, number="样例纪〔2018〕1号", on=date(2018, 4, 2)
    )


def propose_and_comment() -> None:
    """One proposal that doubles named systems, commented with one unit silent; one just submitted."""
    one = service.save_draft(by=SYSTEM, text=PARKING, unit_key="gd-transport", is_sample=True)
    one = service.submit(by=SYSTEM, number=one.number, version=one.version, on=date(2018, 3, 26))
    first = one.overlaps.first()
    if first:
        service.judge_overlap(by=SYSTEM, overlap_id=first.pk, finding="related", note="应在已有平台上扩展，不另建")
    row = rounds.circulate_proposal(
        by=SYSTEM, number=one.number, version=one.version, unit_keys=("gd-police", "gd-land", "gd-finance"),
        working_days=8, letter="请就平台是否重复、数据如何共享提出意见。", on=date(2018, 3, 28),
    )  # fmt: skip
    points = [
        Point(clause="做什么", text="视频应从公安视频专网接入，不另布点位"),
        Point(text="请明确视频保存期限"),
    ]
    given = rounds.answer(by=SYSTEM, circulation_id=row.pk, unit_key="gd-police", points=points, on=date(2018, 4, 3))
    rounds.answer(by=SYSTEM, circulation_id=row.pk, unit_key="gd-land", on=date(2018, 4, 4))
    rounds.close_round(by=SYSTEM, circulation_id=row.pk, version=row.version, on=date(2018, 4, 12))
    remark = given.remarks.first()
    if remark:
        rounds.settle_remark(by=SYSTEM, remark_id=remark.pk, adoption="adopted")
    other = service.save_draft(by=SYSTEM, text=ELDERS, unit_key="gd-civil-affairs", is_sample=True)
    service.submit(by=SYSTEM, number=other.number, version=other.version, on=date(2018, 4, 13))


def draft_a_policy() -> None:
    """A policy in its second version, out for comments, one unit answered."""
    made = matters.raise_matter(
        by=SYSTEM, kind="policy", title="省直部门公共数据共享办法（样例）", lead_key="gd-eic", unit_key="gd-eic",
        text="各部门共享数据没有统一依据，申请长期得不到答复，需要一份办法写明期限和责任。",
        due_on=date(2018, 6, 29), task_number=3, on=date(2018, 3, 5), is_sample=True,
    )  # fmt: skip
    matters.note_research(by=SYSTEM, number=made.number, text="六个部门的申请平均 34 天得到答复。", on=date(2018, 3, 9))
    for text, note, on in ((FIRST, "", date(2018, 3, 12)), (SECOND, "缩短答复期限，补充涉密条款", date(2018, 4, 9))):
        made.refresh_from_db()
        matters.add_version(by=SYSTEM, number=made.number, version=made.version, text=text, note=note, on=on)
    made.refresh_from_db()
    row = rounds.circulate_matter(
        by=SYSTEM, number=made.number, version=made.version, on=date(2018, 4, 10), working_days=7,
        unit_keys=("gd-police", "gd-land", "gd-health-fp", "gd-finance"), letter="请对第 2 稿提出意见。",
    )  # fmt: skip
    points = [Point(clause="第二条", text="建议写明从受理之日起算")]
    rounds.answer(by=SYSTEM, circulation_id=row.pk, unit_key="gd-health-fp", points=points, on=date(2018, 4, 12))
    problem = matters.raise_matter(
        by=SYSTEM, kind="problem", title="道路监控杆件共用（样例）", lead_key="gd-transport", unit_key="gd-police",
        text="交通、公安、住建各自立杆，需要商定共用办法和费用分担。", due_on=date(2018, 5, 31),
        on=date(2018, 4, 2), is_sample=True,
    )  # fmt: skip
    matters.make_ready(by=SYSTEM, number=problem.number, version=problem.version)


def plan_next_meeting() -> None:
    """The next meeting: open decisions come back by themselves, a proposal and a problem are on, units are invited."""
    meeting = meetings.plan_meeting(
        by=SYSTEM, title="工作组第五次会议（样例）", held_on=date(2018, 4, 26), starts_at="09:30",
        place="省政府大院 2 号楼会议室（样例）", chair="王样例", is_sample=True,
    )  # fmt: skip
    agenda.put_on_agenda(by=SYSTEM, meeting_id=meeting.pk, picks=("proposal:2018-001", "matter:2018-002", "task:8"))
    meeting.refresh_from_db()
    meetings.invite(by=SYSTEM, meeting_id=meeting.pk, version=meeting.version)
    come = {"gd-transport": ("coming", "李样例 副主任", ""), "gd-health-fp": ("substitute", "赵样例 处长", "")}
    for unit, (state, person, note) in come.items():
        meetings.reply_invitation(
            by=SYSTEM, meeting_id=meeting.pk, unit_key=unit, state=state, person=person, note=note
        )
