"""The path of one document: read, adopted, reported, late, reminded, decided, supervised, closed.

The counts (21 members, 24 tasks), the units and the dates are those of the province's plan as design.md and
seed_dated_commitments.csv state them.
"""

from collections.abc import Callable
from datetime import date

import pytest

from lingnan.core.errors import Conflict, NotAllowed
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import AuditEntry, Notification
from lingnan.engines.identity.todo import items_for
from lingnan.engines.plan.models import Milestone, Plan, SupervisionItem, Task
from lingnan.engines.plan.selectors.board import BoardRow, chased_count
from lingnan.engines.plan.selectors.judged import judged, rows_of
from lingnan.engines.plan.services.adopting import adopt
from lingnan.engines.plan.services.importing import import_plan
from lingnan.engines.plan.services.meetings import hold_meeting, record_decision
from lingnan.engines.plan.services.reminders import remind
from lingnan.engines.plan.services.reviewing import accept_certain
from lingnan.engines.plan.services.supervision import close_supervision, reply, return_reply
from lingnan.engines.plan.services.work import agree, claim, close_task, meet_milestone, report_progress, sign
from lingnan.web.demo.plan import DOCUMENT

Stand = Callable[[str], date]
People = Callable[..., Actor]


@pytest.fixture
def office(person: People) -> Actor:
    return person("office", unit="gd-office", role="office")


@pytest.fixture
def plan(office: Actor, stand_at: Stand) -> Plan:
    stand_at("2015-01-05")
    draft = import_plan(by=office, name=DOCUMENT.name, content=DOCUMENT.read_bytes())
    assert accept_certain(by=office, plan_key=draft.key) == 24  # our own document leaves no doubt
    return adopt(by=office, plan_key=draft.key)


def row(by: Actor, plan: Plan, number: int, on: date) -> BoardRow:
    return next(row for row in rows_of(judged(plan, on=on), plan=plan, on=on) if row.number == number)


def test_nothing_is_a_task_before_the_office_adopts(office: Actor, stand_at: Stand) -> None:
    stand_at("2015-01-05")
    draft = import_plan(by=office, name=DOCUMENT.name, content=DOCUMENT.read_bytes())
    assert (draft.state, Task.objects.count()) == ("draft", 0)
    again = import_plan(by=office, name="the same.txt", content=DOCUMENT.read_bytes())
    assert again == draft


def test_the_plan_has_its_members_tasks_units_and_dates(plan: Plan) -> None:
    assert plan.members.count() == 21
    assert plan.members.filter(unit=None).count() == 0
    assert [task.number for task in plan.tasks.all()] == list(range(1, 25))
    transport = plan.tasks.get(number=11)
    assert [(unit.unit_id, unit.role) for unit in transport.units.all()] == [
        ("gd-transport", "lead"),
        ("gd-police", "cooperating"),
    ]
    dates = set(Milestone.objects.filter(task__plan=plan, task__number=8).values_list("due", flat=True))
    assert {date(2015, 12, 31), date(2016, 12, 31)} <= dates
    quoted = plan.tasks.get(number=15)
    assert plan.original_text[quoted.source_start : quoted.source_end].strip() != ""


def test_only_the_office_adopts_and_only_once(plan: Plan, person: People, office: Actor) -> None:
    with pytest.raises(Conflict):
        adopt(by=office, plan_key=plan.key)
    liaison = person("liaison", unit="gd-land", role="liaison")
    with pytest.raises(NotAllowed):
        import_plan(by=liaison, name="x.txt", content=b"x")


