"""A renamed unit keeps its past and hands its open work over; a unit with open work is not closed."""

from datetime import date

import pytest

from lingnan.core.errors import Conflict
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import AuditEntry, Region, Unit
from lingnan.engines.identity.services.units import close_unit, rename_unit
from lingnan.engines.plan.models import Plan, SupervisionItem, Task, TaskUnit


@pytest.fixture
def work(db: None) -> None:
    Region.objects.create(code="440000", name="广东省", level="province")
    old = Unit.objects.create(key="gd-eic", name="广东省经济和信息化委员会", kind="department", region_id="440000")
    plan = Plan.objects.create(
        key="p", title="方案", period_from=date(2015, 1, 1), period_to=date(2017, 12, 31),
        original_text="", clean_text="", reading={}, imported_at="2015-01-01T00:00:00Z",
    )  # fmt: skip
    for number, state in ((1, "running"), (2, "done")):
        task = Task.objects.create(
            plan=plan, number=number, title=f"任务{number}", text="", source_start=0, source_end=1, state=state
        )
        TaskUnit.objects.create(task=task, order=0, role="lead", written="省经济和信息化委", unit=old)
    for number, state in (("2018-1", "open"), ("2018-2", "closed")):
        SupervisionItem.objects.create(number=number, source=number, title="t", reason={}, unit=old, state=state,
                                       opened_on=date(2018, 1, 1), due_on=date(2018, 2, 1))  # fmt: skip


@pytest.mark.usefixtures("work")
def test_open_work_moves_and_the_past_stays(django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        rename_unit(by=SYSTEM, unit_key="gd-eic", new_key="gd-iit", new_name="广东省工业和信息化厅",
                    on=date(2018, 10, 25), source="广东省机构改革方案")  # fmt: skip
    units = dict(TaskUnit.objects.values_list("task__number", "unit_id"))
    assert units == {1: "gd-iit", 2: "gd-eic"}
    assert set(TaskUnit.objects.values_list("written", flat=True)) == {"省经济和信息化委"}
    assert dict(SupervisionItem.objects.values_list("number", "unit_id")) == {"2018-1": "gd-iit", "2018-2": "gd-eic"}
    assert AuditEntry.objects.filter(verb="plan.hand_over").count() == 2


@pytest.mark.usefixtures("work")
def test_a_unit_with_open_work_is_not_closed() -> None:
    with pytest.raises(Conflict, match="任务 1 任务1"):
        close_unit(by=SYSTEM, unit_key="gd-eic", on=date(2018, 10, 25), source="x")
