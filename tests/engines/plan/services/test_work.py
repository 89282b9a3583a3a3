"""A task's life through the services: every step with its right, its thread, its audit sentence, its next person."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from lingnan.core.errors import Conflict, Invalid, LingnanError, NotAllowed
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Account, AuditEntry, Notification
from lingnan.engines.plan.models import Milestone, Plan, Progress, Task, TaskEvent
from lingnan.engines.plan.services import work

People = Callable[..., Actor]
BACKEND = "django.contrib.auth.backends.ModelBackend"
Stand = Callable[[str], date]


@pytest.fixture
def office(someone: People) -> Actor:
    return someone("office", unit="gd-office", role="office")


@pytest.fixture
def land(someone: People) -> Actor:
    return someone("land", unit="gd-land", role="liaison")


@pytest.fixture
def eic(someone: People) -> Actor:
    return someone("eic", unit="gd-eic", role="liaison")


@pytest.fixture
def fin(someone: People) -> Actor:
    return someone("fin", unit="gd-fin", role="liaison")


def test_the_whole_life_of_a_task_reads_like_a_story(
    small_plan: Plan, office: Actor, land: Actor, eic: Actor, stand_at: Stand
) -> None:
    task = small_plan.tasks.get(number=1)
    assert work.issue_plan(by=office, plan_key="p") == 2
    task.refresh_from_db()
    # three working days after Monday, 9 January 2017
    assert (task.state, task.sign_by) == ("issued", date(2017, 1, 12))

    work.sign(by=land, task_id=task.pk)
    stand_at("2017-01-16")
    work.sign(by=eic, task_id=task.pk)
    task.refresh_from_db()
    assert task.state == "running"
    assert [event.is_late for event in task.events.filter(act="sign")] == [False, True]

    work.report_progress(by=land, task_id=task.pk, text="试点平台已进场", period="2017Q1")
    part = work.divide(by=land, task_id=task.pk, title="数据入库", due=date(2017, 5, 31))
    assert (part.shown_number, part.state, part.parent) == ("1.1", "running", task)

    step = task.milestones.get()
    asked = work.ask_extension(by=land, milestone_id=step.pk, due=date(2017, 8, 31), reason="设备到货晚")
    work.grant_extension(by=office, extension_id=asked.pk, text="同意")
    step.refresh_from_db()
    assert (step.first_due, step.due) == (date(2017, 6, 30), date(2017, 8, 31))

    stand_at("2017-08-28")
    work.meet_milestone(by=land, milestone_id=step.pk, met_on=date(2017, 8, 25), evidence="")
    with pytest.raises(Conflict, match="子任务"):
        work.claim(by=land, task_id=task.pk, text="已完成")
    own = part.milestones.get()
    work.meet_milestone(by=land, milestone_id=own.pk, met_on=date(2017, 5, 30), evidence="入库单")
    work.claim(by=land, task_id=part.pk, text="已完成")
    work.close_task(by=office, task_id=part.pk, note="属实")

    work.claim(by=land, task_id=task.pk, text="已完成")
    with pytest.raises(Conflict, match="没有佐证"):
        work.close_task(by=office, task_id=task.pk, note="属实")
    work.return_claim(by=office, task_id=task.pk, text="请附验收报告")
    work.meet_milestone(by=land, milestone_id=step.pk, met_on=date(2017, 8, 25), evidence="验收报告 2017-33 号")
    work.claim(by=land, task_id=task.pk, text="已补验收报告")
    with pytest.raises(Conflict, match="同意"):
        work.close_task(by=office, task_id=task.pk, note="属实")
    work.agree(by=eic, task_id=task.pk)
    work.close_task(by=office, task_id=task.pk, note="验收报告已核")
    work.rate(by=office, task_id=task.pk, unit_key="gd-land", grade="A")

    task.refresh_from_db()
    assert (task.state, task.closed_on) == ("done", date(2017, 8, 28))
    story = list(AuditEntry.objects.filter(about=f"plan.task:{task.pk}").values_list("summary", flat=True))
    assert story[0].startswith("省国土资源厅签收 任务 1“任务1”")
    assert story[1].startswith("省经济和信息化委签收（逾期） 任务 1“任务1”")
    assert any("申请延期 任务 1“任务1” 节点“完成试点”2017-06-30 → 2017-08-31：设备到货晚" in line for line in story)
    assert story[-1].endswith("评价 任务 1“任务1” 省国土资源厅：优秀")
    assert list(audit.verify()) == []


def test_the_next_person_is_told_and_the_actor_is_not(small_plan: Plan, office: Actor, land: Actor, eic: Actor) -> None:
    task = small_plan.tasks.get(number=1)
    work.issue_plan(by=office, plan_key="p")
    told = set(Notification.objects.values_list("account__username", "text"))
    sign_by = "请于 2017-01-12 前签收"
    # land leads both tasks, eic one
    assert {
        ("land", f"《方案》交办本单位 2 项任务，{sign_by}"),
        ("eic", f"《方案》交办本单位 1 项任务，{sign_by}"),
    } == told
    work.sign(by=land, task_id=task.pk)
    work.send_back(by=eic, task_id=task.pk, text="不属于本单位职责")
    assert Notification.objects.filter(account__username="office", text__contains="退回交办").count() == 1
    task.refresh_from_db()
    assert (task.state, task.units.exclude(signed_on=None).count()) == ("registered", 0)


def test_strangers_cooperating_units_and_the_office_do_only_what_is_theirs(
    small_plan: Plan, office: Actor, land: Actor, eic: Actor, fin: Actor
) -> None:
    task = small_plan.tasks.get(number=2)
    with pytest.raises(NotAllowed):
        work.issue(by=land, task_id=task.pk)
    work.issue(by=office, task_id=task.pk)
    for actor in (office, eic):
        with pytest.raises(NotAllowed):
            work.sign(by=actor, task_id=task.pk)
    with pytest.raises(NotAllowed, match="牵头单位"):
        work.sign(by=fin, task_id=task.pk)
    with pytest.raises(Conflict, match="交办"):
        work.claim(by=land, task_id=task.pk, text="还没有签收")
    work.sign(by=land, task_id=task.pk)
    with pytest.raises(NotAllowed, match="由牵头单位办理"):
        work.claim(by=fin, task_id=task.pk, text="配合单位不能申请办结")


def test_a_refused_step_leaves_nothing(small_plan: Plan, office: Actor, land: Actor) -> None:
    task = small_plan.tasks.get(number=2)
    work.issue(by=office, task_id=task.pk)
    counts = TaskEvent.objects.count(), AuditEntry.objects.count(), Notification.objects.count()
    with pytest.raises(Invalid):
        work.send_back(by=land, task_id=task.pk, text="  ")
    with pytest.raises(Conflict):
        work.drop_task(by=office, task_id=task.pk, text="并入任务 1", version=task.version)  # issued meanwhile
    assert (TaskEvent.objects.count(), AuditEntry.objects.count(), Notification.objects.count()) == counts


def test_numbers_are_kept_with_their_reason_where_missing(small_plan: Plan, office: Actor, land: Actor) -> None:
    task = small_plan.tasks.get(number=2)
    work.issue(by=office, task_id=task.pk)
    schools = work.declare_number(by=office, task_id=task.pk, name="试点学校", measured_in="所", target=Decimal(100))
    pupils = work.declare_number(by=office, task_id=task.pk, name="学生", measured_in="万人")
    numbers = {schools.pk: Decimal("37"), pupils.pk: "学校未报"}
    report = work.report_progress(by=land, task_id=task.pk, text="推进中", period="2017Q1", numbers=numbers)
    kept = {one.number.name: (one.value, one.missing) for one in report.numbers.select_related("number")}
    assert kept == {"试点学校": (Decimal("37"), ""), "学生": (None, "学校未报")}
    other = work.declare_number(by=office, task_id=small_plan.tasks.get(number=1).pk, name="别的", measured_in="")
    with pytest.raises(Invalid):
        work.report_progress(by=land, task_id=task.pk, text="推进中", numbers={other.pk: Decimal(1)})


def test_a_promise_of_the_document_moves_only_by_the_office(small_plan: Plan, office: Actor, land: Actor) -> None:
    task = small_plan.tasks.get(number=2)
    work.issue(by=office, task_id=task.pk)
    work.sign(by=land, task_id=task.pk)
    promised = task.milestones.get()
    with pytest.raises(Conflict, match="申请延期"):
        work.change_milestone(by=land, milestone_id=promised.pk, title="x", due=date(2018, 1, 1), reason="r")
    added = work.add_milestone(by=land, task_id=task.pk, title="招标", due=date(2017, 3, 31))
    work.change_milestone(by=land, milestone_id=added.pk, title="招标", due=date(2017, 4, 30), reason="公告期延长")
    added.refresh_from_db()
    assert (added.due, added.first_due) == (date(2017, 4, 30), date(2017, 3, 31))
    work.change_milestone(by=land, milestone_id=added.pk, title="", due=added.due, reason="并入试点", drop=True)
    assert not Milestone.objects.filter(pk=added.pk).exists()
    kept = task.events.filter(act="change_milestone").last()
    assert kept is not None
    assert kept.facts["before"]["title"] == "招标"


def test_two_officers_editing_get_a_conflict_and_lose_nothing(small_plan: Plan, office: Actor) -> None:
    task = small_plan.tasks.get(number=2)
    work.edit_task(by=office, task_id=task.pk, version=1, title="甲", text="甲的文字", reason="更正")
    with pytest.raises(Conflict):
        work.edit_task(by=office, task_id=task.pk, version=1, title="乙", text="乙的文字", reason="更正")
    task.refresh_from_db()
    assert task.text == "甲的文字"
    assert task.events.get(act="edit").facts["before"]["text"] == "原文"


@pytest.mark.parametrize("seed", range(12))
def test_random_walks_lose_no_history(
    small_plan: Plan, office: Actor, land: Actor, eic: Actor, fin: Actor, stand_at: Stand, seed: int
) -> None:
    """Anybody tries anything: what is refused leaves no trace, what is written is never changed again."""
    dice, day = random.Random(seed), date(2017, 1, 9)
    people = (office, land, eic, fin)
    written: dict[int, tuple[object, ...]] = {}
    for _ in range(50):
        day += timedelta(days=dice.choice((0, 0, 1, 5)))
        stand_at(day.isoformat())
        tasks = list(Task.objects.all())
        before = TaskEvent.objects.count(), AuditEntry.objects.count(), Progress.objects.count()
        try:
            attempt(dice, dice.choice(people), dice.choice(tasks), day)
        except LingnanError:
            assert (TaskEvent.objects.count(), AuditEntry.objects.count(), Progress.objects.count()) == before
        rows = {row[0]: row for row in TaskEvent.objects.values_list("pk", "act", "text", "to_state", "actor", "facts")}
        assert all(rows.get(key) == row for key, row in written.items())
        written = rows
    for task in Task.objects.filter(state="done"):
        assert not task.milestones.filter(met_on=None).exists()
        assert not task.milestones.filter(evidence="", proof=None).exists()
    assert list(audit.verify()) == []


def attempt(dice: random.Random, by: Actor, task: Task, day: date) -> None:
    """One random act."""
    step = task.milestones.order_by("?").first()
    asked = task.extensions.filter(state="asked").first()
    plain = {"by": by, "task_id": task.pk}
    match dice.randrange(15):
        case 0:
            work.issue(**plain)
        case 1 | 2:
            work.sign(**plain)
        case 3:
            work.send_back(**plain, text="退回")
        case 4 | 5:
            work.report_progress(**plain, text="进展")
        case 6 | 7 if step:
            work.meet_milestone(by=by, milestone_id=step.pk, met_on=day, evidence=dice.choice(("", "文号")))
        case 8 if step:
            work.ask_extension(by=by, milestone_id=step.pk, due=day + timedelta(days=40), reason="延")
        case 9 if asked:
            with suppress(Invalid):
                work.grant_extension(by=by, extension_id=asked.pk)
        case 10 | 11:
            work.claim(**plain, text="办结")
        case 12:
            work.agree(**plain)
        case 13:
            work.close_task(**plain, note="核定")
        case 14:
            work.return_claim(**plain, text="退回")


def test_the_page_of_an_edit_shows_both_texts_and_a_draft_comes_back(
    small_plan: Plan, office: Actor, land: Actor, client: Client
) -> None:
    client.force_login(Account.objects.get(pk=office.account_id), backend=BACKEND)
    sent = {"version": 1, "title": "乙", "text": "乙写的", "leads": ["gd-land"], "reason": "更正"}
    work.edit_task(
        by=office, task_id=small_plan.tasks.get(number=2).pk, version=1, title="甲", text="甲写的", reason="x"
    )
    page = client.post("/plan/p/tasks/2/edit", sent).content.decode()
    assert "甲写的" in page
    assert "乙写的" in page
    work.issue(by=office, task_id=small_plan.tasks.get(number=2).pk)
    client.force_login(Account.objects.get(pk=land.account_id), backend=BACKEND)
    client.post("/plan/p/tasks/2/report", {"verb": "draft", "text": "写了一半"})
    assert "写了一半" in client.get("/plan/p/tasks/2/report").content.decode()
    assert Progress.objects.count() == 0