def test_a_task_goes_late_is_chased_decided_supervised_and_closed(
    plan: Plan, person: People, office: Actor, stand_at: Stand
) -> None:
    lead = Task.objects.get(plan=plan, number=8).units.filter(role="lead").first()
    assert lead is not None
    assert lead.written == "省国土资源厅"
    liaison = person("liaison", unit=lead.unit_id, role="liaison")
    stranger = person("stranger", unit="gd-finance", role="liaison")
    task = Task.objects.get(plan=plan, number=8)

    # the unit reports; another unit may not
    on = stand_at("2016-10-25")
    report_progress(by=liaison, task_id=task.pk, text="试点平台已进场建设")
    with pytest.raises(NotAllowed):
        report_progress(by=stranger, task_id=task.pk, text="与我无关")
    assert row(office, plan, 8, on).updated_on == on

    # its date passes: the light goes red by itself, and says why
    on = stand_at("2017-01-10")
    light = row(office, plan, 8, on).light
    assert light.state == "late"
    assert light.due is not None
    assert light.due <= date(2016, 12, 31)

    # reminders are written once, however often the job runs
    assert remind(by=office, plan_key=plan.key, on=on) == 2  # the two liaison officers there are; both have late tasks
    before = Notification.objects.count()
    assert remind(by=office, plan_key=plan.key, on=on) == 0
    assert Notification.objects.count() == before

    # the meeting decides; the decision is a supervision item, on the unit's home page right after what is overdue
    meeting = hold_meeting(by=office, plan_key=plan.key, title="工作组第二次会议", held_on=on)
    decision = record_decision(
        by=office, meeting_id=meeting.pk, text="完成试点验收", unit_key=liaison.unit_key, due_on=date(2017, 1, 12)
    )
    item = SupervisionItem.objects.get(decision=decision)
    first = next(todo for todo in items_for(liaison, on=on) if todo.due and todo.due >= on)
    assert (first.key, first.due) == (f"plan.supervision:{item.number}", date(2017, 1, 12))
    assert not [todo for todo in items_for(stranger, on=on) if todo.key.startswith("plan.supervision")]

    # reply, sent back, replied again, closed by the office, not by the unit itself
    reply(by=liaison, number=item.number, version=1, text="设备到货晚")
    with pytest.raises(Conflict):
        reply(by=liaison, number=item.number, version=1, text="第二个人同时回复")
    return_reply(by=office, number=item.number, version=2, reason="没有写完成日期", due_on=date(2017, 1, 20))
    reply(by=liaison, number=item.number, version=3, text="1月18日完成验收")
    with pytest.raises(NotAllowed):
        close_supervision(by=liaison, number=item.number, version=4, reason="自己销号")
    close_supervision(by=office, number=item.number, version=4, reason="验收报告已核")
    item.refresh_from_db()
    assert (item.state, item.closed_on) == ("closed", on)
    assert items_for(liaison, on=on, waiting=True) == []

    # the work itself ends with evidence: every date met, claimed, agreed by the second lead, closed by the office
    second = person("second", unit="gd-eic", role="liaison")
    sign(by=second, task_id=task.pk)
    for step in task.milestones.all():
        meet_milestone(by=liaison, milestone_id=step.pk, met_on=on, evidence="粤测验〔2017〕3号")
    claim(by=liaison, task_id=task.pk, text="试点已验收")
    with pytest.raises(Conflict, match="同意"):
        close_task(by=office, task_id=task.pk, note="属实")
    agree(by=second, task_id=task.pk)
    close_task(by=office, task_id=task.pk, note="验收报告已核")
    assert row(office, plan, 8, on).light.state == "done"
    assert not [todo for todo in items_for(liaison, on=on) if f"tasks/{task.number}/" in todo.url]

    # the audit trail reads like the story and is whole
    verbs = [v for v in AuditEntry.objects.values_list("verb", flat=True) if v.startswith("plan.")]
    assert verbs == [
        "plan.import",
        "plan.accept_certain",
        "plan.adopt",
        "plan.issue",
        "plan.sign",  # who reports has received the task
        "plan.report_progress",
        "plan.remind",
        "plan.hold_meeting",
        "plan.record_decision",
        "plan.supervise",
        "plan.supervision_replied",
        "plan.supervision_returned",
        "plan.supervision_replied",
        "plan.supervision_closed",
        "plan.sign",
        *["plan.meet_milestone"] * task.milestones.count(),
        "plan.claim",
        "plan.agree",
        "plan.close_task",
    ]
    story = list(AuditEntry.objects.filter(about=f"plan.task:{task.pk}").values_list("summary", flat=True))
    assert story[0].endswith("签收（逾期） 任务 8“统一时空信息底座”：以报代签")  # issued in January 2015
    assert story[-1].endswith("核定办结 任务 8“统一时空信息底座”：验收报告已核")
    assert list(audit.verify()) == []


def test_the_count_of_what_to_chase_is_the_boards(plan: Plan, office: Actor, stand_at: Stand) -> None:
    for day in ("2015-02-10", "2015-06-01", "2016-01-10", "2017-01-10", "2018-04-16"):
        on = stand_at(day)
        wrong = sum(row.state in {"late", "miss"} for row in judged(plan, on=on))
        assert chased_count(plan, on) == wrong


def test_the_office_is_told_what_to_chase_until_it_has_reminded(plan: Plan, office: Actor, stand_at: Stand) -> None:
    on = stand_at("2017-01-10")
    chase = next(item for item in items_for(office, on=on) if item.key.startswith("plan.chase"))
    assert chase.title.zh.startswith(f"{chased_count(plan, on)} 项")
