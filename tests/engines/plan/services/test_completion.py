"""What was closed or dropped too early is taken up again: by the office alone, with a reason, nothing of it lost."""

from collections.abc import Callable
from datetime import date

import pytest

from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import AuditEntry, Notification
from lingnan.engines.plan.models import Plan, Rating, Task
from lingnan.engines.plan.selectors.life import facts_of, waiting
from lingnan.engines.plan.services import work

People = Callable[..., Actor]
Stand = Callable[[str], date]


@pytest.fixture
def office(someone: People) -> Actor:
    return someone("office", unit="gd-office", role="office")


@pytest.fixture
def land(someone: People) -> Actor:
    return someone("land", unit="gd-land", role="liaison")


@pytest.fixture
def closed(small_plan: Plan, office: Actor, land: Actor) -> Task:
    """Task 2, led by one unit: done, closed and rated."""
    task = small_plan.tasks.get(number=2)
    work.issue(by=office, task_id=task.pk)
    work.sign(by=land, task_id=task.pk)
    work.meet_milestone(by=land, milestone_id=task.milestones.get().pk, met_on=date(2017, 1, 9), evidence="验收报告")
    work.claim(by=land, task_id=task.pk, text="已完成")
    work.close_task(by=office, task_id=task.pk, note="属实")
    work.rate(by=office, task_id=task.pk, unit_key="gd-land", grade="A")
    task.refresh_from_db()
    return task


def test_a_closed_task_runs_again_and_can_be_closed_and_rated_anew(
    closed: Task, office: Actor, land: Actor, stand_at: Stand
) -> None:
    on = stand_at("2017-03-06")  # a Monday
    with pytest.raises(Invalid):
        work.reopen_task(by=office, task_id=closed.pk, text=" ")
    with pytest.raises(NotAllowed):
        work.reopen_task(by=land, task_id=closed.pk, text="还要办")
    work.reopen_task(by=office, task_id=closed.pk, text="抽查发现平台已停用", version=closed.version)
    closed.refresh_from_db()
    assert (closed.state, closed.closed_on, closed.state_on) == ("running", None, on)
    assert Rating.objects.count() == 0
    event = closed.events.get(act="reopen")
    assert event.facts["ratings_withdrawn"] == {"gd-land": "A"}  # withdrawn, not lost
    summary = AuditEntry.objects.get(verb="plan.reopen_task").summary
    assert summary == "工作组办公室恢复办理 任务 2“任务2”：抽查发现平台已停用"
    assert Notification.objects.filter(account__username="land", text__contains="恢复办理：任务 2").count() == 1
    # its milestones are met: it waits for the claim, ten working days from the reopening (20 March 2017, a Monday)
    task = Task.objects.get(pk=closed.pk)
    [one] = [one for one in waiting(task, facts_of(task), quarter="", is_reported=True, on=on) if one.act == "claim"]
    assert one.due == date(2017, 3, 20)

    work.claim(by=land, task_id=closed.pk, text="已恢复运行")
    work.close_task(by=office, task_id=closed.pk, note="复查属实")
    work.rate(by=office, task_id=closed.pk, unit_key="gd-land", grade="C", comment="复查后完成")
    assert [rating.grade for rating in Rating.objects.all()] == ["C"]
    with pytest.raises(Conflict):
        work.issue(by=office, task_id=closed.pk)


def test_a_dropped_task_that_was_not_signed_for_is_issued_again(small_plan: Plan, office: Actor, land: Actor) -> None:
    task = small_plan.tasks.get(number=1)  # led by two
    work.issue(by=office, task_id=task.pk)
    work.sign(by=land, task_id=task.pk)
    work.drop_task(by=office, task_id=task.pk, text="并入任务 2")
    work.reopen_task(by=office, task_id=task.pk, text="并入有误")
    task.refresh_from_db()
    assert (task.state, task.issued_on, task.sign_by) == ("registered", None, None)
    assert task.units.exclude(signed_on=None).count() == 0
    work.issue(by=office, task_id=task.pk)


def test_a_part_waits_for_its_task(small_plan: Plan, office: Actor, land: Actor) -> None:
    task = small_plan.tasks.get(number=2)
    work.issue(by=office, task_id=task.pk)
    work.sign(by=land, task_id=task.pk)
    part = work.divide(by=land, task_id=task.pk, title="数据入库", due=date(2017, 5, 31))
    work.drop_task(by=office, task_id=part.pk, text="不再需要")
    work.drop_task(by=office, task_id=task.pk, text="不再需要")
    with pytest.raises(Conflict, match="先恢复"):
        work.reopen_task(by=office, task_id=part.pk, text="仍需要")
    work.reopen_task(by=office, task_id=task.pk, text="仍需要")
    work.reopen_task(by=office, task_id=part.pk, text="仍需要")
    part.refresh_from_db()
    assert part.state == "running"
