"""A year's division: drafted out of the plan, agreed or returned with changes, issued as parts of the plan's tasks."""

from collections.abc import Callable
from datetime import date

import pytest

from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import AuditEntry, Notification
from lingnan.engines.identity.todo import items_for
from lingnan.engines.plan.models import DivisionUnit, Plan, Task
from lingnan.engines.plan.services import division as service
from lingnan.engines.plan.services import work

People = Callable[..., Actor]


def test_a_year_is_divided_answered_settled_and_issued(
    small_plan: Plan, someone: People, stand_at: Callable[[str], date]
) -> None:
    office = someone("office", unit="gd-office", role="office")
    land, eic, fin = (someone(name, unit=f"gd-{name}", role="liaison") for name in ("land", "eic", "fin"))
    work.issue_plan(by=office, plan_key="p")
    with pytest.raises(NotAllowed):
        service.draft_division(by=land, plan_key="p", year=2017)
    drafted = service.draft_division(by=office, plan_key="p", year=2017)
    assert [(item.title, item.due) for item in drafted.items.all()] == [
        ("任务1", date(2017, 6, 30)),
        ("任务2", date(2017, 6, 30)),
    ]
    first, second = drafted.items.all()
    written = {first.pk: ("今年的任务1", date(2017, 5, 31), True), second.pk: (second.title, second.due, True)}
    now = service.write_items(by=office, division_id=drafted.pk, version=1, items=written)
    with pytest.raises(Conflict):  # the second officer looked at version 1
        service.write_items(by=office, division_id=drafted.pk, version=1, items=written)
    late = {first.pk: ("x", date(2018, 1, 1), True)}
    with pytest.raises(Invalid, match="不在 2017 年"):
        service.write_items(by=office, division_id=drafted.pk, version=now.version, items=late)

    asked = service.ask_units(by=office, division_id=drafted.pk, version=now.version)
    # ten working days after Monday, 9 January 2017, without holidays loaded
    assert asked.answer_by == date(2017, 1, 23)
    assert Notification.objects.filter(account__username="land", key__startswith="plan.division").count() == 1
    assert any(item.key == "plan.division:p:2017" for item in items_for(land, on=date(2017, 1, 9)))

    own = {row.unit_id: row for row in DivisionUnit.objects.filter(item=first)}
    service.answer_item(by=eic, row_id=own["gd-eic"].pk, comment="设备六月才到", due_wanted=date(2017, 8, 31))
    with pytest.raises(NotAllowed):
        service.answer_item(by=fin, row_id=own["gd-eic"].pk)
    assert service.agree_to_all(by=land, division_id=drafted.pk) == 2
    with pytest.raises(Conflict, match="1 条修改意见"):
        service.issue_division(by=office, division_id=drafted.pk, version=asked.version)
    service.settle(by=office, row_id=own["gd-eic"].pk, is_adopted=True)
    with pytest.raises(Conflict, match="1 个单位没有答复"):
        service.issue_division(by=office, division_id=drafted.pk, version=asked.version)

    stand_at("2017-01-24")  # silence past the date does not hold the work up, and stays recorded as silence
    assert service.issue_division(by=office, division_id=drafted.pk, version=asked.version) == 2
    parts = list(Task.objects.filter(year=2017).order_by("number"))
    assert [(part.shown_number, part.title, part.state) for part in parts] == [
        ("1.1", "今年的任务1", "issued"),
        ("2.1", "任务2", "issued"),
    ]
    assert parts[0].milestones.get().due == date(2017, 8, 31)
    assert {(unit.unit_id, unit.role) for unit in parts[1].units.all()} == {
        ("gd-land", "lead"),
        ("gd-fin", "cooperating"),
    }
    issued = AuditEntry.objects.get(verb="plan.issue_division")
    assert issued.after == {"count": 2, "silent": 1}
    work.sign(by=land, task_id=parts[1].pk)
    parts[1].refresh_from_db()
    assert parts[1].state == "running"
